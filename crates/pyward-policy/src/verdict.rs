//! The judgement over all findings and notices.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{Finding, GateLine, GateOutcome, Inventory, Notice, Outcome, Verdict};

use crate::context::contexts_of;
use crate::sentence::sentence;
use crate::{Activity, Case, GATES, Settings};

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
        within: None,
    };
    let gates = lines(&case);
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

/// The lines of all gates. With environments in force, those about findings are asked once for each, and once for what
/// no environment holds.
fn lines(case: &Case<'_>) -> Vec<GateLine> {
    let contexts = &case.settings.contexts;
    if contexts.iter().all(|it| it.activity == Activity::Idle) {
        return GATES.iter().flat_map(|gate| (gate.lines)(case)).collect();
    }
    let mut parts: BTreeMap<Option<usize>, BTreeSet<usize>> = BTreeMap::new();
    for (index, finding) in case.findings.iter().enumerate() {
        for context in contexts_of(finding, case.inventory, contexts) {
            parts.entry(context).or_default().insert(index);
        }
    }
    let mut lines = Vec::new();
    for (place, context) in contexts.iter().enumerate() {
        if context.activity == Activity::Idle {
            continue;
        }
        let settings = Settings {
            gate: context.gate.clone(),
            ..case.settings.clone()
        };
        let within = parts.get(&Some(place)).cloned().unwrap_or_default();
        let part = Case {
            settings: &settings,
            within: Some(&within),
            ..*case
        };
        let gates = GATES.iter().filter(|gate| !gate.is_of_run);
        lines.extend(gates.flat_map(|gate| (gate.lines)(&part)).map(|mut line| {
            line.name = format!("{}: {}", context.name, line.name);
            line
        }));
    }
    let others = parts.remove(&None).unwrap_or_default();
    let part = Case {
        within: Some(&others),
        ..*case
    };
    for gate in GATES {
        if gate.is_of_run {
            lines.extend((gate.lines)(case));
        } else if !others.is_empty() {
            lines.extend((gate.lines)(&part));
        }
    }
    lines
}

#[cfg(test)]
mod tests;
