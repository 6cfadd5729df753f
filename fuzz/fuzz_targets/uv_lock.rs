//! A lock of uv.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("uv.lock", data)]));
