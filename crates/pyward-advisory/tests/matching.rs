//! How advisories meet an inventory, case by case. Numbers are those of the acceptance list; each record is written as
//! a source writes it, so that reading, storing and matching are tested as one.

#![expect(
    clippy::unwrap_used,
    reason = "a step of a test that fails ends the test"
)]

use pyward_advisory::{Database, Edition, StoreDraft, read_record};
use pyward_model::{
    Component, Date, Facts, Inventory, MatchedBy, NoticeKind, Origin, PackageName, Severity,
    Version,
};
use serde_json::{Value, json};

const TODAY: &str = "2026-11-22";

fn database(records: &[Value]) -> Database {
    let mut draft = StoreDraft::new();
    for record in records {
        if let Ok(record) = read_record(record) {
            draft.insert(&record);
        }
    }
    let edition = Edition {
        created: Date::parse(TODAY).unwrap(),
        current: None,
        origin: None,
        source: "",
    };
    let mut bytes = Vec::new();
    draft.write(&mut bytes, &edition).unwrap();
    let database = Database::of_bytes(bytes).unwrap();
    assert_eq!(database.verify(), []);
    database
}

fn component(name: &str, version: &str) -> Component {
    Component::pypi(PackageName::pypi(name), Some(Version::new(version)))
}

fn gather(records: &[Value], components: Vec<Component>) -> Facts {
    let inventory = Inventory {
        components,
        ..Inventory::default()
    };
    database(records).gather(&inventory, Date::parse(TODAY).unwrap())
}

fn ask(records: &[Value], version: &str) -> Facts {
    gather(records, vec![component("a", version)])
}

/// A record about `a` with these ranges.
fn record(id: &str, ranges: &Value, versions: &Value) -> Value {
    json!({"id": id, "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": ranges, "versions": versions}]})
}

fn ranges(ranges: &Value) -> Value {
    record("X-1", ranges, &json!([]))
}

fn events(events: &Value) -> Value {
    ranges(&json!([{"type": "ECOSYSTEM", "events": events}]))
}

fn hits(record: &Value, version: &str) -> bool {
    let facts = ask(std::slice::from_ref(record), version);
    assert!(facts.failures.is_empty());
    facts.matches.len() == 1
}

#[track_caller]
fn check(record: &Value, affected: &[&str], unaffected: &[&str]) {
    for version in affected {
        assert!(hits(record, version), "{version} is affected");
    }
    for version in unaffected {
        assert!(!hits(record, version), "{version} is not affected");
    }
}

fn ids(facts: &Facts) -> Vec<&str> {
    facts.matches.iter().map(|found| &*found.group.id).collect()
}

#[test]
fn case_1_every_interval_of_a_range_counts() {
    let record = events(
        &json!([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.5"}]),
    );
    check(&record, &["0.5", "2.1"], &["1.5", "2.5", "1.0"]);
}

#[test]
fn case_2_events_may_come_in_any_order() {
    let record = events(
        &json!([{"fixed": "2.5"}, {"introduced": "2.0"}, {"fixed": "1.0"}, {"introduced": "0"}]),
    );
    check(&record, &["0.5", "2.1"], &["1.5", "2.5"]);
}

#[test]
fn case_3_a_git_range_hides_no_other() {
    let record = ranges(&json!([
        {"type": "GIT", "repo": "https://example.org/a", "events": [{"introduced": "0"}, {"fixed": "046a164f"}]},
        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]},
    ]));
    check(&record, &["1.0"], &["2.0"]);
}

#[test]
fn case_4_the_last_affected_version_is_affected_and_nothing_above_it() {
    let record = events(&json!([{"introduced": "0"}, {"last_affected": "1.5"}]));
    check(&record, &["1.0", "1.5", "1.5.0"], &["1.5.post1", "1.6"]);
}

#[test]
fn case_5_listed_versions_are_compared_as_versions() {
    let record = record("X-1", &json!([]), &json!(["1.0"]));
    check(&record, &["1.0", "1.0.0", "v1.0", "1"], &["1.0.1", "1.0a1"]);
}

