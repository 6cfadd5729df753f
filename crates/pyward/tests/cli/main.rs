//! Whole-program tests: the binary, run as a user runs it, on real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "speed does not matter here"
)]

mod code;
mod compile;
mod data;
mod explain;
mod fix;
mod freeze;
mod handed_out;
mod harness;
mod hostile;
mod inputs;
mod managers;
mod outdated;
mod pages;
mod policy;
mod reports;
mod rules;
mod scripts;
mod shelf;
mod storefront;
mod update;
mod wheels;
