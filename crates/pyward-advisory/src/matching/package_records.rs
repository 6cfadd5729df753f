//! The records of one package, ready to be asked about many versions.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use pyward_model::{
    Advisory, AdvisoryGroup, Component, ComponentId, EcosystemRules, Facts, Fix, Inventory, Match,
    MatchedBy, Notice, NoticeKind, Version,
};

use super::matched_by;
use crate::aliases;
use crate::database::{Asking, Database, Line};
use crate::fixes::{Above, Fixes};
use crate::store::Damage;

/// What an advisory database says of the versions of one package.
pub(super) struct PackageRecords<'a> {
    database: &'a Database,
    live: Vec<Record<'a>>,
    withdrawn: Vec<&'a Advisory>,
    asking: Asking,
    /// Most packages have nothing to report, and then need none of this.
    flaws: OnceCell<Flaws<'a>>,
}

/// A record as far as matching needs it, and the line that holds all of it.
#[derive(Clone, Copy)]
struct Record<'a> {
    advisory: &'a Advisory,
    line: Line<'a>,
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

/// The facts about one package.
#[derive(Default)]
pub(super) struct Answer {
    matches: Vec<Match>,
    notices: Vec<Notice>,
    unauditable: Vec<ComponentId>,
    withdrawn: usize,
}

impl Answer {
    pub(super) fn add_to(self, facts: &mut Facts) {
        facts.matches.extend(self.matches);
        facts.notices.extend(self.notices);
        facts.unauditable.extend(self.unauditable);
        facts.withdrawn += self.withdrawn;
    }
}

impl<'a> PackageRecords<'a> {
    /// Of records that were read for matching, and the lines they were read from, in the same order.
    pub(super) fn new(
        database: &'a Database,
        records: &'a [Advisory],
        lines: &[Line<'a>],
        asking: Asking,
    ) -> Self {
        let present = asking.as_of.unwrap_or(asking.today);
        let mut live = Vec::with_capacity(records.len());
        let mut withdrawn = Vec::new();
        for (advisory, line) in records.iter().zip(lines) {
            let later = asking
                .as_of
                .is_some_and(|day| advisory.published.is_some_and(|published| published > day));
            if advisory.is_withdrawn(present) {
                withdrawn.push(advisory);
            } else if !later {
                live.push(Record {
                    advisory,
                    line: *line,
                });
            }
        }
        Self {
            database,
            live,
            withdrawn,
            asking,
            flaws: OnceCell::new(),
        }
    }

    /// What the records say of each component, which must all be of this package.
    pub(super) fn ask(
        &self,
        inventory: &Inventory,
        components: &[(ComponentId, &Version)],
    ) -> Result<Answer, Damage> {
        let mut answer = Answer::default();
        let mut withdrawn: BTreeSet<&str> = BTreeSet::new();
        for (id, version) in components {
            let found = self.matches(*id, version)?;
            withdrawn.extend(
                self.withdrawn
                    .iter()
                    .filter(|record| matched_by(record, version).is_some())
                    .map(|record| &*record.id),
            );
            // What is listed by name was compared; everything else was not.
            if !version.is_valid() && !self.live.is_empty() {
                answer.notices.push(not_comparable(
                    inventory.component(*id),
                    version,
                    self.database.rules(),
                ));
                if found.is_empty() {
                    answer.unauditable.push(*id);
                }
            }
            answer.matches.extend(found);
        }
        answer.withdrawn += withdrawn.len();
        answer
            .notices
            .extend(self.live.iter().filter_map(|record| odd(record.advisory)));
        Ok(answer)
    }

    fn matches(&self, component: ComponentId, version: &Version) -> Result<Vec<Match>, Damage> {
        let mut affected: Vec<Option<MatchedBy>> = Vec::with_capacity(self.live.len());
        affected.extend(
            self.live
                .iter()
                .map(|record| matched_by(record.advisory, version)),
        );
        if affected.iter().all(Option::is_none) {
            return Ok(Vec::new());
        }
        let flaws = self.flaws.get_or_init(|| Flaws::new(&self.live));
        let above = flaws.fixes.above(version);
        let mut matches = Vec::new();
        for group in &flaws.groups {
            let ways = group.places.iter();
            let ways = ways.filter_map(|place| *affected.get(*place)?);
            if let Some(matched_by) = ways.min() {
                matches.push(Match {
                    component,
                    matched_by,
                    fix: group.fix(above, &flaws.fixes),
                    group: group.shown(self)?,
                });
            }
        }
        Ok(matches)
    }
}

impl<'a> Flaws<'a> {
    fn new(live: &[Record<'a>]) -> Self {
        let live: Vec<&'a Advisory> = live.iter().map(|record| record.advisory).collect();
        let groups = aliases::groups(&live).into_iter().map(|places| Group {
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
            fixes: Fixes::new(&live),
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

    fn shown(&self, package: &PackageRecords<'_>) -> Result<Arc<AdvisoryGroup>, Damage> {
        if let Some(shown) = self.shown.get() {
            return Ok(Arc::clone(shown));
        }
        let mut records = Vec::with_capacity(self.places.len());
        for record in self
            .places
            .iter()
            .filter_map(|place| package.live.get(*place))
        {
            records.push(package.database.read_whole(record.line)?);
        }
        let mut shown = aliases::group(records);
        let exploits = package.database.exploits();
        exploits.tell(&mut shown, package.asking.as_of);
        let shown = Arc::new(shown);
        Ok(Arc::clone(self.shown.get_or_init(|| shown)))
    }
}

fn not_comparable(component: &Component, version: &Version, rules: &EcosystemRules) -> Notice {
    Notice::gap(
        NoticeKind::InvalidVersion,
        component.locations.first().cloned(),
        format!(
            "{} has version `{}`, which is not a {} and cannot be compared: only advisories that list it \
             by name were found",
            pyward_model::printable(component.name.as_str()),
            pyward_model::printable(version.as_str()),
            rules.version_word,
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
