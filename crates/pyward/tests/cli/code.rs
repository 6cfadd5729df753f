//! `pyward code`: which files, which rules, what counts, and what bandit's users type.

use serde_json::Value;

use crate::harness::{Run, folder, put, pyward, text};

const SHELL: &str = "import subprocess\n\n\ndef run(x):\n    subprocess.run(x, shell=True)\n";
const LOW: &str = "assert True\n";

fn code(top: &tempfile::TempDir, args: &[&str]) -> Run {
    pyward(&[&["code"], args].concat()).within(top.path()).run()
}

/// The findings as `rule path:line`, those that do not count in brackets.
fn found(top: &tempfile::TempDir, args: &[&str]) -> (i32, Vec<String>) {
    let run = code(top, &[args, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let lines = findings.map(|it| {
        let place = &it["locations"][0];
        let line = format!(
            "{} {}:{}",
            it["rule"].as_str().unwrap(),
            place["path"].as_str().unwrap(),
            place["line"]
        );
        if it.get("suppressed").is_some() {
            format!("({line})")
        } else {
            line
        }
    });
    (run.code, lines.collect())
}

#[test]
fn the_code_of_the_project_is_looked_at_and_no_other() {
    let top = folder(&[
        ("app.py", SHELL),
        ("bin/tool", "#!/usr/bin/env python3\nassert 1\n"),
        ("notes.txt", "assert 1\n"),
        (".venv/pyvenv.cfg", "home = /usr/bin\n"),
        (".venv/lib/python3.12/site-packages/other.py", SHELL),
        ("node_modules/x/y.py", SHELL),
        (".gitignore", "made/\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("made/out.py", SHELL),
        (
            "page.ipynb",
            r#"{"cells": [{"cell_type": "code", "source": ["assert x\n"], "metadata": {}, "outputs": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#,
        ),
    ]);
    assert_eq!(
        found(&top, &["-t", "B101,B602"]),
        (
            1,
            vec![
                "subprocess-with-shell app.py:5".to_owned(),
                "assert-used bin/tool:2".to_owned(),
                "assert-used page.ipynb#cell-1:1".to_owned(),
            ]
        )
    );
    // What is named is looked at, wherever it lies.
    let (_, all) = found(&top, &["-t", "B602", ".venv", "made/out.py"]);
    assert_eq!(all.len(), 2, "{all:?}");
    let (_, all) = found(&top, &["-t", "B602", "--no-gitignore", "-x", "app.py"]);
    assert_eq!(all, ["subprocess-with-shell made/out.py:5"]);
}

#[test]
fn levels_baselines_and_comments_choose_what_counts_and_nothing_is_lost() {
    let top = folder(&[("a.py", &format!("{SHELL}{LOW}"))]);
    let both = ["subprocess-with-shell a.py:5", "assert-used a.py:6"];
    assert_eq!(found(&top, &["-t", "B101,B602"]).1, both);
    let level = ["-t", "B101,B602", "-ll"];
    assert_eq!(found(&top, &level).1, [both[0], "(assert-used a.py:6)"]);
    let level = ["-t", "B101", "--severity-level", "high"];
    assert_eq!(found(&top, &level).0, 0);
    assert_eq!(found(&top, &["-t", "B101", "--exit-zero"]).0, 0);
    // A report of before is a baseline; what is new counts, wherever it stands.
    let before = code(&top, &["-t", "B101,B602", "--format", "json"]);
    put(top.path(), "before.json", before.out.as_bytes());
    let more = format!("x = 1\n{SHELL}{LOW}assert False\n");
    put(top.path(), "a.py", more.as_bytes());
    assert_eq!(
        found(&top, &["-t", "B101,B602", "-b", "before.json"]),
        (
            1,
            vec![
                "(subprocess-with-shell a.py:6)".to_owned(),
                "(assert-used a.py:7)".to_owned(),
                "assert-used a.py:8".to_owned(),
            ]
        )
    );
    put(top.path(), "a.py", "assert 1  # nosec B101\n".as_bytes());
    assert_eq!(found(&top, &[]), (0, vec!["(assert-used a.py:1)".into()]));
    assert_eq!(found(&top, &["--ignore-nosec"]).0, 1);
}

#[test]
fn what_is_no_python_is_told_and_the_rest_is_looked_at() {
    let top = folder(&[
        ("a.py", "x = = 1\nassert x\n"),
        ("b.py", "# coding: nonsense\n"),
    ]);
    let run = code(&top, &["--format", "json"]);
    assert!(run.out.contains("it is no Python here"), "{run:?}");
    assert!(run.out.contains("unknown encoding nonsense"), "{run:?}");
    assert_eq!(found(&top, &["-t", "B101"]).1, ["assert-used a.py:2"]);
    let run = code(&top, &["-t", "B602"]);
    assert_eq!(run.code, 0);
    // What could not be read is none of the files that are clean.
    assert!(
        run.out.contains("No defects were found in 1 file"),
        "{run:?}"
    );
    assert_eq!(code(&top, &["-t", "B602", "--strict"]).code, 3);
}

#[test]
fn mistakes_are_told() {
    let odd = "[tool.bandit]\ntests = 3\n";
    let top = folder(&[("a.py", LOW), ("odd.toml", odd)]);
    for (args, message) in [
        (&["-t", "B1010"][..], "there is no rule `B1010`"),
        (&["-t", "B101", "-s", "B101"], "both asked for and skipped"),
        (&["nowhere"], "nowhere does not exist"),
        (&["-b", "none.json"], "does not exist"),
        (&["-b", "a.py"], "is no JSON"),
        (&["-c", "none.yaml"], "does not exist"),
        (&["-c", "odd.toml"], "`tests` in odd.toml is no list"),
        (&["--ignore", "B1010"], "there is no rule `B1010`"),
        (
            &["--max-db-age", "1d"],
            "`--max-db-age` is about advisories",
        ),
    ] {
        let run = code(&top, args);
        assert_eq!(run.code, 2, "{args:?} {run:?}");
        assert!(run.err.contains(message), "{args:?} {run:?}");
    }
}

#[test]
fn what_bandit_was_told_counts() {
    let top = folder(&[
        ("a.py", &format!("{SHELL}{LOW}")),
        ("tests/b.py", LOW),
        (
            "pyproject.toml",
            "[tool.bandit]\nskips = [\"B602\", \"B404\"]\nexclude_dirs = [\"tests\"]\n",
        ),
        (
            "bandit.yaml",
            "tests: [B602]\nprofiles:\n  one:\n    include: [B101]\n",
        ),
    ]);
    assert_eq!(found(&top, &[]).1, ["assert-used a.py:6"]);
    let named = ["-c", "bandit.yaml"];
    assert_eq!(found(&top, &named).1, ["subprocess-with-shell a.py:5"]);
    let profile = ["-c", "bandit.yaml", "-p", "one"];
    assert_eq!(found(&top, &profile).1.len(), 2);
    put(
        top.path(),
        ".bandit",
        "[bandit]\nskips = B101,B602,B404,B603\n".as_bytes(),
    );
    assert_eq!(found(&top, &[]).1, Vec::<String>::new());
}

#[test]
fn as_bandit_files_are_named_as_bandit_does_and_faults_do_not_count() {
    let top = folder(&[
        ("a.py", LOW),
        ("sub/b.py", LOW),
        ("sub/run", "#!/usr/bin/env python3\nassert 1\n"),
        (".github/c.py", LOW),
        ("broken.py", "x = = 1\nassert 1\n"),
    ]);
    let compat = |args: &[&str]| {
        found(
            &top,
            &[&["--compat", "bandit", "-t", "B101"], args].concat(),
        )
    };
    assert_eq!(
        compat(&["-r", "."]).1,
        ["assert-used ./a.py:1", "assert-used ./sub/b.py:1"]
    );
    assert_eq!(compat(&["-r", "sub"]).1, ["assert-used sub/b.py:1"]);
    assert_eq!(compat(&["a.py"]).1, ["assert-used ./a.py:1"]);
    assert_eq!(compat(&["-r", ".", "-x", "./sub,./.github"]).1.len(), 1);
    assert_eq!(compat(&["broken.py"]), (0, Vec::new()));
    assert_eq!(compat(&["."]), (0, Vec::new()));
}

#[test]
fn standard_input_is_code_too() {
    let top = folder(&[("a.py", LOW)]);
    let run = pyward(&["code", "-", "-t", "B101", "--format", "json"])
        .within(top.path())
        .stdin(b"assert 1\n")
        .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("<stdin>"), "{run:?}");
}

#[test]
fn an_audit_looks_at_code_and_blocks_from_high_on() {
    let top = folder(&[("a.py", LOW), ("requirements.txt", "")]);
    let audit = || {
        pyward(&["audit", "--format", "json"])
            .within(top.path())
            .run()
    };
    let run = audit();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("assert-used"), "{run:?}");
    // Of what runs nothing is known, and then that something is put into it.
    put(top.path(), "a.py", SHELL.as_bytes());
    assert_eq!(audit().code, 0);
    let put_together = SHELL.replace("(x,", "('ls ' + x,");
    put(top.path(), "a.py", put_together.as_bytes());
    assert_eq!(audit().code, 1);
    let config = "[gate]\ncode = \"never\"\n";
    put(top.path(), "pyward.toml", config.as_bytes());
    assert_eq!(audit().code, 0);
    assert_eq!(text(&top.path().join("pyward.toml")), config);
}

#[test]
fn nothing_is_left_out_in_silence() {
    let top = folder(&[("a.py", "x = 1\n"), ("vendor/b.py", SHELL)]);
    put(
        top.path(),
        ".bandit",
        b"[bandit]\nskips = B999\ntargets = src\n",
    );
    let run = code(&top, &["-v"]);
    for told in [
        "vendor",
        "there is no rule `B999`",
        "`targets` is not taken from here",
    ] {
        assert!(run.out.contains(told), "{told}: {run:?}");
    }
    // A folder without code is no clean folder.
    let empty = folder(&[("notes.txt", "x")]);
    let run = code(&empty, &[]);
    assert!(run.out.contains("no Python files were found"), "{run:?}");
    assert_eq!(run.code, 3);
}

#[test]
fn a_release_is_looked_at_as_a_library_and_so_is_what_is_said_to_be_one() {
    let joined = "def load(folder, name):\n    return open(folder + name).read()\n";
    let flow = vec!["path-traversal lib.py:2".to_owned()];
    let asked = |files: &[(&str, &str)], args: &[&str]| {
        let top = folder(&[&[("lib.py", joined)], files].concat());
        found(&top, &[&["-t", "path-traversal"], args].concat()).1
    };
    let nothing: Vec<String> = Vec::new();
    let metadata = "Metadata-Version: 2.1\nName: x\nVersion: 1\n";
    assert_eq!(asked(&[], &[]), nothing);
    assert_eq!(asked(&[], &["--library", "always"]), flow);
    for release in [("PKG-INFO", metadata), ("x-1.dist-info/METADATA", metadata)] {
        assert_eq!(asked(&[release], &[]), flow, "{release:?}");
        assert_eq!(asked(&[release], &["--library", "never"]), nothing);
    }
    // Several are installed packages, and no release.
    let installed = [
        ("x-1.dist-info/METADATA", metadata),
        ("y-1.dist-info/METADATA", metadata),
    ];
    assert_eq!(asked(&installed, &[]), nothing);
    let config = ("pyward.toml", "version = 1\n[code]\nlibrary = \"always\"\n");
    assert_eq!(asked(&[config], &[]), flow);
    assert_eq!(asked(&[config], &["--library", "never"]), nothing);
}

#[test]
fn templates_are_read_and_what_reaches_them_is_followed() {
    let app = "from flask import render_template, request\n\n\ndef view(app):\n    @app.route('/')\n    def page():\n        \
               return render_template('page.html', text=request.args['text'])\n";
    let top = folder(&[
        ("app.py", app),
        ("templates/page.html", "<p>{{ text|safe }}</p>\n"),
        ("templates/other.html", "<p>{{ text }}</p>\n"),
        ("templates/latin.html", "{% autoescape off %}\n{{ text }}\n"),
    ]);
    let expected = [
        "cross-site-scripting app.py:7",
        "template-autoescape-off templates/latin.html:1",
        "unescaped-template-value templates/page.html:1",
    ];
    assert_eq!(found(&top, &[]).1, expected);
    // To bandit they are nothing.
    let run = code(&top, &["-r", ".", "--compat", "bandit", "-f", "bandit"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert!(report["metrics"].get("./app.py").is_some(), "{run:?}");
    assert!(report["metrics"].get("./templates/page.html").is_none());
}

#[test]
fn a_file_that_the_parser_fails_on_ends_nothing_but_itself() {
    // The parser panics on an escape of IPython in the middle of an import.
    let cell = r#"{"cells": [{"cell_type": "code", "source": ["import [\n;"], "metadata": {}, "outputs": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"#;
    let top = folder(&[("odd.ipynb", cell), ("app.py", SHELL)]);
    let run = pyward(&["code", "."]).within(top.path()).run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("subprocess-with-shell"), "{run:?}");
    assert!(run.out.contains("odd.ipynb"), "{run:?}");
    assert!(!run.err.contains("panicked"), "{run:?}");
}

/// A function of this many statements that reads from outside first and runs a command last.
fn long(statements: usize) -> String {
    let between = "    a = a + len(command)\n".repeat(statements);
    format!(
        "import os\n\nimport flask\n\n\ndef test_it():\n    command = flask.request.args['c']\n    a = 0\n{between}    \
         os.system(command)\n"
    )
}

#[test]
fn tests_are_followed_for_fewer_steps_and_one_note_says_so() {
    let top = folder(&[
        ("app.py", &long(2_000)),
        ("tests/test_app.py", &long(2_000)),
        ("tests/test_more.py", &long(2_000)),
        ("tests/test_short.py", &long(100)),
    ]);
    let run = code(&top, &["-t", "command-injection", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let places: Vec<_> = findings
        .map(|it| it["locations"][0]["path"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["app.py", "tests/test_short.py"]);
    let notices = report["notices"].as_array().unwrap().iter();
    let said: Vec<_> = notices
        .filter(|it| it["kind"] == "limit")
        .map(|it| {
            (
                it["message"].as_str().unwrap(),
                it["weight"].as_str().unwrap(),
            )
        })
        .collect();
    let message =
        "data was not followed to its end in 2 functions: tests are followed for some calls only";
    assert_eq!(said, [(message, "info")]);
}
