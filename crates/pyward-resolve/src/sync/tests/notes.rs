//! What is noted of files that were verified.
#![cfg(unix)]

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::*;
use crate::sync::fetch::Unpacked;

const DAY: Duration = Duration::from_hours(24);

/// A wheel that was unpacked yesterday.
fn unpacked(venv: &Venv) -> Unpacked {
    let wheel = Wheel::new("alpha", "1.0", &[]).file("alpha/code.py", "code = 1\n");
    let unpacked = wheel.unpack(&venv.path("cache"));
    for file in ["alpha/code.py", "alpha-1.0.dist-info/METADATA"] {
        age(&unpacked.folder.join(file));
    }
    unpacked
}

fn age(path: &Path) {
    let yesterday = std::fs::metadata(path).unwrap().modified().unwrap() - DAY;
    touch(path, yesterday);
}

fn touch(path: &Path, time: SystemTime) {
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

/// Installs the wheel where it is not.
fn install(venv: &Venv, wheel: &Unpacked) -> Result<Applied, ApplyError> {
    let environment = venv.open();
    let plan = plan_sync(&environment, &wanted("alpha==1.0"), &SyncOptions::default()).unwrap();
    let _held = environment.hold()?;
    let wheels = std::slice::from_ref(wheel);
    change(
        &environment,
        &plan,
        wheels,
        &Steps::default(),
        &mut |_| {},
        &|| false,
    )
}

/// The note with a line changed.
fn doctor(wheel: &Unpacked, change: impl Fn(&str) -> String) {
    let text = crate::installed::read_text(&wheel.note, 1 << 20).unwrap();
    assert!(text.contains(" alpha/code.py\n"), "{text}");
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            if line.ends_with(" alpha/code.py") {
                change(line)
            } else {
                line.to_owned()
            }
        })
        .collect();
    let folder = wheel.note.parent().unwrap();
    let mut draft = tempfile::NamedTempFile::new_in(folder).unwrap();
    std::io::Write::write_all(&mut draft, (lines.join("\n") + "\n").as_bytes()).unwrap();
    draft.persist(&wheel.note).unwrap();
}

#[test]
fn a_file_in_the_state_in_which_it_was_verified_is_not_read_again() {
    let (first, second) = (Venv::new(), Venv::new());
    let wheel = unpacked(&first);
    install(&first, &wheel).unwrap();
    // Only the note says so: another reading would find nothing wrong.
    let wrong = "0".repeat(64);
    doctor(&wheel, |line| {
        let mut words: Vec<&str> = line.split(' ').collect();
        words[4] = &wrong;
        words.join(" ")
    });
    let error = install(&second, &wheel).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("not what its list of files says"),
        "{error}"
    );
    assert_eq!(second.versions(), "");
}

#[test]
fn a_file_that_was_changed_in_an_environment_is_noticed_in_the_next() {
    let (first, second) = (Venv::new(), Venv::new());
    let wheel = unpacked(&first);
    install(&first, &wheel).unwrap();
    let code = "lib/python3.12/site-packages/alpha/code.py";
    let linked = first.path(".venv").join(code);
    std::io::Write::write_all(
        &mut File::options().write(true).open(&linked).unwrap(),
        b"evil = 1\n",
    )
    .unwrap();
    let error = install(&second, &wheel).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("not what its list of files says"),
        "{error}"
    );
    assert_eq!(second.versions(), "");
}

#[test]
fn what_is_younger_than_the_note_is_read_again() {
    let (first, second) = (Venv::new(), Venv::new());
    let wheel = unpacked(&first);
    let code = wheel.folder.join("alpha/code.py");
    let yesterday = std::fs::metadata(&code).unwrap().modified().unwrap();
    touch(&code, yesterday + 2 * DAY);
    install(&first, &wheel).unwrap();
    // A note that lies of it is not listened to.
    let wrong = "0".repeat(64);
    doctor(&wheel, |line| {
        let mut words: Vec<&str> = line.split(' ').collect();
        words[4] = &wrong;
        words.join(" ")
    });
    install(&second, &wheel).unwrap();
    assert_eq!(second.versions(), "alpha==1.0");
}

#[test]
fn a_note_that_makes_no_sense_is_none() {
    let (first, second, third) = (Venv::new(), Venv::new(), Venv::new());
    let wheel = unpacked(&first);
    install(&first, &wheel).unwrap();
    doctor(&wheel, |line| line.chars().take(12).collect());
    install(&second, &wheel).unwrap();
    // And it was written anew.
    doctor(&wheel, str::to_owned);
    install(&third, &wheel).unwrap();
    assert_eq!(third.versions(), "alpha==1.0");
}
