//! What is in force and where each value comes from, as a configuration file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pyward_model::{PackageName, Severity, printable};

use crate::{Activity, Context, ContextGroup, PathGlob, ScopeCaps, Settings};

use super::keys::{KEYS, Key, Show};
use super::{Demand, Origins};

impl Settings {
    /// Every value in force as TOML, each with the place it comes from as a comment. Read back as a configuration it
    /// gives the same settings, but for what only the command line can say.
    pub fn show(&self, origins: &Origins) -> String {
        let mut page = String::new();
        for key in KEYS {
            match key.show {
                Show::Table => {
                    let _ = write!(page, "\n[{}]\n", key.path);
                }
                Show::Setting(value) => show_setting(&mut page, key, value(self), origins),
                Show::Told(value) => {
                    let _ = match value(self) {
                        Some(value) => writeln!(page, "# {} = {value}", key.leaf()),
                        None => writeln!(page, "# {} is not set", key.leaf()),
                    };
                }
                Show::Tables | Show::Waiver(_) | Show::Allowed(_) | Show::Blocked(_) => {}
            }
        }
        for context in &self.contexts {
            self.show_context(&mut page, context);
        }
        for waiver in &self.waivers {
            let _ = write!(page, "\n[[ignore]]  # {}\n", waiver.location);
            show_entry(&mut page, |show| match show {
                Show::Waiver(value) => value(waiver),
                _ => None,
            });
        }
        let packages = &self.packages;
        for entry in &packages.allow {
            let _ = write!(page, "\n[[packages.allow]]  # {}\n", entry.location);
            show_entry(&mut page, |show| match show {
                Show::Allowed(value) => value(entry),
                _ => None,
            });
        }
        for entry in &packages.block {
            let _ = write!(page, "\n[[packages.block]]  # {}\n", entry.location);
            show_entry(&mut page, |show| match show {
                Show::Blocked(value) => value(entry),
                _ => None,
            });
        }
        for id in &self.ignore_ids {
            let _ = write!(page, "\n# --ignore {}  # command line\n", printable(id));
        }
        page
    }

    /// An environment: what it is made of, and what it says otherwise than `[gate]`.
    fn show_context(&self, page: &mut String, context: &Context) {
        let state = match context.activity {
            Activity::Active => "in force",
            Activity::Idle => "not in force here",
            Activity::Possible => "in force, as the branch is not known",
        };
        let _ = write!(
            page,
            "\n[env.{}]  # {}, {state}\n",
            key(&context.name),
            context.location
        );
        let mut matched = Vec::new();
        if !context.groups.is_empty() {
            let groups: Vec<String> = context.groups.iter().map(ContextGroup::text).collect();
            matched.push(format!("groups = {}", texts(&groups)));
        }
        if !context.branches.is_empty() {
            matched.push(format!("branches = {}", boxed(&context.branches)));
        }
        if !matched.is_empty() {
            let _ = writeln!(page, "match = {{ {} }}", matched.join(", "));
        }
        let there = Self {
            gate: context.gate.clone(),
            ..Self::default()
        };
        for key in KEYS.iter().filter(|key| key.table() == "gate") {
            let Show::Setting(value) = key.show else {
                continue;
            };
            if let Some(value) = value(&there)
                .filter(|it| super::keys::is_of_context(key) && Some(it) != value(self).as_ref())
            {
                let _ = writeln!(page, "{} = {value}", key.path);
            }
        }
    }
}

/// A key as TOML, in quotes where it needs them.
fn key(name: &str) -> String {
    let is_bare = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_');
    if name.chars().all(is_bare) {
        name.to_owned()
    } else {
        text(name)
    }
}

/// The keys of an entry that have a value.
fn show_entry(page: &mut String, value: impl Fn(Show) -> Option<String>) {
    for key in KEYS {
        if let Some(value) = value(key.show) {
            let _ = writeln!(page, "{} = {value}", key.leaf());
        }
    }
}

fn show_setting(page: &mut String, key: &Key, value: Option<String>, origins: &Origins) {
    let _ = match value {
        Some(value) => writeln!(
            page,
            "{} = {value}  # {}",
            key.leaf(),
            origins.words(key.path)
        ),
        None => writeln!(page, "# {} is not set", key.leaf()),
    };
}

/// A word that needs no escapes, as TOML.
pub(super) fn word(word: &str) -> String {
    format!("\"{word}\"")
}

/// Any text as a TOML string on one line, with nothing in it that could steer a terminal.
pub(super) fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for ch in text.chars() {
        let mut bytes = [0; 4];
        if matches!(ch, '"' | '\\') {
            quoted.push('\\');
            quoted.push(ch);
        } else if *printable(ch.encode_utf8(&mut bytes)) == *ch.encode_utf8(&mut [0; 4]) {
            quoted.push(ch);
        } else if u32::from(ch) <= 0xffff {
            let _ = write!(quoted, "\\u{:04x}", u32::from(ch));
        } else {
            let _ = write!(quoted, "\\U{:08x}", u32::from(ch));
        }
    }
    quoted.push('"');
    quoted
}

pub(super) fn texts(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|it| text(it)).collect();
    format!("[{}]", quoted.join(", "))
}

pub(super) fn boxed(texts: &[Box<str>]) -> String {
    let quoted: Vec<String> = texts.iter().map(|it| text(it)).collect();
    format!("[{}]", quoted.join(", "))
}

pub(super) fn locked(keys: &BTreeSet<&'static str>) -> String {
    let quoted: Vec<String> = keys.iter().map(|it| text(it)).collect();
    format!("[{}]", quoted.join(", "))
}

pub(super) fn globs(globs: &[PathGlob]) -> String {
    let quoted: Vec<String> = globs.iter().map(|it| text(&it.text)).collect();
    format!("[{}]", quoted.join(", "))
}

pub(super) fn names(names: &[PackageName]) -> String {
    let quoted: Vec<String> = names.iter().map(|it| text(it.as_str())).collect();
    format!("[{}]", quoted.join(", "))
}

/// One address as a string, several as a list.
pub(super) fn urls(urls: &[Box<str>]) -> String {
    match urls {
        [one] => text(one),
        urls => {
            let quoted: Vec<String> = urls.iter().map(|it| text(it)).collect();
            format!("[{}]", quoted.join(", "))
        }
    }
}

pub(super) fn caps(caps: &ScopeCaps) -> String {
    table(caps.caps.iter().map(|(selector, action)| {
        format!("{} = {}", text(&selector.to_string()), word(action.word()))
    }))
}

pub(super) fn days(days: &BTreeMap<Severity, u32>) -> String {
    table(
        Severity::ALL
            .iter()
            .filter_map(|level| Some(format!("{level} = {}", days.get(level)?))),
    )
}

pub(super) fn demands(demands: &BTreeSet<Demand>) -> String {
    let words: Vec<String> = demands.iter().map(|it| word(it.word())).collect();
    format!("[{}]", words.join(", "))
}

fn table(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.collect();
    if entries.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", entries.join(", "))
    }
}
