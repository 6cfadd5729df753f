//! The acceptance cases about locks.

use super::{audited, components, is_told, notices};
use crate::harness::findings;

const UV_LOCK: &str = r#"version = 1
requires-python = ">=3.10"
resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12'"]

[manifest]
members = ["member", "root"]

[[package]]
name = "root"
version = "1.0"
source = { editable = "." }
dependencies = [
    { name = "case-a", version = "1.0", source = { registry = "https://pypi.org/simple" }, marker = "python_full_version < '3.12'" },
    { name = "case-a", version = "1.5", source = { registry = "https://pypi.org/simple" }, marker = "python_full_version >= '3.12'" },
    { name = "member" },
]

[package.optional-dependencies]
fast = [{ name = "speedups" }]

[package.dev-dependencies]
dev = [{ name = "tester" }]

[[package]]
name = "member"
version = "0.1"
source = { editable = "packages/member" }
dependencies = [{ name = "ring-one" }]

[[package]]
name = "dynamic"
source = { virtual = "packages/dynamic" }

[[package]]
name = "case-a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version < '3.12'"]

[[package]]
name = "case-a"
version = "1.5"
source = { registry = "https://pypi.org/simple" }
resolution-markers = ["python_full_version >= '3.12'"]

[[package]]
name = "ring-one"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "ring-two" }]

[[package]]
name = "ring-two"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "ring-one" }]

[[package]]
name = "speedups"
version = "1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "tester"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "case-b" }]

[[package]]
name = "case-b"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
"#;

#[test]
fn case_45_a_uv_lock_members_forks_extras_groups_and_rings() {
    let (run, report) = audited(&[("uv.lock", UV_LOCK)], &[]);
    assert_eq!(
        components(&report),
        [
            "case-a 1.0 main",
            "case-a 1.5 main",
            "case-b 1.0 dev",
            "dynamic ? ",
            "ring-one 1.0 main",
            "ring-two 1.0 main",
            "speedups 1.0 extra fast",
            "tester 1.0 dev",
        ]
    );
    assert_eq!(run.code, 1);
    assert_eq!(findings(&report).len(), 3, "both forks, and what dev needs");
    // Without development: what only that needs does not count.
    let caps = "[gate]\nscopes = { dev = \"log\" }\n[[ignore]]\nid = \"CVE-2026-1\"\npackage = \"case-a\"\nreason = \"It is looked at elsewhere.\"\n";
    let (run, _) = audited(&[("uv.lock", UV_LOCK), ("pyward.toml", caps)], &[]);
    assert_eq!(run.code, 0, "{run:?}");
    let python = audited(&[("uv.lock", UV_LOCK)], &["--python", "3.12"]).1;
    assert!(!components(&python).contains(&"case-a 1.0 main".to_owned()));
}

#[test]
fn case_46_what_main_and_dev_share_counts_without_dev() {
    let lock = UV_LOCK.replace(
        "dependencies = [{ name = \"ring-two\" }]",
        "dependencies = [{ name = \"ring-two\" }, { name = \"case-b\" }]",
    );
    let caps = "[gate]\nscopes = { dev = \"log\" }\n[[ignore]]\nid = \"CVE-2026-1\"\npackage = \"case-a\"\nreason = \"It is looked at elsewhere.\"\n";
    let (run, report) = audited(&[("uv.lock", &lock), ("pyward.toml", caps)], &[]);
    assert!(
        components(&report).contains(&"case-b 1.0 main+dev".to_owned()),
        "{:?}",
        components(&report)
    );
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn case_47_poetry_locks_of_both_kinds_and_a_repository() {
    let manifest = "[tool.poetry]\nname = \"root\"\nversion = \"1\"\n[tool.poetry.dependencies]\npython = \">=3.10\"\ncase-a = \"*\"\n[tool.poetry.group.dev.dependencies]\ncase-b = \"*\"\n[tool.poetry.group.docs.dependencies]\nfrom-git = { git = \"https://host/from-git.git\" }\n";
    let package = |name: &str, label: &str, more: &str| {
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"1.0\"\ndescription = \"\"\noptional = false\npython-versions = \"*\"\n{label}files = []\n{more}\n"
        )
    };
    let git = "\n[package.source]\ntype = \"git\"\nurl = \"https://host/from-git.git\"\nreference = \"main\"\nresolved_reference = \"0123456789012345678901234567890123456789\"\n";
    let outside = "[extras]\nname = \"not-a-package\"\nversion = \"9.9\"\n\n";
    let second = format!(
        "{outside}{}{}{}[metadata]\nlock-version = \"2.1\"\npython-versions = \">=3.10\"\ncontent-hash = \"0\"\n",
        package("case-a", "groups = [\"main\"]\n", ""),
        package("case-b", "groups = [\"dev\"]\n", ""),
        package("from-git", "groups = [\"docs\"]\n", git),
    );
    let first = format!(
        "{}{}[metadata]\nlock-version = \"1.1\"\npython-versions = \">=3.10\"\ncontent-hash = \"0\"\n",
        package("case-a", "category = \"main\"\n", ""),
        package("case-b", "category = \"dev\"\n", ""),
    );
    let (_, report) = audited(
        &[("pyproject.toml", manifest), ("poetry.lock", &second)],
        &[],
    );
    assert_eq!(
        components(&report),
        [
            "case-a 1.0 main",
            "case-b 1.0 dev",
            "from-git 1.0 group docs"
        ]
    );
    let (_, report) = audited(&[("poetry.lock", &first)], &[]);
    assert_eq!(components(&report), ["case-a 1.0 main", "case-b 1.0 dev"]);
}

