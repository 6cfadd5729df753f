//! `pyward init`.

use std::path::Path;

use crate::harness::{Run, folder, pyward, text};

fn init(args: &[&str], within: &Path) -> Run {
    pyward(&[&["init"], args].concat()).within(within).run()
}

#[test]
fn a_commented_file_that_changes_nothing() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let shown = |config: bool| {
        let args = [
            "audit",
            "--data",
            "builtin",
            "--format",
            "json",
            "--no-config",
        ];
        let args = if config { &args[..5] } else { &args[..] };
        pyward(args).within(top.path()).run()
    };
    let before = shown(false);
    let run = init(&[], top.path());
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "written: pyward.toml\n"),
        "{run:?}"
    );
    assert_eq!(shown(true).out, before.out);
    let written = text(&top.path().join("pyward.toml"));
    assert!(
        written.contains("version = 1\n") && written.contains("\n# [[ignore]]\n"),
        "{written}"
    );
}

#[test]
fn nothing_that_is_there_is_written_over_unless_that_is_asked_for() {
    let own = "gate.high = \"log\"\n";
    let top = folder(&[("pyward.toml", own)]);
    let file = top.path().join("pyward.toml");
    let run = init(&[], top.path());
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.err.contains("there is a pyward.toml") && run.err.contains("--force"),
        "{run:?}"
    );
    assert_eq!(text(&file), own);
    let run = init(&["--dry-run"], top.path());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out
            .starts_with("--- pyward.toml (there is a pyward.toml)\n"),
        "{run:?}"
    );
    assert_eq!(text(&file), own);
    assert_eq!(init(&["--force"], top.path()).code, 0);
    assert_ne!(text(&file), own);
}

#[test]
fn a_table_in_the_manifest_with_the_rest_as_it_was() {
    let manifest = "[project]\nname = \"shop\" # the shop\n\n[tool.pyward.gate]\nhigh = \"log\"\n\n[tool.ruff]\nline-length = 100\n";
    let top = folder(&[("pyproject.toml", manifest)]);
    let file = top.path().join("pyproject.toml");
    assert_eq!(init(&["--pyproject"], top.path()).code, 2);
    assert_eq!(init(&["--pyproject", "--force"], top.path()).code, 0);
    let written = text(&file);
    assert!(
        written.starts_with("[project]\nname = \"shop\" # the shop\n"),
        "{written}"
    );
    assert!(
        written.contains("[tool.ruff]\nline-length = 100\n"),
        "{written}"
    );
    assert!(
        !written.contains("high = \"log\"") && written.contains("[tool.pyward]\nversion = 1\n")
    );
    let bare = folder(&[]);
    assert_eq!(init(&["--pyproject"], bare.path()).code, 2);
}

