//! The fuzz targets on a stable compiler: a bounded number of inputs for each, the same ones in every run.
//!
//! Inputs are seeds as they are, seeds with pieces cut, doubled, swapped and replaced, and arbitrary bytes.
//! `POSTINO_FUZZ_SECONDS=<n>` runs each target for that long instead, with inputs that differ in every run.

mod bodies;
mod program;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

/// A target.
struct Target {
    name: &'static str,
    body: fn(&[u8]),
    /// Inputs in an ordinary run.
    inputs: usize,
}

/// A target that takes microseconds.
const fn quick(name: &'static str, body: fn(&[u8])) -> Target {
    Target { name, body, inputs: 3_000 }
}

/// A target that makes connections, files or engines.
const fn slow(name: &'static str, body: fn(&[u8]), inputs: usize) -> Target {
    Target { name, body, inputs }
}

/// All targets, each with a file in `targets/` and seeds in `seeds/`.
const TARGETS: [Target; 27] = [
    quick("archive", bodies::archive),
    quick("boomi", bodies::boomi),
    slow("certificate", bodies::certificate, 200),
    quick("challenge", bodies::challenge),
    quick("collection", bodies::collection),
    slow("compressed", bodies::compressed, 500),
    quick("cookies", bodies::cookies),
    quick("data", bodies::data),
    quick("dotenv", bodies::dotenv),
    slow("emulator", bodies::emulator, 1_000),
    quick("environment", bodies::environment),
    slow("events", bodies::events, 200),
    slow("http2", bodies::http2, 150),
    slow("key", bodies::key, 100),
    slow("page", bodies::page, 300),
    slow("parsed_by_script", bodies::parsed_by_script, 300),
    quick("proxy", bodies::proxy),
    slow("reports", bodies::reports, 50),
    slow("response", bodies::response, 2_000),
    slow("scenario", bodies::scenario, 300),
    slow("script", bodies::script, 300),
    quick("shown", bodies::shown),
    quick("state", bodies::state),
    quick("template", bodies::template),
    quick("token", bodies::token),
    quick("url", bodies::url),
    quick("yaml", bodies::yaml_file),
];

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
fn run(target: &Target, seconds: Option<u64>) -> usize {
    let Target { name, body, inputs } = target;
    let seeds = seeds(name);
    for seed in &seeds {
        body(seed);
    }
    let mut random = StdRng::seed_from_u64(if seconds.is_some() { rand::random() } else { 0 });
    #[expect(clippy::disallowed_methods, reason = "how long to run is real time")]
    let started = Instant::now();
    let limit = seconds.map(Duration::from_secs);
    let mut seen = seeds.len();
    while limit.map_or(seen < *inputs, |limit| started.elapsed() < limit) {
        let bytes = input(&seeds, &mut random);
        let survived = std::panic::catch_unwind(|| body(&bytes));
        assert!(survived.is_ok(), "{name} fell over {:?}", String::from_utf8_lossy(&bytes));
        seen += 1;
    }
    seen
}

#[expect(clippy::disallowed_methods, reason = "the environment says how long to run")]
fn seconds() -> Option<u64> {
    std::env::var("POSTINO_FUZZ_SECONDS").ok()?.parse().ok()
}

/// The targets that `POSTINO_FUZZ_TARGETS` names, else all.
#[expect(clippy::disallowed_methods, reason = "the environment says what to run")]
fn chosen() -> impl Iterator<Item = &'static Target> {
    let wanted = std::env::var("POSTINO_FUZZ_TARGETS").unwrap_or_default();
    TARGETS
        .iter()
        .filter(move |target| wanted.is_empty() || wanted.split(',').any(|name| name == target.name))
}

#[test]
fn no_input_takes_a_target_down() {
    for target in chosen() {
        #[expect(clippy::disallowed_methods, reason = "how long it took is real time")]
        let started = Instant::now();
        let seen = run(target, seconds());
        println!("{}: {seen} inputs in {:.1} s", target.name, started.elapsed().as_secs_f64());
        assert!(seen > seeds(target.name).len());
    }
}

#[test]
fn every_target_has_its_file_for_cargo_fuzz() {
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).expect("a manifest");
    for Target { name, .. } in TARGETS {
        let body = if name == "yaml" { "yaml_file" } else { name };
        let file = fs::read_to_string(folder().join("targets").join(format!("{name}.rs"))).expect("a target");
        assert!(file.contains(&format!("bodies::{body}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name}");
    }
}
