//! Stores made of files, and what is said of them when they are damaged.

#![expect(
    clippy::unwrap_used,
    reason = "a step of a test that fails ends the test"
)]

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;
use pyward_advisory::{
    Damage, DataChoice, Database, DatabaseError, Edition, InstallError, Installed, SourceError,
    StoreDraft, import, read_record,
};
use pyward_model::{Component, Date, Inventory, PackageName, Version};
use serde_json::json;
use zip::write::SimpleFileOptions;

fn today() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn record(id: &str, name: &str, modified: &str) -> String {
    json!({
        "id": id, "modified": modified, "summary": format!("{name} Breaks Things"), "details": "at\nlength",
        "references": [{"type": "WEB", "url": "https://example.org/a b"}],
        "affected": [{"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}],
    })
    .to_string()
}

#[expect(clippy::disallowed_methods, reason = "a test lays out its files")]
fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks at what was written"
)]
fn content(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

struct Scene(tempfile::TempDir);

impl Scene {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        write(&self.path(name), bytes);
        self.path(name)
    }

    fn data_dir(&self) -> PathBuf {
        self.path("data")
    }

    fn store(&self) -> PathBuf {
        self.data_dir().join("advisories-v2.txt")
    }

    fn import(&self, paths: &[PathBuf]) -> Result<Installed, InstallError> {
        import(
            pyward_model::EcosystemRules::pypi(),
            paths,
            &self.data_dir(),
            today(),
            Duration::ZERO,
            &mut |_| {},
        )
    }

    fn open(&self) -> Database {
        let choice = DataChoice::Default {
            data_dir: self.data_dir(),
        };
        Database::open(&choice).unwrap()
    }
}

fn ids(database: &Database, name: &str) -> Vec<String> {
    let advisories = database.advisories(&PackageName::pypi(name)).unwrap();
    advisories
        .iter()
        .map(|advisory| advisory.id.to_string())
        .collect()
}

#[test]
fn archives_folders_lines_and_documents_become_one_store() {
    let scene = Scene::new();
    let a = record("GHSA-1", "a", "2026-01-01T00:00:00Z");
    let b = record("PYSEC-2", "a", "2026-03-05T00:00:00Z");
    let c = record("MAL-3", "b", "2026-02-01T00:00:00Z");
    let d = record("ACME-4", "c", "2025-02-01T00:00:00Z");
    let paths = [
        scene.file(
            "all.zip",
            zip(&[("GHSA-1.json", a.as_bytes()), ("notes.txt", b"hello")]),
        ),
        scene
            .file("folder/deep/er/PYSEC-2.json", &b)
            .ancestors()
            .nth(3)
            .unwrap()
            .to_owned(),
        scene.file("lines.jsonl", format!("{c}\n\n{c}\n")),
        scene.file("one.json", d.replace(',', ",\n")),
    ];
    scene.file("folder/.git/X.json", "not json");
    scene.file("folder/readme.md", "not json");
    let installed = scene.import(&paths).unwrap();
    assert_eq!(
        (installed.report.taken, installed.report.unreadable),
        (5, 0)
    );
    let database = scene.open();
    assert_eq!(ids(&database, "a"), ["GHSA-1", "PYSEC-2"]);
    assert_eq!(ids(&database, "c"), ["ACME-4"]);
    assert_eq!(database.verify(), []);
    let status = database.status();
    assert_eq!(status.path, Some(scene.store()));
    assert!(status.stamped && status.failures.is_empty());
    assert_eq!(status.header.records, 4);
    assert_eq!(database.age_days(today()), Some(262));
    let dates: Vec<(&str, Option<&str>)> = status
        .header
        .sources
        .iter()
        .map(|source| (source.name.as_str(), source.date.as_deref()))
        .collect();
    assert!(dates.contains(&("PyPA Advisory Database", Some("2026-03-05"))));
    assert!(dates.contains(&("OpenSSF Malicious Packages", Some("2026-02-01"))));
}

