//! What moves, and why.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pyward_model::{Change, Cleared, PackageName, Specifiers, Step, Version};

use super::{Ban, PlanError, Scope, Task};
use crate::{Metadata, Resolution, Resolved, Target};

/// The changes from the versions of today to those of a resolution.
///
/// Those that clear something come first: the worst severity, then the most flaws, then the smaller step, then the name.
/// One that only makes way stands right before the first change it is tied to by requirements; what is tied to none comes
/// last.
pub(super) fn changes(
    task: &Task<'_>,
    wanted: &[&Ban],
    resolution: &Resolution,
) -> Result<Vec<Change>, PlanError> {
    let is_complete = is_complete(&task.today) && is_complete(resolution);
    let mut names: BTreeSet<&PackageName> = task.pins.keys().collect();
    names.extend(resolution.packages.iter().map(|package| &package.name));
    let mut changes = Vec::new();
    for name in names {
        let found: Vec<&Resolved> = of(resolution, name).collect();
        let moves = match task.pins.get(name) {
            // That nothing asks for it is known only where it is known what everything asks for; and what nothing asked
            // for before is not this plan's business.
            Some(old) if found.is_empty() => {
                let goes = is_complete && task.today.get(name).is_some();
                let gone = old.iter().filter(|_| goes);
                gone.map(|version| (Some(version.clone()), None)).collect()
            }
            Some(old) => moved(old, &found),
            None => found
                .iter()
                .filter_map(|package| Some((None, Some(package.version.clone()?))))
                .collect(),
        };
        let mut clears = cleared(task, wanted, name, resolution);
        for (from, to) in moves {
            changes.push(change(
                task,
                resolution,
                name,
                (from, to),
                std::mem::take(&mut clears),
            )?);
        }
    }
    Ok(ordered(changes, &task.today, resolution))
}

/// Whether it is known of every package what it requires.
pub(super) fn is_complete(resolution: &Resolution) -> bool {
    let known = |package: &Resolved| package.metadata == Metadata::Known;
    resolution.packages.iter().all(known)
}

/// All versions of a package.
pub(super) fn of<'r>(
    resolution: &'r Resolution,
    name: &PackageName,
) -> impl Iterator<Item = &'r Resolved> {
    let name = name.clone();
    let packages = resolution.packages.iter();
    packages.filter(move |package| package.name == name)
}

type Move = (Option<Version>, Option<Version>);

/// Versions that are not there yet, each with the one it takes the place of.
fn moved(old: &[Version], found: &[&Resolved]) -> Vec<Move> {
    let new: BTreeSet<&Version> = found
        .iter()
        .filter_map(|package| package.version.as_ref())
        .collect();
    let leaves: Vec<&Version> = old
        .iter()
        .filter(|version| !new.contains(version))
        .collect();
    let comes = new.iter().filter(|version| !old.contains(version));
    comes
        .enumerate()
        .map(|(place, version)| {
            let from = leaves.get(place).or(leaves.last()).copied();
            let from = from.or(old.last()).cloned();
            (from, Some((*version).clone()))
        })
        .collect()
}

/// What was there and is not any more, worst first.
fn cleared(
    task: &Task<'_>,
    wanted: &[&Ban],
    name: &PackageName,
    resolution: &Resolution,
) -> Vec<Cleared> {
    let gone = |ban: &&&Ban| {
        ban.package == *name
            && task.is_hit(ban)
            && !of(resolution, name)
                .filter_map(|package| package.version.as_ref())
                .any(|version| ban.affected.contains(version))
    };
    let mut cleared: Vec<Cleared> = wanted
        .iter()
        .filter(gone)
        .map(|ban| Cleared {
            id: ban.id.clone(),
            severity: ban.severity,
        })
        .collect();
    worst_first(&mut cleared);
    cleared
}

/// Sorts flaws, and leaves each once.
pub(super) fn worst_first(flaws: &mut Vec<Cleared>) {
    flaws.sort_by(|a, b| (b.severity, &a.id).cmp(&(a.severity, &b.id)));
    flaws.dedup();
}

