//! Which functions are worth running: those from which both a source and a sink can be reached, by the names they mention.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::descent::Descent;
use super::handled::is_handler;
use super::registered::Registered;
use crate::Project;
use crate::project::index::{Function, Index, hash};
use crate::taint::model::{Entry, Model};

type Set = HashSet<u64, FixedState>;
/// Names that were looked for: in a module or in all, as functions' or as methods'.
type Done = HashSet<(u64, u32, bool), FixedState>;

/// Which functions and modules are worth running.
pub(in crate::taint) struct Reach<'a> {
    graph: Graph<'a>,
    entries: Vec<bool>,
    /// Functions from which both a source and a sink can be reached.
    between: Vec<bool>,
    /// Entries that read a source themselves: these are run first.
    direct: Vec<bool>,
    /// Functions from which a sink can be reached.
    sinking: Vec<bool>,
    /// Functions from which a source, a sink or a weak call can be reached.
    matters: Vec<bool>,
    modules: Vec<bool>,
    /// Functions that were handed to a framework.
    pub(super) registered: Registered,
}

impl<'a> Reach<'a> {
    pub(in crate::taint) fn of(project: &Project, index: &'a Index<'a>, model: &Model) -> Self {
        let names = Names::of(model);
        let mut modules = vec![false; index.modules.len()];
        let mut known: HashMap<&str, Means, FixedState> = HashMap::default();
        let locals: Vec<Locals> = index
            .modules
            .iter()
            .map(|module| {
                let mut own = Locals::default();
                for (local, means) in &module.imports {
                    let means = known.entry(means).or_insert_with(|| names.means(means));
                    own.add(*local, means);
                }
                for (name, root) in &module.derived {
                    let imported = module.imports.iter().find(|(local, _)| local == root);
                    if let Some((_, means)) = imported {
                        let means = known.entry(means).or_insert_with(|| names.means(means));
                        own.add_derived(*name, means);
                    }
                }
                for (_, means) in &module.imports {
                    let root = means.split('.').next().unwrap_or(means);
                    if let Some(lasts) = names.rooted.get(root) {
                        own.rooted.extend(lasts);
                    }
                }
                own
            })
            .collect();
        let registered = Registered::of(project, index, model);
        let by_name = hash("getattr");
        let mut descent = Descent::of(project, index, model, |name| match name {
            Some(name) => below(&names.sources, name),
            None => names.of_classes(),
        });
        let nothing = Locals::default();
        let nothing_plain = Set::default();
        let mut source: Vec<bool> = Vec::with_capacity(index.functions.len());
        let mut sink: Vec<bool> = Vec::with_capacity(index.functions.len());
        let mut weak: Vec<bool> = Vec::with_capacity(index.functions.len());
        for (id, function) in index.functions.iter().enumerate() {
            let own = locals.get(function.module as usize).unwrap_or(&nothing);
            let imports = index
                .modules
                .get(function.module as usize)
                .map_or(&[][..], |module| module.imports.as_slice());
            let handles = registered.get(id as u32).is_some()
                || is_handler(&mut descent, function, imports, model);
            // What a class outside gives its methods may be weak by name alone.
            let handles = handles || descent.reads(function);
            let direct =
                handles || names.any(&function.mentions, &names.plain_sources, &own.sources);
            source.push(direct);
            let chosen = function.mentions(by_name);
            let renamed = own.sinks.iter().any(|local| function.mentions(*local));
            sink.push(
                handles
                    || (names.always
                        && names.any(&function.mentions, &nothing_plain, &own.special))
                    || renamed
                    || (chosen && direct)
                    || names.any(&function.mentions, &names.sinks, &[])
                    || function
                        .mentions
                        .iter()
                        .any(|name| own.rooted.contains(name)),
            );
            weak.push(
                names.any(&function.mentions, &names.uses, &own.weak)
                    || (chosen && own.weak.iter().any(|(local, _)| function.mentions(*local))),
            );
        }
        for (id, module) in index.modules.iter().enumerate() {
            let own = locals.get(id).unwrap_or(&nothing);
            if let Some(entry) = modules.get_mut(id) {
                let mentions = |name: &u64| module.mentions.binary_search(name).is_ok();
                *entry = names.any(&module.mentions, &names.uses, &own.weak)
                    || (mentions(&by_name) && own.weak.iter().any(|(local, _)| mentions(local)))
                    || names.any(&module.mentions, &names.plain_sources, &own.sources);
            }
        }
        let graph = Graph::of(project, index);
        let sinks_coarse = graph.spread(&sink, 6, false);
        let sinks_fine = graph.spread(&sink, 4, true);
        let sources_fine = graph.spread(&source, 2, true);
        let weak_fine = graph.spread(&weak, 2, true);
        let at = |set: &[bool], id: usize| set.get(id).copied().unwrap_or(false);
        let all = 0..index.functions.len();
        let entries = all
            .clone()
            .map(|id| at(&weak_fine, id) || (at(&source, id) && at(&sinks_coarse, id)))
            .collect();
        let between = all
            .clone()
            .map(|id| at(&sources_fine, id) && at(&sinks_fine, id))
            .collect();
        let matters = all
            .map(|id| at(&sinks_fine, id) || at(&sources_fine, id) || at(&weak_fine, id))
            .collect();
        Self {
            graph,
            entries,
            registered,
            between,
            direct: source,
            sinking: sinks_fine,
            matters,
            modules,
        }
    }

