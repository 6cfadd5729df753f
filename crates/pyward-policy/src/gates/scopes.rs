//! Are the findings in what only development, building or an option needs?

use crate::wording::noun;
use crate::{Gate, Pile};

pub(super) static GATE: Gate = Gate {
    name: "scopes",
    doc: "are the findings in what only development, building or an option needs?",
    is_of_run: false,
    lines: |case| {
        let caps = case.settings.gate.scopes.caps.iter();
        caps.map(|(selector, cap)| {
            let what = |count| format!("{} only in {selector}", noun(count));
            let name = format!("scope {selector}");
            case.line_by_cap(name, Pile::Scope(selector), *cap, what)
        })
        .collect()
    },
};
