//! The request that starts a process. It is a request of the collection, with its address, its headers and its auth.
//!
//! The collection and the environment stay the source of truth. This module sets only the ids, the properties and the
//! body of an `ExecutionRequest`. It does not run the collection's scripts.

use serde_json::{Value, json};
use thiserror::Error;

use super::{AccountVariables, CredentialsError, Properties, Property};
use crate::collection::{Auth, Body, Collection, Item, Node};
use crate::http::{self, Headers, Payload, RequestFailure, UrlEncoding};
use crate::secret::SecretCollector;
use crate::variable::{Dynamic, Resolver, Scopes, VariableScope};

/// The two triggers of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriggerKind {
    /// The recommended trigger. Its answer has an id by which the run can be followed (documented).
    ExecutionRequest,
    /// The older trigger. Its answer is empty (field).
    ExecuteProcess,
}

impl TriggerKind {
    /// The last part of the trigger's address.
    pub fn action(self) -> &'static str {
        match self {
            Self::ExecutionRequest => "ExecutionRequest",
            Self::ExecuteProcess => "executeProcess",
        }
    }
}

/// Why a collection and an environment do not give a trigger.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TriggerError {
    /// The collection has no such request.
    #[error("no request of the collection leads to {action}")]
    NoRequest {
        /// The last part of the address that was looked for.
        action: &'static str,
    },
    /// Some variables are not set.
    #[error("{} {} empty: set {} in the environment or by --env-var", names.join(", "), if names.len() == 1 { "is" } else { "are" }, if names.len() == 1 { "it" } else { "them" })]
    Unset {
        /// Their names.
        names: Vec<String>,
    },
    /// The collection uses another auth scheme.
    #[error("the collection signs with \"{scheme}\" auth; Boomi's API takes basic auth")]
    Auth {
        /// The scheme.
        scheme: String,
    },
    /// The older trigger cannot set property components (documented).
    #[error("executeProcess cannot set the properties of components: leave --legacy out")]
    Components,
    /// The e-mail or the token cannot be used.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The address is not a URL.
    #[error("the address of the request cannot be used: {0}")]
    Address(RequestFailure),
}

/// Everything that a trigger is made from.
#[derive(Debug)]
pub struct TriggerPlan<'a> {
    /// The collections to search. The first that has the request is used.
    pub collections: Vec<&'a Collection>,
    /// The account, with the process to start and the runtime to start it on.
    pub account: AccountVariables<'a>,
    /// The user's properties. They replace those of the same name in the collection's own body.
    pub properties: &'a Properties,
}

/// The variables that a trigger needs.
const NEEDED: [&str; 5] = ["baseUrl", "accountId", "userEmail", "processId", "atomId"];

