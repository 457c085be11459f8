//! `query` and `queryMore`, which work alike for every object.

use serde_json::{Map, Value};

use super::Asked;
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::catalogue::{ObjectType, object_type};
use crate::boomi::emulator::query::{self, Token};
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::settings::{Counted, EmptyResult};
use crate::boomi::emulator::state::Emulator;
use crate::boomi::model::QueryConfig;

impl Emulator {
    pub(super) fn query(&self, asked: &Asked<'_>, kind: &ObjectType) -> Result<Success, Refusal> {
        asked.needs(&kind.read)?;
        // Field: a client without a filter sends no body.
        let config =
            if asked.call.body.is_empty() { QueryConfig::default() } else { asked.body("QueryConfig")? };
        let account = asked.account.clone();
        let object = kind.name.clone();
        self.page(asked, &Token { object, account, config, offset: 0, asked_at: asked.now() })
    }

    pub(super) fn query_more(&self, asked: &Asked<'_>, kind: &ObjectType) -> Result<Success, Refusal> {
        asked.needs(&kind.read)?;
        let token = Token::read(asked.call.body)?;
        if token.object != kind.name || token.account != asked.account {
            return Err(Refusal::TokenFormat);
        }
        self.page(asked, &token)
    }

    /// Documented: a page has 100 results, and a token only when there are more.
    fn page(&self, asked: &Asked<'_>, token: &Token) -> Result<Success, Refusal> {
        let kind = object_type(&token.object).ok_or(Refusal::TokenFormat)?;
        let settings = &self.scenario.settings;
        let rows = self.rows(kind, &asked.account, asked.now(), token.asked_at);
        let window = token.offset..token.offset.saturating_add(settings.page_size);
        let (page, total) = query::select(kind, &token.config, settings.limits.conditions, rows, window)?;
        let next = token.offset.saturating_add(page.len());
        let counted = match settings.number_of_results {
            Counted::Total => total,
            Counted::Page => page.len(),
        };
        let mut result = Map::new();
        result.insert("@type".to_owned(), "QueryResult".into());
        if !page.is_empty() || settings.empty_result == EmptyResult::Empty {
            result.insert("result".to_owned(), page.into_iter().map(without_hidden).collect());
        }
        if next < total {
            let next = Token { offset: next, ..token.clone() };
            result.insert("queryToken".to_owned(), next.write().into());
        }
        result.insert("numberOfResults".to_owned(), counted.into());
        Ok(Success::Document(200, Value::Object(result)))
    }
}

/// A row without what only filters see: members that begin with `#`.
pub(super) fn without_hidden(mut row: Value) -> Value {
    if let Some(members) = row.as_object_mut() {
        members.retain(|name, _| !name.starts_with('#'));
    }
    row
}
