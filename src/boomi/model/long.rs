//! 64-bit numbers, which the platform wraps in JSON.

use serde::de::{self, Deserializer};
use serde::ser::{SerializeTuple as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A 64-bit number: `["Long",3832]` in JSON, plain in XML.
///
/// It is written as the platform writes it (documented). It is read in the three spellings that clients have met:
/// wrapped, plain, and as a text (field).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Long(pub i64);

impl Serialize for Long {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element("Long")?;
        pair.serialize_element(&self.0)?;
        pair.end()
    }
}

impl<'de> Deserialize<'de> for Long {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let plain = match &value {
            Value::Array(pair) if pair.len() == 2 && pair[0] == "Long" => &pair[1],
            other => other,
        };
        let number = plain.as_i64().or_else(|| plain.as_str()?.trim().parse().ok());
        number.map(Self).ok_or_else(|| de::Error::custom(format!("{value} is not a long number")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_a_long_is_written_as_a_pair() {
        assert_eq!(serde_json::to_string(&Long(3832)).unwrap(), r#"["Long",3832]"#);
    }

    #[test]
    fn field_a_long_is_read_in_three_spellings() {
        for text in [r#"["Long",3832]"#, "3832", r#""3832""#, r#"["Long","3832"]"#] {
            assert_eq!(serde_json::from_str::<Long>(text).unwrap(), Long(3832), "{text}");
        }
        for text in [r#"["Int",1]"#, "1.5", r#""x""#, "null", "[]"] {
            assert!(serde_json::from_str::<Long>(text).is_err(), "{text}");
        }
    }
}
