//! The lowest versions that do, once it is settled which packages move and how far at most.

use super::ask::Answer;
use super::ladder::{Ladders, State, strangers, usable};
use super::{PlanError, Task};
use crate::{Forbidden, Resolution};

/// How often the resolver is asked at most.
pub(super) const QUESTIONS: usize = 400;

/// Lowers what moves up, package by package in order of names, each by halving the versions between today's and the one
/// that is known to do: whatever fits below a bound fits below a higher one. Whether the end was reached is told too.
pub(super) fn lowest(
    task: &Task<'_>,
    ladders: &Ladders,
    forbidden: &Forbidden,
    state: &State,
    mut resolution: Resolution,
) -> Result<(Resolution, bool), PlanError> {
    let end = task.asker.asked() + QUESTIONS;
    let mut bounds = ladders.bounds(state);
    for (name, rung) in state {
        let Some(from) = ladders.climbs_from(name, *rung) else {
            continue;
        };
        let Some(releases) = task.asker.releases(name)? else {
            continue;
        };
        let versions = usable(task, forbidden, name, from, &releases);
        let reached = |resolution: &Resolution| {
            let version = resolution.get(name).and_then(|found| found.version.clone());
            version.map_or(0, |version| {
                versions.partition_point(|other| *other < version)
            })
        };
        // What stands at `high` is known to fit, what stands below `low` is known not to.
        let (mut low, mut high) = (0, reached(&resolution));
        while low < high {
            if task.asker.asked() >= end {
                return Ok((resolution, false));
            }
            // The lowest is tried first: it does more often than not.
            let middle = if low == 0 && high == reached(&resolution) {
                0
            } else {
                low.midpoint(high)
            };
            let Some(upto) = versions.get(middle) else {
                break;
            };
            let mut lower = bounds.clone();
            lower.push(format!("{name}<={}", upto.public()));
            match task.asker.solve(forbidden, &lower)? {
                Answer::Fits(found) if strangers(task, ladders, state, &found).is_empty() => {
                    high = reached(&found).min(middle);
                    resolution = found;
                }
                _ => low = middle + 1,
            }
        }
        if let Some(upto) = versions.get(high) {
            bounds.push(format!("{name}<={}", upto.public()));
        }
    }
    Ok((resolution, true))
}
