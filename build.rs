//! Builds what is embedded in the binary: the prelude of the script engine, and the libraries that scripts may
//! require, as bytecode. The libraries are npm packages, installed and bundled outside the source tree.

use std::env;
use std::error::Error;
use std::ffi::CString;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rquickjs::{Context, Runtime, qjs};

/// The prelude's files, in the order in which they are joined.
const PRELUDE: &[&str] = &[
    "host",
    "failure",
    "wording",
    "console",
    "timers",
    "expect",
    "variables",
    "lists",
    "members",
    "scope",
    "url",
    "body",
    "request",
    "json",
    "response",
    "response_assertions",
    "property",
    "cookies",
    "lost",
    "send",
    "test",
    "newer",
    "pm",
    "legacy",
    "native_crypto_js",
    "require",
    "globals",
    "sugar",
    "main",
];

/// The folders of our own lazy modules: the web's globals, and V8's words for errors.
const OWN_MODULES: &[&str] = &["web", "words"];

/// The parameters of the function that each lazy module of ours becomes.
const OWN_PARAMETERS: &str = "exports, load, compute, host, internals";

/// The sources of the library bundles: the bundles are made anew when one of these changes.
const LIBRARY_FILES: &[&str] =
    &["package.json", "package-lock.json", "bundle.mjs", "intl.mjs", "intl_namespace.mjs"];

const NO_NODE: &str = "postino bundles the libraries of Postman scripts when it is built: install Node.js 20 or newer \
    with npm, or set POSTINO_JS_BUNDLE to a folder that holds the bundles";

/// How the folder of `POSTINO_JS_BUNDLE` is made.
const MAKING: &str = "make the folder anew with `npm ci --ignore-scripts` and `node bundle.mjs <folder>` in a copy of src/sandbox/js";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    if let Err(error) = build() {
        println!("cargo::error={error}");
    }
}

fn build() -> Result<()> {
    let out = variable("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let js = Path::new("src/sandbox/js");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/sandbox/js/prelude");
    for folder in OWN_MODULES {
        println!("cargo::rerun-if-changed=src/sandbox/js/{folder}");
    }
    println!("cargo::rerun-if-env-changed=POSTINO_JS_BUNDLE");
    for file in LIBRARY_FILES {
        println!("cargo::rerun-if-changed=src/sandbox/js/{file}");
    }
    build_prelude(js, &out)?;
    build_own_modules(js, &out)?;
    match variable("POSTINO_JS_BUNDLE") {
        Some(bundles) => {
            println!("cargo::rerun-if-changed={}", bundles.display());
            check_bundles(js, &bundles)?;
            compile_libraries(&bundles, &out)
        }
        None => build_libraries(js, &out),
    }
}

#[expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]
fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from)
}

/// Joins the prelude's files into one function and compiles it.
fn build_prelude(js: &Path, out: &Path) -> Result<()> {
    let mut source = String::from("(function (host, compute) {\n\"use strict\";\n");
    for name in PRELUDE {
        source += &fs::read_to_string(js.join("prelude").join(format!("{name}.js")))?;
    }
    source += "\n})";
    fs::write(out.join("prelude.bin"), compile("postino:prelude", &source)?)?;
    Ok(())
}

/// Compiles each of our own lazy modules as a function, and writes their table.
fn build_own_modules(js: &Path, out: &Path) -> Result<()> {
    let mut table = String::from("&[\n");
    for folder in OWN_MODULES {
        for file in files_in(&js.join(folder))? {
            let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&file)?;
            let source = format!("(function ({OWN_PARAMETERS}) {{\n\"use strict\";\n{text}\n}})");
            add_module(&mut table, out, folder, &name, &source)?;
        }
    }
    fs::write(out.join("own.rs"), table + "]")?;
    Ok(())
}

/// The JavaScript files of a folder, sorted.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "js"));
    files.sort();
    Ok(files)
}

/// Compiles a module and adds it to the table of modules. A module that is mostly data is compressed to a fifth; it is
/// unpacked in a millisecond when a script asks for it.
fn add_module(table: &mut String, out: &Path, kind: &str, name: &str, source: &str) -> Result<()> {
    let file = format!("{kind}-{name}.bin");
    let code = compile(&format!("{kind}:{name}"), source)?;
    let (form, stored) = if name.starts_with("intl-") { ("Packed", packed(&code)?) } else { ("Plain", code) };
    fs::write(out.join(&file), stored)?;
    writeln!(
        table,
        "    ({name:?}, Stored::{form}(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")))),"
    )?;
    Ok(())
}

