//! Which versions a record affects: its ranges, and of its enumerated versions those the ranges do not cover.

use std::collections::BTreeSet;

use pyward_model::{AffectedRange, EcosystemRules, Event, Version, VersionKey};
use serde_json::Value;

use super::Oddities;

/// The longest version that is taken, in bytes.
const MAX_VERSION: usize = 300;

/// The most ranges, events of a range, and versions of one package in one record.
const MAX_RANGES: usize = 1000;
const MAX_EVENTS: usize = 1000;
const MAX_VERSIONS: usize = 100_000;

/// The most comparisons spent on dropping implied versions; past it they are all kept, which is as right but longer.
const MAX_COMPARISONS: usize = 50_000_000;

/// What the `affected` entries of one package say.
#[derive(Default)]
pub(crate) struct Affected {
    ranges: Vec<AffectedRange>,
    versions: Vec<Version>,
}

impl Affected {
    /// Takes what one `affected` entry says.
    pub(crate) fn add(
        &mut self,
        rules: &'static EcosystemRules,
        odd: &mut Oddities,
        entry: &Value,
    ) {
        for range in odd.array(entry, "ranges") {
            if self.ranges.len() >= MAX_RANGES {
                odd.add("there are more ranges than pyward takes");
                break;
            }
            match odd.text(range, "type") {
                Some(kind) if kind == "ECOSYSTEM" || (kind == "SEMVER" && rules.is_semver) => {
                    let range = events(rules, odd, range);
                    if !range.events.is_empty() && !self.ranges.contains(&range) {
                        self.ranges.push(range);
                    }
                }
                // Commits say nothing about releases, and are expected beside them.
                Some("GIT") => {}
                Some(kind) => odd.add(format!(
                    "a range is of type `{}`, which says nothing about {} versions",
                    kind.chars().take(40).collect::<String>(),
                    rules.name
                )),
                None => odd.add("a range has no type"),
            }
        }
        for version in odd.array(entry, "versions") {
            if self.versions.len() >= MAX_VERSIONS {
                odd.add("there are more versions than pyward takes");
                break;
            }
            match version.as_str().map(str::trim) {
                Some(text) if text.contains("==") || text.is_empty() => odd.add(format!(
                    "`{}` among the versions is not a version",
                    text.chars().take(80).collect::<String>()
                )),
                Some(text) if text.len() <= MAX_VERSION => self.versions.push(rules.version(text)),
                _ => odd.add("an entry of `versions` is not a version"),
            }
        }
    }

    /// The ranges, and the versions that are in none of them, in the order stated. Together they affect exactly what
    /// was stated: a version is dropped only where a range of the same record and package contains it.
    pub(crate) fn finish(self) -> (Vec<AffectedRange>, Vec<Version>) {
        let Self {
            ranges,
            mut versions,
        } = self;
        let events: usize = ranges.iter().map(|range| range.events.len()).sum();
        let affordable = events.saturating_mul(versions.len()) <= MAX_COMPARISONS;
        let implied = |version: &Version| {
            affordable && version.is_valid() && ranges.iter().any(|range| range.contains(version))
        };
        let mut seen: BTreeSet<VersionKey> = BTreeSet::new();
        versions.retain(|version| !implied(version) && seen.insert(version.key().clone()));
        (ranges, versions)
    }
}

