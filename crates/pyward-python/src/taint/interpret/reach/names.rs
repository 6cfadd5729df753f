//! The model's names, by what can be told of them without running anything.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::project::index::hash;
use crate::taint::model::{Entry, Model};

pub(super) type Set = HashSet<u64, FixedState>;

/// A name that is a source by itself: with a star for its receiver, or a builtin.
pub(super) const SOURCE: u8 = 1;
/// A name that is a sink by itself.
pub(super) const SINK: u8 = 2;
/// A name whose call is weak by itself.
pub(super) const USE: u8 = 4;

/// What an import means to the model.
pub(super) struct Means {
    pub(super) sources: Vec<u64>,
    pub(super) source: bool,
    pub(super) special: Vec<u64>,
    pub(super) is_special: bool,
    pub(super) weak: Vec<u64>,
    pub(super) is_weak: bool,
    pub(super) sink: bool,
}

/// The last parts of the model's names.
pub(super) struct Names {
    /// What names are by themselves: [`SOURCE`], [`SINK`], [`USE`].
    plain: HashMap<u64, u8, FixedState>,
    /// Sinks by the package they are of.
    pub(super) rooted: HashMap<String, Set, FixedState>,
    called: HashSet<String, FixedState>,
    /// Sources that names alone make weak.
    special: Whole,
    /// Weak calls by their whole names.
    weak: Whole,
    /// All names a source goes by, aliases among them.
    pub(super) sources: Whole,
    /// Whether a name alone can be a sink.
    pub(super) always: bool,
}

/// Names, each with the hash of its last part, by the package they are of.
#[derive(Default)]
pub(super) struct Whole(HashMap<String, Vec<(String, u64)>, FixedState>);

impl Whole {
    fn add(&mut self, name: String, last: u64) {
        let all = self.0.entry(root_of(&name).to_owned()).or_default();
        all.push((name, last));
    }

    fn of(&self, means: &str) -> &[(String, u64)] {
        self.0.get(root_of(means)).map_or(&[], Vec::as_slice)
    }

    /// The last parts of the names at or below an import.
    pub(super) fn below(&self, means: &str) -> Vec<u64> {
        let is_below = |name: &str| {
            name.strip_prefix(means)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let all = self.of(means).iter().filter(|(name, _)| is_below(name));
        let mut lasts: Vec<u64> = all.map(|(_, last)| *last).collect();
        lasts.sort_unstable();
        lasts.dedup();
        lasts
    }

    /// Whether an import is one of the names itself.
    fn has(&self, means: &str) -> bool {
        self.of(means).iter().any(|(name, _)| name == means)
    }

    fn all(&self) -> impl Iterator<Item = &(String, u64)> {
        self.0.values().flatten()
    }
}

/// The package a name is of.
fn root_of(name: &str) -> &str {
    name.split(['.', '[']).next().unwrap_or(name)
}

impl Names {
    pub(super) fn of(model: &Model) -> Self {
        let mut names = Self {
            plain: HashMap::default(),
            rooted: HashMap::default(),
            called: HashSet::default(),
            special: Whole::default(),
            weak: Whole::default(),
            sources: Whole::default(),
            always: !model.words.is_empty(),
        };
        let targets = Targets::of(model);
        let mut all: Vec<(&String, &Vec<Entry>)> = model.names.iter().collect();
        all.sort_by_key(|(name, _)| *name);
        for (name, entries) in all {
            let last = name.rsplit('.').next().unwrap_or(name);
            for entry in entries {
                match entry {
                    Entry::Sink(_) | Entry::Page(_) | Entry::Shared => {
                        if name.starts_with("*.") || name.starts_with("builtins.") {
                            names.is(last, SINK);
                        } else {
                            for root in targets.roots_of(name) {
                                names.rooted.entry(root).or_default().insert(hash(last));
                            }
                        }
                        names.called.insert(name.clone());
                    }
                    Entry::Use(_) => {
                        if name.starts_with("*.") {
                            names.is(last, USE);
                        }
                        names.weak.add(name.clone(), hash(last));
                    }
                    Entry::Fields(_) => names.sources.add(name.clone(), hash(last)),
                    Entry::Source(at) => {
                        if model.sources.get(*at).is_some_and(|spec| spec.exclusive) {
                            names.special.add(name.clone(), hash(last));
                        }
                        if name.starts_with("*.") || name.starts_with("builtins.") {
                            names.is(last, SOURCE);
                        }
                        names.sources.add(name.clone(), hash(last));
                    }
                    _ => {}
                }
            }
        }
        for receiver in model.answers.iter().flat_map(|spec| &spec.receivers) {
            names.is(receiver, SOURCE);
        }
        names.alias(model);
        names
    }

