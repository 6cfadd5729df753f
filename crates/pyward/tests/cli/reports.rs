//! What is written, where, and that it is always the same bytes.

use serde_json::Value;

use crate::harness::{folder, pyward};

const TARGET: &str = "examples/storefront";

fn read(path: &std::path::Path) -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "a report the program under test wrote"
    )]
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn two_runs_give_the_same_bytes_in_every_format() {
    for format in pyward_report::FORMATS {
        let run = || pyward(&["audit", "--data", "builtin", "-f", format.name(), TARGET]).run();
        let (first, second) = (run(), run());
        assert_eq!(first.out, second.out, "{}", format.name());
        assert!(!first.out.is_empty());
    }
}

#[test]
fn json_stands_alone_on_standard_output() {
    let run = pyward(&["audit", "--data", "builtin", "-f", "json", "-v", TARGET]).run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["schema"], "pyward-report/1");
    assert_eq!(report["verdict"]["exit_code"], 1);
    assert_eq!(report["generated"], "2026-11-22T12:00:00Z");
    assert!(run.err.is_empty(), "{}", run.err);
}

#[test]
fn several_reports_in_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let (json, markdown, plain) = (
        folder.path().join("a.json"),
        folder.path().join("a.md"),
        folder.path().join("a.txt"),
    );
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--color",
        "always",
        TARGET,
        "-o",
        plain.to_str().unwrap(),
        "--report",
        &format!("json={}", json.display()),
        "--report",
        &format!("markdown={}", markdown.display()),
    ])
    .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.is_empty());
    assert!(serde_json::from_str::<Value>(&read(&json)).is_ok());
    assert!(read(&markdown).contains("jinja2"));
    assert!(
        read(&plain).contains("jinja2") && !read(&plain).contains('\u{1b}'),
        "files get no colour"
    );
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        TARGET,
        "-o",
        "/nonexistent/report.txt",
    ])
    .run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("/nonexistent/report.txt"), "{run:?}");
    let run = pyward(&["audit", TARGET, "--report", "jsn=x.json"]).run();
    assert_eq!(run.code, 2);
    assert!(run.err.contains("json"), "{run:?}");
}

#[test]
fn colour_follows_the_environment() {
    let colored = |name: &str, value: &str| {
        pyward(&["audit", "--data", "builtin", TARGET])
            .env(name, value)
            .run()
            .out
            .contains('\u{1b}')
    };
    assert!(!colored("TERM", "xterm"));
    assert!(colored("FORCE_COLOR", "1"));
    assert!(!colored("NO_COLOR", "1"));
    let both = pyward(&["audit", "--data", "builtin", TARGET])
        .env("FORCE_COLOR", "1")
        .env("NO_COLOR", "1")
        .run();
    assert!(!both.out.contains('\u{1b}'));
}

#[test]
fn quiet_is_one_line() {
    let run = pyward(&["audit", "--data", "builtin", "-q", TARGET]).run();
    assert_eq!(run.out.lines().count(), 1, "{run:?}");
}

#[test]
fn pip_audits_shape_is_what_its_consumers_parse() {
    let target = folder(&[("requirements.txt", "jinja2==3.1.5\nsix==1.16.0\nflask\n")]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "-f",
        "pip-audit",
        target.path().to_str().unwrap(),
    ])
    .run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let dependencies = report["dependencies"].as_array().unwrap();
    let of = |name: &str| {
        dependencies
            .iter()
            .find(|dependency| dependency["name"] == name)
            .unwrap()
    };
    assert_eq!(
        of("jinja2")["vulns"][0]["fix_versions"],
        serde_json::json!(["3.1.6"])
    );
    assert_eq!(of("six")["vulns"], serde_json::json!([]));
    assert_eq!(of("flask")["skip_reason"], "no version specified");
    assert_eq!(report["fixes"], serde_json::json!([]));
    assert!(
        run.err
            .starts_with("Found 1 known vulnerability in 1 package"),
        "{run:?}"
    );
}

#[test]
fn the_level_shown_hides_nothing_from_the_verdict() {
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--severity",
        "critical",
        TARGET,
    ])
    .run();
    assert_eq!(run.code, 1);
    let all = pyward(&["audit", "--data", "builtin", TARGET]).run();
    assert!(run.out.lines().count() < all.out.lines().count());
    let verdict = |out: &str| {
        out.lines()
            .find(|line| line.starts_with("FAIL"))
            .map(str::to_owned)
    };
    assert!(verdict(&run.out).is_some());
    assert_eq!(verdict(&run.out), verdict(&all.out));
}
