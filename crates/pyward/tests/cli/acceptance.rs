//! The sixty acceptance cases: what other scanners have been seen to get wrong, one test a case, `case_N_…`.
//!
//! Where each is held:
//!
//! - 1 to 24, how versions are matched: `crates/pyward-advisory/tests/matching.rs`; parts of 13, 14, 22 and 23 also beside
//!   `osv_record.rs`, and the order of releases of the index in `crates/pyward-model/tests/real_versions.rs`.
//! - 25 and 26, aliases: `crates/pyward-advisory/src/aliases.rs`; 27 here.
//! - 28 to 32, the ignore list: `crates/pyward-policy/src/waivers/tests.rs`.
//! - 33 and 34, fixes: `crates/pyward-advisory/tests/matching.rs` and `crates/pyward-advisory/src/fixes.rs`.
//! - 35 to 44, requirements files: `crates/pyward-inventory/src/formats/requirements_txt/tests.rs`; what a whole run makes
//!   of 38, 41, 43 and 44 here.
//! - 45 to 50, locks: `acceptance/locks.rs`; 51 to 54, other inputs and failed sources: here.
//! - 55, batches of a service: `crates/pyward-advisory/tests/services.rs`.
//! - 56, 57 and 59, data and output: here. 58, severity: `crates/pyward-advisory/tests/matching.rs`.
//! - 60, stores of two schemas: `data.rs`.

mod locks;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Run, findings, folder, pyward, root};

/// Advisories about packages that nobody has: `a` and `b` below 2.0 share a CVE.
const RECORDS: &str = r#"{"id": "GHSA-aaaa-0000-0001", "aliases": ["CVE-2026-1"], "modified": "2026-01-01T00:00:00Z", "database_specific": {"severity": "HIGH"}, "affected": [{"package": {"ecosystem": "PyPI", "name": "case-a"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]}]}
{"id": "GHSA-aaaa-0000-0002", "aliases": ["CVE-2026-1"], "modified": "2026-01-01T00:00:00Z", "database_specific": {"severity": "HIGH"}, "affected": [{"package": {"ecosystem": "PyPI", "name": "case-b"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]}]}
"#;

/// Audits a folder with these files by the advisories above.
fn audited(files: &[(&str, &str)], args: &[&str]) -> (Run, Value) {
    let data = folder(&[("records.jsonl", RECORDS)]);
    let data = data.path().join("records.jsonl");
    let top = folder(files);
    let fixed = ["audit", "--no-resolve", "--format", "json", "--data"];
    let args = [&fixed, &[data.to_str().unwrap()][..], args].concat();
    let run = pyward(&args).within(top.path()).run();
    let report = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    (run, report)
}

/// `name version scopes`, sorted.
fn components(report: &Value) -> Vec<String> {
    let components = report["components"].as_array().unwrap();
    let mut told: Vec<String> = components
        .iter()
        .map(|it| {
            let scopes = it["scopes"].as_array().into_iter().flatten();
            let mut scopes: Vec<&str> = scopes.filter_map(Value::as_str).collect();
            if scopes.is_empty() {
                scopes.extend(it["scope"].as_str());
            }
            let version = it["version"].as_str().unwrap_or("?");
            format!(
                "{} {version} {}",
                it["name"].as_str().unwrap(),
                scopes.join("+")
            )
        })
        .collect();
    told.sort();
    told
}

/// The notices of a kind as `path:line: message`.
fn notices(report: &Value, kind: &str) -> Vec<String> {
    let notices = report["notices"].as_array().unwrap().iter();
    let own = notices.filter(|notice| notice["kind"] == kind);
    own.map(|it| {
        format!(
            "{}:{}: {}",
            it["path"].as_str().unwrap_or_default(),
            it["line"],
            it["message"].as_str().unwrap()
        )
    })
    .collect()
}

/// Whether a notice of any kind says this of a file.
fn is_told(report: &Value, path: &str, words: &str) -> bool {
    let mut notices = report["notices"].as_array().unwrap().iter();
    notices.any(|it| {
        it["path"] == path
            && it["message"]
                .as_str()
                .is_some_and(|text| text.contains(words))
    })
}

#[test]
fn case_27_one_cve_in_two_packages_is_two_findings() {
    let pins = [("requirements.txt", "case-a==1.0\ncase-b==1.0\n")];
    let (_, report) = audited(&pins, &[]);
    assert_eq!(
        findings(&report),
        [
            "case-a 1.0 GHSA-aaaa-0000-0001",
            "case-b 1.0 GHSA-aaaa-0000-0002"
        ]
    );
    let ids: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 2, "their identities differ");
    // The second half of case 28: by package, one of them stays.
    let (run, report) = audited(&pins, &["--ignore", "CVE-2026-1@case-a"]);
    let active: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding.get("suppressed").is_none())
        .collect();
    assert_eq!((run.code, active.len()), (1, 1));
    assert_eq!(active[0]["component"], "pkg:pypi/case-b@1.0");
}

