//! How many findings are how bad?

use pyward_model::Severity;

use crate::wording::noun;
use crate::{Gate, Pile};

pub(super) static GATE: Gate = Gate {
    name: "severity",
    doc: "how many findings are how bad?",
    is_of_run: false,
    lines: |case| {
        let levels = case.settings.gate.levels;
        let line = |level: Severity| {
            let what = |count| match level {
                Severity::Unknown => format!("{} of unknown severity", noun(count)),
                level => format!("{level} {}", noun(count)),
            };
            case.line_by_rule(level.word(), Pile::Level(level), levels.of(level), what)
        };
        Severity::ALL.map(line).into()
    },
};
