//! The emulated platform: it answers calls. Pure: no network, no clock.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::call::{EmulatedCall, EmulatedEnding, EmulatedReply, Success};
use super::catalogue::ObjectType;
use super::change::Change;
use super::download::Download;
use super::fault::EmulatedFault;
use super::journal::Journal;
use super::objects::Objects;
use super::operations::Asked;
use super::page;
use super::rate_limit::RateLimit;
use super::refusal::{self, Refusal};
use super::route::Route;
use super::run;
use super::runs::Runs;
use super::scenario::Scenario;
use super::seed;
use super::world::{Privilege, User};
use super::xml;
use crate::clock::Seed;

/// The prefix that Boomi wants before the e-mail.
const TOKEN_USER: &str = "BOOMI_TOKEN.";

const JSON: &str = "application/json";
/// The largest number of entries of the audit log. Older entries are dropped.
const AUDITED: usize = 1000;

const XML: &str = "application/xml";

/// The emulated platform.
#[derive(Debug)]
pub struct Emulator {
    pub(super) scenario: Scenario,
    pub(super) runs: Runs,
    pub(super) downloads: Vec<Download>,
    pub(super) objects: Objects,
    /// What was changed and by whom, as callers read it.
    pub(super) audit_log: VecDeque<Value>,
    /// The ids of objects of the scenario that are gone.
    gone: Vec<(String, String)>,
    /// The number of runs of each process, by its id. It decides which outcome comes next.
    pub(super) turns: HashMap<String, usize>,
    pub(super) random: StdRng,
    pub(super) journal: Journal,
    limits: HashMap<String, RateLimit>,
    fault_turns: Vec<usize>,
    first_call: Option<OffsetDateTime>,
    /// What the last call changed of what must survive a restart.
    pub(super) changes: Vec<Change>,
}

impl Emulator {
    /// An emulator that plays a scenario. Its ids are made from the seed.
    pub fn new(scenario: Scenario, seed: Seed) -> Self {
        Self {
            fault_turns: vec![0; scenario.faults.len()],
            runs: Runs::default(),
            downloads: Vec::new(),
            objects: seed::objects(&scenario),
            audit_log: VecDeque::new(),
            gone: Vec::new(),
            turns: HashMap::new(),
            random: StdRng::seed_from_u64(seed.0),
            journal: Journal::default(),
            limits: HashMap::new(),
            first_call: None,
            scenario,
            changes: Vec::new(),
        }
    }

    /// The built-in scenario without a rate limit. It accepts `environments/local.postman_environment.json`.
    pub fn local() -> Self {
        Self::new(Scenario { rate_limit: None, ..Scenario::local() }, Seed(0))
    }

    /// Answers a call and records it in the journal.
    pub fn answer(&mut self, call: &EmulatedCall<'_>) -> EmulatedReply {
        self.changes.clear();
        if let Some(reply) = page::answer(self, call) {
            return reply;
        }
        self.first_call.get_or_insert(call.now);
        let route = Route::parse(call.path, call.query);
        let fault = self.fault_for(call.method, route.as_ref().map_or(call.path, |route| &route.tail));
        let performed = match &fault {
            Some((_, fault)) if fault.replaces_answer() && !fault.effect => None,
            _ => Some(self.perform(call, route.as_ref())),
        };
        let mut reply = match (&fault, performed) {
            (Some((_, fault)), _) if fault.status.is_some() => self.faulty(fault, call.wants_json()),
            (_, Some(performed)) => self.render(performed, call.wants_json()),
            (_, None) => EmulatedReply::empty(200),
        };
        reply.delay = self.scenario.latency;
        if let Some((_, fault)) = &fault {
            reply.delay += fault.latency.unwrap_or_default();
            reply.ending = match fault {
                _ if fault.drop => EmulatedEnding::Dropped,
                _ if fault.cut => EmulatedEnding::Cut,
                _ => EmulatedEnding::Whole,
            };
        }
        self.journal.note(call, &reply, fault.map(|(index, _)| index));
        reply
    }

