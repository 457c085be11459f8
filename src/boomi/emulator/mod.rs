//! A stand-in for the AtomSphere API on the loopback address.
//!
//! An emulator is a claim: what Boomi documents and what is only assumed are told apart in `answer`. The state
//! is pure (a call as data in, an answer as data out); `server` carries it over HTTP. Entry points:
//! [`Emulator::local`] and [`serve`].

mod account;
mod answer;
mod rate_limit;
mod request;
mod server;
mod state;

pub use account::Account;
pub use answer::Answer;
pub use server::serve;
pub use state::{Call, Emulator};
