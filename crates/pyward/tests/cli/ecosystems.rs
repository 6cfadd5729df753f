//! Bills of materials with packages of other ecosystems: their advisories fetched by name, matched by their own rules,
//! and never taken for packages of PyPI that are called the same.

use std::path::Path;

use pyward_fetch::loopback::{Loopback, Reply};
use serde_json::Value;

use crate::harness::{Pyward, Run, findings, folder, put, pyward};

const BILL: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.5",
  "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "root"}},
  "components": [
    {"type": "library", "name": "requests", "version": "2.0", "purl": "pkg:pypi/requests@2.0", "bom-ref": "py"},
    {"type": "library", "name": "requests", "version": "2.0.0", "purl": "pkg:npm/requests@2.0.0", "bom-ref": "js"},
    {"type": "library", "name": "core", "group": "@angular", "version": "12.0.0", "purl": "pkg:npm/%40angular/core@12.0.0", "bom-ref": "ng"},
    {"type": "library", "name": "serde", "version": "1.0.0", "purl": "pkg:cargo/serde@1.0.0", "bom-ref": "rs"},
    {"type": "library", "name": "openssl", "version": "3.0", "purl": "pkg:deb/debian/openssl@3.0", "bom-ref": "deb"}
  ],
  "dependencies": [{"ref": "root", "dependsOn": ["py", "ng"]}, {"ref": "ng", "dependsOn": ["js"]}]
}"#;

const SPDX: &str = "SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT

PackageName: requests
SPDXID: SPDXRef-js
PackageVersion: 2.0.0
ExternalRef: PACKAGE-MANAGER purl pkg:npm/requests@2.0.0

PackageName: serde
SPDXID: SPDXRef-rs
PackageVersion: 1.0.0
ExternalRef: PACKAGE-MANAGER purl pkg:cargo/serde@1.0.0
";

const XML: &str = r#"<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>
  <component type="library"><name>requests</name><version>2.0.0</version><purl>pkg:npm/requests@2.0.0</purl></component>
</components></bom>"#;

fn record(id: &str, ecosystem: &str, name: &str, fixed: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"2026-11-01T00:00:00Z","published":"2026-02-01T00:00:00Z","summary":"It leaks","severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],"affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
}

fn records() -> String {
    [
        record("GHSA-js-1", "npm", "requests", "2.1.0"),
        record("GHSA-ng-1", "npm", "@angular/core", "12.0.0-rc.9"),
        record("PYSEC-2026-1", "PyPI", "requests", "2.5"),
        record("RUSTSEC-2026-0001", "crates.io", "serde", "1.0.1"),
    ]
    .join("\n")
}

