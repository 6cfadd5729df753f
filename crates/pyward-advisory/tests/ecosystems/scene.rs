//! A data folder with records, and what it says of packages by their URLs.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use pyward_advisory::{DataChoice, Database, InstallError, import};
use pyward_model::{Component, Date, EcosystemRules, Facts, Inventory, Purl};
use serde_json::{Value, json};

pub(crate) fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}

pub(crate) struct Scene {
    pub(crate) folder: tempfile::TempDir,
}

impl Scene {
    /// A data folder with these records, for the ecosystems named.
    pub(crate) fn new(ecosystems: &[&str], records: &[Value]) -> Self {
        let scene = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for ecosystem in ecosystems {
            scene.import(ecosystem, records).unwrap();
        }
        scene
    }

    pub(crate) fn import(&self, ecosystem: &str, records: &[Value]) -> Result<(), InstallError> {
        let path = self.folder.path().join("records.jsonl");
        let mut file = std::fs::File::create(&path).unwrap();
        for record in records {
            writeln!(file, "{record}").unwrap();
        }
        let rules = EcosystemRules::named(ecosystem).unwrap();
        let installed = import(
            rules,
            &[path],
            &self.data(),
            today(),
            Duration::ZERO,
            &mut |_| {},
        )?;
        assert_eq!(installed.report.left_out(), 0);
        assert!(std::ptr::eq(installed.header.rules().unwrap(), rules));
        Ok(())
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn database(&self) -> Database {
        let data_dir = self.data();
        Database::open(&DataChoice::Default { data_dir }).unwrap()
    }

    pub(crate) fn ask(&self, purls: &[&str]) -> Facts {
        let components = purls.iter().map(|purl| component(purl)).collect();
        let inventory = Inventory {
            components,
            ..Inventory::default()
        };
        self.database().gather(&inventory, today())
    }

    /// The ids that speak of a package.
    pub(crate) fn ids(&self, purl: &str) -> Vec<String> {
        let facts = self.ask(&[purl]);
        assert_eq!(facts.failures, []);
        assert_eq!(facts.asked.len(), 1, "{purl} {:?}", facts.notices);
        let ids = facts.matches.iter().map(|found| found.group.id.to_string());
        ids.collect()
    }
}

pub(crate) fn component(purl: &str) -> Component {
    let (ecosystem, name, version) = Purl::parse(purl).unwrap();
    let mut component = Component::pypi(name, version);
    component.ecosystem = ecosystem;
    component
}

pub(crate) fn record(id: &str, ecosystem: &str, name: &str, kind: &str, events: &Value) -> Value {
    json!({
        "id": id, "modified": "2026-11-01T00:00:00Z", "summary": "It breaks",
        "affected": [{"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": kind, "events": events}]}],
    })
}
