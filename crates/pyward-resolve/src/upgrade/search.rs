//! The search for the smallest set of changes.
//!
//! Every package stands on a rung: the lowest keeps it as it is, each further one lets it go further and costs more. All
//! begin at the bottom. Where the solver says that this cannot be, it names the packages that are part of the reason;
//! whatever does fit has one of these on a higher rung, so each is raised in a state of its own. The cheapest state is
//! tried first: the first that fits is the smallest there is.

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

/// How many sets of packages of one size are compared.
const TIES: usize = 64;

/// The answer with the smallest change, in three rounds: which packages must go down, which must be touched at all, and
/// how far those must go. Each round takes up every set of the least size that the one before has found.
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
    let mut sweep = Sweep {
        task,
        forbidden,
        end: task.asker.asked() + QUESTIONS,
        is_whole: true,
    };
    let mut starts = vec![State::new()];
    for round in [Round::Down, Round::Touched, Round::Steps] {
        // What the resolver found needs no package to go down, as a rule.
        if round == Round::Down && !ladders.goes_down(&known) {
            continue;
        }
        let found = sweep.least(ladders, round, &starts)?;
        if let (Round::Steps, Some((state, resolution))) = (round, found.first()) {
            return Ok(Found {
                resolution: resolution.clone(),
                state: state.clone(),
                is_proven: sweep.is_whole,
            });
        }
        if found.is_empty() {
            break;
        }
        starts = found.into_iter().map(|(state, _)| state).collect();
        if round == Round::Touched {
            starts = starts.iter().map(|state| ladders.lowered(state)).collect();
        }
    }
    give_back(task, ladders, forbidden, first, known)
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    /// The packages that go down.
    Down,
    /// The packages that are touched.
    Touched,
    /// How far they go.
    Steps,
}

struct Sweep<'t, 'a> {
    task: &'t Task<'a>,
    forbidden: &'t Forbidden,
    end: usize,
    /// Whether nothing was left out.
    is_whole: bool,
}

impl Sweep<'_, '_> {
    /// The cheapest states that fit, with their versions; of the last round only the first of them.
    fn least(
        &mut self,
        ladders: &mut Ladders,
        round: Round,
        starts: &[State],
    ) -> Result<Vec<(State, Resolution)>, PlanError> {
        let mut found: Vec<(State, Resolution)> = Vec::new();
        let mut bar: Option<Cost> = None;
        let starts = starts.iter().cloned();
        let mut seen: BTreeSet<State> = starts.collect();
        let mut waiting: BTreeSet<(Cost, State)> = seen
            .iter()
            .map(|state| (ladders.cost(state), state.clone()))
            .collect();
        while let Some((cost, state)) = waiting.pop_first() {
            if bar.as_ref().is_some_and(|bar| cost.is_dearer(bar, round)) {
                break;
            }
            if self.task.asker.asked() >= self.end || found.len() >= TIES {
                self.is_whole = false;
                break;
            }
            let bounds = ladders.bounds_of(&state, round);
            let core = match self.task.asker.solve(self.forbidden, &bounds)? {
                Answer::Conflict(core) => core,
                Answer::Fits(resolution) => {
                    let is_new = round != Round::Down
                        && !ladders.newcomers(self.task, &state, &resolution).is_empty();
                    if is_new {
                        // Now that they are known, they are kept away in this state too.
                        waiting.insert((cost, state));
                        continue;
                    }
                    found.push((state, resolution));
                    if round == Round::Steps {
                        break;
                    }
                    bar = Some(cost);
                    continue;
                }
            };
            for raised in ladders.raised(&state, &core, round) {
                let cost = ladders.cost(&raised);
                if seen.insert(raised.clone()) {
                    waiting.insert((cost, raised));
                }
            }
            while waiting.len() > WAITING {
                waiting.pop_last();
                self.is_whole = false;
            }
        }
        Ok(found)
    }
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