    /// The answer to a call whose body could not be read.
    pub(super) fn answer_unread(&mut self, call: &EmulatedCall<'_>, refusal: Refusal) -> EmulatedReply {
        self.changes.clear();
        let reply = self.render(Err(refusal), call.wants_json());
        self.journal.note(call, &reply, None);
        reply
    }

    /// Checks the user and the account, and carries out the call.
    fn perform(&mut self, call: &EmulatedCall<'_>, route: Option<&Route>) -> Result<Success, Refusal> {
        let user = self.user(call.authorization).cloned().ok_or(Refusal::BadCredentials)?;
        let route = route.ok_or(Refusal::NoEndpoint)?;
        let account = self.enter(&user, route)?;
        if let Some(most) = self.scenario.rate_limit {
            let limit = self.limits.entry(account.clone()).or_insert_with(|| RateLimit::new(most));
            if !limit.allows(call.at) {
                return Err(Refusal::Busy);
            }
        }
        if !user.may(&[Privilege::Api]) {
            return Err(Refusal::MissingPrivilege);
        }
        let first_call = self.first_call.unwrap_or(call.now);
        self.operate(&Asked { account, user, route, call, first_call })
    }

    /// The user of the credentials: `Basic` with `BOOMI_TOKEN.<email>` and the token, or with the e-mail and the
    /// password (documented). A user name that has the prefix twice is wrong (field).
    fn user(&self, authorization: Option<&str>) -> Option<&User> {
        let (scheme, encoded) = authorization?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let credentials = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (name, secret) = credentials.split_once(':')?;
        self.scenario.users.iter().find(|user| match name.strip_prefix(TOKEN_USER) {
            Some(email) => user.email == email && user.token.as_deref() == Some(secret),
            None => user.email == name && user.password.as_deref() == Some(secret),
        })
    }

    /// The account of a path, if the user may call it.
    fn enter(&self, user: &User, route: &Route) -> Result<String, Refusal> {
        let known = |id: &str| self.scenario.accounts.iter().any(|account| account.id == id);
        if route.partner && !self.scenario.settings.partner_api {
            return Err(Refusal::ForeignAccount);
        }
        let meant = route.override_account.as_ref().filter(|_| route.partner).unwrap_or(&route.account);
        if [&route.account, meant].into_iter().all(|id| known(id) && user.may_enter(id)) {
            return Ok(meant.clone());
        }
        Err(Refusal::ForeignAccount)
    }

    /// The first matching fault that applies to this call. Every matching fault counts the call.
    fn fault_for(&mut self, method: &str, tail: &str) -> Option<(usize, EmulatedFault)> {
        let mut met = None;
        for (index, fault) in self.scenario.faults.iter().enumerate() {
            if fault.fits(method, tail) {
                let before = self.fault_turns[index];
                self.fault_turns[index] += 1;
                self.changes.push(Change::Met { fault: index, calls: before + 1 });
                if met.is_none() && fault.meets(before) {
                    met = Some((index, fault.clone()));
                }
            }
        }
        met
    }

    fn faulty(&self, fault: &EmulatedFault, json: bool) -> EmulatedReply {
        let status = fault.status.unwrap_or(200);
        if let Some(body) = &fault.body {
            let kind = fault.content_type.as_deref().unwrap_or(if json { JSON } else { XML });
            return EmulatedReply::with_body(status, kind, body.clone());
        }
        let Some(message) = &fault.message else { return EmulatedReply::empty(status) };
        self.error(status, message, json)
    }

    fn error(&self, status: u16, message: &str, json: bool) -> EmulatedReply {
        let body = refusal::envelope(message, self.scenario.settings.error_shape, json);
        EmulatedReply::with_body(status, if json { JSON } else { XML }, body)
    }

