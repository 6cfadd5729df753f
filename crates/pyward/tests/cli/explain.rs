//! `pyward explain`.

use crate::harness::{folder, pyward};

#[test]
fn an_advisory_by_any_of_its_ids() {
    for id in ["GHSA-cpwx-vrp4-4pq7", "cve-2025-27516"] {
        let run = pyward(&["explain", "--data", "builtin", id]).run();
        assert_eq!(run.code, 0, "{run:?}");
        for word in [
            "jinja2",
            "CVE-2025-27516",
            "GHSA-cpwx-vrp4-4pq7",
            "3.1.6",
            "medium",
        ] {
            assert!(run.out.contains(word), "{word}:\n{}", run.out);
        }
    }
}

#[test]
fn a_rule_by_its_name() {
    let run = pyward(&["explain", "known-vulnerability"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("## Why"), "{run:?}");
}

#[test]
fn what_is_unknown_is_an_error_that_helps() {
    let run = pyward(&["explain", "--data", "builtin", "CVE-1999-0001"]).run();
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("CVE-1999-0001") && run.err.contains("hint:"),
        "{run:?}"
    );
    let run = pyward(&["explain", "known-vulnerabilty"]).run();
    assert!(run.err.contains("known-vulnerability"), "{run:?}");
}

const LOCK: &str = r#"version = 1

[[package]]
name = "shop"
version = "1"
source = { editable = "." }
dependencies = [{ name = "flask" }]

[[package]]
name = "flask"
version = "3.0.3"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "jinja2" }]

[[package]]
name = "jinja2"
version = "3.1.2"
source = { registry = "https://pypi.org/simple" }
"#;

const WAIVER: &str = "[[ignore]]\nid = \"CVE-2024-22195\"\npackage = \"jinja2\"\nreason = \"Attributes are never taken from users.\"\nexpires = 2027-01-31\nowner = \"@web\"\n";

#[test]
fn a_package_where_from_what_against_it_and_what_is_safe() {
    let target = folder(&[("uv.lock", LOCK), ("pyward.toml", WAIVER)]);
    let args = ["explain", "--data", "builtin", "Jinja2"];
    let run = pyward(&args).within(target.path()).run();
    assert_eq!(run.code, 0, "{run:?}");
    let expected = "jinja2: in .

  3.1.2
    needed      for main
    stands in   uv.lock:16
    through     flask 3.0.3
    known       medium   GHSA-cpwx-vrp4-4pq7 (CVE-2025-27516), fixed in 3.1.6
                medium   GHSA-gmj6-6f8f-6699 (CVE-2024-56201), fixed in 3.1.5
                medium   GHSA-h5c8-rqwp-cp95 (CVE-2024-22195), fixed in 3.1.3; waived: Attributes are never taken from users.
                medium   GHSA-h75v-3vvj-5mfj (CVE-2024-34064), fixed in 3.1.4
                medium   GHSA-q2x7-8rv6-6q7h (CVE-2024-56326), fixed in 3.1.5
    safe        3.1.3 clears 1 of 5; 3.1.6 clears all that is known

    advisories  10 known, of all versions; 5 of them against those above
    waived by   pyward.toml:1: CVE-2024-22195 in jinja2, until 2027-01-31, @web: Attributes are never taken from users.
";
    assert_eq!(run.out, expected);
}

#[test]
fn a_package_as_json() {
    let target = folder(&[("uv.lock", LOCK), ("pyward.toml", WAIVER)]);
    let told = pyward(&["explain", "--data", "builtin", "-f", "json", "jinja2"])
        .within(target.path())
        .json();
    assert_eq!(told["schema"], "pyward-explain/1");
    let version = &told["versions"][0];
    assert_eq!(version["version"], "3.1.2");
    assert_eq!(version["via"][0][0], "flask 3.0.3");
    assert_eq!(version["locations"][0]["line"], 16);
    assert_eq!(version["safe"]["smallest"], "3.1.3");
    assert_eq!(version["safe"]["smallest_clears"], 1);
    assert_eq!(version["safe"]["clears_all"], "3.1.6");
    assert_eq!(version["findings"][2]["suppressed"]["owner"], "@web");
    assert_eq!(told["waivers"][0]["line"], 1);
}

#[test]
fn a_release_that_is_not_here_is_told_too() {
    let target = folder(&[("uv.lock", LOCK)]);
    let ask = |topic: &str| {
        let args = ["explain", "--data", "builtin", topic];
        pyward(&args).within(target.path()).run()
    };
    let run = ask("jinja2==3.1.6");
    assert!(run.out.contains("only asked about"), "{run:?}");
    assert!(
        run.out.contains("nothing is known against 3.1.6"),
        "{run:?}"
    );
    let run = ask("django");
    assert!(run.out.starts_with("django: not in .\n"), "{run:?}");
    assert!(run.out.contains("fixed in "), "{run:?}");
    let run = ask("no-such-package-anywhere");
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    let run = ask("jinja2==3.*");
    assert!(run.err.contains("is not one version"), "{run:?}");
}

#[test]
fn a_name_is_a_rule_then_an_advisory_then_a_package() {
    let pin = "weak-hash==1.0\ncve-2025-27516==1.0\n";
    let target = folder(&[("requirements.txt", pin)]);
    let ask = |args: &[&str]| {
        let args = [&["explain", "--data", "builtin"], args].concat();
        pyward(&args).within(target.path()).run()
    };
    assert!(ask(&["weak-hash"]).out.starts_with("# weak-hash\n"));
    let run = ask(&["--kind", "package", "weak-hash"]);
    assert!(run.out.starts_with("weak-hash: in .\n"), "{run:?}");
    assert!(ask(&["weak-hash==1.0"]).out.contains("requirements.txt:1"));
    let run = ask(&["CVE-2025-27516"]);
    assert!(run.out.contains("vulnerability in jinja2"), "{run:?}");
    let run = ask(&["--kind", "package", "cve-2025-27516"]);
    assert!(run.out.contains("requirements.txt:2"), "{run:?}");
    assert_eq!(ask(&["--kind", "rule", "jinja2"]).code, 2);
    for topic in ["weak-hash", "CVE-2025-27516"] {
        let run = ask(&["--format", "json", topic]);
        let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(told["schema"], "pyward-explain/1");
    }
}

#[test]
fn a_part_that_cannot_be_read_is_told() {
    let target = folder(&[("requirements.txt", "jinja2==3.1.2\n-r missing.txt\n")]);
    let run = pyward(&["explain", "--data", "builtin", "jinja2"])
        .within(target.path())
        .run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("missing.txt"), "{run:?}");
}
