//! The judgement over all findings and notices.

use pyward_model::{Finding, GateOutcome, Inventory, Notice, Outcome, Verdict};

use crate::sentence::sentence;
use crate::{Case, GATES, Settings};

/// Asks every gate and sums up. Blocking wins over incomplete: exit 1, and the sentence says both; incomplete is exit 3;
/// everything else, warnings too, is exit 0.
///
/// `notices` are all that were made on the way, [`crate::apply`]'s and [`crate::freshness`]'s among them. Findings are
/// indexed as they stand in `findings`.
pub fn judge(
    findings: &[Finding],
    inventory: &Inventory,
    notices: &[Notice],
    settings: &Settings,
) -> Verdict {
    let case = Case {
        findings,
        inventory,
        notices,
        settings,
    };
    let gates: Vec<_> = GATES.iter().flat_map(|gate| (gate.lines)(&case)).collect();
    let any = |wanted| gates.iter().any(|line| line.outcome == wanted);
    let (outcome, exit_code) = if any(GateOutcome::Block) {
        (Outcome::Fail, 1)
    } else if any(GateOutcome::Incomplete) {
        (Outcome::Incomplete, 3)
    } else {
        (Outcome::Pass, 0)
    };
    Verdict {
        outcome,
        exit_code,
        sentence: sentence(&case, &gates, outcome),
        gates,
    }
}

#[cfg(test)]
mod tests;
