//! Runs functions on abstract values.
//!
//! A function is run once for each different set of arguments (what they may be and which marks they carry, not where
//! those came from), and what it does is remembered: its result, what became of its arguments, the sinks its arguments
//! reach. Branches that cannot be taken are not; what a guard says holds on its branch.

#![expect(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "one interpreter in many files; values move into what is made of them"
)]

mod annotations;
mod arguments;
mod bindings;
mod builtins;
mod calls;
mod carried;
mod classes;
mod comparing;
mod conversions;
mod descent;
mod entries;
mod expressions;
mod external;
mod functional;
mod guards;
mod handed;
mod handled;
mod harmless;
mod inherited;
mod injected;
mod joined_text;
mod judged;
mod kept;
mod keyed;
mod lookup;
mod loops;
mod matching;
mod methods;
mod operators;
mod pages;
mod parameters;
mod patterns;
mod pickers;
mod public;
mod queries;
mod reach;
mod reflection;
mod registered;
mod resolve;
mod rows;
mod sinks;
mod sole;
mod statements;
mod targets;
mod texts;
mod translate;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;
use ruff_python_ast::name::Name;
use ruff_text_size::Ranged;

use super::flow::{Analysis, Flow, IN_TESTS, Limit, Place};
use super::mark::{Kinds, Mark, Marks, Origin};
use super::model::{Map, Model};
use super::state::Env;
use super::value::{Closure, Value};
use crate::project::index::{Function, Index};
use crate::project::{Found, Project};
use crate::test_code::is_test;

use classes::{Binding, ClassNames};
pub(super) use reach::{Met, Reach};

/// How many steps one entry may take in a small project.
const FUEL: u64 = 30_000;
/// And how many at least in a large one, where entries that take all there are leave none for others.
const LARGE_FUEL: u64 = 8_000;
/// Up to so many bytes of source a project is small.
const SMALL: u64 = 2_000_000;
/// How many steps an entry may take when the project has taken more than it may.
const LEAST_FUEL: u64 = 300;
/// How many steps a function of tests may take. Nobody's data reaches it, and what it calls is met from elsewhere, too.
const TEST_FUEL: u64 = 2_500;
/// How deep calls are followed.
const DEEPEST_CALLS: usize = 8;
/// How deep expressions and statements are followed, over all calls.
const DEEPEST: usize = 400;
/// What is said of a function whose steps run out.
const TOO_LONG: &str = "it takes too many steps to follow";
/// The most remembered runs of one function.
const MOST_RUNS: u32 = 24;

/// A mark that reached a sink.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) kind: u8,
    pub(super) sink: Place,
    pub(super) callee: Arc<str>,
    pub(super) argument: Arc<str>,
    pub(super) mark: Mark,
    pub(super) guessed: bool,
}

/// What running a function did.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) value: Value,
    /// What became of the parameters, in their order.
    pub(super) parameters: Vec<Option<Value>>,
    pub(super) hits: Vec<Hit>,
    /// What holds after it returned.
    pub(super) after: Vec<(Origin, Kinds)>,
    /// Names of functions around it that it wrote to.
    pub(super) outer: Vec<(Name, Value)>,
    /// What it keeps of its arguments where others read it, and where.
    pub(super) kept: Vec<(kept::Key, Value)>,
    /// Where it read what others may have kept.
    pub(super) asks: Vec<kept::Key>,
    /// Whether it never returns.
    pub(super) never: bool,
}

impl Outcome {
    /// Whether a source's marks come out of it.
    fn gives(&self) -> bool {
        let parameters = self.parameters.iter().flatten();
        let outer = self.outer.iter().map(|(_, value)| value);
        let mut all = std::iter::once(&self.value).chain(parameters).chain(outer);
        all.any(Value::is_from_source)
    }
}

