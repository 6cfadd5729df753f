//! Is any finding known to be exploited?

use pyward_model::{GateLine, GateOutcome};

use crate::wording::noun;
use crate::{Action, Gate, LevelRule, Pile};

pub(super) static GATE: Gate = Gate {
    name: "kev",
    doc: "is any finding known to be exploited?",
    lines: |case| {
        let written = case.settings.gate.kev;
        let asked = case.active(|it| {
            let group = it.advisory.as_ref();
            group.is_some_and(|group| group.known_exploited.is_some())
        });
        let unasked = case.active(|it| {
            let group = it.advisory.as_ref();
            group.is_some_and(|group| group.known_exploited.is_none())
        });
        if !unasked.is_empty() && written.is_some() {
            // The policy counts on the answer, so silence is none.
            return vec![GateLine {
                name: "kev".to_owned(),
                outcome: GateOutcome::Incomplete,
                because: "no catalogue of known exploited vulnerabilities is installed, and the policy asks for one: pyward \
                          db update --source kev"
                    .to_owned(),
                findings: Vec::new(),
            }];
        }
        if asked.is_empty() {
            return Vec::new();
        }
        let rule = written.unwrap_or(LevelRule::always(Action::Block));
        let what = |count| format!("{} known to be exploited", noun(count));
        vec![case.line_by_rule("kev", Pile::Exploited, rule, what)]
    },
};