#[test]
fn case_38_what_no_chosen_environment_needs_is_told_as_left_out() {
    let pins =
        "case-a==1.0; python_version<\"2.7\" --hash=sha256:ab\ncase-b==1.0 --hash=sha256:cd\n";
    let (_, report) = audited(&[("requirements.txt", pins)], &["--python", "3.12"]);
    assert_eq!(findings(&report), ["case-b 1.0 GHSA-aaaa-0000-0002"]);
    let told = notices(&report, "excluded");
    assert!(told.len() == 1 && told[0].contains("case-a"), "{told:?}");
}

#[test]
fn case_41_two_pins_of_one_package_conflict_and_both_are_audited() {
    let pins = "case-a==1.0\ncase-a==1.5\ncase-b==1.0\ncase-b==1.0\n";
    let (_, report) = audited(&[("requirements.txt", pins)], &[]);
    assert_eq!(findings(&report).len(), 3);
    let told = notices(&report, "conflict");
    assert!(told.len() == 1 && told[0].contains("case-a"), "{told:?}");
}

#[test]
fn case_43_what_is_no_release_is_skipped_with_its_reason_and_strict_fails() {
    let pins = "-e .\ngit+https://host/x.git#egg=x\nhttps://host/main.zip\ncase-b==2.0\n";
    let (run, report) = audited(&[("requirements.txt", pins)], &[]);
    assert_eq!(run.code, 0, "{run:?}");
    let told = notices(&report, "unauditable");
    for line in [
        "requirements.txt:1",
        "requirements.txt:2",
        "requirements.txt:3",
    ] {
        assert!(
            told.iter().any(|it| it.starts_with(line)),
            "{line}: {told:?}"
        );
    }
    let strict = audited(&[("requirements.txt", pins)], &["--strict"]).0;
    assert_eq!(strict.code, 3, "{strict:?}");
}

#[cfg(unix)]
#[test]
fn case_44_a_pipe_is_read_once() {
    let top = folder(&[]);
    let pipe = top.path().join("pins");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || {
            let mut pipe = std::fs::File::options().write(true).open(pipe).unwrap();
            std::io::Write::write_all(&mut pipe, b"jinja2==3.1.5\n").unwrap();
        }
    });
    let args = [
        "vulns",
        "--data",
        "builtin",
        "--format",
        "json",
        pipe.to_str().unwrap(),
    ];
    let report = pyward(&args).json();
    writer.join().unwrap();
    assert_eq!(findings(&report), ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"]);
    let piped = pyward(&["vulns", "--data", "builtin", "--format", "json", "-"])
        .stdin(b"jinja2==3.1.5\n")
        .json();
    assert_eq!(findings(&piped), findings(&report));
}

