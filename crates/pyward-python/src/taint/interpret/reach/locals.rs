//! What the imports of a module make of the names its functions mention.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::names::{Means, Names, Set, USE};
use crate::project::index::{Index, ModuleIndex};

/// Local names of a module's imports, each with the names that make something of it.
#[derive(Default)]
pub(super) struct Locals<'n> {
    pub(super) sources: Vec<(u64, Vec<u64>)>,
    pub(super) special: Vec<(u64, Vec<u64>)>,
    weak: Vec<(u64, Vec<u64>)>,
    pub(super) sinks: Vec<u64>,
    /// Last parts of the sinks of the packages it imports, by package.
    rooted: Vec<&'n Set>,
}

impl<'n> Locals<'n> {
    /// Those of all modules.
    pub(super) fn of_all(index: &Index<'_>, names: &'n Names) -> Vec<Self> {
        let mut known: HashMap<String, Means, FixedState> = HashMap::default();
        for (_, means) in index.modules.iter().flat_map(|module| &module.imports) {
            if !known.contains_key(means) {
                known.insert(means.clone(), names.means(means));
            }
        }
        let of = |module: &ModuleIndex<'_>| {
            let mut own = Self::default();
            let mut roots: Vec<&str> = Vec::new();
            let mut imports: HashMap<u64, &Means, FixedState> = HashMap::default();
            for (local, means) in &module.imports {
                roots.push(means.split('.').next().unwrap_or(means));
                if let Some(means) = known.get(means) {
                    own.add(*local, means);
                    imports.entry(*local).or_insert(means);
                }
            }
            for (name, root) in &module.derived {
                if let Some(means) = imports.get(root) {
                    own.add_derived(*name, means);
                }
            }
            roots.sort_unstable();
            roots.dedup();
            own.rooted = roots
                .iter()
                .filter_map(|it| names.rooted.get(*it))
                .collect();
            own
        };
        index.modules.iter().map(of).collect()
    }

    fn add(&mut self, local: u64, means: &Means) {
        for (into, lasts, whole) in [
            (&mut self.sources, &means.sources, means.source),
            (&mut self.special, &means.special, means.is_special),
            (&mut self.weak, &means.weak, means.is_weak),
        ] {
            if whole {
                into.push((local, vec![local]));
            } else if !lasts.is_empty() {
                into.push((local, lasts.clone()));
            }
        }
        if means.sink {
            self.sinks.push(local);
        }
    }

    /// What was made by an import under another name: its methods may be sources.
    fn add_derived(&mut self, name: u64, means: &Means) {
        if !means.sources.is_empty() {
            self.sources.push((name, means.sources.clone()));
        }
    }

    pub(super) fn has_rooted(&self, mentions: &[u64]) -> bool {
        let is_one = |name| self.rooted.iter().any(|sinks| sinks.contains(name));
        !self.rooted.is_empty() && mentions.iter().any(is_one)
    }

    /// Whether there is a weak call among names that are mentioned; `chosen`, whether one may be by a text.
    pub(super) fn is_weak(&self, mentions: &[u64], plain: u8, chosen: bool) -> bool {
        let is_mentioned = |(local, _): &(u64, Vec<u64>)| mentions.binary_search(local).is_ok();
        plain & USE != 0
            || mentions_both(mentions, &self.weak)
            || (chosen && self.weak.iter().any(is_mentioned))
    }
}

/// Whether names are mentioned together with the import they belong to.
pub(super) fn mentions_both(mentions: &[u64], locals: &[(u64, Vec<u64>)]) -> bool {
    let mentioned = |name: &u64| mentions.binary_search(name).is_ok();
    let mut locals = locals.iter();
    locals.any(|(local, lasts)| mentioned(local) && lasts.iter().any(mentioned))
}
