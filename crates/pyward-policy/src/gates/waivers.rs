//! Is the ignore list in order?

use std::collections::BTreeSet;

use pyward_model::{GateLine, GateOutcome, NoticeKind};

use crate::wording::{counted, verb};
use crate::{Action, Case, Gate, Unused, Waiver};

pub(super) static GATE: Gate = Gate {
    name: "waivers",
    doc: "is the ignore list in order?",
    is_of_run: true,
    lines: |case| {
        if case.settings.waivers.is_empty() {
            return Vec::new();
        }
        let told = case.settings.ignores.unused != Unused::Allow;
        let unused = told.then(|| unused(case));
        std::iter::once(expired(case)).chain(unused).collect()
    },
};

fn expired(case: &Case<'_>) -> GateLine {
    let waivers = told(case, NoticeKind::WaiverExpired);
    let covered = |finding: &pyward_model::Finding| {
        let component = finding
            .component
            .and_then(|id| case.inventory.components.get(id.index()));
        let ground = &case.settings.ground;
        waivers
            .iter()
            .any(|it| it.covers(finding, component, ground))
    };
    let (outcome, does) = match case.settings.ignores.expired {
        Action::Block => (GateOutcome::Block, "any blocks"),
        Action::Warn | Action::Log => (
            GateOutcome::Warn,
            verb(
                waivers.len(),
                "what it covered counts again",
                "what they covered counts again",
            ),
        ),
    };
    let because = match waivers.len() {
        0 => "no waiver has expired".to_owned(),
        count => format!(
            "{}: {does}",
            counted(count, "waiver has expired", "waivers have expired")
        ),
    };
    GateLine {
        name: "expired-waivers".to_owned(),
        outcome: if waivers.is_empty() {
            GateOutcome::Pass
        } else {
            outcome
        },
        because,
        findings: case.active(covered),
    }
}

fn unused(case: &Case<'_>) -> GateLine {
    let count = told(case, NoticeKind::WaiverUnmatched).len();
    let (outcome, does) = match case.settings.ignores.unused {
        Unused::Block => (GateOutcome::Block, "any blocks"),
        Unused::Warn | Unused::Allow => (GateOutcome::Warn, "warns"),
    };
    let because = match count {
        0 => "every waiver is used".to_owned(),
        count => {
            format!(
                "{}: {does}",
                counted(count, "waiver matches nothing", "waivers match nothing")
            )
        }
    };
    GateLine {
        name: "unused-waivers".to_owned(),
        outcome: if count == 0 {
            GateOutcome::Pass
        } else {
            outcome
        },
        because,
        findings: Vec::new(),
    }
}

/// The entries that notices of this kind speak of, by their place; what the command line ignores has none.
pub(crate) fn told<'a>(case: &Case<'a>, kind: NoticeKind) -> Vec<&'a Waiver> {
    let places: BTreeSet<_> = case
        .notices
        .iter()
        .filter(|notice| notice.kind == kind)
        .filter_map(|notice| notice.location.as_ref())
        .collect();
    let waivers = case.settings.waivers.iter();
    waivers.filter(|it| places.contains(&it.location)).collect()
}
