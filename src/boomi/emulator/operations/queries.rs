//! `query` and `queryMore`, which work alike for every object.

use serde_json::{Map, Value};

use super::{Asked, Object};
use crate::boomi::emulator::call::Success;
use crate::boomi::emulator::query::{self, Token};
use crate::boomi::emulator::refusal::Refusal;
use crate::boomi::emulator::settings::{Counted, EmptyResult};
use crate::boomi::emulator::state::Emulator;

impl Emulator {
    pub(super) fn query(&self, asked: &Asked<'_>, object: Object) -> Result<Success, Refusal> {
        asked.needs(object.privileges())?;
        let config = asked.body("QueryConfig")?;
        let account = asked.account.clone();
        let object = object.name().to_owned();
        self.page(asked, &Token { object, account, config, offset: 0, asked_at: asked.now() })
    }

    pub(super) fn query_more(&self, asked: &Asked<'_>, object: Object) -> Result<Success, Refusal> {
        asked.needs(object.privileges())?;
        let token = Token::read(asked.call.body)?;
        if token.object != object.name() || token.account != asked.account {
            return Err(Refusal::TokenFormat);
        }
        self.page(asked, &token)
    }

    /// Documented: a page has 100 results, and a token only when there are more.
    fn page(&self, asked: &Asked<'_>, token: &Token) -> Result<Success, Refusal> {
        let object = Object::named(&token.object)?;
        let objects = self.objects(object, &asked.account, asked.now(), token.asked_at);
        let found =
            query::select(&object.table(), &token.config, self.scenario.settings.limits.conditions, objects)?;
        let (total, settings) = (found.len(), &self.scenario.settings);
        let page: Vec<Value> = found.into_iter().skip(token.offset).take(settings.page_size).collect();
        let next = token.offset.saturating_add(page.len());
        let counted = match settings.number_of_results {
            Counted::Total => total,
            Counted::Page => page.len(),
        };
        let mut result = Map::new();
        result.insert("@type".to_owned(), "QueryResult".into());
        if !page.is_empty() || settings.empty_result == EmptyResult::Empty {
            result.insert("result".to_owned(), page.into());
        }
        if next < total {
            let next = Token { offset: next, ..token.clone() };
            result.insert("queryToken".to_owned(), next.write().into());
        }
        result.insert("numberOfResults".to_owned(), counted.into());
        Ok(Success::Document(200, Value::Object(result)))
    }
}
