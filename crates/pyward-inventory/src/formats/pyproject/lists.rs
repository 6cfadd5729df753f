//! Lists of requirements that include one another: dependencies, extras and groups.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{NoticeKind, Scope, printable};

use super::Manifest;
use crate::{Requires, Root};

/// How many requirements may come into lists by inclusion.
const INCLUDED: usize = 10_000;

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    /// What the project needs to run.
    Main,
    /// What an extra of it needs, by its normalised name.
    Extra(Box<str>),
    /// A dependency group, by its normalised name.
    Group(Box<str>),
    /// What the build needs.
    Build,
}

/// Something in a list, with its line.
enum Item {
    Requires(Box<Requires>, u32),
    Include(List, u32),
}

/// Every list of a manifest.
#[derive(Default)]
pub(super) struct Lists(BTreeMap<List, Vec<Item>>);

impl List {
    fn scope(&self) -> Scope {
        match self {
            Self::Main => Scope::Main,
            Self::Extra(name) => Scope::Extra(name.clone()),
            Self::Group(name) => Scope::group(name),
            Self::Build => Scope::Build,
        }
    }
}

impl Lists {
    /// Makes a list known, though nothing may stand in it.
    pub(super) fn declare(&mut self, list: List) {
        self.0.entry(list).or_default();
    }

    pub(super) fn require(&mut self, list: List, requires: Requires, line: u32) {
        self.0
            .entry(list)
            .or_default()
            .push(Item::Requires(Box::new(requires), line));
    }

    pub(super) fn include(&mut self, list: List, included: List, line: u32) {
        self.0
            .entry(list)
            .or_default()
            .push(Item::Include(included, line));
    }

    /// What is required in any list, to be looked at or changed.
    pub(super) fn each_mut(&mut self) -> impl Iterator<Item = (&List, &mut Requires)> {
        self.0.iter_mut().flat_map(|(list, items)| {
            items.iter_mut().filter_map(move |item| match item {
                Item::Requires(requires, _) => Some((list, &mut **requires)),
                Item::Include(..) => None,
            })
        })
    }

    /// Every requirement as a root of each list it is in, directly or by inclusion. A list that includes itself ends.
    pub(super) fn roots(&self, manifest: &mut Manifest<'_>) -> Vec<Root> {
        let mut roots = Vec::new();
        let mut left = INCLUDED;
        for (list, items) in &self.0 {
            let scope = list.scope();
            let mut seen = BTreeSet::from([list]);
            let mut open: Vec<&Item> = items.iter().rev().collect();
            while let Some(item) = open.pop() {
                match item {
                    Item::Requires(requires, line) => roots.push(Root {
                        requires: (**requires).clone(),
                        scope: scope.clone(),
                        location: manifest.input.line(*line),
                    }),
                    Item::Include(included, _) if seen.insert(included) => {
                        let items = self.0.get(included).map(Vec::as_slice).unwrap_or_default();
                        if items.len() > left {
                            let message = format!(
                                "more than {INCLUDED} requirements come into lists by inclusion, the rest is not listed again"
                            );
                            manifest.gap(NoticeKind::Limit, 1, message);
                            return roots;
                        }
                        open.extend(items.iter().rev());
                        left -= items.len();
                    }
                    Item::Include(..) => {}
                }
            }
        }
        roots
    }

    /// Inclusions of groups that do not exist. (Of extras it is not known: they may be dynamic.)
    pub(super) fn tell_missing(&self, manifest: &mut Manifest<'_>) {
        for item in self.0.values().flatten() {
            if let Item::Include(included @ List::Group(name), line) = item
                && !self.0.contains_key(included)
            {
                let message = format!(
                    "the group `{}` is included, and does not exist",
                    printable(name)
                );
                manifest.gap(NoticeKind::Malformed, *line, message);
            }
        }
    }
}
