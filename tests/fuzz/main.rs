//! The fuzz targets on a stable compiler: a bounded number of inputs for each, the same ones in every run.
//!
//! Inputs are seeds as they are, seeds with pieces cut, doubled, swapped and replaced, and arbitrary bytes.
//! `POSTINO_FUZZ_SECONDS=<n>` runs each target for that long instead, with inputs that differ in every run.

mod bodies;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// A target's name and what it does.
type Target = (&'static str, fn(&[u8]));

/// All targets, each with a file in `targets/` and seeds in `seeds/`.
const TARGETS: [Target; 8] = [
    ("collection", bodies::collection),
    ("cookies", bodies::cookies),
    ("data", bodies::data),
    ("dotenv", bodies::dotenv),
    ("environment", bodies::environment),
    ("template", bodies::template),
    ("url", bodies::url),
    ("yaml", bodies::yaml_file),
];

/// Inputs per target in an ordinary run.
const INPUTS: usize = 3_000;
/// The longest input that arbitrary bytes make. Units: bytes.
const LONGEST: usize = 400;
/// What the formats are made of.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "{{",
    "}}",
    "{{$guid}}",
    "null",
    "-1e9",
    "1e400",
    "//",
    "?",
    "#",
    "&",
    "=",
    "@",
    "%",
    "%zz",
    "..",
    "://",
    "[::1]",
    "\u{feff}",
    "\u{0}",
    "é",
    "🙂",
    "---\n",
    "- ",
    "&a *a",
    "'",
    "item",
    "\"item\":",
    "\"request\":",
    "\"url\":",
    "\"key\":",
    "Expires=",
    "Max-Age=",
    "; ",
    "export ",
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz"))
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let listed = fs::read_dir(folder().join("seeds").join(name)).expect("every target has seeds");
    let mut paths: Vec<_> = listed.map(|entry| entry.expect("a seed").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a seed is readable")).collect()
}

/// A mutated seed, or sometimes arbitrary bytes.
fn input(seeds: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
    if random.random_ratio(1, 10) {
        let mut bytes = vec![0; random.random_range(0..LONGEST)];
        random.fill_bytes(&mut bytes);
        return bytes;
    }
    let mut bytes = seeds[random.random_range(0..seeds.len())].clone();
    for _ in 0..random.random_range(1..6) {
        mutate(&mut bytes, random);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, random: &mut StdRng) {
    let from = random.random_range(0..=bytes.len());
    let to = (from + random.random_range(0..12)).min(bytes.len());
    match random.random_range(0..5) {
        0 => drop(bytes.drain(from..to)),
        1 => {
            let doubled = bytes[from..to].to_vec();
            bytes.splice(to..to, doubled);
        }
        2 => {
            let piece = PIECES[random.random_range(0..PIECES.len())];
            bytes.splice(from..to, piece.bytes());
        }
        3 => bytes.truncate(to),
        _ => bytes[from..to].fill(random.random()),
    }
}

/// Runs a target until its time or its number of inputs is over; returns how many it saw.
fn run((name, target): Target, seconds: Option<u64>) -> usize {
    let seeds = seeds(name);
    for seed in &seeds {
        target(seed);
    }
    let mut random = StdRng::seed_from_u64(if seconds.is_some() { rand::random() } else { 0 });
    #[expect(clippy::disallowed_methods, reason = "how long to run is real time")]
    let started = Instant::now();
    let limit = seconds.map(Duration::from_secs);
    let mut seen = seeds.len();
    while limit.map_or(seen < INPUTS, |limit| started.elapsed() < limit) {
        let bytes = input(&seeds, &mut random);
        let survived = std::panic::catch_unwind(|| target(&bytes));
        assert!(survived.is_ok(), "{name} fell over {:?}", String::from_utf8_lossy(&bytes));
        seen += 1;
    }
    seen
}

#[expect(clippy::disallowed_methods, reason = "the environment says how long to run")]
fn seconds() -> Option<u64> {
    std::env::var("POSTINO_FUZZ_SECONDS").ok()?.parse().ok()
}

#[test]
fn no_input_takes_a_target_down() {
    for target in TARGETS {
        let seen = run(target, seconds());
        println!("{}: {seen} inputs", target.0);
        assert!(seen > seeds(target.0).len());
    }
}

#[test]
fn every_target_has_its_file_for_cargo_fuzz() {
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).expect("a manifest");
    for (name, _) in TARGETS {
        let body = if name == "yaml" { "yaml_file" } else { name };
        let file = fs::read_to_string(folder().join("targets").join(format!("{name}.rs"))).expect("a target");
        assert!(file.contains(&format!("bodies::{body}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name}");
    }
}
