//! A lock of PDM.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("pdm.lock", data)]));
