//! Where running starts: functions from which both a source and a sink can be reached, by the names they mention.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;
use ruff_python_ast::{Expr, StmtFunctionDef};

use super::arguments::Arguments;
use super::{FUEL, Frame, Interpreter};
use crate::Project;
use crate::constants::Constant;
use crate::project::index::{Body, Function, Index, hash};
use crate::taint::model::{Entry, HandlerSpec, Model};
use crate::taint::state::Env;
use crate::taint::value::{Kind, Shape, Value};

type Set = HashSet<u64, FixedState>;

/// Which functions and modules are worth running.
pub(in crate::taint) struct Reach {
    entries: Vec<bool>,
    /// Functions from which a source, a sink or a weak call can be reached.
    matters: Vec<bool>,
    modules: Vec<bool>,
}

impl Reach {
    pub(in crate::taint) fn of(project: &Project, index: &Index<'_>, model: &Model) -> Self {
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
                for (_, means) in &module.imports {
                    let root = means.split('.').next().unwrap_or(means);
                    if let Some(lasts) = names.rooted.get(root) {
                        own.rooted.extend(lasts);
                    }
                }
                own
            })
            .collect();
        let nothing = Locals::default();
        let nothing_plain = Set::default();
        let mut source: Vec<bool> = Vec::with_capacity(index.functions.len());
        let mut sink: Vec<bool> = Vec::with_capacity(index.functions.len());
        let mut weak: Vec<bool> = Vec::with_capacity(index.functions.len());
        for function in &index.functions {
            let own = locals.get(function.module as usize).unwrap_or(&nothing);
            let imports = index
                .modules
                .get(function.module as usize)
                .map_or(&[][..], |module| module.imports.as_slice());
            let handles = is_handler(index, function, imports, model);
            let direct =
                handles || names.any(&function.mentions, &names.plain_sources, &own.sources);
            source.push(direct);
            let renamed = own.sinks.iter().any(|local| function.mentions(*local));
            sink.push(
                handles
                    || (names.always
                        && names.any(&function.mentions, &nothing_plain, &own.special))
                    || renamed
                    || names.any(&function.mentions, &names.sinks, &[])
                    || function
                        .mentions
                        .iter()
                        .any(|name| own.rooted.contains(name)),
            );
            weak.push(names.any(&function.mentions, &names.uses, &own.weak));
        }
        for (id, module) in index.modules.iter().enumerate() {
            let own = locals.get(id).unwrap_or(&nothing);
            if let Some(entry) = modules.get_mut(id) {
                *entry = names.any(&module.mentions, &names.uses, &own.weak)
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
            .map(|id| {
                at(&weak_fine, id)
                    || (at(&source, id) && at(&sinks_coarse, id))
                    || (at(&sources_fine, id) && at(&sinks_fine, id))
            })
            .collect();
        let matters = all
            .map(|id| at(&sinks_fine, id) || at(&sources_fine, id) || at(&weak_fine, id))
            .collect();
        Self {
            entries,
            matters,
            modules,
        }
    }

    pub(in crate::taint) fn is_entry(&self, function: u32) -> bool {
        self.entries
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

/// How many functions may share a name for a mention of it to mean each of them, wherever it stands.
const MOST_BEARERS: usize = 4;

/// Who mentions which functions, by name.
struct Graph<'i, 'a> {
    index: &'i Index<'a>,
    bearers: HashMap<u64, usize, FixedState>,
    mentioned_by: HashMap<u64, Vec<u32>, FixedState>,
    /// The last parts of the modules' names.
    stems: Vec<u64>,
}

impl<'i, 'a> Graph<'i, 'a> {
    fn of(project: &Project, index: &'i Index<'a>) -> Self {
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
        let mut done: HashSet<(u64, u32), FixedState> = HashSet::default();
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
        done: &mut HashSet<(u64, u32), FixedState>,
        next: &mut Vec<u32>,
    ) {
        let Some(function) = self.index.functions.get(id as usize) else {
            return;
        };
        let stem = self
            .stems
            .get(function.module as usize)
            .copied()
            .unwrap_or(0);
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
            if !done.insert((name, module)) {
                continue;
            }
            for by in self.mentioned_by.get(&name).into_iter().flatten() {
                let Some(there) = self.index.functions.get(*by as usize).map(|by| by.module) else {
                    continue;
                };
                if there != function.module && (shared || (plain && !self.sees(there, name, stem)))
                {
                    continue;
                }
                if let Some(reached) = reached.get_mut(*by as usize) {
                    if !*reached {
                        *reached = true;
                        next.push(*by);
                    }
                }
            }
        }
    }

    /// Whether a module imports a name, or the module it is of.
    fn sees(&self, module: u32, name: u64, stem: u64) -> bool {
        let Some(own) = self.index.modules.get(module as usize) else {
            return false;
        };
        let imports = |name: &u64| own.imported.binary_search(name).is_ok();
        !own.stars.is_empty() || imports(&name) || imports(&stem)
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
    sink_names: Vec<String>,
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
            sink_names: Vec::new(),
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
                    Entry::Sink(_) => {
                        if name.starts_with("*.") || name.starts_with("builtins.") {
                            names.sinks.insert(hash(last));
                        } else {
                            for root in roots_of(model, name) {
                                names.rooted.entry(root).or_default().insert(hash(last));
                            }
                        }
                        names.sink_names.push(name.clone());
                    }
                    Entry::Use(_) => {
                        if name.starts_with("*.") {
                            names.uses.insert(hash(last));
                        }
                        names.weak.push((name.clone(), hash(last)));
                    }
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
        let mut aliased = Vec::new();
        let mut aliases: Vec<(&String, &Arc<str>)> = model.alias.iter().collect();
        aliases.sort();
        for (alias, to) in aliases {
            for (name, last) in &names.sources {
                if let Some(rest) = name.strip_prefix(&**to) {
                    if rest.is_empty() || rest.starts_with('.') {
                        aliased.push((format!("{alias}{rest}"), *last));
                    }
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

    fn means(&self, means: &str) -> Means {
        Means {
            sources: below(&self.sources, means),
            source: is_named(&self.sources, means),
            special: below(&self.special, means),
            is_special: is_named(&self.special, means),
            weak: below(&self.weak, means),
            is_weak: is_named(&self.weak, means),
            sink: self.sink_names.iter().any(|name| name == means),
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
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
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

fn imports_any(imports: &[(u64, String)], wanted: &[String]) -> bool {
    wanted.is_empty()
        || imports.iter().any(|(_, means)| {
            let root = means.split('.').next().unwrap_or(means);
            wanted.iter().any(|wanted| root == wanted)
        })
}

/// Whether the model may call a function a handler, by names alone.
fn is_handler(
    index: &Index<'_>,
    function: &Function<'_>,
    imports: &[(u64, String)],
    model: &Model,
) -> bool {
    let Body::Def(def) = &function.body else {
        return false;
    };
    let by_handler = model.handlers.iter().any(|spec| {
        if !spec.decorators.is_empty() {
            return !def.decorator_list.is_empty()
                && imports_any(imports, &spec.imports)
                && spec
                    .decorators
                    .iter()
                    .any(|name| function.mentions(hash(name.rsplit('.').next().unwrap_or(name))));
        }
        if !spec.bases.is_empty() {
            let has_base = function
                .class
                .and_then(|class| index.classes.get(class as usize))
                .is_some_and(|class| class.def.arguments.is_some());
            return has_base
                && spec
                    .methods
                    .iter()
                    .any(|method| method == def.name.as_str());
        }
        function.class.is_none()
            && imports_any(imports, &spec.imports)
            && def
                .parameters
                .iter()
                .next()
                .is_some_and(|first| first.name().as_str() == "request")
    });
    by_handler
        || model.parameters.iter().any(|spec| {
            imports_any(imports, &spec.imports)
                && def
                    .parameters
                    .iter()
                    .any(|parameter| *parameter.name() == *spec.name)
        })
        || def.parameters.iter_non_variadic_params().any(|parameter| {
            match parameter.parameter.annotation.as_deref() {
                Some(Expr::Name(name)) => {
                    matches!(name.id.as_str(), "Request" | "HttpRequest" | "WebSocket")
                }
                Some(Expr::Attribute(attribute)) => matches!(
                    attribute.attr.as_str(),
                    "Request" | "HttpRequest" | "WebSocket"
                ),
                _ => false,
            }
        })
}

impl<'a> Interpreter<'a> {
    /// Runs the top level of a module.
    pub(in crate::taint) fn run_module(&mut self, module: u32) {
        self.fuel = FUEL;
        self.module_env(module);
    }

    /// Runs a function as if somebody from outside called it.
    pub(in crate::taint) fn run_entry(&mut self, function: u32) {
        self.fuel = FUEL;
        self.runs.clear();
        self.enter(function, None);
    }

    /// Runs the functions within a function that are entries themselves, with what is around them as it was at the end.
    pub(super) fn run_deferred(&mut self, frame: &mut Frame, end: Option<&Env>) {
        for id in std::mem::take(&mut frame.deferred) {
            if self.stack.len() < 4 {
                let around = end.map(|env| Arc::new(env.clone()));
                self.enter(id, around);
            }
        }
    }

    fn enter(&mut self, id: u32, captured: Option<Arc<Env>>) {
        let index = self.index;
        let Some(function) = index.functions.get(id as usize) else {
            return;
        };
        let Body::Def(def) = &function.body else {
            return;
        };
        let mut frame = Frame {
            module: function.module,
            function: Some(id),
            class: function.class,
            env: Some(Env::default()),
            captured: captured.clone(),
            ..Frame::default()
        };
        let handler = self.handler(&mut frame, id, def);
        let mut arguments = Arguments::default();
        let is_static = self
            .decorator_names(id)
            .iter()
            .any(|name| name == "staticmethod");
        let mut parameters = def.parameters.iter_non_variadic_params();
        if let (Some(class), false) = (function.class, is_static) {
            if parameters.next().is_some() {
                let receiver = self.receiver(&mut frame, class);
                arguments.plain.push(receiver);
            }
        }
        for (position, parameter) in parameters.enumerate() {
            let value = self.entry_parameter(&mut frame, handler, position, parameter, def);
            arguments
                .named
                .push((Arc::from(parameter.parameter.name.as_str()), value));
        }
        if let Some(source) = handler.and_then(|spec| spec.source) {
            if let Some(kwarg) = &def.parameters.kwarg {
                let place = Self::place(&frame, &kwarg.name);
                arguments.stars = Some(Value::marked(self.source_mark(source, place)));
            }
        }
        if let Some(around) = captured {
            // What is around has no arguments of its own here.
            let mut around = (*around).clone();
            for value in around.vars.values_mut() {
                value.map_marks(&mut |marks| {
                    *marks = marks.map(|mark| {
                        matches!(mark.origin, crate::taint::mark::Origin::Source(_)).then_some(mark)
                    });
                });
            }
            around.cleared.clear();
            let outcome = self.run(id, Some(Arc::new(around)), arguments);
            self.page(&mut frame, handler, id, def, outcome.value);
        } else {
            let outcome = self.run(id, None, arguments);
            self.page(&mut frame, handler, id, def, outcome.value);
        }
    }

    /// A view returns: text is a page.
    fn page(
        &mut self,
        frame: &mut Frame,
        handler: Option<&'a HandlerSpec>,
        _: u32,
        def: &'a StmtFunctionDef,
        value: Value,
    ) {
        let Some(spec) = handler else { return };
        let Some(kind) = spec.returns else { return };
        if spec.html_only {
            let html = def
                .decorator_list
                .iter()
                .any(|decorator| match &decorator.expression {
                    Expr::Call(call) => {
                        call.arguments
                            .keywords
                            .iter()
                            .any(|keyword| match &keyword.value {
                                Expr::Name(name) => {
                                    keyword
                                        .arg
                                        .as_ref()
                                        .is_some_and(|arg| arg == "response_class")
                                        && name.id == "HTMLResponse"
                                }
                                _ => false,
                            })
                    }
                    _ => false,
                });
            if !html {
                return;
            }
        }
        let marks = super::sinks::part(&value, crate::taint::model::Part::Text);
        let is_text = match &value.shape {
            Shape::Object(object) => object.kind == Kind::Tuple || object.kind == Kind::List,
            _ => true,
        };
        if is_text {
            let place = Self::place(frame, &def.name);
            // The page is where it is returned.
            for mark in marks.iter() {
                let at = mark.trail.as_ref().map_or(place, |trail| trail.place);
                let one = crate::taint::mark::Marks::one(mark.clone());
                self.hit(frame, kind, &one, "return", def.name.as_str(), at, false);
            }
            let hits = std::mem::take(&mut frame.hits);
            self.record(hits);
        }
    }

    /// What the model says a function is.
    fn handler(
        &mut self,
        frame: &mut Frame,
        id: u32,
        def: &'a StmtFunctionDef,
    ) -> Option<&'a HandlerSpec> {
        let index = self.index;
        let model = self.model;
        let function = index.functions.get(id as usize)?;
        let module = index.modules.get(function.module as usize)?;
        let path = self
            .project
            .modules()
            .get(function.module as usize)?
            .source()
            .path
            .clone();
        let mut decorators: Vec<String> = Vec::new();
        for decorator in &def.decorator_list {
            let expr = match &decorator.expression {
                Expr::Call(call) => &*call.func,
                other => other,
            };
            let value = self.eval(frame, expr);
            match &value.shape {
                Shape::External(name) => decorators.push(name.to_string()),
                Shape::Method(method) => {
                    if let Shape::Object(object) = &method.0.shape {
                        if let Kind::External(class) = &object.kind {
                            decorators.push(format!("{class}.{}", method.1));
                        }
                    }
                    decorators.push(format!("*.{}", method.1));
                }
                _ => {}
            }
            // An object nobody knows: its method's name is all there is.
            if let Expr::Attribute(attribute) = expr {
                decorators.push(format!("*.{}", attribute.attr));
            }
        }
        let bases = match function.class {
            Some(class) => self.external_bases(class),
            None => Arc::from([]),
        };
        for spec in &model.handlers {
            let fits = if !spec.decorators.is_empty() {
                let exact = spec
                    .decorators
                    .iter()
                    .any(|name| !name.starts_with('*') && decorators.contains(name));
                exact
                    || (imports_any(&module.imports, &spec.imports)
                        && spec
                            .decorators
                            .iter()
                            .any(|name| name.starts_with('*') && decorators.contains(name)))
            } else if !spec.bases.is_empty() {
                bases
                    .iter()
                    .any(|base| spec.bases.iter().any(|wanted| **wanted == **base))
                    && spec
                        .methods
                        .iter()
                        .any(|method| method == def.name.as_str())
            } else {
                function.class.is_none()
                    && !function.nested
                    && imports_any(&module.imports, &spec.imports)
                    && spec.files.iter().any(|file| {
                        path.rsplit('/')
                            .next()
                            .is_some_and(|name| name.starts_with(file.as_str()))
                    })
                    && def
                        .parameters
                        .iter()
                        .next()
                        .is_some_and(|first| first.name().as_str() == "request")
            };
            if fits {
                return Some(spec);
            }
        }
        None
    }

    /// An instance of the class a method is called on, after its constructor where that takes nothing.
    fn receiver(&mut self, frame: &mut Frame, class: u32) -> Value {
        let place = crate::taint::flow::Place {
            module: frame.module,
            start: 0,
            end: 0,
        };
        let external = !self.external_bases(class).is_empty();
        let made = match self.method_of(class, "__init__") {
            Some(_) if !external => self.instantiate(frame, class, Arguments::default(), place),
            _ => Value::object(crate::taint::value::Object::new(Kind::Instance(class))),
        };
        match made.shape {
            Shape::Object(_) => made,
            _ => Value::object(crate::taint::value::Object::new(Kind::Instance(class))),
        }
    }

    fn entry_parameter(
        &mut self,
        frame: &mut Frame,
        handler: Option<&'a HandlerSpec>,
        position: usize,
        parameter: &'a ruff_python_ast::ParameterWithDefault,
        def: &'a StmtFunctionDef,
    ) -> Value {
        let name = &parameter.parameter.name;
        let mut typed = Value::default();
        let mut clean = false;
        if let Some(annotation) = &parameter.parameter.annotation {
            typed = self.annotated(frame, annotation);
            clean = is_clean(annotation);
            if let Shape::Object(object) = &typed.shape {
                if let Kind::Instance(class) = object.kind {
                    clean |= self
                        .external_bases(class)
                        .iter()
                        .any(|base| base.starts_with("enum."));
                }
            }
            if let Expr::Name(found) = &**annotation {
                let value = self.name(frame, found.id.as_str(), Self::place(frame, &**annotation));
                clean |= matches!(&value.shape, Shape::External(name) if matches!(&**name, "uuid.UUID" | "decimal.Decimal" | "datetime.date" | "datetime.datetime"));
            }
        }
        let index = self.index;
        let imports = index
            .modules
            .get(frame.module as usize)
            .map_or(&[][..], |module| module.imports.as_slice());
        if let Some(spec) = handler {
            let request = spec
                .request
                .as_ref()
                .filter(|_| position == 0 && matches!(typed.shape, Shape::Unknown));
            if let Some(class) = request {
                return self.instance_of(class);
            }
            if let Some(source) = spec.source {
                let injected = parameter.default().is_some_and(|default| match default {
                    Expr::Call(call) => match &*call.func {
                        Expr::Name(name) => name.id == "Depends" || name.id == "Security",
                        Expr::Attribute(attribute) => attribute.attr.as_str() == "Depends",
                        _ => false,
                    },
                    _ => false,
                });
                let known = matches!(&typed.shape, Shape::Object(object) if matches!(&object.kind, Kind::External(class) if self.model.names.keys().any(|name| name.starts_with(&**class))));
                let injected_value = match (injected, parameter.default()) {
                    (true, Some(Expr::Call(call))) => call.arguments.args.first().map(|expr| {
                        let dependency = self.eval(frame, expr);
                        self.dependency(frame, &dependency)
                    }),
                    _ => None,
                };
                if let Some(value) = injected_value {
                    return value;
                }
                if known || injected {
                    return typed;
                }
                if clean || converted(def, name.as_str()) {
                    return Value::default();
                }
                let mark = self.source_mark(source, Self::place(frame, name));
                if let Shape::Object(object) = &typed.shape {
                    if let Kind::Instance(class) = object.kind {
                        return self.filled(frame, class, &mark);
                    }
                }
                return Value::marked(mark);
            }
        }
        for spec in &self.model.parameters {
            if *spec.name == *name.as_str()
                && imports_any(imports, &spec.imports)
                && matches!(typed.shape, Shape::Unknown)
            {
                return self.instance_of(&spec.class);
            }
        }
        typed
    }

    /// What a dependency gives: its own parameters come from the request, too.
    fn dependency(&mut self, frame: &mut Frame, dependency: &Value) -> Value {
        let Shape::Function(closure) = &dependency.shape else {
            return Value::default();
        };
        let index = self.index;
        let Some(function) = index.functions.get(closure.function as usize) else {
            return Value::default();
        };
        let Body::Def(def) = &function.body else {
            return Value::default();
        };
        let Some(source) = self
            .model
            .handlers
            .iter()
            .find(|spec| spec.html_only)
            .and_then(|spec| spec.source)
        else {
            return Value::default();
        };
        let mut arguments = Arguments::default();
        for parameter in def.parameters.iter_non_variadic_params() {
            let clean = parameter
                .parameter
                .annotation
                .as_deref()
                .is_some_and(is_clean);
            if !clean {
                let place = super::super::flow::Place {
                    module: function.module,
                    ..Self::place(frame, &parameter.parameter.name)
                };
                arguments.named.push((
                    Arc::from(parameter.parameter.name.as_str()),
                    Value::marked(self.source_mark(source, place)),
                ));
            }
        }
        let place = Self::place(frame, &def.name);
        let closure = Arc::clone(closure);
        self.call_closure(frame, &closure, arguments, place).0
    }

    /// A model whose fields are what the request says, but those that can only be numbers and the like.
    fn filled(
        &mut self,
        frame: &mut Frame,
        class: u32,
        marks: &crate::taint::mark::Marks,
    ) -> Value {
        let index = self.index;
        let mut object = crate::taint::value::Object::new(Kind::Instance(class));
        for class in self.lineage(class).iter().copied() {
            let Some(found) = index.classes.get(class as usize) else {
                continue;
            };
            for stmt in &found.def.body {
                if let ruff_python_ast::Stmt::AnnAssign(assign) = stmt {
                    if let Expr::Name(name) = &*assign.target {
                        let mut clean = is_clean(&assign.annotation);
                        let typed = self.annotated(frame, &assign.annotation);
                        if let Shape::Object(inner) = &typed.shape {
                            if let Kind::Instance(class) = inner.kind {
                                clean |= self
                                    .external_bases(class)
                                    .iter()
                                    .any(|base| base.starts_with("enum."));
                            }
                        }
                        let value = if clean {
                            Value::default()
                        } else {
                            Value::marked(marks.clone())
                        };
                        object
                            .fields
                            .insert(Constant::Str(Arc::from(name.id.as_str())), value);
                    }
                }
            }
        }
        object.blur(Value::marked(marks.clone()));
        Value::object(object)
    }
}

/// Whether what an annotation lets through can do no harm.
fn is_clean(annotation: &Expr) -> bool {
    let clean = |name: &str| {
        matches!(
            name,
            "int"
                | "float"
                | "bool"
                | "UUID"
                | "UUID4"
                | "Decimal"
                | "datetime"
                | "date"
                | "PositiveInt"
                | "conint"
                | "EmailStr_"
        )
    };
    match annotation {
        Expr::Name(name) => clean(name.id.as_str()),
        Expr::Attribute(attribute) => clean(attribute.attr.as_str()),
        Expr::BinOp(binary) => {
            is_clean(&binary.left) && matches!(&*binary.right, Expr::NoneLiteral(_))
        }
        Expr::Subscript(subscript) => match &*subscript.value {
            Expr::Name(name) if name.id == "Literal" => true,
            Expr::Name(name)
                if matches!(name.id.as_str(), "Optional" | "List" | "list" | "Annotated") =>
            {
                match &*subscript.slice {
                    Expr::Tuple(tuple) => tuple.elts.first().is_some_and(is_clean),
                    inner => is_clean(inner),
                }
            }
            _ => false,
        },
        _ => false,
    }
}

/// `<int:name>` in the address of a route.
fn converted(def: &StmtFunctionDef, parameter: &str) -> bool {
    def.decorator_list.iter().any(|decorator| {
        let Expr::Call(call) = &decorator.expression else {
            return false;
        };
        call.arguments.args.iter().any(|expr| match expr {
            Expr::StringLiteral(text) => ["int", "float", "uuid"].iter().any(|kind| {
                text.value
                    .to_str()
                    .contains(&format!("<{kind}:{parameter}>"))
            }),
            _ => false,
        })
    })
}
