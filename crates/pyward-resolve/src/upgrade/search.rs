//! The search for the smallest set of changes.
//!
//! Every package stands on a rung: the lowest keeps it as it is, each further one lets it go further and costs more. All
//! begin at the bottom. Where the solver says that this cannot be, it names the packages that are part of the reason;
//! whatever does fit has one of these on a higher rung, so each is raised by one rung in a state of its own. The cheapest
//! state is tried first: the first that fits is the smallest there is.

use std::collections::BTreeSet;

use super::ask::Answer;
use super::ladder::{Cost, Ladders, State};
use super::{PlanError, Task};
use crate::{Forbidden, Resolution};

/// How often the resolver is asked at most.
pub(super) const QUESTIONS: usize = 400;
/// How many states may wait; dearer ones are dropped, and nothing is proven any more.
const WAITING: usize = 20_000;

pub(super) struct Found {
    pub(super) resolution: Resolution,
    pub(super) state: State,
    pub(super) is_proven: bool,
}

/// The answer with the smallest change. What the resolver finds by itself is where it begins: nothing dearer is tried.
pub(super) fn search(
    task: &Task<'_>,
    ladders: &mut Ladders,
    forbidden: &Forbidden,
) -> Result<Found, PlanError> {
    let first = match task.asker.least(forbidden, &ladders.caps())? {
        Answer::Fits(resolution) => resolution,
        // Known to have an answer, unless not even the versions of today hold under the limits.
        Answer::Conflict(_) => task.today.clone(),
    };
    let known = ladders.state(task, &first);
    ladders.newcomers(task, &State::new(), &first);
    let bar = ladders.cost(&known);
    let end = task.asker.asked() + QUESTIONS;
    let mut is_proven = true;
    let mut waiting: BTreeSet<(Cost, State)> = BTreeSet::from([(Cost::default(), State::new())]);
    let mut seen: BTreeSet<State> = BTreeSet::new();
    while let Some((cost, state)) = waiting.pop_first() {
        if cost > bar {
            break;
        }
        if task.asker.asked() >= end {
            is_proven = false;
            break;
        }
        let core = match task.asker.solve(forbidden, &ladders.bounds(&state))? {
            Answer::Conflict(core) => core,
            Answer::Fits(resolution) => {
                if ladders.newcomers(task, &state, &resolution).is_empty() {
                    return Ok(Found {
                        resolution,
                        state,
                        is_proven,
                    });
                }
                // Now that they are known, they are kept away in this state too.
                waiting.insert((cost, state));
                continue;
            }
        };
        for raised in ladders.raised(&state, &core) {
            let cost = ladders.cost(&raised);
            if cost <= bar && seen.insert(raised.clone()) {
                waiting.insert((cost, raised));
            }
        }
        while waiting.len() > WAITING {
            waiting.pop_last();
            is_proven = false;
        }
    }
    if is_proven {
        return Ok(Found {
            resolution: first,
            state: known,
            is_proven,
        });
    }
    give_back(task, ladders, forbidden, first, known)
}

/// Puts packages back one after the other, where the rest can do without their move.
fn give_back(
    task: &Task<'_>,
    ladders: &mut Ladders,
    forbidden: &Forbidden,
    mut resolution: Resolution,
    mut state: State,
) -> Result<Found, PlanError> {
    let end = task.asker.asked() + QUESTIONS;
    let moved: Vec<_> = state.keys().cloned().collect();
    for name in moved {
        if task.asker.asked() >= end {
            break;
        }
        let mut without = state.clone();
        without.remove(&name);
        if let Answer::Fits(better) = task.asker.solve(forbidden, &ladders.bounds(&without))?
            && ladders.newcomers(task, &without, &better).is_empty()
        {
            state = without;
            resolution = better;
        }
    }
    Ok(Found {
        resolution,
        state,
        is_proven: false,
    })
}
