//! Sources beside OSV's export: which flaws are exploited, other databases, and carrying all of it to another machine.

use std::path::Path;

use pyward_fetch::loopback::{Loopback, Reply};
use serde_json::Value;

use crate::harness::{Pyward, findings, folder, put, pyward};

const RECORDS: &str = concat!(
    r#"{"id":"GHSA-1","aliases":["CVE-2026-1"],"modified":"2026-11-20T00:00:00Z","published":"2026-02-01T00:00:00Z","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N"}],"affected":[{"package":{"ecosystem":"PyPI","name":"alpha"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2.0"}]}]}]}"#,
    "\n",
    r#"{"id":"GHSA-2","aliases":["CVE-2026-2"],"modified":"2026-11-20T00:00:00Z","published":"2026-03-01T00:00:00Z","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],"affected":[{"package":{"ecosystem":"PyPI","name":"beta"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2.0"}]}]}]}"#,
    "\n",
    r#"{"id":"GHSA-3","aliases":["CVE-2026-3"],"modified":"2026-11-20T00:00:00Z","published":"2026-04-01T00:00:00Z","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],"affected":[{"package":{"ecosystem":"PyPI","name":"gamma"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2.0"}]}]}]}"#,
);

const KEV: &str = r#"{"catalogVersion":"2026.11.20","vulnerabilities":[{"cveID":"CVE-2026-1","dateAdded":"2026-11-01","dueDate":"2026-11-22","knownRansomwareCampaignUse":"Known"}]}"#;

const EPSS: &str = "#model_version:v2025.03.14,score_date:2026-11-21T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1,0.2,0.9\nCVE-2026-2,0.01,0.5\nCVE-2026-3,0.9,0.99\n";

/// A folder with the data of three flaws, and a data folder in which the first is installed.
fn scene() -> tempfile::TempDir {
    let scene = folder(&[
        ("records.jsonl", RECORDS),
        ("kev.json", KEV),
        ("epss.csv", EPSS),
        ("requirements.txt", "alpha==1.0\nbeta==1.0\ngamma==1.0\n"),
    ]);
    let run = within(&scene, &["db", "import", "records.jsonl"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    scene
}

fn within(scene: &tempfile::TempDir, args: &[&str]) -> Pyward {
    pyward(args)
        .within(scene.path())
        .env("PYWARD_DATA_DIR", scene.path().join("data"))
}

fn exploits(scene: &tempfile::TempDir) {
    let run = within(
        scene,
        &[
            "db",
            "update",
            "--source",
            "kev=kev.json",
            "--source",
            "epss=epss.csv",
        ],
    )
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("source kev: 1 records, 2026-11-20"),
        "{run:?}"
    );
}

fn report(scene: &tempfile::TempDir, more: &[&str]) -> Value {
    within(
        scene,
        &[&["vulns", "--format", "json", "requirements.txt"][..], more].concat(),
    )
    .json()
}

fn order(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|it| it["advisory"]["id"].as_str().unwrap())
        .collect()
}

