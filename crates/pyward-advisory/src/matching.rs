//! Which advisories speak of which components.

pub(crate) mod copies;
mod other_ecosystems;
mod package_records;

use pyward_model::{
    Advisory, Component, ComponentId, DataSource, Date, Ecosystem, EcosystemRules, Event, Facts,
    Inventory, MatchedBy, Notice, NoticeKind, Origin, PackageName, SourceFailure, Version,
};

use crate::database::{Asking, Database, Line};
use crate::store::{Damage, read_line, read_line_for_matching};
use other_ecosystems::Others;
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

fn read_for_matching(
    rules: &'static EcosystemRules,
    lines: &[Line<'_>],
    asking: Asking,
) -> Result<Vec<Advisory>, Damage> {
    // Only who asks as of a day needs the days.
    let read = match asking.as_of {
        Some(_) => read_line,
        None => read_line_for_matching,
    };
    let mut records = Vec::with_capacity(lines.len());
    for line in lines {
        records.push(read(rules, line.bytes)?);
    }
    Ok(records)
}

/// A package name, and a component of it with the version to ask about.
type Asked<'a> = (&'a PackageName, (ComponentId, &'a Version));

/// How many packages are worth a thread of their own, which costs as much as reading the records of some hundreds.
const PART: usize = 500;
/// More threads than this gain nothing.
const MOST_PARTS: usize = 8;

impl Database {
    /// What the database says of an inventory, as of `today`.
    ///
    /// Asked are components of PyPI that state a version: from an index, a URL or a repository, and from a local file
    /// whose name is that of a release (`demo-1.0-py3-none-any.whl`). All others, local folders and editable installs
    /// among them, are listed as unauditable. Components of other ecosystems are asked about in the stores of those,
    /// which are opened for them alone. A damaged line of the store is a failure of the source, not a record
    /// less.
    pub fn gather(&self, inventory: &Inventory, today: Date) -> Facts {
        let asking = Asking { today, as_of: None };
        self.gather_as(inventory, asking)
    }

    /// The same, as of any day: see [`Asking::as_of`].
    pub fn gather_as(&self, inventory: &Inventory, asking: Asking) -> Facts {
        let mut facts = Facts {
            sources: self.sources(),
            failures: self.failures().to_vec(),
            standings: self.standings().to_vec(),
            uploads: self.uploads().to_vec(),
            notices: self.notices().to_vec(),
            ..Facts::default()
        };
        let mut asked: Vec<Asked<'_>> = Vec::new();
        let mut others = Others::default();
        for (id, component) in inventory.iter() {
            if component.ecosystem != Ecosystem::PyPI {
                others.add(id, component);
            } else if let Some(version) = component.auditable_version() {
                asked.push((&component.name, (id, version)));
            } else {
                facts.unauditable.push(id);
                facts.notices.extend(self.local_namesake(component));
            }
        }
        // As good as done: an inventory is in order.
        asked.sort_by_key(|(name, _)| *name);
        let packages: Vec<&[Asked<'_>]> = asked.chunk_by(|(a, _), (b, _)| a == b).collect();
        for part in self.ask_in_parts(&packages, inventory, asking) {
            add_part(&mut facts, part);
        }
        self.ask_others(others, inventory, asking, &mut facts);
        facts.notices.extend(undated(&facts, asking));
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
        asking: Asking,
    ) -> Vec<Facts> {
        let ask = |part: &[&[Asked<'_>]]| self.ask(part, inventory, asking);
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

    fn ask(&self, packages: &[&[Asked<'_>]], inventory: &Inventory, asking: Asking) -> Facts {
        let mut facts = Facts::default();
        let mut advisories = self.packages();
        for same in packages {
            let Some((name, _)) = same.first() else {
                continue;
            };
            let lines = advisories(name.as_str());
            if lines.is_empty() {
                continue;
            }
            let components: Vec<_> = same.iter().map(|(_, component)| *component).collect();
            let asked = read_for_matching(self.rules(), &lines, asking).and_then(|records| {
                PackageRecords::new(self, &records, &lines, asking).ask(inventory, &components)
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
        let mut sources = Vec::new();
        for (place, store) in self.stores().chain(self.exploits().stores()).enumerate() {
            if let Some(told) = self.told(place) {
                sources.push(told.clone());
                continue;
            }
            for source in &store.header.sources {
                // A database may come from its own archive and through OSV: each is told with its own day.
                let own = &store.header.source;
                let twice = sources
                    .iter()
                    .any(|known: &DataSource| known.name == source.name);
                sources.push(DataSource {
                    name: if !self.rules().is_pypi() {
                        format!("{} ({})", source.name, self.rules().name)
                    } else if twice && !own.is_empty() {
                        format!("{} ({own})", source.name)
                    } else {
                        source.name.clone()
                    },
                    date: source.date.as_deref().and_then(Date::parse),
                    records: source.records,
                    built_in: place == 0 && self.is_built_in(),
                });
            }
        }
        sources
    }
}

fn add_part(facts: &mut Facts, part: Facts) {
    facts.matches.extend(part.matches);
    facts.failures.extend(part.failures);
    facts.notices.extend(part.notices);
    facts.unauditable.extend(part.unauditable);
    facts.withdrawn += part.withdrawn;
}

/// What must be known of an audit as of a day where advisories do not say when they were published.
fn undated(facts: &Facts, asking: Asking) -> Option<Notice> {
    let day = asking.as_of?;
    let groups = facts.matches.iter().map(|found| &found.group);
    let mut undated: Vec<&str> = groups
        .filter(|group| group.published().is_none())
        .map(|group| &*group.id)
        .collect();
    undated.sort_unstable();
    undated.dedup();
    let some = undated.iter().take(5).map(|id| pyward_model::printable(id));
    let some: Vec<_> = some.collect();
    (!undated.is_empty()).then(|| {
        let message = format!(
            "{} of the advisories found state no day of publication ({}{}), and count as if they had been published by {day}",
            undated.len(),
            some.join(", "),
            if undated.len() > some.len() { ", …" } else { "" },
        );
        Notice::gap(NoticeKind::Undated, None, message)
            .hint("the built-in snapshot states none; `pyward db update` fetches records that do")
    })
}
