//! Environments, files, pipes and standard input as targets.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use pyward_target::{EntryKind, Limits, OpenError, OpenOptions, ReadFailure, TargetKind, Tree};

#[expect(clippy::disallowed_methods, reason = "a test makes what it reads")]
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in files {
        write(&folder.path().join(name), "");
    }
    folder
}

fn environments(tree: &Tree) -> Vec<&str> {
    let is_one = |entry: &&pyward_target::Entry| entry.kind == EntryKind::Environment;
    if tree.kind() != TargetKind::Directory {
        assert_eq!(tree.kind(), TargetKind::Environment);
        assert!(tree.entries().iter().all(|entry| is_one(&entry)));
    }
    tree.entries()
        .iter()
        .filter(is_one)
        .map(|entry| &**entry.path.shown())
        .collect()
}

fn open(path: &Path) -> Tree {
    Tree::open(path, Path::new("/"), &mut OpenOptions::default()).unwrap()
}

#[test]
fn an_environment_is_its_site_packages_folders() {
    let folder = folder(&[
        "lib/python3.12/site-packages/a-1.dist-info/METADATA",
        "lib64/python3.12/site-packages/b-1.dist-info/METADATA",
        "lib/python3.12/other.py",
    ]);
    write(
        &folder.path().join("pyvenv.cfg"),
        "home = /usr/bin\ninclude-system-site-packages = true\n",
    );
    let tree = open(folder.path());
    assert_eq!(
        environments(&tree),
        [
            "lib/python3.12/site-packages",
            "lib64/python3.12/site-packages"
        ]
    );
    let [notice] = tree.notices() else {
        panic!("{:?}", tree.notices())
    };
    assert_eq!(
        notice.location.as_ref().unwrap().to_string(),
        "pyvenv.cfg:2"
    );
    let packages = tree.list(&tree.entries()[0].path).unwrap();
    assert_eq!(
        &**packages[0].path.shown(),
        "lib/python3.12/site-packages/a-1.dist-info"
    );
}

#[cfg(unix)]
#[test]
fn lib64_as_a_link_counts_once() {
    let folder = folder(&[
        "pyvenv.cfg",
        "lib/python3.12/site-packages/a-1.dist-info/METADATA",
    ]);
    std::os::unix::fs::symlink("lib", folder.path().join("lib64")).unwrap();
    assert_eq!(
        environments(&open(folder.path())),
        ["lib/python3.12/site-packages"]
    );
}

#[test]
fn folders_of_installed_packages_are_environments_too() {
    let target = folder(&["flask/__init__.py", "flask-3.0.dist-info/METADATA"]);
    assert_eq!(environments(&open(target.path())), ["."]);
    let prefix = folder(&[
        "bin/python3",
        "lib/python3.12/site-packages/a-1.dist-info/METADATA",
    ]);
    assert_eq!(
        environments(&open(prefix.path())),
        ["lib/python3.12/site-packages"]
    );
    let windows = folder(&["pyvenv.cfg", "Lib/site-packages/a-1.dist-info/METADATA"]);
    assert_eq!(environments(&open(windows.path())), ["Lib/site-packages"]);
    let empty = folder(&["site-packages/x.py"]);
    assert_eq!(
        environments(&open(&empty.path().join("site-packages"))),
        ["."]
    );
}

#[test]
fn source_with_metadata_of_its_own_is_no_environment() {
    let source = folder(&[
        "pyproject.toml",
        "x-1.dist-info/METADATA",
        "x.egg-info/PKG-INFO",
    ]);
    assert_eq!(open(source.path()).kind(), TargetKind::Directory);
}