#[test]
fn words_are_found_by_id_and_by_search() {
    let scene = Scene::new();
    let one = record("GHSA-1", "demo", "2026-01-01T00:00:00Z");
    scene.import(&[scene.file("a.json", one)]).unwrap();
    let database = scene.open();
    let prose = database.prose("GHSA-1").unwrap();
    assert_eq!(prose.details.as_deref(), Some("at\nlength"));
    assert_eq!(prose.references[0].url, "https://example.org/a b");
    assert_eq!(database.prose("GHSA-2"), None);
    for term in ["breaks THINGS", "dem", "ghsa-1", "DEMO"] {
        let found = database.search(term, 10);
        assert_eq!(found.advisories.len(), 1, "{term}");
        assert_eq!(
            found.advisories[0].summary.as_deref(),
            Some("demo Breaks Things")
        );
    }
    assert!(database.search("length", 10).advisories.is_empty());
    assert_eq!(
        database.lookup_id("ghsa-1")[0].summary.as_deref(),
        Some("demo Breaks Things")
    );
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let scene = Scene::new();
    let (a, b) = (
        scene.file("a.json", record("GHSA-1", "a", "2026-01-01T00:00:00Z")),
        scene.file("b.json", record("GHSA-2", "b", "2026-01-01T00:00:00Z")),
    );
    scene.import(&[a.clone(), b.clone()]).unwrap();
    let first = content(&scene.store());
    scene.import(&[b, a]).unwrap();
    assert_eq!(content(&scene.store()), first);
}

#[test]
fn of_two_records_with_one_id_the_newer_counts() {
    let scene = Scene::new();
    let (old, new) = (
        scene.file("old.json", record("GHSA-1", "old", "2026-01-01T00:00:00Z")),
        scene.file(
            "new.json",
            record("GHSA-1", "new", "2026-01-01T00:00:00.1Z"),
        ),
    );
    for order in [[old.clone(), new.clone()], [new, old]] {
        scene.import(&order).unwrap();
        assert_eq!(ids(&scene.open(), "new"), ["GHSA-1"]);
        assert!(ids(&scene.open(), "old").is_empty());
    }
}

