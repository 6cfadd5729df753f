//! What is defined where: functions, classes and top-level names of all modules, and which names each function mentions.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{
    Expr, ExprCall, ExprLambda, Stmt, StmtAssign, StmtClassDef, StmtFunctionDef,
};
use ruff_text_size::Ranged as _;

use super::{Found, Project};

/// How deep syntax is followed.
pub(crate) const DEEPEST: usize = 200;

/// The hash of a name.
pub(crate) fn hash(name: &str) -> u64 {
    FixedState::with_seed(7).hash_one(name)
}

pub(crate) enum Body<'a> {
    Def(&'a StmtFunctionDef),
    Lambda(&'a ExprLambda),
}

/// A function, method or lambda.
pub(crate) struct Function<'a> {
    pub(crate) module: u32,
    pub(crate) body: Body<'a>,
    pub(crate) class: Option<u32>,
    /// The function around it, if one is.
    pub(crate) around: Option<u32>,
    /// Hashes of the names it mentions, sorted.
    pub(crate) mentions: Vec<u64>,
    /// Those of them that it mentions as attributes.
    attributes: Vec<u64>,
}

impl Function<'_> {
    pub(crate) fn name(&self) -> &str {
        match &self.body {
            Body::Def(def) => def.name.as_str(),
            Body::Lambda(_) => "<lambda>",
        }
    }

    pub(crate) fn mentions(&self, hash: u64) -> bool {
        self.mentions.binary_search(&hash).is_ok()
    }

    pub(crate) fn mentions_attribute(&self, hash: u64) -> bool {
        self.attributes.binary_search(&hash).is_ok()
    }
}

/// A class.
pub(crate) struct Class<'a> {
    pub(crate) module: u32,
    pub(crate) def: &'a StmtClassDef,
    /// The methods and the classes within, by name. Of two, the later counts.
    pub(crate) methods: HashMap<&'a str, u32, FixedState>,
    /// What is run when a property is assigned to, by its name.
    pub(crate) setters: HashMap<&'a str, u32, FixedState>,
}

/// What a top-level name is, where one statement alone binds it.
#[derive(Clone, Copy)]
pub(crate) enum Top<'a> {
    Function(u32),
    Class(u32),
    Import(&'a Stmt),
    /// By other statements, or several.
    Other,
}

#[derive(Default)]
pub(crate) struct ModuleIndex<'a> {
    pub(crate) top: HashMap<&'a str, Top<'a>, FixedState>,
    /// Functions and classes by where they start.
    pub(crate) nodes: HashMap<u32, u32, FixedState>,
    /// Local names of imports, with what they mean outside of the project.
    pub(crate) imports: Vec<(u64, String)>,
    /// Hashes of the first parts of what imports mean outside of the project, sorted.
    roots: Vec<u64>,
    /// Last parts of the names of all it imports that may be of the project.
    pub(crate) imported: Vec<u64>,
    /// Names that are imported from something of the project, hashed, with the module where it is one.
    pub(crate) taken: Vec<(u64, Option<u32>)>,
    /// Modules that are imported with a star.
    pub(crate) stars: Vec<&'a Stmt>,
    pub(crate) mentions: Vec<u64>,
    /// Hashes of names that functions declare global.
    pub(crate) written: HashSet<u64, FixedState>,
    /// Names of modules and attributes of instances, with the name at the root of what is assigned to them.
    pub(crate) derived: Vec<(u64, u64)>,
    /// Calls of names that functions are given to, to be called later.
    pub(crate) registrations: Vec<&'a ExprCall>,
}

impl ModuleIndex<'_> {
    /// Whether it imports something of one of these packages; no packages are any.
    pub(crate) fn imports_any(&self, wanted: &[String]) -> bool {
        let is_root = |name: &String| self.roots.binary_search(&hash(name)).is_ok();
        wanted.is_empty() || wanted.iter().any(is_root)
    }

    fn take_roots(&mut self) {
        let root = |means: &String| hash(means.split('.').next().unwrap_or(means));
        self.roots = sorted(self.imports.iter().map(|(_, means)| root(means)).collect());
    }
}

#[derive(Default)]
pub(crate) struct Index<'a> {
    pub(crate) functions: Vec<Function<'a>>,
    pub(crate) classes: Vec<Class<'a>>,
    pub(crate) modules: Vec<ModuleIndex<'a>>,
    /// Methods by name; none where several classes have one of that name.
    sole: HashMap<&'a str, Option<u32>, FixedState>,
}

