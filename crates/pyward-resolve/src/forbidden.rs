//! Versions that must not be chosen.

use std::collections::BTreeMap;

use pyward_model::{AffectedRange, PackageName, Version};

/// Versions that must not be in a resolution, by package. It may hold any number of packages: only those that a
/// resolution comes across are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forbidden {
    packages: BTreeMap<PackageName, Affected>,
}

/// What is forbidden of one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// Every version inside any of them.
    pub ranges: Vec<AffectedRange>,
    /// Every version named.
    pub versions: Vec<Version>,
}

impl Affected {
    /// Whether a version is forbidden: inside a range, or named. As with advisories, a version that is not PEP 440 is
    /// forbidden only where it is named.
    pub fn contains(&self, version: &Version) -> bool {
        self.versions.contains(version)
            || (version.is_valid() && self.ranges.iter().any(|range| range.contains(version)))
    }

    /// Bounds of ranges that are no PEP 440 versions, and so bound nothing.
    fn odd_bounds(&self) -> impl Iterator<Item = &Version> {
        self.ranges
            .iter()
            .flat_map(|range| &range.events)
            .filter_map(|event| event.version())
            .filter(|version| !version.is_valid())
    }
}

impl Forbidden {
    /// Forbids more versions of a package.
    pub fn add(&mut self, name: PackageName, affected: Affected) {
        let entry = self.packages.entry(name).or_default();
        entry.ranges.extend(affected.ranges);
        entry.versions.extend(affected.versions);
    }

    /// What is forbidden of a package.
    pub fn of(&self, name: &PackageName) -> Option<&Affected> {
        self.packages.get(name)
    }

    /// Whether this version of this package is forbidden.
    pub fn contains(&self, name: &PackageName, version: &Version) -> bool {
        self.of(name)
            .is_some_and(|affected| affected.contains(version))
    }

    /// What could not be used of what is said about a package, in sentences.
    pub(crate) fn oddities<'a>(
        &'a self,
        name: &'a PackageName,
    ) -> impl Iterator<Item = String> + 'a {
        self.of(name)
            .into_iter()
            .flat_map(Affected::odd_bounds)
            .map(move |version| {
                format!(
                    "a forbidden range of {name} ends or begins at `{}`, which is no version by PEP 440",
                    pyward_model::printable(version.as_str())
                )
            })
    }
}