#[test]
fn what_cannot_be_read_is_counted_and_named() {
    let scene = Scene::new();
    let good = record("GHSA-1", "a", "2026-01-01T00:00:00Z");
    let long = vec![b' '; (32 << 20) + 1];
    let archive = zip(&[
        ("GHSA-1.json", good.as_bytes()),
        ("broken.json", b"{"),
        ("none.json", b"{}"),
        ("npm.json", br#"{"id":"X-1"}"#),
        ("next.json", br#"{"id":"X-2","schema_version":"2.0.0"}"#),
        ("long.json", &long),
    ]);
    let report = scene
        .import(&[scene.file("all.zip", archive)])
        .unwrap()
        .report;
    assert_eq!(
        (
            report.taken,
            report.other,
            report.newer_schema,
            report.unreadable
        ),
        (1, 1, 1, 3)
    );
    let mut examples = report.examples;
    for example in &mut examples {
        *example = example.rsplit('/').next().unwrap().to_owned();
    }
    insta::assert_snapshot!(examples.join("\n"), @r"
    all.zip: broken.json: it is not JSON: EOF while parsing an object at line 1 column 1
    all.zip: none.json: it has no id
    all.zip: next.json: it is of version 2.0.0 of the OSV schema, which pyward does not know
    all.zip: long.json: it is larger than 32 MiB
    ");
}

#[test]
fn what_holds_no_record_is_refused_and_the_old_store_stays() {
    let scene = Scene::new();
    let good = scene.file("a.json", record("GHSA-1", "a", "2026-01-01T00:00:00Z"));
    scene.import(&[good]).unwrap();
    let before = content(&scene.store());
    let archive = zip(&[("GHSA-1.json", b"{}".as_slice())]);
    let cases = [
        scene.path("nowhere"),
        scene
            .file("empty/readme.md", "")
            .parent()
            .unwrap()
            .to_owned(),
        scene.file("page.html", "<html>"),
        scene.file("nothing.jsonl", ""),
        scene.file("cut.zip", &archive[..archive.len() - 30]),
        scene.file("npm.json", r#"{"id":"X-1"}"#),
        scene.file("none.zip", &archive),
    ];
    for path in cases {
        let error = scene.import(std::slice::from_ref(&path)).unwrap_err();
        assert!(
            matches!(
                error,
                InstallError::Source(_) | InstallError::NothingUsable { .. }
            ),
            "{error}"
        );
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
        assert!(error.hint().is_some());
        assert_eq!(content(&scene.store()), before);
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let scene = Scene::new();
    let outside = scene.file(
        "outside/X.json",
        record("GHSA-9", "x", "2026-01-01T00:00:00Z"),
    );
    let folder = scene.file("in/A.json", record("GHSA-1", "a", "2026-01-01T00:00:00Z"));
    let folder = folder.parent().unwrap();
    std::os::unix::fs::symlink(&outside, folder.join("X.json")).unwrap();
    std::os::unix::fs::symlink(folder, folder.join("round")).unwrap();
    assert_eq!(scene.import(&[folder.to_owned()]).unwrap().report.seen(), 1);
}

#[test]
fn a_damaged_installed_store_is_a_failed_source_never_silence() {
    let scene = Scene::new();
    scene
        .import(&[scene.file("a.json", record("GHSA-1", "a", "2026-01-01T00:00:00Z"))])
        .unwrap();
    let whole = content(&scene.store());
    let mut flipped = whole.clone();
    let at = flipped.iter().rposition(|byte| *byte == b'+').unwrap();
    flipped[at] = b'-';
    let newer =
        String::from_utf8(whole.clone())
            .unwrap()
            .replacen("advisories 1", "advisories 2", 1);
    for (bytes, says) in [
        (&flipped[..], "checksum"),
        (&whole[..whole.len() - 3], "bytes long instead of"),
        (b"", "no advisory store"),
        (b"something else\n", "no advisory store"),
        (newer.as_bytes(), "schema `2`"),
    ] {
        write(&scene.store(), bytes);
        let _ = std::fs::remove_file(scene.data_dir().join("advisories-v2.stamp"));
        let database = scene.open();
        assert!(database.is_built_in());
        let facts = database.gather(&Inventory::default(), today());
        assert!(
            facts.failures[0].error.contains(says),
            "{:?}",
            facts.failures
        );
        assert!(facts.sources[0].built_in);
        if !says.starts_with("no ") {
            let chosen = Database::open(&DataChoice::Path(scene.store()))
                .err()
                .unwrap();
            assert!(matches!(chosen, DatabaseError::Damaged { .. }), "{chosen}");
            assert!(!chosen.hint().is_empty());
        }
    }
}

#[test]
fn a_damaged_line_is_a_failure_for_those_it_concerns() {
    let store = "a\tGHSA-1\t\t\t+0\t\t\t\t\t\t\tghsa\nb\tGHSA-2\t\t?\t+0\t\t\t\t\t\t\tghsa\n";
    let head = format!(
        "pyward-advisories 1\n{}\n",
        json!({"facts_bytes": store.len(), "records": 2, "packages": 2, "lines": 2})
    );
    let database = Database::of_bytes(format!("{head}{store}").into_bytes()).unwrap();
    let inventory = |name: &str| Inventory {
        components: vec![Component::pypi(
            PackageName::pypi(name),
            Some(Version::new("1.0")),
        )],
        ..Inventory::default()
    };
    let fine = database.gather(&inventory("a"), today());
    assert_eq!((fine.matches.len(), fine.failures.len()), (1, 0));
    let damaged = database.gather(&inventory("b"), today());
    assert_eq!((damaged.matches.len(), damaged.failures.len()), (0, 1));
    let faults: Vec<String> = database.verify().iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "its checksum is wrong",
            "line 4 is damaged: column `flags` cannot be read"
        ]
    );
}

#[test]
fn a_path_may_be_a_store_a_data_folder_or_records() {
    let scene = Scene::new();
    let records = scene.file("a.json", record("GHSA-1", "a", "2026-01-01T00:00:00Z"));
    scene.import(std::slice::from_ref(&records)).unwrap();
    let copy = scene.file("elsewhere/copy.txt", content(&scene.store()));
    for path in [scene.store(), scene.data_dir(), copy.clone(), records] {
        let database = Database::open(&DataChoice::Path(path.clone())).unwrap();
        assert_eq!(ids(&database, "a"), ["GHSA-1"], "{}", path.display());
        assert!(!database.is_built_in());
    }
    assert_eq!(
        std::fs::read_dir(copy.parent().unwrap()).unwrap().count(),
        1
    );
    let missing = Database::open(&DataChoice::Path(scene.path("nowhere")));
    assert!(matches!(missing, Err(DatabaseError::Open { .. })));
    let text = Database::open(&DataChoice::Path(scene.file("text", "hello")));
    assert!(matches!(
        text,
        Err(DatabaseError::Source(SourceError::Empty { .. }))
    ));
}

#[test]
fn without_an_installed_store_the_snapshot_is_used() {
    let database = Scene::new().open();
    assert!(database.is_built_in() && database.failures().is_empty());
}

fn store_bytes() -> Vec<u8> {
    let mut draft = StoreDraft::new();
    for (id, name) in [("GHSA-1", "a"), ("GHSA-2", "b"), ("PYSEC-3", "b")] {
        let json = serde_json::from_str(&record(id, name, "2026-01-01T00:00:00Z")).unwrap();
        draft.insert(&read_record(&json).unwrap());
    }
    let mut bytes = Vec::new();
    let edition = Edition {
        created: today(),
        current: None,
        origin: None,
        source: "",
    };
    draft.write(&mut bytes, &edition).unwrap();
    bytes
}

proptest! {
    #[test]
    fn damaged_bytes_never_end_the_program(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), cut in proptest::option::of(any::<prop::sample::Index>())) {
        let mut bytes = store_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(database) = Database::of_bytes(bytes) {
            let components = ["a", "b", "c"].map(|name| Component::pypi(PackageName::pypi(name), Some(Version::new("1.0"))));
            let inventory = Inventory { components: components.into(), ..Inventory::default() };
            let facts = database.gather(&inventory, today());
            prop_assert!(facts.matches.len() <= 3);
            let _ = (database.verify(), database.search("b", 5), database.lookup_id("GHSA-1"), database.status());
        }
    }
}

#[test]
fn a_changed_byte_of_the_sections_is_always_noticed() {
    let whole = store_bytes();
    let body = whole
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(1)
        .unwrap()
        .0
        + 1;
    for at in body..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let database = Database::of_bytes(bytes).unwrap();
        assert!(database.verify().contains(&Damage::Checksum), "byte {at}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_before_it_is_opened() {
    for path in ["/dev/zero", "/dev/null"] {
        let folder = tempfile::tempdir().unwrap();
        let error = import_into(&[path.into()], folder.path()).unwrap_err();
        assert!(error.to_string().contains("not a regular file"), "{error}");
        let error = Database::open(&DataChoice::Path(path.into()))
            .err()
            .unwrap();
        assert!(error.to_string().contains("not a regular file"), "{error}");
    }
}

#[test]
fn the_hint_of_a_damaged_archive_names_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.zip");
    write(&file, b"PK\x03\x04 and no more");
    let error = import_into(&[file], &folder.path().join("data")).unwrap_err();
    assert!(!error.hint().unwrap().contains("http"), "{error}");
}

fn import_into(paths: &[PathBuf], data_dir: &Path) -> Result<Installed, InstallError> {
    import(
        pyward_model::EcosystemRules::pypi(),
        paths,
        data_dir,
        today(),
        Duration::ZERO,
        &mut |_| {},
    )
}