    /// Whether it is run by itself: it reads a source and may reach a sink, or has a weak call.
    pub(in crate::taint) fn is_entry(&self, function: u32) -> bool {
        self.entries
            .get(function as usize)
            .copied()
            .unwrap_or(false)
    }

    /// Whether it reads a source itself.
    pub(in crate::taint) fn is_direct(&self, function: u32) -> bool {
        self.direct.get(function as usize).copied().unwrap_or(false)
    }

    /// Whether it is run by itself where the function around it is.
    pub(in crate::taint) fn is_inner_entry(&self, function: u32) -> bool {
        let between = self.between.get(function as usize);
        self.is_entry(function) || between.copied().unwrap_or(false)
    }

    /// Those that may call one of these functions and are not among those `met` so far, in their order.
    pub(in crate::taint) fn callers(&self, of: &[u32], met: &mut Met) -> Vec<u32> {
        met.reached.resize(self.direct.len(), false);
        let mut next = Vec::new();
        for id in of {
            let Met { reached, done } = met;
            self.graph.spread_one(*id, true, reached, done, &mut next);
        }
        next.sort_unstable();
        next
    }

    /// Whether a sink can be reached from it.
    pub(in crate::taint) fn sinks(&self, function: u32) -> bool {
        self.sinking
            .get(function as usize)
            .copied()
            .unwrap_or(false)
    }

    /// Whether running it could show anything besides what it returns.
    pub(super) fn matters(&self, function: u32) -> bool {
        self.matters
            .get(function as usize)
            .copied()
            .unwrap_or(false)
    }

    pub(in crate::taint) fn is_module(&self, module: u32) -> bool {
        self.modules.get(module as usize).copied().unwrap_or(false)
    }
}

/// Functions that were reached, and the names whose bearers were.
#[derive(Default)]
pub(in crate::taint) struct Met {
    reached: Vec<bool>,
    done: Done,
}

/// What an import means to the model.
struct Means {
    sources: Vec<u64>,
    source: bool,
    special: Vec<u64>,
    is_special: bool,
    weak: Vec<u64>,
    is_weak: bool,
    sink: bool,
}

/// Local names of a module's imports, each with the names that make something of it.
#[derive(Default)]
struct Locals {
    sources: Vec<(u64, Vec<u64>)>,
    special: Vec<(u64, Vec<u64>)>,
    weak: Vec<(u64, Vec<u64>)>,
    sinks: Vec<u64>,
    /// Last parts of the sinks of the packages it imports.
    rooted: Set,
}

impl Locals {
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
}

impl Locals {
    /// What was made by an import under another name: its methods may be sources.
    fn add_derived(&mut self, name: u64, means: &Means) {
        if !means.sources.is_empty() {
            self.sources.push((name, means.sources.clone()));
        }
    }
}

/// How many functions may share a name for a mention of it to mean each of them, wherever it stands.
const MOST_BEARERS: usize = 4;

/// How many modules a name is followed through that import it from one another.
const MOST_IMPORTS: usize = 3;

/// Who mentions which functions, by name.
struct Graph<'a> {
    index: &'a Index<'a>,
    bearers: HashMap<u64, usize, FixedState>,
    mentioned_by: HashMap<u64, Vec<u32>, FixedState>,
    /// The last parts of the modules' names.
    stems: Vec<u64>,
}

impl<'a> Graph<'a> {
    fn of(project: &Project, index: &'a Index<'a>) -> Self {
        let mut bearers: HashMap<u64, usize, FixedState> = HashMap::default();
        for function in &index.functions {
            for name in names_of(index, function) {
                *bearers.entry(name).or_default() += 1;
            }
        }
        let mut mentioned_by: HashMap<u64, Vec<u32>, FixedState> = HashMap::default();
        for (id, function) in index.functions.iter().enumerate() {
            for name in &function.mentions {
                if bearers.contains_key(name) {
                    mentioned_by.entry(*name).or_default().push(id as u32);
                }
            }
        }
        let stems = project.modules().iter().map(|module| {
            let path = module
                .source()
                .path
                .trim_end_matches(".py")
                .trim_end_matches("/__init__");
            hash(path.rsplit('/').next().unwrap_or(path))
        });
        Self {
            index,
            bearers,
            mentioned_by,
            stems: stems.collect(),
        }
    }

