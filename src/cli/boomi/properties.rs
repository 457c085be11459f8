//! The properties of a trigger, from options and a file.

use std::fs;
use std::path::Path;

use postino::boomi::{ComponentProperty, Properties, Property, is_id};
use serde_json::Value;

use crate::cli::Context;
use crate::cli::error::{input, usage};

/// The properties of a file, then those of the options.
pub(super) fn read(context: &Context, options: &[String], file: Option<&Path>) -> anyhow::Result<Properties> {
    let mut all = Properties::default();
    if let Some(path) = file {
        let text = fs::read_to_string(context.directory.join(path)).map_err(|error| {
            input(format!("cannot read --property-file \"{}\": {error}", path.display()), None)
        })?;
        of_file(&text, &mut all).map_err(|message| {
            let hint =
                "write lines of NAME=VALUE or COMPONENT:KEY=VALUE, or a JSON object of names and values";
            input(format!("--property-file \"{}\": {message}", path.display()), Some(hint.to_owned()))
        })?;
    }
    for option in options {
        add(option, &mut all).map_err(|message| {
            let hint =
                "write --property NAME=VALUE, or COMPONENT:KEY=VALUE with the id of a property component";
            usage(format!("--property {message}"), Some(hint.to_owned()))
        })?;
    }
    Ok(all)
}

fn of_file(text: &str, all: &mut Properties) -> Result<(), String> {
    if !text.trim_start().starts_with('{') {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        return lines.into_iter().try_for_each(|line| add(line, all));
    }
    let json: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    for (name, value) in json.as_object().into_iter().flatten() {
        match value {
            Value::Object(values) => {
                for (key, value) in values {
                    let value =
                        plain(value).ok_or_else(|| format!("\"{key}\" of \"{name}\" is no plain value"))?;
                    let (component, key) = (name.clone(), key.clone());
                    all.components.push(ComponentProperty { component, key, value });
                }
            }
            value => {
                let value = plain(value).ok_or_else(|| format!("\"{name}\" is no plain value"))?;
                all.dynamic.push(Property { name: name.clone(), value });
            }
        }
    }
    Ok(())
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Reads `NAME=VALUE`, or `COMPONENT:KEY=VALUE` where what stands before the colon is an id.
fn add(text: &str, all: &mut Properties) -> Result<(), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.trim().is_empty())
        .ok_or_else(|| format!("\"{text}\" has no `=` behind a name"))?;
    match name.split_once(':').filter(|(component, key)| is_id(component) && !key.is_empty()) {
        Some((component, key)) => all.components.push(ComponentProperty {
            component: component.to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        }),
        None => all.dynamic.push(Property { name: name.to_owned(), value: value.to_owned() }),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPONENT: &str = "456789ab-cdef-4012-8345-6789abcdef01";

    #[test]
    fn a_component_is_told_from_a_name_by_its_id() {
        let mut all = Properties::default();
        for text in ["day=2026-11-25", "a:b=c=d", &format!("{COMPONENT}:key=v:1")] {
            add(text, &mut all).expect("sound");
        }
        let names: Vec<_> = all.dynamic.iter().map(|own| (own.name.as_str(), own.value.as_str())).collect();
        assert_eq!(names, [("day", "2026-11-25"), ("a:b", "c=d")]);
        assert_eq!((all.components[0].key.as_str(), all.components[0].value.as_str()), ("key", "v:1"));
        assert!(add("novalue", &mut all).is_err() && add("=v", &mut all).is_err());
    }

    #[test]
    fn a_file_has_lines_or_a_json_object() {
        let mut lines = Properties::default();
        of_file(&format!("# nightly\nday=1\n\n{COMPONENT}:k=v\n"), &mut lines).expect("sound");
        let mut json = Properties::default();
        of_file(&format!(r#"{{"day": 1, "{COMPONENT}": {{"k": "v"}}}}"#), &mut json).expect("sound");
        assert_eq!(lines, json);
        assert!(of_file(r#"{"day": [1]}"#, &mut json).is_err());
    }
}
