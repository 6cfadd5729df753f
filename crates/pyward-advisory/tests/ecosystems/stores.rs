//! Stores side by side: which is asked, and what is told where one is not there or not whole.

use std::io::Write as _;

use pyward_advisory::{DataChoice, Database, DatabaseError};
use pyward_model::Weight;
use serde_json::json;

use crate::scene::{Scene, record};

#[test]
fn the_same_name_in_two_ecosystems_is_two_packages() {
    let records = [
        record(
            "PYSEC-1",
            "PyPI",
            "requests",
            "ECOSYSTEM",
            &json!([{"introduced": "0"}, {"fixed": "2.0"}]),
        ),
        record(
            "GHSA-1",
            "npm",
            "requests",
            "SEMVER",
            &json!([{"introduced": "3.0.0"}, {"fixed": "4.0.0"}]),
        ),
    ];
    let scene = Scene::new(&["PyPI", "npm"], &records);
    let facts = scene.ask(&[
        "pkg:npm/requests@1.0.0",
        "pkg:npm/requests@3.1.0",
        "pkg:pypi/requests@1.0",
        "pkg:pypi/requests@3.1",
    ]);
    let found: Vec<(u32, &str)> = facts
        .matches
        .iter()
        .map(|found| (found.component.0, &*found.group.id))
        .collect();
    assert_eq!(found, [(1, "GHSA-1"), (2, "PYSEC-1")]);
    assert!(facts.unauditable.is_empty() && facts.notices.is_empty());
    let sources: Vec<&str> = facts
        .sources
        .iter()
        .map(|source| source.name.as_str())
        .collect();
    assert_eq!(
        sources,
        ["PyPA Advisory Database", "GitHub Advisory Database (npm)"]
    );
}

#[test]
fn without_data_it_is_said_that_nothing_is_known() {
    let scene = Scene::new(
        &["npm"],
        &[record(
            "GHSA-1",
            "npm",
            "a",
            "SEMVER",
            &json!([{"introduced": "0"}]),
        )],
    );
    let facts = scene.ask(&[
        "pkg:npm/a@1.0.0",
        "pkg:cargo/serde@1.0.0",
        "pkg:cargo/time@1.0.0",
        "pkg:deb/debian/openssl@3.0",
        "pkg:gem/rack",
    ]);
    assert_eq!(facts.matches.len(), 1);
    assert_eq!(facts.unauditable.len(), 4);
    let [notice] = &facts.notices[..] else {
        panic!("{:?}", facts.notices);
    };
    assert_eq!(notice.weight, Weight::Gap);
    assert_eq!(
        notice.message,
        "2 components are of crates.io, about which no advisories are installed: nothing is known of them"
    );
    assert_eq!(
        notice.hint.as_deref(),
        Some("pyward db update --ecosystem crates.io")
    );
}

#[test]
fn a_store_that_nobody_asks_is_not_opened() {
    let scene = Scene::new(
        &["PyPI", "npm"],
        &[
            record(
                "PYSEC-1",
                "PyPI",
                "a",
                "ECOSYSTEM",
                &json!([{"introduced": "0"}]),
            ),
            record(
                "GHSA-1",
                "npm",
                "a",
                "SEMVER",
                &json!([{"introduced": "0"}]),
            ),
        ],
    );
    let store = scene.data().join("ecosystem-v2-npm.txt");
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&store)
        .unwrap();
    file.write_all(b"damage").unwrap();
    let facts = scene.ask(&["pkg:pypi/a@1.0"]);
    assert_eq!((facts.matches.len(), facts.failures.len()), (1, 0));
    // Who asks is told, and gets no answer.
    let facts = scene.ask(&["pkg:npm/a@1.0.0", "pkg:pypi/a@1.0"]);
    assert_eq!((facts.matches.len(), facts.unauditable.len()), (1, 1));
    assert_eq!(facts.failures[0].name, "advisory store of npm");
    assert!(
        facts.failures[0]
            .error
            .contains("ecosystem-v2-npm.txt is damaged"),
        "{:?}",
        facts.failures
    );
}

#[test]
fn a_store_is_asked_about_its_own_ecosystem_only() {
    let scene = Scene::new(
        &["npm"],
        &[record(
            "GHSA-1",
            "npm",
            "a",
            "SEMVER",
            &json!([{"introduced": "0"}]),
        )],
    );
    let npm = scene.data().join("ecosystem-v2-npm.txt");
    for name in ["ecosystem-v2-hex.txt", "advisories-v2.txt"] {
        std::fs::copy(&npm, scene.data().join(name)).unwrap();
    }
    let facts = scene.ask(&["pkg:hex/a@1.0.0"]);
    assert!(facts.matches.is_empty());
    let failed: Vec<&str> = facts.failures.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        failed,
        ["installed advisory store", "advisory store of Hex"]
    );
    let named = Database::open(&DataChoice::Path(npm));
    assert!(matches!(
        named,
        Err(DatabaseError::OtherEcosystem {
            ecosystem: "npm",
            ..
        })
    ));
}

#[test]
fn records_of_other_ecosystems_are_left_out() {
    let scene = Scene::new(&[], &[]);
    let records = [
        record(
            "GHSA-1",
            "npm:fork",
            "a",
            "SEMVER",
            &json!([{"introduced": "0"}]),
        ),
        record(
            "GHSA-2",
            "NPM",
            "a",
            "SEMVER",
            &json!([{"introduced": "0"}]),
        ),
        record(
            "PYSEC-1",
            "PyPI",
            "a",
            "ECOSYSTEM",
            &json!([{"introduced": "0"}]),
        ),
    ];
    let error = scene.import("npm", &records).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("holds no record about an npm package"),
        "{error}"
    );
    assert!(!scene.data().join("ecosystem-v2-npm.txt").exists());
}

#[test]
fn what_the_order_does_not_know_voids_itself_and_is_told() {
    let mut one = record(
        "GHSA-1",
        "npm",
        "a",
        "SEMVER",
        &json!([{"introduced": "0"}, {"fixed": "soon"}]),
    );
    one["affected"][0]["ranges"]
        .as_array_mut()
        .unwrap()
        .push(json!({"type": "GIT", "events": [{"introduced": "0"}]}));
    let scene = Scene::new(&["npm"], &[one]);
    let facts = scene.ask(&["pkg:npm/a@1.0.0"]);
    assert_eq!(facts.matches.len(), 1);
    assert_eq!(
        facts.notices[0].message,
        "a part of GHSA-1 of a was left out: the `fixed` event \"soon\" is not a semantic version"
    );
    let semver = record(
        "GHSA-2",
        "RubyGems",
        "a",
        "SEMVER",
        &json!([{"introduced": "0"}]),
    );
    let facts = Scene::new(&["RubyGems"], &[semver]).ask(&["pkg:gem/a@1.0"]);
    assert!(
        facts.notices[0]
            .message
            .contains("of type `SEMVER`, which says nothing about RubyGems versions")
    );
}
