//! A source file of Python, as rules about code look at it.
#![no_main]

use pyward_python::SourceKind;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::look("app.py", data, SourceKind::Module);
    pyward_fuzz::look("app.pyi", data, SourceKind::Stub);
});
