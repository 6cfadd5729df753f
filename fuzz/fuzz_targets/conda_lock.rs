//! A lock of conda-lock.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("conda-lock.yml", data)]));
