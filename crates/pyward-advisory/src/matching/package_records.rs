//! The records of one package, ready to be asked about many versions.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use pyward_model::{
    Advisory, AdvisoryGroup, Component, ComponentId, Date, Facts, Fix, Inventory, Match, MatchedBy,
    Notice, NoticeKind, Version,
};

use super::matched_by;
use crate::aliases;
use crate::database::Database;
use crate::fixes::{Above, Fixes};

pub(super) struct PackageRecords<'a> {
    database: &'a Database,
    live: Vec<&'a Advisory>,
    withdrawn: Vec<&'a Advisory>,
    /// Most packages have nothing to report, and then need none of this.
    flaws: OnceCell<Flaws<'a>>,
}

/// The same records by the flaws they speak of.
struct Flaws<'a> {
    groups: Vec<Group<'a>>,
    fixes: Fixes<'a>,
}

struct Group<'a> {
    /// Places in the live records.
    places: Vec<usize>,
    records: Vec<&'a Advisory>,
    /// The fixes that were found, by what they were chosen from: an inventory may hold thousands of versions.
    found: RefCell<HashMap<Above, Option<Fix>>>,
    /// As it is reported, made once for all versions.
    shown: OnceCell<Arc<AdvisoryGroup>>,
}

impl<'a> PackageRecords<'a> {
    pub(super) fn new(database: &'a Database, records: &'a [Advisory], today: Date) -> Self {
        let (withdrawn, live): (Vec<&Advisory>, Vec<&Advisory>) = records
            .iter()
            .partition(|record| record.is_withdrawn(today));
        Self {
            database,
            live,
            withdrawn,
            flaws: OnceCell::new(),
        }
    }

    /// Adds to `facts` what the records say of each component, which must all be of this package.
    pub(super) fn ask(
        &self,
        inventory: &Inventory,
        components: &[(ComponentId, &Version)],
        facts: &mut Facts,
    ) {
        let mut withdrawn: BTreeSet<&str> = BTreeSet::new();
        for (id, version) in components {
            let found = self.matches(*id, version);
            withdrawn.extend(
                self.withdrawn
                    .iter()
                    .filter(|record| matched_by(record, version).is_some())
                    .map(|record| &*record.id),
            );
            // What is listed by name was compared; everything else was not.
            if !version.is_valid() && !self.live.is_empty() {
                facts
                    .notices
                    .push(not_comparable(inventory.component(*id), version));
                if found.is_empty() {
                    facts.unauditable.push(*id);
                }
            }
            facts.matches.extend(found);
        }
        facts.withdrawn += withdrawn.len();
        facts
            .notices
            .extend(self.live.iter().filter_map(|record| odd(record)));
    }

    fn matches(&self, component: ComponentId, version: &Version) -> Vec<Match> {
        let affected: Vec<Option<MatchedBy>> = self
            .live
            .iter()
            .map(|record| matched_by(record, version))
            .collect();
        if affected.iter().all(Option::is_none) {
            return Vec::new();
        }
        let flaws = self.flaws.get_or_init(|| Flaws::new(&self.live));
        let above = flaws.fixes.above(version);
        flaws
            .groups
            .iter()
            .filter_map(|group| {
                let ways = group
                    .places
                    .iter()
                    .filter_map(|place| *affected.get(*place)?);
                Some(Match {
                    component,
                    matched_by: ways.min()?,
                    fix: group.fix(above, &flaws.fixes),
                    group: Arc::clone(group.shown(self.database)),
                })
            })
            .collect()
    }
}

impl<'a> Flaws<'a> {
    fn new(live: &[&'a Advisory]) -> Self {
        let groups = aliases::groups(live).into_iter().map(|places| Group {
            records: places
                .iter()
                .filter_map(|place| live.get(*place).copied())
                .collect(),
            places,
            found: RefCell::default(),
            shown: OnceCell::new(),
        });
        Self {
            groups: groups.collect(),
            fixes: Fixes::new(live),
        }
    }
}

impl Group<'_> {
    fn fix(&self, above: Above, fixes: &Fixes<'_>) -> Option<Fix> {
        let mut found = self.found.borrow_mut();
        let fix = found
            .entry(above)
            .or_insert_with(|| fixes.find(above, &self.records));
        fix.clone()
    }

    fn shown(&self, database: &Database) -> &Arc<AdvisoryGroup> {
        self.shown.get_or_init(|| {
            let mut records: Vec<Advisory> = self.records.iter().map(|r| (*r).clone()).collect();
            for record in &mut records {
                database.add_summary(record);
            }
            Arc::new(aliases::group(records))
        })
    }
}

fn not_comparable(component: &Component, version: &Version) -> Notice {
    Notice::gap(
        NoticeKind::InvalidVersion,
        component.locations.first().cloned(),
        format!(
            "{} has version `{}`, which is not a PEP 440 version and cannot be compared: only advisories that list it \
             by name were found",
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
