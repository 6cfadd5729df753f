//! An environment file of conda, with requirements of pip in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("environment.yml", data)]));
