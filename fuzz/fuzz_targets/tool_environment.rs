//! Receipts of pipx and uv tool beside an environment.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[
        ("a/pipx_metadata.json", data),
        ("b/uv-receipt.toml", data),
        (
            "a/lib/python3.12/site-packages/a-1.dist-info/METADATA",
            b"Name: a\nVersion: 1\n",
        ),
        (
            "b/lib/python3.12/site-packages/b-1.dist-info/METADATA",
            b"Name: b\nVersion: 1\n",
        ),
    ]);
});
