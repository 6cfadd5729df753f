//! How code is looked at.

use std::collections::{BTreeMap, BTreeSet};

/// How code is looked at.
#[derive(Clone, Debug)]
pub struct CodeSettings {
    /// Whose findings are wanted.
    pub mode: Mode,
    /// Rules to run, by name or alias; empty: all.
    pub tests: BTreeSet<String>,
    /// Rules not to run, by name or alias.
    pub skips: BTreeSet<String>,
    /// Whether `nosec` and `noqa` comments count for nothing.
    pub ignore_nosec: bool,
    /// How many lines around a finding are shown with it, all told.
    pub context: u32,
    /// Options of rules: by the rule's name, then by the option's.
    pub options: BTreeMap<String, BTreeMap<String, Setting>>,
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            tests: BTreeSet::new(),
            skips: BTreeSet::new(),
            ignore_nosec: false,
            context: 3,
            options: BTreeMap::new(),
        }
    }
}

/// Whose findings are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Those of bandit, to the last one.
    Compat,
    /// Pyward's own: names resolved as Python does, and rules bandit does not have.
    #[default]
    Own,
}

/// The value of a rule's option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(i64),
    /// Texts.
    List(Vec<String>),
}

impl CodeSettings {
    /// A rule's option that is on or off; off where it is not set.
    pub fn flag(&self, rule: &str, option: &str) -> bool {
        matches!(self.option(rule, option), Some(Setting::Flag(true)))
    }

    /// A rule's option that is a number.
    pub fn number(&self, rule: &str, option: &str) -> Option<i64> {
        match self.option(rule, option) {
            Some(Setting::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A rule's option that is a list of texts.
    pub fn list(&self, rule: &str, option: &str) -> Option<&[String]> {
        match self.option(rule, option) {
            Some(Setting::List(texts)) => Some(texts),
            _ => None,
        }
    }

    fn option(&self, rule: &str, option: &str) -> Option<&Setting> {
        self.options.get(rule)?.get(option)
    }
}
