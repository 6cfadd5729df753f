//! A lock of Poetry.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("poetry.lock", data)]));
