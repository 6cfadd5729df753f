//! Wheels, source distributions and eggs, as zip and as tar.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[
        ("demo-1.0-py3-none-any.whl", data),
        ("demo-1.0.tar.gz", data),
        ("demo-1.0-py3.8.egg", data),
    ]);
});
