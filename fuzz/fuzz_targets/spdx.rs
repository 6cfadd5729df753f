//! SPDX documents, JSON and tag-value.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("a.spdx.json", data), ("b.spdx", data)]);
});
