//! The advisory data: imported, updated over HTTP from a loopback server, damaged, interrupted; never lost.

use std::io::Write as _;
use std::path::Path;

use pyward_fetch::loopback::{Loopback, Reply};
use serde_json::Value;

use crate::harness::{NOW, findings, folder, put, pyward};

fn record(id: &str, package: &str, fixed: &str, modified: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"{modified}","published":"2026-01-01T00:00:00Z","summary":"A flaw in {package}","details":"Long words.","severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],"affected":[{{"package":{{"ecosystem":"PyPI","name":"{package}"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
}

const OLD: &str = "2026-11-01T00:00:00Z";
const NEW: &str = "2026-11-20T00:00:00Z";

fn archive(records: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (id, text) in records {
        zip.start_file(
            format!("{id}.json"),
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn changes(rows: &[(&str, &str)]) -> String {
    rows.iter()
        .map(|(modified, id)| format!("{modified},{id}\n"))
        .collect()
}

fn first_archive() -> Vec<u8> {
    archive(&[
        ("PYSEC-2026-1", record("PYSEC-2026-1", "alpha", "2.0", OLD)),
        ("PYSEC-2026-2", record("PYSEC-2026-2", "beta", "2.0", OLD)),
    ])
}

const FIRST_LIST: &[(&str, &str)] = &[(OLD, "PYSEC-2026-2"), (OLD, "PYSEC-2026-1")];

/// A data folder with a store made by a first update.
fn updated(server: &Loopback) -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    server.on(
        "/PyPI/modified_id.csv",
        [Reply::ok(changes(FIRST_LIST)).header("ETag", "\"list-1\"")],
    );
    server.on(
        "/PyPI/all.zip",
        [Reply::ok(first_archive()).header("ETag", "\"zip-1\"")],
    );
    let run = update(server, data.path(), &[]);
    assert_eq!(run.code, 0, "{run:?}");
    data
}

fn update(server: &Loopback, data: &Path, more: &[&str]) -> crate::harness::Run {
    let base = server.url("");
    pyward(
        &[
            &["db", "update", "--url", base.trim_end_matches('/')][..],
            more,
        ]
        .concat(),
    )
    .env("PYWARD_DATA_DIR", data)
    .env("PYWARD_OFFLINE", "0")
    .run()
}

fn audit(data: &Path, pins: &str) -> (i32, Value) {
    let run = pyward(&["audit", "--format", "json", "-"])
        .env("PYWARD_DATA_DIR", data)
        .stdin(pins.as_bytes())
        .run();
    (
        run.code,
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}")),
    )
}

#[test]
fn an_update_is_used_by_the_next_audit() {
    let server = Loopback::start();
    let data = updated(&server);
    let (code, report) = audit(data.path(), "alpha==1.0\nbeta==2.0\n");
    assert_eq!(code, 1);
    assert_eq!(findings(&report), ["alpha 1.0 PYSEC-2026-1"]);
    assert_eq!(report["findings"][0]["severity"], "critical");
    assert_eq!(report["findings"][0]["fix"]["version"], "2.0");
    assert_eq!(report["data"][0]["built_in"], false);
}

#[test]
fn what_changed_is_fetched_by_itself() {
    let server = Loopback::start();
    let data = updated(&server);
    server.on(
        "/PyPI/modified_id.csv",
        [Reply::ok(changes(&[
            (NEW, "PYSEC-2026-3"),
            (NEW, "PYSEC-2026-1"),
            (OLD, "PYSEC-2026-2"),
        ]))],
    );
    server.on(
        "/PyPI/PYSEC-2026-1.json",
        [Reply::ok(record("PYSEC-2026-1", "alpha", "3.0", NEW))],
    );
    server.on(
        "/PyPI/PYSEC-2026-3.json",
        [Reply::ok(record("PYSEC-2026-3", "gamma", "9", NEW))],
    );
    let run = update(&server, data.path(), &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        server.hits("/PyPI/all.zip"),
        1,
        "the archive came only with the first update"
    );
    let (_, report) = audit(data.path(), "alpha==2.5\nbeta==1\ngamma==1\n");
    assert_eq!(
        findings(&report),
        [
            "alpha 2.5 PYSEC-2026-1",
            "beta 1 PYSEC-2026-2",
            "gamma 1 PYSEC-2026-3"
        ]
    );
}

#[test]
fn an_unchanged_export_is_not_fetched_again() {
    let server = Loopback::start();
    let data = updated(&server);
    server.on("/PyPI/modified_id.csv", [Reply::status(304)]);
    let run = update(&server, data.path(), &[]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("already current"), "{run:?}");
    let conditional = server
        .requests()
        .iter()
        .any(|request| request.header("if-none-match") == Some("\"list-1\""));
    assert!(conditional, "{:?}", server.requests());
}

#[test]
fn an_update_that_fails_leaves_everything_as_it_was() {
    let truncated = first_archive();
    let half = truncated.len() / 2;
    let failures: Vec<(&str, Vec<Reply>)> = vec![
        ("404", vec![Reply::status(404)]),
        ("403", vec![Reply::status(403)]),
        (
            "html",
            vec![
                Reply::ok("<!doctype html><html>Please log in</html>")
                    .header("Content-Type", "text/html"),
            ],
        ),
        (
            "truncated",
            vec![Reply::ok(truncated.clone()).cut_after(half)],
        ),
        ("not a zip", vec![Reply::ok(vec![b'x'; 4096])]),
        ("half a zip", vec![Reply::ok(truncated[..half].to_vec())]),
        ("empty zip", vec![Reply::ok(archive(&[]))]),
        (
            "far fewer records",
            vec![Reply::ok(archive(&[("OTHER-1", "{}".to_owned())]))],
        ),
    ];
    for (what, replies) in failures {
        let server = Loopback::start();
        let data = updated(&server);
        server.on("/PyPI/modified_id.csv", [Reply::status(404)]);
        server.on("/PyPI/all.zip", replies);
        let run = update(&server, data.path(), &["--force"]);
        assert!(run.code == 3, "{what}: {run:?}");
        assert!(run.err.contains("as it was"), "{what}: {run:?}");
        let (_, report) = audit(data.path(), "alpha==1.0\n");
        assert_eq!(findings(&report), ["alpha 1.0 PYSEC-2026-1"], "{what}");
        let verify = pyward(&["db", "verify"])
            .env("PYWARD_DATA_DIR", data.path())
            .run();
        assert_eq!(verify.code, 0, "{what}: {verify:?}");
    }
}

#[test]
fn offline_forbids_an_update_without_a_socket() {
    let server = Loopback::start();
    let data = tempfile::tempdir().unwrap();
    let run = update(&server, data.path(), &["--offline"]);
    assert_eq!(run.code, 3, "{run:?}");
    let by_environment = pyward(&["db", "update", "--url", &server.url("")])
        .env("PYWARD_DATA_DIR", data.path())
        .env("PYWARD_OFFLINE", "1")
        .run();
    assert_eq!(by_environment.code, 3);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_damaged_store_is_named_and_never_clean() {
    let server = Loopback::start();
    let data = updated(&server);
    let store = std::fs::read_dir(data.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .unwrap();
    #[expect(clippy::disallowed_methods, reason = "the store is damaged on purpose")]
    let mut bytes = std::fs::read(&store).unwrap();
    let middle = bytes.len() - 20;
    bytes[middle] ^= 0x20;
    put(
        data.path(),
        store.file_name().unwrap().to_str().unwrap(),
        &bytes,
    );
    let (code, report) = audit(data.path(), "six==1.16.0\n");
    assert_eq!(code, 3, "{report}");
    assert!(
        report["notices"].to_string().contains("source-failed"),
        "{}",
        report["notices"]
    );
    let verify = pyward(&["db", "verify"])
        .env("PYWARD_DATA_DIR", data.path())
        .run();
    assert_eq!(verify.code, 2, "{verify:?}");
}

#[test]
fn imports_from_every_kind_of_source() {
    let one = record("PYSEC-2026-1", "alpha", "2.0", OLD);
    let two = record("PYSEC-2026-2", "beta", "2.0", OLD);
    let sources = folder(&[
        ("lines.jsonl", &format!("{one}\n{two}\n")),
        ("array.json", &format!("[{one},{two}]")),
        ("tree/a/PYSEC-2026-1.json", &one),
        ("tree/b/PYSEC-2026-2.json", &two),
    ]);
    put(sources.path(), "all.zip", &first_archive());
    for name in ["lines.jsonl", "array.json", "tree", "all.zip"] {
        let data = tempfile::tempdir().unwrap();
        let path = sources.path().join(name);
        let run = pyward(&["db", "import", path.to_str().unwrap()])
            .env("PYWARD_DATA_DIR", data.path())
            .run();
        assert_eq!(run.code, 0, "{name}: {run:?}");
        let (_, report) = audit(data.path(), "alpha==1.0\nbeta==1.0\n");
        assert_eq!(
            findings(&report),
            ["alpha 1.0 PYSEC-2026-1", "beta 1.0 PYSEC-2026-2"],
            "{name}"
        );
    }
}

#[test]
fn an_import_of_nothing_is_an_error_and_loses_nothing() {
    let server = Loopback::start();
    let data = updated(&server);
    let empty = folder(&[("x.json", "not json"), ("nothing/readme.txt", "")]);
    for name in ["x.json", "nothing", "missing.zip"] {
        let path = empty.path().join(name);
        let run = pyward(&["db", "import", path.to_str().unwrap()])
            .env("PYWARD_DATA_DIR", data.path())
            .run();
        assert_eq!(run.code, 2, "{name}: {run:?}");
        let (_, report) = audit(data.path(), "alpha==1.0\n");
        assert_eq!(findings(&report).len(), 1, "{name}");
    }
}

#[test]
fn status_tells_what_is_in_use_and_how_old_it_is() {
    let data = tempfile::tempdir().unwrap();
    let built_in = pyward(&["db", "status"])
        .env("PYWARD_DATA_DIR", data.path())
        .run();
    assert_eq!(built_in.code, 0);
    for word in [
        "built into pyward",
        "5471 records",
        "GitHub Advisory Database",
        "138 days old",
        "pyward db update",
    ] {
        assert!(built_in.out.contains(word), "{word}: {built_in:?}");
    }
    let server = Loopback::start();
    let installed = updated(&server);
    let status = pyward(&["db", "status", "--format", "json"])
        .env("PYWARD_DATA_DIR", installed.path())
        .json();
    assert_eq!(status["records"], 2);
    assert_eq!(status["built_in"], false);
    assert_eq!(status["age_days"], 0);
    assert_eq!(status["current"], "2026-11-22", "{NOW}");
}

#[test]
fn a_search_finds_by_id_alias_package_and_word() {
    let data = tempfile::tempdir().unwrap();
    for term in ["CVE-2025-27516", "GHSA-cpwx-vrp4-4pq7", "Jinja2"] {
        let run = pyward(&["db", "search", term])
            .env("PYWARD_DATA_DIR", data.path())
            .run();
        assert_eq!(run.code, 0, "{term}");
        assert!(run.out.contains("GHSA-cpwx-vrp4-4pq7"), "{term}: {run:?}");
    }
    let server = Loopback::start();
    let installed = updated(&server);
    let run = pyward(&["db", "search", "flaw in beta"])
        .env("PYWARD_DATA_DIR", installed.path())
        .run();
    assert!(run.out.contains("PYSEC-2026-2"), "{run:?}");
    let none = pyward(&["db", "search", "no-such-thing-anywhere"])
        .env("PYWARD_DATA_DIR", data.path())
        .run();
    assert_eq!(none.code, 2);
}

#[test]
fn case_60_a_store_of_another_schema_is_left_alone() {
    let server = Loopback::start();
    let data = updated(&server);
    put(
        data.path(),
        "advisories-v3.txt",
        b"pyward-advisories 2\nfrom the future\n",
    );
    let (code, report) = audit(data.path(), "alpha==1.0\n");
    assert_eq!((code, findings(&report).len()), (1, 1));
}

#[test]
fn withdrawn_records_are_silent_until_their_day_and_counted() {
    let withdrawn = |day: &str| {
        record("PYSEC-2026-1", "alpha", "2.0", OLD).replacen(
            "\"published\"",
            &format!("\"withdrawn\":\"{day}\",\"published\""),
            1,
        )
    };
    for (day, expected) in [("2026-11-01T00:00:00Z", 0), ("2027-11-01T00:00:00Z", 1)] {
        let data = tempfile::tempdir().unwrap();
        let source = folder(&[("x.jsonl", &withdrawn(day))]);
        let path = source.path().join("x.jsonl");
        pyward(&["db", "import", path.to_str().unwrap()])
            .env("PYWARD_DATA_DIR", data.path())
            .run();
        let (_, report) = audit(data.path(), "alpha==1.0\n");
        assert_eq!(findings(&report).len(), expected, "{day}");
        assert_eq!(
            report["withdrawn"].as_u64().unwrap_or(0),
            1 - expected as u64,
            "{day}"
        );
    }
}

#[test]
fn an_update_killed_in_the_middle_leaves_the_old_data_and_no_obstacle() {
    let server = Loopback::start();
    let data = updated(&server);
    server.on("/PyPI/modified_id.csv", [Reply::status(404)]);
    server.on(
        "/PyPI/all.zip",
        [Reply::ok(first_archive()).cut_after(100).hang()],
    );
    let base = server.url("");
    let mut child = pyward(&[
        "db",
        "update",
        "--force",
        "--url",
        base.trim_end_matches('/'),
    ])
    .env("PYWARD_DATA_DIR", data.path())
    .env("PYWARD_OFFLINE", "0")
    .spawn();
    while server.hits("/PyPI/all.zip") < 2 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (_, report) = audit(data.path(), "alpha==1.0\n");
    assert_eq!(findings(&report), ["alpha 1.0 PYSEC-2026-1"]);
    server.on("/PyPI/all.zip", [Reply::ok(first_archive())]);
    let again = update(&server, data.path(), &["--force"]);
    assert_eq!(
        again.code, 0,
        "the dead process's lock holds nobody up: {again:?}"
    );
    let mut left: Vec<String> = std::fs::read_dir(data.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            "advisories-v2.stamp",
            "advisories-v2.txt",
            "advisories.lock"
        ]
    );
}

#[test]
fn a_change_that_could_not_be_taken_is_told_and_asked_for_again() {
    let failures = [
        (Reply::ok("{\"id\": "), "it is not JSON"),
        (
            Reply::ok(record("PYSEC-2026-2", "alpha", "3.0", NEW)),
            "its file holds another record",
        ),
        (
            Reply::ok("{\"id\":\"PYSEC-2026-1\",\"schema_version\":\"2.0.0\"}"),
            "newer schema",
        ),
        (
            Reply::status(404),
            "1 record is listed as changed but is not there (yet)",
        ),
    ];
    for (failure, words) in failures {
        let server = Loopback::start();
        let data = updated(&server);
        server.on(
            "/PyPI/modified_id.csv",
            [Reply::ok(changes(&[
                ("2026-11-21T00:00:00Z", "PYSEC-2026-2"),
                (NEW, "PYSEC-2026-1"),
            ]))
            .header("ETag", "\"list-2\"")],
        );
        server.on("/PyPI/PYSEC-2026-1.json", [failure]);
        server.on(
            "/PyPI/PYSEC-2026-2.json",
            [Reply::ok(record("PYSEC-2026-2", "beta", "3.0", NEW))],
        );
        for _ in 0..2 {
            let run = update(&server, data.path(), &[]);
            assert_eq!(run.code, 3, "{run:?}");
            for word in [words, "PYSEC-2026-1", "the next update asks again"] {
                assert!(run.out.contains(word), "{word}: {run:?}");
            }
            // The rest is installed, and what is known of the one stays.
            let (_, report) = audit(data.path(), "alpha==1.0\nbeta==2.5\n");
            assert_eq!(
                findings(&report),
                ["alpha 1.0 PYSEC-2026-1", "beta 2.5 PYSEC-2026-2"]
            );
        }
        server.on(
            "/PyPI/PYSEC-2026-1.json",
            [Reply::ok(record("PYSEC-2026-1", "alpha", "3.0", NEW))],
        );
        let run = update(&server, data.path(), &[]);
        assert_eq!(run.code, 0, "{run:?}");
        let (_, report) = audit(data.path(), "alpha==2.5\n");
        assert_eq!(findings(&report), ["alpha 2.5 PYSEC-2026-1"]);
        let run = update(&server, data.path(), &[]);
        assert!(run.out.contains("already current"), "{run:?}");
    }
}

#[test]
fn an_import_that_leaves_records_of_a_newer_schema_out_is_incomplete() {
    let data = tempfile::tempdir().unwrap();
    let newer = r#"{"id":"PYSEC-2026-9","schema_version":"2.0.0"}"#;
    let one = record("PYSEC-2026-1", "alpha", "2.0", OLD);
    let source = folder(&[("x.jsonl", &format!("{one}\n{newer}\n"))]);
    let path = source.path().join("x.jsonl");
    let run = pyward(&["db", "import", path.to_str().unwrap()])
        .env("PYWARD_DATA_DIR", data.path())
        .run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.out.contains("newer schema"), "{run:?}");
    let (_, report) = audit(data.path(), "alpha==1.0\n");
    assert_eq!(findings(&report), ["alpha 1.0 PYSEC-2026-1"]);
}

#[test]
fn the_data_to_look_at_can_be_chosen() {
    let server = Loopback::start();
    let data = updated(&server);
    let store = data.path().join("advisories-v2.txt");
    let store = store.to_str().unwrap();
    let run = |args: &[&str]| pyward(args).env("PYWARD_DATA_DIR", data.path()).run();
    let built_in = run(&["db", "status", "--data", "builtin"]);
    assert!(built_in.out.contains("built into pyward"), "{built_in:?}");
    assert_eq!(run(&["db", "verify", "--data", "builtin"]).code, 0);
    let found = run(&["db", "search", "jinja2", "--data", "builtin"]);
    assert!(found.out.contains("GHSA-cpwx-vrp4-4pq7"), "{found:?}");
    let elsewhere = |args: &[&str]| pyward(&[args, &["--data", store]].concat()).run();
    let status = elsewhere(&["db", "status"]);
    assert!(status.out.contains("2 records"), "{status:?}");
    assert!(elsewhere(&["db", "verify"]).out.starts_with("whole"));
    assert_eq!(elsewhere(&["db", "search", "alpha"]).code, 0);
    let missing = run(&["db", "verify", "--data", "/no/such/store"]);
    assert_eq!(missing.code, 2, "{missing:?}");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_and_never_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("advisories-v2.txt");
    #[expect(clippy::disallowed_methods, reason = "the system's own way to a pipe")]
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let name = pipe.to_str().unwrap();
    let refused = |run: crate::harness::Run, code: i32| {
        assert_eq!(run.code, code, "{run:?}");
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains("not a regular file"), "{run:?}");
    };
    for path in [name, "/dev/zero"] {
        refused(pyward(&["db", "import", path]).run(), 2);
        refused(
            pyward(&["audit", "--data", path, "-"])
                .stdin(b"six==1.16.0\n")
                .run(),
            2,
        );
        refused(
            pyward(&["db", "update", "--url", "http://127.0.0.1:9"])
                .env("SSL_CERT_FILE", path)
                .env("PYWARD_OFFLINE", "0")
                .run(),
            2,
        );
    }
    let installed = pyward(&["audit", "-"])
        .env("PYWARD_DATA_DIR", folder.path())
        .stdin(b"six==1.16.0\n")
        .run();
    refused(installed, 3);
}