fn change(
    task: &Task<'_>,
    resolution: &Resolution,
    name: &PackageName,
    (from, to): Move,
    clears: Vec<Cleared>,
) -> Result<Change, PlanError> {
    let place = if to.is_some() {
        resolution
    } else {
        &task.today
    };
    let mut via: BTreeSet<PackageName> = BTreeSet::new();
    for package in of(place, name) {
        via.extend(package.via.iter().cloned());
    }
    let because = if clears.is_empty() {
        Some(because(task, resolution, name, from.as_ref(), to.as_ref())?)
    } else {
        None
    };
    Ok(Change {
        direct: of(place, name).any(|package| package.direct),
        via: via.into_iter().collect(),
        step: Step::between(from.as_ref(), to.as_ref()),
        clears,
        because,
        hints: hints(task, resolution, name, from.as_ref(), to.as_ref())?,
        name: name.clone(),
        from,
        to,
    })
}

/// Why a package moves that clears nothing.
fn because(
    task: &Task<'_>,
    resolution: &Resolution,
    name: &PackageName,
    from: Option<&Version>,
    to: Option<&Version>,
) -> Result<String, PlanError> {
    if to.is_none() {
        return Ok("nothing needs it any more".to_owned());
    }
    if let Some(said) = asked_for(task, resolution, name, from)? {
        return Ok(said);
    }
    let Some(from) = from else {
        return Ok("the project requires it, and it is not there yet".to_owned());
    };
    // Its own version of today does not go with what moves.
    let own = task.asker.wishes(name, from)?;
    for wish in own.iter().filter(|wish| !wish.for_extra) {
        let moves = of(resolution, &wish.name)
            .filter_map(|package| package.version.as_ref())
            .find(|version| !wish.specifiers.contains(version));
        if let Some(version) = moves {
            return Ok(format!(
                "{name} {from} requires {}, and {} goes to {version}",
                wish.text, wish.name
            ));
        }
    }
    if task.upgrade.scope == Scope::All {
        return Ok("a newer release".to_owned());
    }
    let is_listed = task
        .asker
        .releases(name)?
        .is_some_and(|releases| releases.get(from).is_some());
    Ok(if is_listed {
        "it does not go with the other changes".to_owned()
    } else {
        format!("the index has no {name} {from}")
    })
}

/// Who asks for another version than today's, and what it said before.
fn asked_for(
    task: &Task<'_>,
    resolution: &Resolution,
    name: &PackageName,
    from: Option<&Version>,
) -> Result<Option<String>, PlanError> {
    let excludes = |wish: &super::ask::Wish| {
        wish.name == *name && from.is_none_or(|from| !wish.specifiers.contains(from))
    };
    let parents: BTreeSet<&PackageName> = of(resolution, name)
        .flat_map(|package| &package.via)
        .collect();
    for parent in parents {
        let Some(version) = resolution
            .get(parent)
            .and_then(|found| found.version.as_ref())
        else {
            continue;
        };
        let now = task.asker.wishes(parent, version)?;
        let counts = |wish: &&super::ask::Wish| {
            excludes(wish) && (!wish.for_extra || super::chain::has_extras(resolution, parent))
        };
        let Some(wish) = now.iter().find(counts) else {
            continue;
        };
        let mut said = format!("{parent} {version} requires {}", wish.text);
        let before = task.pins.get(parent).and_then(|versions| versions.last());
        if let Some(before) = before.filter(|before| *before != version) {
            let then = task.asker.wishes(parent, before)?;
            let other = |old: &&super::ask::Wish| old.name == *name && old.text != wish.text;
            if let Some(wish) = then.iter().find(other) {
                said = format!("{said}, {parent} {before} required {}", wish.text);
            }
        }
        return Ok(Some(said));
    }
    let roots = task.asker.roots();
    let root = roots.iter().find(|wish| excludes(wish) && from.is_some());
    Ok(root.map(|wish| format!("the project requires {}", wish.text)))
}

/// Minor versions of Python that are looked at above the lowest one.
const PYTHONS: u8 = 8;

