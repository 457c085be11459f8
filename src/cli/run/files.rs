//! The files that a run reads: those that its options name, and those that its collections upload.

use postino::collection::{Body, Node};
use postino::http::ClientCertificate;
use postino::runner::Inputs;

use crate::cli::Context;
use crate::cli::args::RunArgs;
use crate::cli::files::Files;
use crate::cli::{load, network};

/// What a run with these inputs reads.
pub(super) fn of_run(
    context: &Context,
    args: &RunArgs,
    inputs: &Inputs,
    certificates: &[ClientCertificate],
) -> Files {
    let mut files = Files::default();
    for path in args.collections.iter().flat_map(|path| load::files_of(path)) {
        files.read("the collection", &path);
    }
    let env_files = args.inputs.env_file.iter().map(|path| ("the env file", path));
    let named = [
        ("the environment", &args.inputs.environment),
        ("the globals", &args.inputs.globals),
        ("the iteration data", &args.inputs.iteration_data),
        ("the cookie jar", &args.network.cookie_jar),
        ("the vault", &args.scripts.vault),
    ];
    let named = named.into_iter().filter_map(|(what, path)| Some((what, path.as_ref()?)));
    named.chain(env_files).for_each(|(what, path)| files.read(what, path));
    network::files(&args.network.transport, certificates, &mut files);
    for path in context.rc_files.iter().filter(|path| path.exists()) {
        files.read("the options file", path);
    }
    let folder = context.directory.join(args.inputs.working_dir.as_deref().unwrap_or(".".as_ref()));
    for collection in &inputs.collections {
        uploads(&collection.nodes, &mut |src| files.read("the uploaded file", &folder.join(src)));
    }
    files
}

/// The files that requests upload, as far as their paths are plain text.
fn uploads(nodes: &[Node], found: &mut impl FnMut(&str)) {
    for node in nodes {
        match node {
            Node::Folder(folder) => uploads(&folder.nodes, found),
            Node::Item(item) => match &item.request.body {
                Some(Body::File { src: Some(src), .. }) => found(src),
                Some(Body::Formdata { params }) => {
                    params.iter().flat_map(|param| &param.src).for_each(|src| found(src));
                }
                _ => {}
            },
        }
    }
}
