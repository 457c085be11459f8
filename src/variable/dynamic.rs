//! Dynamic variables: names that begin with `$` and give a fresh value each time.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use time::format_description::FormatItem;
use time::macros::format_description;

use crate::clock::{Clock, Seed};

const ISO_MS: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Makes the values of `{{$guid}}` and its kin from a seed and a clock.
#[derive(Debug)]
pub struct Dynamic {
    random: StdRng,
    clock: Clock,
}

impl Dynamic {
    /// A source of values; the same seed and clock give the same values in the same order.
    pub fn new(seed: Seed, clock: Clock) -> Self {
        Self { random: StdRng::seed_from_u64(seed.0), clock }
    }

    /// A fresh value of this name (with its `$`), or `None` if the name is unknown.
    pub fn value(&mut self, name: &str) -> Option<String> {
        match name {
            "$guid" | "$randomUUID" => Some(self.uuid()),
            "$timestamp" => Some(self.clock.now().unix_timestamp().to_string()),
            "$isoTimestamp" => self.clock.now().format(&ISO_MS).ok(),
            "$randomInt" => Some(self.random.random_range(0..=1000).to_string()),
            _ => None,
        }
    }

    /// A random number below `limit`.
    pub fn number(&mut self, limit: u64) -> u64 {
        self.random.random_range(0..limit)
    }

    /// A random UUID of version 4.
    pub fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.random.random()).into_uuid().to_string()
    }
}
