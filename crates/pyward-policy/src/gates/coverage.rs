//! Was everything looked at?

use std::collections::BTreeMap;

use pyward_model::{GateLine, GateOutcome, Notice, NoticeKind, Weight};

use crate::wording::counted;
use crate::{Action, Case, Gate};

/// The gate's name, and its line's.
pub(crate) const NAME: &str = "coverage";

pub(super) static GATE: Gate = Gate {
    name: NAME,
    doc: "was everything looked at?",
    is_of_run: true,
    lines: |case| vec![line(case)],
};

fn line(case: &Case<'_>) -> GateLine {
    let gaps_count = case.settings.gate.incomplete == Action::Block;
    let undone = of_weight(case, Weight::Incomplete);
    let gaps = of_weight(case, Weight::Gap);
    // A run that could look at nothing at all is no pass, however lenient the policy.
    let nothing = !gaps.is_empty()
        && case.inventory.sources == 0
        && !case
            .inventory
            .components
            .iter()
            .any(|it| case.inventory.asked_version(it).is_some());
    let outcome = if !undone.is_empty() || nothing || (gaps_count && !gaps.is_empty()) {
        GateOutcome::Incomplete
    } else if gaps.is_empty() {
        GateOutcome::Pass
    } else {
        GateOutcome::Warn
    };
    let mut because = Vec::new();
    if !undone.is_empty() {
        let count = counted(undone.len(), "part of the job was", "parts of the job were");
        let what = match undone.as_slice() {
            [only] => only.message.clone(),
            many => kinds(many),
        };
        because.push(format!("{count} not done: {what}"));
    }
    if nothing {
        because.push("nothing could be checked".to_owned());
    }
    if !gaps.is_empty() {
        let count = counted(gaps.len(), "gap", "gaps");
        let does = if gaps_count {
            ", and the policy allows none"
        } else {
            ""
        };
        because.push(format!("{count} in coverage ({}){does}", kinds(&gaps)));
    }
    if because.is_empty() {
        because.push("everything that was found was checked".to_owned());
    }
    GateLine {
        name: NAME.to_owned(),
        outcome,
        because: because.join("; "),
        findings: Vec::new(),
    }
}

fn of_weight<'a>(case: &Case<'a>, weight: Weight) -> Vec<&'a Notice> {
    let notices = case.notices.iter();
    notices.filter(|notice| notice.weight == weight).collect()
}

/// `2 unpinned, 1 unreadable`, by the stable words of the kinds.
fn kinds(notices: &[&Notice]) -> String {
    let mut counts: BTreeMap<NoticeKind, usize> = BTreeMap::new();
    for notice in notices {
        *counts.entry(notice.kind).or_default() += 1;
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(kind, count)| format!("{count} {}", kind.word()))
        .collect();
    parts.join(", ")
}