/// Whether a Python that the project is for was served by the old release and is not by the new one.
fn gives_up(target: &Target, before: Option<&str>, now: &str) -> bool {
    let (Ok(now), before) = (
        Specifiers::parse(now),
        before.and_then(|before| Specifiers::parse(before).ok()),
    ) else {
        return true;
    };
    let lowest = target.python.minor;
    let highest = if target.universal {
        lowest.saturating_add(PYTHONS)
    } else {
        lowest
    };
    (lowest..=highest)
        .map(|minor| Version::new(&format!("{}.{minor}.20", target.python.major)))
        .any(|python| {
            before
                .as_ref()
                .is_none_or(|before| before.contains(&python))
                && !now.contains(&python)
        })
}

/// What may break, as far as the index tells.
fn hints(
    task: &Task<'_>,
    resolution: &Resolution,
    name: &PackageName,
    from: Option<&Version>,
    to: Option<&Version>,
) -> Result<Vec<String>, PlanError> {
    let mut hints = Vec::new();
    let Some(to) = to else {
        return Ok(hints);
    };
    if let Some(releases) = task.asker.releases(name)? {
        let python = |version: &Version| {
            let release = releases.get(version)?;
            release.requires_python.as_deref()
        };
        if from.is_some()
            && let Some(now) = python(to)
            && gives_up(&task.upgrade.base.target, from.and_then(python), now)
        {
            hints.push(match from.and_then(python) {
                Some(before) => format!("it is for Python {now} now, it was for {before}"),
                None => format!("it is for Python {now} now"),
            });
        }
    }
    let found = of(resolution, name).find(|package| package.version.as_ref() == Some(to));
    if let Some(package) = found {
        match package.yanked.as_deref() {
            Some("") => hints.push("the index has withdrawn this version".to_owned()),
            Some(reason) => hints.push(format!("the index has withdrawn this version: {reason}")),
            None => {}
        }
        if package.metadata == Metadata::Unverified {
            hints.push("what this version requires is not known without building it".to_owned());
        }
    }
    Ok(hints)
}

/// Puts changes in order.
fn ordered(changes: Vec<Change>, today: &Resolution, resolution: &Resolution) -> Vec<Change> {
    let (mut clearing, making_way): (Vec<Change>, Vec<Change>) = changes
        .into_iter()
        .partition(|change| !change.clears.is_empty());
    clearing.sort_by(|a, b| {
        let key = |change: &Change| {
            (
                Reverse(change.severity()),
                Reverse(change.clears.len()),
                change.step,
            )
        };
        (key(a), &a.name, &a.from).cmp(&(key(b), &b.name, &b.from))
    });
    let moving: BTreeSet<&PackageName> = making_way.iter().map(|change| &change.name).collect();
    let ties = ties(today, resolution);
    // Each is claimed by the first change it is tied to, over others that only make way.
    let mut claimed: BTreeMap<PackageName, usize> = BTreeMap::new();
    for (place, change) in clearing.iter().enumerate() {
        let mut queue = VecDeque::from([&change.name]);
        while let Some(name) = queue.pop_front() {
            for next in ties.get(name).into_iter().flatten() {
                if moving.contains(*next) && !claimed.contains_key(*next) {
                    claimed.insert((*next).clone(), place);
                    queue.push_back(*next);
                }
            }
        }
    }
    let last = clearing.len();
    let mut groups: BTreeMap<usize, Vec<Change>> = BTreeMap::new();
    for change in making_way {
        let place = claimed.get(&change.name).copied().unwrap_or(last);
        groups.entry(place).or_default().push(change);
    }
    let mut ordered = Vec::new();
    for (place, change) in clearing.into_iter().enumerate() {
        ordered.extend(groups.remove(&place).into_iter().flatten());
        ordered.push(change);
    }
    ordered.extend(groups.into_values().flatten());
    ordered
}

/// Who is tied to whom by a requirement, before or after.
fn ties<'r>(
    today: &'r Resolution,
    resolution: &'r Resolution,
) -> BTreeMap<&'r PackageName, BTreeSet<&'r PackageName>> {
    let mut ties: BTreeMap<&PackageName, BTreeSet<&PackageName>> = BTreeMap::new();
    for package in today.packages.iter().chain(&resolution.packages) {
        for other in &package.via {
            ties.entry(&package.name).or_default().insert(other);
            ties.entry(other).or_default().insert(&package.name);
        }
    }
    ties
}
