//! Records of what conda installed.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("conda-meta/demo-1.0-0.json", data)]);
});
