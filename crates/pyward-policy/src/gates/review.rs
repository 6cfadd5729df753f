//! Does the change accept findings of its own?

use crate::{Action, Gate, LevelRule, NewInReview, Pile};

pub(super) static GATE: Gate = Gate {
    name: "review",
    doc: "does the change accept findings of its own?",
    is_of_run: true,
    lines: |case| {
        let pile = Pile::Policy("added-waiver");
        if case.pile(pile).is_empty() {
            return Vec::new();
        }
        let action = match case.settings.ignores.added_in_pr {
            NewInReview::Block => Action::Block,
            NewInReview::Warn => Action::Warn,
            NewInReview::Allow => Action::Log,
        };
        let what = |count: usize| {
            let entries = if count == 1 { "waiver" } else { "waivers" };
            format!("{entries} that the change adds")
        };
        vec![case.line_by_rule("added-waiver", pile, LevelRule::always(action), what)]
    },
};
