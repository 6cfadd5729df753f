//! Services asked over a loopback server, well and badly.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;
use std::time::Duration;

use pyward_advisory::{Database, Edition, Service, StoreDraft};
use pyward_fetch::loopback::{Loopback, Reply};
use pyward_fetch::{Client, Settings};
use pyward_model::{Component, Date, Facts, Inventory, Origin, PackageName, StandingKind, Version};
use serde_json::{Value, json};

fn client(offline: bool) -> Client {
    Client::new(Settings {
        offline,
        read_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_millis(1500),
        max_retries: 0,
        ..Settings::default()
    })
    .unwrap()
}

fn today() -> Date {
    Date::new(2026, 6, 30).unwrap()
}

fn inventory(pins: &[(&str, &str)]) -> Inventory {
    let components = pins.iter().map(|(name, version)| {
        Component::pypi(PackageName::pypi(name), Some(Version::new(version)))
    });
    Inventory {
        components: components.collect(),
        ..Inventory::default()
    }
}

/// A database that knows nothing of its own.
fn nothing() -> Database {
    let mut bytes = Vec::new();
    let edition = Edition {
        created: today(),
        current: None,
        origin: None,
        source: "",
    };
    StoreDraft::new().write(&mut bytes, &edition).unwrap();
    Database::of_bytes(bytes).unwrap()
}

struct Asked<'a> {
    service: &'a str,
    server: &'a Loopback,
    cache: Option<&'a Path>,
    offline: bool,
}

impl Asked<'_> {
    fn about(&self, inventory: &Inventory) -> Facts {
        let mut database = nothing();
        database.ask_service(
            Service::named(self.service).unwrap(),
            &client(self.offline),
            &self.server.url("/"),
            inventory,
            self.cache,
            today(),
        );
        database.gather(inventory, today())
    }
}

fn ask(service: &str, server: &Loopback, inventory: &Inventory) -> Facts {
    let asked = Asked {
        service,
        server,
        cache: None,
        offline: false,
    };
    asked.about(inventory)
}

