//! A template of Jinja or Django, as rules about code look at it.
#![no_main]

use pyward_python::{SourceKind, Template};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::look("page.html", data, SourceKind::Template);
    let text = String::from_utf8_lossy(data);
    for output in Template::of(&text).outputs {
        assert!(text.get(output.start..output.end).is_some());
    }
});
