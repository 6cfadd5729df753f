//! What flows from where to where.
//!
//! The model says what sources, sinks, sanitizers and guards are; the interpreter runs functions on abstract values. What
//! it finds are flows: this crate does not know which of them is how bad.

mod flow;
mod interpret;
mod mark;
mod model;
mod object;
mod sorted;
mod state;
mod value;

pub use flow::{Analysis, Flow, IN_TESTS, Judged, Limit, Origin, Place, Standing, Step, What};
pub use model::{Example, Model, ModelError};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::Project;
use crate::project::index::{Function, Index, ModuleIndex, hash};
use crate::test_code::is_test;
use interpret::{Interpreter, Met, Reach};

/// The stack the interpreter runs on, in bytes. Nesting is bounded; this is what the bound needs.
const STACK: usize = 256 * 1024 * 1024;

/// How many calls may lie between the function that reads a source and the one it is followed from.
const CALLERS: usize = 2;

/// How often entries are run once more that read what others wrote after them.
const TIMES_AGAIN: usize = 2;

/// Global variables that hold a source's data.
#[derive(Default)]
struct Tainted {
    /// By module, the hashes of their names.
    own: BTreeMap<u32, BTreeSet<u64>>,
    /// By the hashes of their names, those of the last parts of their modules' names.
    modules: HashMap<u64, Vec<u64>, FixedState>,
}

impl Tainted {
    fn add(&mut self, module: u32, stem: u64, name: u64) {
        self.own.entry(module).or_default().insert(name);
        self.modules.entry(name).or_default().push(stem);
    }

    /// Whether one of another module is mentioned where it is imported, itself or with a star, or where its module is.
    fn is_taken(&self, own: &ModuleIndex<'_>, mentions: &[u64]) -> bool {
        let mut mentioned = mentions
            .iter()
            .filter_map(|name| Some((name, self.modules.get(name)?)));
        let is_imported = |name: &u64| own.imported.binary_search(name).is_ok();
        mentioned.any(|(name, stems)| {
            !own.stars.is_empty() || is_imported(name) || stems.iter().any(is_imported)
        })
    }

    /// Whether a function mentions one: of its own module, or one that its module imports.
    fn is_read(&self, index: &Index<'_>, function: &Function<'_>) -> bool {
        let own = self.own.get(&function.module);
        own.is_some_and(|own| own.iter().any(|name| function.mentions(*name)))
            || index
                .modules
                .get(function.module as usize)
                .is_some_and(|module| self.is_taken(module, &function.mentions))
    }
}

/// Functions that give a source's data to whoever calls them.
#[derive(Default)]
struct Giving {
    sure: Vec<u32>,
    unsure: Vec<u32>,
}

impl Giving {
    /// Adds a function if it gives something. One that was not run yet is run for that; one within another cannot be by
    /// itself, and may give it.
    fn add(&mut self, interpreter: &mut Interpreter<'_>, id: u32, is_nested: bool, was_run: bool) {
        if !was_run && !is_nested {
            interpreter.run_entry(id);
        }
        if interpreter.giving.contains(&id) {
            self.sure.push(id);
        } else if is_nested || interpreter.unsure.contains(&id) {
            self.unsure.push(id);
        }
    }
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Whether parameters of public functions are sources, too: whoever uses the package may have them from anybody.
    pub public: bool,
}

impl Project {
    /// The flows of the project.
    #[must_use]
    pub fn flows(&self, model: &Model, scope: Scope) -> Analysis {
        let run = || {
            let index = Index::of(self, &model.registrars(), |module| model.exports(module));
            let reach = Reach::of(self, &index, model);
            let mut interpreter = Interpreter::new(self, &index, model, &reach);
            let mut tainted = self.run_modules(&index, &reach, &mut interpreter);
            for direct in [true, false] {
                for (id, function) in index.functions.iter().enumerate() {
                    let id = id as u32;
                    if function.around.is_none()
                        && reach.is_entry(id)
                        && reach.is_direct(id) == direct
                    {
                        interpreter.run_entry(id);
                    }
                }
            }
            if interpreter.has_shared() {
                // What one function of a request keeps for the others may have been written after these were run.
                let again = (0u32..).zip(&index.functions);
                for (id, _) in again.filter(|(id, it)| it.around.is_none() && reach.is_entry(*id)) {
                    interpreter.run_entry(id);
                }
            }
            for _ in 0..TIMES_AGAIN {
                for id in interpreter.asked_too_early() {
                    interpreter.run_entry(id);
                }
            }
            for (module, name) in interpreter.written_globals() {
                tainted.add(module, self.stem(module), name);
            }
            Self::run_callers(&index, &reach, &tainted, &mut interpreter);
            if scope.public {
                let public = |(id, function)| reach.sinks(id) && is_public(self, &index, function);
                let all = (0u32..).zip(&index.functions).filter(|it| public(*it));
                interpreter.run_all_public(all.map(|(id, _)| id));
            }
            interpreter.run_hopeful();
            let mut analysis = interpreter.finish();
            analysis.limits.extend(self.too_deep());
            analysis.limits.sort();
            analysis
        };
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, run);
            match thread.map(std::thread::ScopedJoinHandle::join) {
                Ok(Ok(analysis)) => analysis,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => Analysis {
                    flows: Vec::new(),
                    judged: Vec::new(),
                    harmless: Vec::new(),
                    limits: vec![Limit {
                        module: 0,
                        function: "<project>".into(),
                        what: "there is no memory to follow it",
                    }],
                },
            }
        })
    }
}

