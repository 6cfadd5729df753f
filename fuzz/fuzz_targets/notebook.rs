//! A Jupyter notebook, as it is or as the source of its cells, as rules about code look at it.
#![no_main]

use pyward_python::SourceKind;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    pyward_fuzz::look("app.ipynb", data, SourceKind::Notebook);
    let text = String::from_utf8_lossy(data);
    let cells: Vec<_> = text
        .split("\n# %%\n")
        .map(|cell| serde_json::json!({"cell_type": "code", "source": cell}))
        .collect();
    let notebook = serde_json::json!({"cells": cells}).to_string();
    pyward_fuzz::look("app.ipynb", notebook.as_bytes(), SourceKind::Notebook);
});