/// A function that is being run.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) module: u32,
    pub(super) class: Option<u32>,
    pub(super) function: Option<u32>,
    /// The variables; `None` where this point is not reached.
    pub(super) env: Option<Env>,
    pub(super) captured: Option<Rc<Env>>,
    pub(super) globals: Vec<Name>,
    pub(super) outer: Vec<Name>,
    pub(super) returned: Option<Value>,
    pub(super) returns: Vec<Return>,
    pub(super) ends: Option<Env>,
    pub(super) breaks: Vec<Vec<Env>>,
    pub(super) continues: Vec<Vec<Env>>,
    pub(super) raises: Vec<Vec<Env>>,
    pub(super) hits: Vec<Hit>,
    pub(super) deferred: Vec<u32>,
    /// What it keeps of its arguments where others read it, and where.
    pub(super) kept: Vec<(kept::Key, Value)>,
    pub(super) loops: usize,
    /// What the exceptions carry that are raised here.
    pub(super) raised: Marks,
    /// Whether it is run for itself, not for one that calls it.
    pub(super) by_itself: bool,
}

/// One way a function returned.
pub(super) struct Return {
    pub(super) truth: Option<bool>,
    pub(super) cleared: Vec<(Origin, Kinds)>,
    pub(super) fact: Option<Rc<super::mark::Fact>>,
}

pub(super) struct Interpreter<'a> {
    pub(super) project: &'a Project,
    pub(super) index: &'a Index<'a>,
    pub(super) model: &'a Model,
    pub(super) reach: &'a Reach<'a>,
    /// Functions that give what they read from a source to whoever calls them.
    pub(super) giving: BTreeSet<u32>,
    /// Functions that may give it, too.
    pub(super) unsure: BTreeSet<u32>,
    memo: Map<(u32, u64), Rc<Outcome>>,
    /// Runs that took all steps there were, with how many that was.
    endless: Map<(u32, u64), u64>,
    runs: Map<u32, u32>,
    globals: Map<u32, Rc<Env>>,
    loading: BTreeSet<u32>,
    class_envs: Map<u32, Rc<Env>>,
    class_bases: Map<u32, Rc<[Value]>>,
    lineages: Map<u32, Rc<[u32]>>,
    /// The classes that derive from each, once somebody asked.
    heirs: Option<Map<u32, Vec<u32>>>,
    outside: Map<u32, Rc<[Arc<str>]>>,
    /// What functions wrote where others read it.
    written: Map<kept::Key, Value>,
    /// Where the entry that runs read what others may write.
    asking: Vec<kept::Key>,
    /// Entries by where they read.
    asked: Map<kept::Key, BTreeSet<u32>>,
    /// Entries that read what was written after they were run.
    again: BTreeSet<u32>,
    /// Whether classes stand for tables.
    tables: Map<u32, bool>,
    pages: Rc<pages::Pages>,
    /// What was written into attributes of shared objects, by their qualified names.
    shared: Map<Arc<str>, Marks>,
    /// Texts that stand in many values.
    texts: HashSet<Arc<str>, FixedState>,
    /// What imports mean, by module, level and the hash of the name.
    imports: Map<(u32, u32, u64), Option<Found>>,
    /// Builtins by name, qualified.
    builtins: Map<Arc<str>, Arc<str>>,
    /// What the decorators of methods make of them.
    bindings: Map<u32, Binding>,
    /// What the turns of loops leave for each other, by module and where the loop begins.
    carried: Map<(u32, u32), Rc<carried::Carried>>,
    /// The names that class bodies bind.
    class_names: Map<u32, Rc<ClassNames<'a>>>,
    /// How many functions were met that close over something.
    closures: u64,
    stack: Vec<u32>,
    fuel: u64,
    /// How many steps one entry may take.
    most_fuel: u64,
    /// The steps left for all entries together.
    left: u64,
    depth: usize,
    /// What is being iterated over.
    here: Option<Place>,
    /// Whether the last call does not come back.
    gone: bool,
    /// The class of the project an instance of which is made.
    made: Option<u32>,
    found: BTreeMap<(Place, Option<Place>, Arc<str>), Flow>,
    /// What arrived and could do nothing, by sink and weakness.
    harmless: BTreeMap<(Place, Arc<str>), Flow>,
    limits: BTreeSet<Limit>,
    /// Functions of tests that were not followed to their end.
    cut_tests: BTreeSet<u32>,
    /// The function of tests that is being run.
    in_test: Option<u32>,
    judged: Map<(Place, Option<u8>), judged::Verdict>,
    /// Functions in which something is known for one caller.
    hopeful: BTreeSet<u32>,
    /// Functions that were run for themselves, as far as something was judged there.
    alone: BTreeSet<u32>,
    /// Modules in which not all was followed.
    spoiled: BTreeSet<u32>,
    /// Whether the function that is run next is run for itself.
    enters: bool,
    /// Whether functions are run only to see what is known in them.
    hopes: bool,
}

