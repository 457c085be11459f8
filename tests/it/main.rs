//! Tests of the built binary, against servers on the loopback address that check the requests.

mod auth;
mod bad_input;
mod boomi;
mod boomi_client;
mod boomi_network;
mod boomi_outcomes;
mod boomi_simulation;
mod broken_files;
mod check;
mod docs;
mod embedding;
mod empty_runs;
mod emulator;
mod emulator_load;
mod exports;
mod external;
#[cfg(target_os = "linux")]
mod faults;
mod foreign_files;
mod foreign_text;
mod help;
mod hostile;
mod html;
#[cfg(target_os = "linux")]
mod hunger;
mod inputs;
#[cfg(target_os = "linux")]
mod interrupted;
mod junit_schema;
#[cfg(target_os = "linux")]
mod kept_files;
mod local_mode;
mod losses;
mod lost_reports;
mod mask_law;
mod mistakes;
mod nested_requests;
mod network;
mod node_environment;
mod option_values;
mod rc_file;
mod replay;
mod reporter_options;
mod reports;
mod run;
mod scripts;
mod secrets;
mod selection;
#[cfg(unix)]
mod signals;
mod silence;
mod sources;
#[cfg(target_os = "linux")]
mod starved;
mod support;
#[cfg(target_os = "linux")]
mod targets;
