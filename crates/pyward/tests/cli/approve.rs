//! `pyward approve` and `pyward block`.

use crate::harness::{self, Run, folder, pyward};

fn within(top: &std::path::Path, args: &[&str]) -> Run {
    pyward(args).within(top).run()
}

#[test]
fn what_is_approved_may_be_used() {
    let config = "# ours\n[packages]\nunlisted = \"block\"  # since May\n";
    let top = folder(&[
        ("requirements.txt", "six==1.17.0\n"),
        ("pyward.toml", config),
    ]);
    let text = || harness::text(&top.path().join("pyward.toml"));
    let audit = || within(top.path(), &["audit", "--data", "builtin", "-q"]).code;
    assert_eq!(audit(), 1);
    let approve = [
        "approve",
        "Six",
        "--versions",
        ">=1.16,<2",
        "--by",
        "@security",
        "--reason",
        "Needed by the importer",
        "--expires",
        "30d",
    ];
    let dry = within(top.path(), &[&approve[..], &["--dry-run"]].concat());
    assert!(
        dry.out.starts_with("[[packages.allow]]\nname = \"six\"\n"),
        "{dry:?}"
    );
    assert_eq!(text(), config);
    let run = within(top.path(), &approve);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "written: pyward.toml:5\n"),
        "{run:?}"
    );
    let entry = "[[packages.allow]]\nname = \"six\"\nversions = \">=1.16,<2\"\napproved-by = \"@security\"\n\
                 approved = 2026-11-22\nexpires = 2026-12-22\nreason = \"Needed by the importer\"\n";
    assert_eq!(text(), format!("{config}\n{entry}"));
    assert_eq!(audit(), 0);
    assert_eq!(
        within(top.path(), &["approve", "--list"]).out,
        "pyward.toml:5  six >=1.16,<2, by @security on 2026-11-22, until 2026-12-22: Needed by the importer\n"
    );
    let twice = within(top.path(), &approve);
    assert!(
        twice.code == 2 && twice.err.contains("second entry"),
        "{twice:?}"
    );
    let run = within(top.path(), &["approve", "--remove", "SIX"]);
    assert_eq!(run.out, "removed: 1 entry of pyward.toml\n", "{run:?}");
    assert_eq!(audit(), 1);
}

#[test]
fn what_is_blocked_must_not_be_used() {
    let manifest = "# ours\n[project]\nname = \"shop\"   # a name\ndependencies = []\n";
    let top = folder(&[
        ("requirements.txt", "six==1.17.0\n"),
        ("pyproject.toml", manifest),
    ]);
    let text = || harness::text(&top.path().join("pyproject.toml"));
    let audit = || {
        within(
            top.path(),
            &["audit", "--data", "builtin", "-q", "requirements.txt"],
        )
        .code
    };
    assert_eq!(audit(), 0);
    let run = within(
        top.path(),
        &[
            "block",
            "six",
            "--use-instead",
            "nothing at all",
            "--wrapper",
            "Python_Dateutil",
            "--reason",
            "Python 2 is over",
            "--owner",
            "@web",
        ],
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        text(),
        format!(
            "{manifest}\n[[tool.pyward.packages.block]]\nname = \"six\"\nuse-instead = \"nothing at all\"\n\
             wrappers = [\"python-dateutil\"]\nreason = \"Python 2 is over\"\nowner = \"@web\"\nadded = 2026-11-22\n"
        )
    );
    assert_eq!(audit(), 1);
    let pinned = within(
        top.path(),
        &[
            "block",
            "acme-*",
            "--index-not",
            "https://pypi.acme.example/simple",
            "--reason",
            "ours come from our index",
        ],
    );
    assert_eq!(pinned.code, 0, "{pinned:?}");
    let listed = within(top.path(), &["block", "--list"]).out;
    assert!(
        listed
            .contains("six, use nothing at all, but below python-dateutil, @web: Python 2 is over")
            && listed.contains("acme-*, only from https://pypi.acme.example/simple: ours"),
        "{listed}"
    );
    for name in ["six", "ACME-*"] {
        let run = within(top.path(), &["block", "--remove", name]);
        assert_eq!(run.code, 0, "{run:?}");
    }
    assert_eq!((text().contains("six"), audit()), (false, 0));
}

#[test]
fn what_the_lists_refuse_is_not_written() {
    let top = folder(&[("pyward.toml", "version = 1\n")]);
    for (args, why) in [
        (&["approve", "a b"][..], "no package name"),
        (&["approve", "six", "--versions", "new"], "versions"),
        (&["approve", "six", "--expires", "soon"], "is no day"),
        (&["approve", "--remove", "six"], "no such entry"),
        (&["approve"], "<NAME>"),
        (&["block", "six"], "--reason"),
        (&["block", "six", "--reason", "TODO"], "placeholder"),
        (
            &["block", "six", "--reason", "old", "--index", "pypi"],
            "address of an index",
        ),
        (&["block", "--remove", "../x"], "no package name"),
    ] {
        let run = within(top.path(), args);
        assert!(run.code == 2 && run.err.contains(why), "{args:?}: {run:?}");
    }
    assert_eq!(
        harness::text(&top.path().join("pyward.toml")),
        "version = 1\n"
    );
}

#[test]
fn an_entry_that_is_refused_says_that_nothing_was_written() {
    let top = folder(&[("pyward.toml", "version = 1\n")]);
    for args in [
        &["block", "six", "--reason", "TBD"][..],
        &["approve", "six", "--versions", "any of them"],
        &["ignore", "CVE-2024-56326", "--reason", "TODO"],
    ] {
        let run = pyward(args).within(top.path()).run();
        assert_eq!(run.code, 2, "{run:?}");
        let said = "error: nothing was written: with this change, the config file pyward.toml has 1 problem";
        assert!(run.err.starts_with(said), "{run:?}");
        assert!(run.err.contains("hint: mend what is underlined"), "{run:?}");
    }
    assert_eq!(
        harness::text(&top.path().join("pyward.toml")),
        "version = 1\n"
    );
}

#[test]
fn a_list_is_shown_or_edited_and_not_both() {
    for verb in ["approve", "block", "ignore"] {
        let run = pyward(&[verb, "six", "--list"]).run();
        assert!(
            run.code == 2 && run.err.contains("cannot be used with"),
            "{run:?}"
        );
        let run = pyward(&[verb, "--list", "--remove"]).run();
        assert!(
            run.code == 2 && run.err.contains("cannot be used with"),
            "{run:?}"
        );
    }
}
