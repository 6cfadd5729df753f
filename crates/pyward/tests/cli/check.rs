//! `pyward check` and `pyward man`.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::harness::{folder, put, pyward};

fn installed(top: &Path, name: &str, version: &str, more: &str) {
    put(
        top,
        &format!(".venv/lib/python3.12/site-packages/{name}-{version}.dist-info/METADATA"),
        format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}").as_bytes(),
    );
}

fn venv() -> tempfile::TempDir {
    let top = folder(&[
        (
            ".venv/pyvenv.cfg",
            "home = /usr/bin\nversion_info = 3.12.4\n",
        ),
        (".venv/bin/python", "never started"),
    ]);
    installed(
        top.path(),
        "alpha",
        "1.0",
        "Requires-Dist: beta>=2\nRequires-Dist: gamma\nRequires-Dist: win; sys_platform == 'win32'\n\
         Requires-Dist: more; extra == 'full'\nRequires-Python: >=3.13\n",
    );
    installed(top.path(), "beta", "1.5", "");
    top
}

#[test]
fn what_does_not_fit_together_is_told() {
    let top = venv();
    let run = pyward(&["check"]).within(top.path()).run();
    assert_eq!(
        (run.code, run.out.as_str()),
        (
            1,
            "alpha is for Python >=3.13\n\
             alpha requires beta>=2, 1.5 is there\n\
             alpha requires gamma, which is not there\n\
             2 packages, 3 problems\n"
        ),
        "{run:?}"
    );
    let json = pyward(&["check", "--format", "json"])
        .within(top.path())
        .json();
    assert_eq!(json["schema"], "pyward-check/1");
    assert_eq!(json["packages"], 2);
    assert_eq!(json["problems"][1]["kind"], "unmet");
    assert_eq!(json["problems"][1]["requirement"], "beta>=2");
    assert_eq!(json["problems"][1]["found"], "1.5");
}

#[test]
fn an_environment_that_fits_passes_and_changed_files_are_told_on_request() {
    let top = folder(&[
        (
            ".venv/pyvenv.cfg",
            "home = /usr/bin\nversion_info = 3.12.4\n",
        ),
        (".venv/bin/python", "never started"),
    ]);
    installed(top.path(), "alpha", "1.0", "");
    let packages = ".venv/lib/python3.12/site-packages";
    put(top.path(), &format!("{packages}/alpha.py"), b"1\n");
    let digest = Sha256::digest(b"1\n");
    let record = format!(
        "alpha.py,sha256={},2\ngone.py,,\nalpha-1.0.dist-info/RECORD,,\n",
        base64(&digest)
    );
    put(
        top.path(),
        &format!("{packages}/alpha-1.0.dist-info/RECORD"),
        record.as_bytes(),
    );
    let run = pyward(&["check", ".venv"]).within(top.path()).run();
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "1 package, all requirements are met\n"),
        "{run:?}"
    );
    let files = || pyward(&["check", "--files", "-q"]).within(top.path()).run();
    let gone = format!("alpha: `{packages}/gone.py` is missing\n").replace(".venv/", "");
    assert_eq!((files().code, files().out), (1, gone.clone()));
    put(top.path(), &format!("{packages}/alpha.py"), b"2\n");
    let changed = format!("alpha: `{packages}/alpha.py` was changed\n").replace(".venv/", "");
    assert_eq!(files().out, format!("{gone}{changed}"));
}

/// URL-safe and without padding, as RECORD has it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut three = [0; 3];
        three[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for at in 0..=chunk.len() {
            let digit = bits >> (18 - 6 * at) & 63;
            text.push(char::from(DIGITS[digit as usize]));
        }
    }
    text
}

#[test]
fn what_is_no_environment_cannot_be_checked() {
    let top = folder(&[("requirements.txt", "flask\n")]);
    let run = pyward(&["check", "."]).within(top.path()).run();
    assert_eq!(run.code, 2);
    assert!(run.err.contains("pyvenv.cfg"), "{run:?}");
    let run = pyward(&["check"]).within(top.path()).run();
    assert!(
        run.code == 2 && run.err.contains("no `.venv` here"),
        "{run:?}"
    );
}

#[test]
fn there_is_a_manual_page_for_every_verb() {
    let run = pyward(&["man"]).run();
    assert!(run.code == 0 && run.out.contains(".TH pyward 1"), "{run:?}");
    let run = pyward(&["man", "audit"]).run();
    assert!(run.out.contains(".TH pyward-audit 1"), "{run:?}");
    let run = pyward(&["man", "dance"]).run();
    assert!(
        run.code == 2 && run.err.contains("no verb `dance`"),
        "{run:?}"
    );
    let top = folder(&[]);
    let run = pyward(&["man", "--dir", "man1"]).within(top.path()).run();
    assert_eq!(run.code, 0, "{run:?}");
    for verb in ["pyward", "pyward-audit", "pyward-tree", "pyward-db"] {
        assert!(
            top.path().join(format!("man1/{verb}.1")).is_file(),
            "{verb}"
        );
    }
}