    /// A function reaches what the functions reach whose names it mentions, up to a number of calls away. Names that many
    /// share mean, where it is to be fine, those of the same file.
    fn spread(&self, from: &[bool], calls: usize, fine: bool) -> Vec<bool> {
        let mut reached = from.to_vec();
        let mut done: Done = HashSet::default();
        let mut work: Vec<u32> = (0..reached.len() as u32)
            .filter(|id| reached.get(*id as usize) == Some(&true))
            .collect();
        for _ in 0..calls {
            let mut next = Vec::new();
            for id in work {
                self.spread_one(id, fine, &mut reached, &mut done, &mut next);
            }
            work = next;
        }
        reached
    }

    fn spread_one(
        &self,
        id: u32,
        fine: bool,
        reached: &mut [bool],
        done: &mut Done,
        next: &mut Vec<u32>,
    ) {
        let Some(function) = self.index.functions.get(id as usize) else {
            return;
        };
        for name in names_of(self.index, function) {
            let shared = fine
                && self
                    .bearers
                    .get(&name)
                    .is_some_and(|count| *count > MOST_BEARERS);
            let plain = function.class.is_none() || function.name().starts_with("__");
            let module = if shared || plain {
                function.module
            } else {
                u32::MAX
            };
            if !done.insert((name, module, plain)) {
                continue;
            }
            for by in self.mentioned_by.get(&name).into_iter().flatten() {
                let Some(caller) = self.index.functions.get(*by as usize) else {
                    continue;
                };
                // A method is an attribute of something.
                if !plain && !caller.mentions_attribute(name) {
                    continue;
                }
                let there = caller.module;
                if there != function.module
                    && (shared || (plain && !self.sees(there, name, function.module, 0)))
                {
                    continue;
                }
                if let Some(reached) = reached.get_mut(*by as usize)
                    && !*reached
                {
                    *reached = true;
                    next.push(*by);
                }
            }
        }
    }

    /// Whether a module imports a name of another module, there or from where that imports it, or that module.
    fn sees(&self, module: u32, name: u64, of: u32, depth: usize) -> bool {
        let Some(own) = self.index.modules.get(module as usize) else {
            return false;
        };
        let stem = self.stems.get(of as usize).copied().unwrap_or(0);
        !own.stars.is_empty()
            || own.imported.binary_search(&stem).is_ok()
            || own.taken.iter().any(|(taken, from)| {
                *taken == name
                    && from.is_none_or(|from| {
                        from == of
                            || depth >= MOST_IMPORTS
                            || (from != module && self.sees(from, name, of, depth + 1))
                    })
            })
    }
}

/// The names a function is called by: its own, and the class's where it is one of Python's.
fn names_of(index: &Index<'_>, function: &Function<'_>) -> Vec<u64> {
    if function.name().starts_with("__") {
        let class = function
            .class
            .and_then(|class| index.classes.get(class as usize));
        if let Some(class) = class {
            return vec![hash(class.def.name.as_str())];
        }
    }
    vec![hash(function.name())]
}

/// The last parts of the model's names.
struct Names {
    sinks: Set,
    /// Sinks by the package they are of.
    rooted: HashMap<String, Set, FixedState>,
    called: Vec<String>,
    uses: Set,
    /// Sources that names alone make weak.
    special: Vec<(String, u64)>,
    /// Weak calls by their whole names.
    weak: Vec<(String, u64)>,
    /// Sources with a star for their receiver, and builtins.
    plain_sources: Set,
    /// All names a source goes by, aliases among them.
    sources: Vec<(String, u64)>,
    /// Whether a name alone can be a sink.
    always: bool,
}

