//! Which versions are safe instead.

use std::collections::BTreeSet;

use pyward_model::{AdvisoryGroup, Finding, Version};

/// Versions above the one in use that clear what is known against it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Safe<'a> {
    /// The smallest that clears anything, and how many findings it clears.
    pub(super) smallest: Option<(&'a Version, usize)>,
    /// The smallest that no known advisory of the package affects.
    pub(super) clears_all: Option<&'a Version>,
}

impl<'a> Safe<'a> {
    /// Of the findings of one version; waived ones count, for what is accepted is no safer for it.
    pub(super) fn of(findings: &'a [Finding]) -> Self {
        let fixes = || findings.iter().filter_map(|finding| finding.fix.as_ref());
        let candidates: BTreeSet<&Version> = fixes().map(|fix| &fix.version).collect();
        let smallest = candidates.first().map(|version| {
            let cleared = findings.iter().filter(|finding| {
                let group = finding.advisory.as_deref();
                group.is_some_and(|group| !affects(group, version))
            });
            (*version, cleared.count())
        });
        // Where one flaw is cleared by no version, none clears all.
        let all_end = findings.iter().all(|finding| finding.fix.is_some());
        let clears_all = fixes().filter_map(|fix| fix.clears_all.as_ref()).max();
        Self {
            smallest,
            clears_all: clears_all.filter(|_| all_end),
        }
    }
}

fn affects(group: &AdvisoryGroup, version: &Version) -> bool {
    let mut records = group.advisories.iter();
    records.any(|record| record.affects(version))
}

/// Every version at which some record says the flaw is fixed, ascending.
pub(super) fn fixed(group: &AdvisoryGroup) -> Vec<&Version> {
    let ranges = group.advisories.iter().flat_map(|record| &record.ranges);
    let stated: BTreeSet<&Version> = ranges
        .flat_map(pyward_model::AffectedRange::fixes)
        .filter(|version| version.is_valid())
        .collect();
    let clear = stated
        .into_iter()
        .filter(|version| !affects(group, version));
    clear.collect()
}
