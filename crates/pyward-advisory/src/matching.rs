//! Which advisories speak of which components.

mod package_records;

use pyward_model::{
    Advisory, Component, ComponentId, DataSource, Date, Ecosystem, Event, Facts, Inventory,
    MatchedBy, Notice, NoticeKind, Origin, PackageName, SourceFailure, Version,
};

use crate::database::Database;
use crate::store::{Damage, read_line_for_matching};
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

fn read_for_matching(lines: &[&[u8]]) -> Result<Vec<Advisory>, Damage> {
    let mut records = Vec::with_capacity(lines.len());
    for line in lines {
        records.push(read_line_for_matching(line)?);
    }
    Ok(records)
}

/// A package name, and a component of it with the version to ask about.
type Asked<'a> = (&'a PackageName, (ComponentId, &'a Version));

/// How many packages are worth a thread of their own.
const PART: usize = 64;
/// More threads than this gain nothing.
const MOST_PARTS: usize = 8;

impl Database {
    /// What the database says of an inventory, as of `today`.
    ///
    /// Asked are components of PyPI that state a version: from an index, a URL or a repository, and from a local file
    /// whose name is that of a release (`demo-1.0-py3-none-any.whl`). All others, local folders and editable installs
    /// among them, are listed as unauditable. A damaged line of the store is a failure of the source, not a record
    /// less.
    pub fn gather(&self, inventory: &Inventory, today: Date) -> Facts {
        let mut facts = Facts {
            sources: self.sources(),
            failures: self.failures().to_vec(),
            ..Facts::default()
        };
        let mut asked: Vec<Asked<'_>> = Vec::new();
        for (id, component) in inventory.iter() {
            if let Some(version) = component.auditable_version() {
                asked.push((&component.name, (id, version)));
            } else {
                facts.unauditable.push(id);
                facts.notices.extend(self.local_namesake(component));
            }
        }
        // As good as done: an inventory is in order.
        asked.sort_by_key(|(name, _)| *name);
        let packages: Vec<&[Asked<'_>]> = asked.chunk_by(|(a, _), (b, _)| a == b).collect();
        for part in self.ask_in_parts(&packages, inventory, today) {
            facts.matches.extend(part.matches);
            facts.failures.extend(part.failures);
            facts.notices.extend(part.notices);
            facts.unauditable.extend(part.unauditable);
            facts.withdrawn += part.withdrawn;
        }
        facts
            .matches
            .sort_by(|a, b| (a.component, &a.group.id).cmp(&(b.component, &b.group.id)));
        facts.unauditable.sort_unstable();
        facts.notices.sort();
        facts
    }

    /// The facts about packages, in the order of the packages: many of them are asked about in as many parts as there
    /// are processors, since most of the time of an audit goes into reading records.
    fn ask_in_parts(
        &self,
        packages: &[&[Asked<'_>]],
        inventory: &Inventory,
        today: Date,
    ) -> Vec<Facts> {
        let ask = |part: &[&[Asked<'_>]]| self.ask(part, inventory, today);
        let parts = packages.len() / PART;
        if parts < 2 {
            return vec![ask(packages)];
        }
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let size = packages
            .len()
            .div_ceil(parts.min(processors).min(MOST_PARTS));
        let (own, others) = packages.split_at(size);
        std::thread::scope(|scope| {
            let others: Vec<_> = others
                .chunks(size)
                .map(|part| scope.spawn(move || ask(part)))
                .collect();
            let mut facts = vec![ask(own)];
            let joined = others
                .into_iter()
                .map(|part| part.join().expect("a panic has ended the process"));
            facts.extend(joined);
            facts
        })
    }

    fn ask(&self, packages: &[&[Asked<'_>]], inventory: &Inventory, today: Date) -> Facts {
        let mut facts = Facts::default();
        let mut advisories = self.store().packages();
        for same in packages {
            let Some((name, _)) = same.first() else {
                continue;
            };
            let lines = advisories(name.as_str());
            if lines.is_empty() {
                continue;
            }
            let components: Vec<_> = same.iter().map(|(_, component)| *component).collect();
            let asked = read_for_matching(&lines).and_then(|records| {
                PackageRecords::new(self, &records, &lines, today).ask(inventory, &components)
            });
            match asked {
                Ok(answer) => answer.add_to(&mut facts),
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
    }

    /// Local code under the name of a package that advisories speak of: a copy of it would have its flaws.
    fn local_namesake(&self, component: &Component) -> Option<Notice> {
        let is_local = matches!(component.origin, Origin::Path { .. })
            && component.ecosystem == Ecosystem::PyPI;
        let known = is_local.then(|| self.advisories(&component.name).unwrap_or_default().len())?;
        (known > 0).then(|| {
            let message = format!(
                "{} is local code, and advisories ({known}) speak of the released package of that name: they were not asked",
                pyward_model::printable(component.name.as_str())
            );
            Notice::gap(NoticeKind::Unauditable, component.locations.first().cloned(), message)
        })
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
