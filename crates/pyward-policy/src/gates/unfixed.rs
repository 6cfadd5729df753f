//! Can the findings be cleared at all?

use crate::wording::noun;
use crate::{Action, Gate, Pile};

pub(super) static GATE: Gate = Gate {
    name: "unfixed",
    doc: "can the findings be cleared at all?",
    is_of_run: false,
    lines: |case| {
        let cap = case.settings.gate.unfixed;
        if cap == Action::Block {
            return Vec::new();
        }
        let what = |count| format!("{} without a fix", noun(count));
        vec![case.line_by_cap("unfixed".to_owned(), Pile::Unfixed, cap, what)]
    },
};