#[test]
fn a_project_with_a_stray_mark_of_an_environment_stays_a_project() {
    for (stray, packages) in [
        ("x-1.dist-info/METADATA", vec!["."]),
        ("pyvenv.cfg", vec!["lib/python3.12/site-packages"]),
        (
            "conda-meta/history",
            vec!["conda-meta", "lib/python3.12/site-packages"],
        ),
    ] {
        for file in [
            "requirements-dev.txt",
            "uv.lock",
            "Pipfile",
            "pyproject.toml",
        ] {
            let project = folder(&[
                stray,
                file,
                "sub/poetry.lock",
                "lib/python3.12/site-packages/a-1.dist-info/METADATA",
            ]);
            let tree = open(project.path());
            assert_eq!(tree.kind(), TargetKind::Directory, "{stray} {file}");
            assert!(
                tree.skipped()
                    .iter()
                    .all(|left| packages.iter().all(|p| *p != &*left.path))
            );
            assert!(tree.entry(file).is_some() && tree.entry("sub/poetry.lock").is_some());
            // A project that can be built may hold its own metadata.
            let expected = if packages == ["."] && file == "pyproject.toml" {
                vec![]
            } else {
                packages.clone()
            };
            assert_eq!(environments(&tree), expected, "{stray} {file}");
        }
    }
}

#[test]
fn a_folder_of_tools_is_all_of_their_environments() {
    let tools = folder(&[
        "venvs/black/pyvenv.cfg",
        "venvs/black/pipx_metadata.json",
        "venvs/black/lib/python3.12/site-packages/black-1.dist-info/METADATA",
        "shared/pyvenv.cfg",
        "shared/lib/python3.12/site-packages/pip-1.dist-info/METADATA",
    ]);
    let tree = open(tools.path());
    assert_eq!(tree.kind(), TargetKind::Environment);
    assert_eq!(
        environments(&tree),
        [
            "shared/lib/python3.12/site-packages",
            "venvs/black/lib/python3.12/site-packages"
        ]
    );
    assert!(pyward_target::is_environment(tools.path()));
    assert!(pyward_target::is_environment(
        &tools.path().join("venvs/black")
    ));
    // Environments that hold no tool are left to be named.
    let others = folder(&["a/pyvenv.cfg", "b/app.py"]);
    assert!(!pyward_target::is_environment(others.path()));
}

#[test]
fn an_environment_without_packages_is_told() {
    let folder = folder(&["pyvenv.cfg"]);
    let tree = open(folder.path());
    assert!(environments(&tree).is_empty());
    assert_eq!(
        tree.notices()[0].kind,
        pyward_model::NoticeKind::NothingFound
    );
}

#[test]
fn a_file_is_shown_as_it_is_named() {
    let folder = folder(&[
        "p/pyproject.toml",
        "p/reqs/dev.txt",
        "p/base.txt",
        "out.txt",
    ]);
    let options = &mut OpenOptions::default();
    let tree = Tree::open("p/reqs/../reqs/dev.txt", folder.path(), options).unwrap();
    assert_eq!(tree.kind(), TargetKind::File);
    let entry = &tree.entries()[0];
    assert_eq!(
        (&**entry.path.shown(), entry.kind),
        ("p/reqs/dev.txt", EntryKind::File)
    );
    assert!(tree.root().ends_with("p/reqs"));
    let base = tree.resolve(&entry.path, "../base.txt").unwrap();
    assert_eq!(&**base.shown(), "p/base.txt");
    let outside = tree.resolve(&entry.path, "../../out.txt").unwrap_err();
    assert_eq!(outside.failure, ReadFailure::Outside);

    let elsewhere = folder.path().join("p");
    let tree = Tree::open("../out.txt", &elsewhere, options).unwrap();
    let whole = folder.path().canonicalize().unwrap().join("out.txt");
    assert_eq!(&**tree.entries()[0].path.shown(), whole.to_str().unwrap());
}

