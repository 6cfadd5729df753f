//! The example project, and what is known to be wrong with what it pins.

use serde_json::Value;

use crate::harness::{findings, ids_of, pyward};

fn report() -> Value {
    pyward(&[
        "audit",
        "--data",
        "builtin",
        "--format",
        "json",
        "examples/storefront",
    ])
    .json()
}

#[test]
fn the_first_command_of_the_readme_blocks_and_says_why() {
    let run = pyward(&["audit", "examples/storefront"]).run();
    assert_eq!(run.code, 1, "{run:?}");
    for word in [
        "jinja2 3.1.2",
        "3.1.6",
        "requests 2.31.0",
        "GHSA-9wx4-h78v-vm56",
        "pillow 11.2.1",
        "via",
    ] {
        assert!(run.out.contains(word), "{word} is missing:\n{}", run.out);
    }
}

#[test]
fn what_the_documents_name_is_found() {
    let report = report();
    for (package, ids) in [
        (
            "jinja2",
            &[
                "CVE-2024-22195",
                "CVE-2024-34064",
                "CVE-2024-56326",
                "CVE-2024-56201",
                "CVE-2025-27516",
            ][..],
        ),
        ("requests", &["GHSA-9wx4-h78v-vm56", "GHSA-9hjg-9r4m-mvj7"]),
        ("setuptools", &["CVE-2025-47273"]),
        ("urllib3", &["CVE-2025-50181"]),
        ("certifi", &["CVE-2024-39689"]),
        ("idna", &["CVE-2024-3651"]),
        ("configobj", &["CVE-2023-26112"]),
        ("twisted", &["GHSA-c8m8-j448-xjx7", "PYSEC-2024-75"]),
        ("pip", &["GHSA-4xh5-x5gv-qwph"]),
        ("pillow", &["CVE-2025-48379", "PYSEC-2025-61"]),
    ] {
        let found = ids_of(&report, package);
        for id in ids {
            assert!(found.contains(id), "{package}: {id} is not among {found:?}");
        }
    }
}

#[test]
fn every_pin_is_audited_once_though_two_files_name_it() {
    let report = report();
    let mut found = findings(&report);
    let all = found.len();
    found.dedup();
    assert_eq!(found.len(), all, "a finding is told twice");
    let components = report["components"].as_array().unwrap();
    let jinja2: Vec<&Value> = components
        .iter()
        .filter(|component| component["name"] == "jinja2")
        .collect();
    assert_eq!(jinja2.len(), 1);
    let paths: Vec<&str> = jinja2[0]["locations"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|at| at["path"].as_str())
        .collect();
    assert!(
        paths.contains(&"uv.lock") && paths.contains(&"requirements.txt"),
        "{paths:?}"
    );
    let open: Vec<&Value> = components
        .iter()
        .filter(|component| !component["version"].is_string())
        .collect();
    assert!(
        open.iter().all(|component| component["scope"] == "build"),
        "all but build requirements are pinned: {open:?}"
    );
}

#[test]
fn one_upgrade_clears_all_five_of_jinja2() {
    let report = report();
    let jinja2: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["component"] == "pkg:pypi/jinja2@3.1.2")
        .collect();
    assert_eq!(jinja2.len(), 5);
    for finding in jinja2 {
        assert_eq!(finding["fix"]["clears_all"], "3.1.6");
    }
}

#[test]
fn transitive_packages_say_through_whom_they_came() {
    let report = report();
    let component = |name: &str| {
        report["components"]
            .as_array()
            .unwrap()
            .iter()
            .find(|component| component["name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(component("urllib3")["direct"], false);
    assert_eq!(
        component("urllib3")["via"][0][0],
        "pkg:pypi/requests@2.31.0"
    );
    assert_eq!(component("requests")["direct"], true);
}

#[test]
fn the_waived_finding_stays_in_the_report_marked() {
    let report = report();
    let waived: Vec<&Value> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| !finding["suppressed"].is_null())
        .collect();
    assert_eq!(waived.len(), 1);
    assert_eq!(waived[0]["advisory"]["id"], "GHSA-4xh5-x5gv-qwph");
    assert_eq!(waived[0]["suppressed"]["kind"], "waiver");
    assert_eq!(waived[0]["suppressed"]["until"], "2027-01-31");
}
