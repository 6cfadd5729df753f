//! Applications in one file.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("demo.pyz", data)]);
});