#[test]
fn what_is_not_there_comes_with_what_is() {
    let folder = folder(&["reqs/requirements.txt"]);
    let options = &mut OpenOptions::default();
    let error = Tree::open("reqs/requirments.txt", folder.path(), options).unwrap_err();
    assert_eq!(error.to_string(), "reqs/requirments.txt does not exist");
    assert_eq!(
        error.hint().unwrap(),
        "did you mean `reqs/requirements.txt`?"
    );
    let error = Tree::open("reqs/requirements.txt/x", folder.path(), options).unwrap_err();
    assert!(matches!(error, OpenError::Unreadable(_)), "{error}");
    let error = Tree::open("https://example.org/x", folder.path(), options).unwrap_err();
    assert_eq!(
        error.hint().unwrap(),
        "pyward audits files; download it first"
    );
}

#[test]
fn a_file_over_the_limit_cannot_be_opened() {
    let folder = folder(&["a.txt"]);
    write(&folder.path().join("a.txt"), "12345");
    let limits = Limits {
        file_bytes: 4,
        ..Limits::default()
    };
    let options = &mut OpenOptions {
        limits,
        ..OpenOptions::default()
    };
    let error = Tree::open("a.txt", folder.path(), options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read a.txt: it is larger than 4 bytes"
    );
}

#[test]
fn standard_input_is_read_once() {
    let folder = folder(&["base.txt"]);
    let stdin = Box::new(Cursor::new("-r base.txt"));
    let options = &mut OpenOptions {
        stdin: Some(stdin),
        ..OpenOptions::default()
    };
    let tree = Tree::open("-", folder.path(), options).unwrap();
    assert_eq!((tree.kind().word(), tree.entries().len()), ("stdin", 1));
    let path = &tree.entries()[0].path;
    assert_eq!(&**path.shown(), "<stdin>");
    for _ in 0..2 {
        assert_eq!(tree.read(path).unwrap(), b"-r base.txt");
    }
    assert_eq!(
        &**tree.resolve(path, "base.txt").unwrap().shown(),
        "base.txt"
    );
    let again = Tree::open("-", folder.path(), options).unwrap_err();
    assert!(matches!(again, OpenError::NoStdin));
}

#[cfg(unix)]
mod pipes {
    use std::io::Write as _;

    use super::*;

    fn fifo() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        (folder, path)
    }

    fn limited(file_bytes: u64, stall: Duration) -> OpenOptions {
        OpenOptions {
            limits: Limits {
                file_bytes,
                stall,
                ..Limits::default()
            },
            ..OpenOptions::default()
        }
    }

    fn write_to(path: std::path::PathBuf, bytes: &'static [u8], times: usize) {
        std::thread::spawn(move || {
            let mut pipe = fs::OpenOptions::new().write(true).open(path).unwrap();
            for _ in 0..times {
                if pipe.write_all(bytes).is_err() {
                    return;
                }
            }
        });
    }

    fn failure(path: &Path, mut options: OpenOptions) -> ReadFailure {
        match Tree::open(path, Path::new("/"), &mut options) {
            Err(OpenError::Unreadable(error)) => error.failure,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_pipe_is_a_file_read_once() {
        let (_folder, path) = fifo();
        write_to(path.clone(), b"flask==3.0\n", 1);
        let tree = open(&path);
        assert_eq!(tree.kind(), TargetKind::File);
        assert_eq!(tree.read(&tree.entries()[0].path).unwrap(), b"flask==3.0\n");
    }

    #[test]
    fn a_pipe_that_never_ends_stops_at_the_limit() {
        let (_folder, path) = fifo();
        write_to(path.clone(), &[b'x'; 4096], usize::MAX);
        let options = limited(1 << 20, Duration::from_secs(20));
        assert_eq!(failure(&path, options), ReadFailure::TooLarge(1 << 20));
        let options = limited(1 << 20, Duration::from_secs(20));
        assert_eq!(
            failure(Path::new("/dev/zero"), options),
            ReadFailure::TooLarge(1 << 20)
        );
    }

    #[test]
    fn a_pipe_nobody_writes_to_is_given_up() {
        let (_folder, path) = fifo();
        let stall = Duration::from_millis(20);
        assert_eq!(
            failure(&path, limited(9, stall)),
            ReadFailure::Stalled(stall)
        );
    }
}
