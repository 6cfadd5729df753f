//! Metadata of an installed package.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[(
    "site-packages/demo-1.0.dist-info/METADATA",
    data
)]));