#[test]
fn what_other_tools_are_told_is_carried_over_and_holds() {
    let top = folder(&[
        ("requirements.txt", "jinja2==3.1.5\n"),
        (
            ".trivyignore",
            "# No template of a user is rendered\nCVE-2025-27516 exp:2027-01-31\n",
        ),
        (
            "osv-scanner.toml",
            "[[IgnoredVulns]]\nid = \"GHSA-aaaa-bbbb-cccc\"\nreason = \"todo\"\n",
        ),
        (
            ".github/workflows/ci.yml",
            "jobs:\n  a:\n    steps:\n      - run: pip-audit --ignore-vuln PYSEC-2099-1\n",
        ),
        (
            ".safety-policy.yml",
            "security:\n  ignore-vulnerabilities:\n    70612:\n      reason: short\n",
        ),
        ("pyproject.toml", "[tool.bandit]\nskips = [\"B101\"]\n"),
    ]);
    let run = init(&["--from-existing"], top.path());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.err
            .contains("carried over: 4 entries of the ignore list, 0 settings"),
        "{run:?}"
    );
    assert!(
        run.err
            .contains(".safety-policy.yml:3: ignore 70612: a number of Safety's own"),
        "{run:?}"
    );
    assert!(
        run.err
            .contains("holds as it stands:\n  pyproject.toml:2: [tool.bandit]"),
        "{run:?}"
    );
    let written = text(&top.path().join("pyward.toml"));
    for line in [
        "# from .trivyignore:2\n[[ignore]]\nid = \"CVE-2025-27516\"\nreason = \"No template of a user is rendered\"\nexpires = 2027-01-31\n",
        "reason = \"Carried over from osv-scanner.toml:2, which gives no reason.\"\n",
        "reason = \"short (carried over from .safety-policy.yml:3)\"\n",
        "reason = \"Carried over from .github/workflows/ci.yml:4, which gives no reason.\"\n",
    ] {
        assert!(written.contains(line), "{line}\n{written}");
    }
    let audit = ["audit", "--data", "builtin", "--format", "json"];
    let report = pyward(&audit).within(top.path()).json();
    let finding = &report["findings"][0];
    assert_eq!(finding["suppressed"]["until"], "2027-01-31", "{finding}");
    let again = init(&["--from-existing", "--dry-run"], top.path());
    assert!(again.out.contains("id = \"CVE-2025-27516\""), "{again:?}");
}

#[test]
fn thresholds_become_gates() {
    let top = folder(&[
        (".pysentry.toml", "[defaults]\nfail_on = \"high\"\n"),
        ("trivy.yaml", "severity: [CRITICAL]\n"),
    ]);
    let run = init(&["--from-existing", "--dry-run"], top.path());
    assert!(run.out.contains("\nmedium = \"log\" "), "{run:?}");
    // Of two tools the stricter one holds.
    assert!(run.out.contains("\nhigh = \"block\" "), "{run:?}");
    let told = "trivy.yaml:1: gate.high = \"log\": .pysentry.toml:2 says";
    assert!(run.err.contains(told), "{run:?}");
    let nothing = folder(&[]);
    let run = init(&["--from-existing", "--dry-run"], nothing.path());
    assert!(
        run.err.contains("nothing that another tool was told"),
        "{run:?}"
    );
}

#[test]
fn jobs_and_hooks_are_put_beside_what_is_there() {
    let hooks = "# ours\nrepos:\n  - repo: https://github.com/astral-sh/ruff-pre-commit\n    rev: v0.8.0\n    hooks:\n      - id: ruff\n";
    let top = folder(&[
        (".pre-commit-config.yaml", hooks),
        (".gitlab-ci.yml", "test:\n  script: [make]\n"),
    ]);
    let run = init(&["--ci", "gitlab", "--pre-commit"], top.path());
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("written: .gitlab/pyward.yml\n"), "{run:?}");
    assert_eq!(
        text(&top.path().join(".gitlab-ci.yml")),
        "test:\n  script: [make]\n"
    );
    let now = text(&top.path().join(".pre-commit-config.yaml"));
    assert!(now.starts_with(hooks), "{now}");
    assert!(
        now.contains("\n  - repo: local\n    hooks:\n      - id: pyward\n"),
        "{now}"
    );
    // A second time there is nothing to add.
    let run = init(&["--pre-commit", "--dry-run"], top.path());
    assert_eq!(run.out.matches("id: pyward").count(), 1, "{run:?}");
    let other = folder(&[(".pre-commit-config.yaml", "repos: []\nci:\n  skip: [a]\n")]);
    let run = init(&["--pre-commit"], other.path());
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("something else stands behind"), "{run:?}");
    assert!(!other.path().join("pyward.toml").exists());
    let fresh = folder(&[]);
    let run = init(&["--ci", "github", "--pre-commit", "--quiet"], fresh.path());
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    let job = text(&fresh.path().join(".github/workflows/pyward.yml"));
    assert!(
        job.contains("permissions: {}") && job.contains("pyward audit"),
        "{job}"
    );
    assert!(fresh.path().join(".pre-commit-config.yaml").exists());
}