#[test]
fn case_6_only_listed_versions_are_affected_without_ranges() {
    check(
        &record("X-1", &Value::Null, &json!(["1.0"])),
        &["1.0"],
        &["1.0.1", "0.9"],
    );
}

#[test]
fn case_7_the_beginning_is_below_every_version() {
    check(
        &events(&json!([{"introduced": "0"}, {"fixed": "1.0"}])),
        &["0.dev0", "0", "0a1"],
        &["1.0"],
    );
}

#[test]
fn case_8_pre_releases_are_points_like_others() {
    check(
        &events(&json!([{"introduced": "0"}, {"fixed": "3.0"}])),
        &["3.0a1", "3.0rc1", "3.0.dev1"],
        &["3.0", "3.0.post1"],
    );
}

#[test]
fn case_9_epochs_come_first() {
    check(
        &events(&json!([{"introduced": "0"}, {"fixed": "2.0"}])),
        &["0!1.0"],
        &["1!1.0"],
    );
    check(
        &events(&json!([{"introduced": "0"}, {"fixed": "1!1.1"}])),
        &["1!1.0", "99"],
        &["1!1.1"],
    );
}

#[test]
fn case_10_a_local_version_is_the_release_it_was_built_from() {
    let listed = record("X-1", &json!([]), &json!(["2.0.1"]));
    let last = events(&json!([{"introduced": "0"}, {"last_affected": "2.0.1"}]));
    for record in [listed, last] {
        let facts = ask(&[record], "2.0.1+cpu");
        assert_eq!(facts.matches[0].matched_by, MatchedBy::PublicVersion);
    }
    let fixed = events(&json!([{"introduced": "0"}, {"fixed": "2.0.2"}]));
    assert_eq!(
        ask(&[fixed], "2.0.1+cpu").matches[0].matched_by,
        MatchedBy::Version
    );
}

#[test]
fn a_local_version_that_is_the_fix_is_not_affected() {
    let record = events(&json!([{"introduced": "0"}, {"fixed": "2.0.1+patched"}]));
    check(
        &record,
        &["2.0.1", "2.0.1+cpu"],
        &["2.0.1+patched", "2.0.2"],
    );
}

#[test]
fn case_11_numbers_are_not_text() {
    check(
        &events(&json!([{"introduced": "0"}, {"fixed": "1.2.0"}])),
        &["1.1.9"],
        &["1.10.0"],
    );
}

#[test]
fn case_12_a_version_that_is_none_is_found_by_its_text_or_told_to_be_incomparable() {
    let listed = record(
        "X-1",
        &json!([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]),
        &json!(["0.1-bulbasaur"]),
    );
    let facts = ask(std::slice::from_ref(&listed), "0.1-bulbasaur");
    assert_eq!(facts.matches[0].matched_by, MatchedBy::Text);
    assert!(facts.unauditable.is_empty());

    let facts = ask(&[listed], "0.1-charmander");
    assert!(facts.matches.is_empty());
    assert_eq!(facts.unauditable.len(), 1);
    assert_eq!(facts.notices[0].kind, NoticeKind::InvalidVersion);
    assert!(
        gather(&[], vec![component("a", "0.1-x")])
            .notices
            .is_empty()
    );
}

