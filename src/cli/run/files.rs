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
    let named = [
        ("the environment", args.inputs.environment.as_slice()),
        ("the globals", &args.inputs.globals),
        ("the iteration data", &args.inputs.iteration_data),
        ("the env file", &args.inputs.env_file),
        ("the cookie jar", args.network.cookie_jar.as_slice()),
        ("the vault", args.scripts.vault.as_slice()),
    ];
    for (what, paths) in named {
        for path in paths {
            files.read(what, path);
        }
    }
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
