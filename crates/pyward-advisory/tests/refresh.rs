//! Sources beside OSV's export: fetched from a loopback server that fails in every way, and used together.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_advisory::{
    Address, Asking, DataChoice, Database, How, InstallError, RefreshRequest, Source, Updated,
    import, refresh,
};
use pyward_fetch::loopback::{Loopback, Reply};
use pyward_fetch::{Client, FetchError, Settings};
use pyward_model::{Component, Date, Facts, Inventory, PackageName, Version};
use serde_json::json;
use zip::write::SimpleFileOptions;

const KEV: &str = r#"{"catalogVersion": "2025.08.25", "vulnerabilities": [
    {"cveID": "CVE-2026-1", "dateAdded": "2026-03-01", "dueDate": "2026-03-22", "knownRansomwareCampaignUse": "Known"}]}"#;

const EPSS: &str = "#model_version:v2025.03.14,score_date:2026-05-30T12:55:00+0000\ncve,epss,percentile\nCVE-2026-1,0.94358,0.99957\nCVE-2026-2,0.00042,0.1\n";

struct Scene {
    server: Loopback,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        Self {
            server: Loopback::start(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A scene whose primary store speaks of `demo`: two flaws below 2.0.
    fn with_advisories() -> Self {
        let scene = Self::new();
        let lines = [
            record("GHSA-1", "CVE-2026-1", "2.0", "2026-02-01"),
            record("GHSA-2", "CVE-2026-2", "2.0", "2026-04-01"),
        ];
        let path = scene.file("records.jsonl", lines.join("\n").as_bytes());
        import(
            pyward_model::EcosystemRules::pypi(),
            &[path],
            scene.folder.path(),
            day(30),
            Duration::ZERO,
            &mut |_| {},
        )
        .unwrap();
        scene
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("given").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(bytes).unwrap();
        path
    }

    fn refresh(&self, name: &str, address: &Address) -> Result<Updated, InstallError> {
        let client = Client::new(Settings {
            read_timeout: Duration::from_millis(300),
            total_timeout: Duration::from_millis(1500),
            max_retries: 0,
            ..Settings::default()
        });
        let request = RefreshRequest {
            ecosystem: pyward_model::EcosystemRules::pypi(),
            source: Source::named(name).unwrap(),
            address,
            data_dir: self.folder.path(),
            today: day(30),
            force: false,
            wait: Duration::ZERO,
        };
        refresh(&client.unwrap(), &request, &|_| {})
    }

    fn fetch(&self, name: &str, path: &str) -> Result<Updated, InstallError> {
        self.refresh(name, &Address::Url(self.server.url(path)))
    }

    fn database(&self) -> Database {
        let data_dir = self.folder.path().to_owned();
        Database::open(&DataChoice::Default { data_dir }).unwrap()
    }

    fn facts(&self, version: &str, as_of: Option<Date>) -> Facts {
        let demo = Component::pypi(PackageName::pypi("demo"), Some(Version::new(version)));
        let inventory = Inventory {
            components: vec![demo],
            ..Inventory::default()
        };
        let asking = Asking {
            today: day(30),
            as_of,
        };
        self.database().gather_as(&inventory, asking)
    }

    /// Names of the store files.
    fn stores(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.contains(".txt")).collect();
        names.sort();
        names
    }
}

fn day(day: i8) -> Date {
    Date::new(2026, 6, day).unwrap()
}

fn record(id: &str, alias: &str, fixed: &str, published: &str) -> String {
    json!({
        "id": id, "aliases": [alias], "published": format!("{published}T00:00:00Z"), "modified": "2026-05-01T00:00:00Z",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "demo"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}],
    })
    .to_string()
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const PYSEC: &str = "id: PYSEC-2026-7\nmodified: 2026-05-02T00:00:00Z\npublished: 2026-02-03T00:00:00Z\naliases:\n- CVE-2026-1\naffected:\n- package:\n    name: demo\n    ecosystem: PyPI\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: 2.10\n";

fn ids(facts: &Facts) -> Vec<&str> {
    facts
        .matches
        .iter()
        .map(|it| it.group.id.as_str())
        .collect()
}

