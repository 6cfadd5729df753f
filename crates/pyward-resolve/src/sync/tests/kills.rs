//! A change is cut short at every step there is.

use std::path::Path;
use std::process::Command;

use super::*;
use crate::Environment;
use crate::journal::{Fault, FaultKind};

const AT: &str = "PYWARD_TEST_DIE_AT";
const WHAT: &str = "PYWARD_TEST_DIE_IN";
const WHERE: &str = "PYWARD_TEST_FOLDER";

fn failing(at: u32, kind: FaultKind) -> Steps {
    Steps {
        fault: Some(Fault { at, kind }),
        ..Steps::default()
    }
}

/// No step is left half done and forgotten.
fn is_tidy(environment: &Environment) {
    let left: Vec<String> = std::fs::read_dir(environment.root().join(".pyward"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !["lock", "last"].contains(&name.as_str()))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_full_disk_at_any_step_leaves_the_old_or_the_new_set() {
    let mut committed = 0;
    for at in 1.. {
        let venv = old_venv();
        let old = venv.snapshot();
        let steps = failing(at, FaultKind::Full);
        let result = make(&venv, NEW, &new_wheels(), &steps, &|| false);
        match result {
            Ok(_) => assert_eq!(venv.versions(), NEW, "step {at}"),
            Err(ApplyError::Failed { restored, .. }) => {
                assert!(restored);
                assert_eq!(venv.snapshot(), old, "step {at}");
            }
            Err(error) => panic!("step {at}: {error}"),
        }
        venv.open().recover().unwrap();
        is_tidy(&venv.open());
        assert_eq!(check_consistent(&venv.open()), Ok(Vec::new()), "step {at}");
        committed += u32::from(result_is_new(&venv));
        if steps.taken.get() < at {
            assert!(at > 20, "only {at} steps");
            break;
        }
    }
    assert!(committed >= 2, "no step fails after the change is finished");
}

fn result_is_new(venv: &Venv) -> bool {
    venv.versions() == NEW
}

/// What the processes that die run.
#[test]
#[ignore = "started by the tests below, to be killed"]
#[expect(
    clippy::disallowed_methods,
    reason = "told by the test that started it"
)]
fn a_process_that_dies() {
    let told = |key| std::env::var(key).unwrap();
    let steps = failing(told(AT).parse().unwrap(), FaultKind::Death);
    let folder = told(WHERE);
    let environment = Environment::open(&Path::new(&folder).join(".venv")).unwrap();
    let _held = environment.hold().unwrap();
    match told(WHAT).as_str() {
        "change" => {
            let plan = plan_sync(&environment, &wanted(NEW), &SyncOptions::default()).unwrap();
            let cache = Path::new(&folder).join("cache");
            let wheels: Vec<_> = new_wheels()
                .iter()
                .map(|wheel| wheel.unpack(&cache))
                .collect();
            change(&environment, &plan, &wheels, &steps, &mut |_| {}, &|| false).unwrap();
        }
        "rollback" => {
            environment.rollback_held(&steps).unwrap();
        }
        other => panic!("{other}"),
    }
}

/// Runs `what` in a process that dies before its step number `at`; whether it lived to the end.
#[expect(
    clippy::disallowed_methods,
    reason = "the test's own program, to be killed"
)]
pub(super) fn lives(venv: &Venv, what: &str, at: u32) -> bool {
    let ended = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "sync::tests::kills::a_process_that_dies",
            "--ignored",
        ])
        .env(AT, at.to_string())
        .env(WHAT, what)
        .env(WHERE, venv.folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(said.contains("running 1 test"), "{said}");
    let died = ended.status.code().is_none();
    assert!(died || ended.status.success(), "step {at}: {said}");
    !died
}

#[test]
fn death_at_any_step_of_a_change_leaves_the_old_or_the_new_set() {
    let (mut old_ones, mut new_ones) = (0, 0);
    for at in 1.. {
        let venv = old_venv();
        let old = venv.snapshot();
        let lived = lives(&venv, "change", at);
        let environment = venv.open();
        let plan = plan_sync(&environment, &wanted(NEW), &SyncOptions::default());
        let refused = matches!(plan, Err(crate::EnvironmentError::Interrupted { .. }));
        assert_eq!(refused, environment.is_interrupted());
        let restored = environment.recover().unwrap();
        if result_is_new(&venv) {
            new_ones += 1;
            assert!(restored.is_none());
            assert_eq!(environment.rollback_last().unwrap().differences, [""; 0]);
        } else {
            old_ones += 1;
        }
        assert_eq!(venv.snapshot(), old, "step {at}");
        is_tidy(&environment);
        assert_eq!(check_consistent(&environment), Ok(Vec::new()), "step {at}");
        if lived {
            break;
        }
    }
    assert!(old_ones > 20 && new_ones > 1, "{old_ones} {new_ones}");
}

#[test]
fn death_at_any_step_of_a_rollback_leads_to_the_old_set_or_leaves_the_new_one() {
    let mut old_ones = 0;
    for at in 1.. {
        let venv = old_venv();
        let old = venv.snapshot();
        make(&venv, NEW, &new_wheels(), &Steps::default(), &|| false).unwrap();
        let new = venv.snapshot();
        let lived = lives(&venv, "rollback", at);
        let environment = venv.open();
        environment.recover().unwrap();
        let now = venv.snapshot();
        assert!(now == old || now == new, "step {at}");
        old_ones += u32::from(now == old);
        is_tidy(&environment);
        if lived {
            assert_eq!(now, old);
            break;
        }
    }
    assert!(old_ones > 10, "{old_ones}");
}

#[test]
fn death_while_a_dead_change_is_taken_back_leads_to_the_old_set() {
    let mut deaths = 0;
    for at in 1.. {
        let venv = old_venv();
        let old = venv.snapshot();
        assert!(!lives(&venv, "change", 36));
        let environment = venv.open();
        assert!(environment.is_interrupted());
        assert_ne!(venv.snapshot(), old);
        let lived = lives(&venv, "rollback", at);
        environment.recover().unwrap();
        assert_eq!(venv.snapshot(), old, "step {at}");
        is_tidy(&environment);
        assert_eq!(check_consistent(&environment), Ok(Vec::new()), "step {at}");
        if lived {
            break;
        }
        deaths += 1;
    }
    assert!(deaths > 10, "{deaths}");
}
