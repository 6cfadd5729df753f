//! Whole flaws by one of their ids.

use pyward_model::{Advisory, AdvisoryGroup, PackageName};

use crate::aliases;
use crate::database::Database;

impl Database {
    /// Every flaw that goes by this id or alias, in any case: one group a package, sorted by package, with the
    /// summaries of its records. Withdrawn records are told too.
    pub fn groups_named(&self, id: &str) -> Vec<AdvisoryGroup> {
        let id = id.trim();
        let mut packages: Vec<PackageName> = self
            .lookup_id(id)
            .into_iter()
            .map(|advisory| advisory.package)
            .collect();
        packages.sort();
        packages.dedup();
        packages
            .iter()
            .flat_map(|package| self.groups_about(package))
            .filter(|group| group.has_id(id))
            .collect()
    }

    /// Every flaw that is known of a PyPI package, in the order of their groups, with the summaries of its records.
    /// Withdrawn records are told too.
    pub fn groups_about(&self, package: &PackageName) -> Vec<AdvisoryGroup> {
        let records: Vec<Advisory> = self
            .lines_of(package.as_str())
            .into_iter()
            .filter_map(|line| self.read_whole(line).ok())
            .collect();
        let all: Vec<&Advisory> = records.iter().collect();
        let groups = aliases::groups(&all).into_iter().map(|places| {
            let members = places
                .into_iter()
                .filter_map(|place| records.get(place).cloned());
            let mut group = aliases::group(members.collect());
            self.exploits().tell(&mut group, None);
            group
        });
        groups.collect()
    }
}
