//! The contract of a preset: a named set of level rules for `--gate`.

use pyward_model::Severity;

use crate::{Action, LevelRule, Levels, PRESETS};

/// A gate chosen by name. It replaces the rules of the severity levels and nothing else: malware, caps, coverage and
/// waivers stay as configured.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name after `--gate`.
    pub name: &'static str,
    /// Another name for the same.
    pub alias: Option<&'static str>,
    /// One line that says what it does.
    pub doc: &'static str,
    /// Its rules.
    pub levels: Levels,
}

impl Preset {
    /// The preset of this name, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = name.trim();
        PRESETS
            .iter()
            .find(|preset| preset.names().any(|own| own.eq_ignore_ascii_case(name)))
    }

    /// Its names, the chief one first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.alias)
    }

    /// Every level from `least` on blocks, what is below is logged; but what nobody has scored warns at least, since it
    /// may be anything.
    pub(crate) const fn from_level(name: &'static str, doc: &'static str, least: Severity) -> Self {
        Self {
            name,
            alias: None,
            doc,
            levels: Levels {
                critical: Self::block_from(Severity::Critical, least),
                high: Self::block_from(Severity::High, least),
                medium: Self::block_from(Severity::Medium, least),
                unknown: Self::block_from(Severity::Unknown, least),
                low: Self::block_from(Severity::Low, least),
                info: Self::block_from(Severity::Info, least),
            },
        }
    }

    const fn block_from(level: Severity, least: Severity) -> LevelRule {
        LevelRule::always(if level as u8 >= least as u8 {
            Action::Block
        } else if matches!(level, Severity::Unknown) {
            Action::Warn
        } else {
            Action::Log
        })
    }
}
