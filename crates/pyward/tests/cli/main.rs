//! Whole-program tests: the binary, run as a user runs it, on real files.

mod data;
mod explain;
mod harness;
mod hostile;
mod inputs;
mod pages;
mod policy;
mod reports;
mod rules;
mod storefront;
