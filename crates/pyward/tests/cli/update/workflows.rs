//! The usages and the workflows of the guide, each as written, with `pyward update` in place of the script.

use super::{Shelf, environment, files, json, report, text, update};
use crate::harness::{Run, folder, put};
use serde_json::Value;

const STAMP: &str = super::STAMP;

/// A project with a vulnerable pin in its file, and what it leads to in two environments.
fn project() -> tempfile::TempDir {
    let top = folder(&[
        ("requirements.txt", "jinja2==3.1.2\n"),
        ("requirements.in", "jinja2\n"),
        ("src/app.py", "import jinja2\n"),
    ]);
    for venv in [".venv", ".venv-py312"] {
        environment(
            top.path(),
            venv,
            &[("jinja2", "3.1.6"), ("markupsafe", "3.0.2")],
        );
    }
    top
}

fn ran(top: &tempfile::TempDir, args: &[&str]) -> Run {
    Shelf::usual().ask(update(top.path(), args)).run()
}

fn usual_files() -> Vec<String> {
    ["pip-audit", "safety", "security-summary"]
        .iter()
        .map(|name| format!("{name}-{STAMP}.json"))
        .chain([format!("security-summary-{STAMP}.md")])
        .collect()
}

#[test]
fn every_usage_without_code_analysis_works_as_written() {
    for (args, place, frozen) in [
        (&[][..], "reports/security", false),
        (&["--req", "requirements.txt"], "reports/security", false),
        (&["--freeze"], "reports/security", true),
        (
            &["--req", "requirements.in", "--upgrade", "all"],
            "reports/security",
            false,
        ),
        (
            &["--reports", ".github/echo_security"],
            ".github/echo_security",
            false,
        ),
        (&["--venv", ".venv-py312"], "reports/security", false),
        (&["--upgrade", "all"], "reports/security", false),
        (&["--upgrade", "none"], "reports/security", false),
        (
            &[
                "--req",
                "requirements.txt",
                "--freeze",
                "--upgrade",
                "all",
                "-v",
            ],
            "reports/security",
            true,
        ),
    ] {
        let top = project();
        let run = ran(&top, args);
        assert_eq!(run.code, 0, "{args:?} {run:?}");
        let mut expected = usual_files();
        expected.extend(frozen.then(|| format!("requirements-freeze-{STAMP}.txt")));
        expected.sort();
        assert_eq!(files(&top.path().join(place)), expected, "{args:?}");
    }
}

#[test]
fn pip_itself_is_upgraded_in_an_environment_where_it_is_vulnerable() {
    let top = folder(&[]);
    environment(top.path(), ".venv", &[("pip", "25.2")]);
    let shelf = Shelf::new(&[("pip", "25.2", &[]), ("pip", "26.1", &[])]);
    // The shelf has no wheels: what was to be installed is told as what could not be got.
    let run = shelf.ask(update(top.path(), &[])).run();
    assert!(
        run.code == 2 && run.err.contains("the wheel of pip 26.1 could not be got"),
        "{run:?}"
    );
}

#[test]
fn code_analysis_writes_its_file_and_is_counted_in_the_summary() {
    let code =
        "import subprocess\n\n\ndef run(name):\n    subprocess.run('ls ' + name, shell=True)\n";
    for (args, place) in [
        (&["--bandit"][..], "reports/security"),
        (
            &[
                "--req",
                "requirements.txt",
                "--bandit",
                "--freeze",
                "--upgrade",
                "all",
                "-v",
            ],
            "reports/security",
        ),
        (
            &[
                "--upgrade",
                "none",
                "--bandit",
                "--reports",
                ".github/echo_security",
            ],
            ".github/echo_security",
        ),
        (
            &["--req", "requirements.txt", "--upgrade", "none", "--bandit"],
            "reports/security",
        ),
    ] {
        let top = project();
        put(top.path(), "src/example.py", code.as_bytes());
        let run = ran(&top, args);
        let folder = top.path().join(place);
        let written: Value =
            serde_json::from_str(&text(&folder, &format!("bandit-{STAMP}.json"))).unwrap();
        let result = &written["results"][0];
        assert_eq!(result["filename"], "src/example.py", "{args:?}");
        assert_eq!(result["issue_severity"], "HIGH");
        assert_eq!(result["line_number"], 5);
        assert!(result["code"].as_str().unwrap().contains("shell=True"));
        assert_eq!(written["metrics"]["severity.HIGH"], 1);
        let page = text(&folder, &format!("security-summary-{STAMP}.md"));
        assert!(page.contains("- **bandit:** "), "{page}");
        assert!(page.contains("flagged by bandit"), "{page}");
        // A defect of high severity blocks.
        assert_eq!(run.code, 1, "{args:?} {run:?}");
    }
}