#[test]
fn exploitation_is_joined_by_any_cve_of_a_flaw() {
    let scene = Scene::with_advisories();
    let before = scene.facts("1.0", None);
    assert_eq!(
        before.matches[0].group.known_exploited, None,
        "nobody was asked"
    );
    scene
        .server
        .on("/kev.json", [Reply::ok(KEV).header("ETag", "\"k1\"")]);
    scene.server.on("/epss.csv", [Reply::ok(EPSS)]);
    assert_eq!(scene.fetch("kev", "/kev.json").unwrap().header.records, 1);
    assert_eq!(scene.fetch("epss", "/epss.csv").unwrap().header.records, 2);
    let facts = scene.facts("1.0", None);
    let [listed, other] = &facts.matches[..] else {
        panic!("{facts:?}");
    };
    let known = listed.group.exploitation.as_ref().unwrap();
    assert_eq!((&*known.cve, known.ransomware), ("CVE-2026-1", true));
    assert_eq!(known.due, Date::new(2026, 3, 22));
    assert_eq!(listed.group.known_exploited, Some(true));
    assert_eq!(listed.group.epss, Some(0.94358));
    assert_eq!(listed.group.epss_percentile, Some(0.99957));
    assert_eq!(
        (other.group.known_exploited, other.group.epss),
        (Some(false), Some(0.00042))
    );
    let names: Vec<_> = facts
        .sources
        .iter()
        .map(|it| (it.name.as_str(), it.date))
        .collect();
    assert!(
        names.contains(&("CISA Known Exploited Vulnerabilities", Some(day(30)))),
        "{names:?}"
    );
    assert!(
        names.contains(&("EPSS", Date::new(2026, 5, 30))),
        "a forecast is of its own day"
    );
    assert_eq!(scene.database().verify(), []);
}

#[test]
fn what_is_unchanged_is_not_fetched_again_and_dated_anew() {
    let scene = Scene::with_advisories();
    scene.server.on(
        "/kev.json",
        [Reply::ok(KEV).header("ETag", "\"k1\""), Reply::status(304)],
    );
    scene.fetch("kev", "/kev.json").unwrap();
    let again = scene.fetch("kev", "/kev.json").unwrap();
    assert_eq!(again.how, How::AlreadyCurrent);
    let asked = scene.server.requests();
    assert_eq!(asked[1].header("if-none-match"), Some("\"k1\""));
    assert_eq!(
        scene.facts("1.0", None).matches[0].group.known_exploited,
        Some(true)
    );
}

#[test]
fn every_fault_leaves_the_older_data_as_it_was() {
    let scene = Scene::with_advisories();
    scene.server.on("/kev.json", [Reply::ok(KEV)]);
    scene.fetch("kev", "/kev.json").unwrap();
    let slow = Duration::from_millis(40);
    let faults = [
        Reply::status(404),
        Reply::status(500),
        Reply::status(429).header("Retry-After", "3600"),
        Reply::ok(KEV).hang(),
        Reply::ok(KEV).drip(slow),
        Reply::ok(KEV).cut_after(40),
        Reply::ok(KEV).unframed().cut_after(40),
        Reply::ok("<!DOCTYPE html><title>Sign in</title>"),
        Reply::ok(""),
        Reply::ok("{\"vulnerabilities\": 7}"),
        Reply::ok("{\"vulnerabilities\": []}"),
        Reply::nothing(),
    ];
    for fault in faults {
        let shown = format!("{fault:?}");
        scene.server.on("/kev.json", [fault]);
        let failed = scene.fetch("kev", "/kev.json").unwrap_err();
        assert!(
            failed.to_string().contains("/kev.json"),
            "{failed} does not say where, {shown}"
        );
        let facts = scene.facts("1.0", None);
        assert_eq!(
            facts.matches[0].group.known_exploited,
            Some(true),
            "{shown}"
        );
        assert_eq!(
            scene.stores(),
            ["advisories-v2.txt", "exploits-v1-kev.txt"],
            "{shown}"
        );
    }
}

