//! Folders as targets.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use std::fs;
use std::path::Path;

use pyward_model::NoticeKind;
use pyward_target::{EntryKind, Limits, OpenOptions, ReadFailure, TargetKind, Tree};

/// Makes files, each with its folders; a name that ends in `/` is an empty folder.
fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            write(&path, text);
        }
    }
    folder
}

#[expect(clippy::disallowed_methods, reason = "a test makes what it reads")]
fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn open(folder: &Path, mut options: OpenOptions) -> Tree {
    Tree::open(folder, Path::new("/"), &mut options).unwrap()
}

fn shown(tree: &Tree) -> Vec<String> {
    tree.entries()
        .iter()
        .map(|entry| entry.path.shown().to_string())
        .collect()
}

fn skipped(tree: &Tree) -> Vec<(String, String)> {
    let skipped = tree.skipped().iter();
    skipped
        .map(|skipped| (skipped.path.to_string(), skipped.reason.clone()))
        .collect()
}

#[test]
fn files_are_listed_in_order_and_read() {
    let folder = tree(&[
        ("b/c.txt", "c"),
        ("a.txt", "a"),
        ("b/a.txt", ""),
        (".hidden", ""),
    ]);
    let tree = open(folder.path(), OpenOptions::default());
    assert_eq!(tree.kind(), TargetKind::Directory);
    assert_eq!(shown(&tree), ["a.txt", "b/a.txt", "b/c.txt"]);
    assert_eq!(
        tree.read(&tree.entry("b/c.txt").unwrap().path).unwrap(),
        b"c"
    );
    assert_eq!((tree.skipped(), tree.notices()), (&[][..], &[][..]));
}

#[test]
fn what_git_ignores_is_left_out_without_a_repository_too() {
    let folder = tree(&[
        (".gitignore", "/build\n*.lock\n!keep.lock\n"),
        ("build/requirements.txt", ""),
        ("build/a/uv.lock", ""),
        ("build/a/b/uv.lock", ""),
        ("build/node_modules/uv.lock", ""),
        ("sub/build/requirements.txt", ""),
        ("uv.lock", ""),
        ("keep.lock", ""),
        ("sub/.gitignore", "!poetry.lock\nlocal.txt\n"),
        ("sub/poetry.lock", ""),
        ("sub/local.txt", ""),
        ("local.txt", ""),
    ]);
    let tree = open(folder.path(), OpenOptions::default());
    assert_eq!(
        shown(&tree),
        [
            "keep.lock",
            "local.txt",
            "sub/build/requirements.txt",
            "sub/poetry.lock"
        ]
    );
    let ignored: Vec<&str> = tree.ignored().iter().map(|path| &**path.shown()).collect();
    assert_eq!(
        ignored,
        [
            "build/a/uv.lock",
            "build/requirements.txt",
            "sub/local.txt",
            "uv.lock"
        ]
    );
    let all = open(
        folder.path(),
        OpenOptions {
            respect_gitignore: false,
            ..OpenOptions::default()
        },
    );
    assert_eq!(all.entries().len(), 9);
}

#[test]
fn rules_of_the_repository_above_count_unless_they_ignore_the_target() {
    let folder = tree(&[
        (".git/info/exclude", "secret.txt\n"),
        (".gitignore", "*.lock\n/out\n"),
        ("sub/uv.lock", ""),
        ("sub/secret.txt", ""),
        ("sub/a.txt", ""),
        ("out/uv.lock", ""),
    ]);
    let open = |name| open(&folder.path().join(name), OpenOptions::default());
    assert_eq!(shown(&open("sub")), ["a.txt"]);
    assert_eq!(shown(&open("out")), ["uv.lock"]);
}

#[test]
fn rules_too_large_are_told_and_not_obeyed() {
    let rules = "# nothing\n".repeat(7000);
    let folder = tree(&[(".gitignore", &rules), ("a.txt", "")]);
    let tree = open(folder.path(), OpenOptions::default());
    assert_eq!(shown(&tree), ["a.txt"]);
    let [notice] = tree.notices() else {
        panic!("{:?}", tree.notices())
    };
    assert!(
        notice
            .message
            .ends_with("its rules cannot be read: it is larger than 65536 bytes"),
        "{notice:?}"
    );
}

