//! What an update asks for and what becomes of it.

use std::io::Cursor;
use std::time::Duration;

use pyward_advisory::{How, InstallError, SourceError, UpdateRequest, update};
use pyward_fetch::FetchError;
use pyward_fetch::loopback::Reply;
use pyward_model::Date;
use zip::write::SimpleFileOptions;

use crate::scene::*;

#[test]
fn a_first_update_fetches_the_archive() {
    let scene = Scene::new();
    let updated = scene.update(1).unwrap();
    assert!(matches!(&updated.how, How::Archive { report } if report.taken == 4));
    assert_eq!(scene.fixes().len(), 4);
    let header = scene.database().header().clone();
    assert_eq!(header, updated.header);
    assert_eq!(header.current.as_deref(), Some("2026-06-01"));
    let origin = header.origin.unwrap();
    assert_eq!(origin.archive_etag.as_deref(), Some("\"zip-1\""));
    assert_eq!(origin.list_etag.as_deref(), Some("\"list-1\""));
    assert_eq!(
        scene.database().prose("GHSA-1").unwrap().summary.unwrap(),
        "GHSA-1 breaks"
    );
    let names: Vec<String> = scene.files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "advisories-v2.stamp",
            "advisories-v2.txt",
            "advisories.lock"
        ]
    );
}

#[test]
fn an_unchanged_list_only_moves_the_date() {
    let scene = Scene::updated();
    let before = scene.fixes();
    scene.server.on(LIST, [Reply::status(304)]);
    let updated = scene.update(2).unwrap();
    assert_eq!(updated.how, How::AlreadyCurrent);
    assert_eq!(
        scene.database().header().current.as_deref(),
        Some("2026-06-02")
    );
    assert_eq!(
        scene.database().age_days(Date::new(2026, 6, 5).unwrap()),
        Some(3)
    );
    assert_eq!(scene.fixes(), before);
    assert_eq!(scene.server.hits(ARCHIVE), 1);
    let asked = scene.server.requests();
    assert_eq!(
        asked.last().unwrap().header("if-none-match"),
        Some("\"list-1\"")
    );
}

#[test]
fn a_new_list_without_changes_asks_for_nothing_else() {
    let scene = Scene::updated();
    scene
        .server
        .on(LIST, [Reply::ok(first_list()).header("ETag", "\"list-2\"")]);
    assert_eq!(scene.update(2).unwrap().how, How::AlreadyCurrent);
    let origin = scene.database().header().origin.clone().unwrap();
    assert_eq!(origin.list_etag.as_deref(), Some("\"list-2\""));
    assert_eq!(scene.server.hits(ARCHIVE), 1);
}

#[test]
fn a_few_changes_are_fetched_one_by_one() {
    let scene = Scene::updated();
    let rows = [
        (DAY_2, "GHSA-2"),
        (DAY_2, "GHSA-9"),
        (DAY_2, "GHSA-3"),
        (DAY_1, "GHSA-1"),
        (DAY_1, "GHSA-4"),
    ];
    scene
        .server
        .on(LIST, [Reply::ok(list(&rows)).header("ETag", "\"list-2\"")]);
    scene.server.on(
        "/PyPI/GHSA-2.json",
        [Reply::ok(record("GHSA-2", "2.2", DAY_2))],
    );
    scene.server.on(
        "/PyPI/GHSA-9.json",
        [Reply::ok(record("GHSA-9", "2.9", DAY_2))],
    );
    let updated = scene.update(2).unwrap();
    let How::Changes { report, gone } = &updated.how else {
        panic!("{:?}", updated.how);
    };
    assert_eq!((report.taken, &gone[..]), (2, &["GHSA-3".to_owned()][..]));
    let expected = [
        pair("GHSA-1", "1.1"),
        pair("GHSA-2", "2.2"),
        pair("GHSA-3", "1.3"),
        pair("GHSA-4", "1.4"),
        pair("GHSA-9", "2.9"),
    ];
    assert_eq!(scene.fixes(), expected);
    assert_eq!(scene.server.hits(ARCHIVE), 1);
    assert_eq!(scene.database().header().records, 5);
    assert_eq!(
        scene.database().prose("GHSA-9").unwrap().summary.unwrap(),
        "GHSA-9 breaks"
    );

    // What was not there is asked for again, though the list is the same.
    assert!(!updated.how.is_complete());
    scene.server.on(
        "/PyPI/GHSA-3.json",
        [Reply::ok(record("GHSA-3", "2.3", DAY_2))],
    );
    assert!(scene.update(3).unwrap().how.is_complete());
    assert_eq!(scene.fixes()[2], pair("GHSA-3", "2.3"));

    // Level again: the same list brings nothing.
    let hits = scene.server.hits("/PyPI/GHSA-2.json");
    assert_eq!(scene.update(4).unwrap().how, How::AlreadyCurrent);
    assert_eq!(scene.server.hits("/PyPI/GHSA-2.json"), hits);
}

