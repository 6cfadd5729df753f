use super::*;

fn module(text: &str) -> Module {
    Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap()
}

#[test]
fn what_can_be_read_around_a_fault_is_read() {
    let module = module("import os\nx = = 1\nos.system('ls')\n");
    let faults: Vec<_> = module.faults().collect();
    assert!(!faults.is_empty());
    assert_eq!(faults[0].offset, 14);
    assert_eq!(module.ast().unwrap().body.len(), 3);
}

#[test]
fn places_count_characters_and_spans_count_bytes() {
    let module = module("é = 'ü'; f(\n 'x')\n");
    let start = module.source().text.find('f').unwrap();
    let span = module.span(start, module.source().text.trim_end().len());
    assert_eq!((span.line, span.byte_column), (1, 11));
    assert_eq!((span.end_line, span.end_byte_column), (2, 5));
    let place = module.location(span);
    assert_eq!((place.line, place.column), (Some(1), Some(10)));
    assert_eq!((place.end_line, place.end_column), (Some(2), Some(6)));
}

#[test]
fn notebooks_are_read_cell_by_cell() {
    let text = r##"{"cells": [
        {"cell_type": "markdown", "source": ["# Hi"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!ls\n", "x = 1"]},
        {"cell_type": "code", "source": "%%bash\nrm -rf /\n"},
        {"cell_type": "code", "source": "y = 2\nz = 3 # nosec\n"}
    ], "nbformat": 4}"##;
    let module = Module::read("n.ipynb", text.as_bytes(), SourceKind::Notebook).unwrap();
    assert_eq!(module.faults().count(), 0);
    let start = module.source().text.find('z').unwrap();
    let place = module.location(module.span(start, start + 1));
    assert_eq!(place.to_string(), "n.ipynb#cell-4:2:1");
    assert_eq!(
        module.comments().next().map(|comment| comment.line),
        Some(5)
    );
    assert!(matches!(
        Module::read("n.ipynb", b"[]", SourceKind::Notebook),
        Err(SourceError::NoNotebook)
    ));
}

#[test]
fn lines_of_a_cell_count_as_python_counts_them() {
    let bytes = br#"{"cells": [
        {"cell_type": "code", "source": "a\rb\r\nc\nd\r"},
        {"cell_type": "code", "source": "e\nf"}
    ]}"#;
    let module = Module::read("n.ipynb", bytes, SourceKind::Notebook).unwrap();
    let text = &module.source().text;
    let place = |what: &str| {
        let at = text.find(what).unwrap();
        let location = module.location(module.span(at, at + 1));
        (location.path.to_string(), location.line)
    };
    assert_eq!(place("d"), ("n.ipynb#cell-1".into(), Some(4)));
    assert_eq!(place("e"), ("n.ipynb#cell-2".into(), Some(1)));
    assert_eq!(place("f"), ("n.ipynb#cell-2".into(), Some(2)));
}

#[test]
fn hostile_nesting_is_bounded() {
    for (open, close, many) in [
        ("(", ")", 10_000),
        ("-", "", 10_000),
        ("a+", "", 10_000),
        ("[", "", 19_000),
    ] {
        let text = format!("x = {}1{}\n", open.repeat(many), close.repeat(many));
        drop(module(&text));
    }
    let module = module(&format!("x = {}1\n", "-".repeat(1_000_000)));
    assert_eq!(module.faults().count(), 1);
    assert!(module.ast().is_none());
}

#[test]
fn long_files_are_walked_and_deep_ones_are_not() {
    let long = module(&"x = (a.b(-1) + [2])\n".repeat(2_500));
    assert_eq!(long.statements().len(), 2_500);
    let longer = module(&"x = (a.b(-1) + [2])\n".repeat(25_000));
    assert_eq!(longer.statements().len(), 25_000);
    let deep = module(&format!("x = {}1\n", "-".repeat(2_500)));
    assert!(deep.is_too_deep() && deep.statements().is_empty());
}