#[test]
fn what_is_exploited_comes_first_and_what_is_likely_to_be_before_the_rest() {
    let scene = scene();
    assert_eq!(order(&report(&scene, &[])), ["GHSA-2", "GHSA-3", "GHSA-1"]);
    exploits(&scene);
    let report = report(&scene, &[]);
    assert_eq!(order(&report), ["GHSA-1", "GHSA-3", "GHSA-2"]);
    let advisory = &report["findings"][0]["advisory"];
    assert_eq!(advisory["known_exploited"], true);
    assert_eq!(advisory["exploitation"]["due"], "2026-11-22");
    assert_eq!(advisory["exploitation"]["ransomware"], true);
    assert_eq!(
        (&advisory["epss"], &advisory["epss_percentile"]),
        (&0.2.into(), &0.9.into())
    );
    assert_eq!(report["findings"][2]["advisory"]["known_exploited"], false);
    let human = within(&scene, &["vulns", "requirements.txt"]).run().out;
    assert!(
        human.find("alpha").unwrap() < human.find("gamma").unwrap(),
        "{human}"
    );
    assert!(
        human.contains("known exploited by ransomware, EPSS 20%"),
        "{human}"
    );
    assert!(
        human.contains("EPSS 90%") && !human.contains("EPSS 1%"),
        "{human}"
    );
    let markdown = within(
        &scene,
        &["vulns", "requirements.txt", "--format", "markdown"],
    )
    .run()
    .out;
    assert!(
        markdown.contains("**known exploited by ransomware"),
        "{markdown}"
    );
    let sarif = within(&scene, &["vulns", "requirements.txt", "--format", "sarif"]).json();
    let properties = &sarif["runs"][0]["results"][0]["properties"];
    assert_eq!(
        (&properties["knownExploited"], &properties["epss"]),
        (&true.into(), &0.2.into())
    );
    let told = within(&scene, &["explain", "CVE-2026-1"]).run().out;
    assert!(
        told.contains(
            "listed as CVE-2026-1 since 2026-11-01, to be mended by 2026-11-22, used by ransomware"
        ),
        "{told}"
    );
    assert!(told.contains("20.00% within 30 days"), "{told}");
}

#[test]
fn known_exploitation_beats_the_score_at_the_gate() {
    let scene = scene();
    let code = |more: &[&str]| {
        within(
            &scene,
            &[&["vulns", "-q", "requirements.txt"][..], more].concat(),
        )
        .run()
        .code
    };
    put(scene.path(), "alpha.txt", b"alpha==1.0\n");
    let alpha =
        |more: &[&str]| within(&scene, &[&["vulns", "-q", "alpha.txt"][..], more].concat()).run();
    assert_eq!(alpha(&["--gate", "high"]).code, 0, "a low one");
    put(
        scene.path(),
        "pyward.toml",
        b"[gate]\nlow = \"log\"\nkev = \"block\"\n",
    );
    assert_eq!(alpha(&[]).code, 3, "the policy asks for a catalogue");
    exploits(&scene);
    assert_eq!(alpha(&["--gate", "high"]).code, 1);
    put(
        scene.path(),
        "pyward.toml",
        b"[gate]\nlow = \"log\"\nkev = \"log\"\n",
    );
    assert_eq!(alpha(&[]).code, 0);
    let likely = b"[gate]\ncritical = \"log\"\nlow = \"log\"\nkev = \"log\"\nepss = { at = 0.5, action = \"block\" }\n";
    put(scene.path(), "pyward.toml", likely);
    assert_eq!(code(&[]), 1, "gamma");
    assert_eq!(alpha(&[]).code, 0);
    put(
        scene.path(),
        "pyward.toml",
        b"[gate]\nepss = { at = 2, action = \"block\" }\n",
    );
    let wrong = alpha(&[]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("a probability from 0.0 to 1.0"),
        "{wrong:?}"
    );
}

#[test]
fn a_source_that_fails_is_named_and_the_others_are_updated() {
    let scene = scene();
    let server = Loopback::start();
    server.on("/kev.json", [Reply::status(404)]);
    server.on("/epss.csv", [Reply::ok(EPSS)]);
    let kev = format!("kev={}", server.url("/kev.json"));
    let epss = format!("epss={}", server.url("/epss.csv"));
    let run = within(
        &scene,
        &["db", "update", "--source", &kev, "--source", &epss],
    )
    .env("PYWARD_OFFLINE", "0")
    .run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.err.contains("source kev: ") && run.err.contains("404"),
        "{run:?}"
    );
    assert!(run.out.contains("source epss: 3 records"), "{run:?}");
    // Without names, what is installed is refreshed from where it came.
    server.on("/PyPI/modified_id.csv", [Reply::status(404)]);
    let again = within(&scene, &["db", "update"])
        .env("PYWARD_OFFLINE", "0")
        .env("PYWARD_OSV_URL", server.url(""))
        .run();
    assert_eq!(again.code, 3, "{again:?}");
    assert!(again.err.contains("source osv: "), "{again:?}");
    assert_eq!(server.hits("/epss.csv"), 2);
    let status = within(&scene, &["db", "status", "--format", "json"]).json();
    assert_eq!(status["further"][0]["source"], "epss");
    assert_eq!(status["further"][0]["origin"], server.url("/epss.csv"));
    assert_eq!(status["further"][0]["current"], "2026-11-21");
}