#[test]
fn offline_refuses_addresses_and_takes_files() {
    let scene = Scene::with_advisories();
    let client = Client::new(Settings {
        offline: true,
        ..Settings::default()
    });
    let client = client.unwrap();
    let address = Address::Url(scene.server.url("/kev.json"));
    let mut request = RefreshRequest {
        ecosystem: pyward_model::EcosystemRules::pypi(),
        source: Source::named("kev").unwrap(),
        address: &address,
        data_dir: scene.folder.path(),
        today: day(30),
        force: false,
        wait: Duration::ZERO,
    };
    let refused = refresh(&client, &request, &|_| {}).unwrap_err();
    assert!(matches!(
        refused,
        InstallError::Fetch(FetchError::Offline { .. })
    ));
    assert_eq!(scene.server.connections(), 0);
    let file = Address::Path(scene.file("kev.json", KEV.as_bytes()));
    request.address = &file;
    let updated = refresh(&client, &request, &|_| {}).unwrap();
    assert_eq!(
        updated.header.current.as_deref(),
        Some("2025-08-25"),
        "of the catalogue's own day"
    );
}

#[test]
fn databases_stand_beside_each_other_and_the_union_is_vulnerable() {
    let scene = Scene::with_advisories();
    let archive = zip(&[
        ("advisory-database-main/vulns/demo/PYSEC-2026-7.yaml", PYSEC),
        (
            "advisory-database-main/.github/workflows/ci.yml",
            "on: push",
        ),
        ("advisory-database-main/README.md", "words"),
    ]);
    scene.server.on("/main.zip", [Reply::ok(archive)]);
    let updated = scene.fetch("pypa", "/main.zip").unwrap();
    assert!(updated.how.is_complete(), "{updated:?}");
    assert_eq!(
        scene.stores(),
        ["advisories-v2-pypa.txt", "advisories-v2.txt"]
    );
    // Between the two fixes only one of them calls it vulnerable: so it is.
    let facts = scene.facts("2.5", None);
    assert_eq!(ids(&facts), ["PYSEC-2026-7"]);
    let group = &facts.matches[0].group;
    let ways: Vec<_> = group
        .advisories
        .iter()
        .map(|it| (&*it.id, &*it.via))
        .collect();
    assert_eq!(ways, [("GHSA-1", "import"), ("PYSEC-2026-7", "pypa")]);
    assert_eq!(
        facts.matches[0].fix.as_ref().unwrap().version,
        Version::new("2.10")
    );
    assert!(ids(&scene.facts("2.10", None)).is_empty());
}

#[test]
fn of_two_copies_of_a_record_the_newer_counts() {
    let scene = Scene::with_advisories();
    let newer =
        record("GHSA-2", "CVE-2026-2", "1.5", "2026-04-01").replace("2026-05-01", "2026-05-20");
    let older =
        record("GHSA-1", "CVE-2026-1", "9.0", "2026-02-01").replace("2026-05-01", "2026-04-01");
    let path = "advisories/github-reviewed/2026/05";
    let folder = scene.file(&format!("{path}/GHSA-2/GHSA-2.json"), newer.as_bytes());
    scene.file(&format!("{path}/GHSA-1/GHSA-1.json"), older.as_bytes());
    scene.file("advisories/unreviewed/x/GHSA-9.json", b"{\"PyPI");
    let root = folder.ancestors().nth(6).unwrap().to_owned();
    assert!(root.ends_with("given"), "{root:?}");
    let updated = scene.refresh("github", &Address::Path(root)).unwrap();
    assert_eq!(updated.header.records, 2);
    assert_eq!(ids(&scene.facts("1.7", None)), ["GHSA-1"]);
    assert!(ids(&scene.facts("5.0", None)).is_empty());
}