#[test]
fn a_change_that_is_no_record_leaves_the_old_one() {
    let scene = Scene::updated();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[
            (DAY_2, "GHSA-1"),
            (DAY_2, "GHSA-2"),
            (DAY_2, "GHSA-3"),
        ]))],
    );
    scene
        .server
        .on("/PyPI/GHSA-1.json", [Reply::ok("{\"id\": ")]);
    scene.server.on(
        "/PyPI/GHSA-2.json",
        [Reply::ok(record("GHSA-1", "9", DAY_2))],
    );
    scene.server.on(
        "/PyPI/GHSA-3.json",
        [Reply::ok("{\"id\":\"GHSA-3\",\"schema_version\":\"2.0\"}")],
    );
    let before = scene.fixes();
    let updated = scene.update(2).unwrap();
    let How::Changes { report, .. } = updated.how else {
        panic!("{:?}", updated.how);
    };
    assert_eq!(
        (report.unreadable, report.newer_schema, report.taken),
        (2, 1, 0)
    );
    assert_eq!(scene.fixes(), before);
}

#[test]
fn what_could_not_be_taken_is_asked_for_again_until_it_can() {
    let failures = [
        Reply::ok("{\"id\": "),
        Reply::ok(record("GHSA-1", "9", DAY_2)),
        Reply::ok("{\"id\":\"GHSA-2\",\"schema_version\":\"2.0\"}"),
        Reply::status(404),
    ];
    for failure in failures {
        let scene = Scene::updated();
        let rows = [
            (DAY_3, "GHSA-3"),
            (DAY_2, "GHSA-2"),
            (DAY_1, "GHSA-1"),
            (DAY_1, "GHSA-4"),
        ];
        scene
            .server
            .on(LIST, [Reply::ok(list(&rows)).header("ETag", "\"list-2\"")]);
        scene.server.on(
            "/PyPI/GHSA-3.json",
            [Reply::ok(record("GHSA-3", "3.3", DAY_3))],
        );
        scene.server.on("/PyPI/GHSA-2.json", [failure]);
        let first = scene.update(2).unwrap();
        assert!(!first.how.is_complete(), "{:?}", first.how);
        assert_eq!(
            scene.fixes()[1..3],
            [pair("GHSA-2", "1.2"), pair("GHSA-3", "3.3")]
        );
        let origin = scene.database().header().origin.clone().unwrap();
        assert_eq!(origin.list_etag, None);
        assert!(!scene.update(3).unwrap().how.is_complete());

        scene.server.on(
            "/PyPI/GHSA-2.json",
            [Reply::ok(record("GHSA-2", "2.2", DAY_2))],
        );
        let last = scene.update(4).unwrap();
        assert!(last.how.is_complete(), "{:?}", last.how);
        assert_eq!(scene.fixes()[1], pair("GHSA-2", "2.2"));
        assert_eq!(scene.update(5).unwrap().how, How::AlreadyCurrent);
        assert_eq!(scene.server.hits(ARCHIVE), 1);
    }
}

#[test]
fn an_archive_with_a_record_that_cannot_be_read_is_not_taken_for_all() {
    let scene = Scene::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (id, text) in [
        ("GHSA-1", record("GHSA-1", "1.1", DAY_1)),
        (
            "GHSA-2",
            "{\"id\":\"GHSA-2\",\"schema_version\":\"2.0\"}".to_owned(),
        ),
        ("GHSA-3", "{\"id\": ".to_owned()),
    ] {
        writer
            .start_file(format!("{id}.json"), SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    scene
        .server
        .on(ARCHIVE, [Reply::ok(bytes).header("ETag", "\"zip-1\"")]);
    let first = scene.update(1).unwrap();
    assert!(!first.how.is_complete(), "{:?}", first.how);
    let origin = first.header.origin.unwrap();
    assert_eq!((origin.archive_etag, origin.list_etag), (None, None));
    let second = scene.update(2).unwrap();
    let How::Changes { gone, .. } = &second.how else {
        panic!("{:?}", second.how);
    };
    assert_eq!(gone[..], ["GHSA-2", "GHSA-3", "GHSA-4"]);
}

#[test]
fn a_change_dated_in_the_future_hides_no_other() {
    const FUTURE: &str = "2099-01-01T00:00:00Z";
    let scene = Scene::updated();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(FUTURE, "GHSA-1"), (DAY_2, "GHSA-2")]))],
    );
    for (id, time) in [("GHSA-1", FUTURE), ("GHSA-2", DAY_2)] {
        let path = format!("/PyPI/{id}.json");
        scene.server.on(&path, [Reply::ok(record(id, "2", time))]);
    }
    assert!(scene.update(2).unwrap().how.is_complete());
    let expected = [pair("GHSA-1", "2"), pair("GHSA-2", "2")];
    assert_eq!(scene.fixes()[..2], expected);
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(FUTURE, "GHSA-1"), (DAY_3, "GHSA-2")]))],
    );
    scene.server.on(
        "/PyPI/GHSA-2.json",
        [Reply::ok(record("GHSA-2", "3", DAY_3))],
    );
    scene.update(3).unwrap();
    assert_eq!(scene.fixes()[1], pair("GHSA-2", "3"));
}

