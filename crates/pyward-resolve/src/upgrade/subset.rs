//! The bans that can be left together.

use super::ask::Answer;
use super::ladder::Ladders;
use super::{Ban, PlanError, Task};
use crate::Forbidden;

/// How often the resolver is asked at most.
pub(super) const QUESTIONS: usize = 400;

/// What came of trying.
pub(super) struct Kept<'a> {
    /// Everything that is ruled out now.
    pub(super) forbidden: Forbidden,
    /// Bans that cannot be left besides the others, worst first.
    pub(super) stuck: Vec<&'a Ban>,
    /// Bans that were not tried one by one.
    pub(super) untried: Vec<&'a Ban>,
    /// Bans of versions that are not there, which cannot be ruled out.
    pub(super) not_kept_out: Vec<&'a Ban>,
}

/// The most bans that can be left together: the worst first, and each that can be left besides those before it. Lists
/// that do not fit as a whole are halved, so that few that are stuck among many cost few questions.
pub(super) fn largest<'a>(
    task: &Task<'_>,
    wanted: &[&'a Ban],
    guards: &[&'a Ban],
) -> Result<Kept<'a>, PlanError> {
    let caps = Ladders::new(task, &Forbidden::default())?.caps();
    let mut kept = Kept {
        forbidden: with(&task.upgrade.base.forbidden, guards),
        stuck: Vec::new(),
        untried: Vec::new(),
        not_kept_out: Vec::new(),
    };
    // As a rule all of it fits.
    let all = with(&kept.forbidden, wanted);
    if let Answer::Fits(_) = task.asker.solve(&all, &caps)? {
        kept.forbidden = all;
        return Ok(kept);
    }
    let end = task.asker.asked() + QUESTIONS;
    if let Answer::Conflict(_) = task.asker.solve(&kept.forbidden, &caps)? {
        kept.forbidden = task.upgrade.base.forbidden.clone();
        let (rejected, untried) = add(task, &mut kept.forbidden, guards, &caps, end)?;
        kept.not_kept_out.extend(rejected);
        kept.not_kept_out.extend(untried);
    }
    let (rejected, untried) = add(task, &mut kept.forbidden, wanted, &caps, end)?;
    kept.stuck.extend(rejected);
    kept.untried.extend(untried);
    Ok(kept)
}

/// Bans that do not fit, and bans that were not tried.
type Rejected<'a> = (Vec<&'a Ban>, Vec<&'a Ban>);

/// Adds what fits.
fn add<'a>(
    task: &Task<'_>,
    forbidden: &mut Forbidden,
    bans: &[&'a Ban],
    caps: &[String],
    end: usize,
) -> Result<Rejected<'a>, PlanError> {
    let (mut rejected, mut untried) = (Vec::new(), Vec::new());
    let mut stack = vec![bans];
    while let Some(bans) = stack.pop() {
        if bans.is_empty() {
            continue;
        }
        if task.asker.asked() >= end {
            untried.extend_from_slice(bans);
            continue;
        }
        let more = with(forbidden, bans);
        match (task.asker.solve(&more, caps)?, bans) {
            (Answer::Fits(_), _) => *forbidden = more,
            (Answer::Conflict(_), [ban]) => rejected.push(*ban),
            (Answer::Conflict(_), _) => {
                let (first, second) = bans.split_at(bans.len() / 2);
                stack.push(second);
                stack.push(first);
            }
        }
    }
    Ok((rejected, untried))
}

/// More that is ruled out.
pub(super) fn with(forbidden: &Forbidden, bans: &[&Ban]) -> Forbidden {
    let mut forbidden = forbidden.clone();
    for ban in bans {
        forbidden.add(ban.package.clone(), ban.affected.clone());
    }
    forbidden
}
