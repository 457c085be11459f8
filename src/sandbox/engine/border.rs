//! The border between JavaScript values and the host's: functions for the prelude, values in and out.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use rquickjs::function::Rest;
use rquickjs::{
    Coerced, Ctx, Error, Exception, FromJs as _, Function, IntoJs as _, Object, TypedArray, Value, qjs,
};

use super::super::bridge::Bridge;
use super::super::call::{CALLS, Parse};
use super::super::compute::Computation;
use super::super::failure::Thrown;
use super::super::host_value::HostValue;
use super::super::surrogates;
use super::heap::Heap;

/// `host`: one function for each call of the table.
pub(super) fn host_object<'js>(
    ctx: &Ctx<'js>,
    bridge: &Rc<RefCell<Bridge>>,
    heap: &Rc<Heap>,
) -> rquickjs::Result<Object<'js>> {
    let host = Object::new(ctx.clone())?;
    for (name, parse) in CALLS.into_iter().flatten() {
        let (bridge, heap) = (Rc::clone(bridge), Rc::clone(heap));
        let call = native(move |ctx, arguments| {
            let values = host_values(&arguments)?;
            let weight = values.iter().map(HostValue::weight).sum();
            if !heap.charge(weight) {
                return Err(Exception::throw_range(&ctx, "out of memory"));
            }
            let answer = match parsed(&ctx, *parse, values) {
                Ok(call) => bridge.borrow_mut().call(call, weight),
                Err(error) => {
                    heap.gauge.give(weight);
                    return Err(error);
                }
            };
            into_js(&ctx, answer)
        });
        host.set(*name, Function::new(ctx.clone(), call)?)?;
    }
    Ok(host)
}

/// `compute`: one function for each computation.
pub(super) fn compute_object<'js>(ctx: &Ctx<'js>, heap: &Heap) -> rquickjs::Result<Object<'js>> {
    let most = heap.gauge.limit().unwrap_or(usize::MAX);
    let compute = Object::new(ctx.clone())?;
    for (name, parse) in Computation::CALLS {
        let call = native(move |ctx, arguments| {
            let computation = parsed(&ctx, *parse, host_values(&arguments)?)?;
            into_js(&ctx, computation.carry_out(most))
        });
        compute.set(*name, Function::new(ctx.clone(), call)?)?;
    }
    Ok(compute)
}

/// The call that a function was given the arguments of; wrong ones are a `TypeError`.
fn parsed<T>(ctx: &Ctx<'_>, parse: Parse<T>, values: Vec<HostValue>) -> rquickjs::Result<T> {
    parse(&mut values.into_iter()).map_err(|error| Exception::throw_type(ctx, &error))
}