impl<'a> Index<'a> {
    /// Reads all modules. Calls of what ends in one of the registrars' names (hashes) are kept. `exports` says which names of
    /// a module outside of the project matter: those are what a star imports of it.
    pub(crate) fn of(
        project: &'a Project,
        registrars: &HashSet<u64, FixedState>,
        exports: impl Fn(&str) -> Vec<String>,
    ) -> Self {
        let mut index = Self::default();
        let mut starred: HashMap<&str, Vec<String>, FixedState> = HashMap::default();
        for (number, module) in project.modules().iter().enumerate() {
            let mut walk = Walk {
                index: &mut index,
                project,
                registrars,
                own: ModuleIndex::default(),
                module: number as u32,
                depth: 0,
                functions: Vec::new(),
                class: None,
                seen: vec![Seen::default()],
            };
            walk.visit_body(module.statements());
            let mut own = walk.own;
            own.mentions = sorted(walk.seen.pop().unwrap_or_default().names);
            own.imported = sorted(own.imported);
            top(module.statements(), &mut own, 0);
            for stmt in &own.stars {
                let Stmt::ImportFrom(import) = stmt else {
                    continue;
                };
                let dotted = import.module.as_ref().map_or("", |module| module.as_str());
                let is_ours = project.absolute(number as u32, dotted).is_some();
                if import.level == 0 && !is_ours {
                    let names = starred.entry(dotted).or_insert_with(|| exports(dotted));
                    let means = names
                        .iter()
                        .map(|name| (hash(name), format!("{dotted}.{name}")));
                    own.imports.extend(means);
                }
            }
            own.take_roots();
            index.modules.push(own);
        }
        index.count_methods();
        index
    }

    fn count_methods(&mut self) {
        for (id, function) in self.functions.iter().enumerate() {
            let (Some(class), Body::Def(def)) = (function.class, &function.body) else {
                continue;
            };
            let sole = self.sole.entry(def.name.as_str());
            let of = |id: u32| {
                self.functions
                    .get(id as usize)
                    .and_then(|known| known.class)
            };
            // A method defined again, as a property and its setter are, is still of one class.
            sole.and_modify(|sole| {
                *sole = sole.filter(|known| of(*known) == Some(class));
            })
            .or_insert(Some(id as u32));
        }
    }

    /// The one method of a name, where one class alone has it.
    pub(crate) fn sole_method(&self, name: &str) -> Option<u32> {
        self.sole.get(name).copied().flatten()
    }
}

/// Binds the top-level names of a module.
fn top<'a>(body: &'a [Stmt], own: &mut ModuleIndex<'a>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for stmt in body {
        match stmt {
            Stmt::FunctionDef(def) => {
                if let Some(id) = own.nodes.get(&def.range.start().to_u32()).copied() {
                    let plain = def.decorator_list.is_empty();
                    bind(
                        own,
                        def.name.as_str(),
                        if plain { Top::Function(id) } else { Top::Other },
                    );
                }
            }
            Stmt::ClassDef(def) => {
                if let Some(id) = own.nodes.get(&def.range.start().to_u32()).copied() {
                    bind(own, def.name.as_str(), Top::Class(id));
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = match &alias.asname {
                        Some(name) => name.as_str(),
                        None => alias.name.split('.').next().unwrap_or_default(),
                    };
                    // `import a.b` and `import a.c` both bind `a`.
                    let top = if alias.asname.is_none() && alias.name.contains('.') {
                        Top::Other
                    } else {
                        Top::Import(stmt)
                    };
                    bind(own, name, top);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if &alias.name == "*" {
                        own.stars.push(stmt);
                    } else {
                        let name = alias.asname.as_ref().unwrap_or(&alias.name);
                        bind(own, name.as_str(), Top::Import(stmt));
                    }
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    bind_target(own, target);
                }
            }
            Stmt::AnnAssign(assign) => bind_target(own, &assign.target),
            Stmt::AugAssign(assign) => bind_target(own, &assign.target),
            Stmt::If(stmt) => {
                top(&stmt.body, own, depth + 1);
                for clause in &stmt.elif_else_clauses {
                    top(&clause.body, own, depth + 1);
                }
            }
            Stmt::Try(stmt) => {
                top(&stmt.body, own, depth + 1);
                for handler in &stmt.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    top(&handler.body, own, depth + 1);
                }
                top(&stmt.orelse, own, depth + 1);
                top(&stmt.finalbody, own, depth + 1);
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    if let Some(target) = &item.optional_vars {
                        bind_target(own, target);
                    }
                }
                top(&stmt.body, own, depth + 1);
            }
            Stmt::For(stmt) => {
                bind_target(own, &stmt.target);
                top(&stmt.body, own, depth + 1);
            }
            Stmt::While(stmt) => top(&stmt.body, own, depth + 1),
            _ => {}
        }
    }
}

