//! Is any finding likely to be exploited soon?

use pyward_model::{GateLine, GateOutcome};

use crate::wording::noun;
use crate::{Gate, LevelRule, Pile};

pub(super) static GATE: Gate = Gate {
    name: "epss",
    doc: "is any finding likely to be exploited soon?",
    lines: |case| {
        let Some(rule) = case.settings.gate.epss else {
            return Vec::new();
        };
        let with_cve = |known: bool| {
            case.active(|it| {
                it.advisory.as_ref().is_some_and(|group| {
                    let has_cve = group.ids().any(|id| id.starts_with("CVE-"));
                    has_cve && group.epss.is_some() == known
                })
            })
        };
        // A new CVE has no forecast yet; where none has one, there is no table.
        if with_cve(true).is_empty() && !with_cve(false).is_empty() {
            return vec![GateLine {
                name: "epss".to_owned(),
                outcome: GateOutcome::Incomplete,
                because: "no probability of exploitation is known of any finding, and the policy asks for it: pyward db update \
                          --source epss"
                    .to_owned(),
                findings: Vec::new(),
            }];
        }
        let at = rule.at;
        let what = move |count| {
            format!(
                "{} exploited with a probability of {at} or more",
                noun(count)
            )
        };
        vec![case.line_by_rule("epss", Pile::Likely, LevelRule::always(rule.action), what)]
    },
};
