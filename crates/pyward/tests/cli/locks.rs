//! `pyward fix` and the lock that it writes by uv's own code.

use std::path::Path;

use serde_json::Value;

use crate::harness::{Pyward, Run, folder, pyward, text};
use crate::shelf::Shelf;

/// Names and versions that the built-in advisories speak of; what stands in the wheels is made up.
const SHELF: &[(&str, &str, &[&str])] = &[
    ("flask", "3.1.3", &["jinja2>=3.1.2"]),
    ("jinja2", "3.1.2", &["markupsafe>=2"]),
    ("jinja2", "3.1.6", &["markupsafe>=2.1"]),
    ("markupsafe", "2.0.0", &[]),
    ("markupsafe", "2.1.5", &[]),
    ("markupsafe", "3.0.0", &[]),
];

const MANIFEST: &str = "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"flask\"]\n";

/// The lock of [`MANIFEST`] as uv writes it.
fn lock(index: &Shelf) -> String {
    let entry = |name: &str, version: &str, requires: &str| {
        let requires = if requires.is_empty() {
            String::new()
        } else {
            format!("dependencies = [\n    {{ name = \"{requires}\" }},\n]\n")
        };
        let url = index.url();
        let files = url.trim_end_matches("/simple");
        let digest = crate::shelf::digest(name, version);
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = {{ registry = \"{url}\" }}\n{requires}wheels = [\n    {{ url = \"{files}/files/{name}-{version}-py3-none-any.whl\", hash = \"sha256:{digest}\" }},\n]\n\n"
        )
    };
    [
        "version = 1\nrevision = 3\nrequires-python = \">=3.11\"\n\n".to_owned(),
        entry("flask", "3.1.3", "jinja2"),
        entry("jinja2", "3.1.2", "markupsafe"),
        entry("markupsafe", "2.0.0", ""),
        "[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\ndependencies = [\n    { name = \"flask\" },\n]\n\n[package.metadata]\nrequires-dist = [{ name = \"flask\" }]\n".to_owned(),
    ]
    .concat()
}

fn fix(args: &[&str], project: &Path, index: &Shelf) -> Pyward {
    pyward(&[&["fix", "--no-venv"], args].concat())
        .within(project)
        .env("PYWARD_OFFLINE", "0")
        .env("PATH", project)
        .env("PYWARD_PYPI_URL", index.url())
        .env("PYWARD_CACHE_DIR", project.join(".cache"))
        .env("PYWARD_DATA_DIR", project.join(".data"))
}

fn written(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let files = report["plan"]["written"].as_array().cloned();
    let files = files.unwrap_or_default();
    files
        .iter()
        .map(|file| file.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_lock_is_written_without_uv_and_only_where_something_moves() {
    let index = Shelf::new(SHELF);
    let before = lock(&index);
    let project = folder(&[("pyproject.toml", MANIFEST), ("uv.lock", &before)]);
    let shown = fix(&["--dry-run"], project.path(), &index).run();
    assert!(!shown.out.contains("--run-manager"), "{shown:?}");
    assert_eq!(text(&project.path().join("uv.lock")), before);

    let run = fix(&["--yes", "--format", "json"], project.path(), &index).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(written(&run), ["uv.lock"], "{run:?}");
    let moved = |name: &str, from: &str, to: &str, text: String| {
        let text = text.replace(
            &format!("name = \"{name}\"\nversion = \"{from}\""),
            &format!("name = \"{name}\"\nversion = \"{to}\""),
        );
        let text = text.replace(&format!("{name}-{from}-"), &format!("{name}-{to}-"));
        text.replace(
            &crate::shelf::digest(name, from),
            &crate::shelf::digest(name, to),
        )
    };
    let expected = moved("jinja2", "3.1.2", "3.1.6", before.clone());
    let expected = moved("markupsafe", "2.0.0", "2.1.5", expected);
    assert_eq!(text(&project.path().join("uv.lock")), expected);

    let back = fix(&["--rollback"], project.path(), &index).run();
    assert_eq!(back.code, 0, "{back:?}");
    assert_eq!(text(&project.path().join("uv.lock")), before);
}

#[test]
fn a_proof_that_fails_takes_the_lock_back() {
    let index = Shelf::new(SHELF);
    let before = lock(&index);
    let project = folder(&[("pyproject.toml", MANIFEST), ("uv.lock", &before)]);
    let run = fix(&["--yes", "--verify", "exit 3"], project.path(), &index)
        .env("PATH", "/usr/bin:/bin")
        .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(text(&project.path().join("uv.lock")), before);
}

#[test]
fn why_the_lock_is_not_written_is_told_and_what_would_write_it() {
    let index = Shelf::new(SHELF);
    let before = lock(&index);
    let manifest = format!(
        "{MANIFEST}[tool.uv]\nconstraint-dependencies = [\"far @ git+https://git.invalid/far\"]\n"
    );
    let project = folder(&[("pyproject.toml", &manifest), ("uv.lock", &before)]);
    for args in [&["--dry-run"][..], &["--yes"]] {
        let run = fix(args, project.path(), &index).run();
        assert_ne!(run.code, 0, "{run:?}");
        let told = format!("{}{}", run.out, run.err);
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [
            "`far` comes from a repository, and none is fetched",
            "uv lock --upgrade-package jinja2==3.1.6 --upgrade-package markupsafe==2.1.5",
            "--run-manager",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert_eq!(text(&project.path().join("uv.lock")), before);
    }
}

#[cfg(unix)]
#[test]
fn a_lock_that_is_not_ours_to_write_is_left_and_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let index = Shelf::new(SHELF);
    let before = lock(&index);
    let project = folder(&[("pyproject.toml", MANIFEST), ("uv.lock", &before)]);
    let path = project.path().join("uv.lock");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let run = fix(&["--yes"], project.path(), &index).run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("it is read-only"), "{run:?}");
    assert_eq!(text(&path), before);
    // A link is followed where it stays in the project, and told where it does not.
    let outside = folder(&[("uv.lock", &before)]);
    let kept = folder(&[("pyproject.toml", MANIFEST), ("kept/held.lock", &before)]);
    let inside = kept.path().join("kept/held.lock");
    let stray = folder(&[("pyproject.toml", MANIFEST)]);
    for (project, behind) in [(&kept, &inside), (&stray, &outside.path().join("uv.lock"))] {
        let link = project.path().join("uv.lock");
        std::os::unix::fs::symlink(behind, &link).unwrap();
        let run = fix(&["--yes"], project.path(), &index).run();
        assert!(link.is_symlink(), "{run:?}");
        assert_eq!(
            run.out.contains("written  uv.lock"),
            behind == &inside,
            "{run:?}"
        );
    }
    assert!(text(&inside).contains("jinja2-3.1.6"));
    assert_eq!(text(&outside.path().join("uv.lock")), before);
}
