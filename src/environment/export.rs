//! Writing environments and globals as files that Postman and newman read back.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

use crate::compat::Compat;
use crate::variable::{Variable, VariableKind, VariableScope};

/// ISO 8601 with milliseconds, as JavaScript writes dates.
const STAMP: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// What an export is, and who made it when.
#[derive(Debug, Clone, Copy)]
pub struct ExportMark<'a> {
    /// `environment`, `globals` or `collection`; also the name that a document without one gets.
    pub scope: &'a str,
    /// When it was made.
    pub at: OffsetDateTime,
    /// Who made it: name and version.
    pub by: &'a str,
}

impl ExportMark<'_> {
    /// Marks a document, naming it where it has no name.
    ///
    /// Source: newman 6.2, `lib/run/index.js`, the order of the members included.
    pub fn mark(&self, document: &mut Map<String, Value>) {
        document.entry("name").or_insert_with(|| json!(self.scope));
        document.insert("_postman_variable_scope".to_owned(), json!(self.scope));
        document.insert("_postman_exported_at".to_owned(), json!(self.at.format(STAMP).unwrap_or_default()));
        document.insert("_postman_exported_using".to_owned(), json!(self.by));
    }
}

/// A scope as a file, its variables as they ended.
///
/// Shape: `{"id", "name", "values": [{"type", "value", "key"}], "_postman_variable_scope", …}`. A variable keeps
/// its native value; in newman's exports secrets are of type `any` and no variable is turned off
/// ([`Compat::exports_states`]).
pub fn scope_json(scope: &VariableScope, mark: ExportMark<'_>, compat: Compat) -> Value {
    let values: Vec<Value> = scope.iter().map(|variable| variable_json(variable, compat)).collect();
    let mut document = Map::new();
    document.insert("id".to_owned(), json!(scope.id));
    if let Some(name) = &scope.name {
        document.insert("name".to_owned(), json!(name));
    }
    document.insert("values".to_owned(), Value::Array(values));
    mark.mark(&mut document);
    Value::Object(document)
}

fn variable_json(variable: &Variable, compat: Compat) -> Value {
    let kind = if !compat.exports_states() && variable.kind == VariableKind::Secret {
        VariableKind::Any
    } else {
        variable.kind
    };
    let mut json = variable.to_json(kind.name());
    if variable.disabled && compat.exports_states() {
        json["enabled"] = json!(false);
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::parse_scope;

    fn exported(compat: Compat) -> Value {
        let secret = Variable { kind: VariableKind::Secret, ..Variable::new("token", "s3cret") };
        let off = Variable { disabled: true, ..Variable::new("off", 1) };
        let scope = VariableScope::new("id", None, vec![secret, off]);
        let mark = ExportMark { scope: "globals", at: OffsetDateTime::UNIX_EPOCH, by: "postino/0" };
        scope_json(&scope, mark, compat)
    }

    #[test]
    fn an_export_is_named_after_its_scope_and_says_when_it_was_made() {
        let file = exported(Compat::Newman);
        assert_eq!(file["name"], "globals");
        assert_eq!(file["_postman_exported_at"], "1970-01-01T00:00:00.000Z");
        assert_eq!(file["values"][0], json!({"type": "any", "value": "s3cret", "key": "token"}));
    }

    #[test]
    fn an_export_read_again_is_what_it_was() {
        let again =
            parse_scope(&exported(Compat::Postman), Compat::Postman, String::new).expect("an environment");
        let kinds: Vec<_> = again.iter().map(|variable| (variable.kind, variable.disabled)).collect();
        assert_eq!(kinds, [(VariableKind::Secret, false), (VariableKind::Any, true)]);
    }
}