#[test]
fn case_48_every_category_of_a_pipfile_lock_is_audited() {
    let lock = r#"{"_meta": {"pipfile-spec": 6}, "default": {"plain": {"version": "==1.0"}}, "docs": {"case-a": {"version": "==1.0"}}, "develop": {"case-b": {"version": "==1.0"}}}"#;
    let (_, report) = audited(&[("Pipfile.lock", lock)], &[]);
    assert_eq!(findings(&report).len(), 2);
    assert_eq!(
        components(&report),
        ["case-a 1.0 group docs", "case-b 1.0 dev", "plain 1.0 main"]
    );
}

#[test]
fn case_49_an_entry_without_a_version_is_skipped_with_its_reason() {
    let lock = r#"{"_meta": {"pipfile-spec": 6}, "default": {"case-a": {"git": "https://host/a.git", "ref": "0123456"}, "case-b": {"version": "==1.0"}}}"#;
    let (_, report) = audited(&[("Pipfile.lock", lock)], &[]);
    assert_eq!(findings(&report), ["case-b 1.0 GHSA-aaaa-0000-0002"]);
    let told = notices(&report, "unauditable");
    assert!(told.iter().any(|it| it.contains("case-a")), "{told:?}");
    let strict = audited(
        &[("Pipfile.lock", lock)],
        &["--strict", "--gate", "critical"],
    )
    .0;
    assert_eq!(strict.code, 3);
}

#[test]
fn case_50_a_pylock_says_what_is_wrong_and_where() {
    let head = "lock-version = \"1.0\"\ncreated-by = \"x\"\n";
    let no_version = format!(
        "{head}[[packages]]\nname = \"case-a\"\n[packages.directory]\npath = \"a\"\n[[packages]]\nname = \"case-b\"\nversion = \"1.0\"\n"
    );
    let (_, report) = audited(&[("pylock.toml", &no_version)], &[]);
    assert_eq!(findings(&report), ["case-b 1.0 GHSA-aaaa-0000-0002"]);
    assert!(
        is_told(&report, "pylock.toml", "case-a"),
        "{}",
        report["notices"]
    );
    let wrong = [
        (format!("{head}[[packages]]\nversion = \"1.0\"\n"), "name"),
        ("lock-version = \"666\"\ncreated-by = \"x\"\n[[packages]]\nname = \"case-a\"\nversion = \"1.0\"\n".to_owned(), "666"),
        (head.to_owned(), "packages"),
    ];
    for (text, words) in wrong {
        let (run, report) = audited(
            &[("pylock.toml", &text)],
            &["--strict", "--gate", "critical"],
        );
        assert!(
            is_told(&report, "pylock.toml", words),
            "{words}: {}",
            report["notices"]
        );
        assert_eq!(run.code, 3, "{words}");
    }
}
