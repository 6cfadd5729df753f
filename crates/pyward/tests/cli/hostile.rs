//! Bad input: each gives a clear notice with its place, the rest goes on, nothing panics, nothing grows without bound.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{findings, folder, put, pyward};

/// A file name of every format, with a small good content of it that pins jinja2 3.1.5.
const FORMATS: &[(&str, &str)] = &[
    ("requirements.txt", "jinja2==3.1.5\n"),
    (
        "pyproject.toml",
        "[project]\nname = \"a\"\nversion = \"1\"\ndependencies = [\"jinja2==3.1.5\"]\n",
    ),
    (
        "uv.lock",
        "version = 1\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.5\"\nsource = { registry = \"https://pypi.org/simple\" }\n",
    ),
    (
        "poetry.lock",
        "[[package]]\nname = \"jinja2\"\nversion = \"3.1.5\"\noptional = false\npython-versions = \">=3.7\"\nfiles = []\n\n[metadata]\nlock-version = \"2.0\"\npython-versions = \"*\"\ncontent-hash = \"x\"\n",
    ),
    (
        "pdm.lock",
        "[metadata]\ngroups = [\"default\"]\nlock_version = \"4.5.0\"\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.5\"\ngroups = [\"default\"]\n",
    ),
    (
        "Pipfile.lock",
        "{\"_meta\": {\"pipfile-spec\": 6}, \"default\": {\"jinja2\": {\"version\": \"==3.1.5\"}}, \"develop\": {}}\n",
    ),
    (
        "pylock.toml",
        "lock-version = \"1.0\"\ncreated-by = \"hand\"\n\n[[packages]]\nname = \"jinja2\"\nversion = \"3.1.5\"\n",
    ),
    (
        "bom.cdx.json",
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"library\",\"name\":\"jinja2\",\"version\":\"3.1.5\",\"purl\":\"pkg:pypi/jinja2@3.1.5\"}]}\n",
    ),
];

struct Audited {
    report: Value,
    strict_code: i32,
}

/// Audits a folder with one file of these bytes; whatever they are, there is a report.
fn audit(name: &str, bytes: &[u8]) -> Audited {
    let target = tempfile::tempdir().unwrap();
    put(target.path(), name, bytes);
    let path = target.path().to_str().unwrap();
    let started = Instant::now();
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--strict",
        "--exit-zero",
        "--format",
        "json",
        path,
    ])
    .run();
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{name} took {:?}",
        started.elapsed()
    );
    let report =
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{name}: {error}: {run:?}"));
    Audited {
        report,
        strict_code: run.code,
    }
}

fn told(audited: &Audited, name: &str) -> bool {
    let notices = audited.report["notices"].as_array().unwrap();
    notices.iter().any(|notice| {
        notice["path"]
            .as_str()
            .is_some_and(|path| path.ends_with(name))
    })
}

#[test]
fn the_good_content_of_every_format_is_found() {
    for (name, text) in FORMATS {
        let audited = audit(name, text.as_bytes());
        assert_eq!(
            findings(&audited.report),
            ["jinja2 3.1.5 GHSA-cpwx-vrp4-4pq7"],
            "{name}"
        );
    }
}

#[test]
fn truncated_files_are_told_and_never_clean() {
    // A requirements file has no end to miss, and a manifest that ends early may be one without dependencies.
    let open_ended = ["requirements.txt", "pyproject.toml"];
    for (name, text) in FORMATS
        .iter()
        .filter(|(name, _)| !open_ended.contains(name))
    {
        for end in [
            text.len() / 4,
            text.len() / 2,
            text.len() * 3 / 4,
            text.len() - 3,
        ] {
            let audited = audit(name, &text.as_bytes()[..end]);
            let found = !findings(&audited.report).is_empty();
            assert!(
                found || audited.strict_code == 3,
                "{name} cut at {end}: {}",
                audited.report
            );
        }
    }
}

#[test]
fn odd_bytes_are_survived_by_every_reader() {
    let deep = "[".repeat(100_000);
    let deep_objects = "{\"a\":".repeat(50_000);
    let contents: &[&[u8]] = &[
        b"",
        b"\0\0\0\0\0\0\0\0",
        b"\xff\xfe\xff\xfe",
        b"\xef\xbb\xbf",
        &[0x80; 4096],
        deep.as_bytes(),
        deep_objects.as_bytes(),
        b"a = 1\na = 2\n[x]\n[x]\n",
        b"{\"a\": 1, \"a\": 2}",
        b"\x1b]0;owned\x07==1.0\n",
        b"<<<<<<< HEAD\njinja2==3.1.5\n=======\njinja2==3.1.6\n>>>>>>> other\n",
    ];
    for (name, _) in FORMATS {
        for bytes in contents {
            let audited = audit(name, bytes);
            let shown = audited.report.to_string();
            assert!(
                !shown.contains('\u{1b}') && !shown.contains('\u{7}'),
                "{name}: {shown}"
            );
        }
    }
}

#[test]
fn utf_16_with_a_mark_is_read() {
    for (name, text) in FORMATS {
        let units: Vec<u8> = std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let audited = audit(name, &units);
        let found = !findings(&audited.report).is_empty();
        assert!(found || told(&audited, name), "{name}: {}", audited.report);
    }
}