/// The bytes compressed as `libraries.rs` unpacks them.
fn packed(code: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(code)?;
    Ok(encoder.finish()?)
}

/// Installs, bundles and compiles the libraries, unless that was done for the same files before.
fn build_libraries(js: &Path, out: &Path) -> Result<()> {
    let stamp = LIBRARY_FILES
        .iter()
        .map(|file| fs::read_to_string(js.join(file)))
        .collect::<std::io::Result<String>>()?;
    let stamp_file = out.join("libraries.stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|done| done == stamp) {
        return Ok(());
    }
    let work = out.join("js");
    fs::create_dir_all(&work)?;
    for file in LIBRARY_FILES {
        fs::copy(js.join(file), work.join(file))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(
        Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]),
        &work,
    )?;
    run(Command::new("node").args(["bundle.mjs", "bundles"]), &work)?;
    compile_libraries(&work.join("bundles"), out)?;
    fs::write(stamp_file, stamp)?;
    Ok(())
}

fn run(command: &mut Command, folder: &Path) -> Result<()> {
    let output = command.current_dir(folder).output().map_err(|_| NO_NODE)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " / ");
    Err(format!("{} failed: {said}", command.get_program().to_string_lossy()).into())
}

/// Compiles each bundle of a folder and writes the table that `libraries.rs` includes.
fn compile_libraries(bundles: &Path, out: &Path) -> Result<()> {
    let list = bundles.join("names.txt");
    let names =
        fs::read_to_string(&list).map_err(|error| format!("{}: {error}: {MAKING}", list.display()))?;
    let mut table = String::from("&[\n");
    for name in names.lines() {
        let file = bundles.join(format!("{name}.js"));
        let source =
            fs::read_to_string(&file).map_err(|error| format!("{}: {error}: {MAKING}", file.display()))?;
        add_module(&mut table, out, "library", name, &source)?;
    }
    fs::write(out.join("libraries.rs"), table + "]")?;
    Ok(())
}

/// Fails when prebuilt bundles were made of other sources than these.
fn check_bundles(js: &Path, bundles: &Path) -> Result<()> {
    for file in LIBRARY_FILES {
        let theirs = bundles.join("sources").join(file);
        let made_of =
            fs::read(&theirs).map_err(|error| format!("{}: {error}: {MAKING}", theirs.display()))?;
        if made_of != fs::read(js.join(file))? {
            return Err(
                format!("{}: the bundles were made of another {file}: {MAKING}", theirs.display()).into()
            );
        }
    }
    Ok(())
}

/// Compiles a sloppy global script to bytecode without its source.
#[expect(unsafe_code, reason = "the engine's crate writes bytecode of modules only, and modules are strict")]
fn compile(name: &str, source: &str) -> Result<Vec<u8>> {
    let runtime = Runtime::new()?;
    runtime.set_max_stack_size(0);
    let context = Context::full(&runtime)?;
    let (file, text) = (CString::new(name)?, CString::new(source)?);
    context.with(|ctx| {
        let raw = ctx.as_raw().as_ptr();
        let flags = qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_COMPILE_ONLY;
        // SAFETY: the context is alive and locked; both strings end in NUL; the compiled value is freed once, and
        // the buffer that the engine allocated is copied before it is freed.
        unsafe {
            let code =
                qjs::JS_Eval(raw, text.as_ptr(), source.len() as _, file.as_ptr(), flags.cast_signed());
            if qjs::JS_IsException(code) {
                let error = ctx.catch();
                let error = error.as_exception().map(ToString::to_string);
                return Err(format!("{name} does not compile: {}", error.unwrap_or_default()).into());
            }
            let mut length = 0;
            let flags = qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE;
            let buffer = qjs::JS_WriteObject(raw, &raw mut length, code, flags.cast_signed());
            qjs::JS_FreeValue(raw, code);
            if buffer.is_null() {
                return Err(format!("{name} cannot be written as bytecode").into());
            }
            let bytes = std::slice::from_raw_parts(buffer, usize::try_from(length)?).to_vec();
            qjs::js_free(raw, buffer.cast());
            Ok(bytes)
        }
    })
}
