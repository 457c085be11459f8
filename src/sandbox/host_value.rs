//! A value that crosses the border between a script and the host, in either direction.
//!
//! Knows no JavaScript engine. Entry points: [`HostValue`], and [`FromHostValue`] for what a host call is given.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Number, Value};

use super::call::TimerKind;
use super::failure::Thrown;
use super::surrogates::{json_of, typed_json_of};
use super::{ConsoleLevel, NextRequest};
use crate::variable::ScopeName;

/// A JavaScript value, as far as the host knows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum HostValue {
    /// `undefined`.
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number; NaN, the infinities and -0 are numbers too.
    Number(f64),
    /// A `BigInt`, by its digits. Only scripts give one.
    BigInt(String),
    /// A string. Halves of surrogate pairs are U+FFFD.
    Text(String),
    /// The bytes of a typed array, in the machine's order. The host answers with an `ArrayBuffer`.
    Bytes(Bytes),
    /// JSON text, which becomes a value. Only the host gives one.
    Json(String),
    /// The bytecode of a library, which becomes its function. Only the host gives one.
    Code(Cow<'static, [u8]>),
}

impl HostValue {
    /// The value of a variable that is set to this one. A `BigInt` becomes the text of its digits; everything else that
    /// JSON lacks becomes `null`.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => json_number(*number),
            Self::Text(text) | Self::BigInt(text) => Value::String(text.clone()),
            Self::Json(json) => json_of(json).unwrap_or_default(),
            Self::Undefined | Self::Null | Self::Bytes(_) | Self::Code(_) => Value::Null,
        }
    }
}

/// The number that `JSON.stringify` writes: whole numbers without a fraction, `null` for NaN and the infinities.
fn json_number(number: f64) -> Value {
    if number == 0.0 {
        return Value::from(0);
    }
    if number.fract() == 0.0 {
        // Written out, a whole number has the digits that JavaScript shows.
        return number.to_string().parse::<Number>().map_or(Value::Null, Value::Number);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

impl From<Option<&Value>> for HostValue {
    fn from(value: Option<&Value>) -> Self {
        match value {
            None => Self::Undefined,
            Some(Value::Null) => Self::Null,
            Some(Value::String(text)) => Self::Text(text.clone()),
            Some(Value::Bool(flag)) => Self::Bool(*flag),
            Some(Value::Number(number)) => Self::Number(number.as_f64().unwrap_or_default()),
            Some(other) => Self::Json(other.to_string()),
        }
    }
}

impl From<String> for HostValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for HostValue {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Undefined, Self::Text)
    }
}

/// What an argument of a host call can be.
pub(super) trait FromHostValue: Sized {
    /// What the argument has to be, for the sentence of the error.
    const WANTED: &'static str;

    /// The argument; `None` when it is something else.
    fn from_host_value(value: HostValue) -> Option<Self>;
}

impl FromHostValue for HostValue {
    const WANTED: &'static str = "a value";

    fn from_host_value(value: HostValue) -> Option<Self> {
        Some(value)
    }
}

impl FromHostValue for String {
    const WANTED: &'static str = "a string";

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            HostValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FromHostValue for Bytes {
    const WANTED: &'static str = "bytes";

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            HostValue::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl FromHostValue for bool {
    const WANTED: &'static str = "a boolean";

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            HostValue::Bool(flag) => Some(flag),
            _ => None,
        }
    }
}

impl FromHostValue for f64 {
    const WANTED: &'static str = "a number";

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            HostValue::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl FromHostValue for u32 {
    const WANTED: &'static str = "a whole number below 2^32";

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the guard checks it"
            )]
            HostValue::Number(number)
                if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) =>
            {
                Some(number as Self)
            }
            _ => None,
        }
    }
}

impl<T: FromHostValue> FromHostValue for Option<T> {
    const WANTED: &'static str = T::WANTED;

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            HostValue::Undefined | HostValue::Null => Some(None),
            value => T::from_host_value(value).map(Some),
        }
    }
}

/// A value that was written as JSON by the prelude; `None` in it when it is nested too deeply to be read.
pub(super) struct Json(pub(super) Option<Value>);

impl FromHostValue for Json {
    const WANTED: &'static str = "a JSON text";

