//! Which version clears a finding.

use std::cell::OnceCell;

use pyward_model::{Advisory, AffectedRange, Fix, Version};

use crate::matching;

/// The versions that records of one package name as fixed, each with what it clears.
pub(crate) struct Fixes<'a> {
    records: Vec<&'a Advisory>,
    /// Final releases, ascending, then pre-releases, ascending.
    candidates: Vec<Candidate<'a>>,
    /// How many of them are final.
    finals: usize,
}

/// Which candidates stand above a version: final releases and pre-releases, each from that place on. Versions with
/// nothing between them have the same, and then the same fix.
pub(crate) type Above = (usize, usize);

struct Candidate<'a> {
    version: &'a Version,
    /// Whether no record of the package affects it; found out when asked.
    clears_all: OnceCell<bool>,
}

impl<'a> Fixes<'a> {
    /// Of the records of one package that count.
    pub(crate) fn new(records: &[&'a Advisory]) -> Self {
        let mut versions: Vec<&Version> = records
            .iter()
            .flat_map(|record| &record.ranges)
            .flat_map(AffectedRange::fixes)
            .collect();
        versions.sort();
        versions.dedup();
        // Stable: each half stays in order.
        versions.sort_by_cached_key(|version| version.is_prerelease());
        Self {
            finals: versions.partition_point(|version| !version.is_prerelease()),
            records: records.to_vec(),
            candidates: versions
                .into_iter()
                .map(|version| Candidate {
                    version,
                    clears_all: OnceCell::new(),
                })
                .collect(),
        }
    }

    /// The candidates above `installed`.
    pub(crate) fn above(&self, installed: &Version) -> Above {
        let (finals, others) = self.halves();
        let first = |half: &[Candidate<'a>]| {
            half.partition_point(|candidate| candidate.version <= installed)
        };
        (first(finals), first(others))
    }

    fn halves(&self) -> (&[Candidate<'a>], &[Candidate<'a>]) {
        let halves = self.candidates.split_at_checked(self.finals);
        halves.unwrap_or((&self.candidates, &[]))
    }

    /// The smallest of the versions `above` the installed one that none of `group` affects, a final release if there is
    /// one; `None` where no record of the package knows one. All records of the group count, also those that do not affect
    /// `installed`: what one alias calls fixed may be affected by the word of another.
    pub(crate) fn find(&self, above: Above, group: &[&Advisory]) -> Option<Fix> {
        let (finals, others) = self.halves();
        let finals = finals.iter().skip(above.0);
        let mut above = finals.chain(others.iter().skip(above.1));
        let version = above
            .clone()
            .find(|candidate| clears(candidate.version, group))?
            .version
            .clone();
        let clears_all = above
            .find(|candidate| {
                let clears = || clears(candidate.version, &self.records);
                *candidate.clears_all.get_or_init(clears)
            })
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

    /// The fix, and what clears everything: `2.0, all 3.0`.
    fn fix(installed: &str, group: &[&Advisory], others: &[&Advisory]) -> String {
        let all = [group, others].concat();
        let fixes = Fixes::new(&all);
        match fixes.find(fixes.above(&Version::new(installed)), group) {
            None => "none".to_owned(),
            Some(fix) => match fix.clears_all {
                None => format!("{}, all none", fix.version),
                Some(all) => format!("{}, all {all}", fix.version),
            },
        }
    }

    #[test]
    fn case_33_the_fix_satisfies_every_alias() {
        let (pysec, alias) = (record("PYSEC-1", "+0 -2.0"), record("GHSA-1", "+0 -2.1"));
        assert_eq!(fix("1.0", &[&pysec, &alias], &[]), "2.1, all 2.1");
    }

    #[test]
    fn case_34_each_line_has_its_own_fix() {
        let lines = record("GHSA-1", "+0 -2.31.1;+3.0 -3.0.2");
        assert_eq!(fix("3.0.1", &[&lines], &[]), "3.0.2, all 3.0.2");
        assert_eq!(fix("2.30", &[&lines], &[]), "2.31.1, all 2.31.1");
    }

    #[test]
    fn what_clears_all_may_lie_above_what_clears_one() {
        let (one, other) = (record("GHSA-1", "+0 -2.0"), record("GHSA-2", "+0 -3.0"));
        assert_eq!(fix("1.0", &[&one], &[&other]), "2.0, all 3.0");
        let unfixed = record("GHSA-3", "+0");
        assert_eq!(fix("1.0", &[&one], &[&unfixed]), "2.0, all none");
        assert_eq!(fix("1.0", &[&unfixed], &[&one]), "none");
    }

    #[test]
    fn a_pre_release_is_named_only_where_nothing_else_is_known() {
        let (twisted, later) = (
            record("GHSA-1", "+0 -24.7.0rc1"),
            record("GHSA-2", "+0 -24.8"),
        );
        assert_eq!(fix("24.3.0", &[&twisted], &[]), "24.7.0rc1, all 24.7.0rc1");
        assert_eq!(fix("24.3.0", &[&twisted], &[&later]), "24.8, all 24.8");
        // A version named by another record, below the range's own fix, is still affected.
        let earlier = record("GHSA-3", "+0 -22.1");
        assert_eq!(
            fix("20.3", &[&twisted], &[&earlier]),
            "24.7.0rc1, all 24.7.0rc1"
        );
    }

    #[test]
    fn a_fix_below_the_installed_version_is_none() {
        let reopened = record("GHSA-1", "+0 -1.0;+2.0");
        assert_eq!(fix("2.5", &[&reopened], &[]), "none");
    }
}
