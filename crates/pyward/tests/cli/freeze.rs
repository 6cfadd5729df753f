//! `pyward freeze`: pins of environments made by hand, so that no Python and no network is needed. How they compare with
//! pip's own is `tests/differential/compare_freeze.py`.

use crate::harness::{folder, put, pyward, text};

const SITE: &str = "lib/python3.11/site-packages";

/// An environment with these files in its folder of packages, under `.venv`.
fn environment(files: &[(&str, &str)]) -> tempfile::TempDir {
    let top = folder(&[(".venv/pyvenv.cfg", "home = /usr/bin\n")]);
    std::fs::create_dir_all(top.path().join(".venv").join(SITE)).unwrap();
    for (path, text) in files {
        put(top.path(), &format!(".venv/{SITE}/{path}"), text.as_bytes());
    }
    top
}

const PACKAGES: &[(&str, &str)] = &[
    ("pip-23.0.dist-info/METADATA", "Name: pip\nVersion: 23.0\n"),
    (
        "setuptools-68.0.dist-info/METADATA",
        "Name: setuptools\nVersion: 68.0\n",
    ),
    (
        "Flask-3.0.0.dist-info/METADATA",
        "Name: Flask\nVersion: 3.0.0\n",
    ),
    ("a_b-1.0.dist-info/METADATA", "Name: a_b\nVersion: 1.0\n"),
    (
        "a_b-1.0.dist-info/direct_url.json",
        r#"{"url": "https://h/a.zip", "archive_info": {"hashes": {"sha256": "abcd"}}}"#,
    ),
];

fn venv(top: &tempfile::TempDir) -> String {
    top.path().join(".venv").display().to_string()
}

#[test]
fn what_is_installed_is_printed_as_pins() {
    let top = environment(PACKAGES);
    let run = pyward(&["freeze", &venv(&top)]).run();
    assert_eq!(run.out, "a_b @ https://h/a.zip#sha256=abcd\nFlask==3.0.0\n");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let run = pyward(&["freeze", &venv(&top), "--all", "--exclude", "A-B"]).run();
    assert_eq!(run.out, "Flask==3.0.0\npip==23.0\nsetuptools==68.0\n");
}

#[test]
fn the_environment_is_the_one_here_else_the_active_one() {
    let top = environment(PACKAGES);
    let run = pyward(&["freeze", "--exclude", "a-b"])
        .within(top.path())
        .run();
    assert_eq!((run.code, run.out.as_str()), (0, "Flask==3.0.0\n"));
    let elsewhere = folder(&[("x", "")]);
    let run = pyward(&["freeze", "--exclude", "a-b"])
        .within(elsewhere.path())
        .env("VIRTUAL_ENV", venv(&top))
        .run();
    assert_eq!((run.code, run.out.as_str()), (0, "Flask==3.0.0\n"));
    let run = pyward(&["freeze"]).within(elsewhere.path()).run();
    assert_eq!(run.code, 2);
    assert_eq!(
        run.err,
        "error: there is no `.venv` here, and no environment is active\nhint: name one: `pyward freeze PATH`\n"
    );
}

#[test]
fn folders_of_packages_are_read_by_path_the_first_before_the_second() {
    let top = environment(PACKAGES);
    put(
        top.path(),
        "more/flask-2.0.dist-info/METADATA",
        b"Name: flask\nVersion: 2.0\n",
    );
    put(
        top.path(),
        "more/z-1.dist-info/METADATA",
        b"Name: z\nVersion: 1\n",
    );
    let site = format!(".venv/{SITE}");
    let run = pyward(&[
        "freeze",
        "--path",
        "more",
        "--path",
        &site,
        "--exclude",
        "a-b",
    ])
    .within(top.path())
    .run();
    assert_eq!((run.code, run.out.as_str()), (0, "flask==2.0\nz==1\n"));
    let both = pyward(&["freeze", "x", "--path", "y"]).run();
    assert_eq!(both.code, 2);
}

