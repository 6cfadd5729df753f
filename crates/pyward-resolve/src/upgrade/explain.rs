//! What stays vulnerable, and why, in words.

use std::collections::BTreeMap;

use pyward_model::{Cleared, PackageName, Step, Stuck, Version};

use super::chain::{self, Held};
use super::changes::{is_complete, of, worst_first};
use super::ladder::Ladders;
use super::subset::{self, Kept};
use super::{Ban, PlanError, Task};
use crate::{Metadata, Prereleases, Resolution, Source, Status};

/// How many flaws are explained by asking the resolver; the others only by what the index says.
const EXPLAINED: usize = 24;

/// A package, the version it stays at, and why.
type Reason = (PackageName, Version, String);

/// What no set of changes clears, worst first; flaws of one version with one reason are told together.
pub(super) fn stuck(
    task: &Task<'_>,
    wanted: &[&Ban],
    kept: &Kept<'_>,
    resolution: &Resolution,
) -> Result<Vec<Stuck>, PlanError> {
    let mut grouped: BTreeMap<Reason, (Vec<Cleared>, Option<String>)> = BTreeMap::new();
    let mut explained = 0;
    for ban in wanted {
        let Some(version) = stays(task, ban, resolution) else {
            continue;
        };
        let held = match why(task, kept, ban, &version, resolution)? {
            Some(held) => held,
            None if kept.untried.iter().any(|other| other == ban) || explained >= EXPLAINED => {
                simply("it was not worked out what holds it".to_owned())
            }
            None => {
                explained += 1;
                among_roots(task, kept, ban)?
            }
        };
        let entry = grouped
            .entry((ban.package.clone(), version, held.because))
            .or_default();
        entry.0.push(Cleared {
            id: ban.id.clone(),
            severity: ban.severity,
        });
        entry.1 = held.way_out;
    }
    let mut stuck: Vec<Stuck> = grouped
        .into_iter()
        .map(|((name, version, because), (mut flaws, way_out))| {
            worst_first(&mut flaws);
            let ids: Vec<&str> = flaws.iter().map(|flaw| &*flaw.id).collect();
            let waiver = format!("accept {} with a reason and an end date", ids.join(", "));
            let way_out = match way_out {
                Some(way) => format!("{way}, or {waiver}"),
                None => waiver,
            };
            Stuck {
                name,
                version,
                flaws,
                because,
                way_out: Some(way_out),
            }
        })
        .collect();
    let worst = |stuck: &Stuck| stuck.flaws.first().map(|flaw| flaw.severity);
    stuck.sort_by(|a, b| {
        (worst(b), b.flaws.len(), &a.name, &a.version).cmp(&(
            worst(a),
            a.flaws.len(),
            &b.name,
            &b.version,
        ))
    });
    Ok(stuck)
}

fn simply(because: String) -> Held {
    Held {
        because,
        way_out: None,
    }
}

/// The version that still has a flaw.
fn stays(task: &Task<'_>, ban: &Ban, resolution: &Resolution) -> Option<Version> {
    let mut found = of(resolution, &ban.package).peekable();
    let has_flaw = |version: &&Version| ban.affected.contains(version);
    if found.peek().is_some() {
        return found
            .filter_map(|package| package.version.as_ref())
            .find(has_flaw)
            .cloned();
    }
    let goes = task.today.get(&ban.package).is_some()
        && is_complete(&task.today)
        && is_complete(resolution);
    let pinned = task.pins.get(&ban.package).into_iter().flatten();
    pinned.filter(|_| !goes).find(has_flaw).cloned()
}

/// Why a flaw stays, by what the index and the packages say.
fn why(
    task: &Task<'_>,
    kept: &Kept<'_>,
    ban: &Ban,
    version: &Version,
    resolution: &Resolution,
) -> Result<Option<Held>, PlanError> {
    let name = &ban.package;
    let Some(here) = resolution.get(name) else {
        return Ok(Some(not_needed(task, name, resolution)));
    };
    if let Source::Url(place) = &here.origin {
        return Ok(Some(Held {
            because: format!("the project takes it from {place}, which has no other version"),
            way_out: Some("name another address".to_owned()),
        }));
    }
    let fits = match candidates(task, kept, ban, version)? {
        Ok(fits) => fits,
        Err(held) => return Ok(Some(held)),
    };
    let lead = match fits.first() {
        Some(first) if first > version => format!("{name} stays below {first}"),
        _ => format!("{name} stays at {version}"),
    };
    let held = chain::held(task, &kept.forbidden, resolution, name, &fits)?;
    Ok(held.map(|held| Held {
        because: format!("{lead} because {}", held.because),
        ..held
    }))
}

/// A package that is there and that nothing asks for.
fn not_needed(task: &Task<'_>, name: &PackageName, resolution: &Resolution) -> Held {
    if task.today.get(name).is_none() {
        return Held {
            because: "nothing that the project requires needs it here, so nothing says which version it may have"
                .to_owned(),
            way_out: Some("remove it, or require it".to_owned()),
        };
    }
    let unverified = task.today.packages.iter().chain(&resolution.packages);
    let unknown = unverified
        .filter(|package| package.metadata == Metadata::Unverified)
        .map(|package| &package.name)
        .min();
    let because = unknown.map_or_else(
        || "nothing needs it any more".to_owned(),
        |unknown| {
            format!(
                "nothing is known to need it any more, but what {unknown} requires is not known without building it"
            )
        },
    );
    Held {
        because,
        way_out: Some("remove it if nothing breaks".to_owned()),
    }
}

