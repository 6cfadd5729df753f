//! Whatever goes wrong, the old store stays.

use std::time::Duration;

use pyward_advisory::{How, InstallError};
use pyward_fetch::FetchError;
use pyward_fetch::loopback::Reply;

use crate::scene::*;

#[test]
fn whatever_goes_wrong_the_old_store_stays() {
    let whole = first_records();
    let mut flipped = whole.clone();
    flipped[60] ^= 0x40;
    let mut headless = whole.clone();
    headless.truncate(whole.len() - 40);
    let replies: Vec<(&str, Reply)> = vec![
        ("404", Reply::status(404)),
        ("500", Reply::status(500)),
        ("silence", Reply::ok("").hang()),
        (
            "slow drip",
            Reply::ok(whole.clone()).drip(Duration::from_millis(50)),
        ),
        ("cut off", Reply::ok(whole.clone()).cut_after(100)),
        ("cut off without a length", Reply::ok(headless).unframed()),
        (
            "a page",
            Reply::ok("<!DOCTYPE html><html><body>log in</body></html>"),
        ),
        ("nothing", Reply::ok("")),
        (
            "zip by its first bytes only",
            Reply::ok("PK\x03\x04 and no more"),
        ),
        ("a damaged entry", Reply::ok(flipped)),
        ("an empty archive", Reply::ok(zip(&[]))),
        (
            "one record of four",
            Reply::ok(zip(&[("GHSA-1", "1", DAY_2)])),
        ),
    ];
    for (what, reply) in replies {
        let scene = Scene::updated();
        let before = scene.files();
        scene.server.on(LIST, [Reply::status(404)]);
        scene.server.on(ARCHIVE, [reply]);
        let error = scene.update(2).unwrap_err();
        assert!(error.hint().is_some() || what == "500", "{what}: {error}");
        assert!(error.to_string().contains("127.0.0.1"), "{what}: {error}");
        assert_eq!(scene.files(), before, "{what}");
    }
}

#[test]
fn not_modified_is_no_answer_to_a_question_without_a_tag() {
    let scene = Scene::new();
    scene.server.on(ARCHIVE, [Reply::status(304)]);
    assert!(matches!(
        scene.update(1),
        Err(InstallError::Fetch(FetchError::Status { status: 304, .. }))
    ));
    assert!(scene.database().is_built_in());
}

#[test]
fn a_list_that_cannot_be_had_is_a_failure() {
    for reply in [
        Reply::status(500),
        Reply::ok("<html>log in</html>"),
        Reply::ok("2026").hang(),
    ] {
        let scene = Scene::updated();
        let before = scene.files();
        scene.server.on(LIST, [reply]);
        assert!(matches!(scene.update(2), Err(InstallError::Fetch(_))));
        assert_eq!(scene.files(), before);
    }
}

#[test]
fn a_loss_of_most_records_is_taken_only_by_force() {
    let scene = Scene::updated();
    scene.server.on(LIST, [Reply::status(404)]);
    scene
        .server
        .on(ARCHIVE, [Reply::ok(zip(&[("GHSA-1", "1", DAY_2)]))]);
    let error = scene.update(2).unwrap_err();
    assert!(
        matches!(
            error,
            InstallError::Shrunk {
                before: 4,
                found: 1,
                ..
            }
        ),
        "{error}"
    );
    scene.update_with(2, true, 500).unwrap();
    assert_eq!(scene.fixes(), [pair("GHSA-1", "1")]);
}

#[test]
fn a_damaged_store_is_replaced_by_an_update() {
    let scene = Scene::updated();
    let store = scene.folder.path().join("advisories-v2.txt");
    let mut bytes = content(&store);
    bytes.truncate(bytes.len() - 10);
    replace(&store, &bytes);
    assert!(scene.database().is_built_in());
    assert_eq!(scene.database().failures().len(), 1);
    assert!(matches!(scene.update(2).unwrap().how, How::Archive { .. }));
    assert_eq!(scene.fixes().len(), 4);
}

#[test]
fn a_second_writer_is_told_who_is_first() {
    let scene = Scene::updated();
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .open(scene.folder.path().join("advisories.lock"))
        .unwrap();
    lock.lock().unwrap();
    let error = scene.update(2).unwrap_err();
    assert!(matches!(&error, InstallError::Busy { .. }), "{error}");
    assert!(error.to_string().contains("another process"));
    drop(lock);
    scene.update(2).unwrap();
}

#[test]
fn what_a_killed_update_left_is_cleaned_up() {
    let scene = Scene::updated();
    replace(&scene.folder.path().join(".advisories-k1lled.tmp"), b"half");
    scene.update(2).unwrap();
    assert!(
        scene
            .files()
            .iter()
            .all(|(name, _)| !name.contains("k1lled"))
    );
}

#[test]
fn a_store_that_cannot_be_put_in_place_is_an_error() {
    let scene = Scene::new();
    let taken = scene.folder.path().join("advisories-v2.txt");
    std::fs::create_dir_all(taken.join("x")).unwrap();
    let error = scene.update(1).unwrap_err();
    assert!(matches!(&error, InstallError::Write { .. }), "{error}");
    assert_eq!(
        scene.files_names(),
        ["advisories-v2.txt", "advisories.lock"]
    );
}
