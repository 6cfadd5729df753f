//! Conda's lock and environment files.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("conda-lock.yml", data), ("env/environment.yml", data)]);
});
