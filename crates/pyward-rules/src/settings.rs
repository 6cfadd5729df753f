//! How code is looked at.

use std::collections::{BTreeMap, BTreeSet};

use crate::OwnModel;

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
    /// Options of rules: by the rule's name or bandit's name for the section, then by the option's.
    pub options: BTreeMap<String, BTreeMap<String, Setting>>,
    /// Sources, sinks, sanitizers and guards besides those that pyward comes with.
    pub own_model: Option<OwnModel>,
    /// Whether parameters of public functions are data from outside, as they are to a library: whoever uses it may have
    /// them from anybody.
    pub public: bool,
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
            own_model: None,
            public: false,
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

    /// The texts of a listing option: its own where its section is not set. As in bandit, a section that is set without the
    /// option lists nothing in compat mode.
    pub fn listed<'s>(&'s self, option: &'s Listed) -> impl Iterator<Item = &'s str> {
        let set = self.list(option.section, option.option);
        let is_set = set.is_some() || self.is_cut_short(option.section, option.option);
        let own: &[&str] = if is_set { &[] } else { option.default };
        let set = set.unwrap_or(&[]).iter().map(String::as_str);
        set.chain(own.iter().copied())
    }

    /// Whether a listing option has a text.
    pub fn is_listed(&self, option: &Listed, text: &str) -> bool {
        self.listed(option).any(|listed| listed == text)
    }

    /// Whether a section is set without an option, which makes bandit's plugins fail in compat mode.
    pub fn is_cut_short(&self, section: &str, option: &str) -> bool {
        self.mode == Mode::Compat
            && self
                .section(section)
                .is_some_and(|section| !section.contains_key(option))
    }

    fn option(&self, section: &str, option: &str) -> Option<&Setting> {
        self.section(section)?.get(option)
    }

    /// A section, under its name or the same with `_` for `-`, as bandit spells it.
    fn section(&self, name: &str) -> Option<&BTreeMap<String, Setting>> {
        let found = self.options.get(name);
        found.or_else(|| self.options.get(&name.replace('-', "_")))
    }
}

/// An option that lists texts.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The section it is set in, as bandit calls it.
    pub section: &'static str,
    /// Its name.
    pub option: &'static str,
    /// What it lists where it is not set.
    pub default: &'static [&'static str],
}
