//! `pyward update`: the maintenance run, its usages and its workflows, against an index on this machine. Names and numbers
//! are those of the guide it honours: files, modes, options.

use std::path::Path;

use pyward_fetch::loopback::{Loopback, Reply};
use serde_json::Value;

use crate::harness::{Pyward, folder, pyward};
use crate::wheels::{environment, files, installed, wheels, with_wheels};

mod faults;
mod shelf;
mod workflows;

use shelf::{Shelf, digest};

const STAMP: &str = "20261122-120000";

/// The text of a file.
#[expect(clippy::disallowed_methods, reason = "what the program wrote")]
fn text(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(folder: &Path, path: &str) -> Value {
    serde_json::from_str(&text(folder, path)).unwrap()
}

/// Wheels that can be installed.
const JINJA2: &[(&str, &str, &[&str])] = &[
    ("jinja2", "3.1.2", &["markupsafe>=2"]),
    ("jinja2", "3.1.6", &["markupsafe>=2"]),
    ("markupsafe", "2.1.5", &[]),
];

fn update(top: &Path, args: &[&str]) -> Pyward {
    pyward(&[&["update"], args].concat()).within(top)
}

fn report(name: &str, end: &str) -> String {
    format!("reports/security/{name}-{STAMP}.{end}")
}

#[test]
fn what_is_vulnerable_is_upgraded_and_the_reports_tell_it() {
    let shelf = Shelf::usual();
    let top = folder(&[(
        "requirements.txt",
        "# the page maker\njinja2==3.1.2\nmarkupsafe==2.1.5\n",
    )]);
    let run = shelf
        .ask(update(top.path(), &["--req", "requirements.txt", "-v"]))
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        text(top.path(), "requirements.txt"),
        "# the page maker\njinja2==3.1.6\nmarkupsafe==2.1.5\n"
    );
    for step in [
        "planning\n",
        "jinja2: 3.1.2 to 3.1.6\n",
        "writing requirements.txt\n",
    ] {
        assert!(run.err.contains(step), "{run:?}");
    }
    let summary = json(top.path(), &report("security-summary", "json"));
    let fixed = &summary["upgrades"]["recently_fixed"][0];
    assert_eq!(fixed["package"], "jinja2");
    assert_eq!(
        (&fixed["from"], &fixed["to"]),
        (&"3.1.2".into(), &"3.1.6".into())
    );
    assert!(fixed["advisories_cleared"].as_u64().unwrap() >= 5);
    assert_eq!(summary["upgrades"]["status"], "Applied (conservative mode)");
    let page = text(top.path(), &report("security-summary", "md"));
    assert!(page.starts_with(&format!(
        "# Python Security Audit Report\n\n**Date:** {STAMP}\n**Python:** not known\n**Venv:** none\n**Upgrade Mode:** conservative\n"
    )), "{page}");
    assert!(page.contains("- **pip-audit:** ✅ Clean\n- **safety:** ✅ Clean\n- **Upgrades:** Applied (conservative mode)\n"));
    assert!(page.contains("- `jinja2` 3.1.2 → 3.1.6: "), "{page}");
    let audit = json(top.path(), &report("pip-audit", "json"));
    assert_eq!(audit["fixes"][0]["new_version"], "3.1.6");
    assert_eq!(audit["vulnerabilities"], serde_json::json!([]));
}

