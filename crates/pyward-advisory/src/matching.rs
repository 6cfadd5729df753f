//! Which advisories speak of which components.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{
    Advisory, Component, ComponentId, DataSource, Date, Ecosystem, Event, Facts, Inventory, Match,
    MatchedBy, Notice, NoticeKind, Origin, PackageName, SourceFailure, Version,
};

use crate::aliases;
use crate::database::Database;
use crate::fixes::Fixes;

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
    let ended_between = record
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
        let mut by_name: BTreeMap<&PackageName, Vec<(ComponentId, &Version)>> = BTreeMap::new();
        for (id, component) in inventory.iter() {
            match auditable_version(component) {
                Some(version) => by_name
                    .entry(&component.name)
                    .or_default()
                    .push((id, version)),
                None => facts.unauditable.push(id),
            }
        }
        for (name, components) in by_name {
            match self.advisories(name) {
                Ok(records) if records.is_empty() => {}
                Ok(records) => Package::new(&records, today).ask(inventory, &components, &mut facts),
                Err(error) => facts.failures.push(SourceFailure {
                    name: self.label(),
                    error: format!(
                        "what it says of {} cannot be read: {error}",
                        pyward_model::printable(name.as_str())
                    ),
                }),
            }
        }
        for record in facts
            .matches
            .iter_mut()
            .flat_map(|found| &mut found.group.advisories)
        {
            record.summary = self
                .prose(&record.id)
                .and_then(|prose| prose.summary)
                .map(Box::from);
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

/// The version advisories can be asked about; `None` where they cannot speak of this component.
fn auditable_version(component: &Component) -> Option<&Version> {
    let version = component.version.as_ref()?;
    let released = match &component.origin {
        Origin::Index | Origin::NamedIndex(_) => true,
        Origin::Url(place)
        | Origin::Path {
            path: place,
            editable: false,
        } => is_release_file(place, &component.name, version),
        Origin::Path { editable: true, .. } | Origin::Vcs { .. } => false,
    };
    (component.ecosystem == Ecosystem::PyPI && released).then_some(version)
}

/// Whether the last part of a path or URL is the file name of this release: a
/// [wheel](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-format) or a
/// [source distribution](https://packaging.python.org/en/latest/specifications/source-distribution-format/). Such a
/// file is the release by its own word.
fn is_release_file(place: &str, name: &PackageName, version: &Version) -> bool {
    let path = place.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    // `+` is often written as `%2B` in URLs.
    let file = file.replace("%2B", "+").replace("%2b", "+");
    if let Some(stem) = file.strip_suffix(".whl") {
        let mut parts = stem.split('-');
        let (Some(own_name), Some(own_version), Some(_)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        return PackageName::pypi(own_name) == *name && Version::new(own_version) == *version;
    }
    let stem = [".tar.gz", ".zip", ".tar.bz2", ".tgz"]
        .iter()
        .find_map(|suffix| file.strip_suffix(suffix));
    stem.into_iter()
        .flat_map(|stem| {
            stem.match_indices('-')
                .filter_map(|(at, _)| Some((stem.get(..at)?, stem.get(at + 1..)?)))
        })
        .any(|(own_name, own_version)| {
            PackageName::pypi(own_name) == *name && Version::new(own_version) == *version
        })
}

/// The records of one package, ready to be asked about many versions.
struct Package<'a> {
    live: Vec<&'a Advisory>,
    withdrawn: Vec<&'a Advisory>,
    /// Places in `live`, a group each.
    groups: Vec<Vec<usize>>,
    fixes: Fixes,
}

impl<'a> Package<'a> {
    fn new(records: &'a [Advisory], today: Date) -> Self {
        let (withdrawn, live): (Vec<&Advisory>, Vec<&Advisory>) =
            records.iter().partition(|record| record.is_withdrawn(today));
        Self {
            groups: aliases::groups(&live),
            fixes: Fixes::new(&live),
            live,
            withdrawn,
        }
    }

    fn ask(
        &self,
        inventory: &Inventory,
        components: &[(ComponentId, &Version)],
        facts: &mut Facts,
    ) {
        let mut withdrawn: BTreeSet<&str> = BTreeSet::new();
        for (id, version) in components {
            let before = facts.matches.len();
            facts
                .matches
                .extend(self.groups.iter().filter_map(|places| {
                    self.group_match(*id, version, places)
                }));
            withdrawn.extend(
                self.withdrawn
                    .iter()
                    .filter(|record| matched_by(record, version).is_some())
                    .map(|record| &*record.id),
            );
            // What is listed by name was compared; everything else was not.
            if !version.is_valid() && !self.live.is_empty() {
                let component = inventory.component(*id);
                facts.notices.push(not_comparable(component, version));
                if facts.matches.len() == before {
                    facts.unauditable.push(*id);
                }
            }
        }
        facts.withdrawn += withdrawn.len();
        facts
            .notices
            .extend(self.live.iter().filter_map(|record| odd(record)));
    }

    fn group_match(
        &self,
        component: ComponentId,
        version: &Version,
        places: &[usize],
    ) -> Option<Match> {
        let records: Vec<&Advisory> = places
            .iter()
            .filter_map(|place| self.live.get(*place).copied())
            .collect();
        let matched_by = records
            .iter()
            .filter_map(|record| matched_by(record, version))
            .min()?;
        Some(Match {
            component,
            fix: self.fixes.find(version, &records),
            group: aliases::group(records.into_iter().cloned().collect()),
            matched_by,
        })
    }
}

fn not_comparable(component: &Component, version: &Version) -> Notice {
    Notice::gap(
        NoticeKind::InvalidVersion,
        component.locations.first().cloned(),
        format!(
            "{} has version `{}`, which is not a PEP 440 version and cannot be compared: only advisories that list it by name were found",
            pyward_model::printable(component.name.as_str()),
            pyward_model::printable(version.as_str()),
        ),
    )
    .hint("look the package up in its advisories: pyward db search NAME")
}

fn odd(record: &Advisory) -> Option<Notice> {
    if record.oddities.is_empty() {
        return None;
    }
    let oddities: Vec<_> = record
        .oddities
        .iter()
        .map(|oddity| pyward_model::printable(oddity))
        .collect();
    Some(Notice::info(
        NoticeKind::OddAdvisory,
        None,
        format!(
            "a part of {} of {} was left out: {}",
            record.id,
            pyward_model::printable(record.package.as_str()),
            oddities.join("; "),
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_release_by_its_name() {
        let is = |place: &str, name: &str, version: &str| {
            is_release_file(place, &PackageName::pypi(name), &Version::new(version))
        };
        for (place, name, version) in [
            ("https://h/x/Demo_Pkg-1.0-py3-none-any.whl", "demo-pkg", "1.0"),
            ("https://h/torch-2.0.1%2Bcpu-cp311-cp311-linux_x86_64.whl#sha256=0", "torch", "2.0.1+cpu"),
            ("./dist/demo-pkg-1.0.0.tar.gz", "demo-pkg", "1.0"),
            ("C:\\dist\\demo-pkg-1.0.zip?x", "demo-pkg", "1.0"),
        ] {
            assert!(is(place, name, version), "{place}");
            assert!(!is(place, "other", version), "{place}");
            assert!(!is(place, name, "9"), "{place}");
        }
        for place in ["https://github.com/x/demo/archive/v1.0.tar.gz", "../demo", "", "demo-1.0.whl"] {
            assert!(!is(place, "demo", "1.0"), "{place}");
        }
    }
}
