//! The snapshot that is built into the program.

#![expect(
    clippy::unwrap_used,
    reason = "a step of a test that fails ends the test"
)]

use pyward_advisory::{DataChoice, Database};
use pyward_model::{Component, Date, Inventory, PackageName, Version};

const PROVENANCE: &str = include_str!("../data/PROVENANCE.md");

#[test]
fn it_is_whole_and_says_where_it_comes_from() {
    let database = Database::open(&DataChoice::Builtin).unwrap();
    assert_eq!(database.verify(), []);
    let status = database.status();
    assert!(status.bytes < 1 << 20, "{} bytes", status.bytes);
    assert_eq!(status.path, None);
    let date = status.header.current().unwrap();
    assert_eq!(database.age_days(date.plus_days(40)), Some(40));
    let [source] = &status.header.sources[..] else {
        panic!("{:?}", status.header.sources);
    };
    for stated in [
        source.name.clone(),
        source.url.clone(),
        date.to_string(),
        "CC BY 4.0".to_owned(),
    ] {
        assert!(PROVENANCE.contains(&stated), "{stated}");
    }
}

/// The id shown, the fix, and what clears everything.
fn findings(name: &str, version: &str) -> Vec<(String, String)> {
    let inventory = Inventory {
        components: vec![Component::pypi(
            PackageName::pypi(name),
            Some(Version::new(version)),
        )],
        ..Inventory::default()
    };
    let today = Date::new(2026, 11, 22).unwrap();
    let facts = Database::built_in().gather(&inventory, today);
    assert!(facts.failures.is_empty());
    facts
        .matches
        .into_iter()
        .map(|found| {
            let fix = found
                .fix
                .map_or(String::new(), |fix| fix.version.to_string());
            (found.group.id.clone().into(), fix)
        })
        .collect()
}

fn holds(findings: &[(String, String)], id: &str, fix: &str) -> bool {
    findings
        .iter()
        .any(|finding| finding.0 == id && finding.1 == fix)
}

#[test]
fn flaws_are_known_under_their_pysec_ids() {
    assert!(holds(
        &findings("Twisted", "24.3.0"),
        "PYSEC-2024-75",
        "24.7.0rc1"
    ));
    assert!(holds(
        &findings("twisted", "24.3.0"),
        "GHSA-c8m8-j448-xjx7",
        "24.7.0rc1"
    ));
    assert!(holds(
        &findings("pillow", "11.2.1"),
        "PYSEC-2025-61",
        "11.3.0"
    ));
    assert!(!holds(
        &findings("pillow", "11.3.0"),
        "PYSEC-2025-61",
        "11.3.0"
    ));
    assert!(findings("no-such-package", "1.0").is_empty());
}

#[test]
fn it_is_searched_by_id_name_and_part_of_a_name() {
    let database = Database::built_in();
    let ids = |term: &str| -> Vec<String> {
        let found = database.search(term, 1000);
        assert_eq!(found.left_out, 0);
        found
            .advisories
            .iter()
            .map(|a| format!("{} {}", a.package, a.id))
            .collect()
    };
    assert_eq!(ids("pysec-2025-61"), ["pillow GHSA-xg8h-j46f-w952"]);
    assert_eq!(ids("cve-2025-48379"), ["pillow GHSA-xg8h-j46f-w952"]);
    assert!(
        ids("Twisted")
            .iter()
            .all(|line| line.starts_with("twisted "))
    );
    assert!(ids("llow").iter().any(|line| line.starts_with("pillow ")));
    assert!(ids("").is_empty() && ids("\u{1b}[2J").is_empty());
    let few = database.search("django", 3);
    assert_eq!(few.advisories.len(), 3);
    assert!(few.left_out > 50);
    assert_eq!(database.lookup_id(" GHSA-XG8H-J46F-W952 ").len(), 1);
    assert_eq!(database.prose("GHSA-xg8h-j46f-w952"), None);
}
