//! Locks that pyward upgrades are locks that their own tools accept. These tests need the tools and a package index:
//! `PYWARD_TEST_TOOLS=/tools/bin cargo test -p pyward --test cli managers -- --ignored`, where that folder has `uv`, `poetry`,
//! `pdm`, `pipenv` and `pip`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{Pyward, Run, folder, put, pyward, text};

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
        .env("UV_PYTHON_DOWNLOADS", "never")
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

/// With what this machine reaches its index by.
fn reaching(mut run: Pyward) -> Pyward {
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
    run
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
    reaching(pyward(&args).within(top))
        .env("PATH", path())
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

/// What uv itself makes of a project whose manifest pyward has edited: the lock of before, with the packages that pyward
/// moved upgraded.
fn as_uv_would(before: &Path, fixed: &Path, report: &serde_json::Value) {
    let mut command = "uv lock".to_owned();
    for change in report["plan"]["upgrades"].as_array().unwrap() {
        let name = change["name"].as_str().unwrap();
        if let Some(to) = change["to"].as_str() {
            command.push_str(&format!(" --upgrade-package {name}=={to}"));
        }
    }
    for entry in std::fs::read_dir(fixed).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name == "pyproject.toml" {
            put(before, &name, text(&fixed.join(&name)).as_bytes());
        }
    }
    tool(before, &command);
}

/// pyward's `uv.lock` is the one that uv writes, byte for byte, and uv finds nothing to change in it.
fn uv_agrees(files: &[(&str, &str)], old: &[&str]) {
    let made = folder(files);
    let pins: Vec<String> = old
        .iter()
        .map(|pin| format!("--upgrade-package {pin}"))
        .collect();
    tool(made.path(), &format!("uv lock {}", pins.join(" ")));
    let lock = text(&made.path().join("uv.lock"));
    let fixed = folder(files);
    put(fixed.path(), "uv.lock", lock.as_bytes());
    // No uv is to be found while pyward writes.
    let run = {
        let args = ["fix", "--yes", "--no-venv", "--format", "json"];
        reaching(pyward(&args).within(fixed.path()))
            .env("PATH", "/nowhere")
            .env("HOME", fixed.path().join(".home"))
            .env("PYWARD_OFFLINE", "0")
            .run()
    };
    let report: serde_json::Value = serde_json::from_str(&run.out).expect(&run.err);
    let written = report["plan"]["written"].to_string();
    assert!(written.contains("uv.lock"), "{run:?}");
    let after = text(&fixed.path().join("uv.lock"));
    assert_ne!(after, lock);
    tool(fixed.path(), "uv lock --check");
    as_uv_would(made.path(), fixed.path(), &report);
    assert_eq!(
        after,
        text(&made.path().join("uv.lock")),
        "{}",
        report["plan"]
    );
}

#[test]
#[ignore = "needs uv and a package index"]
fn uv_would_write_the_same_lock() {
    let manifest = format!("{PROJECT}dependencies = [\"jinja2>=3.1\"]\n");
    uv_agrees(&[("pyproject.toml", &manifest)], &["jinja2==3.1.2"]);
}

#[test]
#[ignore = "needs uv and a package index"]
fn uv_would_write_the_same_lock_with_extras_and_groups() {
    let manifest = format!(
        "{PROJECT}dependencies = [\"requests[socks]>=2.31\"]\n[project.optional-dependencies]\nweb = [\"flask>=3\"]\n[dependency-groups]\ntest = [\"pytest>=8\", \"werkzeug>=3.0.3\"]\nall = [{{ include-group = \"test\" }}, \"idna>=3.6\"]\n[tool.uv]\nconstraint-dependencies = [\"certifi>=2023\"]\n"
    );
    uv_agrees(
        &[("pyproject.toml", &manifest)],
        &[
            "jinja2==3.1.2",
            "werkzeug==3.0.3",
            "requests==2.31.0",
            "urllib3==2.0.7",
            "idna==3.6",
        ],
    );
}

#[test]
#[ignore = "needs uv and a package index"]
fn uv_would_write_the_same_lock_of_a_workspace() {
    let root = format!(
        "{PROJECT}dependencies = [\"core\"]\n[tool.uv.workspace]\nmembers = [\"packages/*\"]\n[tool.uv.sources]\ncore = {{ workspace = true }}\n"
    );
    let build = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";
    let core = format!(
        "[project]\nname = \"core\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"jinja2>=3.1\"]\n{build}"
    );
    let tools = format!(
        "[project]\nname = \"tools\"\nversion = \"2\"\nrequires-python = \">=3.11\"\ndependencies = [\"core\", \"requests>=2.31\"]\n{build}[tool.uv.sources]\ncore = {{ workspace = true }}\n"
    );
    uv_agrees(
        &[
            ("pyproject.toml", &root),
            ("packages/core/pyproject.toml", &core),
            ("packages/tools/pyproject.toml", &tools),
        ],
        &["jinja2==3.1.2", "requests==2.31.0"],
    );
}

#[test]
#[ignore = "needs uv and a package index"]
fn uv_would_write_the_same_lock_with_forks() {
    let manifest = format!(
        "{PROJECT}dependencies = [\"numpy<2.3 ; python_version < '3.12'\", \"numpy>=2.3 ; python_version >= '3.12'\", \"jinja2>=3.1\", \"colorama>=0.4 ; sys_platform == 'win32'\"]\n"
    );
    uv_agrees(&[("pyproject.toml", &manifest)], &["jinja2==3.1.2"]);
}

#[test]
#[ignore = "needs uv and a package index"]
fn uv_would_write_the_same_lock_with_a_named_index() {
    let manifest = format!(
        "{PROJECT}dependencies = [\"jinja2>=3.1\", \"markupsafe>=2\"]\n[[tool.uv.index]]\nname = \"named\"\nurl = \"https://pypi.org/simple/\"\nexplicit = true\n[tool.uv.sources]\njinja2 = {{ index = \"named\" }}\n[tool.uv]\nexclude-newer = \"2026-06-01T00:00:00Z\"\n"
    );
    uv_agrees(&[("pyproject.toml", &manifest)], &["jinja2==3.1.2"]);
}

#[test]
#[ignore = "needs uv and a package index"]
fn uv_would_write_the_same_lock_of_the_storefront() {
    let storefront = crate::harness::root().join("examples/storefront");
    let manifest = text(&storefront.join("pyproject.toml"));
    let files = [("pyproject.toml", manifest.as_str())];
    uv_agrees(&files, &[]);
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