impl TriggerPlan<'_> {
    /// Makes the request that starts the process.
    ///
    /// # Errors
    ///
    /// Fails when a variable is missing, or when no collection has the request.
    pub fn request(
        &self,
        kind: TriggerKind,
        dynamic: &mut Dynamic,
        secrets: &SecretCollector,
    ) -> Result<http::Request, TriggerError> {
        let names: Vec<String> = NEEDED
            .iter()
            .filter(|name| self.account.value(name).is_empty())
            .map(|name| (*name).to_owned())
            .collect();
        if !names.is_empty() {
            return Err(TriggerError::Unset { names });
        }
        let found = self.collections.iter().find_map(|collection| {
            find(&collection.nodes, collection.auth.as_ref(), kind.action())
                .map(|(item, auth)| (collection, item, auth))
        });
        let Some((collection, item, auth)) = found else {
            return Err(TriggerError::NoRequest { action: kind.action() });
        };
        if let Some(auth) = auth.filter(|auth| auth.scheme != "basic") {
            return Err(TriggerError::Auth { scheme: auth.scheme.clone() });
        }
        let credentials = self.account.credentials(secrets)?;
        let scopes = scopes(collection, self.account.scope, &|value| value.to_owned());
        let mut resolver = Resolver::new(&scopes, dynamic);
        let url = resolver.resolve(&item.request.url.to_string()).into_owned();
        let url = http::encode_url(&url, UrlEncoding::Postman).map_err(TriggerError::Address)?;
        let mut headers = Headers::default();
        for header in item.request.headers.iter().filter(|header| !header.disabled) {
            headers.push(
                resolver.resolve(&header.key).into_owned(),
                resolver.resolve(&header.value).into_owned(),
            );
        }
        let body = match kind {
            TriggerKind::ExecutionRequest => self.execution_request(dynamic),
            TriggerKind::ExecuteProcess if !self.properties.components.is_empty() => {
                return Err(TriggerError::Components);
            }
            TriggerKind::ExecuteProcess => self.execute_process(collection, item, dynamic),
        };
        let is_json = body.trim_start().starts_with('{');
        headers.remove("content-type");
        headers.push("Content-Type", if is_json { "application/json" } else { "application/xml" });
        if !headers.has("accept") {
            headers.push("Accept", "application/json");
        }
        headers.push("User-Agent", crate::AGENT);
        headers.push("Host", http::host_of(&url));
        headers.remove("authorization");
        headers.push_system("Authorization", credentials.authorization());
        Ok(http::Request { method: "POST".to_owned(), url, headers, payload: Payload::Bytes(body.into()) })
    }

    /// Shape: `{"@type":"ExecutionRequest","processId","atomId","DynamicProcessProperties":{…}}` (documented). Clients
    /// leave out empty properties.
    fn execution_request(&self, dynamic: &mut Dynamic) -> String {
        let mut body = json!({
            "@type": "ExecutionRequest", "processId": self.account.value("processId"), "atomId": self.account.value("atomId"),
        });
        self.own_properties(dynamic).overridden_by(self.properties).add_to(&mut body);
        body.to_string()
    }

    /// The collection's own body, or, when the user gave properties, a new body that has these too.
    fn execute_process(&self, collection: &Collection, item: &Item, dynamic: &mut Dynamic) -> String {
        let own = self.own_body(collection, item, dynamic);
        if let (Some(body), true) = (&own, self.properties.is_empty()) {
            return body.clone();
        }
        let own = own.map(|body| Properties::of_body(&body)).unwrap_or_default();
        let all = own.overridden_by(self.properties);
        let list = all
            .dynamic
            .iter()
            .map(|Property { name, value }| json!({"@type": "", "Name": name, "Value": value}));
        json!({
            "ProcessProperties": {"@type": "ProcessProperties", "ProcessProperty": list.collect::<Vec<Value>>()},
            "processId": self.account.value("processId"), "atomId": self.account.value("atomId"),
        })
        .to_string()
    }

    /// The properties of the first collection that has a trigger, whichever of the two it is.
    fn own_properties(&self, dynamic: &mut Dynamic) -> Properties {
        let actions = [TriggerKind::ExecutionRequest, TriggerKind::ExecuteProcess].map(TriggerKind::action);
        let own = self.collections.iter().find_map(|collection| {
            let mut items = actions.iter().filter_map(|action| find(&collection.nodes, None, action));
            items.next().map(|(item, _)| (*collection, item))
        });
        let body = own.and_then(|(collection, item)| self.own_body(collection, item, dynamic));
        body.map(|body| Properties::of_body(&body)).unwrap_or_default()
    }

    /// The body of an item, with its variables filled in.
    fn own_body(&self, collection: &Collection, item: &Item, dynamic: &mut Dynamic) -> Option<String> {
        let Some(Body::Raw { text, .. }) = &item.request.body else { return None };
        let escape: &dyn Fn(&str) -> String =
            if text.trim_start().starts_with('{') { &escape_json } else { &escape_xml };
        let scopes = scopes(collection, self.account.scope, escape);
        Some(Resolver::new(&scopes, dynamic).resolve(text).into_owned())
    }
}

/// Finds the item whose address ends in `action`, and the auth of the item or its nearest folder.
fn find<'a>(nodes: &'a [Node], auth: Option<&'a Auth>, action: &str) -> Option<(&'a Item, Option<&'a Auth>)> {
    nodes.iter().find_map(|node| match node {
        Node::Folder(folder) => find(&folder.nodes, folder.auth.as_ref().or(auth), action),
        Node::Item(item) => {
            let last = item.request.url.path.iter().flatten().last();
            let leads_there = last.is_some_and(|segment| segment == action);
            leads_there.then(|| (item.as_ref(), item.request.auth.as_ref().or(auth)))
        }
    })
}

/// The scopes of a trigger. Each text value passes through `escape`.
fn scopes(collection: &Collection, environment: &VariableScope, escape: &dyn Fn(&str) -> String) -> Scopes {
    let escaped = |scope: &VariableScope| {
        let mut copy = VariableScope::new(scope.id.clone(), scope.name.clone(), Vec::new());
        for variable in scope.iter().filter(|variable| !variable.disabled) {
            let value = match &variable.value {
                Some(Value::String(text)) => Some(Value::from(escape(text))),
                other => other.clone(),
            };
            copy.set(&variable.key, value);
        }
        copy.into()
    };
    Scopes {
        environment: escaped(environment),
        collection: escaped(&collection.variables),
        ..Scopes::default()
    }
}

