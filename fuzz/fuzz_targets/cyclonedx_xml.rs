//! A bill of materials in CycloneDX XML.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("bom.xml", data)]);
});