#[test]
fn the_daily_check_audits_and_changes_nothing() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let args = ["--upgrade", "none", "--reports", ".github/echo_security"];
    let run = update(top.path(), &args).run();
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.2\n");
    assert_eq!(
        files(&top.path().join(".github/echo_security")),
        usual_files()
    );
}

#[test]
fn the_weekly_maintenance_patches_and_freezes() {
    let top = project();
    let run = ran(&top, &["--req", "requirements.txt", "--freeze"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(text(top.path(), "requirements.txt").starts_with("jinja2==3.1.6\n"));
    assert_eq!(
        text(top.path(), &report("requirements-freeze", "txt")),
        "jinja2==3.1.6\nmarkupsafe==3.0.2\n"
    );
}

#[test]
fn the_monthly_upgrade_compiles_the_newest_and_freezes() {
    let top = project();
    let args = ["--req", "requirements.in", "--upgrade", "all", "--freeze"];
    let run = ran(&top, &args);
    assert_eq!(run.code, 0, "{run:?}");
    let compiled = text(top.path(), "requirements.txt");
    assert!(
        compiled.contains("\njinja2==3.1.6\n    # via -r requirements.in\nmarkupsafe==3.0.2\n"),
        "{compiled}"
    );
    // A second run finds nothing to do.
    let run = ran(&top, &args);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), compiled);
    let summary = json(top.path(), &report("security-summary", "json"));
    assert_eq!(
        summary["upgrades"]["status"],
        "Nothing to upgrade (all mode)"
    );
}

#[test]
fn the_check_before_a_deployment_reviews_reports() {
    let top = project();
    let run = update(
        top.path(),
        &["--req", "requirements.txt", "--upgrade", "none"],
    )
    .run();
    assert_eq!(run.code, 1, "{run:?}");
    let page = text(top.path(), &report("security-summary", "md"));
    assert!(page.contains("**Upgrade Mode:** none\n"));
    assert!(page.contains("- **Upgrades:** Not applied (audit only)\n"));
    assert!(page.contains("1. Review vulnerability reports in detail\n2. Update affected packages to patched versions\n"));
}

/// The step `grep -q "vulnerabilities" .github/echo_security/security-summary-*.json` fails the build where it matches.
#[test]
fn the_ci_step_that_searches_the_summary_fails_exactly_where_there_is_something() {
    for (pins, is_found) in [
        ("jinja2==3.1.2\n", true),
        // One is enough.
        ("jinja2==3.1.5\n", true),
        ("jinja2==3.1.6\n", false),
    ] {
        let top = folder(&[("requirements.txt", pins)]);
        let args = [
            "--req",
            "requirements.txt",
            "--upgrade",
            "none",
            "--exit-zero",
            "--reports",
            ".github/echo_security",
        ];
        let run = update(top.path(), &args).run();
        assert_eq!(run.code, 0, "{run:?}");
        let summary = format!(".github/echo_security/security-summary-{STAMP}.json");
        let summary = text(top.path(), &summary);
        assert_eq!(
            summary.contains("vulnerabilities"),
            is_found,
            "{pins}{summary}"
        );
    }
}
