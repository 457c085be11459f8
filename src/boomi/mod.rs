//! A client for Boomi's AtomSphere API, which triggers a process and follows it to its end, and an emulator of the
//! platform.
//!
//! This module does not know the runner: the command line turns its calls into events. The client reads replies
//! tolerantly, because much of what the platform does is not documented. Entry points: [`TriggerPlan`] makes the
//! request, [`Api`] sends calls, [`start`] and [`follow`] start a run and know how it ended, [`generate`] writes the guide's files, [`model`]
//! holds the wire types, [`emulator`] answers in the platform's place.
//!
//! Comments say how sure a fact is: *documented* by Boomi, *field* (public clients rely on it), or *inferred* by us.

mod account;
mod api;
mod credentials;
pub mod emulator;
mod find;
mod follow;
pub mod generate;
pub mod log;
mod log_fetch;
mod look_up;
pub mod model;
mod properties;
mod pursue;
mod reply;
mod sub_account;
mod taken;
mod trigger;
mod waits;

pub use account::AccountVariables;
pub use api::{Api, ApiCall, ApiOptions, Called};
pub use credentials::{Credentials, CredentialsError, check_email};
pub use find::{CallError, Caller, FindError, Found, Kind, Reason, diagnose, find, is_id};
pub use follow::{Follow, FollowEnding, FollowStep, Patience, Question, RunId, Unfollowed};
pub use log::LogError;
pub use log_fetch::{LogFetch, LogStep};
pub use look_up::{LookUp, LookUpEnding, LookUpStep, Search, Target};
pub use properties::{ComponentProperty, Properties, Property};
pub use pursue::{Interrupted, Line, News, Retries, Start, Trigger, fetch_log, follow, look_up, start};
pub use reply::{ApiReply, ReplyError, RunState, results};
pub use sub_account::{AccountChoice, SUB_ACCOUNTS, SubAccount, choose_account};
pub use taken::Taken;
pub use trigger::{TriggerError, TriggerKind, TriggerPlan};
