//! Are there defects in the code that are bad enough?

use pyward_model::{GateLine, GateOutcome};

use crate::wording::{by_level, noun};
use crate::{Case, Gate, Pile};

pub(super) static GATE: Gate = Gate {
    name: "code",
    doc: "are there defects in the code that are bad enough?",
    is_of_run: false,
    lines: |case| line(case).into_iter().collect(),
};

/// `None` where no code was looked at.
fn line(case: &Case<'_>) -> Option<GateLine> {
    let all = case.pile(Pile::Code);
    if all.is_empty() && case.inventory.sources == 0 {
        return None;
    }
    let bar = case.settings.gate.code;
    let counts: Vec<usize> = all
        .iter()
        .copied()
        .filter(|index| {
            let finding = case.findings_at(std::slice::from_ref(index)).next();
            finding.is_some_and(|it| bar.blocks(it.severity, it.confidence))
        })
        .collect();
    let told = |count: usize| format!("{count} {} in code", noun(count));
    let (outcome, because) = match (counts.len(), all.len()) {
        (0, 0) => (GateOutcome::Pass, format!("no {} in code", noun(0))),
        (0, all) => (
            GateOutcome::Log,
            format!("{}: {bar} would block", told(all)),
        ),
        (count, _) => (
            GateOutcome::Block,
            format!(
                "{} ({}): {bar} blocks",
                told(count),
                by_level(&case.findings_at(&counts))
            ),
        ),
    };
    Some(GateLine {
        name: "code".to_owned(),
        outcome,
        because,
        findings: if counts.is_empty() { all } else { counts },
    })
}
