//! Which version clears a finding.

use pyward_model::{Advisory, Fix, Version};

use crate::matching;

/// The versions that records of one package name as fixed, each with what it clears.
pub(crate) struct Fixes {
    /// Final releases, ascending, then pre-releases, ascending.
    candidates: Vec<Candidate>,
}

struct Candidate {
    version: Version,
    /// Whether no record of the package affects it.
    clears_all: bool,
}

impl Fixes {
    /// Of the records of one package that count.
    pub(crate) fn new(records: &[&Advisory]) -> Self {
        let mut versions: Vec<&Version> = records
            .iter()
            .flat_map(|record| &record.ranges)
            .flat_map(pyward_model::AffectedRange::fixes)
            .collect();
        versions.sort();
        versions.dedup();
        // Stable: each half stays in order.
        versions.sort_by_key(|version| version.is_prerelease());
        let candidates = versions
            .into_iter()
            .map(|version| Candidate {
                version: version.clone(),
                clears_all: clears(version, records),
            })
            .collect();
        Self { candidates }
    }

    /// The smallest version above `installed` that none of `group` affects, a final release if there is one; `None`
    /// where no record of the package knows one. All records of the group count, also those that do not affect
    /// `installed`: what one alias calls fixed may be affected by the word of another.
    pub(crate) fn find(&self, installed: &Version, group: &[&Advisory]) -> Option<Fix> {
        let mut above = self
            .candidates
            .iter()
            .filter(|candidate| candidate.version > *installed);
        let version = above
            .clone()
            .find(|candidate| clears(&candidate.version, group))?
            .version
            .clone();
        let clears_all = above
            .find(|candidate| candidate.clears_all)
            .map(|candidate| candidate.version.clone());
        Some(Fix {
            version,
            clears_all,
        })
    }
}

fn clears(version: &Version, records: &[&Advisory]) -> bool {
    !records
        .iter()
        .any(|record| matching::matched_by(record, version).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::line;

    fn record(id: &str, ranges: &str) -> Advisory {
        line::decode(&format!("a\t{id}\t\t\t{ranges}\t\t\t\t\t\t\tother")).unwrap()
    }

    fn fix(installed: &str, group: &[&Advisory], others: &[&Advisory]) -> Option<(String, Option<String>)> {
        let all = [group, others].concat();
        Fixes::new(&all)
            .find(&Version::new(installed), group)
            .map(|fix| {
                (
                    fix.version.to_string(),
                    fix.clears_all.map(|version| version.to_string()),
                )
            })
    }

    fn both(version: &str) -> Option<(String, Option<String>)> {
        Some((version.to_owned(), Some(version.to_owned())))
    }

    #[test]
    fn case_33_the_fix_satisfies_every_alias() {
        let (pysec, alias) = (record("PYSEC-1", "+0 -2.0"), record("GHSA-1", "+0 -2.1"));
        assert_eq!(fix("1.0", &[&pysec, &alias], &[]), both("2.1"));
    }

    #[test]
    fn case_34_each_line_has_its_own_fix() {
        let lines = record("GHSA-1", "+0 -2.31.1;+3.0 -3.0.2");
        assert_eq!(fix("3.0.1", &[&lines], &[]), both("3.0.2"));
        assert_eq!(fix("2.30", &[&lines], &[]), both("2.31.1"));
    }

    #[test]
    fn what_clears_all_may_lie_above_what_clears_one() {
        let (one, other) = (record("GHSA-1", "+0 -2.0"), record("GHSA-2", "+0 -3.0"));
        assert_eq!(
            fix("1.0", &[&one], &[&other]),
            Some(("2.0".to_owned(), Some("3.0".to_owned())))
        );
        let unfixed = record("GHSA-3", "+0");
        assert_eq!(fix("1.0", &[&one], &[&unfixed]), Some(("2.0".to_owned(), None)));
        assert_eq!(fix("1.0", &[&unfixed], &[&one]), None);
    }

    #[test]
    fn a_pre_release_is_named_only_where_nothing_else_is_known() {
        let (twisted, later) = (record("GHSA-1", "+0 -24.7.0rc1"), record("GHSA-2", "+0 -24.8"));
        assert_eq!(fix("24.3.0", &[&twisted], &[]), both("24.7.0rc1"));
        assert_eq!(fix("24.3.0", &[&twisted], &[&later]), both("24.8"));
        // A version named by another record, below the range's own fix, is still affected.
        let earlier = record("GHSA-3", "+0 -22.1");
        assert_eq!(fix("20.3", &[&twisted], &[&earlier]), both("24.7.0rc1"));
    }

    #[test]
    fn a_fix_below_the_installed_version_is_none() {
        let reopened = record("GHSA-1", "+0 -1.0;+2.0");
        assert_eq!(fix("2.5", &[&reopened], &[]), None);
    }
}
