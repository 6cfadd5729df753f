//! `pyward code` finds the same with and without its cache.

use std::path::{Path, PathBuf};

use crate::harness::{folder, put, pyward};

const VIEW: &str = "\
import os
from flask import Flask, request
from b import command
app = Flask(__name__)
@app.route('/')
def view():
    os.system(command(request.args['x']))
";

const COMMAND: &str = "def command(name):\n    return 'ls ' + name\n";

fn run(top: &Path, cache: &Path, args: &[&str]) -> (i32, String, String) {
    let run = pyward(&[&["code", "--format", "json"], args].concat())
        .within(top)
        .env("PYWARD_CACHE_DIR", cache)
        .run();
    (run.code, run.out, run.err)
}

fn entries(cache: &Path) -> Vec<PathBuf> {
    let Ok(found) = std::fs::read_dir(cache.join("code-1")) else {
        return Vec::new();
    };
    let mut all: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn the_cache_never_changes_what_is_said() {
    let top = folder(&[("a.py", VIEW), ("b.py", COMMAND), ("c.py", "assert 1\n")]);
    let cache = tempfile::tempdir().unwrap();
    let check = |args: &[&str]| {
        let fresh = run(top.path(), cache.path(), &[args, &["--no-cache"]].concat());
        let first = run(top.path(), cache.path(), args);
        let again = run(top.path(), cache.path(), args);
        assert_eq!(fresh, first, "{args:?}");
        assert_eq!(fresh, again, "{args:?}");
        fresh
    };
    let (_, whole, _) = check(&[]);
    assert!(whole.contains("command-injection"), "{whole}");
    check(&["--ignore-nosec"]);
    check(&["-t", "B101"]);
    check(&["--compat", "bandit", "-r"]);
    check(&["-n", "1"]);
    check(&["--jobs", "1"]);
    // An edit in one file changes what is found in another.
    put(top.path(), "b.py", b"def command(name):\n    return 'ls'\n");
    let (_, edited, _) = check(&[]);
    assert!(!edited.contains("command-injection"), "{edited}");
    std::fs::rename(top.path().join("c.py"), top.path().join("d.py")).unwrap();
    let (_, renamed, _) = check(&[]);
    assert!(renamed.contains("d.py") && !renamed.contains("c.py"));
    put(top.path(), "b.py", COMMAND.as_bytes());
    std::fs::rename(top.path().join("d.py"), top.path().join("c.py")).unwrap();
    assert_eq!(check(&[]).1, whole);
}

#[test]
fn no_cache_leaves_none_behind_and_damage_is_mended() {
    let top = folder(&[("a.py", VIEW), ("b.py", COMMAND)]);
    let cache = tempfile::tempdir().unwrap();
    let fresh = run(top.path(), cache.path(), &["--no-cache"]);
    assert_eq!(entries(cache.path()), Vec::<PathBuf>::new());
    assert_eq!(run(top.path(), cache.path(), &[]), fresh);
    let kept = entries(cache.path());
    assert_eq!(kept.len(), 1);
    for damage in [&b""[..], b"nonsense", &[0xff; 4096]] {
        #[expect(clippy::disallowed_methods, reason = "damage")]
        std::fs::write(&kept[0], damage).unwrap();
        assert_eq!(run(top.path(), cache.path(), &[]), fresh);
        #[expect(clippy::disallowed_methods, reason = "what the run made of it")]
        let mended = std::fs::read(&kept[0]).unwrap();
        assert_ne!(mended, damage);
    }
    // A place nobody can write to is no reason to fail.
    assert_eq!(run(top.path(), Path::new("/dev/null"), &[]), fresh);
}

#[test]
fn runs_at_once_agree() {
    let top = folder(&[("a.py", VIEW), ("b.py", COMMAND)]);
    let cache = tempfile::tempdir().unwrap();
    let fresh = run(top.path(), cache.path(), &["--no-cache"]);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| run(top.path(), cache.path(), &[])))
            .collect();
        for other in runs {
            assert_eq!(other.join().unwrap(), fresh);
        }
    });
    assert_eq!(entries(cache.path()).len(), 1);
}
