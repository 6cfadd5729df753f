//! `pyward ignore`.

use std::path::Path;

use crate::harness::{self, Run, folder, pyward};

const REASON: &str = "No template of a user reaches the sandbox.";

fn ignore(top: &Path, args: &[&str]) -> Run {
    pyward(&[&["ignore"], args].concat()).within(top).run()
}

fn text(top: &Path, file: &str) -> String {
    harness::text(&top.join(file))
}

#[test]
fn what_is_ignored_counts_no_more_until_it_is_removed() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.5\n")]);
    let audit = || {
        pyward(&["audit", "--data", "builtin", "-q"])
            .within(top.path())
            .run()
            .code
    };
    assert_eq!(audit(), 1);
    let run = ignore(
        top.path(),
        &[
            "CVE-2025-27516",
            "--reason",
            REASON,
            "--owner",
            "@web",
            "--expires",
            "30d",
        ],
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "written: pyward.toml:1\n"),
        "{run:?}"
    );
    assert_eq!(
        text(top.path(), "pyward.toml"),
        format!(
            "[[ignore]]\nid = \"CVE-2025-27516\"\nreason = \"{REASON}\"\nowner = \"@web\"\n\
             added = 2026-11-22\nexpires = 2026-12-22\n"
        )
    );
    assert_eq!(audit(), 0);
    let run = ignore(top.path(), &["--list"]);
    assert_eq!(
        run.out,
        format!("pyward.toml:1  CVE-2025-27516, until 2026-12-22, @web: {REASON}\n")
    );
    let run = ignore(top.path(), &["--remove", "cve-2025-27516"]);
    assert_eq!(run.out, "removed: 1 entry of pyward.toml\n", "{run:?}");
    assert_eq!(audit(), 1);
    assert!(
        ignore(top.path(), &["--list"])
            .out
            .contains("has no entries")
    );
    let run = ignore(top.path(), &["--remove", "CVE-2025-27516"]);
    assert!(
        run.code == 2 && run.err.contains("no such entry"),
        "{run:?}"
    );
}

#[test]
fn the_file_in_force_is_the_one_that_is_edited() {
    let manifest =
        "# ours\n[project]\nname = \"shop\"   # a name\n\n[tool.pyward.gate]\nlow = \"log\"\n";
    let top = folder(&[("pyproject.toml", manifest), ("src/app.py", "")]);
    let below = top.path().join("src");
    let run = ignore(
        &below,
        &["PYSEC-0000-1", "--reason", REASON, "--until-fixed"],
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.err.contains("no advisory `PYSEC-0000-1` is known here"),
        "{run:?}"
    );
    let new = text(top.path(), "pyproject.toml");
    assert!(new.starts_with(manifest), "{new}");
    assert!(
        new.contains("[[tool.pyward.ignore]]\n") && new.contains("until = \"fix-available\"\n")
    );
    assert!(!below.join("pyward.toml").exists());
}

#[test]
fn what_the_policy_refuses_is_not_written() {
    let config = "[ignores]\nrequire = [\"reason\", \"owner\"]\n";
    let top = folder(&[("pyward.toml", config)]);
    let refused = |args: &[&str], why: &str| {
        let run = ignore(top.path(), args);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(why), "{run:?}");
        assert_eq!(text(top.path(), "pyward.toml"), config);
    };
    refused(
        &["CVE-2024-1", "--reason", REASON],
        "the entry has no `owner`",
    );
    refused(
        &["CVE-2024-1", "--reason", "TBD", "--owner", "me"],
        "placeholder",
    );
    refused(&["CVE-2024-1", "--owner", "me"], "--reason");
    refused(
        &["--package", "jinja2", "--reason", REASON, "--owner", "me"],
        "`versions`",
    );
    refused(
        &[
            "CVE-2024-1",
            "--reason",
            REASON,
            "--owner",
            "me",
            "--expires",
            "soon",
        ],
        "is no day",
    );
    refused(
        &[
            "CVE-2024-1",
            "--reason",
            REASON,
            "--owner",
            "me",
            "--status",
            "not-affected",
        ],
        "needs a `justification`",
    );
    let good = ["CVE-2024-1", "--reason", REASON, "--owner", "me"];
    let run = ignore(top.path(), &[&good[..], &["--dry-run"]].concat());
    assert!(
        run.out.starts_with("[[ignore]]\nid = \"CVE-2024-1\"\n"),
        "{run:?}"
    );
    assert_eq!(text(top.path(), "pyward.toml"), config);
    assert_eq!(ignore(top.path(), &good).code, 0);
    let run = ignore(top.path(), &good);
    assert!(run.code == 2 && run.err.contains("waived twice"), "{run:?}");
}