impl<'a> Interpreter<'a> {
    pub(super) fn new(
        project: &'a Project,
        index: &'a Index<'a>,
        model: &'a Model,
        reach: &'a Reach<'a>,
    ) -> Self {
        Self {
            project,
            index,
            model,
            reach,
            giving: BTreeSet::new(),
            unsure: BTreeSet::new(),
            memo: Map::default(),
            endless: Map::default(),
            runs: Map::default(),
            globals: Map::default(),
            loading: BTreeSet::new(),
            class_envs: Map::default(),
            class_bases: Map::default(),
            lineages: Map::default(),
            heirs: None,
            outside: Map::default(),
            written: Map::default(),
            asking: Vec::new(),
            asked: Map::default(),
            again: BTreeSet::new(),
            tables: Map::default(),
            pages: Rc::new(pages::Pages::of(project)),
            shared: Map::default(),
            texts: HashSet::default(),
            imports: Map::default(),
            builtins: Map::default(),
            bindings: Map::default(),
            carried: Map::default(),
            class_names: Map::default(),
            closures: 0,
            stack: Vec::new(),
            fuel: FUEL,
            most_fuel: fuel_for(project),
            left: steps_for(project),
            depth: 0,
            here: None,
            gone: false,
            made: None,
            found: BTreeMap::new(),
            harmless: BTreeMap::new(),
            limits: BTreeSet::new(),
            cut_tests: BTreeSet::new(),
            in_test: None,
            judged: Map::default(),
            hopeful: BTreeSet::new(),
            alone: BTreeSet::new(),
            spoiled: BTreeSet::new(),
            enters: false,
            hopes: false,
        }
    }

    pub(super) fn finish(mut self) -> Analysis {
        self.tell_of_tests();
        let keys = self
            .found
            .keys()
            .map(|(sink, _, kind)| (*sink, Arc::clone(kind)));
        let found: BTreeSet<(Place, Arc<str>)> = keys.collect();
        let judged = self.judgements();
        let harmless = self.harmless.into_iter();
        let harmless = harmless.filter(|(key, _)| !found.contains(key));
        Analysis {
            judged,
            harmless: harmless.map(|(_, flow)| flow).collect(),
            flows: self.found.into_values().collect(),
            limits: self.limits.into_iter().collect(),
        }
    }

    /// Tells once of all functions of tests that were not followed to their end.
    fn tell_of_tests(&mut self) {
        let first = self.cut_tests.first();
        let first = first.and_then(|id| self.index.functions.get(*id as usize));
        if let Some(first) = first {
            let functions = match self.cut_tests.len() {
                1 => first.name().to_owned(),
                count => format!("{count} functions"),
            };
            self.limits.insert(Limit {
                module: first.module,
                function: Arc::from(functions),
                what: IN_TESTS,
            });
        }
    }

