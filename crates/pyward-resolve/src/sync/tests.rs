mod faults;
mod kills;
mod notes;
mod plans;

use pyward_model::{PackageName, Version};

use super::apply::change;
use super::*;
use crate::installed::fixture::{Venv, Wheel};
use crate::journal::Steps;

fn name(text: &str) -> PackageName {
    PackageName::pypi(text)
}

/// What `a==1 b==2` wants.
fn wanted(pins: &str) -> Wanted {
    let pins = pins.split_whitespace().map(|pin| {
        let (name, version) = pin.split_once("==").unwrap();
        Pin {
            name: PackageName::pypi(name),
            version: Version::new(version),
            hashes: Vec::new(),
        }
    });
    Wanted {
        pins: pins.collect(),
        ..Wanted::default()
    }
}

fn old_wheels() -> Vec<Wheel> {
    vec![
        Wheel::new("alpha", "1.0", &["beta>=1"])
            .file("alpha/old.py", "old = 1\n")
            .file("alpha/deep/data.txt", "1\n")
            .script("alpha"),
        Wheel::new("beta", "1.0", &[]).file("shared/beta.py", "1\n"),
        Wheel::new("gone", "1.0", &[]).script("gone"),
    ]
}

fn new_wheels() -> Vec<Wheel> {
    vec![
        Wheel::new("alpha", "2.0", &["beta>=1", "fresh"])
            .file("alpha/new.py", "new = 2\n")
            .file("alpha-2.0.data/scripts/tool", "#!python\nprint(2)\n")
            .script("alpha"),
        Wheel::new("fresh", "1.0", &[]).file("shared/fresh.py", "1\n"),
    ]
}

const OLD: &str = "alpha==1.0 beta==1.0 gone==1.0";
const NEW: &str = "alpha==2.0 beta==1.0 fresh==1.0";

/// Makes the environment what is wanted, from wheels that lie unpacked beside it.
fn make(
    venv: &Venv,
    pins: &str,
    wheels: &[Wheel],
    steps: &Steps,
    cancelled: &dyn Fn() -> bool,
) -> Result<Applied, ApplyError> {
    let environment = venv.open();
    let plan = plan_sync(&environment, &wanted(pins), &SyncOptions::default()).unwrap();
    let unpacked: Vec<_> = wheels
        .iter()
        .map(|wheel| wheel.unpack(&venv.path("cache")))
        .collect();
    let _held = environment.hold()?;
    change(
        &environment,
        &plan,
        &unpacked,
        steps,
        &mut |_| {},
        cancelled,
    )
}

fn old_venv() -> Venv {
    let venv = Venv::new();
    make(&venv, OLD, &old_wheels(), &Steps::default(), &|| false).unwrap();
    assert_eq!(venv.versions(), OLD);
    venv
}

#[test]
fn a_change_is_made_whole_and_undone_whole() {
    let venv = old_venv();
    venv.put(
        ".venv/lib/python3.12/site-packages/alpha/__pycache__/old.cpython-312.pyc",
        "x",
    );
    let old = venv.snapshot();
    let applied = make(&venv, NEW, &new_wheels(), &Steps::default(), &|| false).unwrap();
    assert!(
        applied.undoable && applied.problems.is_empty(),
        "{applied:?}"
    );
    assert_eq!(venv.versions(), NEW);
    let environment = venv.open();
    assert_eq!(check_consistent(&environment), Ok(Vec::new()));
    let installed = environment.packages().unwrap();
    assert_eq!(
        installed.get(&name("fresh")).unwrap().installer.as_deref(),
        Some("pyward")
    );
    let packages = environment.site_packages();
    for gone in ["alpha/old.py", "alpha/__pycache__", "alpha/deep", "gone"] {
        assert!(!packages.join(gone).exists(), "{gone}");
    }
    assert!(environment.scripts().join("tool").exists());
    let restored = environment.rollback_last().unwrap();
    assert_eq!(restored.back.len(), 2);
    assert_eq!(restored.differences, [""; 0]);
    assert_eq!(venv.snapshot(), old);
    assert!(matches!(
        environment.rollback_last(),
        Err(crate::JournalError::Nothing { .. })
    ));
}

#[test]
fn only_the_last_change_is_kept() {
    let venv = old_venv();
    make(&venv, NEW, &new_wheels(), &Steps::default(), &|| false).unwrap();
    let new = venv.snapshot();
    make(&venv, "beta==1.0", &[], &Steps::default(), &|| false).unwrap();
    assert_eq!(venv.versions(), "beta==1.0");
    let environment = venv.open();
    environment.rollback_last().unwrap();
    assert_eq!(venv.snapshot(), new);
    assert!(environment.rollback_last().is_err());
    make(&venv, "beta==1.0", &[], &Steps::default(), &|| false).unwrap();
    environment.discard_last().unwrap();
    assert!(environment.last_change().is_none());
    assert!(environment.rollback_last().is_err());
}

#[test]
fn a_change_that_others_went_on_from_is_not_undone() {
    let venv = old_venv();
    make(&venv, NEW, &new_wheels(), &Steps::default(), &|| false).unwrap();
    venv.put(".venv/lib/python3.12/site-packages/alpha/new.py", "edited");
    let before = venv.snapshot();
    let error = venv.open().rollback_last().unwrap_err();
    assert!(error.to_string().contains("alpha/new.py"), "{error}");
    assert_eq!(venv.snapshot(), before);
}

#[test]
fn new_folders_go_in_and_out_whole_and_leave_what_others_put_there() {
    let venv = old_venv();
    let old = venv.snapshot();
    let wheels = [Wheel::new("fresh", "1.0", &[])
        .file("fresh/deep/a.py", "1\n")
        .file("fresh/b.py", "1\n")];
    let steps = Steps::default();
    let new = format!("{OLD} fresh==1.0");
    make(&venv, &new, &wheels, &steps, &|| false).unwrap();
    let packages = ".venv/lib/python3.12/site-packages/fresh";
    venv.put(
        &format!("{packages}/deep/__pycache__/a.cpython-312.pyc"),
        "x",
    );
    venv.open().rollback_last().unwrap();
    assert_eq!(venv.snapshot(), old);
    assert!(!venv.path(packages).exists());

    make(&venv, &new, &wheels, &steps, &|| false).unwrap();
    venv.put(&format!("{packages}/deep/notes.txt"), "mine");
    venv.open().rollback_last().unwrap();
    assert_eq!(venv.versions(), OLD);
    assert!(venv.path(&format!("{packages}/deep/notes.txt")).exists());
    assert!(!venv.path(&format!("{packages}/b.py")).exists());
}

#[test]
fn a_stop_brings_everything_back() {
    let venv = old_venv();
    let old = venv.snapshot();
    for patience in 0..4 {
        let asked = std::cell::Cell::new(0);
        let cancelled = || {
            asked.set(asked.get() + 1);
            asked.get() > patience
        };
        match make(&venv, NEW, &new_wheels(), &Steps::default(), &cancelled) {
            Err(ApplyError::Cancelled { .. }) => assert_eq!(venv.snapshot(), old),
            Ok(_) => assert_eq!((patience, venv.versions().as_str()), (3, NEW)),
            Err(error) => panic!("{error}"),
        }
    }
}
