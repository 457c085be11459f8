//! The law of parsing and printing: a collection that postino has printed, parsed and printed again, is the same.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{collection_json, parse};

/// Texts as people write them, with templates; never empty, since some of them are names.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 _.é-]{1,12}", Just("{{base url}}".to_owned()), Just("🙂\"\\ \n&=#".to_owned())]
}

/// A word that no separator of a URL splits.
fn word() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9%_-]{1,8}", Just("{{a/b.c}}".to_owned()), Just(":id".to_owned())]
}

/// An object without the members that are `null`.
fn object(members: &[(&str, Option<Value>)]) -> Value {
    let given = members.iter().filter_map(|(key, value)| Some(((*key).to_owned(), value.clone()?)));
    Value::Object(given.collect::<Map<_, _>>())
}

fn off() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![3 => Just(None), 1 => Just(Some(json!(true)))]
}

fn header() -> impl Strategy<Value = Value> {
    (text(), text(), off()).prop_map(|(key, value, off)| {
        object(&[("key", Some(key.into())), ("value", Some(value.into())), ("disabled", off)])
    })
}

fn param() -> impl Strategy<Value = Value> {
    (text(), option::of(text()), off()).prop_map(|(key, value, off)| {
        object(&[("key", Some(key.into())), ("value", Some(json!(value))), ("disabled", off)])
    })
}

fn url() -> impl Strategy<Value = Value> {
    let authority = (option::of(Just("https")), option::of("[1-9][0-9]{1,4}"), vec(word(), 1..4));
    let rest =
        (option::of(vec(word(), 1..4)), vec(param(), 0..4), vec((word(), text()), 0..3), option::of(word()));
    (authority, rest).prop_map(|((protocol, port, host), (path, query, variables, hash))| {
        let variable = |(key, value): (String, String)| json!({"type": "any", "value": value, "key": key});
        object(&[
            ("protocol", protocol.map(Value::from)),
            ("port", port.map(Value::from)),
            ("path", path.map(|path| json!(path))),
            ("host", Some(json!(host))),
            ("query", Some(Value::Array(query))),
            ("variable", Some(variables.into_iter().map(variable).collect())),
            ("hash", hash.map(Value::from)),
        ])
    })
}

fn body() -> impl Strategy<Value = Value> {
    let field = (text(), text(), off()).prop_map(|(key, value, off)| {
        object(&[
            ("key", Some(key.into())),
            ("value", Some(value.into())),
            ("type", Some("text".into())),
            ("disabled", off),
        ])
    });
    prop_oneof![
        text().prop_map(|raw| json!({"mode": "raw", "raw": raw})),
        text().prop_map(|raw| json!({"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}})),
        vec(param(), 0..4).prop_map(|params| json!({"mode": "urlencoded", "urlencoded": params})),
        vec(field, 0..4).prop_map(|fields| json!({"mode": "formdata", "formdata": fields})),
        text().prop_map(|src| json!({"mode": "file", "file": {"src": src}})),
    ]
}

fn auth() -> impl Strategy<Value = Value> {
    vec(("[a-z]{1,8}", text()), 0..4).prop_map(|params| {
        let unique: Map<String, Value> = params.into_iter().map(|(key, value)| (key, value.into())).collect();
        let params: Vec<Value> = unique
            .into_iter()
            .map(|(key, value)| json!({"type": "any", "value": value, "key": key}))
            .collect();
        json!({"type": "basic", "basic": params})
    })
}

fn description() -> impl Strategy<Value = Option<Value>> {
    option::of(text().prop_map(|content| json!({"content": content, "type": "text/plain"})))
}

fn events() -> impl Strategy<Value = Value> {
    let listen = prop_oneof![Just("prerequest"), Just("test")];
    let event = ("[a-z]{4}", listen, vec("[a-z ();]{0,12}", 1..4)).prop_map(|(id, listen, lines)| {
        json!({"listen": listen, "script": {"id": id, "type": "text/javascript", "exec": lines}})
    });
    vec(event, 0..3).prop_map(Value::Array)
}

fn profile() -> impl Strategy<Value = Option<Value>> {
    option::of(any::<bool>().prop_map(|follow| json!({"followRedirects": follow})))
}

fn item() -> impl Strategy<Value = Value> {
    let request =
        (url(), vec(header(), 0..4), "[A-Z]{3,7}", option::of(body()), option::of(auth()), description());
    let request = request.prop_map(|(url, headers, method, body, auth, description)| {
        object(&[
            ("description", description),
            ("url", Some(url)),
            ("header", (!headers.is_empty()).then_some(Value::Array(headers))),
            ("method", Some(method.into())),
            ("body", body),
            ("auth", auth),
        ])
    });
    ("[a-z0-9]{8}", option::of(text()), description(), request, events(), profile()).prop_map(
        |(id, name, description, request, events, profile)| {
            object(&[
                ("id", Some(id.into())),
                ("name", name.map(Value::from)),
                ("description", description),
                ("request", Some(request)),
                ("response", Some(json!([]))),
                ("event", Some(events)),
                ("protocolProfileBehavior", profile),
            ])
        },
    )
}

/// Items, and folders of nodes.
fn node() -> impl Strategy<Value = Value> {
    item().prop_recursive(3, 12, 3, |inner| {
        let folder =
            ("[a-z0-9]{8}", text(), description(), vec(inner, 0..3), events(), option::of(auth()), profile());
        folder.prop_map(|(id, name, description, items, events, auth, profile)| {
            object(&[
                ("id", Some(id.into())),
                ("name", Some(name.into())),
                ("description", description),
                ("item", Some(Value::Array(items))),
                ("event", Some(events)),
                ("auth", auth),
                ("protocolProfileBehavior", profile),
            ])
        })
    })
}

fn collection() -> impl Strategy<Value = Value> {
    let variable =
        (text(), prop_oneof![text().prop_map(Value::from), Just(json!(7)), Just(json!({"a": [1]}))], off())
            .prop_map(|(key, value, off)| {
                object(&[
                    ("type", Some("any".into())),
                    ("value", Some(value)),
                    ("key", Some(key.into())),
                    ("disabled", off),
                ])
            });
    let info = ("[a-z0-9]{8}", option::of(text()), description()).prop_map(|(id, name, description)| {
        let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
        object(&[
            ("_postman_id", Some(id.into())),
            ("name", name.map(Value::from)),
            ("schema", Some(schema.into())),
            ("description", description),
        ])
    });
    (vec(node(), 0..4), events(), vec(variable, 0..4), option::of(auth()), profile(), info).prop_map(
        |(items, events, variables, auth, profile, info)| {
            object(&[
                ("item", Some(Value::Array(items))),
                ("event", Some(events)),
                ("variable", Some(Value::Array(variables))),
                ("auth", auth),
                ("protocolProfileBehavior", profile),
                ("info", Some(info)),
            ])
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_collection_parses_to_the_same_collection(file in collection()) {
        let parsed = parse(&file, || "generated".to_owned()).expect("a collection");
        let mut printed = collection_json(&parsed);
        // The list of members with an underscore is the SDK's own.
        printed.as_object_mut().expect("an object").shift_remove("_");
        prop_assert_eq!(printed, file);
    }
}