    pub(super) fn place(frame: &Frame, node: &impl Ranged) -> Place {
        let range = node.range();
        Place {
            module: frame.module,
            start: range.start().to_u32(),
            end: range.end().to_u32(),
        }
    }

    fn limit(&mut self, frame: &Frame, what: &'static str) {
        self.spoil(frame.module);
        if let Some(test) = self.in_test {
            self.cut_tests.insert(test);
            return;
        }
        let function = frame
            .function
            .and_then(|id| self.index.functions.get(id as usize));
        let name = function.map_or("<module>", |function| function.name());
        self.limits.insert(Limit {
            module: frame.module,
            function: Arc::from(name),
            what,
        });
    }

    /// Takes fuel; false where there is none left.
    fn burn(&mut self, frame: &Frame, amount: u64) -> bool {
        if self.fuel == 0 {
            return false;
        }
        self.fuel = self.fuel.saturating_sub(amount);
        if self.fuel == 0 {
            self.limit(frame, TOO_LONG);
            return false;
        }
        true
    }

    /// Gives fuel for one entry.
    fn fill(&mut self) {
        self.fuel = self.most_fuel.min(self.left).max(LEAST_FUEL);
    }

    /// Gives fuel for a function that is run as if somebody from outside called it: for one of tests, less.
    fn fill_for(&mut self, function: u32) {
        self.fill();
        let path = |function: &Function<'_>| {
            let module = self.project.modules().get(function.module as usize);
            module.map(|module| &module.source().path)
        };
        let path = self.index.functions.get(function as usize).and_then(path);
        if path.is_some_and(|path| is_test(path)) {
            self.fuel = self.fuel.min(TEST_FUEL);
            self.in_test = Some(function);
        }
    }

    /// Takes what an entry used from what all may use.
    fn settle_up(&mut self, given: u64) {
        self.left = self.left.saturating_sub(given - self.fuel.min(given));
        self.in_test = None;
    }

    /// A copy of the variables, paid for.
    fn copy(&mut self, frame: &Frame, env: &Env) -> Env {
        self.burn(frame, 1 + env.vars.len() as u64 / 4);
        env.clone()
    }

    fn closure(function: u32) -> Closure {
        Closure {
            function,
            receiver: None,
            captured: None,
            given: Vec::new(),
            named: Vec::new(),
            number: 0,
        }
    }

    /// A function that is defined within another: it sees the variables around it.
    fn closing_over(&mut self, function: u32, frame: &Frame) -> Closure {
        self.closures += 1;
        Closure {
            captured: frame.env.clone().map(Rc::new),
            number: self.closures,
            ..Self::closure(function)
        }
    }

    /// A text, kept once however often it is asked for.
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let made: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&made));
        made
    }

    /// The name of a builtin, qualified.
    fn builtin_name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.builtins.get(name) {
            return Arc::clone(known);
        }
        let made: Arc<str> = Arc::from(format!("builtins.{name}"));
        let name = self.text(name);
        self.builtins.insert(name, Arc::clone(&made));
        made
    }
}

/// The steps a project may take: some for each byte of it, so that the time is in proportion.
fn steps_for(project: &Project) -> u64 {
    300_000 + bytes_of(project) / 24
}

/// How many steps one entry may take.
fn fuel_for(project: &Project) -> u64 {
    let share = FUEL * SMALL / bytes_of(project).max(1);
    share.clamp(LARGE_FUEL, FUEL)
}

fn bytes_of(project: &Project) -> u64 {
    let modules = project.modules().iter();
    modules
        .map(|module| module.source().text.len() as u64)
        .sum()
}

/// The whole name of what something has: `os.path` for `path` of `os`. Names are made all the time, and `format!` takes
/// three times as long.
fn qualify(base: &str, name: &str) -> String {
    let mut whole = String::with_capacity(base.len() + 1 + name.len());
    whole.push_str(base);
    whole.push('.');
    whole.push_str(name);
    whole
}