    /// Adds the names sources go by besides their own: by aliases, and as attributes of classes, by what returns these.
    fn alias(&mut self, model: &Model) {
        let mut others: Vec<(String, u64)> = Vec::new();
        let aliases: BTreeMap<&String, &Arc<str>> = model.alias.iter().collect();
        for (alias, to) in aliases {
            for (name, last) in self.sources.of(to) {
                if let Some(rest) = name.strip_prefix(&**to)
                    && (rest.is_empty() || rest.starts_with('.'))
                {
                    others.push((format!("{alias}{rest}"), *last));
                }
            }
        }
        self.take(others);
        let mut returned: Vec<(String, u64)> = Vec::new();
        let returns: BTreeMap<&String, &Arc<str>> = model.returns.iter().collect();
        for (by, class) in returns {
            for (name, last) in self.sources.of(class) {
                let rest = name.strip_prefix(&**class);
                if rest.is_some_and(|rest| rest.starts_with('.')) {
                    returned.push((by.trim_end_matches('@').to_owned(), *last));
                }
            }
        }
        self.take(returned);
    }

    fn take(&mut self, sources: Vec<(String, u64)>) {
        for (name, last) in sources {
            self.sources.add(name, last);
        }
    }

    fn is(&mut self, last: &str, what: u8) {
        *self.plain.entry(hash(last)).or_default() |= what;
    }

    /// What any of some names are by themselves.
    pub(super) fn plain_of(&self, mentions: &[u64]) -> u8 {
        let known = mentions.iter().filter_map(|name| self.plain.get(name));
        known.fold(0, |all, what| all | what)
    }

    /// The last parts of the sources that are attributes of classes.
    pub(super) fn of_classes(&self) -> Vec<u64> {
        let is_of_class = |name: &str| {
            let class = name.rsplit('.').nth(1);
            class.is_some_and(|class| class.starts_with(char::is_uppercase))
        };
        let all = self.sources.all().filter(|(name, _)| is_of_class(name));
        all.map(|(_, last)| *last).collect()
    }

    pub(super) fn means(&self, means: &str) -> Means {
        Means {
            sources: self.sources.below(means),
            source: self.sources.has(means),
            special: self.special.below(means),
            is_special: self.special.has(means),
            weak: self.weak.below(means),
            is_weak: self.weak.has(means),
            sink: self.called.contains(means),
        }
    }
}

/// What aliases and calls stand for, by the package that is of.
struct Targets<'m>(HashMap<&'m str, Vec<(&'m str, &'m str)>, FixedState>);

impl<'m> Targets<'m> {
    fn of(model: &'m Model) -> Self {
        let mut all: HashMap<&str, Vec<(&str, &str)>, FixedState> = HashMap::default();
        for (alias, to) in model.alias.iter().chain(&model.returns) {
            let (alias, to): (&String, &Arc<str>) = (alias, to);
            all.entry(root_of(to)).or_default().push((alias, to));
        }
        Self(all)
    }

    /// The packages a name may be imported from: its own, and those it goes by other names in.
    fn roots_of(&self, name: &str) -> Vec<String> {
        let root = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
        let others = self.0.get(root_of(name)).into_iter().flatten();
        let others = others.filter(|(_, to)| {
            name.strip_prefix(*to)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let mut roots: Vec<String> = others.map(|(alias, _)| root(alias)).collect();
        roots.push(root(name));
        roots.sort();
        roots.dedup();
        roots
    }
}
