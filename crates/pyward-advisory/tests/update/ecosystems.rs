//! Other ecosystems than PyPI: each in a folder of the same export, in a store of its own, by what changed.

use std::time::Duration;

use pyward_advisory::{Database, How, InstallError, UpdateRequest, Updated, update};
use pyward_fetch::loopback::Reply;
use pyward_model::{Date, EcosystemRules, PackageName};

use crate::scene::{DAY_1, DAY_2, Scene, client, list, record};

const LIST: &str = "/npm/modified_id.csv";
const ARCHIVE: &str = "/npm/all.zip";

fn npm() -> &'static EcosystemRules {
    EcosystemRules::named("npm").unwrap()
}

fn of_npm(id: &str, fixed: &str, modified: &str) -> String {
    record(id, fixed, modified)
        .replace("PyPI", "npm")
        .replace("ECOSYSTEM", "SEMVER")
}

fn zip(records: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (id, fixed) in records {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(format!("{id}.json"), options).unwrap();
        writer
            .write_all(of_npm(id, fixed, DAY_1).as_bytes())
            .unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A folder with PyPI's data, on a server that has npm's too.
fn scene() -> Scene {
    let scene = Scene::updated();
    let first = list(&[(DAY_1, "GHSA-1"), (DAY_1, "GHSA-2")]);
    scene
        .server
        .on(LIST, [Reply::ok(first).header("ETag", "\"npm-list-1\"")]);
    let archive = zip(&[("GHSA-1", "1.1.0"), ("GHSA-2", "1.2.0-rc.1")]);
    scene
        .server
        .on(ARCHIVE, [Reply::ok(archive).header("ETag", "\"npm-1\"")]);
    scene
}

fn fetch(scene: &Scene, day: i8) -> Result<Updated, InstallError> {
    let request = UpdateRequest {
        ecosystem: npm(),
        base_url: &scene.server.url("/"),
        data_dir: scene.folder.path(),
        today: Date::new(2026, 6, day).unwrap(),
        force: false,
        max_single_records: 500,
        wait: Duration::ZERO,
    };
    update(&client(), &request, &|_| {})
}

fn fixes(scene: &Scene) -> Vec<String> {
    let database: Database = scene.database().of_ecosystem(npm()).unwrap().unwrap();
    assert_eq!(database.verify(), []);
    let advisories = database.advisories(&PackageName::verbatim("demo")).unwrap();
    let told = advisories.iter().map(|advisory| {
        let fix = advisory.ranges[0].fixes().next().unwrap();
        format!("{} {fix}", advisory.id)
    });
    told.collect()
}

#[test]
fn each_ecosystem_is_a_store_of_its_own() {
    let scene = scene();
    let before = scene.files();
    let updated = fetch(&scene, 2).unwrap();
    assert!(matches!(updated.how, How::Archive { .. }));
    assert_eq!(updated.header.ecosystem, "npm");
    assert_eq!(fixes(&scene), ["GHSA-1 1.1.0", "GHSA-2 1.2.0-rc.1"]);
    let after = scene.files();
    assert!(before.iter().all(|file| after.contains(file)));
    assert_eq!(
        scene.files_names(),
        [
            "advisories-v2.stamp",
            "advisories-v2.txt",
            "advisories.lock",
            "ecosystem-v2-npm.stamp",
            "ecosystem-v2-npm.txt",
        ]
    );
}

#[test]
fn what_changed_is_fetched_by_itself_and_nothing_where_nothing_did() {
    let scene = scene();
    fetch(&scene, 2).unwrap();
    scene.server.on(LIST, [Reply::status(304)]);
    assert_eq!(fetch(&scene, 3).unwrap().how, How::AlreadyCurrent);
    let asked = scene.server.requests();
    let last = asked.last().unwrap();
    assert_eq!(last.path, LIST);
    assert_eq!(last.header("if-none-match"), Some("\"npm-list-1\""));
    let rows = [(DAY_2, "npm/GHSA-2"), (DAY_2, "GHSA-3"), (DAY_1, "GHSA-1")];
    scene.server.on(LIST, [Reply::ok(list(&rows))]);
    for id in ["GHSA-2", "GHSA-3"] {
        let text = of_npm(id, "9.0.0", DAY_2);
        scene
            .server
            .on(&format!("/npm/{id}.json"), [Reply::ok(text)]);
    }
    let updated = fetch(&scene, 4).unwrap();
    assert!(matches!(updated.how, How::Changes { .. }), "{updated:?}");
    assert_eq!(
        fixes(&scene),
        ["GHSA-1 1.1.0", "GHSA-2 9.0.0", "GHSA-3 9.0.0"]
    );
    assert_eq!(updated.header.current.as_deref(), Some("2026-06-04"));
}

#[test]
fn whatever_fails_both_stores_are_as_they_were() {
    let scene = scene();
    fetch(&scene, 2).unwrap();
    let before = scene.files();
    let rows = list(&[(DAY_2, "GHSA-1")]);
    for (reply, words) in [
        (Reply::status(404), "404"),
        (Reply::status(500), "500"),
        (
            Reply::ok("<html>sign in</html>").header("Content-Type", "text/html"),
            "",
        ),
        (
            Reply::ok(crate::scene::zip(&[("GHSA-1", "2.0", DAY_2)])),
            "holds no record about an npm package",
        ),
    ] {
        scene.server.on(LIST, [Reply::status(404)]);
        scene.server.on(ARCHIVE, [reply]);
        let error = fetch(&scene, 3).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(scene.files(), before, "{error}");
    }
    // A record that changed and is no JSON is kept as it was, and asked for again.
    scene.server.on(LIST, [Reply::ok(rows)]);
    scene.server.on("/npm/GHSA-1.json", [Reply::ok("{")]);
    let updated = fetch(&scene, 3).unwrap();
    assert!(!updated.how.is_complete());
    assert_eq!(fixes(&scene), ["GHSA-1 1.1.0", "GHSA-2 1.2.0-rc.1"]);
    assert_eq!(scene.fixes().len(), 4);
}
