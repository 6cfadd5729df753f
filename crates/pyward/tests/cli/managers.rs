//! Locks that pyward upgrades are locks that their own tools accept. These tests need the tools and a package index:
//! `PYWARD_TEST_TOOLS=/tools/bin cargo test -p pyward --test cli managers -- --ignored`, where that folder has `uv`, `poetry`,
//! `pdm`, `pipenv` and `pip`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{Run, folder, put, pyward, text};

/// The folders the tools are in, the system's own after them.
fn path() -> String {
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever asks for this test names the tools"
    )]
    let tools =
        std::env::var("PYWARD_TEST_TOOLS").expect("PYWARD_TEST_TOOLS names the tools' folder");
    format!("{tools}:/usr/local/bin:/usr/bin:/bin")
}

/// Runs a command of a tool, which must succeed.
fn tool(top: &Path, line: &str) {
    #[expect(clippy::disallowed_methods, reason = "the tool whose opinion is asked")]
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(top)
        .env("PATH", path())
        .env("HOME", top.join(".home"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "`{line}`: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn fix(top: &Path, check: &str) -> Run {
    let args = [
        "fix",
        "--yes",
        "--run-manager",
        "--no-venv",
        "--verify",
        check,
    ];
    let mut run = pyward(&args).within(top);
    #[expect(
        clippy::disallowed_methods,
        reason = "how this machine reaches its index"
    )]
    let variables = std::env::vars();
    let reaches = |name: &str| {
        ["CERT", "CA_BUNDLE", "PROXY", "INDEX"]
            .iter()
            .any(|part| name.contains(part))
    };
    for (name, value) in variables.filter(|(name, _)| reaches(&name.to_uppercase())) {
        run = run.env(&name, value);
    }
    run.env("PATH", path())
        .env("HOME", top.join(".home"))
        .env("PYWARD_OFFLINE", "0")
        .run()
}

/// Upgrades what `lock` locks, and asks the tool about it.
fn upgrades(
    files: &[(&str, &str)],
    make: &[&str],
    loosened: Option<(&str, &str)>,
    relock: &str,
    check: &str,
    lock: &str,
) {
    let top = folder(files);
    for line in make {
        tool(top.path(), line);
    }
    if let Some((file, text)) = loosened {
        put(top.path(), file, text.as_bytes());
        tool(top.path(), relock);
    }
    let before = text(&top.path().join(lock));
    assert!(before.contains("3.1.2"), "{before}");
    let run = fix(top.path(), check);
    assert_eq!(run.code, 0, "{run:?}");
    let after = text(&top.path().join(lock));
    assert!(!after.contains("jinja2-3.1.2"), "{after}");
    tool(top.path(), check);
}

const PROJECT: &str =
    "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11,<4\"\n";

#[test]
#[ignore = "needs uv and a package index"]
fn uv_accepts_its_lock() {
    let manifest = format!("{PROJECT}dependencies = [\"jinja2>=3.1\"]\n");
    let make = ["uv lock --upgrade-package jinja2==3.1.2"];
    upgrades(
        &[("pyproject.toml", &manifest)],
        &make,
        None,
        "",
        "uv lock --check",
        "uv.lock",
    );
}

#[test]
#[ignore = "needs Poetry and a package index"]
fn poetry_accepts_its_lock() {
    let manifest = |range: &str| {
        format!(
            "{PROJECT}dependencies = [\"jinja2{range}\"]\n[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = \"simple\"\nurl = \"https://pypi.org/simple/\"\n"
        )
    };
    upgrades(
        &[("pyproject.toml", &manifest("==3.1.2"))],
        &["poetry lock --no-interaction"],
        Some(("pyproject.toml", &manifest(">=3.1"))),
        "poetry lock --no-interaction",
        "poetry check --lock --no-interaction",
        "poetry.lock",
    );
}

#[test]
#[ignore = "needs PDM and a package index"]
fn pdm_accepts_its_lock() {
    let manifest = |range: &str| {
        format!("{PROJECT}dependencies = [\"jinja2{range}\"]\n[tool.pdm]\ndistribution = false\n")
    };
    upgrades(
        &[("pyproject.toml", &manifest("==3.1.2"))],
        &["pdm lock"],
        Some(("pyproject.toml", &manifest(">=3.1"))),
        "pdm lock --update-reuse",
        "pdm lock --check",
        "pdm.lock",
    );
}

#[test]
#[ignore = "needs Pipenv and a package index"]
fn pipenv_accepts_its_lock() {
    let pipfile = |range: &str| {
        format!(
            "[[source]]\nurl = \"https://pypi.org/simple\"\nverify_ssl = true\nname = \"pypi\"\n\n[packages]\njinja2 = \"{range}\"\n"
        )
    };
    let top = folder(&[("Pipfile", &pipfile("==3.1.2"))]);
    tool(top.path(), "pipenv lock");
    put(top.path(), "Pipfile", pipfile(">=3.1").as_bytes());
    let run = fix(top.path(), "pipenv verify");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!text(&top.path().join("Pipfile.lock")).contains("\"==3.1.2\""));
    tool(top.path(), "pipenv verify");
}

#[test]
#[ignore = "needs pip and a package index"]
fn pip_installs_what_is_written_with_hashes() {
    let top = folder(&[("requirements.in", "jinja2>=3.1\nrequests==2.31.0\n")]);
    let compile = |args: &[&str]| {
        let run = pyward(&[&["compile", "requirements.in", "--generate-hashes"], args].concat())
            .within(top.path())
            .env("PATH", path())
            .env("PYWARD_OFFLINE", "0")
            .run();
        assert_eq!(run.code, 0, "{run:?}");
    };
    compile(&["-P", "jinja2==3.1.2", "-o", "requirements.txt"]);
    assert!(text(&top.path().join("requirements.txt")).contains("jinja2==3.1.2"));
    let check =
        "pip install --dry-run --quiet --ignore-installed --require-hashes -r requirements.txt";
    tool(top.path(), check);
    let run = fix(top.path(), check);
    let written = text(&top.path().join("requirements.txt"));
    assert!(!written.contains("jinja2==3.1.2"), "{run:?}\n{written}");
    tool(top.path(), check);
}
