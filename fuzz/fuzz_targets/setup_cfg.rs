//! What a setup.cfg says, with a file it may refer to.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("setup.cfg", data), ("requirements.txt", data)]);
});