#[test]
fn unknown_lock_versions_are_told_and_read_on() {
    for (name, known, unknown) in [
        ("uv.lock", "version = 1", "version = 99"),
        (
            "poetry.lock",
            "lock-version = \"2.0\"",
            "lock-version = \"77.0\"",
        ),
        (
            "pdm.lock",
            "lock_version = \"4.5.0\"",
            "lock_version = \"77.0\"",
        ),
        (
            "pylock.toml",
            "lock-version = \"1.0\"",
            "lock-version = \"66.6\"",
        ),
    ] {
        let text = FORMATS
            .iter()
            .find(|(format, _)| *format == name)
            .unwrap()
            .1
            .replacen(known, unknown, 1);
        let audited = audit(name, text.as_bytes());
        let kinds: Vec<&str> = audited.report["notices"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|notice| notice["kind"].as_str())
            .collect();
        assert!(
            kinds.contains(&"unknown-format-version"),
            "{name}: {kinds:?}"
        );
    }
}

#[test]
fn includes_that_circle_end() {
    let target = folder(&[
        ("requirements.txt", "-r a.txt\njinja2==3.1.5\n"),
        (
            "a.txt",
            "-r requirements.txt\n-r a.txt\n-r missing.txt\n-r ../../../../etc/passwd\nsix==1.16.0\n",
        ),
    ]);
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        target.path().to_str().unwrap(),
    ])
    .run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(findings(&report).len(), 1);
    let text = report["notices"].to_string();
    assert!(text.contains("missing.txt"), "{text}");
    assert!(!run.out.contains("root:"), "a file outside was read");
}

#[test]
fn a_huge_file_is_refused_not_read() {
    let target = tempfile::tempdir().unwrap();
    put(target.path(), "requirements.txt", b"jinja2==3.1.5\n");
    put(target.path(), "uv.lock", b"");
    let file = std::fs::File::options()
        .write(true)
        .open(target.path().join("uv.lock"))
        .unwrap();
    file.set_len(3 << 30).unwrap();
    let report = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        target.path().to_str().unwrap(),
    ])
    .json();
    assert_eq!(findings(&report).len(), 1);
    assert!(
        report["notices"].to_string().contains("\"limit\""),
        "{}",
        report["notices"]
    );
}

#[test]
fn very_many_lines_are_read_in_time() {
    let mut text = String::with_capacity(20 << 20);
    for number in 0..200_000 {
        text.push_str(&format!("package-{number}==1.0\n"));
    }
    let target = folder(&[("requirements.txt", &text)]);
    let started = Instant::now();
    let run = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--quiet",
        target.path().to_str().unwrap(),
    ])
    .run();
    assert_eq!(run.code, 0, "{run:?}");
    // Debug builds on a busy machine; what this guards against is quadratic behaviour.
    assert!(
        started.elapsed() < Duration::from_mins(2),
        "{:?}",
        started.elapsed()
    );
}

#[cfg(unix)]
#[test]
fn links_that_circle_and_files_that_vanish_do_not_stop_the_walk() {
    let target = folder(&[("a/requirements.txt", "jinja2==3.1.5\n")]);
    std::os::unix::fs::symlink("..", target.path().join("a/up")).unwrap();
    std::os::unix::fs::symlink(
        "/nowhere/requirements.txt",
        target.path().join("requirements.txt"),
    )
    .unwrap();
    let report = pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        target.path().to_str().unwrap(),
    ])
    .json();
    assert_eq!(findings(&report).len(), 1);
}

#[test]
fn what_does_not_exist_is_an_error_with_a_hint() {
    let run = pyward(&["audit", "examples/storefrontt"]).run();
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("does not exist") && run.err.contains("storefront"),
        "{run:?}"
    );
    assert!(run.out.is_empty());
}

#[test]
fn a_name_with_escapes_reaches_no_terminal() {
    let sbom = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{\"type\":\"library\",\"name\":\"x\\u001b[2J\",\"version\":\"1\\u001b]0;t\\u0007\",\"purl\":\"pkg:pypi/x%1b%5b2J@1\"}]}";
    let target = folder(&[("bom.cdx.json", sbom)]);
    for format in [
        "human",
        "markdown",
        "json",
        "pip-audit",
        "pip-audit-columns",
    ] {
        let run = pyward(&[
            "audit",
            "-v",
            "--format",
            format,
            target.path().join("bom.cdx.json").to_str().unwrap(),
        ])
        .run();
        assert!(
            !run.out.contains('\u{1b}') && !run.err.contains('\u{1b}'),
            "{format}: {run:?}"
        );
    }
}

#[test]
fn nothing_of_the_target_is_a_command_to_the_log_it_is_shown_in() {
    let target = folder(&[
        (
            "requirements/a\n::error::x/requirements.txt",
            "six==1.16.0\n",
        ),
        (
            "requirements.txt",
            "six==1.16.0\nfoo=##[set-output name=y;]pw\nbar=##vso[task.x]y\n",
        ),
    ]);
    for format in [
        "human",
        "json",
        "markdown",
        "pip-audit",
        "pip-audit-columns",
    ] {
        let run = pyward(&[
            "audit",
            "-v",
            "--format",
            format,
            target.path().to_str().unwrap(),
        ])
        .run();
        for text in [&run.out, &run.err] {
            assert!(
                !text.contains("##[") && !text.contains("##vso["),
                "{format}: {text}"
            );
            assert!(
                !text.lines().any(|line| line.trim_start().starts_with("::")),
                "{format}: {text}"
            );
        }
    }
    let run = pyward(&["explain", "a\n::warning::f"]).run();
    assert!(
        !run.err
            .lines()
            .any(|line| line.trim_start().starts_with("::")),
        "{run:?}"
    );
    let run = pyward(&["audit", "--format", "x\n::error::y"]).run();
    assert_eq!(run.code, 2);
    assert!(
        !run.err
            .lines()
            .any(|line| line.trim_start().starts_with("::")),
        "{run:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_no_success() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let code = pyward(&[
        "audit",
        "--data",
        "builtin",
        "-f",
        "json",
        "examples/storefront",
    ])
    .stdout(full)
    .code();
    assert_eq!(code, 2);
}
