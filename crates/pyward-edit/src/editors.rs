//! The registry of editors. A new one is a file in `editors/` and a line here.

mod pipfile;
mod pylock;
mod pyproject;
mod requirements_txt;

use crate::Editor;

pub use self::pyproject::constrain;
pub(crate) use self::requirements_txt::{ViaStyle, annotated};

/// Every editor, in the order in which they are asked.
pub static EDITORS: &[&dyn Editor] = &[
    &pylock::Pylock,
    &pyproject::Pyproject,
    &pipfile::Pipfile,
    &requirements_txt::RequirementsTxt,
];

/// The editor of a file, by the last part of its path.
pub fn find(file_name: &str) -> Option<&'static dyn Editor> {
    EDITORS
        .iter()
        .copied()
        .find(|editor| editor.claims(file_name))
}

#[cfg(test)]
mod tests;