fn host_values(arguments: &[Value<'_>]) -> rquickjs::Result<Vec<HostValue>> {
    arguments.iter().map(host_value).collect()
}

/// Gives a closure the lifetimes that the engine's crate asks for.
fn native<F>(call: F) -> F
where
    F: for<'a> Fn(Ctx<'a>, Rest<Value<'a>>) -> rquickjs::Result<Value<'a>>,
{
    call
}

/// What the host knows of a value. Objects that hold no bytes, functions and symbols are `undefined` to it.
fn host_value(value: &Value<'_>) -> rquickjs::Result<HostValue> {
    if let Some(text) = value.as_string() {
        return Ok(HostValue::Text(string_of(text)?));
    }
    if let Some(number) = value.as_number() {
        return Ok(HostValue::Number(number));
    }
    if value.is_null() {
        return Ok(HostValue::Null);
    }
    if value.is_big_int() {
        return Coerced::<String>::from_js(value.ctx(), value.clone())
            .map(|digits| HostValue::BigInt(digits.0));
    }
    let bytes = || bytes_of(value).map(|bytes| HostValue::Bytes(bytes.into()));
    Ok(value.as_bool().map(HostValue::Bool).or_else(bytes).unwrap_or(HostValue::Undefined))
}

/// A copy of the bytes of a typed array.
#[expect(unsafe_code, reason = "the engine's crate lends the bytes of a buffer in no other way")]
fn bytes_of(value: &Value<'_>) -> Option<Vec<u8>> {
    if let Ok(words) = TypedArray::<i32>::from_value(value.clone()) {
        // SAFETY: the bytes are copied before anything else can run in the context.
        return unsafe { words.as_bytes() }.map(<[u8]>::to_vec);
    }
    let bytes = TypedArray::<u8>::from_value(value.clone()).ok()?;
    // SAFETY: as above.
    unsafe { bytes.as_bytes() }.map(<[u8]>::to_vec)
}

fn string_of(text: &rquickjs::String<'_>) -> rquickjs::Result<String> {
    match text.to_string() {
        Err(Error::Utf8(_)) => lossy(text),
        done => done,
    }
}

/// A text with halves of surrogate pairs.
#[expect(
    unsafe_code,
    reason = "the engine's crate lends the bytes of a text that is no UTF-8 in no other way"
)]
fn lossy(text: &rquickjs::String<'_>) -> rquickjs::Result<String> {
    let text = text.clone().to_cstring()?;
    // SAFETY: the pointer and the length are those of the text, which lives until this function ends.
    let bytes = unsafe { std::slice::from_raw_parts(text.as_ptr().cast::<u8>(), text.len()) };
    Ok(surrogates::text_of(bytes))
}

/// The JavaScript value of an answer.
pub(super) fn into_js<'js>(ctx: &Ctx<'js>, value: HostValue) -> rquickjs::Result<Value<'js>> {
    match value {
        HostValue::Undefined => Ok(Value::new_undefined(ctx.clone())),
        HostValue::Null => Ok(Value::new_null(ctx.clone())),
        HostValue::Bool(flag) => flag.into_js(ctx),
        HostValue::Number(number) => number.into_js(ctx),
        HostValue::Text(text) | HostValue::BigInt(text) => text.as_str().into_js(ctx),
        HostValue::Json(json) => ctx.json_parse(json),
        HostValue::Bytes(bytes) => rquickjs::ArrayBuffer::new_copy(ctx.clone(), &bytes[..])?.into_js(ctx),
        HostValue::Code(code) => load(ctx, &code)?.into_js(ctx),
    }
}

/// Tells one object from another while both are alive.
pub(super) fn identity(value: &Value<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What was thrown, as far as it can be read without running anything of the script's.
pub(super) fn thrown(error: &Value<'_>) -> Thrown {
    let Some(exception) = error.as_exception() else {
        return Thrown::default();
    };
    Thrown {
        name: exception.get::<_, String>("name").ok(),
        message: exception.message(),
        stack: exception.stack(),
    }
}

/// Loads bytecode that this package's build made and evaluates it; its value is a function.
#[expect(
    unsafe_code,
    reason = "the engine's crate has no safe way to load a script's bytecode, only a module's"
)]
pub(super) fn load<'js>(ctx: &Ctx<'js>, code: &[u8]) -> rquickjs::Result<Function<'js>> {
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: the bytes were written by the same version of the engine (both are pinned to it) and are embedded in
    // this binary, so nobody else can have changed them. The context is alive and locked, since `ctx` says so.
    // `JS_EvalFunction` takes ownership of the value that was read, and `from_raw` of the value that it returns.
    let value = unsafe {
        let flags = i32::try_from(qjs::JS_READ_OBJ_BYTECODE).expect("a small flag");
        let length = code.len().try_into().expect("the bytecode is small");
        let object = qjs::JS_ReadObject(raw, code.as_ptr(), length, flags);
        let value = if qjs::JS_IsException(object) { object } else { qjs::JS_EvalFunction(raw, object) };
        if qjs::JS_IsException(value) {
            return Err(Error::Exception);
        }
        Value::from_raw(ctx.clone(), value)
    };
    value.into_function().ok_or(Error::Unknown)
}
