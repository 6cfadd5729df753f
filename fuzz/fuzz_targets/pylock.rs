//! A lock by PEP 751.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("pylock.toml", data)]));
