//! A bill of materials in CycloneDX JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pyward_fuzz::read(&[("bom.cdx.json", data)]));
