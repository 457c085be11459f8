//! Boomi's AtomSphere API: triggering a process, knowing how it ended, and a stand-in for the platform.
//!
//! Never sees the runner: the command line turns what happens here into events. The client reads answers tolerantly,
//! since much of what the platform does is not documented; what is only inferred is never a certainty here. Entry
//! points: [`TriggerPlan`] makes the request, [`Api`] sends calls, [`Follow`] knows what to ask next, [`generate`]
//! writes the guide's files, [`model`] holds the wire types, [`emulator`] answers in the platform's place.

mod account;
mod api;
mod credentials;
pub mod emulator;
mod find;
mod follow;
pub mod generate;
pub mod log;
pub mod model;
mod reply;
mod sub_account;
mod trigger;

pub use account::AccountVariables;
pub use api::{Api, ApiCall, ApiOptions, Called};
pub use credentials::{Credentials, CredentialsError, check_email};
pub use find::{CallError, Caller, FindError, Found, Kind, Reason, diagnose, find, is_id};
pub use follow::{Follow, FollowEnding, FollowError, FollowStep, Patience};
pub use reply::{ApiReply, ReplyError, RunState, results};
pub use sub_account::{AccountChoice, SUB_ACCOUNTS, SubAccount, choose_account};
pub use trigger::{Property, TriggerError, TriggerKind, TriggerPlan};
