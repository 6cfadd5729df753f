//! Which advisories speak of which components.

mod package_records;

use pyward_model::{
    Advisory, ComponentId, DataSource, Date, Event, Facts, Inventory, MatchedBy, PackageName,
    SourceFailure, Version,
};

use crate::database::Database;
use package_records::PackageRecords;

/// How a record affects a version; `None` where it does not.
///
/// A version is asked for as it is first. A local version (`2.0.1+cpu`) is then asked for by its public part too, since
/// that is the release it was built from and the only one advisories name: `2.0.1+cpu` is affected where `2.0.1` is
/// listed or last affected, though it stands above `2.0.1` in the order. Unless, that is, a record ends at a local
/// version at or below the installed one (`fixed: 2.0.1+patched`). A legacy version has no place in any range: it is
/// affected only where it is listed, character by character.
pub fn matched_by(record: &Advisory, version: &Version) -> Option<MatchedBy> {
    if record.affects(version) {
        return Some(if version.is_valid() {
            MatchedBy::Version
        } else {
            MatchedBy::Text
        });
    }
    if !version.is_local() {
        return None;
    }
    let public = version.public();
    let ended_between =
        record
            .ranges
            .iter()
            .flat_map(|range| &range.events)
            .any(|event| match event {
                Event::Fixed(end) | Event::LastAffected(end) | Event::Limit(end) => {
                    public < *end && end <= version
                }
                Event::Introduced(_) => false,
            });
    (!ended_between && record.affects(&public)).then_some(MatchedBy::PublicVersion)
}

impl Database {
    /// What the database says of an inventory, as of `today`.
    ///
    /// Asked are components of PyPI that have a version and come from an index, and those that come from a file whose
    /// name is that of a release (`demo-1.0-py3-none-any.whl`). All others are listed as unauditable. A damaged line
    /// of the store is a failure of the source, not a record less.
    pub fn gather(&self, inventory: &Inventory, today: Date) -> Facts {
        let mut facts = Facts {
            sources: self.sources(),
            failures: self.failures().to_vec(),
            ..Facts::default()
        };
        let mut asked: Vec<(&PackageName, (ComponentId, &Version))> = Vec::new();
        for (id, component) in inventory.iter() {
            match component.auditable_version() {
                Some(version) => asked.push((&component.name, (id, version))),
                None => facts.unauditable.push(id),
            }
        }
        // As good as done: an inventory is in order.
        asked.sort_by_key(|(name, _)| *name);
        let mut advisories = self.store().packages();
        for same in asked.chunk_by(|(a, _), (b, _)| a == b) {
            let Some((name, _)) = same.first() else {
                continue;
            };
            match advisories(name.as_str()) {
                Ok(records) if records.is_empty() => {}
                Ok(records) => {
                    let components: Vec<_> = same.iter().map(|(_, component)| *component).collect();
                    PackageRecords::new(self, &records, today).ask(
                        inventory,
                        &components,
                        &mut facts,
                    );
                }
                Err(error) => facts.failures.push(SourceFailure {
                    name: self.label(),
                    error: format!(
                        "what it says of {} cannot be read: {error}",
                        pyward_model::printable(name.as_str())
                    ),
                }),
            }
        }
        facts
            .matches
            .sort_by(|a, b| (a.component, &a.group.id).cmp(&(b.component, &b.group.id)));
        facts.unauditable.sort_unstable();
        facts.notices.sort();
        facts
    }

    fn sources(&self) -> Vec<DataSource> {
        self.header()
            .sources
            .iter()
            .map(|source| DataSource {
                name: source.name.clone(),
                date: source.date.as_deref().and_then(Date::parse),
                records: source.records,
                built_in: self.is_built_in(),
            })
            .collect()
    }
}