#[test]
fn a_record_of_an_archive_dated_in_the_future_hides_no_change() {
    const FUTURE: &str = "2099-01-01T00:00:00Z";
    let scene = Scene::new();
    let records = zip(&[("GHSA-1", "1", FUTURE), ("GHSA-2", "1", DAY_1)]);
    scene.server.on(ARCHIVE, [Reply::ok(records)]);
    scene.update(1).unwrap();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(FUTURE, "GHSA-1"), (DAY_2, "GHSA-2")]))],
    );
    for (id, time) in [("GHSA-1", FUTURE), ("GHSA-2", DAY_2)] {
        let path = format!("/PyPI/{id}.json");
        scene.server.on(&path, [Reply::ok(record(id, "2", time))]);
    }
    scene.update(2).unwrap();
    assert_eq!(scene.fixes(), [pair("GHSA-1", "2"), pair("GHSA-2", "2")]);
}

#[test]
fn a_store_level_with_a_day_to_come_is_made_anew() {
    let scene = Scene::updated();
    let late = [
        ("GHSA-1", "2", "2026-06-20T00:00:00Z"),
        ("GHSA-2", "2", "2026-06-20T00:00:00Z"),
    ];
    let rows: Vec<_> = late.iter().map(|(id, _, time)| (*time, *id)).collect();
    scene.server.on(LIST, [Reply::ok(list(&rows))]);
    scene.server.on(ARCHIVE, [Reply::ok(zip(&late))]);
    scene.update_with(20, true, 500).unwrap();
    let how = scene.update(10).unwrap().how;
    assert!(matches!(how, How::Archive { .. }), "{how:?}");
}

#[test]
fn a_failure_among_the_changes_changes_nothing() {
    let scene = Scene::updated();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(DAY_2, "GHSA-1"), (DAY_2, "GHSA-2")]))],
    );
    scene.server.on(
        "/PyPI/GHSA-1.json",
        [Reply::ok(record("GHSA-1", "9", DAY_2))],
    );
    scene.server.on("/PyPI/GHSA-2.json", [Reply::status(500)]);
    let before = scene.files();
    let error = scene.update(2).unwrap_err();
    assert!(
        matches!(
            error,
            InstallError::Fetch(FetchError::Status { status: 500, .. })
        ),
        "{error}"
    );
    assert_eq!(scene.files(), before);
}

#[test]
fn many_changes_are_fetched_as_the_archive() {
    let scene = Scene::updated();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(DAY_2, "GHSA-1"), (DAY_2, "GHSA-2")]))],
    );
    let records = zip(&[("GHSA-1", "9", DAY_2), ("GHSA-2", "9", DAY_2)]);
    scene
        .server
        .on(ARCHIVE, [Reply::ok(records).header("ETag", "\"zip-2\"")]);
    let updated = scene.update_with(2, false, 1).unwrap();
    assert!(matches!(updated.how, How::Archive { .. }));
    assert_eq!(scene.fixes(), [pair("GHSA-1", "9"), pair("GHSA-2", "9")]);
}

#[test]
fn an_archive_that_lags_behind_the_list_is_not_taken_for_current() {
    let scene = Scene::updated();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(DAY_2, "GHSA-1"), (DAY_2, "GHSA-2")]))],
    );
    scene.server.on(ARCHIVE, [Reply::status(304)]);
    scene.server.on(
        "/PyPI/GHSA-1.json",
        [Reply::ok(record("GHSA-1", "9", DAY_2))],
    );
    scene.server.on(
        "/PyPI/GHSA-2.json",
        [Reply::ok(record("GHSA-2", "9", DAY_2))],
    );
    let updated = scene.update_with(2, false, 1).unwrap();
    assert!(matches!(updated.how, How::Changes { .. }));
    assert_eq!(scene.fixes()[0], pair("GHSA-1", "9"));
}

