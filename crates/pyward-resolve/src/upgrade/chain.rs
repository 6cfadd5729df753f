//! The requirements that hold a package where it is.

use std::collections::BTreeSet;

use pyward_model::{PackageName, Step, Version};

use super::ask::Answer;
use super::ladder::usable;
use super::{PlanError, Task};
use crate::{Forbidden, Resolution};

/// How long a chain of requirements may be.
const DEPTH: usize = 12;
/// How often the resolver is asked for the requirements that are in the way.
const QUESTIONS: usize = 60;
/// How many of them are named.
const NAMED: usize = 5;

/// Why a package stays, and what would help.
pub(super) struct Held {
    pub(super) because: String,
    pub(super) way_out: Option<String>,
}

/// A chain on its way.
#[derive(Default)]
struct Chain {
    /// Who requires what, from the package that is held to the project.
    clauses: Vec<String>,
    /// What would allow it.
    allows: Vec<String>,
    /// What stands in the way of that.
    obstacle: Option<String>,
    way_out: Option<String>,
}

/// What keeps `name` from all of `fits`, by what the packages of a resolution require; `None` where no requirement does so
/// by itself.
pub(super) fn held(
    task: &Task<'_>,
    forbidden: &Forbidden,
    resolution: &Resolution,
    name: &PackageName,
    fits: &[Version],
) -> Result<Option<Held>, PlanError> {
    let mut chain = Chain::default();
    let roots = task.asker.roots();
    let mut package = name.clone();
    let mut wanted = fits.to_vec();
    let mut seen = BTreeSet::from([name.clone()]);
    while chain.clauses.len() < DEPTH {
        let root = roots
            .iter()
            .find(|wish| wish.name == package && !allows(&wish.specifiers, &wanted));
        if let Some(wish) = root {
            chain
                .clauses
                .push(format!("the project requires {}", wish.text));
            let first = wanted.first().map(ToString::to_string).unwrap_or_default();
            chain.way_out = Some(format!(
                "relax `{}` so that {package} {first} fits",
                wish.text
            ));
            break;
        }
        let Some((holder, version, text)) = holder(task, resolution, &package, &wanted)? else {
            break;
        };
        chain
            .clauses
            .push(format!("{holder} {version} requires {text}"));
        if !seen.insert(holder.clone()) {
            break;
        }
        let releases = later(task, forbidden, &holder, &version)?;
        let Some(found) = allowing(task, resolution, &holder, &releases, &package, &wanted)? else {
            chain.obstacle = Some(format!("no later release of {holder} allows it"));
            break;
        };
        let Some(first) = releases.get(found).cloned() else {
            break;
        };
        chain.allows.push(format!("{holder} {first}"));
        let step = Step::between(Some(&version), Some(&first));
        if let Some(max) = task.upgrade.max_step.filter(|max| step > *max) {
            chain.obstacle = Some(format!("that is a {step} step, beyond {max}"));
            chain.way_out = Some(format!("allow {step} steps"));
            break;
        }
        wanted = releases.into_iter().skip(found).collect();
        package = holder;
    }
    Ok(chain.told())
}

