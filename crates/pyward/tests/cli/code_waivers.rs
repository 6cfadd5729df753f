//! Entries of the ignore list, and `--ignore`, for what is found in code.

use serde_json::Value;

use crate::harness::{Run, folder, put, pyward};

const SHELL: &str = "import subprocess\n\n\ndef run(x):\n    subprocess.run(x, shell=True)\n";

fn code(top: &tempfile::TempDir, args: &[&str]) -> Run {
    pyward(&[&["code"], args].concat()).within(top.path()).run()
}

/// The findings that count, and the notices about the ignore list.
fn judged(run: &Run) -> (Vec<String>, Vec<String>) {
    let report: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let counting = findings.filter(|it| it.get("suppressed").is_none());
    let notices = report["notices"].as_array().unwrap().iter();
    let told = notices.filter(|it| it["kind"].as_str().unwrap().starts_with("waiver"));
    (
        counting
            .map(|it| it["locations"][0]["path"].as_str().unwrap().to_owned())
            .collect(),
        told.map(|it| it["message"].as_str().unwrap().to_owned())
            .collect(),
    )
}

fn entry(id: &str, more: &str) -> String {
    format!("[[ignore]]\nid = \"{id}\"\nreason = \"Commands are fixed in the settings.\"\n{more}\n")
}

#[test]
fn entries_name_rules_and_paths_and_the_finding_stays_with_the_reason() {
    let top = folder(&[
        ("app.py", SHELL),
        ("old/a.py", SHELL),
        ("deep/old/b.py", SHELL),
        ("src/x/c.py", SHELL),
    ]);
    let looked = |config: &str| {
        put(top.path(), "pyward.toml", config.as_bytes());
        let run = code(&top, &["--format", "json"]);
        let (counting, told) = judged(&run);
        (run.code, counting, told)
    };
    for id in ["B602", "s602", "subprocess-with-shell"] {
        assert_eq!(looked(&entry(id, "")), (0, vec![], vec![]), "{id}");
    }
    let left = |paths: &str| looked(&entry("B602", &format!("paths = {paths}"))).1;
    assert_eq!(left("[\"old\"]"), ["app.py", "src/x/c.py"]);
    assert_eq!(left("[\"/old\", \"src/**\"]"), ["app.py", "deep/old/b.py"]);
    let run = {
        looked(&entry("B602", "owner = \"@web\""));
        code(&top, &["--format", "json", "app.py"])
    };
    assert!(
        run.out.contains("Commands are fixed in the settings.") && run.out.contains("@web"),
        "{run:?}"
    );
    // From elsewhere the paths are the same.
    put(
        top.path(),
        "pyward.toml",
        entry("B602", "paths = [\"src/x\"]").as_bytes(),
    );
    let run = pyward(&["code", "x", "../app.py", "--format", "json"])
        .within(&top.path().join("src"))
        .run();
    assert_eq!(
        judged(&run),
        (vec!["../app.py".to_owned()], vec![]),
        "{run:?}"
    );
}

#[test]
fn entries_that_ended_or_match_nothing_are_told() {
    let top = folder(&[("app.py", SHELL), ("b.py", "x = 1\n")]);
    let ended = entry("B602", "expires = 2026-01-31");
    put(top.path(), "pyward.toml", ended.as_bytes());
    let run = code(&top, &["--format", "json"]);
    let (counting, told) = judged(&run);
    assert_eq!(counting, ["app.py"]);
    assert_eq!(
        told,
        [
            "the waiver of B602 expired on 2026-01-31: subprocess-with-shell in app.py:5:29 counts again"
        ]
    );
    let idle = format!("{}{}", entry("B307", ""), entry("CVE-2024-1", ""));
    put(top.path(), "pyward.toml", idle.as_bytes());
    let told = |args: &[&str]| judged(&code(&top, &[&["--format", "json"], args].concat())).1;
    assert_eq!(told(&[]), ["the waiver of B307 matched nothing"]);
    // Nothing is known of what was not looked at.
    assert_eq!(told(&["b.py"]), Vec::<String>::new());
    assert_eq!(told(&["-t", "B602"]), Vec::<String>::new());
    let run = pyward(&["vulns", "--format", "json"])
        .within(top.path())
        .run();
    assert_eq!(judged(&run).1, ["the waiver of CVE-2024-1 matched nothing"]);
    let run = pyward(&["audit", "--format", "json"])
        .within(top.path())
        .run();
    assert_eq!(judged(&run).1.len(), 2, "{run:?}");
    let strict = format!("[ignores]\nunused = \"block\"\n{idle}");
    put(top.path(), "pyward.toml", strict.as_bytes());
    assert_eq!(code(&top, &["b.py"]).code, 0);
    assert_eq!(code(&top, &["-s", "B602"]).code, 1);
}

#[test]
fn an_audit_keeps_to_the_same_entries() {
    let code = SHELL.replace("(x,", "('ls ' + x,");
    let top = folder(&[("app.py", &code), ("requirements.txt", "")]);
    let audit = || pyward(&["audit"]).within(top.path()).run().code;
    assert_eq!(audit(), 1);
    put(
        top.path(),
        "pyward.toml",
        entry("B602", "paths = [\"app.py\"]").as_bytes(),
    );
    assert_eq!(audit(), 0);
    put(top.path(), "pyward.toml", b"");
    let run = pyward(&["audit", "--ignore", "B602"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn rules_are_ignored_on_the_command_line() {
    let top = folder(&[("app.py", SHELL)]);
    assert_eq!(code(&top, &["--ignore", "B602"]).code, 0);
    let run = code(&top, &["--ignore", "subprocess-with-shel"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("did you mean `subprocess-with-shell`?"),
        "{run:?}"
    );
    let (counting, told) = judged(&code(&top, &["--ignore", "B307", "--format", "json"]));
    assert_eq!(counting.len(), 1);
    assert_eq!(told, ["`--ignore B307` matched nothing"]);
    // As bandit, the ignore list of the configuration counts for nothing.
    put(top.path(), "pyward.toml", entry("B602", "").as_bytes());
    assert_eq!(
        code(&top, &["--compat", "bandit", "-r", ".", "-t", "B602"]).code,
        1
    );
}

#[test]
fn entries_that_cannot_be_meant_are_refused() {
    let top = folder(&[("app.py", SHELL)]);
    for (more, message) in [
        ("paths = []", "takes from 1 to 200 globs"),
        ("paths = [\"../x\"]", "can be no part of a path"),
        ("paths = \"x\"", "takes a list of strings"),
        (
            "paths = [\"x\"]\npackage = \"jinja2\"",
            "which has no `package`",
        ),
    ] {
        put(top.path(), "pyward.toml", entry("B602", more).as_bytes());
        let run = code(&top, &[]);
        assert_eq!(run.code, 2, "{more} {run:?}");
        assert!(run.err.contains(message), "{more} {run:?}");
    }
}