#[test]
fn an_archive_that_lags_behind_the_list_moves_nothing_where_the_rest_fails() {
    let scene = Scene::updated();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(DAY_2, "GHSA-1"), (DAY_2, "GHSA-2")])).header("ETag", "\"list-2\"")],
    );
    scene.server.on(ARCHIVE, [Reply::status(304)]);
    scene.server.on("/PyPI/GHSA-1.json", [Reply::status(500)]);
    scene.server.on("/PyPI/GHSA-2.json", [Reply::status(500)]);
    let before = scene.files();
    assert!(scene.update_with(2, false, 1).is_err());
    assert_eq!(scene.files(), before);
}

#[test]
fn a_first_archive_that_lags_behind_the_list_is_followed_by_what_it_lacks() {
    let scene = Scene::new();
    scene.server.on(
        LIST,
        [Reply::ok(list(&[(DAY_2, "GHSA-1"), (DAY_1, "GHSA-2")])).header("ETag", "\"list-2\"")],
    );
    scene.server.on(
        "/PyPI/GHSA-1.json",
        [Reply::ok(record("GHSA-1", "9", DAY_2))],
    );
    let first = scene.update(1).unwrap();
    assert_eq!(first.header.origin.unwrap().list_etag, None);
    scene.update(2).unwrap();
    assert_eq!(scene.fixes()[0], pair("GHSA-1", "9"));
}

#[test]
fn a_mirror_without_a_list_is_asked_for_the_archive_by_its_tag() {
    let scene = Scene::new();
    scene.server.on(LIST, [Reply::status(404)]);
    assert!(matches!(scene.update(1).unwrap().how, How::Archive { .. }));
    scene.server.on(ARCHIVE, [Reply::status(304)]);
    assert_eq!(scene.update(2).unwrap().how, How::AlreadyCurrent);
    let asked = scene.server.requests();
    assert_eq!(
        asked.last().unwrap().header("if-none-match"),
        Some("\"zip-1\"")
    );
    assert_eq!(
        scene.database().header().current.as_deref(),
        Some("2026-06-02")
    );
    // A new tag is a new archive.
    scene.server.on(
        ARCHIVE,
        [Reply::ok(first_records()).header("ETag", "\"zip-2\"")],
    );
    assert!(matches!(scene.update(3).unwrap().how, How::Archive { .. }));
}

#[test]
fn a_store_of_another_export_is_no_base() {
    let scene = Scene::updated();
    let other = Scene::new();
    let request = UpdateRequest {
        ecosystem: pyward_model::EcosystemRules::pypi(),
        base_url: &other.server.url(""),
        data_dir: scene.folder.path(),
        today: Date::new(2026, 6, 2).unwrap(),
        force: false,
        max_single_records: 500,
        wait: Duration::ZERO,
    };
    let updated = update(&client(), &request, &|_| {}).unwrap();
    assert!(matches!(updated.how, How::Archive { .. }));
    let tags = other.server.requests();
    assert!(
        tags.iter()
            .all(|request| request.header("if-none-match").is_none())
    );
}

#[test]
fn credentials_of_a_mirror_are_not_stored() {
    let scene = Scene::new();
    let url = scene.server.url("").replace("http://", "http://me:s3cret@");
    let request = UpdateRequest {
        ecosystem: pyward_model::EcosystemRules::pypi(),
        base_url: &url,
        data_dir: scene.folder.path(),
        today: Date::new(2026, 6, 1).unwrap(),
        force: false,
        max_single_records: 500,
        wait: Duration::ZERO,
    };
    update(&client(), &request, &|_| {}).unwrap();
    assert!(scene.server.requests()[0].header("authorization").is_some());
    for (name, bytes) in scene.files() {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("s3cret"),
            "{name}"
        );
    }
    scene.server.on(LIST, [Reply::status(304)]);
    assert_eq!(
        update(&client(), &request, &|_| {}).unwrap().how,
        How::AlreadyCurrent
    );
}

#[test]
fn archives_of_other_things_are_named_by_their_url() {
    let scene = Scene::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("readme.txt", SimpleFileOptions::default())
        .unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    scene.server.on(ARCHIVE, [Reply::ok(bytes)]);
    let error = scene.update(1).unwrap_err();
    assert!(
        matches!(&error, InstallError::Source(SourceError::Empty { .. })),
        "{error}"
    );
    assert!(error.to_string().starts_with("http://127.0.0.1"), "{error}");
}