fn events(rules: &'static EcosystemRules, odd: &mut Oddities, range: &Value) -> AffectedRange {
    let mut events = Vec::new();
    let mut unlimited = false;
    for event in odd.array(range, "events") {
        if events.len() >= MAX_EVENTS {
            odd.add("a range has more events than pyward takes");
            break;
        }
        let known = events.len();
        let mut void = false;
        let mut version = |odd: &mut Oddities, field| {
            let stated = event.get(field)?;
            let version = stated
                .as_str()
                .filter(|text| text.len() <= MAX_VERSION)
                .and_then(|text| rules.ordered(text));
            if version.is_none() {
                void = true;
                let stated: String = stated.to_string().chars().take(80).collect();
                odd.add(format!(
                    "the `{field}` event {stated} is not a {}",
                    rules.version_word
                ));
            }
            version
        };
        if event.get("introduced").and_then(Value::as_str) == Some("0") {
            events.push(Event::Introduced(None));
        } else if let Some(version) = version(odd, "introduced") {
            events.push(Event::Introduced(Some(version)));
        }
        events.extend(version(odd, "last_affected").map(Event::LastAffected));
        events.extend(version(odd, "fixed").map(Event::Fixed));
        if event.get("limit").and_then(Value::as_str) == Some("*") {
            unlimited = true;
        } else {
            events.extend(version(odd, "limit").map(Event::Limit));
        }
        if events.len() == known && !void && event.get("limit").is_none() {
            odd.add("an event says nothing");
        }
    }
    if unlimited {
        // One limit must hold, and this one always does.
        events.retain(|event| !matches!(event, Event::Limit(_)));
    }
    AffectedRange::new(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(entry: &Value) -> (Vec<AffectedRange>, Vec<Version>, Vec<String>) {
        let (mut affected, mut odd) = (Affected::default(), Oddities::default());
        affected.add(EcosystemRules::pypi(), &mut odd, entry);
        let (ranges, versions) = affected.finish();
        (ranges, versions, odd.list())
    }

    #[test]
    fn case_14_an_empty_event_is_ignored_with_a_note() {
        let (ranges, _, odd) = read(
            &json!({"ranges": [{"type": "ECOSYSTEM", "events": [{}, {"introduced": "0"}, {"fixed": "2.0"}]}]}),
        );
        assert_eq!(ranges[0].events.len(), 2);
        assert_eq!(odd, ["an event says nothing"]);
    }

    #[test]
    fn case_13_a_bad_event_voids_only_itself() {
        let (ranges, _, odd) = read(
            &json!({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "2019-09-12"}, {"fixed": 2}]}]}),
        );
        assert_eq!(
            ranges[0].events,
            [Event::Introduced(Some(Version::new("1.0")))]
        );
        assert_eq!(
            odd,
            [
                "the `fixed` event \"2019-09-12\" is not a PEP 440 version",
                "the `fixed` event 2 is not a PEP 440 version"
            ]
        );
    }

    #[test]
    fn case_22_requirements_among_the_versions_are_ignored() {
        let (_, versions, odd) =
            read(&json!({"versions": ["langchain-core==0.2.40", "0.2.39", "", 3]}));
        assert_eq!(versions, [Version::new("0.2.39")]);
        assert_eq!(odd.len(), 3);
    }

    #[test]
    fn git_ranges_are_expected_and_other_types_are_noted() {
        let (ranges, _, odd) = read(&json!({"ranges": [
            {"type": "GIT", "events": [{"introduced": "0"}, {"fixed": "abc"}]},
            {"type": "SEMVER", "events": [{"introduced": "0"}]},
            {"events": [{"introduced": "0"}]},
            {"type": "ECOSYSTEM", "events": []},
            {"type": "ECOSYSTEM"},
            "nonsense",
        ]}));
        assert!(ranges.is_empty());
        assert_eq!(
            odd,
            [
                "a range is of type `SEMVER`, which says nothing about PyPI versions",
                "a range has no type"
            ]
        );
    }

    #[test]
    fn a_limit_of_a_star_lifts_every_limit() {
        let (ranges, _, _) = read(
            &json!({"ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"limit": "2.0"}, {"limit": "*"}]}]}),
        );
        assert!(ranges[0].contains(&Version::new("3.0")));
    }

    #[test]
    fn versions_outside_the_ranges_stay_and_the_others_go() {
        let (_, versions, odd) = read(&json!({
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "2.0"}]}],
            "versions": ["1.0", "1.5.0", "2.0", "2.0.0", "v2", "0.9", "2004d", "2004D"],
        }));
        let kept: Vec<&str> = versions.iter().map(Version::as_str).collect();
        assert_eq!(kept, ["2.0", "0.9", "2004d", "2004D"]);
        assert!(odd.is_empty());
    }

    fn version() -> impl Strategy<Value = String> {
        "[0-3](\\.[0-3]){0,2}(a1|rc1|\\.post1|\\.dev0)?|[0-9]{4}[a-z-]"
    }

    proptest! {
        /// What is kept affects a version exactly where what was stated does.
        #[test]
        fn nothing_is_lost_by_dropping_implied_versions(
            ranges in proptest::collection::vec(proptest::collection::vec((0_usize..4, version()), 0..5), 0..4),
            listed in proptest::collection::vec(version(), 0..12),
            asked in proptest::collection::vec(version(), 0..12),
        ) {
            let fields = ["introduced", "fixed", "last_affected", "limit"];
            let ranges: Vec<Value> = ranges
                .into_iter()
                .map(|events| events.into_iter().map(|(field, version)| json!({fields[field]: version})).collect::<Vec<_>>())
                .map(|events| json!({"type": "ECOSYSTEM", "events": events}))
                .collect();
            let (kept_ranges, kept, _) = read(&json!({"ranges": ranges, "versions": listed}));
            for text in listed.iter().chain(&asked) {
                let version = Version::new(text);
                let in_range = version.is_valid() && kept_ranges.iter().any(|range| range.contains(&version));
                let stated = in_range || listed.iter().any(|listed| Version::new(listed) == version);
                prop_assert_eq!(in_range || kept.contains(&version), stated, "{}", text);
            }
        }
    }
}
