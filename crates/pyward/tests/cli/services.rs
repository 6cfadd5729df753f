//! Services that an audit asks on the network, over loopback.

use pyward_fetch::loopback::{Loopback, Reply};
use serde_json::{Value, json};

use crate::harness::{Pyward, findings, folder, put, pyward};

fn vulns(scene: &tempfile::TempDir, more: &[&str]) -> Pyward {
    pyward(&[&["vulns", "--format", "json", "requirements.txt"][..], more].concat())
        .within(scene.path())
        .env("PYWARD_DATA_DIR", scene.path().join("data"))
        .env("PYWARD_CACHE_DIR", scene.path().join("cache"))
        .env("PYWARD_OFFLINE", "0")
}

fn scene(pins: &str) -> tempfile::TempDir {
    folder(&[("requirements.txt", pins)])
}

/// A server that knows this flaw of `pyward-demo` below 2.0.
fn osv() -> Loopback {
    let server = Loopback::start();
    let listed =
        json!({"results": [{"vulns": [{"id": "GHSA-1", "modified": "2026-11-01T00:00:00Z"}]}]});
    server.on("/v1/querybatch", [Reply::ok(listed.to_string())]);
    let record = json!({"id": "GHSA-1", "modified": "2026-11-01T00:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "pyward-demo"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]}]});
    server.on("/v1/vulns/GHSA-1", [Reply::ok(record.to_string())]);
    server
}

#[test]
fn what_a_service_knows_is_found_beside_the_data_at_hand() {
    let (server, scene) = (osv(), scene("pyward-demo==1.0\njinja2==3.1.2\n"));
    server.on(
        "/v1/querybatch",
        [Reply::ok(
            r#"{"results":[{},{"vulns":[{"id":"GHSA-1","modified":"2026-11-01T00:00:00Z"}]}]}"#,
        )],
    );
    let service = format!("osv={}", server.url(""));
    let report = vulns(&scene, &["--service", &service]).json();
    let found = findings(&report);
    assert!(
        found.contains(&"pyward-demo 1.0 GHSA-1".to_owned()),
        "{found:?}"
    );
    assert!(found.iter().any(|it| it.starts_with("jinja2")), "{found:?}");
    let sources: Vec<&str> = report["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["source"].as_str().unwrap())
        .collect();
    assert!(
        sources
            .iter()
            .any(|it| it.starts_with("OSV service (http://127.0.0.1:")),
        "{sources:?}"
    );
    // The environment names the address too.
    let again = vulns(&scene, &["--service", "osv"])
        .env("PYWARD_OSV_API_URL", server.url(""))
        .json();
    assert_eq!(findings(&again), found);
    assert_eq!(server.hits("/v1/vulns/GHSA-1"), 1, "kept in the cache");
}

#[test]
fn osv_is_asked_about_packages_of_other_ecosystems_too() {
    let server = Loopback::start();
    let listed =
        json!({"results": [{"vulns": [{"id": "GHSA-2", "modified": "2026-11-01T00:00:00Z"}]}]});
    server.on("/v1/querybatch", [Reply::ok(listed.to_string())]);
    let record = json!({"id": "GHSA-2", "modified": "2026-11-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "@scope/demo"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "2.0.0"}]}]}]});
    server.on("/v1/vulns/GHSA-2", [Reply::ok(record.to_string())]);
    let sbom = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "demo", "group": "@scope", "version": "1.0.0-rc.1", "purl": "pkg:npm/%40scope/demo@1.0.0-rc.1"},
    ]});
    let scene = folder(&[("bom.cdx.json", &sbom.to_string())]);
    let audit = |more: &[&str]| {
        pyward(&[&["vulns", "--format", "json", "bom.cdx.json"][..], more].concat())
            .within(scene.path())
            .env("PYWARD_DATA_DIR", scene.path().join("data"))
            .env("PYWARD_OFFLINE", "0")
            .run()
    };
    // No data about npm is installed: by itself nothing is known.
    let run = audit(&[]);
    assert!(
        run.out.contains("about which no advisories are installed"),
        "{run:?}"
    );
    let run = audit(&["--service", &format!("osv={}", server.url(""))]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let found = report["findings"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{run:?}");
    assert_eq!(
        found[0]["message"],
        "npm package @scope/demo 1.0.0-rc.1 is affected by GHSA-2"
    );
    assert_eq!(found[0]["fix"]["version"], "2.0.0", "{run:?}");
    let asked = server.requests();
    let asked = asked.iter().find(|it| it.path == "/v1/querybatch").unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&asked.body).unwrap(),
        json!({"queries": [{"package": {"ecosystem": "npm", "name": "@scope/demo"}, "version": "1.0.0-rc.1"}]})
    );
    let sources = report["data"].as_array().unwrap().iter();
    let sources: Vec<&str> = sources.map(|it| it["source"].as_str().unwrap()).collect();
    assert!(
        sources
            .iter()
            .any(|it| it.starts_with("OSV service (") && it.ends_with(", npm)")),
        "{sources:?}"
    );
    // Records that are named stand beside it.
    let own = record.to_string().replace("GHSA-2", "GHSA-3");
    put(scene.path(), "records.jsonl", own.as_bytes());
    let service = format!("osv={}", server.url(""));
    let run = audit(&["--data", "records.jsonl", "--service", &service]);
    let both: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    assert_eq!(findings(&both).len(), 2, "{run:?}");
    // A service that is silent is no data: the run is incomplete.
    let dead = Loopback::start();
    let run = audit(&["--service", &format!("osv={}", dead.url(""))]);
    assert_eq!(run.code, 3, "{run:?}");
}

#[test]
fn a_service_that_fails_makes_the_run_incomplete() {
    let (server, scene) = (Loopback::start(), scene("pyward-demo==1.0\n"));
    let service = format!("osv={}", server.url(""));
    let run = vulns(&scene, &["--service", &service]).run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.out.contains("OSV service: it did not answer"),
        "{run:?}"
    );
}