fn bind<'a>(own: &mut ModuleIndex<'a>, name: &'a str, what: Top<'a>) {
    let entry = own.top.entry(name);
    entry.and_modify(|top| *top = Top::Other).or_insert(what);
}

fn bind_target<'a>(own: &mut ModuleIndex<'a>, target: &'a Expr) {
    match target {
        Expr::Name(name) => bind(own, name.id.as_str(), Top::Other),
        Expr::Tuple(tuple) => tuple
            .elts
            .iter()
            .for_each(|target| bind_target(own, target)),
        Expr::List(list) => list.elts.iter().for_each(|target| bind_target(own, target)),
        _ => {}
    }
}

/// Names that are mentioned, hashed.
#[derive(Default)]
struct Seen {
    names: Vec<u64>,
    /// Those of them that are attributes.
    attributes: Vec<u64>,
}

fn sorted(mut names: Vec<u64>) -> Vec<u64> {
    names.sort_unstable();
    names.dedup();
    names
}

struct Walk<'a, 'i> {
    index: &'i mut Index<'a>,
    project: &'a Project,
    registrars: &'i HashSet<u64, FixedState>,
    own: ModuleIndex<'a>,
    module: u32,
    depth: usize,
    functions: Vec<u32>,
    class: Option<u32>,
    seen: Vec<Seen>,
}

impl<'a> Walk<'a, '_> {
    fn mention(&mut self, name: &str) {
        if let Some(seen) = self.seen.last_mut() {
            seen.names.push(hash(name));
        }
    }

    fn mention_attribute(&mut self, name: &str) {
        if let Some(seen) = self.seen.last_mut() {
            seen.names.push(hash(name));
            seen.attributes.push(hash(name));
        }
    }

    /// What an import means, and whether that may be something of the project.
    fn found(&self, level: u32, dotted: &str) -> (Option<Found>, bool) {
        let found = match level {
            0 => self.project.absolute(self.module, dotted),
            level => self.project.relative(self.module, level, dotted),
        };
        let is_own = level > 0 || found.is_some();
        (found, is_own)
    }

    /// Keeps what `client = package.Client()` and `self.client = …` are made of.
    fn derive(&mut self, assign: &StmtAssign) {
        let name = match assign.targets.as_slice() {
            [Expr::Name(name)] if self.functions.is_empty() => name.id.as_str(),
            [Expr::Attribute(attribute)] => attribute.attr.as_str(),
            _ => return,
        };
        let mut value = &*assign.value;
        for _ in 0..8 {
            value = match value {
                Expr::Call(call) => &call.func,
                Expr::Attribute(attribute) => &attribute.value,
                Expr::Await(awaited) => &awaited.value,
                Expr::Name(root) if matches!(&*assign.value, Expr::Call(_) | Expr::Await(_)) => {
                    self.own.derived.push((hash(name), hash(root.id.as_str())));
                    return;
                }
                _ => return,
            };
        }
    }

    fn function(&mut self, body: Body<'a>, start: u32, walk: impl FnOnce(&mut Self)) {
        let id = self.index.functions.len() as u32;
        let name = match &body {
            Body::Def(def) => Some(def.name.as_str()),
            Body::Lambda(_) => None,
        };
        let class = self.class.take();
        if let (Some(class), Some(name)) = (class, name)
            && let Some(class) = self.index.classes.get_mut(class as usize)
        {
            match accessor(&body) {
                Some("setter") => drop(class.setters.insert(name, id)),
                Some(_) => {}
                None => drop(class.methods.insert(name, id)),
            }
        }
        self.index.functions.push(Function {
            module: self.module,
            body,
            class,
            around: self.functions.last().copied(),
            mentions: Vec::new(),
            attributes: Vec::new(),
        });
        self.own.nodes.insert(start, id);
        self.functions.push(id);
        self.seen.push(Seen::default());
        walk(self);
        self.functions.pop();
        let seen = self.seen.pop().unwrap_or_default();
        let (names, attributes) = (sorted(seen.names), sorted(seen.attributes));
        if let Some(around) = self.seen.last_mut()
            && !self.functions.is_empty()
        {
            around.names.extend_from_slice(&names);
            around.attributes.extend_from_slice(&attributes);
        }
        if let Some(function) = self.index.functions.get_mut(id as usize) {
            function.mentions = names;
            function.attributes = attributes;
        }
        self.class = class;
    }
}