#[test]
fn malware_of_a_source_of_its_own_is_found_without_the_primary_store() {
    let scene = Scene::new();
    let malware = record("MAL-2026-1", "GHSA-8", "99", "2026-01-01");
    let archive = zip(&[
        ("m/osv/malicious/pypi/demo/MAL-2026-1.json", &malware),
        ("m/osv/malicious/npm/x/MAL-2.json", "{"),
    ]);
    let path = scene.file("m.zip", &archive);
    scene
        .refresh("malicious-packages", &Address::Path(path))
        .unwrap();
    let facts = scene.facts("1.0", None);
    assert_eq!(ids(&facts), ["MAL-2026-1"]);
    assert!(
        facts.sources[0].built_in,
        "the snapshot is still asked: {:?}",
        facts.sources
    );
    assert!(
        scene
            .database()
            .flaws(day(30))
            .unwrap()
            .iter()
            .any(|group| group.id == "MAL-2026-1")
    );
    assert_eq!(scene.database().groups_named("MAL-2026-1").len(), 1);
    assert_eq!(scene.database().search("MAL-2026-1", 5).advisories.len(), 1);
}

#[test]
fn a_damaged_store_of_a_source_is_a_failed_source() {
    let scene = Scene::with_advisories();
    let path = scene.file("kev.json", KEV.as_bytes());
    scene.refresh("kev", &Address::Path(path)).unwrap();
    let store = scene.folder.path().join("exploits-v1-kev.txt");
    append(&store, b"CVE-2026-2\n");
    let facts = scene.facts("1.0", None);
    assert_eq!(facts.failures.len(), 1, "{:?}", facts.failures);
    assert_eq!(facts.matches[0].group.known_exploited, None);
}

fn append(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn far_fewer_records_than_before_are_refused() {
    let scene = Scene::with_advisories();
    let path = scene.file(
        "epss.csv",
        EPSS.replace("CVE-2026-2,", "CVE-2026-3,0.1\nCVE-2026-4,")
            .as_bytes(),
    );
    scene.refresh("epss", &Address::Path(path)).unwrap();
    let path = scene.file("less.csv", b"cve,epss\n");
    assert!(matches!(
        scene.refresh("epss", &Address::Path(path)),
        Err(InstallError::NothingUsable { .. })
    ));
}

#[test]
fn as_of_a_day_only_what_was_known_counts() {
    let scene = Scene::with_advisories();
    let path = scene.file("kev.json", KEV.as_bytes());
    scene.refresh("kev", &Address::Path(path)).unwrap();
    let path = scene.file("epss.csv", EPSS.as_bytes());
    scene.refresh("epss", &Address::Path(path)).unwrap();
    let on = |month, day| scene.facts("1.0", Date::new(2026, month, day));
    assert!(ids(&on(1, 31)).is_empty());
    let february = on(2, 15);
    assert_eq!(ids(&february), ["GHSA-1"]);
    assert_eq!(
        february.matches[0].group.known_exploited,
        Some(false),
        "not listed yet"
    );
    assert_eq!(
        february.matches[0].group.epss, None,
        "the forecast was made later"
    );
    assert_eq!(on(3, 1).matches[0].group.known_exploited, Some(true));
    assert_eq!(ids(&on(4, 1)), ["GHSA-1", "GHSA-2"]);
    assert!(on(4, 1).notices.is_empty());
}

#[test]
fn as_of_a_day_what_was_withdrawn_later_stands_and_what_is_undated_is_told() {
    let scene = Scene::new();
    let withdrawn = record("GHSA-1", "CVE-2026-1", "2.0", "2026-02-01").replace(
        "\"aliases\"",
        "\"withdrawn\": \"2026-04-01T00:00:00Z\", \"aliases\"",
    );
    let undated =
        record("GHSA-2", "CVE-2026-2", "2.0", "2026-02-01").replace("\"published\"", "\"other\"");
    let path = scene.file(
        "records.jsonl",
        format!("{withdrawn}\n{undated}").as_bytes(),
    );
    import(
        pyward_model::EcosystemRules::pypi(),
        &[path],
        scene.folder.path(),
        day(30),
        Duration::ZERO,
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(ids(&scene.facts("1.0", None)), ["GHSA-2"]);
    let march = scene.facts("1.0", Date::new(2026, 3, 1));
    assert_eq!(ids(&march), ["GHSA-1", "GHSA-2"]);
    assert!(
        march.notices[0].message.contains("GHSA-2"),
        "{:?}",
        march.notices
    );
}
