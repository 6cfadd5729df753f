//! What cannot be done, and how it is said: each with its reason, before anything is changed.

use super::{Shelf, environment, files, json, report, text, update};
use crate::harness::{Run, folder};

fn refused(run: &Run, what: &str, hint: &str) {
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains(what), "{run:?}");
    assert!(run.err.contains(hint), "{run:?}");
}

#[test]
fn reports_that_cannot_be_written_stop_the_run_before_it_starts() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n"), ("taken", "")]);
    let args = ["--req", "requirements.txt", "--reports", "taken/reports"];
    let run = shelf.ask(update(top.path(), &args)).run();
    refused(
        &run,
        "error: reports cannot be written to taken/reports: ",
        "name another folder with `--reports`",
    );
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.2\n");
}

#[test]
fn a_read_only_file_is_refused_unless_it_is_only_audited() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let path = top.path().join("requirements.txt");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let args = ["--req", "requirements.txt"];
    let run = shelf.ask(update(top.path(), &args)).run();
    refused(
        &run,
        "error: requirements.txt cannot be written: it is read-only; nothing was changed\n",
        "`pyward update --upgrade none`",
    );
    let audit = [&args[..], &["--upgrade", "none"]].concat();
    assert_eq!(update(top.path(), &audit).run().code, 1);
}

#[test]
fn wishes_that_exclude_each_other_are_explained_and_the_audit_is_reported() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.in", "jinja2>=3.1.6\nmarkupsafe<2\n")]);
    let args = ["--req", "requirements.in", "--upgrade", "all"];
    let run = shelf.ask(update(top.path(), &args)).run();
    refused(
        &run,
        "no versions satisfy all requirements",
        "--req requirements.txt --upgrade conservative",
    );
    assert!(run.err.contains("markupsafe"), "{run:?}");
    assert!(run.err.len() < 4000, "{run:?}");
    assert!(!top.path().join("requirements.txt").exists());
    let summary = json(top.path(), &report("security-summary", "json"));
    assert_eq!(summary["exit_code"], 2);
    assert!(
        summary["upgrades"]["status"]
            .as_str()
            .unwrap()
            .starts_with("Failed (all mode)")
    );
}

#[test]
fn without_a_network_nothing_is_upgraded_and_the_audit_is_reported() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let cache = top.path().join("cache");
    let run = update(top.path(), &["--req", "requirements.txt"])
        .env("PYWARD_CACHE_DIR", cache)
        .run();
    refused(
        &run,
        "error: requirements.txt: no versions",
        "hint: the network is switched off",
    );
    assert_eq!(text(top.path(), "requirements.txt"), "jinja2==3.1.2\n");
    assert!(top.path().join(report("security-summary", "md")).exists());
}

#[test]
fn an_environment_that_is_not_there_is_a_note_beside_a_file_and_else_an_error() {
    let top = folder(&[("requirements.txt", "jinja2==3.1.6\n")]);
    let args = ["--upgrade", "none", "--venv", "gone"];
    let run = update(
        top.path(),
        &[&args[..], &["--req", "requirements.txt"]].concat(),
    )
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    let run = update(top.path(), &args).run();
    refused(&run, "error: there is no environment gone\n", "`--req`");

    // Nothing to freeze is part of the job not done.
    let freeze = ["--upgrade", "none", "--req", "requirements.txt", "--freeze"];
    let run = update(top.path(), &freeze).run();
    assert_eq!(run.code, 3, "{run:?}");

    let empty = folder(&[("notes.md", "")]);
    let run = update(empty.path(), &["--upgrade", "none"]).run();
    refused(
        &run,
        "error: there is no environment `.venv` here, and no requirements file",
        "`pyward update --req requirements.txt`",
    );
}

#[test]
fn a_file_that_is_none_is_told() {
    let top = folder(&[("src/app.py", "")]);
    environment(top.path(), ".venv", &[]);
    let run = update(top.path(), &["--req", "src"]).run();
    refused(
        &run,
        "error: src is a folder\n",
        "`--req` wants a requirements file",
    );
    let run = update(top.path(), &["--req", "requirements.txt"]).run();
    refused(
        &run,
        "error: requirements.txt does not exist\n",
        "check `--req`",
    );
    assert_eq!(files(top.path()), [".venv", "src"]);
}

#[cfg(unix)]
#[test]
fn two_runs_on_one_project_do_not_meet() {
    let shelf = Shelf::usual();
    let top = folder(&[("requirements.txt", "jinja2==3.1.2\n")]);
    let data = tempfile::tempdir().unwrap();
    let args = ["--req", "requirements.txt"];
    let slow = [
        &args[..],
        &[
            "--verify",
            "touch started; while [ ! -f go ]; do sleep 0.05; done",
        ],
    ]
    .concat();
    let first = shelf
        .ask(update(top.path(), &slow))
        .env("PYWARD_DATA_DIR", data.path());
    let mut first = first.spawn();
    let mut patience = 600;
    while !top.path().join("started").exists() && patience > 0 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        patience -= 1;
    }
    let run = shelf
        .ask(update(top.path(), &args))
        .env("PYWARD_DATA_DIR", data.path())
        .run();
    crate::harness::put(top.path(), "go", b"");
    assert!(first.wait().unwrap().success());
    refused(
        &run,
        "error: another pyward is fixing ",
        "hint: wait for it to end",
    );
    assert!(text(top.path(), "requirements.txt").starts_with("jinja2==3.1.6\n"));
}