#[test]
fn the_files_have_the_shapes_of_the_guide() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let run = update(
        top.path(),
        &["--req", "requirements.txt", "--upgrade", "none"],
    )
    .run();
    assert_eq!(run.code, 1, "{run:?}");
    let audit = json(top.path(), &report("pip-audit", "json"));
    let first = &audit["vulnerabilities"][0];
    assert_eq!(
        (&first["name"], &first["version"]),
        (&"jinja2".into(), &"3.1.2".into())
    );
    for key in ["id", "description"] {
        assert!(first[key].is_string(), "{first}");
    }
    assert!(first["fix_versions"].is_array());
    assert_eq!(audit["dependencies"][0]["name"], "jinja2");
    let safety = json(top.path(), &report("safety", "json"));
    let safety = safety.as_array().unwrap();
    assert_eq!(
        safety.len(),
        audit["vulnerabilities"].as_array().unwrap().len()
    );
    for entry in safety {
        assert_eq!(
            (&entry["package"], &entry["installed"]),
            (&"jinja2".into(), &"3.1.2".into())
        );
        assert!(
            entry["vulnerability_id"]
                .as_str()
                .unwrap()
                .starts_with("CVE-")
        );
        assert!(entry["vulnerable_spec"].as_str().unwrap().contains('<'));
        assert!(entry["advisory"].is_string());
    }
}

#[test]
fn wishes_are_compiled_with_their_hashes_and_taken_back_where_the_proof_fails() {
    let shelf = Shelf::usual();
    let locked = format!(
        "jinja2==3.1.2 \\\n    --hash=sha256:{}\n",
        digest("jinja2", "3.1.2")
    );
    let top = folder(&[
        ("requirements.in", "jinja2>=3\n"),
        ("requirements.txt", &locked),
    ]);
    let args = ["--req", "requirements.in", "--upgrade", "all"];
    let failing = [&args[..], &["--verify", "exit 3"]].concat();
    let run = shelf.ask(update(top.path(), &failing)).run();
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), locked);
    let summary = json(top.path(), &report("security-summary", "json"));
    assert!(
        summary["upgrades"]["status"]
            .as_str()
            .unwrap()
            .starts_with("Rolled back")
    );

    let proven = [&args[..], &["--verify", "test -f requirements.txt"]].concat();
    let run = shelf.ask(update(top.path(), &proven)).run();
    assert_eq!(run.code, 0, "{run:?}");
    let (jinja2, markupsafe) = (digest("jinja2", "3.1.6"), digest("markupsafe", "3.0.2"));
    assert_eq!(
        text(top.path(), "requirements.txt"),
        format!(
            "#\n# This file is autogenerated by pyward with the command:\n#\n#    pyward update --req requirements.in --upgrade all\n#\n\
             jinja2==3.1.6 \\\n    --hash=sha256:{jinja2}\n    # via -r requirements.in\n\
             markupsafe==3.0.2 \\\n    --hash=sha256:{markupsafe}\n    # via jinja2\n"
        )
    );
    assert_eq!(text(top.path(), "requirements.in"), "jinja2>=3\n");
}

#[test]
fn pins_beside_wishes_are_audited_and_patched_in_place() {
    let shelf = Shelf::usual();
    let top = folder(&[
        ("requirements.in", "jinja2  # pages\n"),
        (
            "requirements.txt",
            "# ours\njinja2==3.1.2  # via -r requirements.in\nmarkupsafe==2.1.5  # via jinja2\n",
        ),
    ]);
    let args = ["--req", "requirements.in"];
    let audit = [&args[..], &["--upgrade", "none"]].concat();
    assert_eq!(update(top.path(), &audit).run().code, 1);
    let run = shelf.ask(update(top.path(), &args)).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        text(top.path(), "requirements.txt"),
        "# ours\njinja2==3.1.6  # via -r requirements.in\nmarkupsafe==2.1.5  # via jinja2\n"
    );
    assert_eq!(text(top.path(), "requirements.in"), "jinja2  # pages\n");
}

#[test]
fn a_compiled_file_that_was_not_there_goes_where_the_proof_fails() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.in", "jinja2\n")]);
    let args = ["--req", "requirements.in", "--verify"];
    let failing = [&args[..], &["exit 1"]].concat();
    let run = shelf.ask(update(top.path(), &failing)).run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(!top.path().join("requirements.txt").exists());
    let proven = [&args[..], &["exit 0"]].concat();
    let run = shelf.ask(update(top.path(), &proven)).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(text(top.path(), "requirements.txt").contains("\njinja2==3.1.6\n"));
}