#[test]
fn case_13_a_fix_that_is_no_version_leaves_the_record_and_a_note() {
    let record = record(
        "PYSEC-2019-125",
        &json!([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2019-09-12"}]}]),
        &json!(["1.0"]),
    );
    let facts = ask(&[record], "1.0");
    assert_eq!((facts.matches.len(), &facts.matches[0].fix), (1, &None));
    assert_eq!(facts.notices[0].kind, NoticeKind::OddAdvisory);
    assert!(facts.notices[0].message.contains("2019-09-12"));
}

#[test]
fn case_14_an_empty_event_is_left_out_with_a_note() {
    let facts = ask(
        &[events(&json!([{}, {"introduced": "0"}, {"fixed": "2.0"}]))],
        "1.0",
    );
    assert_eq!(facts.matches.len(), 1);
    assert_eq!(facts.notices[0].kind, NoticeKind::OddAdvisory);
}

#[test]
fn case_15_a_record_without_ranges_goes_by_its_versions() {
    let record = json!({"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "versions": ["1.0"]}]});
    check(&record, &["1.0"], &["1.1"]);
}

#[test]
fn case_16_packages_of_one_record_keep_their_own_ranges_and_fixes() {
    let one = |name: &str, start: &str, end: &str| json!({"package": {"ecosystem": "PyPI", "name": name}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": start}, {"fixed": end}]}]});
    let record =
        json!({"id": "X-1", "affected": [one("pkg-a", "0", "1.5"), one("pkg-b", "3.0", "3.5")]});
    let facts = gather(
        std::slice::from_ref(&record),
        vec![component("pkg-a", "3.1"), component("pkg-b", "3.1")],
    );
    assert_eq!(facts.matches.len(), 1);
    assert_eq!(facts.matches[0].component.index(), 1);
    assert_eq!(
        facts.matches[0].fix.as_ref().unwrap().version,
        Version::new("3.5")
    );
    assert!(
        gather(&[record], vec![component("pkg-b", "1.0")])
            .matches
            .is_empty()
    );
}

#[test]
fn case_17_what_is_withdrawn_is_counted_and_what_will_be_is_reported() {
    let withdrawn = |day: &str| {
        let mut record = events(&json!([{"introduced": "0"}]));
        record["withdrawn"] = json!(day);
        ask(&[record], "1.0")
    };
    for past in ["2020-01-01T00:00:00Z", "2026-11-22T00:00:00Z"] {
        let facts = withdrawn(past);
        assert_eq!((facts.matches.len(), facts.withdrawn), (0, 1), "{past}");
    }
    let future = withdrawn("2026-11-23T00:00:00Z");
    assert_eq!((future.matches.len(), future.withdrawn), (1, 0));
}

#[test]
fn a_withdrawn_record_ties_nothing_together_and_names_no_fix() {
    let mut withdrawn = record(
        "X-2",
        &json!([{"type": "ECOSYSTEM", "events": [{"introduced": "5"}, {"fixed": "6"}]}]),
        &json!([]),
    );
    withdrawn["withdrawn"] = json!("2020-01-01T00:00:00Z");
    withdrawn["aliases"] = json!(["X-1", "X-3"]);
    let open = json!([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]);
    let facts = ask(
        &[
            record("X-1", &open, &json!([])),
            withdrawn,
            record("X-3", &open, &json!([])),
        ],
        "1.0",
    );
    assert_eq!(ids(&facts), ["X-1", "X-3"]);
    assert!(facts.matches.iter().all(|found| found.fix.is_none()));
    assert_eq!(facts.withdrawn, 0);
}

#[test]
fn case_18_other_ecosystems_are_other_packages() {
    for ecosystem in ["npm", "Root:PyPI", "PyPI:Root", "pypi", ""] {
        let record = json!({"id": "X-1", "affected": [{"package": {"ecosystem": ecosystem, "name": "a"}, "versions": ["1.0"]}]});
        check(&record, &[], &["1.0"]);
    }
}

#[test]
fn case_19_names_are_compared_in_normal_form() {
    let record = json!({"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "zope.interface"}, "versions": ["1.0"]}]});
    let facts = gather(&[record], vec![component("Zope_Interface", "1.0")]);
    assert_eq!(facts.matches.len(), 1);
}

#[test]
fn case_20_limits_bound_a_range() {
    check(
        &events(&json!([{"introduced": "0"}, {"limit": "2.0"}])),
        &["1.0"],
        &["2.0", "2.1"],
    );
    check(
        &events(&json!([{"introduced": "0"}, {"limit": "*"}])),
        &["1.0", "2.0"],
        &[],
    );
    check(
        &events(&json!([{"introduced": "0"}, {"limit": "2.0"}, {"limit": "3.0"}])),
        &["2.5"],
        &["3.0"],
    );
}

#[test]
fn case_21_versions_outside_every_range_are_affected_too() {
    let record = record(
        "PYSEC-2023-177",
        &json!([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "23.9.0"}]}]),
        &json!(["23.7.0", "23.9.0", "23.9.0.post1"]),
    );
    check(&record, &["23.7.0", "23.9.0", "23.9.0.post1"], &["23.9.1"]);
}

#[test]
fn case_22_requirements_among_the_versions_are_ignored() {
    let record = record(
        "X-1",
        &json!([]),
        &json!(["langchain-core==0.2.40", "0.2.39"]),
    );
    check(&record, &["0.2.39"], &["0.2.40", "langchain-core==0.2.40"]);
}

#[test]
fn case_23_records_of_a_newer_schema_are_left_out() {
    let mut record = events(&json!([{"introduced": "0"}]));
    check(&record, &["1.0"], &[]);
    record["schema_version"] = json!("2.0.0");
    check(&record, &[], &["1.0"]);
}

#[test]
fn case_24_numbers_have_no_upper_bound() {
    check(
        &events(&json!([{"introduced": "0"}, {"fixed": "2.99999999999999999999"}])),
        &["2.18446744073709551616", "2.1"],
        &["2.99999999999999999999", "2.100000000000000000000", "3"],
    );
}

#[test]
fn cases_25_and_26_one_flaw_is_one_match() {
    let open = json!([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]);
    let with = |id: &str, aliases: Value| {
        let mut record = record(id, &open, &json!([]));
        record["aliases"] = aliases;
        record
    };
    let facts = ask(
        &[
            with("PYSEC-1", json!(["CVE-1"])),
            with("GHSA-1", json!(["CVE-1", "PYSEC-1"])),
            with("OTHER-1", json!(["CVE-1"])),
        ],
        "1.0",
    );
    assert_eq!(ids(&facts), ["PYSEC-1"]);
    assert_eq!(facts.matches[0].group.advisories.len(), 3);
    let facts = ask(
        &[
            with("PYSEC-1", json!(["X"])),
            with("CVE-1", json!(["X", "Y"])),
            with("GHSA-1", json!(["Y"])),
        ],
        "1.0",
    );
    assert_eq!(ids(&facts), ["PYSEC-1"]);
    assert_eq!(&*facts.matches[0].group.canonical, "CVE-1");
}

#[test]
fn case_33_the_fix_of_a_group_satisfies_all_of_its_records() {
    let fixed = |id: &str, version: &str| {
        let mut record = record(
            id,
            &json!([{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": version}]}]),
            &json!([]),
        );
        record["aliases"] = json!(["CVE-1"]);
        record
    };
    let facts = ask(&[fixed("PYSEC-1", "2.0"), fixed("GHSA-1", "2.1")], "1.0");
    assert_eq!(
        facts.matches[0].fix.as_ref().unwrap().version,
        Version::new("2.1")
    );
}

#[test]
fn case_34_each_line_of_releases_has_its_fix() {
    let record = ranges(&json!([
        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.31.1"}]},
        {"type": "ECOSYSTEM", "events": [{"introduced": "3.0"}, {"fixed": "3.0.2"}]},
    ]));
    for (installed, fix) in [("3.0.1", "3.0.2"), ("2.30", "2.31.1")] {
        let facts = ask(std::slice::from_ref(&record), installed);
        assert_eq!(
            facts.matches[0].fix.as_ref().unwrap().version,
            Version::new(fix)
        );
    }
}

#[test]
fn case_58_every_severity_is_kept_and_the_worst_vector_counts() {
    let mut record = events(&json!([{"introduced": "0"}]));
    record["severity"] = json!([
        {"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N"},
        {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
    ]);
    record["database_specific"] = json!({"severity": "MODERATE"});
    let level = |record: &Value| {
        let facts = ask(std::slice::from_ref(record), "1.0");
        let group = &facts.matches[0].group;
        (
            group.severity,
            group.score,
            group.advisories[0].scores.len(),
        )
    };
    assert_eq!(level(&record), (Severity::Critical, Some(9.8), 3));
    record["severity"] = json!([]);
    record["database_specific"] = json!({"severity": "HIGH"});
    assert_eq!(level(&record), (Severity::High, None, 1));
    record["database_specific"] = Value::Null;
    assert_eq!(level(&record), (Severity::Unknown, None, 0));
}

#[test]
fn all_but_local_versions_are_asked_about() {
    let record = events(&json!([{"introduced": "0"}]));
    let from = |origin: Origin| {
        let facts = gather(
            std::slice::from_ref(&record),
            vec![Component {
                origin,
                ..component("a", "1.0")
            }],
        );
        assert_eq!(facts.matches.len() + facts.unauditable.len(), 1);
        facts.matches.len() == 1
    };
    let path = |path: &str, editable| Origin::Path {
        path: path.into(),
        editable,
    };
    assert!(from(Origin::Index));
    assert!(from(Origin::NamedIndex(
        "https://pypi.example.org/simple".into()
    )));
    assert!(from(Origin::Url("https://h/a-1.0-py3-none-any.whl".into())));
    assert!(from(path("wheels/a-1.0.tar.gz", false)));
    assert!(!from(path("wheels/a-1.0.tar.gz", true)));
    assert!(from(Origin::Url("https://h/archive/main.zip".into())));
    assert!(!from(path("../a", false)));
    assert!(from(Origin::Vcs {
        url: "git+https://h/a".into(),
        reference: None
    }));
    let unpinned = Component::pypi(PackageName::pypi("a"), None);
    assert_eq!(gather(&[record], vec![unpinned]).unauditable.len(), 1);
}

#[test]
fn many_versions_of_one_package_are_matched_each_for_itself() {
    let record = events(&json!([{"introduced": "0"}, {"fixed": "1.500"}]));
    let components = (0..1000)
        .map(|minor| component("a", &format!("1.{minor}")))
        .collect();
    let facts = gather(&[record], components);
    assert_eq!(facts.matches.len(), 500);
    assert!(facts.matches.is_sorted_by_key(|found| found.component));
}

#[test]
fn summaries_come_with_what_is_reported() {
    let mut record = events(&json!([{"introduced": "0"}]));
    record["summary"] = json!("It\tbreaks\non \\ paths");
    let facts = ask(&[record], "1.0");
    assert_eq!(
        facts.matches[0].group.summary(),
        Some("It\tbreaks\non \\ paths")
    );
}

#[test]
fn many_packages_are_asked_about_in_parts_and_none_is_lost() {
    let record = |name: &str| {
        json!({
            "id": format!("PYSEC-{name}"),
            "modified": "2026-01-01T00:00:00Z",
            "affected": [{
                "package": {"ecosystem": "PyPI", "name": name},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}],
            }],
        })
    };
    // So many that they make several parts.
    let names: Vec<String> = (0..1_700)
        .map(|number| format!("package-{number:04}"))
        .collect();
    let records: Vec<Value> = names.iter().step_by(2).map(|name| record(name)).collect();
    let components = names.iter().map(|name| component(name, "1")).collect();
    let facts = gather(&records, components);
    let found: Vec<String> = facts
        .matches
        .iter()
        .map(|found| found.group.id.to_string())
        .collect();
    let expected: Vec<String> = names
        .iter()
        .step_by(2)
        .map(|name| format!("PYSEC-{name}"))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn local_code_under_a_known_name_is_a_gap() {
    let record = events(&json!([{"introduced": "0"}]));
    let local = Component {
        origin: Origin::Path {
            path: "vendor/a".into(),
            editable: false,
        },
        ..component("a", "1.0")
    };
    let facts = gather(&[record], vec![local]);
    assert!(facts.matches.is_empty());
    assert_eq!(facts.notices.len(), 1);
}
