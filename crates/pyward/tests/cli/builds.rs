//! `--allow-build`: what is built, and what is not without it.

use std::path::Path;
use std::process::Command;

use crate::harness::{Run, folder, put, pyward};
use crate::wheels::{wheels, with_wheels};

/// A folder of packages in which one has no wheel. Where a build of it is wanted, it is packed by the machine's Python.
fn shelf(mark: &Path, python: Option<&Path>) -> tempfile::TempDir {
    let shelf = wheels(&[("jinja2", "3.1.2", &[]), ("jinja2", "3.1.6", &[])]);
    let Some(python) = python else {
        put(shelf.path(), "old-1.0.tar.gz", b"not for reading");
        return shelf;
    };
    let shown = mark.display().to_string();
    let setup = format!(
        "import pathlib\npathlib.Path({shown:?}).touch()\nWANTS = 'jinja2==3.1.' + str(1 + 1)\n"
    );
    let backend = "import os\ndef prepare_metadata_for_build_wheel(folder, config_settings=None):\n    names = {}\n    exec(open('setup.py').read(), names)\n    info = os.path.join(folder, 'old-1.0.dist-info')\n    os.mkdir(info)\n    text = 'Metadata-Version: 2.1\\nName: old\\nVersion: 1.0\\nRequires-Dist: ' + names['WANTS'] + '\\n'\n    open(os.path.join(info, 'METADATA'), 'w').write(text)\n    return 'old-1.0.dist-info'\n";
    let project = folder(&[
        ("old-1.0/setup.py", setup.as_str()),
        ("old-1.0/backend.py", backend),
        (
            "old-1.0/pyproject.toml",
            "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
        ),
        (
            "old-1.0/PKG-INFO",
            "Metadata-Version: 2.1\nName: old\nVersion: 1.0\n",
        ),
    ]);
    let pack = "import sys, tarfile; tarfile.open(sys.argv[1], 'w:gz').add('old-1.0')";
    #[expect(clippy::disallowed_methods, reason = "packs a fixture")]
    let status = Command::new(python)
        .args(["-c", pack])
        .arg(shelf.path().join("old-1.0.tar.gz"))
        .current_dir(project.path())
        .status()
        .unwrap();
    assert!(status.success());
    shelf
}

fn run(args: &[&str], project: &Path, shelf: &Path, path: &Path) -> Run {
    with_wheels(args, project, shelf).env("PATH", path).run()
}

fn told(run: &Run) -> String {
    let all = format!("{}{}", run.out, run.err);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_not_built_is_told_with_the_flag_that_would() {
    let top = folder(&[("requirements.in", "old\n"), ("requirements.txt", "old\n")]);
    let mark = top.path().join("ran");
    let shelf = shelf(&mark, None);
    let args = ["compile", "requirements.in", "-o", "-"];
    let compiled = run(&args, top.path(), shelf.path(), top.path());
    assert_eq!(compiled.code, 3, "{compiled:?}");
    let words = told(&compiled);
    assert!(
        words.contains("old==1.0: what it needs cannot be known without building it"),
        "{words}"
    );
    assert!(words.contains("--allow-build"), "{words}");
    let audited = run(
        &["vulns", "requirements.txt"],
        top.path(),
        shelf.path(),
        top.path(),
    );
    let words = told(&audited);
    assert!(
        words.contains("what these need cannot be known without building them: old"),
        "{words}"
    );
    assert!(words.contains("`--allow-build`"), "{words}");
    assert!(!mark.exists());
}

#[test]
fn builds_are_refused_where_nothing_could_be_built_or_nobody_could_build() {
    let top = folder(&[("requirements.txt", "old\n")]);
    let refused = |args: &[&str], words: &str| {
        let run = pyward(args)
            .within(top.path())
            .env("PATH", top.path())
            .run();
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(words), "{words}: {run:?}");
    };
    refused(
        &["audit", "--no-resolve", "--allow-build"],
        "has nothing to build",
    );
    refused(
        &["audit", "--build-python", "/usr/bin/python3"],
        "--allow-build",
    );
    refused(
        &["audit", "--allow-build", "--build-timeout", "0"],
        "--build-timeout",
    );
    refused(
        &["audit", "--allow-build"],
        "wants a Python, and none is in PATH",
    );
    refused(
        &["sync", "--allow-build"],
        "wants a Python, and none is in PATH",
    );
    // An environment's own Python is never taken, wherever it stands.
    put(top.path(), ".venv/pyvenv.cfg", b"home = /usr/bin\n");
    put(top.path(), ".venv/bin/python3", b"#!/bin/sh\ntouch ran\n");
    let named = [
        "audit",
        "--allow-build",
        "--build-python",
        ".venv/bin/python3",
    ];
    refused(&named, "it is that of a virtual environment");
    assert!(!top.path().join("ran").exists());
}

#[test]
#[ignore = "needs a Python"]
fn what_a_build_tells_is_pinned_and_audited() {
    let top = folder(&[("requirements.in", "old\n")]);
    let mark = top.path().join("ran");
    #[expect(
        clippy::disallowed_methods,
        reason = "where this machine keeps its Python"
    )]
    let path = std::env::var_os("PATH").unwrap();
    let python = std::env::split_paths(&path)
        .map(|folder| folder.join("python3"))
        .find(|python| python.is_file())
        .unwrap();
    let shelf = shelf(&mark, Some(&python));
    let args = ["compile", "requirements.in", "-o", "-", "--allow-build"];
    let run = with_wheels(&args, top.path(), shelf.path())
        .env("PATH", &path)
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("jinja2==3.1.2\n    # via old\n"),
        "{run:?}"
    );
    assert!(mark.exists());
    std::fs::remove_file(&mark).unwrap();
    let named = python.to_str().unwrap();
    let args = [
        "vulns",
        "requirements.in",
        "--allow-build",
        "--build-python",
        named,
    ];
    let run = with_wheels(&args, top.path(), shelf.path())
        .env("PATH", &path)
        .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(told(&run).contains("jinja2 3.1.2"), "{run:?}");
}
