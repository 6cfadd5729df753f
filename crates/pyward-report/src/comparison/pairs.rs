//! Which package of one state answers to which of the other.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{Component, ComponentId, Finding, Report};

use super::{ChangeKind, Key, PackageChange};

/// The packages of one name: before and after.
#[derive(Default)]
struct Both<'a> {
    base: Vec<(ComponentId, &'a Component)>,
    head: Vec<(ComponentId, &'a Component)>,
}

/// Every package that is not the same on both sides.
pub(super) fn changes<'a>(base: &'a Report, head: &'a Report) -> Vec<PackageChange<'a>> {
    let mut all: BTreeMap<Key<'a>, Both<'a>> = BTreeMap::new();
    for (id, component) in base.inventory.iter() {
        all.entry(key(component))
            .or_default()
            .base
            .push((id, component));
    }
    for (id, component) in head.inventory.iter() {
        all.entry(key(component))
            .or_default()
            .head
            .push((id, component));
    }
    all.values().flat_map(changed).collect()
}

fn key(component: &Component) -> Key<'_> {
    (&component.ecosystem, &component.name, component.keeper())
}

fn changed<'a>(both: &Both<'a>) -> Vec<PackageChange<'a>> {
    let labels = |side: &[(ComponentId, &'_ Component)]| {
        let all = side.iter();
        all.map(|(_, it)| {
            (
                it.version.clone(),
                it.requirement.clone(),
                it.origin.clone(),
            )
        })
        .collect::<BTreeSet<_>>()
    };
    let (old, new) = (labels(&both.base), labels(&both.head));
    let is_in = |labels: &BTreeSet<_>, it: &Component| {
        labels.contains(&(
            it.version.clone(),
            it.requirement.clone(),
            it.origin.clone(),
        ))
    };
    let gone: Vec<_> = both
        .base
        .iter()
        .filter(|(_, it)| !is_in(&new, it))
        .collect();
    let come: Vec<_> = both
        .head
        .iter()
        .filter(|(_, it)| !is_in(&old, it))
        .collect();
    let count = gone.len().max(come.len());
    // Both are in the order of their versions, so the oldest that went answers to the oldest that came.
    let pairs = (0..count).map(|at| (gone.get(at).copied(), come.get(at).copied()));
    pairs
        .map(|(from, to)| PackageChange {
            kind: kind(from.map(|it| it.1), to.map(|it| it.1)),
            from: from.copied(),
            to: to.copied(),
            brings: Vec::new(),
            clears: Vec::new(),
        })
        .collect()
}

fn kind(from: Option<&Component>, to: Option<&Component>) -> ChangeKind {
    match (from, to) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        (Some(from), Some(to)) => match (&from.version, &to.version) {
            (Some(old), Some(new)) if new > old => ChangeKind::Up,
            (Some(old), Some(new)) if new < old => ChangeKind::Down,
            _ => ChangeKind::Other,
        },
    }
}

/// Puts findings to the changes that bring or clear them: that of their own copy, else the first of the package; where no
/// copy of the package changed, it gets a row of its own.
pub(super) fn attach<'a>(
    changes: &mut Vec<PackageChange<'a>>,
    report: &'a Report,
    findings: &[&'a Finding],
    is_brought: bool,
) {
    let mut own = BTreeMap::new();
    let mut named = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        let side = if is_brought { change.to } else { change.from };
        if let Some((id, _)) = side {
            own.insert(id, at);
        }
        if let Some(it) = change.named() {
            named.entry((&it.ecosystem, &it.name)).or_insert(at);
        }
    }
    for finding in findings {
        let Some(id) = finding.component else {
            continue;
        };
        let component = report.inventory.component(id);
        let name = (&component.ecosystem, &component.name);
        let place = own.get(&id).or_else(|| named.get(&name)).copied();
        let place = place.unwrap_or_else(|| {
            changes.push(PackageChange {
                kind: ChangeKind::Same,
                from: (!is_brought).then_some((id, component)),
                to: is_brought.then_some((id, component)),
                brings: Vec::new(),
                clears: Vec::new(),
            });
            named.insert(name, changes.len() - 1);
            changes.len() - 1
        });
        if let Some(change) = changes.get_mut(place) {
            let list = if is_brought {
                &mut change.brings
            } else {
                &mut change.clears
            };
            list.push(finding);
        }
    }
}