#[test]
fn exclude_speaks_the_language_of_gitignore() {
    let folder = tree(&[
        ("docs/requirements.txt", ""),
        ("a/x.txt", ""),
        ("x.txt", ""),
    ]);
    let options = OpenOptions {
        exclude: vec!["docs/".into(), "/x.txt".into()],
        ..OpenOptions::default()
    };
    let tree = open(folder.path(), options);
    assert_eq!(shown(&tree), ["a/x.txt"]);
    assert_eq!(
        skipped(&tree),
        [
            ("docs".into(), "excluded by `docs/`".into()),
            ("x.txt".into(), "excluded by `/x.txt`".into())
        ]
    );
    let mut options = OpenOptions {
        exclude: vec!["a[".into()],
        ..OpenOptions::default()
    };
    let error = Tree::open(folder.path(), Path::new("/"), &mut options).unwrap_err();
    assert!(
        error.to_string().starts_with("`a[` is not a glob: "),
        "{error}"
    );
}

#[test]
fn environments_and_foreign_code_are_named_even_where_git_ignores_them() {
    let folder = tree(&[
        (".gitignore", ".venv\nvenv\n"),
        (".venv/pyvenv.cfg", ""),
        ("venv/pyvenv.cfg", ""),
        ("my env/pyvenv.cfg", ""),
        (".tox/py312/pyvenv.cfg", ""),
        ("node_modules/x/package.json", ""),
        ("src/pip/_vendor/vendor.txt", ""),
        ("layer/flask-3.0.dist-info/METADATA", ""),
        ("x/site-packages/readme.txt", ""),
        (".cache/x.txt", ""),
    ]);
    let mut options = OpenOptions::default();
    let tree = Tree::open(".", folder.path(), &mut options).unwrap();
    assert_eq!(shown(&tree), ["x/site-packages/readme.txt"]);
    let told: Vec<String> = skipped(&tree)
        .iter()
        .map(|(path, reason)| format!("{path}: {reason}"))
        .collect();
    assert_eq!(
        told,
        [
            ".tox: environments made by tox",
            ".venv: a virtual environment; audit it with `pyward audit .venv`",
            "layer: a folder of installed packages; audit it with `pyward audit layer`",
            "my env: a virtual environment; audit it with `pyward audit 'my env'`",
            "node_modules: packages of Node.js",
            "src/pip/_vendor: code vendored from elsewhere",
            "venv: a virtual environment; audit it with `pyward audit venv`",
        ]
    );
}

#[test]
fn environments_are_opened_when_asked_for() {
    let folder = tree(&[
        (".gitignore", ".venv\n"),
        (".venv/pyvenv.cfg", ""),
        (
            ".venv/lib/python3.12/site-packages/a-1.dist-info/METADATA",
            "",
        ),
        (".nox/t/pyvenv.cfg", ""),
        (".nox/t/lib/python3.9/site-packages/", ""),
        ("layer/flask-3.0.dist-info/METADATA", ""),
    ]);
    let tree = open(
        folder.path(),
        OpenOptions {
            environments: true,
            ..OpenOptions::default()
        },
    );
    assert!(
        tree.entries()
            .iter()
            .all(|entry| entry.kind == EntryKind::Environment)
    );
    assert_eq!(
        shown(&tree),
        [
            ".nox/t/lib/python3.9/site-packages",
            ".venv/lib/python3.12/site-packages",
            "layer"
        ]
    );
}

#[test]
fn limits_are_told() {
    let folder = tree(&[("a/b/c/d.txt", ""), ("a/b/e/f.txt", ""), ("a/g.txt", "")]);
    let limits = Limits {
        depth: 2,
        ..Limits::default()
    };
    let tree = open(
        folder.path(),
        OpenOptions {
            limits,
            ..OpenOptions::default()
        },
    );
    assert_eq!(shown(&tree), ["a/g.txt"]);
    let [notice] = tree.notices() else {
        panic!("{:?}", tree.notices())
    };
    assert_eq!(notice.kind, NoticeKind::Limit);
    assert!(
        notice
            .message
            .ends_with("not looked at, nor was another as deep"),
        "{notice:?}"
    );

    let limits = Limits {
        files: 3,
        ..Limits::default()
    };
    let tree = open(
        folder.path(),
        OpenOptions {
            limits,
            ..OpenOptions::default()
        },
    );
    let [notice] = tree.notices() else {
        panic!("{:?}", tree.notices())
    };
    assert_eq!(
        (notice.kind, notice.weight),
        (NoticeKind::Limit, pyward_model::Weight::Gap)
    );
}

#[test]
fn a_vanished_file_is_an_error_with_a_notice() {
    let folder = tree(&[("a.txt", "")]);
    let tree = open(folder.path(), OpenOptions::default());
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    let path = &tree.entry("a.txt").unwrap().path;
    let error = tree.read(path).unwrap_err();
    assert_eq!(error.failure, ReadFailure::NotFound);
    let notice = error.notice(pyward_model::Location::file("a.txt"));
    assert_eq!(notice.message, "cannot be read: there is no such file");
    let notice = error.notice(pyward_model::Location::line("b.txt", 3));
    assert_eq!(notice.message, "cannot read a.txt: there is no such file");
}