#[test]
fn credentials_of_a_source_are_neither_kept_nor_shown() {
    let scene = scene();
    let server = Loopback::start();
    server.on("/kev.json", [Reply::ok(KEV)]);
    let with = server
        .url("/kev.json")
        .replace("http://", "http://me:s3cret@");
    let run = within(&scene, &["db", "update", "--source", "kev"])
        .env("PYWARD_KEV_URL", &with)
        .env("PYWARD_OFFLINE", "0")
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    let status = within(&scene, &["db", "status"]).run();
    for text in [&run.out, &run.err, &status.out] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    let again = within(&scene, &["db", "update", "--source", "kev"])
        .env("PYWARD_OFFLINE", "0")
        .run();
    assert_eq!(again.code, 3, "{again:?}");
    assert!(again.err.contains("credentials are not kept"), "{again:?}");
}

#[test]
fn what_cannot_be_a_source_is_an_error_that_helps() {
    let scene = scene();
    for (source, words) in [
        ("kevv", "did you mean `kev`?"),
        ("safety", "--source safety=PATH"),
        ("safety=https://example.org/x.json", "not from an address"),
        ("kev=missing.json", "missing.json"),
        (
            "kev=requirements.txt",
            "not what the source `kev` publishes",
        ),
    ] {
        let run = within(&scene, &["db", "update", "--source", source]).run();
        assert_ne!(run.code, 0, "{source}");
        assert!(run.err.contains(words), "{source}: {run:?}");
    }
}

