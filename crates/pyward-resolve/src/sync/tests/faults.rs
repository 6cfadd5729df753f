//! Indexes and wheels that lie. Each time the environment is what it was.

use std::time::Duration;

use pyward_fetch::loopback::{Loopback, Reply};
use pyward_model::Hash;
use tempfile::TempDir;

use super::*;
use crate::{Engine, IndexSettings, IndexStrategy};

/// An index with some wheels.
struct Index {
    server: Loopback,
    cache: TempDir,
}

impl Index {
    fn new(wheels: &[Wheel]) -> Self {
        let index = Self {
            server: Loopback::start(),
            cache: TempDir::new().unwrap(),
        };
        for wheel in wheels {
            index.list(wheel, Some(&wheel.sha256()));
            index.serve(wheel, Reply::ok(wheel.bytes()));
        }
        index
    }

    fn list(&self, wheel: &Wheel, sha256: Option<&str>) {
        let hashes = sha256.map_or(String::new(), |digits| format!(r#""sha256": "{digits}""#));
        let page = format!(
            r#"{{"meta": {{"api-version": "1.1"}}, "name": "{}", "files": [{{"filename": "{}", "url": "../../files/{}", "hashes": {{{hashes}}}}}]}}"#,
            wheel.name,
            wheel.filename(),
            wheel.filename(),
        );
        let page = Reply::ok(page).header("Content-Type", "application/vnd.pypi.simple.v1+json");
        self.server.on(&format!("/simple/{}/", wheel.name), [page]);
    }

    fn serve(&self, wheel: &Wheel, reply: Reply) {
        self.server
            .on(&format!("/files/{}", wheel.filename()), [reply]);
    }

    fn engine(&self) -> Engine {
        Engine::start(self.settings()).unwrap()
    }

    fn settings(&self) -> IndexSettings {
        IndexSettings {
            index: Some(self.server.url("/simple").into()),
            extra: Vec::new(),
            find_links: Vec::new(),
            no_index: false,
            strategy: IndexStrategy::FirstIndex,
            insecure_hosts: Vec::new(),
            certificates: None,
            system_certificates: false,
            client_certificate: None,
            keyring: false,
            proxy: None,
            timeout: Duration::from_secs(5),
            retries: 0,
            offline: false,
            cache: self.cache.path().to_owned(),
            exclude_newer: None,
        }
    }

    fn sync(&self, venv: &Venv, wanted: &Wanted) -> Result<Applied, ApplyError> {
        let environment = venv.open();
        let plan = plan_sync(&environment, wanted, &SyncOptions::default()).unwrap();
        apply(&self.engine(), &environment, &plan, &mut |_| {}, &|| false)
    }
}

/// The refusal of a change to `NEW`, with the environment as it was.
fn refusal(index: &Index) -> ApplyError {
    refusal_of(index, &wanted(NEW))
}

fn refusal_of(index: &Index, wanted: &Wanted) -> ApplyError {
    let venv = old_venv();
    let old = venv.snapshot();
    let error = index.sync(&venv, wanted).unwrap_err();
    assert_eq!(venv.snapshot(), old);
    assert!(!venv.open().is_interrupted());
    error
}

fn alpha() -> Wheel {
    new_wheels().remove(0)
}

#[test]
fn what_is_planned_is_downloaded_verified_and_installed() {
    let index = Index::new(&new_wheels());
    let venv = old_venv();
    let environment = venv.open();
    let mut wanted = wanted(NEW);
    wanted.pins[0].hashes = vec![Hash {
        algorithm: "sha256".into(),
        digits: alpha().sha256().into(),
    }];
    let plan = plan_sync(&environment, &wanted, &SyncOptions::default()).unwrap();
    let mut events = Vec::new();
    let applied = apply(
        &index.engine(),
        &environment,
        &plan,
        &mut |event| events.push(event),
        &|| false,
    )
    .unwrap();
    assert_eq!(venv.versions(), NEW);
    assert_eq!(check_consistent(&environment), Ok(Vec::new()));
    assert_eq!(applied.removed.len(), 2);
    assert!(
        events.contains(&SyncEvent::Verified { done: 2, of: 2 }),
        "{events:?}"
    );
    assert!(events.contains(&SyncEvent::Staged { of: 2 }));
    assert!(
        events
            .iter()
            .any(|event| matches!(event, SyncEvent::Download { .. }))
    );
    // Once more: nothing is to be done, and the plan of before fits no more.
    let again = plan_sync(&environment, &wanted, &SyncOptions::default()).unwrap();
    assert!(again.is_empty());
    let error = apply(&index.engine(), &environment, &plan, &mut |_| {}, &|| false).unwrap_err();
    assert!(matches!(error, ApplyError::Changed { .. }), "{error}");
}

#[test]
fn a_wheel_of_the_cache_is_not_asked_for_again_while_its_hash_is_the_same() {
    // The index says of no answer how long it holds.
    let index = Index::new(&new_wheels());
    let file = format!("/files/{}", alpha().filename());
    for _ in 0..2 {
        let venv = old_venv();
        index.sync(&venv, &wanted(NEW)).unwrap();
        assert_eq!(venv.versions(), NEW);
        assert_eq!(index.server.hits(&file), 1);
    }
    // Put in its place later, under the same name.
    let changed = alpha().file("alpha/new.py", "new = 3\n");
    index.list(&changed, Some(&changed.sha256()));
    index.serve(&changed, Reply::ok(changed.bytes()));
    let venv = old_venv();
    index.sync(&venv, &wanted(NEW)).unwrap();
    assert_eq!(index.server.hits(&file), 2);
    let packages = &venv.open().places.packages;
    let brought = venv.open().root.join(packages).join("alpha/new.py");
    assert_eq!(
        crate::installed::read_text(&brought, 100).unwrap(),
        "new = 3\n"
    );
}

#[test]
fn other_bytes_than_the_index_states_are_refused() {
    let index = Index::new(&new_wheels());
    let changed = alpha().file("alpha/new.py", "evil\n");
    index.serve(&alpha(), Reply::ok(changed.bytes()));
    let error = refusal(&index);
    assert!(
        matches!(&error, ApplyError::Hash { file, .. } if *file == alpha().filename()),
        "{error}"
    );
}

#[test]
fn an_index_that_states_other_hashes_than_the_plan_is_refused() {
    let index = Index::new(&new_wheels());
    let mut wanted = wanted(NEW);
    wanted.pins[0].hashes = vec![Hash {
        algorithm: "sha256".into(),
        digits: "0".repeat(64).into(),
    }];
    let error = refusal_of(&index, &wanted);
    assert!(
        error.to_string().contains("other hashes than the plan"),
        "{error}"
    );
    assert_eq!(
        index.server.hits(&format!("/files/{}", alpha().filename())),
        0
    );
}

#[test]
fn a_redirect_to_another_server_brings_nothing_but_what_the_index_vouched_for() {
    let index = Index::new(&new_wheels());
    let elsewhere = Loopback::start();
    elsewhere.on(
        "/x.whl",
        [Reply::ok(alpha().file("alpha/new.py", "evil\n").bytes())],
    );
    index.serve(&alpha(), Reply::redirect(302, &elsewhere.url("/x.whl")));
    let error = refusal(&index);
    assert!(matches!(error, ApplyError::Hash { .. }), "{error}");
    // Where nobody vouches, the redirect is not even followed.
    let index = Index::new(&new_wheels());
    index.list(&alpha(), None);
    index.serve(&alpha(), Reply::redirect(302, &elsewhere.url("/x.whl")));
    let hits = elsewhere.hits("/x.whl");
    let error = refusal(&index);
    assert!(error.to_string().contains("states a hash"), "{error}");
    assert_eq!(elsewhere.hits("/x.whl"), hits);
}

#[test]
fn half_a_wheel_is_refused() {
    let index = Index::new(&new_wheels());
    index.serve(&alpha(), Reply::ok(alpha().bytes()).cut_after(300));
    let error = refusal(&index);
    assert!(matches!(error, ApplyError::Fetch { .. }), "{error}");
    let half = alpha().bytes()[..300].to_vec();
    index.serve(&alpha(), Reply::ok(half));
    let error = refusal(&index);
    assert!(
        matches!(error, ApplyError::Fetch { .. } | ApplyError::Hash { .. }),
        "{error}"
    );
}

#[test]
fn what_vanished_since_the_plan_is_told() {
    let index = Index::new(&new_wheels());
    index.serve(&alpha(), Reply::status(404));
    let error = refusal(&index);
    assert!(
        matches!(&error, ApplyError::Fetch { package, .. } if *package == name("alpha")),
        "{error}"
    );
    let index = Index::new(&new_wheels()[1..]);
    assert!(matches!(refusal(&index), ApplyError::NoWheel { .. }));
    let mut newer = alpha();
    newer.version = "3.0".to_owned();
    index.list(&newer, None);
    let error = refusal(&index);
    assert!(
        error
            .to_string()
            .contains("no index has this version any more"),
        "{error}"
    );
}

#[test]
fn wheels_that_lie_or_leave_the_environment_are_refused() {
    let mut other_name = alpha();
    other_name.info(
        "METADATA",
        "Metadata-Version: 2.1\nName: omega\nVersion: 2.0\n\n",
    );
    let mut other_version = alpha();
    other_version.info(
        "METADATA",
        "Metadata-Version: 2.1\nName: alpha\nVersion: 9.0\n\n",
    );
    let mut escaping = alpha();
    escaping.info(
        "entry_points.txt",
        "[console_scripts]\n../../evil = alpha:main\n",
    );
    let mut false_list = alpha();
    false_list.info(
        "RECORD",
        "alpha/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\nalpha-2.0.dist-info/RECORD,,\n",
    );
    for lying in [
        other_name,
        other_version,
        escaping,
        false_list,
        alpha().file("alpha-2.0.data/data/pyvenv.cfg", "home = /evil\n"),
        alpha().file("alpha-2.0.data/scripts/python", "#!/bin/sh\n"),
    ] {
        let index = Index::new(&[lying, new_wheels().remove(1)]);
        let error = refusal(&index);
        assert!(
            matches!(error, ApplyError::Wheel { .. } | ApplyError::Fetch { .. }),
            "{error}"
        );
    }
}

#[test]
fn the_next_run_takes_back_what_was_cut_short_and_goes_on() {
    let index = Index::new(&new_wheels());
    let venv = old_venv();
    let environment = venv.open();
    let plan = plan_sync(&environment, &wanted(NEW), &SyncOptions::default()).unwrap();
    assert!(!super::kills::lives(&venv, "change", 20));
    assert!(environment.is_interrupted());
    let applied = apply(&index.engine(), &environment, &plan, &mut |_| {}, &|| false).unwrap();
    assert_eq!(applied.recovered.unwrap().back.len(), 2);
    assert_eq!(venv.versions(), NEW);
    assert_eq!(check_consistent(&environment), Ok(Vec::new()));
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_never_followed() {
    use std::os::unix::fs::symlink;
    let precious = |venv: &Venv| {
        venv.put("outside/lock", "precious");
        venv.put("outside/trash/x", "precious");
        venv.put("outside/__init__.py", "precious");
    };
    let lost = |venv: &Venv| {
        ["lock", "trash/x", "__init__.py"].into_iter().find(|file| {
            let text = crate::installed::read_text(&venv.path("outside").join(file), 100);
            text.as_deref() != Ok("precious")
        })
    };
    // pyward's own folder.
    let venv = Venv::new();
    precious(&venv);
    symlink(venv.path("outside"), venv.path(".venv/.pyward")).unwrap();
    assert!(make(&venv, OLD, &old_wheels(), &Steps::default(), &|| false).is_err());
    assert!(venv.open().recover().is_err() && venv.open().discard_last().is_err());
    assert_eq!(lost(&venv), None);
    // Its lock.
    let venv = Venv::new();
    precious(&venv);
    std::fs::create_dir(venv.path(".venv/.pyward")).unwrap();
    symlink(venv.path("outside/lock"), venv.path(".venv/.pyward/lock")).unwrap();
    assert!(venv.open().hold().is_err());
    assert_eq!(lost(&venv), None);
    // A package's folder: for removing, and for undoing.
    let venv = old_venv();
    precious(&venv);
    assert!(!super::kills::lives(&venv, "change", 30));
    let package = venv.path(".venv/lib/python3.12/site-packages/alpha");
    std::fs::remove_dir_all(&package).unwrap();
    symlink(venv.path("outside"), &package).unwrap();
    let error = venv.open().recover().unwrap_err();
    assert!(error.to_string().contains("leads out"), "{error}");
    assert_eq!(lost(&venv), None);
    let venv = old_venv();
    precious(&venv);
    let package = venv.path(".venv/lib/python3.12/site-packages/alpha");
    std::fs::remove_dir_all(&package).unwrap();
    symlink(venv.path("outside"), &package).unwrap();
    let error = make(&venv, NEW, &new_wheels(), &Steps::default(), &|| false).unwrap_err();
    assert!(error.to_string().contains("leads out"), "{error}");
    assert_eq!(lost(&venv), None);
}

/// Real wheels: `cargo test -p pyward-resolve real_wheels -- --ignored`.
#[test]
#[ignore = "asks PyPI"]
fn real_wheels_are_installed_and_removed() {
    let venv = Venv::new();
    let cache = TempDir::new().unwrap();
    let mut settings = Index::new(&[]).settings();
    settings.index = None;
    settings.system_certificates = true;
    settings.timeout = Duration::from_secs(30);
    settings.cache = cache.path().to_owned();
    let engine = Engine::start(settings).unwrap();
    let environment = venv.open();
    let requirements = [
        "flask==3.0.3",
        "requests==2.32.3",
        "numpy==2.1.3",
        "pip==24.3.1",
    ];
    let requirements = requirements
        .iter()
        .map(|text| crate::Requirement::new(text));
    let mut request = crate::Request::new(environment.target(), requirements.collect());
    request.hashes = true;
    let resolution = engine.resolve(&request).unwrap();
    let wanted = Wanted::of(&resolution, environment.target());
    assert!(wanted.pins.iter().all(|pin| !pin.hashes.is_empty()));
    let before = venv.snapshot();
    let plan = plan_sync(&environment, &wanted, &SyncOptions::default()).unwrap();
    let applied = apply(&engine, &environment, &plan, &mut |_| {}, &|| false).unwrap();
    assert_eq!(applied.problems, []);
    assert_eq!(check_consistent(&environment), Ok(Vec::new()));
    assert!(environment.scripts().join("flask").exists());
    environment.rollback_last().unwrap();
    assert_eq!(venv.snapshot(), before);
}

#[test]
fn names_that_lead_out_of_the_archive_lead_nowhere() {
    for path in [
        "../../../../evil.py",
        "/evil.py",
        "a/../../../../../evil.py",
    ] {
        let evil = alpha().file(path, "evil\n");
        let index = Index::new(&[evil, new_wheels().remove(1)]);
        let venv = old_venv();
        let before = venv.snapshot();
        if index.sync(&venv, &wanted(NEW)).is_err() {
            assert_eq!(venv.snapshot(), before);
        }
        let inside = venv.path(".venv");
        for folder in [venv.folder.path(), index.cache.path(), inside.as_path()] {
            assert!(!folder.join("evil.py").exists(), "{path}");
        }
        assert_eq!(check_consistent(&venv.open()), Ok(Vec::new()));
    }
}

#[test]
fn a_stop_while_downloading_changes_nothing() {
    let index = Index::new(&new_wheels());
    index.serve(
        &alpha(),
        Reply::ok(alpha().bytes()).delay(Duration::from_secs(4)),
    );
    let venv = old_venv();
    let old = venv.snapshot();
    let environment = venv.open();
    let plan = plan_sync(&environment, &wanted(NEW), &SyncOptions::default()).unwrap();
    let begun = std::time::Instant::now();
    let error = apply(&index.engine(), &environment, &plan, &mut |_| {}, &|| true).unwrap_err();
    assert!(matches!(error, ApplyError::Cancelled { .. }), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(venv.snapshot(), old);
}