#[test]
fn a_huge_file_is_refused_without_being_read() {
    let folder = tree(&[("a.txt", "")]);
    let file = fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("a.txt"))
        .unwrap();
    file.set_len(1 << 30).unwrap();
    let tree = open(folder.path(), OpenOptions::default());
    let error = tree.read(&tree.entry("a.txt").unwrap().path).unwrap_err();
    assert_eq!(error.to_string(), "a.txt: it is larger than 256 MiB");
}

#[test]
fn references_stay_in_the_target() {
    let folder = tree(&[("in/a/x.txt", ""), ("in/b.txt", "b"), ("out.txt", "")]);
    let root = folder.path().join("in");
    let tree = open(&root, OpenOptions::default());
    let from = &tree.entry("a/x.txt").unwrap().path;
    let found = tree.resolve(from, "../b.txt").unwrap();
    assert_eq!(found, tree.entry("b.txt").unwrap().path);
    let absolute = root.canonicalize().unwrap().join("b.txt");
    assert_eq!(
        tree.resolve(from, absolute.to_str().unwrap()).unwrap(),
        found
    );
    for outside in [
        "../../out.txt",
        "../../nothing",
        "/etc/passwd",
        "../../../../../../../..",
    ] {
        let error = tree.resolve(from, outside).unwrap_err();
        assert_eq!(error.failure, ReadFailure::Outside, "{outside}");
    }
    for absent in ["", "nothing.txt", "../nothing/x.txt", "a\0b"] {
        let error = tree.resolve(from, absent).unwrap_err();
        assert_eq!(error.failure, ReadFailure::NotFound, "{absent:?}");
    }
}

