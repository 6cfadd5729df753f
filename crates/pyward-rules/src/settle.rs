//! Of findings about one place, those that stay.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pyward_model::{Confidence, Finding, Severity};

use crate::check::check_of;
use crate::nosec::Mark;

/// A finding of one file, with what decides whether it stays.
pub(crate) struct Found {
    pub(crate) finding: Finding,
    /// The node it is about; none for flows.
    pub(crate) node: Option<usize>,
    /// The bytes it is shown at.
    pub(crate) bytes: (usize, usize),
    /// The bytes of what it is about.
    pub(crate) whole: (usize, usize),
    /// The comment that suppresses it.
    pub(crate) mark: Option<Mark>,
    /// Whether it gives way to what it would else stand for.
    pub(crate) gives_way: bool,
}

impl Found {
    fn line(&self) -> Option<u32> {
        self.finding.locations.first()?.line
    }

    pub(crate) fn is_any_of(&self, rules: &[&str]) -> bool {
        let rule = self.finding.rule;
        let mut names = std::iter::once(&rule.name).chain(rule.aliases);
        names.any(|name| rules.contains(name))
    }

    /// Takes over what another had that gives way to it: its CWEs; the edit, and the comment, where it has none itself.
    fn take(&mut self, mut other: Self, with_comment: bool) {
        let theirs = other.finding.code.as_mut().and_then(|code| code.fix.take());
        if let Some(code) = &mut self.finding.code
            && code.fix.is_none()
        {
            code.fix = theirs;
        }
        self.finding.cwes.append(&mut other.finding.cwes);
        self.finding.cwes.sort_unstable();
        self.finding.cwes.dedup();
        if with_comment && self.mark.is_none() && other.mark.is_some() {
            self.mark = other.mark;
            self.finding.suppression = other.finding.suppression;
        }
    }
}

/// Drops what another finding about the same node, or shown at the same place, says better. A comment that suppresses
/// what is dropped suppresses what stays.
pub(crate) fn supersede(all: Vec<Found>) -> Vec<Found> {
    let mut about = HashMap::<usize, Vec<usize>>::new();
    let mut shown = HashMap::<(usize, usize), Vec<usize>>::new();
    for (number, found) in all.iter().enumerate() {
        if let Some(node) = found.node {
            about.entry(node).or_default().push(number);
        }
        shown.entry(found.bytes).or_default().push(number);
    }
    let mut winners = BTreeMap::<usize, usize>::new();
    for (number, found) in all.iter().enumerate() {
        let check = check_of(found.finding.rule.name);
        let code = check.and_then(|check| check.code());
        let beaten = code.map_or(&[][..], |code| code.supersedes);
        if beaten.is_empty() {
            continue;
        }
        let same = found.node.and_then(|node| about.get(&node));
        let shown = shown
            .get(&found.bytes)
            .into_iter()
            .chain(shown.get(&found.whole));
        let others = same.into_iter().chain(shown).flatten();
        for other in others.filter(|other| **other != number) {
            if all.get(*other).is_some_and(|other| other.is_any_of(beaten)) {
                winners.insert(*other, number);
            }
        }
    }
    without(all, &winners, true)
}

/// Puts findings of flows among those of one file. What says less of the place where a flow arrives, or of its way there,
/// gives way to it.
pub(crate) fn join(all: Vec<Found>, flows: Vec<Found>) -> Vec<Found> {
    let mut by_line = BTreeMap::<u32, Vec<usize>>::new();
    for (number, found) in all.iter().enumerate() {
        if let Some(line) = found.line() {
            by_line.entry(line).or_default().push(number);
        }
    }
    let count = all.len();
    let mut winners = BTreeMap::new();
    for (number, flow) in flows.iter().enumerate() {
        let flowing = check_of(flow.finding.rule.name).and_then(|check| check.flowing());
        let replaces = flowing.map_or(&[][..], |flowing| flowing.replaces);
        let lines = lines(&flow.finding);
        let here = lines.iter().filter_map(|line| by_line.get(line)).flatten();
        for other in here {
            if all
                .get(*other)
                .is_some_and(|other| other.is_any_of(replaces))
            {
                let (loser, winner) = if flow.gives_way {
                    (count + number, *other)
                } else {
                    (*other, count + number)
                };
                winners.entry(loser).or_insert(winner);
            }
        }
    }
    let all = all.into_iter().chain(flows).collect();
    without(all, &winners, false)
}

/// Lowers what patterns say of places where data arrives that was made harmless before: something else may arrive there,
/// but nothing is known that does.
pub(crate) fn calm(all: &mut [Found], harmless: &[Finding]) {
    let mut by_line = BTreeMap::<u32, Vec<&'static [&'static str]>>::new();
    for flow in harmless {
        let flowing = check_of(flow.rule.name).and_then(|check| check.flowing());
        for line in lines(flow) {
            let rules = by_line.entry(line).or_default();
            rules.extend(flowing.map(|flowing| flowing.replaces));
        }
    }
    for found in all {
        let rules = found.line().and_then(|line| by_line.get(&line));
        let is_calmed = |rules: &Vec<&[&str]>| rules.iter().any(|rules| found.is_any_of(rules));
        if rules.is_some_and(is_calmed) {
            found.finding.severity = found.finding.severity.min(Severity::Low);
            found.finding.confidence = Confidence::Low;
        }
    }
}

/// How many lines of a place are looked at.
const LINES: u32 = 1000;

/// The lines a flow arrives in, and those it passes in the same file.
fn lines(flow: &Finding) -> BTreeSet<u32> {
    let place = flow.locations.first();
    let line = place.and_then(|place| place.line).unwrap_or(1);
    let end = place.and_then(|place| place.end_line).unwrap_or(line);
    let way = flow.code.iter().flat_map(|code| &code.trace);
    let way = way.filter(|step| Some(&step.location.path) == place.map(|place| &place.path));
    let way = way.filter_map(|step| step.location.line);
    (line..=end.min(line.saturating_add(LINES)))
        .chain(way)
        .collect()
}

/// All but those that give way (`winners`: to which), whose winners take over what they had. Comments are taken over only
/// where both speak of the same place.
fn without(all: Vec<Found>, winners: &BTreeMap<usize, usize>, with_comments: bool) -> Vec<Found> {
    if winners.is_empty() {
        return all;
    }
    let mut kept = BTreeMap::new();
    let mut dropped = Vec::new();
    for (number, found) in all.into_iter().enumerate() {
        match winners.get(&number) {
            Some(winner) => dropped.push((*winner, found)),
            None => {
                kept.insert(number, found);
            }
        }
    }
    for (winner, found) in dropped {
        // A winner that gave way itself stands for nobody.
        let Some(kept) = kept.get_mut(&last(winners, winner)) else {
            continue;
        };
        let is_same_place = with_comments
            || (kept.bytes.0 <= found.bytes.0 && found.bytes.1 <= kept.bytes.1)
            || (found.bytes.0 <= kept.bytes.0 && kept.bytes.1 <= found.bytes.1);
        if is_same_place {
            kept.take(found, with_comments);
        }
    }
    kept.into_values().collect()
}

/// The winner over a winner, and so on.
fn last(winners: &BTreeMap<usize, usize>, mut number: usize) -> usize {
    // No chain is longer than there are rules that name each other.
    for _ in 0..16 {
        match winners.get(&number) {
            Some(winner) => number = *winner,
            None => break,
        }
    }
    number
}
