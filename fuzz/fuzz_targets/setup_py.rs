//! What a setup.py says, which is never run.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("setup.py", data)]);
});
