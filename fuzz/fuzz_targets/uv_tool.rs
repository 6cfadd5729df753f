//! What `uv tool` notes of a tool beside its environment.
#![no_main]

const METADATA: &str = "a/lib/python3.12/site-packages/a-1.dist-info/METADATA";

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[
        ("a/uv-receipt.toml", data),
        (METADATA, b"Name: a\nVersion: 1\n"),
    ]);
});