/// A folder with a bill and records, and nothing installed.
fn scene() -> tempfile::TempDir {
    folder(&[
        ("bom.cdx.json", BILL),
        ("only.spdx", SPDX),
        ("only.cdx.xml", XML),
        ("records.jsonl", &records()),
        ("kev.json", r#"{"vulnerabilities":[]}"#),
    ])
}

fn within(scene: &tempfile::TempDir, args: &[&str]) -> Pyward {
    pyward(args)
        .within(scene.path())
        .env("PYWARD_DATA_DIR", scene.path().join("data"))
}

fn import(scene: &tempfile::TempDir, ecosystems: &str) {
    let args = ["db", "import", "--ecosystem", ecosystems, "records.jsonl"];
    let run = within(scene, &args).run();
    assert_eq!(run.code, 0, "{run:?}");
}

fn audit(scene: &tempfile::TempDir, more: &[&str]) -> (i32, Value) {
    let args = [&["audit", "--format", "json"][..], more].concat();
    let run = within(scene, &args).run();
    let report = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    (run.code, report)
}

fn gaps(report: &Value) -> Vec<&str> {
    let notices = report["notices"].as_array().unwrap().iter();
    let gaps = notices.filter(|notice| notice["weight"] == "gap");
    gaps.map(|notice| notice["message"].as_str().unwrap())
        .collect()
}

fn archive(records: &[(&str, String)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (id, text) in records {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("{id}.json"), options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A server with the parts of the export for three ecosystems.
fn export() -> Loopback {
    let server = Loopback::start();
    for (ecosystem, id, name, fixed) in [
        ("PyPI", "PYSEC-2026-1", "requests", "2.5"),
        ("npm", "GHSA-js-1", "requests", "2.1.0"),
        ("crates.io", "RUSTSEC-2026-0001", "serde", "1.0.1"),
    ] {
        let bytes = archive(&[(id, record(id, ecosystem, name, fixed))]);
        let reply = Reply::ok(bytes).header("ETag", &format!("\"{ecosystem}\""));
        server.on(&format!("/{ecosystem}/all.zip"), [reply]);
        let list = Reply::ok(format!("2026-11-01T00:00:00Z,{id}\n")).header("ETag", "\"list\"");
        server.on(&format!("/{ecosystem}/modified_id.csv"), [list]);
    }
    server
}

fn update(scene: &tempfile::TempDir, server: &Loopback, more: &[&str]) -> Run {
    let base = server.url("");
    within(scene, &[&["db", "update"][..], more].concat())
        .env("PYWARD_OSV_URL", base.trim_end_matches('/'))
        .env("PYWARD_OFFLINE", "0")
        .run()
}

fn asked(server: &Loopback) -> Vec<String> {
    server.requests().into_iter().map(|it| it.path).collect()
}

#[test]
fn an_ecosystem_is_fetched_by_its_name_and_its_packages_are_audited() {
    let (scene, server) = (scene(), export());
    let run = update(&scene, &server, &["--ecosystem", "npm"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out
            .starts_with("osv npm: the whole export taken\n1 records"),
        "{run:?}"
    );
    assert_eq!(asked(&server), ["/npm/modified_id.csv", "/npm/all.zip"]);
    let (code, report) = audit(&scene, &["only.cdx.xml"]);
    assert_eq!(
        (code, findings(&report)),
        (1, vec!["pkg:npm/requests 2.0.0 GHSA-js-1".to_owned()])
    );
    assert_eq!(report["findings"][0]["component"], "pkg:npm/requests@2.0.0");
    assert_eq!(report["findings"][0]["fix"]["version"], "2.1.0");
    assert_eq!(report["components"][0]["ecosystem"], "npm");
    assert_eq!(gaps(&report), [] as [&str; 0]);
    let sources: Vec<&str> = report["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["source"].as_str().unwrap())
        .collect();
    assert!(
        sources.contains(&"GitHub Advisory Database (npm)"),
        "{sources:?}"
    );
}

#[test]
fn the_same_name_in_two_ecosystems_is_judged_by_its_own_records() {
    let scene = scene();
    import(&scene, "npm,cargo,PyPI");
    let (code, report) = audit(&scene, &["bom.cdx.json"]);
    assert_eq!(code, 1);
    let found = report["findings"].as_array().unwrap().iter();
    let mut found: Vec<(&str, &str)> = found
        .map(|it| {
            (
                it["component"].as_str().unwrap(),
                it["advisory"]["id"].as_str().unwrap(),
            )
        })
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("pkg:cargo/serde@1.0.0", "RUSTSEC-2026-0001"),
            ("pkg:npm/requests@2.0.0", "GHSA-js-1"),
            ("pkg:pypi/requests@2.0", "PYSEC-2026-1"),
        ]
    );
    let identities: std::collections::BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(identities.len(), 3);
    let human = within(&scene, &["audit", "bom.cdx.json"]).run().out;
    assert!(human.contains("npm package · via @angular/core"), "{human}");
    assert!(
        human.contains("4 packages in bom.cdx.json; 1 more could not be audited"),
        "{human}"
    );
    let sarif = within(&scene, &["audit", "--format", "sarif", "bom.cdx.json"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let of_npm = results
        .iter()
        .find(|it| it["properties"]["purl"] == "pkg:npm/requests@2.0.0")
        .unwrap();
    let text = of_npm["message"]["text"].as_str().unwrap();
    assert!(
        text.starts_with("npm package requests 2.0.0 is affected by GHSA-js-1"),
        "{text}"
    );
    let csv = within(&scene, &["audit", "--format", "csv", "bom.cdx.json"])
        .run()
        .out;
    assert!(csv.contains(",pkg:cargo/serde@1.0.0"), "{csv}");
    let pip_audit = within(&scene, &["audit", "--format", "pip-audit", "bom.cdx.json"])
        .run()
        .out;
    assert!(
        !pip_audit.contains("GHSA-js-1") && pip_audit.contains("PYSEC-2026-1"),
        "{pip_audit}"
    );
}

#[test]
fn what_no_data_speaks_of_is_a_gap_and_never_clean() {
    let scene = scene();
    let (code, report) = audit(&scene, &["only.spdx"]);
    assert_eq!(code, 3, "nothing could be checked: {report:#}");
    assert_eq!(
        gaps(&report),
        [
            "1 component is of crates.io, about which no advisories are installed: nothing is known of it",
            "1 component is of npm, about which no advisories are installed: nothing is known of it",
        ]
    );
    let hints: Vec<&str> = report["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["hint"].as_str())
        .collect();
    assert!(
        hints.contains(&"pyward db update --ecosystem npm"),
        "{hints:?}"
    );
    let told = report["verdict"]["sentence"].as_str().unwrap();
    assert!(!told.contains("no known vulnerabilities"), "{told}");
    import(&scene, "npm");
    let (code, report) = audit(&scene, &["only.spdx"]);
    assert_eq!((code, gaps(&report).len()), (1, 1));
    let (code, _) = audit(&scene, &["only.spdx", "--ignore", "GHSA-js-1"]);
    assert_eq!(code, 0, "a gap alone does not block");
    let (code, _) = audit(&scene, &["only.spdx", "--ignore", "GHSA-js-1", "--strict"]);
    assert_eq!(code, 3, "but it does under --strict");
}

#[test]
fn a_waiver_of_a_name_is_one_of_pypi_and_of_a_package_url_of_its_ecosystem() {
    let scene = scene();
    import(&scene, "npm,PyPI");
    let waived = |policy: &str, more: &[&str]| -> Vec<String> {
        put(scene.path(), "pyward.toml", policy.as_bytes());
        let (_, report) = audit(&scene, &[&["bom.cdx.json"], more].concat());
        let all = report["findings"].as_array().unwrap().iter();
        let waived = all.filter(|it| !it["suppressed"].is_null());
        let mut waived: Vec<String> = waived
            .map(|it| it["component"].as_str().unwrap().to_owned())
            .collect();
        waived.sort();
        waived
    };
    let entry = |package: &str| {
        format!(
            "[[ignore]]\npackage = \"{package}\"\nversions = \"<2.1\"\nexpires = 2027-01-01\nreason = \"Nobody calls it here\"\nowner = \"@web\"\n"
        )
    };
    assert_eq!(waived(&entry("requests"), &[]), ["pkg:pypi/requests@2.0"]);
    assert_eq!(
        waived(&entry("pkg:npm/requests"), &[]),
        ["pkg:npm/requests@2.0.0"]
    );
    assert_eq!(
        waived("", &["--ignore", "GHSA-js-1@requests"]),
        [] as [&str; 0]
    );
    assert_eq!(
        waived("", &["--ignore", "GHSA-js-1@pkg:npm/requests"]),
        ["pkg:npm/requests@2.0.0"]
    );
    put(
        scene.path(),
        "pyward.toml",
        entry("npm:requests").as_bytes(),
    );
    let run = within(&scene, &["audit", "bom.cdx.json"]).run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.err.contains("this is no package name") && run.err.contains("pkg:npm/lodash"),
        "{run:?}"
    );
    put(scene.path(), "pyward.toml", b"");
    let add = [
        "ignore",
        "GHSA-js-1",
        "--package",
        "pkg:npm/requests",
        "--reason",
        "Nobody calls it here",
        "--owner",
        "@web",
    ];
    let run = within(&scene, &add).run();
    assert_eq!(run.code, 0, "{run:?}");
    let run = within(&scene, &["ignore", "--list"]).run();
    assert!(run.out.contains("GHSA-js-1 in pkg:npm/requests"), "{run:?}");
}

#[test]
fn once_installed_an_ecosystem_is_kept_level() {
    let (scene, server) = (scene(), export());
    assert_eq!(
        update(
            &scene,
            &server,
            &["--ecosystem", "PyPI", "--ecosystem", "golang,npm"]
        )
        .code,
        3
    );
    let run = update(
        &scene,
        &server,
        &["--ecosystem", "PyPI", "--ecosystem", "npm"],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let before = asked(&server).len();
    let run = update(&scene, &server, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        asked(&server)[before..],
        ["/PyPI/modified_id.csv", "/npm/modified_id.csv"]
    );
    assert!(
        run.out.contains("osv: already current") && run.out.contains("osv npm: already current"),
        "{run:?}"
    );
    // What is named is all that is asked for.
    let before = asked(&server).len();
    update(&scene, &server, &["--source", "kev=kev.json"]);
    assert_eq!(asked(&server).len(), before);
}

#[test]
fn one_ecosystem_that_fails_leaves_its_older_data_and_the_others_are_updated() {
    let (scene, server) = (scene(), export());
    assert_eq!(
        update(&scene, &server, &["--ecosystem", "npm,crates.io"]).code,
        0
    );
    let old = record("GHSA-js-1", "npm", "requests", "9.0.0");
    for bad in [
        Reply::status(500),
        Reply::status(404),
        Reply::ok("<html>").header("Content-Type", "text/html"),
        Reply::ok(archive(&[(
            "GHSA-js-1",
            old.replace("\"npm\"", "\"PyPI\""),
        )])),
    ] {
        server.on("/npm/modified_id.csv", [Reply::status(404)]);
        server.on("/npm/all.zip", [bad]);
        let run = update(&scene, &server, &["--ecosystem", "npm,crates.io"]);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(
            run.err.contains("error: source osv npm: ")
                && run.err.contains("the advisory data is as it was"),
            "{run:?}"
        );
        assert!(
            run.out.contains("osv crates.io: already current"),
            "{run:?}"
        );
        // Alone it is no less of a failure, and what was there answers.
        assert_eq!(update(&scene, &server, &["--ecosystem", "npm"]).code, 3);
        let (_, report) = audit(&scene, &["only.cdx.xml"]);
        assert_eq!(report["findings"][0]["fix"]["version"], "2.1.0");
    }
}

#[test]
fn a_store_that_is_damaged_is_a_failed_source_for_those_who_ask_it() {
    let scene = scene();
    import(&scene, "npm,PyPI");
    put(
        scene.path(),
        "data/ecosystem-v2-npm.txt",
        b"pyward-advisories 1\n{}\nrubbish",
    );
    let (code, report) = audit(&scene, &["only.cdx.xml"]);
    assert_eq!((code, findings(&report).len()), (3, 0), "{report:#}");
    let run = within(&scene, &["audit", "-"])
        .stdin(b"requests==9.0\n")
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    let run = within(&scene, &["db", "status"]).run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.out.contains("failed: advisory store of npm: "),
        "{run:?}"
    );
    assert_eq!(within(&scene, &["db", "verify"]).code(), 2);
}

#[test]
fn what_is_there_of_each_ecosystem_is_told_carried_and_removed() {
    let scene = scene();
    import(&scene, "PyPI,npm");
    let status = within(&scene, &["db", "status", "--format", "json"]).json();
    let ecosystems = status["ecosystems"].as_array().unwrap().iter();
    let told: Vec<String> = ecosystems
        .map(|it| {
            format!(
                "{} {} {} {}",
                it["ecosystem"], it["records"], it["current"], it["age_days"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "\"PyPI\" 1 \"2026-11-01\" 21",
            "\"npm\" 2 \"2026-11-01\" 21"
        ]
    );
    let human = within(&scene, &["db", "status"]).run().out;
    assert!(
        human.contains(
            "  ecosystem npm: 2 records about 2 packages, 2026-11-01 (21 days, old), from a file"
        ),
        "{human}"
    );
    let found = within(&scene, &["db", "search", "requests"]).run().out;
    assert!(
        found.contains("npm:requests") && found.contains("PYSEC-2026-1"),
        "{found}"
    );
    let told = within(&scene, &["explain", "GHSA-js-1"]).run();
    assert!(
        told.out
            .starts_with("GHSA-js-1: critical vulnerability in requests of npm"),
        "{told:?}"
    );
    let run = within(&scene, &["db", "export", "carried"]).run();
    assert!(
        run.out
            .contains("import npm: 2 records, 2026-11-01, sha256"),
        "{run:?}"
    );
    let other = tempfile::tempdir().unwrap();
    let elsewhere = |args: &[&str]| within(&scene, args).env("PYWARD_DATA_DIR", other.path());
    assert_eq!(
        elsewhere(&["db", "import", "--ecosystem", "npm", "carried"]).code(),
        2
    );
    assert_eq!(elsewhere(&["db", "import", "carried"]).code(), 0);
    let report = elsewhere(&["audit", "--format", "json", "only.cdx.xml"]).json();
    assert_eq!(findings(&report), ["pkg:npm/requests 2.0.0 GHSA-js-1"]);
    assert_eq!(elsewhere(&["db", "verify"]).code(), 0);
    let run = elsewhere(&["db", "remove", "npm"]).run();
    assert_eq!(run.out, "npm: removed\n");
    assert_eq!(elsewhere(&["db", "remove", "npm"]).code(), 2);
    assert!(!Path::new(&other.path().join("ecosystem-v2-npm.txt")).exists());
    assert!(other.path().join("advisories-v2.txt").exists());
    let named = scene.path().join("data/ecosystem-v2-npm.txt");
    let run = within(
        &scene,
        &[
            "audit",
            "--data",
            &named.display().to_string(),
            "bom.cdx.json",
        ],
    )
    .run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.err
            .contains("holds advisories about npm, not about PyPI"),
        "{run:?}"
    );
}

#[test]
fn names_that_are_none_are_told_with_those_that_are_near() {
    let scene = scene();
    for (args, message, hint) in [
        (
            &["--ecosystem", "nmp"][..],
            "there is no ecosystem `nmp`",
            "did you mean `npm`?",
        ),
        (
            &["--ecosystem", "rubygem"],
            "there is no ecosystem `rubygem`",
            "did you mean `RubyGems`?",
        ),
        (
            &["--ecosystem", "Debian:12"],
            "advisories about `Debian:12` cannot be matched",
            "the ecosystems are PyPI, npm, crates.io",
        ),
        (
            &["--ecosystem", ""],
            "there is no ecosystem ``",
            "the ecosystems are PyPI",
        ),
        (
            &["--ecosystem", "npm", "--source", "kev"],
            "only the source `osv` speaks of other ecosystems",
            "leave out --ecosystem",
        ),
    ] {
        let run = within(&scene, &[&["db", "update"][..], args].concat()).run();
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.err.contains(message) && run.err.contains(hint),
            "{run:?}"
        );
    }
    let run = within(
        &scene,
        &["db", "import", "--ecosystem", "Hex,npm", "records.jsonl"],
    )
    .run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.err.contains("ecosystem Hex: ")
            && run.err.contains("holds no record about a Hex package"),
        "{run:?}"
    );
    assert!(
        run.out.contains("2 of 4 records speak of npm packages"),
        "{run:?}"
    );
    let run = within(
        &scene,
        &[
            "db",
            "update",
            "--source",
            "osv=records.jsonl",
            "--ecosystem",
            "cargo",
        ],
    )
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.starts_with("osv crates.io: the whole export taken"),
        "{run:?}"
    );
}

#[test]
fn records_that_are_named_as_data_are_read_for_every_ecosystem_they_speak_of() {
    let scene = scene();
    let (code, report) = audit(&scene, &["--data", "records.jsonl", "bom.cdx.json"]);
    let mut found = findings(&report);
    found.sort();
    import(&scene, "PyPI,npm,crates.io");
    let (installed_code, installed) = audit(&scene, &["bom.cdx.json"]);
    let mut expected = findings(&installed);
    expected.sort();
    assert!(
        found.iter().any(|it| it.starts_with("pkg:npm/")),
        "{found:?}"
    );
    assert_eq!((code, found), (installed_code, expected));
    // What no record speaks of is a gap all the same.
    put(
        scene.path(),
        "python.jsonl",
        record("PYSEC-2026-1", "PyPI", "requests", "2.5").as_bytes(),
    );
    let (_, report) = audit(&scene, &["--data", "python.jsonl", "only.cdx.xml"]);
    assert!(
        gaps(&report)
            .iter()
            .any(|it| it.contains("about which no advisories are installed")),
        "{report}"
    );
}
