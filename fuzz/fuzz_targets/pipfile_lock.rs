//! A lock of Pipenv.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("Pipfile.lock", data)]));
