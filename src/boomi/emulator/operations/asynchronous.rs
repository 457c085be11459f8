//! Readings that a runtime answers later: a token first, the result with the token afterwards (documented).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::Asked;
use super::queries::without_hidden;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::catalogue::{ObjectType, Verb};
use crate::boomi::emulator::query;
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::state::Emulator;
use crate::boomi::model::QueryConfig;

/// What a token stands for. Callers cannot read it, and the emulator need not remember it.
#[derive(Serialize, Deserialize)]
struct Token {
    object: String,
    account: String,
    asks: Asks,
    #[serde(with = "time::serde::rfc3339")]
    asked_at: OffsetDateTime,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Asks {
    Id(String),
    Config(QueryConfig),
}

impl Emulator {
    pub(super) fn asynchronous(
        &self,
        asked: &Asked<'_>,
        kind: &ObjectType,
        tail: &[&str],
    ) -> Result<Success, Refusal> {
        asked.needs(&kind.read)?;
        match (asked.call.method, tail) {
            ("GET", ["response", token]) => self.response(asked, kind, token),
            ("GET", [id]) if kind.has(Verb::Async) => {
                self.by_id(asked, kind, id)?;
                Ok(promise(asked, kind, Asks::Id((*id).to_owned())))
            }
            ("POST", ["query"]) if kind.has(Verb::AsyncQuery) => {
                Ok(promise(asked, kind, Asks::Config(asked.body("QueryConfig")?)))
            }
            _ => Err(Refusal::NoEndpoint),
        }
    }

    fn response(&self, asked: &Asked<'_>, kind: &ObjectType, token: &str) -> Result<Success, Refusal> {
        let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| Refusal::TokenFormat)?;
        let token: Token = serde_json::from_slice(&token).map_err(|_| Refusal::TokenFormat)?;
        if token.object != kind.name || token.account != asked.account {
            return Err(Refusal::TokenFormat);
        }
        let envelope = |status: u16, result: Vec<Value>| -> Result<Success, Refusal> {
            let mut document = json!({"@type": "AsyncOperationResult", "responseStatusCode": status});
            if !result.is_empty() {
                document["numberOfResults"] = result.len().into();
                document["result"] = result.into();
            }
            Ok(Success::Document(status, document))
        };
        if asked.now() < token.asked_at + self.scenario.settings.async_takes {
            return envelope(202, Vec::new());
        }
        let result = match &token.asks {
            Asks::Id(id) => vec![self.by_id(asked, kind, id)?],
            Asks::Config(config) => {
                let rows = self.rows(kind, &asked.account, asked.now(), asked.now());
                let most = self.scenario.settings.limits.conditions;
                query::select(kind, config, most, rows, 0..usize::MAX)?
                    .0
                    .into_iter()
                    .map(without_hidden)
                    .collect()
            }
        };
        envelope(200, result)
    }

    /// `changeListenerStatus`: 200 without content (documented).
    pub(super) fn change_listener(&mut self, asked: &Asked<'_>) -> Result<Success, Refusal> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Change {
            #[serde(default)]
            listener_id: String,
            container_id: String,
            action: String,
        }
        let change: Change = asked
            .body("changeListenerStatusRequest")
            .or_else(|_| asked.body("ChangeListenerStatusRequest"))?;
        self.objects.get("Atom", &change.container_id).ok_or(Refusal::UnknownAtom)?;
        let (action, all) =
            change.action.strip_suffix("_all").map_or((change.action.as_str(), false), |it| (it, true));
        let status = match action {
            "pause" => "paused",
            "resume" | "restart" => "listening",
            _ => return Err(Refusal::Malformed),
        };
        let kind =
            crate::boomi::emulator::catalogue::object_type("ListenerStatus").expect("a type of the table");
        let rows = self.rows(kind, &asked.account, asked.now(), asked.now());
        let meant: Vec<Value> = rows
            .filter(|row| row["#containerId"] == change.container_id.as_str())
            .filter(|row| all || row["listenerId"] == change.listener_id.as_str())
            .collect();
        if meant.is_empty() && !all {
            return Err(Refusal::UnknownObject("listener".to_owned()));
        }
        for row in meant {
            let process = row["listenerId"].as_str().unwrap_or_default();
            let id = crate::boomi::emulator::seed::synthetic(&[process, &change.container_id]);
            self.keep(asked, kind, &id, json!({"@type": "ListenerStatus", "status": status}), "EDIT");
        }
        Ok(Success::Empty(200))
    }
}

fn promise(asked: &Asked<'_>, kind: &ObjectType, asks: Asks) -> Success {
    let token =
        Token { object: kind.name.clone(), account: asked.account.clone(), asks, asked_at: asked.now() };
    let token = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&token).expect("texts"));
    Success::Document(
        202,
        json!({"@type": "AsyncOperationTokenResult", "asyncToken": {"@type": "AsyncToken", "token": token},
            "responseStatusCode": 202}),
    )
}