fn record(id: &str, name: &str, modified: &str) -> String {
    json!({
        "id": id, "modified": modified, "summary": format!("{id} breaks"),
        "affected": [{"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]}],
    })
    .to_string()
}

fn ids(facts: &Facts) -> Vec<&str> {
    facts
        .matches
        .iter()
        .map(|it| it.group.id.as_str())
        .collect()
}

const DAY: &str = "2026-05-01T00:00:00Z";

#[test]
fn case_55_osv_is_asked_in_batches_and_page_by_page() {
    let server = Loopback::start();
    let pins: Vec<(String, &str)> = (0..1001).map(|n| (format!("p{n:04}"), "1.0")).collect();
    let pins: Vec<(&str, &str)> = pins
        .iter()
        .map(|(name, version)| (name.as_str(), *version))
        .collect();
    let mut first = vec![json!({}); 1000];
    first[0] = json!({"vulns": [{"id": "GHSA-1", "modified": DAY}], "next_page_token": "more"});
    let more = json!({"results": [{"vulns": [{"id": "GHSA-2", "modified": DAY}]}]});
    let last = json!({"results": [{"vulns": null}]});
    server.on(
        "/v1/querybatch",
        [json!({"results": first}), more, last].map(|answer| Reply::ok(answer.to_string())),
    );
    server.on(
        "/v1/vulns/GHSA-1",
        [Reply::ok(record("GHSA-1", "p0000", DAY))],
    );
    server.on(
        "/v1/vulns/GHSA-2",
        [Reply::ok(record("GHSA-2", "p0000", DAY))],
    );
    let facts = ask("osv", &server, &inventory(&pins));
    assert!(facts.failures.is_empty(), "{:?}", facts.failures);
    assert_eq!(ids(&facts), ["GHSA-1", "GHSA-2"]);
    let questions: Vec<Value> = server
        .requests()
        .iter()
        .filter(|request| request.method == "POST")
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    let sizes: Vec<usize> = questions
        .iter()
        .map(|it| it["queries"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [1000, 1, 1]);
    assert_eq!(questions[1]["queries"][0]["page_token"], "more");
    assert_eq!(facts.matches[0].group.advisories[0].via, "osv-service");
    assert_eq!(facts.sources.last().unwrap().date, Some(today()));
}

#[test]
fn a_record_that_is_kept_and_current_is_not_fetched_again() {
    let server = Loopback::start();
    let cache = tempfile::tempdir().unwrap();
    let listed = |modified: &str| {
        Reply::ok(
            json!({"results": [{"vulns": [{"id": "GHSA-1", "modified": modified}]}]}).to_string(),
        )
    };
    let later = "2026-06-01T00:00:00Z";
    server.on("/v1/querybatch", [listed(DAY), listed(DAY), listed(later)]);
    server.on(
        "/v1/vulns/GHSA-1",
        [
            Reply::ok(record("GHSA-1", "demo", DAY)),
            Reply::ok(record("GHSA-1", "demo", later)),
        ],
    );
    let asked = Asked {
        service: "osv",
        server: &server,
        cache: Some(cache.path()),
        offline: false,
    };
    for hits in [1, 1, 2] {
        assert_eq!(
            ids(&asked.about(&inventory(&[("demo", "1.0")]))),
            ["GHSA-1"]
        );
        assert_eq!(server.hits("/v1/vulns/GHSA-1"), hits);
    }
}

#[test]
fn whatever_goes_wrong_is_a_failure_and_never_silence() {
    let listed = json!({"results": [{"vulns": [{"id": "GHSA-1", "modified": DAY}]}]}).to_string();
    let endless = json!({"results": [{"next_page_token": "again"}]}).to_string();
    let questions = [
        Reply::status(404),
        Reply::status(500),
        Reply::ok("{\"results\": []}").hang(),
        Reply::ok(listed.clone()).drip(Duration::from_millis(40)),
        Reply::ok(listed.clone()).cut_after(20),
        Reply::ok("<!DOCTYPE html><p>Sign in"),
        Reply::ok("{\"results\": [{}, {}]}"),
        Reply::ok("{\"results\": [7]}"),
        Reply::ok("{\"results\": [{\"vulns\": [{\"id\": 7}]}]}"),
        Reply::ok("{\"results\": [{\"vulns\": {\"id\": 7}}]}"),
        Reply::ok("[]"),
        Reply::ok(endless),
        Reply::nothing(),
    ];
    for reply in questions {
        let shown = format!("{reply:?}");
        let server = Loopback::start();
        server.on("/v1/querybatch", [reply]);
        let facts = ask("osv", &server, &inventory(&[("demo", "1.0")]));
        assert_eq!(facts.failures.len(), 1, "{shown}");
        assert_eq!(facts.failures[0].name, "OSV service");
    }
    for reply in [
        Reply::status(404),
        Reply::status(500),
        Reply::ok("<html>"),
        Reply::ok("{}"),
        Reply::ok(record("GHSA-2", "demo", DAY)),
    ] {
        let shown = format!("{reply:?}");
        let server = Loopback::start();
        server.on("/v1/querybatch", [Reply::ok(listed.clone())]);
        server.on("/v1/vulns/GHSA-1", [reply]);
        let facts = ask("osv", &server, &inventory(&[("demo", "1.0")]));
        assert!(
            facts.failures[0].error.contains("GHSA-1"),
            "{shown}: {:?}",
            facts.failures
        );
    }
}

#[test]
fn one_bad_record_leaves_the_others() {
    let server = Loopback::start();
    let listed =
        json!({"results": [{"vulns": [{"id": "GHSA-1"}, {"id": "GHSA-2"}, {"id": "../x"}]}]});
    server.on("/v1/querybatch", [Reply::ok(listed.to_string())]);
    server.on(
        "/v1/vulns/GHSA-2",
        [Reply::ok(record("GHSA-2", "demo", DAY))],
    );
    let facts = ask("osv", &server, &inventory(&[("demo", "1.0")]));
    assert_eq!(ids(&facts), ["GHSA-2"]);
    assert!(
        facts.failures[0].error.contains("../x, GHSA-1"),
        "{:?}",
        facts.failures
    );
    assert!(
        server
            .requests()
            .iter()
            .all(|request| !request.path.contains(".."))
    );
}

#[test]
fn nothing_is_asked_offline_or_about_what_comes_from_elsewhere() {
    let server = Loopback::start();
    let asked = Asked {
        service: "osv",
        server: &server,
        cache: None,
        offline: true,
    };
    assert_eq!(
        asked.about(&inventory(&[("demo", "1.0")])).failures.len(),
        1
    );
    let mut private = inventory(&[("secret-name", "1.0")]);
    private.components[0].origin = Origin::NamedIndex("https://pypi.acme.example/simple".into());
    for service in ["osv", "pypi", "index"] {
        assert!(ask(service, &server, &private).failures.is_empty());
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn pypi_says_which_advisories_speak_of_a_release() {
    let server = Loopback::start();
    let entry = |id: &str| json!({"id": id, "aliases": ["CVE-2026-1", id], "summary": "s", "details": "d", "fixed_in": ["1.5", "2.0", "odd one"], "link": "https://osv.dev/x", "source": "osv", "withdrawn": null});
    let page = json!({"info": {"version": "9"}, "vulnerabilities": [entry("PYSEC-2026-1")]});
    server.on("/pypi/demo/1.0/json", [Reply::ok(page.to_string())]);
    server.on("/pypi/demo/1.7/json", [Reply::ok(page.to_string())]);
    server.on(
        "/pypi/clean/1.0/json",
        [Reply::ok("{\"info\": {}, \"vulnerabilities\": []}")],
    );
    let facts = ask(
        "pypi",
        &server,
        &inventory(&[("demo", "1.0"), ("demo", "1.7"), ("clean", "1.0")]),
    );
    assert!(facts.failures.is_empty(), "{:?}", facts.failures);
    assert_eq!(ids(&facts), ["PYSEC-2026-1", "PYSEC-2026-1"]);
    let fixes: Vec<&str> = facts
        .matches
        .iter()
        .map(|it| it.fix.as_ref().unwrap().version.as_str())
        .collect();
    assert_eq!(fixes, ["1.5", "2.0"]);
    assert!(facts.matches[0].group.has_id("CVE-2026-1"));
}

#[test]
fn a_release_without_a_page_is_looked_for_on_its_project() {
    let server = Loopback::start();
    let newest = json!({"info": {"version": "1.0"}, "vulnerabilities": [{"id": "PYSEC-1", "fixed_in": []}], "releases": {"1.0": [], "0.9": []}});
    server.on("/pypi/demo/json", [Reply::ok(newest.to_string())]);
    let facts = ask(
        "pypi",
        &server,
        &inventory(&[
            ("demo", "1.0"),
            ("demo", "0.9"),
            ("demo", "3.0"),
            ("gone", "1.0"),
        ]),
    );
    assert_eq!(ids(&facts), ["PYSEC-1"]);
    let kinds: Vec<StandingKind> = facts.standings.iter().map(|it| it.kind).collect();
    assert_eq!(
        kinds,
        [StandingKind::MissingRelease, StandingKind::MissingProject]
    );
    assert!(
        facts
            .notices
            .iter()
            .any(|it| it.message.contains("demo 0.9")),
        "{:?}",
        facts.notices
    );
}

#[test]
fn a_local_version_is_asked_about_as_the_release_it_was_built_from() {
    let server = Loopback::start();
    let page = json!({"vulnerabilities": [{"id": "PYSEC-1", "fixed_in": ["2.1"]}]});
    server.on("/pypi/torch/2.0.1/json", [Reply::ok(page.to_string())]);
    let torch = json!({"versions": ["2.0.1"], "files": [file("torch-2.0.1-cp311-cp311-linux_x86_64.whl", true)]});
    server.on("/torch/", [Reply::ok(torch.to_string())]);
    let inventory = inventory(&[("torch", "2.0.1+cpu")]);
    assert_eq!(ids(&ask("pypi", &server, &inventory)), ["PYSEC-1"]);
    let told = ask("index", &server, &inventory).standings;
    assert_eq!((told.len(), told[0].kind), (1, StandingKind::Yanked));
}

#[test]
fn a_page_that_cannot_be_read_is_a_failure() {
    for reply in [
        Reply::status(500),
        Reply::ok("<html>"),
        Reply::ok("[]"),
        Reply::ok("{\"vulnerabilities\": 7}"),
        Reply::ok("{\"vulnerabilities\": [{\"id\": 7}]}"),
        Reply::ok("{\"vulnerabilities\": []}").hang(),
    ] {
        let shown = format!("{reply:?}");
        let server = Loopback::start();
        server.on("/pypi/demo/1.0/json", [reply]);
        let facts = ask("pypi", &server, &inventory(&[("demo", "1.0")]));
        assert_eq!(
            (facts.failures.len(), facts.standings.len()),
            (1, 0),
            "{shown}"
        );
    }
}

fn file(name: &str, yanked: impl Into<Value>) -> Value {
    let yanked: Value = yanked.into();
    json!({"filename": name, "url": "u", "hashes": {}, "yanked": yanked})
}

#[test]
fn an_index_says_what_was_yanked_and_how_projects_stand() {
    let server = Loopback::start();
    let demo = json!({
        "meta": {"api-version": "1.4"}, "name": "demo", "versions": ["1.0", "2.0", "3.0"],
        "files": [
            file("demo-1.0-py3-none-any.whl", "it eats data"), file("demo-1.0.tar.gz", true),
            file("demo-2.0-py3-none-any.whl", true), file("demo-2.0.tar.gz", false),
            file("demo-3.0.tar.gz", Value::Null), file("odd", 7),
        ],
    });
    server.on("/demo/", [Reply::ok(demo.to_string())]);
    let standing = |status: &str| json!({"name": "x", "files": [file("x-1.0.tar.gz", false)], "project-status": {"status": status, "reason": "see\u{1b}[2J elsewhere"}});
    server.on(
        "/attack/",
        [Reply::ok(
            standing("quarantined")
                .to_string()
                .replace("x-1.0", "attack-1.0"),
        )],
    );
    server.on(
        "/old/",
        [Reply::ok(
            standing("archived").to_string().replace("x-1.0", "old-1.0"),
        )],
    );
    server.on(
        "/older/",
        [Reply::ok(
            standing("deprecated")
                .to_string()
                .replace("x-1.0", "older-1.0"),
        )],
    );
    server.on(
        "/well/",
        [Reply::ok(
            standing("active").to_string().replace("x-1.0", "well-1.0"),
        )],
    );
    server.on(
        "/odd/",
        [Reply::ok(
            standing("paused").to_string().replace("x-1.0", "odd-1.0"),
        )],
    );
    let pins = [
        ("attack", "1.0"),
        ("demo", "1.0"),
        ("demo", "2.0"),
        ("demo", "3.0"),
        ("demo", "4.0"),
        ("gone", "1.0"),
        ("odd", "1.0"),
        ("old", "1.0"),
        ("older", "1.0"),
        ("well", "1.0"),
    ];
    let inventory = inventory(&pins);
    let facts = ask("index", &server, &inventory);
    assert!(facts.failures.is_empty(), "{:?}", facts.failures);
    let told: Vec<(&str, StandingKind, Option<&str>)> = facts
        .standings
        .iter()
        .map(|it| (pins[it.component.index()].0, it.kind, it.reason.as_deref()))
        .collect();
    let reason = Some("see\u{1b}[2J elsewhere");
    assert_eq!(
        told,
        [
            ("attack", StandingKind::Quarantined, reason),
            ("demo", StandingKind::Yanked, Some("it eats data")),
            ("demo", StandingKind::MissingRelease, None),
            ("gone", StandingKind::MissingProject, None),
            ("old", StandingKind::Archived, reason),
            ("older", StandingKind::Deprecated, reason),
        ]
    );
    assert!(
        facts
            .notices
            .iter()
            .any(|it| it.message.contains("`paused`"))
    );
    assert_eq!(server.hits("/demo/"), 1, "a project is asked about once");
    let asked = server.requests();
    assert_eq!(
        asked[0].header("accept"),
        Some("application/vnd.pypi.simple.v1+json")
    );
}

#[test]
fn an_index_that_does_not_answer_is_a_failure_and_no_removal() {
    for reply in [
        Reply::status(500),
        Reply::status(403),
        Reply::ok("<!DOCTYPE html><a href=x>x</a>"),
        Reply::ok("{}"),
        Reply::ok("{\"files\": {}}"),
        Reply::nothing(),
    ] {
        let shown = format!("{reply:?}");
        let server = Loopback::start();
        server.on("/demo/", [reply]);
        let facts = ask("index", &server, &inventory(&[("demo", "1.0")]));
        assert_eq!(
            (facts.failures.len(), facts.standings.len()),
            (1, 0),
            "{shown}"
        );
    }
}
