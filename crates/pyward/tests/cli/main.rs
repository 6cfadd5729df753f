//! Whole-program tests: the binary, run as a user runs it, on real files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "speed does not matter here"
)]

mod acceptance;
mod approve;
mod builds;
mod check;
mod code;
mod code_bandit;
mod code_cache;
mod code_fix;
mod code_waivers;
mod compile;
mod data;
mod diff;
mod ecosystems;
mod explain;
mod fix;
mod freeze;
mod git;
mod handed_out;
mod harness;
mod hostile;
mod ignore;
mod init;
mod inputs;
mod layers;
mod locks;
mod managers;
mod outdated;
mod packages;
mod pages;
mod policy;
mod reports;
mod review;
mod rules;
mod scripts;
mod services;
mod shelf;
mod sources;
mod storefront;
mod tree;
mod update;
mod wheels;