impl<'a> Visitor<'a> for Walk<'a, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.depth > DEEPEST {
            return;
        }
        self.depth += 1;
        match stmt {
            Stmt::FunctionDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_decorator(decorator);
                }
                self.function(Body::Def(def), def.range.start().to_u32(), |walk| {
                    // A decorator is mentioned by what it decorates, too: it says whether that is a handler.
                    for decorator in &def.decorator_list {
                        walk.visit_decorator(decorator);
                    }
                    walk.visit_parameters(&def.parameters);
                    for parameter in &def.parameters {
                        walk.mention(parameter.name());
                    }
                    walk.visit_body(&def.body);
                });
            }
            Stmt::ClassDef(def) => {
                let id = self.index.classes.len() as u32;
                self.index.classes.push(Class {
                    module: self.module,
                    def,
                    methods: HashMap::default(),
                    setters: HashMap::default(),
                });
                self.own.nodes.insert(def.range.start().to_u32(), id);
                for decorator in &def.decorator_list {
                    self.visit_decorator(decorator);
                }
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
                let around = self.class.replace(id);
                self.visit_body(&def.body);
                self.class = around;
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let last = alias.name.rsplit('.').next().unwrap_or_default();
                    if self.found(0, &alias.name).1 {
                        self.own.imported.push(hash(last));
                    }
                    let (local, means) = if let Some(name) = &alias.asname {
                        (name.as_str(), alias.name.as_str())
                    } else {
                        let root = alias.name.split('.').next().unwrap_or_default();
                        (root, root)
                    };
                    self.own.imports.push((hash(local), means.to_owned()));
                }
            }
            Stmt::ImportFrom(import) => {
                let from = import.module.as_ref().map_or("", |module| module.as_str());
                let (found, is_own) = self.found(import.level, from);
                let module = match found {
                    Some(Found::Module(module)) => Some(module),
                    _ => None,
                };
                if is_own {
                    let last = from.rsplit('.').next().unwrap_or_default();
                    self.own.imported.push(hash(last));
                }
                for alias in &import.names {
                    if is_own {
                        self.own.imported.push(hash(&alias.name));
                        self.own.taken.push((hash(&alias.name), module));
                    }
                    self.mention(&alias.name);
                    let local = alias.asname.as_ref().unwrap_or(&alias.name);
                    if import.level == 0 {
                        self.own
                            .imports
                            .push((hash(local), format!("{from}.{}", alias.name)));
                    }
                }
            }
            Stmt::Global(global) => {
                let names = global.names.iter().map(|name| hash(name));
                self.own.written.extend(names);
            }
            Stmt::Assign(assign) => {
                self.derive(assign);
                walk_stmt(self, stmt);
            }
            _ => walk_stmt(self, stmt),
        }
        self.depth -= 1;
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.depth > DEEPEST {
            return;
        }
        self.depth += 1;
        match expr {
            Expr::Name(name) => self.mention(name.id.as_str()),
            Expr::Attribute(attribute) => {
                self.mention_attribute(attribute.attr.as_str());
                self.visit_expr(&attribute.value);
            }
            Expr::Lambda(lambda) => {
                let class = self.class.take();
                self.function(
                    Body::Lambda(lambda),
                    lambda.range().start().to_u32(),
                    |walk| {
                        walk_expr(walk, expr);
                    },
                );
                self.class = class;
            }
            Expr::Call(call) => {
                let last = match &*call.func {
                    Expr::Name(name) => Some(name.id.as_str()),
                    Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
                    _ => None,
                };
                if last.is_some_and(|last| self.registrars.contains(&hash(last))) {
                    self.own.registrations.push(call);
                }
                walk_expr(self, expr);
            }
            Expr::StringLiteral(_) | Expr::NumberLiteral(_) | Expr::BytesLiteral(_) => {}
            _ => walk_expr(self, expr),
        }
        self.depth -= 1;
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}
}

/// `setter` of `@name.setter`, `deleter` of `@name.deleter`.
fn accessor<'a>(body: &Body<'a>) -> Option<&'a str> {
    let Body::Def(def) = body else { return None };
    def.decorator_list
        .iter()
        .find_map(|decorator| match &decorator.expression {
            Expr::Attribute(attribute) => match attribute.attr.as_str() {
                name @ ("setter" | "deleter") if attribute.value.is_name_expr() => Some(name),
                _ => None,
            },
            _ => None,
        })
}
