//! Who mentions which functions, by name.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::Project;
use crate::project::index::{Function, Index, hash};

/// Names that were looked for: in a module or in all, as functions' or as methods'.
pub(super) type Done = HashSet<(u64, u32, bool), FixedState>;

/// How many functions may share a name for a mention of it to mean each of them, wherever it stands.
const MOST_BEARERS: usize = 4;

/// How many modules a name is followed through that import it from one another.
const MOST_IMPORTS: usize = 3;

/// Who mentions which functions, by name.
pub(super) struct Graph<'a> {
    index: &'a Index<'a>,
    /// The hash of the name each function is called by.
    names: Vec<u64>,
    /// Functions' names.
    known: HashMap<u64, Known, FixedState>,
    /// The last parts of the modules' names.
    stems: Vec<u64>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(project: &Project, index: &'a Index<'a>) -> Self {
        let functions = index.functions.iter();
        let names: Vec<u64> = functions.map(|it| name_of(index, it)).collect();
        let mut known: HashMap<u64, Known, FixedState> = HashMap::default();
        for name in &names {
            known.entry(*name).or_default().bearers += 1;
        }
        for (function, id) in index.functions.iter().zip(0u32..) {
            for name in &function.mentions {
                if let Some(known) = known.get_mut(name) {
                    known.mentioned_by.push(id);
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
            names,
            known,
            stems: stems.collect(),
        }
    }

    /// A function reaches what the functions reach whose names it mentions, up to a number of calls away. Names that many
    /// share mean, where it is to be fine, those of the same file.
    pub(super) fn spread(&self, from: &[bool], calls: usize, fine: bool) -> Vec<bool> {
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

    pub(super) fn spread_one(
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
        let Some(name) = self.names.get(id as usize).copied() else {
            return;
        };
        let Some(known) = self.known.get(&name) else {
            return;
        };
        let shared = fine && known.bearers > MOST_BEARERS;
        let plain = function.class.is_none() || function.name().starts_with("__");
        let module = if shared || plain {
            function.module
        } else {
            u32::MAX
        };
        if !done.insert((name, module, plain)) {
            return;
        }
        for by in &known.mentioned_by {
            if reached.get(*by as usize) == Some(&true) {
                continue;
            }
            let Some(caller) = self.index.functions.get(*by as usize) else {
                continue;
            };
            let there = caller.module;
            if shared && there != function.module {
                continue;
            }
            // A method is an attribute of something.
            if !plain && !caller.mentions_attribute(name) {
                continue;
            }
            if plain && there != function.module && !self.sees(there, name, function.module, 0) {
                continue;
            }
            if let Some(reached) = reached.get_mut(*by as usize) {
                *reached = true;
                next.push(*by);
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

/// A name that functions have.
#[derive(Default)]
struct Known {
    /// How many have it.
    bearers: usize,
    /// Which functions mention it.
    mentioned_by: Vec<u32>,
}

/// The hash of the name a function is called by: its own, or the class's where it is one of Python's.
fn name_of(index: &Index<'_>, function: &Function<'_>) -> u64 {
    let class = function
        .class
        .filter(|_| function.name().starts_with("__"))
        .and_then(|class| index.classes.get(class as usize));
    class.map_or_else(
        || hash(function.name()),
        |class| hash(class.def.name.as_str()),
    )
}