#[test]
fn case_51_installed_packages_are_what_their_metadata_says() {
    let at = ".venv/lib/python3.12/site-packages";
    let metadata = |name: &str| format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\n");
    let files = [
        (
            ".venv/pyvenv.cfg".to_owned(),
            "home = /usr/bin\nversion = 3.12.0\n".to_owned(),
        ),
        (
            format!("{at}/another_name-9.9.dist-info/METADATA"),
            metadata("case-a"),
        ),
        (
            format!("{at}/broken-1.0.dist-info/METADATA"),
            "no metadata at all".to_owned(),
        ),
        (
            format!("{at}/case_b-1.0.dist-info/METADATA"),
            metadata("case-b"),
        ),
        (
            format!("{at}/case_b-1.0.dist-info/direct_url.json"),
            "{\"url\": \"file:///src/b\", \"dir_info\": {\"editable\": true}}".to_owned(),
        ),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let (_, report) = audited(&files, &[".venv"]);
    assert_eq!(findings(&report), ["case-a 1.0 GHSA-aaaa-0000-0001"]);
    let all = report["notices"].to_string();
    assert!(all.contains("broken-1.0.dist-info"), "{all}");
    assert!(all.contains("case-b is local code"), "{all}");
}

#[test]
fn case_52_a_script_whose_block_is_open_or_doubled_is_no_clean_bill() {
    let block = "# /// script\n# dependencies = [\"case-a==1.0\"]\n# ///\n";
    let open = "# /// script\n# dependencies = [\"case-a==1.0\"]\nimport os\n";
    let (run, report) = audited(&[("tool.py", &format!("{block}\n{block}"))], &["tool.py"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        is_told(&report, "tool.py", "several `script` blocks"),
        "{}",
        report["notices"]
    );
    let (run, report) = audited(&[("tool.py", open)], &["tool.py"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        is_told(&report, "tool.py", "not closed"),
        "{}",
        report["notices"]
    );
}

#[test]
fn case_53_an_empty_project_is_never_simply_free_of_vulnerabilities() {
    let (run, report) = audited(&[("README.md", "nothing")], &[]);
    assert_eq!(run.code, 3);
    assert_eq!(report["components"].as_array().unwrap().len(), 0);
    assert_eq!(notices(&report, "nothing-found").len(), 1);
    let top = folder(&[("README.md", "nothing")]);
    let run = pyward(&["audit", "--data", "builtin"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 3);
    assert!(
        !run.out.to_lowercase().contains("no known vulnerabilities"),
        "{run:?}"
    );
}

#[test]
fn case_54_a_source_that_fails_is_never_a_clean_answer() {
    // One source is damaged, the snapshot answers in its place.
    let data = folder(&[("advisories-v2.txt", "pyward-advisories 1\ngarbage\n")]);
    let top = folder(&[("requirements.txt", "jinja2==3.1.5\n")]);
    let run = |args: &[&str]| {
        let args = [&["audit", "--no-resolve"], args].concat();
        pyward(&args)
            .within(top.path())
            .env("PYWARD_DATA_DIR", data.path())
            .run()
    };
    let found = run(&[]);
    assert_eq!(found.code, 1, "{found:?}");
    assert!(
        found.out.contains("GHSA-cpwx-vrp4-4pq7") && found.out.contains("incomplete"),
        "{found:?}"
    );
    let lenient = run(&["--gate", "critical"]);
    assert_eq!(lenient.code, 3, "{lenient:?}");
    // None at all.
    let none = run(&["--data", "nowhere.txt"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""), "{none:?}");
}

#[test]
fn case_56_offline_old_data_answers_with_its_age_and_no_data_is_an_error() {
    let top = folder(&[("requirements.txt", "six==1.16.0\n")]);
    let run = |args: &[&str]| {
        let args = [&["audit", "--offline"], args].concat();
        pyward(&args).within(top.path()).run()
    };
    let missing = run(&["--data", "gone"]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(!missing.out.contains("No "), "{missing:?}");
    let old = run(&["--data", "builtin"]);
    assert_eq!(old.code, 0, "{old:?}");
    assert!(old.out.contains("days old"), "{old:?}");
    let bound = run(&["--data", "builtin", "--max-db-age", "7d"]);
    assert_eq!(bound.code, 3, "{bound:?}");
}

#[test]
fn case_57_json_is_alone_on_standard_output_whatever_there_is_to_tell() {
    let top = folder(&[
        (
            "requirements.txt",
            "jinja2==3.1.5\n-r gone.txt\nflask\n-e .\nx==${VER}\n",
        ),
        ("Pipfile.lock", "{\"_meta\": {"),
        (
            "pyward.toml",
            "[[ignore]]\nid = \"CVE-1999-1\"\nreason = \"It matches nothing here.\"\nexpires = 2020-01-01\n",
        ),
    ]);
    let run = || {
        pyward(&[
            "audit",
            "--data",
            "builtin",
            "--no-resolve",
            "-v",
            "-f",
            "json",
        ])
        .within(top.path())
        .run()
    };
    let (first, second) = (run(), run());
    assert_eq!(first.out, second.out);
    let report: Value = serde_json::from_str(&first.out).unwrap();
    assert!(
        report["notices"].as_array().unwrap().len() >= 5,
        "{report:#}"
    );
}

#[test]
fn case_59_a_name_steers_neither_a_terminal_nor_ci() {
    let sbom = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"library\",\"name\":\"x\\u001b[2J\\n::error::y\",\"version\":\"1\\u202e\",\"purl\":\"pkg:pypi/x%1b%5b2J%0a::error::y@1\"}]}";
    let top = folder(&[("bom.cdx.json", sbom)]);
    for format in pyward_report::FORMATS {
        let args = ["audit", "--data", "builtin", "-v", "-f", format.name()];
        let run = pyward(&args).within(top.path()).run();
        for text in [&run.out, &run.err] {
            let steers = |ch: char| matches!(ch, '\u{1b}' | '\u{202e}');
            assert!(!text.contains(steers), "{}: {text}", format.name());
            assert!(
                !text
                    .lines()
                    .any(|line| line.trim_start().starts_with("::error::y")),
                "{}: {text}",
                format.name()
            );
        }
    }
}

/// Every `fn case_N_` below a folder.
fn cases(folder: &Path, found: &mut BTreeSet<u32>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "target" {
                cases(&path, found);
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = crate::harness::text(&path);
            let names = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix("fn case_"));
            let numbers = names.filter_map(|name| name.split('_').next()?.parse::<u32>().ok());
            found.extend(numbers);
        }
    }
}

#[test]
fn every_case_has_a_test_of_its_name() {
    let mut found = BTreeSet::new();
    cases(&root().join("crates"), &mut found);
    let missing: Vec<u32> = (1..=60).filter(|case| !found.contains(case)).collect();
    assert_eq!(missing, Vec::<u32>::new());
}