#[test]
fn two_databases_that_contradict_are_told_with_their_ranges() {
    let scene = scene();
    let pysec = "id: PYSEC-2026-1\nmodified: 2026-11-20T00:00:00Z\naliases: [CVE-2026-1]\naffected:\n- package: {name: alpha, ecosystem: PyPI}\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: \"3.0\"\n";
    put(
        scene.path(),
        "db/vulns/alpha/PYSEC-2026-1.yaml",
        pysec.as_bytes(),
    );
    let run = within(&scene, &["db", "update", "--source", "pypa=db"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    put(scene.path(), "requirements.txt", b"alpha==2.5\n");
    let report = report(&scene, &[]);
    assert_eq!(findings(&report), ["alpha 2.5 PYSEC-2026-1"]);
    let advisory = &report["findings"][0]["advisory"];
    let said = "none of 2 sources agree; ranges differ: GHSA-1 says <2.0, PYSEC-2026-1 says <3.0";
    assert_eq!(advisory["agreement"], said);
    assert_eq!(advisory["sources"][1]["via"], "pypa");
    assert_eq!(report["findings"][0]["fix"]["version"], "3.0");
    let told = within(&scene, &["explain", "PYSEC-2026-1"]).run().out;
    assert!(told.contains(said), "{told}");
    let verbose = within(&scene, &["vulns", "-v", "requirements.txt"])
        .run()
        .out;
    assert!(
        verbose
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains(said),
        "{verbose}"
    );
}

#[test]
fn an_export_is_carried_whole_or_not_at_all() {
    let scene = scene();
    exploits(&scene);
    let run = within(&scene, &["db", "export", "carried"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("import: 3 records") && run.out.contains("epss: 3 records"),
        "{run:?}"
    );
    let verified = within(&scene, &["db", "verify", "--data", "carried"]).run();
    assert_eq!(verified.code, 0, "{verified:?}");
    let elsewhere = |args: &[&str]| {
        pyward(args)
            .within(scene.path())
            .env("PYWARD_DATA_DIR", scene.path().join("elsewhere"))
    };
    let run = elsewhere(&["db", "import", "carried"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    let report = elsewhere(&["vulns", "--format", "json", "requirements.txt"]).json();
    assert_eq!(order(&report), ["GHSA-1", "GHSA-3", "GHSA-2"]);
    // One changed byte, and nothing of it is taken.
    std::fs::remove_dir_all(scene.path().join("elsewhere")).unwrap();
    let store = scene.path().join("carried/exploits-v1-kev.txt");
    let text = text(&store).replace("2026-11-01", "2026-11-02");
    put(
        &scene.path().join("carried"),
        "exploits-v1-kev.txt",
        text.as_bytes(),
    );
    for run in [
        elsewhere(&["db", "import", "carried"]).run(),
        elsewhere(&["db", "verify", "--data", "carried"]).run(),
    ] {
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("its SHA-256 is another"), "{run:?}");
    }
    assert!(!scene.path().join("elsewhere").exists());
    let manifest = text_of_manifest(&scene).replace("exploits-v1-kev.txt", "../../etc/passwd");
    put(
        &scene.path().join("carried"),
        "manifest.json",
        manifest.as_bytes(),
    );
    let run = elsewhere(&["db", "import", "carried"]).run();
    assert!(run.err.contains("names a file that is no store"), "{run:?}");
}

fn text_of_manifest(scene: &tempfile::TempDir) -> String {
    text(&scene.path().join("carried/manifest.json"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks at what was written"
)]
fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_source_is_removed_and_not_missed() {
    let scene = scene();
    exploits(&scene);
    assert_eq!(within(&scene, &["db", "remove", "kev"]).run().code, 0);
    assert_eq!(order(&report(&scene, &[])), ["GHSA-3", "GHSA-2", "GHSA-1"]);
    let again = within(&scene, &["db", "remove", "kev"]).run();
    assert_eq!(again.code, 2, "{again:?}");
    assert!(
        again.err.contains("no data of the source `kev`"),
        "{again:?}"
    );
}

#[test]
fn an_export_of_further_sources_alone_is_data_too() {
    let scene = folder(&[("kev.json", KEV), ("requirements.txt", "jinja2==3.1.2\n")]);
    let run = within(&scene, &["db", "update", "--source", "kev=kev.json"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(within(&scene, &["db", "export", "carried"]).run().code, 0);
    let run = within(&scene, &["db", "verify", "--data", "carried"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    let report = report(&scene, &["--data", "carried"]);
    assert_eq!(report["findings"][0]["advisory"]["known_exploited"], false);
    assert_eq!(report["data"][0]["built_in"], true);
}

#[test]
fn nothing_to_export_is_an_error() {
    let empty = folder(&[]);
    let run = within(&empty, &["db", "export", "carried"]).run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("no advisory data is installed"), "{run:?}");
}

#[test]
fn an_audit_as_of_a_day_knows_what_was_published_by_then() {
    let scene = scene();
    assert_eq!(
        order(&report(&scene, &["--as-of", "2026-03-15"])),
        ["GHSA-2", "GHSA-1"]
    );
    assert!(order(&report(&scene, &["--as-of", "2026-01-01"])).is_empty());
    for (day, words) in [
        ("yesterday", "is not a day"),
        ("2027-01-01", "has not come yet"),
    ] {
        let run = within(&scene, &["vulns", "--as-of", day, "requirements.txt"]).run();
        assert_eq!(run.code, 2);
        assert!(run.err.contains(words), "{run:?}");
    }
    // The built-in snapshot states no days, and says so.
    put(scene.path(), "old.txt", b"jinja2==3.1.2\n");
    let told = within(
        &scene,
        &[
            "vulns",
            "--data",
            "builtin",
            "--as-of",
            "2020-01-01",
            "old.txt",
        ],
    )
    .run();
    assert!(told.out.contains("state no day of publication"), "{told:?}");
}