impl Project {
    /// Runs the top level of modules that read a source there, and of those that take a name from them: the names that
    /// hold a source's data, by module.
    fn run_modules<'a>(
        &'a self,
        index: &'a Index<'a>,
        reach: &Reach<'a>,
        interpreter: &mut Interpreter<'a>,
    ) -> Tainted {
        let all = 0..self.modules().len() as u32;
        let mut todo: Vec<u32> = all.clone().filter(|id| reach.is_module(*id)).collect();
        let mut done: BTreeSet<u32> = BTreeSet::new();
        let mut tainted = Tainted::default();
        for _ in 0..=CALLERS {
            for module in &todo {
                interpreter.run_module(*module);
                let stem = self.stem(*module);
                for name in interpreter.tainted_globals(*module) {
                    tainted.add(*module, stem, name);
                }
            }
            done.extend(todo);
            let takes = |id: &u32| {
                let module = index.modules.get(*id as usize);
                !done.contains(id) && module.is_some_and(|own| tainted.is_taken(own, &own.mentions))
            };
            todo = all.clone().filter(takes).collect();
        }
        tainted
    }

    /// Runs those that call what gives them a source's data, and then those that call them.
    fn run_callers<'a>(
        index: &'a Index<'a>,
        reach: &Reach<'a>,
        tainted: &Tainted,
        interpreter: &mut Interpreter<'a>,
    ) {
        let all = 0..index.functions.len() as u32;
        let is_nested = |id: u32| {
            index
                .functions
                .get(id as usize)
                .is_none_or(|it| it.around.is_some())
        };
        // Those that read a global variable that holds a source's data are run like those that read the source.
        let reading: Vec<u32> = index
            .functions
            .iter()
            .zip(0u32..)
            .filter(|(function, id)| {
                function.around.is_none()
                    && !reach.is_direct(*id)
                    && tainted.is_read(index, function)
            })
            .map(|(_, id)| id)
            .collect();
        for id in &reading {
            if reach.sinks(*id) && !reach.is_entry(*id) {
                interpreter.run_entry(*id);
            }
        }
        let mut giving = Giving::default();
        for id in all.filter(|id| reach.is_direct(*id)) {
            giving.add(interpreter, id, is_nested(id), reach.is_entry(id));
        }
        for id in reading {
            let was_run = reach.sinks(id) || reach.is_entry(id);
            giving.add(interpreter, id, false, was_run);
        }
        let mut met = Met::default();
        for round in 1..=CALLERS {
            let is_last = round == CALLERS;
            let mut next = Giving::default();
            // Those that are sure to give something come first, as long as there are steps to take.
            for these in [&giving.sure, &giving.unsure] {
                for id in reach.callers(these, &mut met) {
                    // Whose callers are not asked for any more is run for what it reaches alone.
                    if !is_last || reach.sinks(id) {
                        next.add(interpreter, id, is_nested(id), reach.is_entry(id));
                    }
                }
            }
            giving = next;
        }
    }

    /// The hash of the last part of a module's name.
    fn stem(&self, module: u32) -> u64 {
        let module = self.modules().get(module as usize);
        let path = module.map_or("", |module| &*module.source().path);
        let path = path.trim_end_matches(".py").trim_end_matches("/__init__");
        hash(path.rsplit('/').next().unwrap_or(path))
    }

    /// The modules that nest too deeply for anything in them to be followed.
    fn too_deep(&self) -> impl Iterator<Item = Limit> {
        let modules = self.modules().iter().enumerate();
        modules
            .filter(|(_, module)| module.ast().is_some() && module.is_too_deep())
            .map(|(number, _)| Limit {
                module: number as u32,
                function: "<module>".into(),
                what: "it is nested too deeply",
            })
    }
}

/// Whether whoever uses the package is meant to call a function: neither its name nor those around it begin with a line.
fn is_public(project: &Project, index: &Index<'_>, function: &Function<'_>) -> bool {
    let class = function
        .class
        .and_then(|class| index.classes.get(class as usize));
    let path = project
        .modules()
        .get(function.module as usize)
        .map_or("", |module| &module.source().path);
    let is_setup = path.rsplit('/').next() == Some("setup.py");
    let hidden = |name: &str| name.starts_with('_') && name != "__init__" && name != "__call__";
    function.around.is_none()
        && !is_setup
        && !hidden(function.name())
        && class.is_none_or(|class| !hidden(class.def.name.as_str()))
        && !is_test(path)
}