/// The releases that would do, lowest first, or why there is none.
fn candidates(
    task: &Task<'_>,
    kept: &Kept<'_>,
    ban: &Ban,
    version: &Version,
) -> Result<Result<Vec<Version>, Held>, PlanError> {
    let name = &ban.package;
    let Some(releases) = task.asker.releases(name)? else {
        return Ok(Err(simply("no index has it".to_owned())));
    };
    if releases.status == Status::Quarantined {
        return Ok(Err(Held {
            because: "the index has quarantined it and offers nothing of it".to_owned(),
            way_out: Some("replace it".to_owned()),
        }));
    }
    let free = releases.releases.iter().filter(|release| {
        release.version.is_valid()
            && release.yanked.is_none()
            && !ban.affected.contains(&release.version)
    });
    let takes_previews =
        task.asker.base().prereleases == Prereleases::Allow || version.is_prerelease();
    let (previews, free): (Vec<_>, Vec<_>) =
        free.partition(|release| release.version.is_prerelease() && !takes_previews);
    if free.is_empty() {
        return Ok(Err(match previews.first() {
            Some(preview) => Held {
                because: format!(
                    "no release is free of it, only the pre-release {}",
                    preview.version
                ),
                way_out: Some(format!("require {name}=={}", preview.version)),
            },
            None => simply("no release is free of it".to_owned()),
        }));
    }
    let is_clean = |version: &Version| !kept.forbidden.contains(name, version);
    if let Some(first) = free.first()
        && !free.iter().any(|release| is_clean(&release.version))
    {
        let bans = task.upgrade.bans.iter();
        let other = bans
            .filter(|other| other.package == *name && other.affected.contains(&first.version))
            .map(|other| format!(", {} has {}", first.version, other.id))
            .next()
            .unwrap_or_default();
        return Ok(Err(simply(format!(
            "every release that is free of it has another flaw{other}"
        ))));
    }
    let clean = free
        .into_iter()
        .filter(|release| is_clean(&release.version));
    let (fits, others): (Vec<_>, Vec<_>) =
        clean.partition(|release| task.asker.fits_python(release.requires_python.as_deref()));
    if let (true, Some(other)) = (fits.is_empty(), others.first()) {
        let python = other.requires_python.as_deref().unwrap_or_default();
        return Ok(Err(Held {
            because: format!(
                "{name} {}, the first release that is free of it, is for Python {python}, and this is {}",
                other.version,
                task.asker.base().target.python
            ),
            way_out: Some("move to such a Python".to_owned()),
        }));
    }
    let fits: Vec<Version> = fits
        .into_iter()
        .map(|release| release.version.clone())
        .collect();
    Ok(within_steps(task, name, version, fits))
}

/// Those that are not too far away.
fn within_steps(
    task: &Task<'_>,
    name: &PackageName,
    version: &Version,
    fits: Vec<Version>,
) -> Result<Vec<Version>, Held> {
    let Some(max) = task.upgrade.max_step else {
        return Ok(fits);
    };
    let pinned = task.pins.get(name).and_then(|versions| versions.first());
    let from = pinned.unwrap_or(version);
    let step = |to: &Version| Step::between(Some(from), Some(to));
    let near: Vec<Version> = fits.iter().filter(|to| step(to) <= max).cloned().collect();
    if !near.is_empty() {
        return Ok(near);
    }
    let nearest = fits.iter().find(|to| *to > from).or(fits.last());
    let Some(nearest) = nearest else {
        return Ok(near);
    };
    let far = step(nearest);
    Err(Held {
        because: format!(
            "{name} {nearest}, the nearest release that is free of it, is a {far} step away, beyond {max}"
        ),
        way_out: Some(format!("allow a {far} step")),
    })
}

/// Where no single requirement holds it: which requirements of the project do so together.
fn among_roots(task: &Task<'_>, kept: &Kept<'_>, ban: &Ban) -> Result<Held, PlanError> {
    let forbidden = subset::with(&kept.forbidden, &[ban]);
    let caps = Ladders::new(task, &forbidden)?.caps();
    let roots = chain::roots_in_the_way(task, &forbidden, &caps)?;
    let limits = if caps.is_empty() {
        ""
    } else {
        " within the steps that are allowed"
    };
    Ok(match roots.as_deref() {
        Some([root]) => Held {
            because: format!("no version of what `{root}` needs goes without it{limits}"),
            way_out: Some(format!("relax or replace `{root}`")),
        },
        Some(roots) => {
            let roots = roots.join("`, `");
            Held {
                because: format!("no versions of `{roots}` go together without it{limits}"),
                way_out: Some(format!("relax one of `{roots}`")),
            }
        }
        None => simply(format!(
            "no versions of all that the project requires go together without it{limits}"
        )),
    })
}