#[test]
fn what_is_no_environment_is_refused() {
    let top = folder(&[("src/app.py", ""), ("requirements.txt", "flask==1\n")]);
    for (path, told) in [
        ("src", "error: src is no environment\n"),
        (
            "requirements.txt",
            "error: requirements.txt is no environment\n",
        ),
        ("gone", "error: gone does not exist\n"),
        (
            "-",
            "error: an environment is a folder, not standard input\n",
        ),
    ] {
        let run = pyward(&["freeze", path]).within(top.path()).run();
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{path}");
        assert!(
            run.err.starts_with(told) && run.err.contains("\nhint: "),
            "{}",
            run.err
        );
    }
}

#[test]
fn the_order_of_a_file_is_kept_and_the_file_may_be_replaced() {
    let top = environment(PACKAGES);
    put(
        top.path(),
        "requirements.txt",
        b"# web\n\tflask>=1 # x\n# tab\there\ngone==1\n",
    );
    let args = ["freeze", "-r", "requirements.txt"];
    let run = pyward(&args).within(top.path()).run();
    let expected = "# web\nFlask==3.0.0\n# tab\there\n## The following requirements were added by pip freeze:\na_b @ https://h/a.zip#sha256=abcd\n";
    assert_eq!((run.code, run.out.as_str()), (0, expected));
    assert_eq!(
        run.err,
        "note: requirements.txt:4: gone is not installed, so it has no pin\n"
    );
    let run = pyward(&[&args[..], &["-q", "-o", "requirements.txt"]].concat())
        .within(top.path())
        .run();
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    assert_eq!(text(&top.path().join("requirements.txt")), expected);
    for (file, told) in [
        ("gone.txt", "gone.txt does not exist"),
        (".venv", ".venv is a folder"),
    ] {
        let run = pyward(&["freeze", "-r", file]).within(top.path()).run();
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{file}");
        assert!(run.err.contains(told), "{}", run.err);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_left_as_it_was() {
    let top = environment(PACKAGES);
    let run = pyward(&["freeze", "-o", "no/such/folder.txt"])
        .within(top.path())
        .run();
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("could not be written"), "{}", run.err);
}

#[test]
fn packages_without_a_hash_are_told_and_the_job_is_done_in_part() {
    let top = environment(PACKAGES);
    let run = pyward(&["freeze", &venv(&top), "--hashes"]).run();
    assert_eq!(
        run.out,
        "a_b @ https://h/a.zip#sha256=abcd \\\n    --hash=sha256:abcd\nFlask==3.0.0\n"
    );
    assert_eq!(run.code, 3);
    assert!(
        run.err
            .starts_with("warning: no hash is known for 1 of the packages: flask\n"),
        "{}",
        run.err
    );
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_printed() {
    let files = [
        PACKAGES,
        &[
            ("broken.dist-info/METADATA", "\u{1b}[2J"),
            ("evil-1.dist-info/METADATA", "Name: evil\nVersion: 1\n"),
            ("evil-1.dist-info/direct_url.json", "{\"url\": \"\u{1b}[2J"),
        ],
    ]
    .concat();
    let top = environment(&files);
    let run = pyward(&["freeze", &venv(&top), "-q"]).run();
    assert_eq!(
        run.out,
        "a_b @ https://h/a.zip#sha256=abcd\nevil==1\nFlask==3.0.0\n"
    );
    assert_eq!(run.code, 3);
    assert_eq!(run.err.matches("warning: ").count(), 2, "{}", run.err);
    assert!(!run.err.contains('\u{1b}'));
}

#[test]
fn packages_of_the_system_are_noted_unless_only_local_ones_are_wanted() {
    let top = environment(PACKAGES);
    put(
        top.path(),
        ".venv/pyvenv.cfg",
        b"include-system-site-packages = true\n",
    );
    let run = pyward(&["freeze", &venv(&top)]).run();
    assert!(
        run.code == 0 && run.err.starts_with("note: pyvenv.cfg:1: "),
        "{run:?}"
    );
    let run = pyward(&["freeze", &venv(&top), "--local"]).run();
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
