//! What blocks, what is accepted, and what the exit code says.

use serde_json::Value;

use crate::harness::{folder, pyward};

const PINS: &str = "jinja2==3.1.5\nsetuptools==78.0.1\nsix==1.16.0\n";

fn code(config: &str, more: &[&str]) -> i32 {
    let target = folder(&[("requirements.txt", PINS), ("pyward.toml", config)]);
    let args = [
        &[
            "audit",
            "--data",
            "builtin",
            target.path().to_str().unwrap(),
        ][..],
        more,
    ]
    .concat();
    pyward(&args).run().code
}

#[test]
fn any_known_vulnerability_blocks_by_default() {
    assert_eq!(code("", &[]), 1);
    assert_eq!(code("", &["--exit-zero"]), 0);
}

#[test]
fn gates_by_level_and_count() {
    assert_eq!(
        code(
            "[gate]\ncritical = \"block\"\nhigh = \"log\"\nmedium = \"log\"\nlow = \"log\"\n",
            &[]
        ),
        0
    );
    assert_eq!(code("", &["--gate", "critical"]), 0);
    assert_eq!(code("", &["--gate", "low"]), 1);
    let five = "[gate]\ncritical = \"block\"\nhigh = { action = \"warn\", block-at = 5 }\nmedium = \"log\"\nlow = \"log\"\n";
    assert_eq!(code(five, &[]), 0);
    assert_eq!(code(&five.replace('5', "1"), &[]), 1);
}

#[test]
fn waivers_hold_until_their_day() {
    let waiver = |id: &str, expires: &str| {
        format!(
            "[gate]\nmedium = \"log\"\n\n[[ignore]]\nid = \"{id}\"\nreason = \"The sandbox is not used by this service.\"\nowner = \"@web\"\nexpires = {expires}\n"
        )
    };
    let both = |expires: &str| {
        format!(
            "{}\n{}",
            waiver("CVE-2025-27516", expires),
            waiver("CVE-2025-47273", expires).replace("[gate]\nmedium = \"log\"\n", "")
        )
    };
    assert_eq!(
        code(&both("2026-11-22"), &[]),
        0,
        "the last day still counts"
    );
    assert_eq!(code(&both("2026-11-21"), &["--gate", "low"]), 1);
}

#[test]
fn ignoring_by_any_alias_on_the_command_line() {
    assert_eq!(
        code(
            "",
            &[
                "--ignore",
                "cve-2025-27516",
                "--ignore",
                "GHSA-5rjg-fvgr-3xxf"
            ]
        ),
        0
    );
    let target = folder(&[("requirements.txt", PINS)]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--ignore",
        "CVE-1999-0001",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("CVE-1999-0001"),
        "an ignore that matched nothing is told: {run:?}"
    );
}

#[test]
fn every_mistake_in_a_config_is_told_at_once_with_its_place() {
    let target = folder(&[
        ("requirements.txt", PINS),
        (
            "pyward.toml",
            "version = 1\n\n[gate]\nhihg = \"block\"\nlow = \"sometimes\"\n\n[[ignore]]\nid = \"CVE-1\"\nreason = \"TBD\"\nexpires = \"soon\"\n",
        ),
    ]);
    let run = pyward(&["audit", target.path().to_str().unwrap()]).run();
    assert_eq!(run.code, 2);
    for word in [
        "hihg",
        "high",
        "sometimes",
        "TBD",
        "pyward.toml:4",
        "expires",
    ] {
        assert!(run.err.contains(word), "{word} is missing:\n{}", run.err);
    }
    assert!(run.out.is_empty());
}

#[test]
fn the_settings_in_force_say_where_they_come_from() {
    let target = folder(&[
        ("requirements.txt", PINS),
        ("pyproject.toml", "[tool.pyward.gate]\nlow = \"log\"\n"),
    ]);
    let run = pyward(&[
        "audit",
        "--show-config",
        "--strict",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    let line = |key: &str| {
        run.out
            .lines()
            .find(|line| line.starts_with(key))
            .unwrap_or_else(|| panic!("{key}:\n{}", run.out))
            .to_owned()
    };
    assert!(line("low").contains("pyproject.toml:2"), "{}", line("low"));
    assert!(
        line("incomplete").contains("--strict"),
        "{}",
        line("incomplete")
    );
    assert!(line("high").contains("default"), "{}", line("high"));
}

#[test]
fn old_data_is_told_and_counts_where_asked() {
    let target = folder(&[("requirements.txt", "six==1.16.0\n")]);
    let path = target.path().to_str().unwrap();
    let plain = pyward(&["audit", "--data", "builtin", "--format", "json", path]).run();
    assert_eq!(plain.code, 0);
    let report: Value = serde_json::from_str(&plain.out).unwrap();
    assert!(report["notices"].to_string().contains("stale-data"));
    let strict = pyward(&["audit", "--data", "builtin", "--max-db-age", "7d", path]).run();
    assert_eq!(strict.code, 3, "{strict:?}");
    let fine = pyward(&["audit", "--data", "builtin", "--max-db-age", "100w", path]).run();
    assert_eq!(fine.code, 0, "{fine:?}");
}

#[test]
fn scopes_can_be_loosened() {
    let manifest = "[project]\nname = \"a\"\nversion = \"1\"\n\n[dependency-groups]\ndev = [\"jinja2==3.1.5\"]\n";
    let with = |config: &str| {
        let target = folder(&[("pyproject.toml", manifest), ("pyward.toml", config)]);
        pyward(&[
            "audit",
            "--data",
            "builtin",
            target.path().to_str().unwrap(),
        ])
        .run()
        .code
    };
    assert_eq!(with(""), 1);
    assert_eq!(with("[gate.scopes]\ndev = \"warn\"\n"), 0);
}

#[test]
fn findings_win_over_incomplete() {
    let target = folder(&[("requirements.txt", "jinja2==3.1.5\nflask\n")]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--strict",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 1, "{run:?}");
    let target = folder(&[("requirements.txt", "flask\n")]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--strict",
        "--exit-zero",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 3, "--exit-zero leaves 3 alone: {run:?}");
}

#[test]
fn a_builds_idea_of_time_revives_no_waiver() {
    let target = folder(&[
        ("requirements.txt", "jinja2==3.1.5\n"),
        (
            "pyward.toml",
            "[[ignore]]\nid = \"CVE-2025-27516\"\nreason = \"The sandbox is not used by this service.\"\nexpires = 2026-01-01\n",
        ),
    ]);
    let path = target.path().to_str().unwrap();
    for epoch in ["315532800", "99999999999999", "yesterday"] {
        let run = pyward(&["audit", "--data", "builtin", "--max-db-age", "7d", path])
            .env("SOURCE_DATE_EPOCH", epoch)
            .run();
        assert_eq!(run.code, 1, "{epoch}: {run:?}");
    }
}

#[test]
fn exit_zero_leaves_an_incomplete_run_incomplete() {
    let target = folder(&[("requirements.txt", "jinja2==3.1.5\n")]);
    let path = target.path().to_str().unwrap();
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--max-db-age",
        "1d",
        "--exit-zero",
        path,
    ])
    .run();
    assert_eq!(run.code, 3, "{run:?}");
}

#[test]
fn a_day_that_is_none_is_an_error() {
    let run = pyward(&["audit", "examples/storefront"])
        .env("PYWARD_TODAY", "yesterday")
        .run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.err.contains("PYWARD_TODAY") && run.err.contains("hint:"),
        "{run:?}"
    );
}
