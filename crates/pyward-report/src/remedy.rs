//! What to do about a package.

use std::collections::BTreeSet;
use std::fmt;

use pyward_model::{AdvisoryGroup, AdvisoryKind, Finding, Version, printable};

/// Where no version clears everything, this many fixes are tried, largest first.
const CANDIDATES: usize = 16;

/// The best that can be done about the active findings of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remedy<'a> {
    /// The release is malware; beside it the next one that no advisory speaks of.
    Remove {
        /// A release above it without known advisories.
        clean: Option<&'a Version>,
    },
    /// A version that clears findings.
    Upgrade {
        /// To which version.
        to: &'a Version,
        /// How many findings it clears.
        clears: usize,
        /// Of how many.
        of: usize,
    },
    /// No version is known that clears any of that many findings.
    Nothing(usize),
    /// It is a copy inside of this package, and moves with that one.
    Copy(&'a str),
}

impl<'a> Remedy<'a> {
    /// The best for findings of one package version: the version that clears all, else the one that clears most.
    pub(crate) fn new(findings: &[&'a Finding]) -> Self {
        let fixes = || findings.iter().filter_map(|finding| finding.fix.as_ref());
        let clears_all = fixes().filter_map(|fix| fix.clears_all.as_ref()).max();
        let is_malware = findings.iter().any(|finding| {
            finding
                .advisory
                .as_ref()
                .is_some_and(|group| group.kind == AdvisoryKind::Malware)
        });
        let of = findings.len();
        if is_malware {
            return Self::Remove { clean: clears_all };
        }
        if let Some(to) = clears_all {
            return Self::Upgrade { to, clears: of, of };
        }
        let candidates: BTreeSet<&Version> = fixes().map(|fix| &fix.version).collect();
        let best = candidates
            .into_iter()
            .rev()
            .take(CANDIDATES)
            .map(|to| (clears(findings, to), to))
            .filter(|(clears, _)| *clears > 0)
            // The smaller version where two clear as many.
            .max_by(|(a, left), (b, right)| a.cmp(b).then_with(|| right.cmp(left)));
        match best {
            Some((clears, to)) => Self::Upgrade { to, clears, of },
            None => Self::Nothing(of),
        }
    }

    /// What the version does: `clears all 5`, `clears 2 of 3`.
    pub(crate) fn effect(&self) -> String {
        match *self {
            Self::Upgrade { of: 1, .. } => "clears it".to_owned(),
            Self::Upgrade { clears, of, .. } if clears == of => format!("clears all {of}"),
            Self::Upgrade { clears, of, .. } => format!("clears {clears} of {of}"),
            Self::Remove { clean: Some(_) } => "has no known advisory".to_owned(),
            Self::Remove { clean: None } | Self::Nothing(_) | Self::Copy(_) => String::new(),
        }
    }
}

/// The remedy as an imperative without a full stop.
impl fmt::Display for Remedy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let effect = self.effect();
        match self {
            Self::Upgrade { to, .. } => {
                write!(f, "upgrade to {} {effect}", printable(to.as_str()))
            }
            Self::Remove { clean: Some(clean) } => write!(
                f,
                "remove it, this release is malware; {} {effect}",
                printable(clean.as_str())
            ),
            Self::Remove { clean: None } => f.write_str("remove it, this release is malware"),
            Self::Copy(holder) => write!(
                f,
                "it is a copy inside of {}: a newer one of that may hold another",
                printable(holder)
            ),
            Self::Nothing(1) => f.write_str("no version is known to fix it"),
            Self::Nothing(_) => f.write_str("no version is known to fix any of them"),
        }
    }
}

fn clears(findings: &[&Finding], version: &Version) -> usize {
    findings
        .iter()
        .filter(|finding| {
            finding
                .advisory
                .as_ref()
                .is_some_and(|group| !still_affected(group, version))
        })
        .count()
}

fn still_affected(group: &AdvisoryGroup, version: &Version) -> bool {
    group
        .advisories
        .iter()
        .any(|advisory| advisory.affects(version))
}

/// Every version at which some record of the group says the flaw is fixed and no record says otherwise, ascending.
pub(crate) fn fixed_versions(group: &AdvisoryGroup) -> Vec<&Version> {
    let stated: BTreeSet<&Version> = group
        .advisories
        .iter()
        .flat_map(|advisory| &advisory.ranges)
        .flat_map(pyward_model::AffectedRange::fixes)
        .filter(|version| version.is_valid())
        .collect();
    stated
        .into_iter()
        .filter(|version| !still_affected(group, version))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn remedy_of(name: &str) -> String {
        let report = sample::storefront();
        let findings: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| {
                finding
                    .component
                    .is_some_and(|id| report.inventory.component(id).name.as_str() == name)
            })
            .collect();
        Remedy::new(&findings).to_string()
    }

    #[test]
    fn one_version_for_all_where_there_is_one() {
        assert_eq!(remedy_of("jinja2"), "upgrade to 3.1.6 clears all 5");
        assert_eq!(remedy_of("requests"), "upgrade to 2.32.0 clears it");
    }

    #[test]
    fn else_the_version_that_clears_most() {
        assert_eq!(remedy_of("urllib3"), "upgrade to 1.26.19 clears 2 of 3");
    }

    #[test]
    fn malware_is_removed_and_the_unfixable_is_said() {
        assert_eq!(remedy_of("reqeusts"), "remove it, this release is malware");
        assert_eq!(remedy_of("pyjwt"), "no version is known to fix it");
    }

    #[test]
    fn a_fix_that_another_record_denies_is_none() {
        let group = sample::group(
            "PYSEC-2026-1",
            &["CVE-2026-1"],
            &[(None, Some("2.0")), (None, Some("2.1"))],
        );
        let versions: Vec<_> = fixed_versions(&group)
            .into_iter()
            .map(Version::as_str)
            .collect();
        assert_eq!(versions, ["2.1"]);
    }
}
