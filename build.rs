//! Builds what is embedded in the binary: the prelude of the script engine as bytecode.

use std::env;
use std::error::Error;
use std::ffi::CString;
use std::fs;
use std::path::{Path, PathBuf};

use rquickjs::{Context, Runtime, qjs};

/// The prelude's files, in the order in which they are joined.
const PRELUDE: &[&str] = &[
    "host",
    "failure",
    "console",
    "timers",
    "expect",
    "variables",
    "lists",
    "url",
    "request",
    "response",
    "cookies",
    "send",
    "test",
    "pm",
    "legacy",
    "require",
    "main",
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let js = Path::new("src/sandbox/js");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/sandbox/js/prelude");
    let mut source = String::from("(function (host) {\n\"use strict\";\n");
    for name in PRELUDE {
        source += &fs::read_to_string(js.join("prelude").join(format!("{name}.js")))?;
    }
    source += "\n})";
    fs::write(out.join("prelude.bin"), compile("postino:prelude", &source)?)?;
    Ok(())
}

/// Compiles a sloppy global script to bytecode without its source.
#[expect(unsafe_code, reason = "the engine's crate writes bytecode of modules only, and modules are strict")]
fn compile(name: &str, source: &str) -> Result<Vec<u8>, Box<dyn Error>> {
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
            let code = qjs::JS_Eval(raw, text.as_ptr(), source.len() as _, file.as_ptr(), flags as i32);
            if qjs::JS_IsException(code) {
                let error = ctx.catch();
                let error = error.as_exception().map(ToString::to_string);
                return Err(format!("{name} does not compile: {}", error.unwrap_or_default()).into());
            }
            let mut length = 0;
            let flags = qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE;
            let buffer = qjs::JS_WriteObject(raw, &raw mut length, code, flags as i32);
            qjs::JS_FreeValue(raw, code);
            if buffer.is_null() {
                return Err(format!("{name} cannot be written as bytecode").into());
            }
            let bytes = std::slice::from_raw_parts(buffer, length as usize).to_vec();
            qjs::js_free(raw, buffer.cast());
            Ok(bytes)
        }
    })
}