    fn from_host_value(value: HostValue) -> Option<Self> {
        String::from_host_value(value).map(|text| Self(json_of(&text)))
    }
}

/// A value that was written as JSON by the prelude; what is nested too deeply to be read is refused.
pub(super) struct Whole(pub(super) Value);

impl FromHostValue for Whole {
    const WANTED: &'static str = "a value that is nested at most 127 deep";

    fn from_host_value(value: HostValue) -> Option<Self> {
        String::from_host_value(value).and_then(|text| json_of(&text)).map(Self)
    }
}

impl FromHostValue for Thrown {
    const WANTED: &'static str = "the description of an exception";

    fn from_host_value(value: HostValue) -> Option<Self> {
        String::from_host_value(value).map(|json| typed_json_of(&json).unwrap_or_default())
    }
}

/// Where `setNextRequest` leads: `undefined` takes an earlier call back, `null` stops the iteration.
pub(super) struct NextTarget(pub(super) Option<NextRequest>);

impl FromHostValue for NextTarget {
    const WANTED: &'static str = "a string, null or undefined";

    fn from_host_value(value: HostValue) -> Option<Self> {
        match value {
            HostValue::Undefined => Some(Self(None)),
            HostValue::Null => Some(Self(Some(NextRequest::Stop))),
            HostValue::Text(name) => Some(Self(Some(NextRequest::To(name)))),
            _ => None,
        }
    }
}

/// Makes an argument out of one of a few words.
macro_rules! words {
    ($type:ty, $wanted:literal, { $($word:literal => $value:expr),+ $(,)? }) => {
        impl $crate::sandbox::host_value::FromHostValue for $type {
            const WANTED: &'static str = $wanted;

            fn from_host_value(value: $crate::sandbox::host_value::HostValue) -> Option<Self> {
                let $crate::sandbox::host_value::HostValue::Text(word) = value else { return None };
                match word.as_str() {
                    $($word => Some($value),)+
                    _ => None,
                }
            }
        }
    };
}
pub(super) use words;

words!(ScopeName, "the name of a scope", {
    "variables" => Self::Local,
    "data" => Self::Data,
    "environment" => Self::Environment,
    "collection" => Self::Collection,
    "globals" => Self::Global,
});

words!(ConsoleLevel, "a level of the console", {
    "log" => Self::Log,
    "info" => Self::Info,
    "warn" => Self::Warn,
    "error" => Self::Error,
    "debug" => Self::Debug,
});

words!(TimerKind, "a kind of timer", {
    "timeout" => Self::Timeout,
    "interval" => Self::Interval,
    "immediate" => Self::Immediate,
});

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_number_becomes_the_json_that_javascript_writes() {
        let json = |number| HostValue::Number(number).to_json();
        assert_eq!(json(-0.0), json!(0));
        assert_eq!(json(7.0), json!(7));
        assert_eq!(json(-1.5), json!(-1.5));
        assert_eq!(json(1_152_921_504_606_846_976.0).to_string(), "1152921504606847000");
        assert_eq!(json(1e300), json!(1e300));
        assert_eq!([json(f64::NAN), json(f64::INFINITY)], [json!(null), json!(null)]);
    }

    #[test]
    fn what_json_lacks_becomes_null_and_a_big_int_its_digits() {
        assert_eq!(HostValue::Undefined.to_json(), json!(null));
        assert_eq!(HostValue::Bytes(Bytes::from_static(b"a")).to_json(), json!(null));
        assert_eq!(
            HostValue::BigInt("-12345678901234567890123".to_owned()).to_json(),
            json!("-12345678901234567890123")
        );
    }

    #[test]
    fn an_argument_of_another_type_is_refused() {
        assert_eq!(u32::from_host_value(HostValue::Number(1.5)), None);
        assert_eq!(u32::from_host_value(HostValue::Text("1".to_owned())), None);
        assert_eq!(bool::from_host_value(HostValue::Text("true".to_owned())), None);
        assert_eq!(Option::<String>::from_host_value(HostValue::Null), Some(None));
        assert_eq!(ScopeName::from_host_value(HostValue::Text("planet".to_owned())), None);
    }
}
