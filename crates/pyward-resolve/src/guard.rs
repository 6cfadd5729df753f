//! Forbidden versions as a specifier.
//!
//! A specifier is a conjunction, a set of affected ranges is not: between two of them lie versions that may be chosen.
//! So the specifier is made of the versions there are: a lower and an upper bound around all that may be chosen, and a
//! `!=` for each version in a hole between. What is forbidden is asked of [`Affected`] version by version, so that a
//! version is forbidden here exactly where it would be found affected.

use pyward_model::Version;

use crate::Affected;

/// The clauses that leave of `versions` (in order, each once) what is not forbidden; empty where nothing is.
pub(crate) fn clauses(affected: &Affected, versions: &[Version]) -> Vec<String> {
    let usable: Vec<&Version> = versions
        .iter()
        .filter(|version| version.is_valid())
        .collect();
    let allowed: Vec<bool> = usable
        .iter()
        .map(|version| !affected.contains(version))
        .collect();
    let (Some(first), Some(last)) = (
        allowed.iter().position(|allowed| *allowed),
        allowed.iter().rposition(|allowed| *allowed),
    ) else {
        // None may be chosen: only a version nobody has released yet.
        return usable
            .last()
            .map(|newest| format!(">{}", newest.public()))
            .into_iter()
            .collect();
    };
    let count = usable.len();
    let mut clauses = Vec::new();
    // Local versions cannot stand in a bound; around them every version is named.
    let bounded = |at: usize| usable.get(at).filter(|version| !version.is_local());
    let mut from = 0;
    if first > 0
        && let Some(version) = bounded(first)
    {
        clauses.push(format!(">={version}"));
        from = first;
    }
    let mut until = count;
    if last + 1 < count
        && let Some(version) = bounded(last)
    {
        clauses.push(format!("<={version}"));
        until = last;
    }
    let holes = usable
        .iter()
        .zip(&allowed)
        .take(until)
        .skip(from)
        .filter(|(_, allowed)| !**allowed)
        .map(|(version, _)| format!("!={version}"));
    clauses.extend(holes);
    clauses
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pyward_model::{AffectedRange, Event, Specifiers};

    fn v(text: &str) -> Version {
        Version::new(text)
    }

    fn affected(ranges: &[(&str, &str)]) -> Affected {
        let range = |(from, to): &(&str, &str)| {
            let introduced = (*from != "0").then(|| v(from));
            let mut events = vec![Event::Introduced(introduced)];
            if !to.is_empty() {
                events.push(Event::Fixed(v(to)));
            }
            AffectedRange::new(events)
        };
        Affected {
            ranges: ranges.iter().map(range).collect(),
            versions: Vec::new(),
        }
    }

    fn text(affected: &Affected, versions: &[&str]) -> String {
        let versions: Vec<Version> = versions.iter().map(|text| v(text)).collect();
        clauses(affected, &versions).join(",")
    }

    #[test]
    fn one_fix_is_one_bound() {
        let versions = ["0.9", "1.0", "1.1", "1.2", "2.0"];
        assert_eq!(text(&affected(&[("0", "1.2")]), &versions), ">=1.2");
        assert_eq!(text(&affected(&[("1.2", "")]), &versions), "<=1.1");
        assert_eq!(text(&affected(&[]), &versions), "");
    }

    #[test]
    fn holes_are_named() {
        let versions = [
            "1.25", "1.26.4", "1.26.5", "1.26.6", "2.0", "2.0.6", "2.0.7",
        ];
        assert_eq!(
            text(&affected(&[("0", "1.26.5"), ("2.0", "2.0.7")]), &versions),
            ">=1.26.5,!=2.0,!=2.0.6"
        );
    }

    #[test]
    fn where_all_are_forbidden_none_fits() {
        assert_eq!(text(&affected(&[("0", "")]), &["1.0", "1.1"]), ">1.1");
        assert_eq!(text(&affected(&[("0", "")]), &[]), "");
    }

    #[test]
    fn a_fix_between_two_releases_is_the_next_release() {
        assert_eq!(text(&affected(&[("0", "1.1")]), &["1.0", "1.2"]), ">=1.2");
    }

    #[test]
    fn local_versions_bound_nothing() {
        assert_eq!(
            text(&affected(&[("0", "2.0+cpu")]), &["1.0", "2.0+cpu", "2.1"]),
            "!=1.0"
        );
    }

    #[test]
    fn named_and_legacy_versions() {
        let named = Affected {
            ranges: Vec::new(),
            versions: vec![v("1.1"), v("2004d")],
        };
        assert_eq!(text(&named, &["2004d", "1.0", "1.1", "1.2"]), "!=1.1");
    }

    proptest! {
        #[test]
        fn the_clauses_say_what_the_ranges_say(
            bounds in prop::collection::vec((0_u8..12, 0_u8..12), 0..4),
            versions in prop::collection::btree_set(0_u8..12, 0..12),
        ) {
            let pairs: Vec<(String, String)> = bounds
                .iter()
                .map(|(from, to)| (from.to_string(), to.to_string()))
                .collect();
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let affected = affected(&pairs);
            let versions: Vec<Version> = versions.iter().map(|n| v(&n.to_string())).collect();
            let specifiers = Specifiers::parse(&clauses(&affected, &versions).join(",")).unwrap();
            for version in &versions {
                prop_assert_eq!(specifiers.contains(version), !affected.contains(version), "{}", version);
            }
        }
    }
}