impl Names {
    fn of(model: &Model) -> Self {
        let mut names = Self {
            sinks: Set::default(),
            rooted: HashMap::default(),
            called: Vec::new(),
            uses: Set::default(),
            weak: Vec::new(),
            special: Vec::new(),
            plain_sources: Set::default(),
            sources: Vec::new(),
            always: !model.words.is_empty(),
        };
        let mut all: Vec<(&String, &Vec<Entry>)> = model.names.iter().collect();
        all.sort_by_key(|(name, _)| *name);
        for (name, entries) in all {
            let last = name.rsplit('.').next().unwrap_or(name);
            for entry in entries {
                match entry {
                    Entry::Sink(_) | Entry::Page(_) | Entry::Shared => {
                        if name.starts_with("*.") || name.starts_with("builtins.") {
                            names.sinks.insert(hash(last));
                        } else {
                            for root in roots_of(model, name) {
                                names.rooted.entry(root).or_default().insert(hash(last));
                            }
                        }
                        names.called.push(name.clone());
                    }
                    Entry::Use(_) => {
                        if name.starts_with("*.") {
                            names.uses.insert(hash(last));
                        }
                        names.weak.push((name.clone(), hash(last)));
                    }
                    Entry::Fields(_) => names.sources.push((name.clone(), hash(last))),
                    Entry::Source(at) => {
                        if model.sources.get(*at).is_some_and(|spec| spec.exclusive) {
                            names.special.push((name.clone(), hash(last)));
                        }
                        if name.starts_with("*.") || name.starts_with("builtins.") {
                            names.plain_sources.insert(hash(last));
                        }
                        names.sources.push((name.clone(), hash(last)));
                    }
                    _ => {}
                }
            }
        }
        for receiver in model.answers.iter().flat_map(|spec| &spec.receivers) {
            names.plain_sources.insert(hash(receiver));
        }
        let mut aliased = Vec::new();
        let mut aliases: Vec<(&String, &Arc<str>)> = model.alias.iter().collect();
        aliases.sort();
        for (alias, to) in aliases {
            for (name, last) in &names.sources {
                if let Some(rest) = name.strip_prefix(&**to)
                    && (rest.is_empty() || rest.starts_with('.'))
                {
                    aliased.push((format!("{alias}{rest}"), *last));
                }
            }
        }
        names.sources.extend(aliased);
        // A class whose attributes are sources, reached by what returns it.
        let mut returned = Vec::new();
        let mut returns: Vec<(&String, &Arc<str>)> = model.returns.iter().collect();
        returns.sort();
        for (by, class) in returns {
            for (name, last) in &names.sources {
                if name
                    .strip_prefix(&**class)
                    .is_some_and(|rest| rest.starts_with('.'))
                {
                    returned.push((by.trim_end_matches('@').to_owned(), *last));
                }
            }
        }
        names.sources.extend(returned);
        names
    }

    /// The last parts of the sources that are attributes of classes.
    fn of_classes(&self) -> Vec<u64> {
        let is_of_class = |name: &str| {
            let class = name.rsplit('.').nth(1);
            class.is_some_and(|class| class.starts_with(char::is_uppercase))
        };
        let all = self.sources.iter().filter(|(name, _)| is_of_class(name));
        all.map(|(_, last)| *last).collect()
    }

    fn means(&self, means: &str) -> Means {
        Means {
            sources: below(&self.sources, means),
            source: is_named(&self.sources, means),
            special: below(&self.special, means),
            is_special: is_named(&self.special, means),
            weak: below(&self.weak, means),
            is_weak: is_named(&self.weak, means),
            sink: self.called.iter().any(|name| name == means),
        }
    }

    /// Whether names are mentioned that are enough alone, or with the import they belong to.
    fn any(&self, mentions: &[u64], plain: &Set, locals: &[(u64, Vec<u64>)]) -> bool {
        let mentioned = |name: &u64| mentions.binary_search(name).is_ok();
        mentions.iter().any(|name| plain.contains(name))
            || locals
                .iter()
                .any(|(local, lasts)| mentioned(local) && lasts.iter().any(mentioned))
    }
}

/// The last parts of the names at or below an import.
fn below(names: &[(String, u64)], means: &str) -> Vec<u64> {
    let is_below = |name: &str| {
        name.strip_prefix(means)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let mut lasts: Vec<u64> = names
        .iter()
        .filter(|(name, _)| is_below(name))
        .map(|(_, last)| *last)
        .collect();
    lasts.sort_unstable();
    lasts.dedup();
    lasts
}

/// The packages a name may be imported from: its own, and those it goes by other names in.
fn roots_of(model: &Model, name: &str) -> Vec<String> {
    let root = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let mut roots = vec![root(name)];
    let mut others: Vec<String> = model
        .alias
        .iter()
        .chain(&model.returns)
        .filter(|(_, to)| {
            name.strip_prefix(&***to)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
        .map(|(alias, _)| root(alias))
        .collect();
    others.sort();
    others.dedup();
    roots.append(&mut others);
    roots
}

/// Whether an import is one of the names itself.
fn is_named(names: &[(String, u64)], means: &str) -> bool {
    names.iter().any(|(name, _)| name == means)
}

pub(super) fn imports_any(imports: &[(u64, String)], wanted: &[String]) -> bool {
    wanted.is_empty()
        || imports.iter().any(|(_, means)| {
            let root = means.split('.').next().unwrap_or(means);
            wanted.iter().any(|wanted| root == wanted)
        })
}