#[test]
fn a_folder_is_listed() {
    let folder = tree(&[("a/x.txt", ""), ("a/b/y", ""), ("a/.z", "")]);
    let tree = open(folder.path(), OpenOptions::default());
    let top = &tree.entry("a/x.txt").unwrap().path;
    let a = tree.resolve(top, ".").unwrap();
    let listed: Vec<_> = tree
        .list(&a)
        .unwrap()
        .into_iter()
        .map(|e| (e.path.shown().to_string(), e.kind))
        .collect();
    assert_eq!(
        listed,
        [
            ("a/.z".to_owned(), EntryKind::File),
            ("a/b".to_owned(), EntryKind::Directory),
            ("a/x.txt".to_owned(), EntryKind::File)
        ]
    );
    assert_eq!(
        tree.list(top).unwrap_err().failure,
        ReadFailure::NotDirectory
    );
    assert_eq!(tree.read(&a).unwrap_err().failure, ReadFailure::Directory);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_neither_loop_nor_lead_out() {
        let folder = tree(&[
            ("in/a/x.txt", "x"),
            ("out/secret.txt", ""),
            ("in/.v/pyvenv.cfg", ""),
        ]);
        let root = folder.path().join("in");
        symlink("..", root.join("a/loop")).unwrap();
        symlink("loop.txt", root.join("loop.txt")).unwrap();
        symlink("a/x.txt", root.join("inside.txt")).unwrap();
        symlink("../out/secret.txt", root.join("outside.txt")).unwrap();
        symlink("../out", root.join("folder")).unwrap();
        symlink(".v", root.join("venv")).unwrap();
        let tree = open(&root, OpenOptions::default());
        assert_eq!(shown(&tree), ["a/x.txt", "inside.txt"]);
        assert_eq!(
            tree.read(&tree.entry("inside.txt").unwrap().path).unwrap(),
            b"x"
        );
        let told: Vec<String> = skipped(&tree).into_iter().map(|(path, _)| path).collect();
        assert_eq!(
            told,
            [".v", "a/loop", "folder", "loop.txt", "outside.txt", "venv"]
        );
        let from = &tree.entry("inside.txt").unwrap().path;
        for outside in [
            "outside.txt",
            "folder/secret.txt",
            "a/loop/../out/secret.txt",
        ] {
            let error = tree.resolve(from, outside).unwrap_err();
            assert_eq!(error.failure, ReadFailure::Outside, "{outside}");
        }
        assert_eq!(
            &**tree.resolve(from, "a/loop/a/x.txt").unwrap().shown(),
            "a/x.txt"
        );
    }

    #[test]
    fn links_in_an_environment_do_not_lead_out() {
        let folder = tree(&[
            ("secret/METADATA", "Name: secret"),
            ("v/pyvenv.cfg", ""),
            ("v/shared/METADATA", "Name: y"),
            (
                "v/lib/python3.12/site-packages/x-1.dist-info/METADATA",
                "Name: x",
            ),
            ("v/lib/python3.12/site-packages/z-1.dist-info/x", ""),
        ]);
        let root = folder.path().join("v");
        let packages = root.join("lib/python3.12/site-packages");
        symlink(
            folder.path().join("secret/METADATA"),
            packages.join("z-1.dist-info/METADATA"),
        )
        .unwrap();
        symlink(folder.path().join("secret"), packages.join("s-1.dist-info")).unwrap();
        symlink(root.join("shared"), packages.join("y-1.dist-info")).unwrap();
        let tree = open(&root, OpenOptions::default());
        let packages = &tree.entries()[0].path;
        let metadata = |name: &str| packages.child(name).unwrap().child("METADATA").unwrap();
        assert_eq!(tree.read(&metadata("x-1.dist-info")).unwrap(), b"Name: x");
        assert_eq!(tree.read(&metadata("y-1.dist-info")).unwrap(), b"Name: y");
        for name in ["z-1.dist-info", "s-1.dist-info"] {
            let error = tree.read(&metadata(name)).unwrap_err();
            assert_eq!(error.failure, ReadFailure::Outside, "{name}");
        }
        let linked = packages.child("s-1.dist-info").unwrap();
        assert_eq!(
            tree.list(&linked).unwrap_err().failure,
            ReadFailure::Outside
        );
        assert_eq!(
            tree.read(&metadata("none")).unwrap_err().failure,
            ReadFailure::NotFound
        );
    }

    #[test]
    fn a_named_link_out_of_a_project_is_refused() {
        let folder = tree(&[
            ("in/pyproject.toml", ""),
            ("in/a.txt", "a"),
            ("free/x", ""),
            ("out.txt", "s3krit"),
        ]);
        let named = |path: &str| {
            Tree::open(
                folder.path().join(path),
                folder.path(),
                &mut OpenOptions::default(),
            )
        };
        for place in ["in/link.txt", "free/link.txt"] {
            symlink("../out.txt", folder.path().join(place)).unwrap();
        }
        symlink("a.txt", folder.path().join("in/within.txt")).unwrap();
        let error = named("in/link.txt").unwrap_err();
        assert!(
            matches!(error, pyward_target::OpenError::LeadsOut(_)),
            "{error}"
        );
        assert_eq!(error.hint().as_deref(), Some("name the file it leads to"));
        for (place, text) in [("in/within.txt", "a"), ("free/link.txt", "s3krit")] {
            let tree = named(place).unwrap();
            assert_eq!(tree.read(&tree.entries()[0].path).unwrap(), text.as_bytes());
        }
    }

    #[test]
    fn special_files_are_named_and_never_opened() {
        let folder = tree(&[("a.txt", "")]);
        let fifo = folder.path().join("requirements.txt");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("s")).unwrap();
        let tree = open(folder.path(), OpenOptions::default());
        assert_eq!(shown(&tree), ["a.txt"]);
        assert_eq!(
            skipped(&tree),
            [
                ("requirements.txt".into(), "a named pipe, not a file".into()),
                ("s".into(), "a socket, not a file".into())
            ]
        );
        let path = tree
            .resolve(&tree.entry("a.txt").unwrap().path, "requirements.txt")
            .unwrap();
        let error = tree.read(&path).unwrap_err();
        assert_eq!(
            error.to_string(),
            "requirements.txt: it is a named pipe, not a file"
        );
    }

    #[test]
    fn names_keep_their_bytes() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tree(&[("a\u{1b}[31m.txt", "red")]);
        let odd = folder
            .path()
            .join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
        let odd_names_work = fs::OpenOptions::new()
            .create_new(true)
            .write(true)
            .open(odd)
            .is_ok();
        let tree = open(folder.path(), OpenOptions::default());
        assert_eq!(shown(&tree)[0], "a\u{1b}[31m.txt");
        assert_eq!(tree.read(&tree.entries()[0].path).unwrap(), b"red");
        if odd_names_work {
            assert_eq!(shown(&tree)[1], "caf\u{fffd}.txt");
            assert_eq!(tree.read(&tree.entries()[1].path).unwrap(), b"");
        }
    }

    #[test]
    fn an_unreadable_folder_is_told_and_the_walk_goes_on() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tree(&[("a/x.txt", ""), ("b.txt", "")]);
        let closed = folder.path().join("a");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).unwrap();
        if fs::read_dir(&closed).is_ok() {
            // The superuser reads everything.
            return;
        }
        let tree = open(folder.path(), OpenOptions::default());
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(shown(&tree), ["b.txt"]);
        let [notice] = tree.notices() else {
            panic!("{:?}", tree.notices())
        };
        assert_eq!(notice.message, "cannot be read: permission denied");
    }
}