#[test]
fn the_environment_follows_its_file_and_both_come_back_where_the_proof_fails() {
    let shelf = wheels(JINJA2);
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    environment(top.path(), ".venv", &[("jinja2", "3.1.2"), ("kept", "1.0")]);
    let args = ["--req", "requirements.txt", "--verify"];
    let failing = [&args[..], &["exit 1"]].concat();
    let run = with_wheels(
        &[&["update"][..], &failing].concat(),
        top.path(),
        shelf.path(),
    )
    .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.2\n");
    assert_eq!(installed(top.path(), ".venv"), ["jinja2-3.1.2", "kept-1.0"]);

    let proven = [&args[..], &["test \"$VIRTUAL_ENV\" = \"$PWD/.venv\""]].concat();
    let run = with_wheels(
        &[&["update"][..], &proven].concat(),
        top.path(),
        shelf.path(),
    )
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(text(top.path(), "requirements.txt").starts_with("jinja2==3.1.6\n"));
    assert!(installed(top.path(), ".venv").contains(&"jinja2-3.1.6".to_owned()));
    assert!(installed(top.path(), ".venv").contains(&"kept-1.0".to_owned()));
    let page = text(top.path(), &report("security-summary", "md"));
    assert!(
        page.contains("**Python:** Python 3.11.4\n**Venv:** .venv\n"),
        "{page}"
    );
}

#[test]
fn an_environment_that_cannot_be_changed_is_refused_and_its_file_stays() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    environment(top.path(), ".venv", &[("jinja2", "3.1.2")]);
    std::fs::remove_file(top.path().join(".venv/bin/python")).unwrap();
    let run = shelf
        .ask(update(top.path(), &["--req", "requirements.txt"]))
        .run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("there is no interpreter"), "{run:?}");
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.2\n");
    assert_eq!(installed(top.path(), ".venv"), ["jinja2-3.1.2"]);
}

#[test]
fn without_a_file_the_environment_is_planned_for() {
    let shelf = wheels(JINJA2);
    let top = folder(&[("requirements.txt", "unrelated==1.0\n")]);
    environment(
        top.path(),
        ".venv-py312",
        &[("jinja2", "3.1.2"), ("markupsafe", "2.1.5")],
    );
    let run = with_wheels(
        &["update", "--venv", ".venv-py312"],
        top.path(),
        shelf.path(),
    )
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(installed(top.path(), ".venv-py312").contains(&"jinja2-3.1.6".to_owned()));
    assert_eq!(text(top.path(), "requirements.txt"), "unrelated==1.0\n");
}

#[test]
fn a_dry_run_shows_the_plan_and_writes_nothing() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let run = shelf
        .ask(update(
            top.path(),
            &["--req", "requirements.txt", "--dry-run", "--freeze"],
        ))
        .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("3.1.2 → 3.1.6"), "{run:?}");
    assert_eq!(files(top.path()), ["requirements.txt"]);
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.2\n");
}

#[test]
fn pins_among_the_reports_of_earlier_runs_are_no_part_of_the_project() {
    let top = folder(&[
        ("requirements.txt", "markupsafe==3.0.2\n"),
        (
            "reports/security/requirements-freeze-20250101-000000.txt",
            "jinja2==3.1.2\n",
        ),
    ]);
    let run = update(top.path(), &["--upgrade", "none"]).run();
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn exact_pins_among_wishes_move_with_what_is_compiled() {
    let shelf = wheels(JINJA2);
    let top = folder(&[
        ("requirements.in", "# ours\njinja2==3.1.2\n"),
        ("requirements.txt", "jinja2==3.1.2\nmarkupsafe==2.1.5\n"),
    ]);
    let args = ["update", "--req", "requirements.in", "--upgrade", "all"];
    let run = with_wheels(&args, top.path(), shelf.path()).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        text(top.path(), "requirements.in"),
        "# ours\njinja2==3.1.6\n"
    );
    assert!(text(top.path(), "requirements.txt").contains("\njinja2==3.1.6\n"));
}
