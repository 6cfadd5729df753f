//! `pyward code --fix` and `--diff`: what is edited, what is left, and that nothing else is touched.

use serde_json::Value;

use crate::harness::{Run, folder, put, pyward, text};

const YAML: &str = "import yaml\n\n\ndef read(f):\n    return yaml.load(f)\n";
const FIXED: &str = "import yaml\n\n\ndef read(f):\n    return yaml.safe_load(f)\n";

fn code(top: &tempfile::TempDir, args: &[&str]) -> Run {
    pyward(&[&["code"], args].concat()).within(top.path()).run()
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
}

fn bytes(top: &tempfile::TempDir, path: &str) -> Vec<u8> {
    #[expect(clippy::disallowed_methods, reason = "the test's own file")]
    std::fs::read(top.path().join(path)).unwrap()
}

#[test]
fn a_diff_is_shown_and_nothing_is_written() {
    let top = folder(&[("a.py", YAML), ("b.py", "x = 1\n")]);
    let run = code(&top, &["--diff"]);
    assert_eq!(run.code, 1, "{run:?}");
    let diff = "--- a/a.py\n+++ b/a.py\n@@ -2,4 +2,4 @@\n \n \n def read(f):\n-    return yaml.load(f)\n+    return yaml.safe_load(f)\n";
    assert!(run.out.starts_with(diff), "{run:?}");
    assert!(run.out.contains("unsafe-yaml-load"), "{run:?}");
    assert_eq!(
        run.err,
        "1 finding in 1 file can be fixed; `--fix` does it\n"
    );
    assert_eq!(text(&top.path().join("a.py")), YAML);
    // A report for programs has standard output for itself.
    let run = code(&top, &["--diff", "--format", "json"]);
    assert!(run.err.starts_with(diff), "{run:?}");
    assert_eq!(json(&run)["findings"].as_array().unwrap().len(), 1);
    let run = code(&top, &["--diff", "-o", "report.txt", "-t", "B101"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(run.err.contains("nothing can be fixed"), "{run:?}");
}

#[test]
fn a_fix_is_written_told_and_no_longer_counts() {
    let both = format!("{YAML}\n\ndef run(c):\n    eval(c)\n");
    let top = folder(&[("a.py", YAML), ("b.py", &both)]);
    let run = code(&top, &["--fix", "--format", "json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let report = json(&run);
    let rules: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["eval-call"]);
    assert_eq!(
        report["code"]["fixed"][0],
        serde_json::json!({"rule": "unsafe-yaml-load", "path": "a.py", "line": 5, "title": "use yaml.safe_load"})
    );
    assert_eq!(report["code"]["fixed"].as_array().unwrap().len(), 2);
    assert_eq!(text(&top.path().join("a.py")), FIXED);
    // Again there is nothing to do.
    let run = code(&top, &["--fix", "a.py"]);
    assert_eq!(run.code, 0, "{run:?}");
    let top = folder(&[("a.py", YAML)]);
    let run = code(&top, &["--fix"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("+    return yaml.safe_load(f)\n"),
        "{run:?}"
    );
    assert!(
        run.out
            .contains("Fixed\n  a.py:5:12  unsafe-yaml-load  use yaml.safe_load\n"),
        "{run:?}"
    );
}

#[test]
fn what_does_not_count_is_not_fixed() {
    let meant = YAML.replace("(f)\n", "(f)  # nosec B506\n");
    let config = "[[ignore]]\nid = \"B506\"\npaths = [\"old\"]\nreason = \"Only our own files are read here.\"\n";
    let top = folder(&[
        ("a.py", &meant),
        ("old/b.py", YAML),
        ("pyward.toml", config),
    ]);
    let run = code(&top, &["--fix"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(text(&top.path().join("a.py")), meant);
    assert_eq!(text(&top.path().join("old/b.py")), YAML);
    put(top.path(), "c.py", YAML.as_bytes());
    let before = code(&top, &["c.py", "--format", "json"]);
    put(top.path(), "before.json", before.out.as_bytes());
    for args in [
        &["-b", "before.json"][..],
        &["-lll"],
        &["-s", "B506"],
        &["--ignore", "B506"],
    ] {
        let run = code(&top, &[&["c.py", "--fix"], args].concat());
        assert_eq!(run.code, 0, "{args:?} {run:?}");
        assert_eq!(text(&top.path().join("c.py")), YAML, "{args:?}");
    }
}

#[test]
fn encodings_marks_line_ends_and_modes_stay() {
    let top = folder(&[]);
    let windows = YAML.replace('\n', "\r\n");
    put(
        top.path(),
        "mark.py",
        &[b"\xef\xbb\xbf", windows.as_bytes()].concat(),
    );
    let latin = [b"# coding: latin-1\n# \xe9\n".as_slice(), YAML.as_bytes()].concat();
    put(top.path(), "latin.py", &latin);
    put(
        top.path(),
        "tool",
        format!("#!/usr/bin/env python3\n{}", YAML.trim_end()).as_bytes(),
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::Permissions::from_mode(0o750);
        std::fs::set_permissions(top.path().join("tool"), mode).unwrap();
    }
    let run = code(&top, &["--fix"]);
    assert_eq!(run.code, 0, "{run:?}");
    let fixed = FIXED.replace('\n', "\r\n");
    assert_eq!(
        bytes(&top, "mark.py"),
        [b"\xef\xbb\xbf", fixed.as_bytes()].concat()
    );
    let fixed = [b"# coding: latin-1\n# \xe9\n".as_slice(), FIXED.as_bytes()].concat();
    assert_eq!(bytes(&top, "latin.py"), fixed);
    assert_eq!(
        text(&top.path().join("tool")),
        format!("#!/usr/bin/env python3\n{}", FIXED.trim_end())
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(top.path().join("tool"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o750);
    }
}

#[test]
fn what_cannot_be_edited_is_told_and_left() {
    let notebook = r#"{"cells": [{"cell_type": "code", "source": ["import yaml\n", "yaml.load(f)\n"], "metadata": {}, "outputs": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#;
    let broken = format!("{YAML}x = = 1\n");
    let outside = folder(&[("out.py", YAML)]);
    let top = folder(&[
        ("page.ipynb", notebook),
        ("broken.py", &broken),
        ("fine.py", YAML),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("out.py"), top.path().join("link.py")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("fine.py", top.path().join("same.py")).unwrap();
    let run = code(&top, &["--fix", "-v"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("notebooks are not edited"), "{run:?}");
    assert!(run.out.contains("it is no Python somewhere"), "{run:?}");
    assert_eq!(text(&top.path().join("page.ipynb")), notebook);
    assert_eq!(text(&top.path().join("broken.py")), broken);
    assert_eq!(text(&top.path().join("fine.py")), FIXED);
    assert_eq!(text(&outside.path().join("out.py")), YAML);
    #[cfg(unix)]
    assert!(top.path().join("same.py").is_symlink());
    let run = pyward(&["code", "-", "--fix"])
        .within(top.path())
        .stdin(YAML.as_bytes())
        .run();
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("standard input cannot be written"),
        "{run:?}"
    );
    let run = code(&top, &["--fix", "--compat", "bandit", "."]);
    assert_eq!(run.code, 2, "{run:?}");
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_written_are_left() {
    use std::os::unix::fs::PermissionsExt as _;
    let top = folder(&[("a.py", YAML)]);
    let path = top.path().join("a.py");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let run = code(&top, &["--fix", "-v"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("it is read-only"), "{run:?}");
    assert_eq!(text(&path), YAML);
}

#[test]
fn what_is_needed_besides_is_imported_once_and_told() {
    let before = "\"\"\"Doc.\"\"\"\n\nfrom __future__ import annotations\n\nimport xml.etree.ElementTree as ET\n\n\ndef read(f, g):\n    return ET.parse(f), ET.parse(g), ET.Element('a')\n";
    let after = "\"\"\"Doc.\"\"\"\n\nfrom __future__ import annotations\n\nimport xml.etree.ElementTree as ET\nimport defusedxml.ElementTree\n\n\ndef read(f, g):\n    return defusedxml.ElementTree.parse(f), defusedxml.ElementTree.parse(g), ET.Element('a')\n";
    let top = folder(&[("a.py", before)]);
    let run = code(&top, &["--fix", "-v"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(text(&top.path().join("a.py")), after);
    assert!(run.out.contains("needs the package defusedxml"), "{run:?}");
}

#[test]
fn data_that_flows_takes_the_edit_of_what_it_stands_for() {
    let before = "import yaml\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef read():\n    return str(yaml.load(request.data))\n";
    let top = folder(&[("a.py", before)]);
    let found = json(&code(
        &top,
        &["--format", "json", "-t", "B506,untrusted-deserialization"],
    ));
    assert_eq!(found["findings"][0]["rule"], "untrusted-deserialization");
    let run = code(&top, &["--fix", "-t", "B506,untrusted-deserialization"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(text(&top.path().join("a.py")).contains("yaml.safe_load(request.data)"));
}