fn escape_xml(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

fn escape_json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Seed};
    use crate::collection;
    use crate::variable::Variable;

    fn collection(body: &str) -> Collection {
        let url = |action: &str| format!("{{{{baseUrl}}}}/api/rest/v1/{{{{accountId}}}}/{action}");
        let json = json!({"info": {"name": "c"}, "auth": {"type": "basic", "basic": []}, "item": [
            {"name": "old", "request": {"method": "POST", "url": url("executeProcess"), "body": {"mode": "raw", "raw": body}}},
            {"name": "f", "item": [{"name": "new", "request": {"method": "POST", "url": url("ExecutionRequest")}}]}]});
        collection::parse(&json, String::new).expect("a collection")
    }

    fn environment(process: &str) -> VariableScope {
        let values = [
            ("baseUrl", "https://api.boomi.com"),
            ("accountId", "acc-A1"),
            ("userEmail", "a@b.c"),
            ("apiToken", "token-1"),
            ("processId", process),
            ("atomId", "atom"),
        ];
        VariableScope::new("e", None, values.map(|(key, value)| Variable::new(key, value)).into())
    }

    fn made(
        kind: TriggerKind,
        process: &str,
        properties: &[Property],
    ) -> Result<(String, String), TriggerError> {
        let properties = Properties { dynamic: properties.to_vec(), ..Properties::default() };
        let collection = collection("<P processId=\"{{processId}}\"/>");
        let environment = environment(process);
        let plan = TriggerPlan {
            collections: vec![&collection],
            account: AccountVariables { scope: &environment },
            properties: &properties,
        };
        let mut dynamic = Dynamic::new(Seed(1), Clock::system());
        let request = plan.request(kind, &mut dynamic, &SecretCollector::default())?;
        let Payload::Bytes(body) = request.payload else { panic!("bytes") };
        assert!(request.headers.has("authorization"));
        Ok((request.url, String::from_utf8_lossy(&body).into_owned()))
    }

    #[test]
    fn the_values_in_the_collections_own_body_are_escaped() {
        let (url, body) = made(TriggerKind::ExecuteProcess, "a&<\"b", &[]).expect("made");
        assert_eq!(url, "https://api.boomi.com/api/rest/v1/acc-A1/executeProcess");
        assert_eq!(body, "<P processId=\"a&amp;&lt;&quot;b\"/>");
    }

    #[test]
    fn each_trigger_spells_properties_in_its_own_way() {
        let properties = [Property { name: "priority".to_owned(), value: "h\"i".to_owned() }];
        let (_, body) = made(TriggerKind::ExecuteProcess, "p", &properties).expect("made");
        assert!(body.contains(r#""Name":"priority","Value":"h\"i""#), "{body}");
        let (url, body) = made(TriggerKind::ExecutionRequest, "p", &properties).expect("made");
        assert!(url.ends_with("/ExecutionRequest"));
        assert!(body.contains(r#""DynamicProcessProperty":[{"name":"priority","value":"h\"i"}]"#), "{body}");
    }

    #[test]
    fn the_properties_of_the_collections_own_body_go_out_with_either_trigger() {
        let own = r#"{"ProcessProperties":{"ProcessProperty":[{"Name":"priority","Value":"{{atomId}}"}]}}"#;
        let url = "{{baseUrl}}/api/rest/v1/{{accountId}}/executeProcess";
        let json = json!({"info": {"name": "c"}, "item": [
            {"name": "old", "request": {"method": "POST", "url": url, "body": {"mode": "raw", "raw": own}}}]});
        let guide = collection::parse(&json, String::new).expect("a collection");
        let built_in = collection("");
        let environment = environment("p");
        let day = Property { name: "day".to_owned(), value: "1".to_owned() };
        for (given, expected) in [
            (vec![], json!([{"name": "priority", "value": "atom"}])),
            (vec![day], json!([{"name": "priority", "value": "atom"}, {"name": "day", "value": "1"}])),
        ] {
            let plan = TriggerPlan {
                collections: vec![&guide, &built_in],
                account: AccountVariables { scope: &environment },
                properties: &Properties { dynamic: given, ..Properties::default() },
            };
            let mut dynamic = Dynamic::new(Seed(1), Clock::system());
            let request = plan
                .request(TriggerKind::ExecutionRequest, &mut dynamic, &SecretCollector::default())
                .expect("made");
            let Payload::Bytes(body) = request.payload else { panic!("bytes") };
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(body["DynamicProcessProperties"]["DynamicProcessProperty"], expected);
        }
    }

    #[test]
    fn missing_variables_are_named() {
        let error = made(TriggerKind::ExecuteProcess, " ", &[]).expect_err("unset");
        assert_eq!(error.to_string(), "processId is empty: set it in the environment or by --env-var");
    }
}
