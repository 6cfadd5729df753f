//! Only what is new: against a baseline, and against the base of a change.

use std::path::Path;

use serde_json::Value;

use crate::git::Git;
use crate::harness::{self, Run, folder, put, pyward};

const JINJA: &str = "jinja2==3.1.5\n";
const BOTH: &str = "jinja2==3.1.5\nsetuptools==78.0.1\n";

fn audit(top: &Path, more: &[&str]) -> Run {
    let args = ["audit", "--data", "builtin"];
    pyward(&[&args[..], more].concat()).within(top).run()
}

/// `rule package` of each finding that counts, sorted, and the exit code.
fn told(top: &Path, more: &[&str]) -> (Vec<String>, i32) {
    let run = audit(top, &[more, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let findings = report["findings"].as_array().unwrap();
    let active = findings.iter().filter(|it| it.get("suppressed").is_none());
    let mut lines: Vec<String> = active
        .map(|it| {
            let component = it["component"].as_str().unwrap_or("-");
            let name = component.trim_start_matches("pkg:pypi/");
            let name = name.split('@').next().unwrap();
            format!("{} {name}", it["rule"].as_str().unwrap())
        })
        .collect();
    lines.sort();
    (lines, run.code)
}

fn waiver(id: &str) -> String {
    format!("[[ignore]]\nid = \"{id}\"\nreason = \"No template of a user reaches the sandbox.\"\n")
}

#[test]
fn a_change_is_judged_by_what_it_brings() {
    let top = folder(&[("requirements.txt", BOTH)]);
    let git = Git::new(top.path());
    git.commit("main", &[("requirements.txt", JINJA)]);
    let both = [
        "known-vulnerability jinja2",
        "known-vulnerability setuptools",
    ];
    assert_eq!(told(top.path(), &[]), (both.map(str::to_owned).into(), 1));
    let only = vec!["known-vulnerability setuptools".to_owned()];
    assert_eq!(told(top.path(), &["--base", "main"]), (only.clone(), 1));
    // Wherever one stands, and however the target is named.
    let path = top.path().to_str().unwrap();
    assert_eq!(
        told(Path::new("/"), &["--base", "main", path]),
        (only.clone(), 1)
    );
    let file = format!("{path}/requirements.txt");
    assert_eq!(told(Path::new("/"), &["--base", "main", &file]), (only, 1));
    put(top.path(), "requirements.txt", JINJA.as_bytes());
    assert_eq!(told(top.path(), &["--base", "main"]), (vec![], 0));
    let run = audit(top.path(), &["--base", "main", "-v"]);
    assert!(run.out.contains("it is in main ("), "{}", run.out);
    assert!(!run.out.contains("pyward-base-"), "{}", run.out);
}

#[test]
fn a_change_cannot_accept_its_own_findings() {
    let own = format!(
        "{}{}[gate]\nhigh = \"log\"\nunknown = \"log\"\nmedium = \"log\"\n",
        waiver("CVE-2025-27516"),
        waiver("CVE-2025-47273")
    );
    let base = waiver("CVE-2025-27516");
    let top = folder(&[("requirements.txt", BOTH), ("pyward.toml", &own)]);
    let git = Git::new(top.path());
    git.commit(
        "main",
        &[
            ("pyward.toml", &base),
            ("requirements.txt", "six==1.17.0\n"),
        ],
    );
    assert_eq!(audit(top.path(), &[]).code, 0);
    let (found, code) = told(top.path(), &["--base", "main"]);
    assert_eq!(
        (found, code),
        (
            vec![
                "added-waiver -".to_owned(),
                "known-vulnerability setuptools".to_owned()
            ],
            1
        )
    );
    let run = audit(top.path(), &["--base", "main"]);
    assert!(
        run.out
            .contains("the change adds a waiver of CVE-2025-47273")
            && run.out.contains("is judged by the policy of main"),
        "{}",
        run.out
    );
    // What the new entry brings about is the base's to say.
    let pins = [("requirements.txt", "six==1.17.0\n")];
    let said = |word: &str| {
        let base = format!("[ignores]\nadded-in-pr = \"{word}\"\nunused = \"allow\"\n");
        git.commit("main", &[("pyward.toml", &base), pins[0]]);
        put(top.path(), "requirements.txt", pins[0].1.as_bytes());
        let (found, code) = told(top.path(), &["--base", "main"]);
        (found.len(), code)
    };
    assert_eq!(said("warn"), (2, 0));
    assert_eq!(said("block"), (2, 1));
    assert_eq!(said("allow"), (0, 0));
}

#[test]
fn the_config_that_is_named_is_that_of_the_base() {
    let top = folder(&[
        ("requirements.txt", JINJA),
        ("policy/p.toml", &waiver("CVE-2025-27516")),
    ]);
    let git = Git::new(top.path());
    git.commit("main", &[("a.txt", ""), ("policy/p.toml", "version = 1\n")]);
    let named = ["--config", "policy/p.toml"];
    assert_eq!(audit(top.path(), &named).code, 0);
    let run = audit(top.path(), &[&named[..], &["--base", "main"]].concat());
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn code_is_compared_too() {
    let call = "import subprocess\ndef f(x):\n    subprocess.call(x, shell=True)\n";
    let more = format!("{call}def g(x):\n    subprocess.call(x + 'y', shell=True)\n");
    let top = folder(&[
        ("src/app.py", &more),
        ("pyward.toml", "[gate]\ncode = \"any\"\n"),
    ]);
    let git = Git::new(top.path());
    let config = ("pyward.toml", "[gate]\ncode = \"any\"\n");
    git.commit("main", &[config, ("src/app.py", call)]);
    let count = |more: &[&str]| told(top.path(), more).0.len();
    let (all, new) = (count(&[]), count(&["--base", "main"]));
    assert!(new >= 1 && new < all, "{new} of {all}");
    put(
        top.path(),
        "src/app.py",
        format!("# moved\n\n{call}").as_bytes(),
    );
    assert_eq!(count(&["--base", "main"]), 0);
}

#[test]
fn a_base_that_is_not_there_is_told() {
    let top = folder(&[("requirements.txt", JINJA)]);
    let run = audit(top.path(), &["--base", "main"]);
    assert!(
        run.code == 2 && run.err.contains("git repository"),
        "{run:?}"
    );
    Git::new(top.path()).commit("main", &[("a.txt", "")]);
    let run = audit(top.path(), &["--base", "origin/main"]);
    assert!(
        run.code == 2
            && run.err.contains("`origin/main` names no commit")
            && run.err.contains("fetch"),
        "{run:?}"
    );
    let elsewhere = folder(&[("requirements.txt", JINJA)]);
    let run = audit(
        top.path(),
        &["--base", "main", ".", elsewhere.path().to_str().unwrap()],
    );
    assert!(
        run.code == 2 && run.err.contains("one git repository"),
        "{run:?}"
    );
}

fn baseline(top: &Path, more: &[&str]) -> Run {
    let args = ["baseline", "--data", "builtin"];
    pyward(&[&args[..], more].concat()).within(top).run()
}

#[test]
fn a_baseline_only_shrinks() {
    let top = folder(&[
        ("requirements.txt", BOTH),
        ("pyward.toml", "[gate]\nscope = \"new\"\n"),
    ]);
    let run = audit(top.path(), &["-v"]);
    assert!(
        run.code == 1 && run.out.contains("there is no .pyward/baseline.json"),
        "{run:?}"
    );
    let run = baseline(top.path(), &["--owner", "@web"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "written: .pyward/baseline.json, 2 findings\n"),
        "{run:?}"
    );
    let text = || harness::text(&top.path().join(".pyward/baseline.json"));
    let entries = text();
    assert!(
        entries.contains("\"added\":\"2026-11-22\",\"owner\":\"@web\"}"),
        "{entries}"
    );
    assert_eq!(told(top.path(), &[]), (vec![], 0));
    let shown = audit(top.path(), &["-v"]);
    assert!(
        shown
            .out
            .contains("it is in .pyward/baseline.json since 2026-11-22"),
        "{}",
        shown.out
    );
    // One is cleared, another comes in.
    put(
        top.path(),
        "requirements.txt",
        b"setuptools==78.0.1\nurllib3==1.26.0\n",
    );
    let run = audit(top.path(), &["-v"]);
    assert!(
        run.code == 1 && run.out.contains("1 finding of it is not found any longer"),
        "{run:?}"
    );
    let dry = baseline(top.path(), &["--dry-run"]);
    assert!(dry.out.starts_with("would be written: "), "{dry:?}");
    assert_eq!(text(), entries);
    let run = baseline(top.path(), &[]);
    assert!(
        run.out
            .starts_with("written: .pyward/baseline.json, 1 finding\n  gone: ")
            && run.out.contains("\n  new: ")
            && run.out.contains("a baseline only shrinks"),
        "{run:?}"
    );
    let (found, code) = told(top.path(), &[]);
    assert!(
        code == 1 && found.iter().all(|it| it.ends_with("urllib3")),
        "{found:?}"
    );
    assert_eq!(baseline(top.path(), &["--reset"]).code, 0);
    assert_eq!(told(top.path(), &[]), (vec![], 0));
}

#[test]
fn a_baseline_ages_where_the_policy_says_so() {
    let entry = |id: &str, added: &str| {
        format!(r#"{{"id":"{id}","rule":"known-vulnerability","what":"x","added":"{added}"}}"#)
    };
    let top = folder(&[
        ("requirements.txt", BOTH),
        ("pyward.toml", "[gate]\nscope = \"new\"\n"),
    ]);
    assert_eq!(baseline(top.path(), &[]).code, 0);
    let text = harness::text(&top.path().join(".pyward/baseline.json"));
    let ids: Vec<&str> = text
        .split("\"id\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    // Today is 2026-11-22: one came in 30 days ago, the other one day before that.
    let aged = format!(
        r#"{{"schema": "pyward-baseline/1", "findings": [{}, {}]}}"#,
        entry(ids[0], "2026-10-23"),
        entry(ids[1], "2026-10-22"),
    );
    put(top.path(), ".pyward/baseline.json", aged.as_bytes());
    assert_eq!(told(top.path(), &[]), (vec![], 0));
    let policy = |expires: &str| {
        let text = format!("[gate]\nscope = \"new\"\n[baseline]\nexpires = \"{expires}\"\n");
        put(top.path(), "pyward.toml", text.as_bytes());
    };
    policy("31d");
    assert_eq!(told(top.path(), &[]), (vec![], 0));
    policy("30d");
    let (found, code) = told(top.path(), &[]);
    assert_eq!((found.len(), code), (1, 1), "{found:?}");
    let run = audit(top.path(), &["-v"]);
    assert!(
        run.out
            .contains("1 finding of it has been there for longer than `baseline.expires` allows"),
        "{run:?}"
    );
    policy("soon");
    let run = audit(top.path(), &[]);
    assert!(
        run.code == 2 && run.err.contains("is not an age"),
        "{run:?}"
    );
}

#[test]
fn a_baseline_or_a_report_can_be_named() {
    let top = folder(&[("requirements.txt", JINJA)]);
    let report = audit(top.path(), &["--format", "json", "-o", "before.json"]);
    assert_eq!(report.code, 1);
    put(top.path(), "requirements.txt", BOTH.as_bytes());
    let (found, code) = told(top.path(), &["--baseline", "before.json"]);
    assert_eq!(
        (found, code),
        (vec!["known-vulnerability setuptools".to_owned()], 1)
    );
    for (name, text) in [
        ("x.json", None),
        ("y.json", Some("{}")),
        ("z.json", Some("[")),
    ] {
        if let Some(text) = text {
            put(top.path(), name, text.as_bytes());
        }
        let run = audit(top.path(), &["--baseline", name]);
        assert!(
            run.code == 2 && run.err.contains("pyward baseline"),
            "{run:?}"
        );
    }
}

#[test]
fn malware_is_never_taken_for_granted() {
    let data = tempfile::tempdir().unwrap();
    let advisory = r#"{"id":"MAL-0000-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"PyPI","name":"pyward-example-malware"},"versions":["1.0"]}]}"#;
    put(data.path(), "m.jsonl", format!("{advisory}\n").as_bytes());
    let source = data.path().join("m.jsonl");
    let with_data = |args: &[&str], top: &Path| {
        pyward(args)
            .env("PYWARD_DATA_DIR", data.path())
            .within(top)
            .run()
    };
    let top = folder(&[("requirements.txt", "pyward-example-malware==1.0\n")]);
    let imported = with_data(&["db", "import", source.to_str().unwrap()], top.path());
    assert_eq!(imported.code, 0, "{imported:?}");
    assert_eq!(with_data(&["baseline"], top.path()).code, 0);
    let run = with_data(
        &["audit", "--baseline", ".pyward/baseline.json"],
        top.path(),
    );
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn a_known_defect_of_code_counts_for_no_verb() {
    let call = "import subprocess\ndef f(x):\n    subprocess.call(x, shell=True)\n";
    let top = folder(&[
        ("app.py", call),
        ("requirements.txt", "six==1.17.0\n"),
        ("pyward.toml", "[gate]\ncode = \"any\"\nscope = \"new\"\n"),
    ]);
    assert_eq!(audit(top.path(), &[]).code, 1);
    assert_eq!(baseline(top.path(), &[]).code, 0);
    assert_eq!(audit(top.path(), &[]).code, 0);
}
