//! A script with metadata of its own, found by the lock beside it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::read(&[("tool.py", data), ("tool.py.lock", b"version = 1\n")]);
});
