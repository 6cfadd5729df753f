//! Are the releases well with their index?

use crate::wording::noun;
use crate::{Gate, Pile};

pub(super) static GATE: Gate = Gate {
    name: "standing",
    doc: "are the releases well with their index?",
    lines: |case| {
        if case.pile(Pile::Standing).is_empty() {
            return Vec::new();
        }
        let cap = case.settings.gate.standing;
        let what = |count| format!("{} about how releases stand with their index", noun(count));
        vec![case.line_by_cap("standing".to_owned(), Pile::Standing, cap, what)]
    },
};