#[test]
fn a_service_is_refused_where_there_is_no_network_or_no_such_service() {
    let scene = scene("pyward-demo==1.0\n");
    let run = vulns(&scene, &["--service", "osv", "--offline"]).run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("the network is switched off"), "{run:?}");
    let run = vulns(&scene, &["--service", "pypy"]).run();
    assert!(run.err.contains("did you mean `pypi`?"), "{run:?}");
}

/// An index with one release of each project, as their names say.
fn index() -> Loopback {
    let server = Loopback::start();
    for (name, status, yanked) in [
        ("pyward-example-goodware", "active", json!(false)),
        ("pyward-example-yanked", "active", json!("it eats data")),
        ("pyward-example-quarantined", "quarantined", json!(false)),
        ("pyward-example-archived", "archived", json!(false)),
    ] {
        let file = format!("{}-1.0.tar.gz", name.replace('-', "_"));
        let page = json!({"name": name, "versions": ["1.0"], "files": [{"filename": file, "yanked": yanked}], "project-status": {"status": status}});
        server.on(&format!("/{name}/"), [Reply::ok(page.to_string())]);
    }
    server
}

#[test]
fn examples_of_the_rules_about_standing_hold() {
    let server = index();
    let service = format!("index={}", server.url(""));
    let rules = pyward_rules::CATALOGUE
        .iter()
        .copied()
        .flatten()
        .map(|check| &check.rule);
    let rules: Vec<_> = rules
        .filter(|rule| rule.family == pyward_model::Family::SupplyChain)
        .collect();
    assert_eq!(rules.len(), 4);
    for rule in rules {
        for (kind, expected) in [("bad", true), ("good", false)] {
            let block = rule
                .docs
                .split(&format!("```{kind} requirements.txt"))
                .nth(1)
                .unwrap();
            let pins = block.split("```").next().unwrap();
            let report: Value =
                vulns(&scene(&pins.replace("\n ", "\n")), &["--service", &service]).json();
            let found = report["findings"].as_array().unwrap();
            assert_eq!(
                found.iter().any(|it| it["rule"] == rule.name),
                expected,
                "{} {kind}: {report}",
                rule.name
            );
        }
    }
}

#[test]
fn standing_warns_quarantine_blocks_and_the_policy_decides() {
    let server = index();
    let service = format!("index={}", server.url(""));
    let code = |pins: &str, more: &[&str]| {
        let scene = scene(pins);
        let run = vulns(&scene, &[&["--service", &service][..], more].concat()).run();
        (run.code, run.out)
    };
    let (yanked, text) = code("pyward-example-yanked==1.0\n", &[]);
    assert_eq!(yanked, 0, "{text}");
    assert!(text.contains("was yanked: it eats data"), "{text}");
    assert_eq!(code("pyward-example-missing==1.0\n", &[]).0, 0);
    assert_eq!(
        code("pyward-example-quarantined==1.0\n", &["--gate", "critical"]).0,
        1
    );
    let strict = folder(&[("strict.toml", "[gate]\nstanding = \"block\"\n")]);
    let strict = strict.path().join("strict.toml");
    let strict = ["--config", strict.to_str().unwrap()];
    assert_eq!(code("pyward-example-missing==1.0\n", &strict).0, 1);
    // One of one's own is accepted by name, and no other with it.
    let own = [
        &strict[..],
        &["--ignore", "missing-release@pyward-example-missing"],
    ]
    .concat();
    assert_eq!(code("pyward-example-missing==1.0\n", &own).0, 0);
    assert_eq!(code("pyward-example-gone==1.0\n", &own).0, 1);
    let waived = folder(&[(
        "waived.toml",
        "[gate]\nstanding = \"block\"\n[[ignore]]\nid = \"Missing-Release\"\npackage = \"pyward-example-missing\"\nreason = \"It is ours, and stays on this machine.\"\n",
    )]);
    let waived = waived.path().join("waived.toml");
    let waived = ["--config", waived.to_str().unwrap()];
    assert_eq!(code("pyward-example-missing==1.0\n", &waived).0, 0);
    assert_eq!(code("pyward-example-gone==1.0\n", &waived).0, 1);
}
