//! A scripted export and a data folder.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::time::Duration;

use pyward_advisory::{DataChoice, Database, InstallError, UpdateRequest, Updated, update};
use pyward_fetch::loopback::{Loopback, Reply};
use pyward_fetch::{Client, Settings};
use pyward_model::{Date, PackageName};
use serde_json::json;
use zip::write::SimpleFileOptions;

pub(crate) const LIST: &str = "/PyPI/modified_id.csv";
pub(crate) const ARCHIVE: &str = "/PyPI/all.zip";

pub(crate) fn record(id: &str, fixed: &str, modified: &str) -> String {
    json!({
        "id": id, "modified": modified, "summary": format!("{id} breaks"),
        "affected": [{"package": {"ecosystem": "PyPI", "name": "demo"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}],
    })
    .to_string()
}

pub(crate) fn zip(records: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (id, fixed, modified) in records {
        writer
            .start_file(format!("{id}.json"), SimpleFileOptions::default())
            .unwrap();
        writer
            .write_all(record(id, fixed, modified).as_bytes())
            .unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) const DAY_1: &str = "2026-01-01T10:00:00.5Z";
pub(crate) const DAY_2: &str = "2026-01-02T10:00:00Z";
pub(crate) const DAY_3: &str = "2026-01-03T10:00:00Z";

pub(crate) fn first_records() -> Vec<u8> {
    zip(&[
        ("GHSA-1", "1.1", DAY_1),
        ("GHSA-2", "1.2", DAY_1),
        ("GHSA-3", "1.3", DAY_1),
        ("GHSA-4", "1.4", DAY_1),
    ])
}

pub(crate) fn list(rows: &[(&str, &str)]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|(time, id)| format!("{time},{id}"))
        .collect();
    rows.join("\n")
}

pub(crate) fn first_list() -> String {
    list(&[
        (DAY_1, "GHSA-1"),
        (DAY_1, "GHSA-2"),
        (DAY_1, "GHSA-3"),
        (DAY_1, "GHSA-4"),
    ])
}

pub(crate) fn client() -> Client {
    Client::new(Settings {
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_millis(1500),
        max_retries: 0,
        ..Settings::default()
    })
    .unwrap()
}

pub(crate) struct Scene {
    pub(crate) server: Loopback,
    pub(crate) folder: tempfile::TempDir,
}

impl Scene {
    /// A server with four records and their list, and an empty data folder.
    pub(crate) fn new() -> Self {
        let server = Loopback::start();
        server.on(LIST, [Reply::ok(first_list()).header("ETag", "\"list-1\"")]);
        server.on(
            ARCHIVE,
            [Reply::ok(first_records()).header("ETag", "\"zip-1\"")],
        );
        Self {
            server,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The same after a first update.
    pub(crate) fn updated() -> Self {
        let scene = Self::new();
        scene.update(1).unwrap();
        scene
    }

    pub(crate) fn update(&self, day: i8) -> Result<Updated, InstallError> {
        self.update_with(day, false, 500)
    }

    pub(crate) fn update_with(
        &self,
        day: i8,
        force: bool,
        most: usize,
    ) -> Result<Updated, InstallError> {
        let request = UpdateRequest {
            ecosystem: pyward_model::EcosystemRules::pypi(),
            base_url: &self.server.url("/"),
            data_dir: self.folder.path(),
            today: Date::new(2026, 6, day).unwrap(),
            force,
            max_single_records: most,
            wait: Duration::ZERO,
        };
        update(&client(), &request, &|_| {})
    }

    pub(crate) fn database(&self) -> Database {
        let data_dir = self.folder.path().to_owned();
        Database::open(&DataChoice::Default { data_dir }).unwrap()
    }

    /// What the store says of `demo`: ids and fixes.
    pub(crate) fn fixes(&self) -> Vec<(String, String)> {
        let database = self.database();
        assert!(!database.is_built_in() && database.failures().is_empty());
        assert_eq!(database.verify(), []);
        let advisories = database.advisories(&PackageName::pypi("demo")).unwrap();
        advisories
            .iter()
            .map(|advisory| {
                let fix = advisory.ranges[0].fixes().next().unwrap();
                (advisory.id.to_string(), fix.to_string())
            })
            .collect()
    }

    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                (
                    entry.file_name().into_string().unwrap(),
                    content(&entry.path()),
                )
            })
            .collect();
        files.sort();
        files
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks at what was written"
)]
pub(crate) fn content(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

pub(crate) fn pair(id: &str, fix: &str) -> (String, String) {
    (id.to_owned(), fix.to_owned())
}

impl Scene {
    pub(crate) fn files_names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[expect(clippy::disallowed_methods, reason = "a test damages a store")]
pub(crate) fn replace(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}