    fn render(&self, performed: Result<Success, Refusal>, json: bool) -> EmulatedReply {
        match performed {
            Ok(Success::Empty(status)) => EmulatedReply::empty(status),
            Ok(Success::Document(status, document)) if json => {
                EmulatedReply::with_body(status, JSON, document.to_string())
            }
            Ok(Success::Document(status, document)) => {
                EmulatedReply::with_body(status, XML, xml::write(&document))
            }
            Ok(Success::Raw(kind, bytes)) => EmulatedReply::with_body(200, kind, bytes),
            Ok(Success::Zip(bytes)) => EmulatedReply::with_body(200, "application/zip", bytes),
            Err(refused) => {
                let status = refused.status(&self.scenario.settings);
                let mut reply = match refused.message() {
                    Some(message) => self.error(status, &message, json),
                    None => EmulatedReply::empty(status),
                };
                reply.retry_after = self.scenario.settings.retry_after.filter(|_| refused == Refusal::Busy);
                reply
            }
        }
    }

    /// All that survives a restart, as changes of an empty state.
    pub(super) fn everything(&self) -> impl Iterator<Item = Change> {
        let runs = self.runs.iter().map(|run| Change::Run(Box::new(run.clone())));
        let downloads = self.downloads.iter().map(|download| Change::Download(download.clone()));
        let turns =
            self.turns.iter().map(|(process, runs)| Change::Turns { process: process.clone(), runs: *runs });
        let met = self.fault_turns.iter().enumerate().filter(|(_, calls)| **calls > 0);
        let met = met.map(|(fault, calls)| Change::Met { fault, calls: *calls });
        let seeds = seed::objects(&self.scenario);
        let kept =
            self.objects.everything().filter(move |(kind, id, object)| seeds.get(kind, id) != Some(*object));
        let kept = kept.map(|(kind, id, object)| Change::Put {
            kind: kind.to_owned(),
            id: id.to_owned(),
            object: object.clone(),
        });
        let gone = self.gone.iter().map(|(kind, id)| Change::Gone { kind: kind.clone(), id: id.clone() });
        runs.chain(downloads).chain(gone).chain(kept).chain(turns).chain(met)
    }

    /// Puts an object in its place.
    pub(super) fn place(&mut self, kind: &str, id: &str, object: Value) {
        self.gone.retain(|(gone_kind, gone_id)| gone_kind != kind || gone_id != id);
        self.objects.put(kind, id, object);
    }

    /// Removes an object; one of the scenario stays away after a restart.
    pub(super) fn remove(&mut self, kind: &str, id: &str) {
        if self.objects.remove(kind, id).is_some() && seed::objects(&self.scenario).get(kind, id).is_some() {
            self.gone.push((kind.to_owned(), id.to_owned()));
        }
    }

    /// Notes in the audit log who did what.
    pub(super) fn audit(&mut self, asked: &Asked<'_>, kind: &ObjectType, id: &str, action: &str) {
        if self.audit_log.len() == AUDITED {
            self.audit_log.pop_front();
        }
        let document = uuid::Builder::from_random_bytes(self.random.random()).into_uuid();
        self.audit_log.push_back(json!({"@type": "AuditLog", "documentId": document.to_string(),
            "accountId": asked.account, "userId": asked.user.email, "date": run::seconds(asked.call.now),
            "type": kind.name, "action": action, "modifier": "NONE", "level": "INFO", "source": "API",
            "message": format!("{} {id}", kind.name), "AuditLogProperty": []}));
    }

    /// Applies changes that were stored.
    pub(super) fn restore(&mut self, changes: Vec<Change>) {
        let mut runs = Vec::new();
        for change in changes {
            match change {
                Change::Run(run) => runs.push(*run),
                Change::Download(download) => self.downloads.push(download),
                Change::Put { kind, id, object } => self.place(&kind, &id, object),
                Change::Gone { kind, id } => self.remove(&kind, &id),
                Change::Turns { process, runs } => {
                    self.turns.insert(process, runs);
                }
                Change::Met { fault, calls } => {
                    // The scenario may have other faults by now.
                    if let Some(turns) = self.fault_turns.get_mut(fault) {
                        *turns = calls;
                    }
                }
            }
        }
        self.runs.restore(runs);
    }

    /// The scenario that it plays.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The time since the first call.
    pub(super) fn since_first_call(&self, now: OffsetDateTime) -> Duration {
        let first = self.first_call.unwrap_or(now);
        Duration::try_from(now - first).unwrap_or_default()
    }
}