impl Chain {
    fn told(self) -> Option<Held> {
        if self.clauses.is_empty() {
            return None;
        }
        let mut because = listed(&self.clauses);
        if !self.allows.is_empty() {
            let verb = if self.allows.len() == 1 {
                "allows"
            } else {
                "allow"
            };
            because = format!("{because}; {} {verb} it", listed(&self.allows));
        }
        if let Some(obstacle) = &self.obstacle {
            let joint = if self.allows.is_empty() { ";" } else { ", but" };
            because = format!("{because}{joint} {obstacle}");
        }
        Some(Held {
            because,
            way_out: self.way_out,
        })
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Whether extras of a package are asked for; which of them is not looked at.
pub(super) fn has_extras(resolution: &Resolution, name: &PackageName) -> bool {
    super::changes::of(resolution, name).any(|found| !found.extras.is_empty())
}

fn allows(specifiers: &pyward_model::Specifiers, versions: &[Version]) -> bool {
    versions.iter().any(|version| specifiers.contains(version))
}

/// A package that requires a version of another that is none of those wanted.
fn holder(
    task: &Task<'_>,
    resolution: &Resolution,
    package: &PackageName,
    wanted: &[Version],
) -> Result<Option<(PackageName, Version, String)>, PlanError> {
    let parents: BTreeSet<&PackageName> = super::changes::of(resolution, package)
        .flat_map(|found| &found.via)
        .collect();
    for parent in parents {
        let Some(version) = resolution
            .get(parent)
            .and_then(|found| found.version.clone())
        else {
            continue;
        };
        let wishes = task.asker.wishes(parent, &version)?;
        let wish = wishes
            .iter()
            .filter(|wish| !wish.for_extra || has_extras(resolution, parent))
            .find(|wish| wish.name == *package && !allows(&wish.specifiers, wanted));
        if let Some(wish) = wish {
            return Ok(Some((parent.clone(), version, wish.text.clone())));
        }
    }
    Ok(None)
}

/// The versions a package could go up to.
fn later(
    task: &Task<'_>,
    forbidden: &Forbidden,
    name: &PackageName,
    from: &Version,
) -> Result<Vec<Version>, PlanError> {
    let releases = task.asker.releases(name)?;
    Ok(releases.map_or_else(Vec::new, |releases| {
        usable(task, forbidden, name, from, &releases)
    }))
}

/// The place of the lowest release that allows one of the versions wanted. Found by halving, under the assumption that
/// what one release allows the later ones allow too; the newest decides whether there is any.
fn allowing(
    task: &Task<'_>,
    resolution: &Resolution,
    holder: &PackageName,
    releases: &[Version],
    package: &PackageName,
    wanted: &[Version],
) -> Result<Option<usize>, PlanError> {
    let at = |place: usize| -> Result<bool, PlanError> {
        let Some(version) = releases.get(place) else {
            return Ok(false);
        };
        let wishes = task.asker.wishes(holder, version)?;
        Ok(wishes
            .iter()
            .filter(|wish| !wish.for_extra || has_extras(resolution, holder))
            .filter(|wish| wish.name == *package)
            .all(|wish| allows(&wish.specifiers, wanted)))
    };
    let Some(mut high) = releases.len().checked_sub(1) else {
        return Ok(None);
    };
    if !at(high)? {
        return Ok(None);
    }
    let mut low = 0;
    while low < high {
        let middle = low.midpoint(high);
        if at(middle)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(Some(high))
}

/// The project's requirements without which it could be: those that are left when all that can be dropped are, in parts
/// that get smaller. `None` where it cannot be even without any of them, or where they are too many to name.
pub(super) fn roots_in_the_way(
    task: &Task<'_>,
    forbidden: &Forbidden,
    bounds: &[String],
) -> Result<Option<Vec<String>>, PlanError> {
    let question = task.asker.question(forbidden, bounds);
    let end = task.asker.asked() + QUESTIONS;
    let mut kept = question.requirements.clone();
    let mut part = kept.len().div_ceil(2);
    while part > 0 {
        let mut place = 0;
        while place < kept.len() {
            if task.asker.asked() >= end {
                return Ok(None);
            }
            let mut fewer = question.clone();
            fewer.requirements.clone_from(&kept);
            let until = (place + part).min(kept.len());
            fewer.requirements.drain(place..until);
            match task.asker.ask(&fewer)? {
                Answer::Conflict(_) => kept = fewer.requirements,
                Answer::Fits(_) => place = until,
            }
        }
        part = if part == 1 { 0 } else { part.div_ceil(2) };
    }
    let texts: Vec<String> = kept.iter().map(|root| root.text.to_string()).collect();
    Ok((1..=NAMED).contains(&texts.len()).then_some(texts))
}
