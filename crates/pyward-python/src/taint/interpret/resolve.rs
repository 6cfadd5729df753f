//! What names mean, told from imports and top-level statements before anything is run: as the interpreter would find it,
//! or that it takes more to tell.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use ruff_python_ast::{Alias, Expr, Stmt, StmtImportFrom};

use super::bindings::{Binding, Bindings};
use super::qualify;
use crate::project::index::{Index, Top, hash};
use crate::project::{Found, Project};
use crate::taint::model::Model;

/// How many imports and assignments a name is followed through.
const DEEPEST: usize = 12;
/// How many names an expression has at most between its dots.
const MOST_PARTS: usize = 8;
/// How many statements may bind a name.
const MOST_BINDINGS: usize = 8;

/// Packages some of whose functions give back what they are given, or call it.
const PASSING: &[&str] = &["builtins", "functools", "asyncio", "copy", "contextlib"];

/// What an expression means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Class(u32),
    Module(u32),
    Folder(String),
    /// A function of the project.
    Function,
    /// What stands outside of the project, by the name the model has for it.
    External(String),
    /// One of several.
    Several(Vec<Self>),
    /// Nothing that has a name.
    Nothing,
    /// It takes more to tell.
    Anything,
}

impl Means {
    /// Each of what it may mean.
    pub(super) fn each(&self) -> &[Self] {
        match self {
            Self::Several(all) => all,
            one => std::slice::from_ref(one),
        }
    }
}

/// Finds what names mean.
pub(super) struct Resolver<'p, 'a> {
    project: &'p Project,
    index: &'p Index<'a>,
    model: &'p Model,
    known: HashMap<(u32, &'a str), Means, FixedState>,
    /// The bindings of modules with names that several statements bind.
    bindings: HashMap<u32, Bindings<'a>, FixedState>,
}

impl<'p, 'a> Resolver<'p, 'a>
where
    'p: 'a,
{
    pub(super) fn new(project: &'p Project, index: &'p Index<'a>, model: &'p Model) -> Self {
        Self {
            project,
            index,
            model,
            known: HashMap::default(),
            bindings: HashMap::default(),
        }
    }

    /// What an expression at the top level of a module means, or one within that knows no other variables.
    pub(super) fn expression(&mut self, module: u32, expr: &'a Expr) -> Means {
        self.expressed(module, expr, 0, 0)
    }

    fn expressed(&mut self, module: u32, expr: &'a Expr, parts: usize, depth: usize) -> Means {
        if parts > MOST_PARTS || depth > DEEPEST {
            return Means::Anything;
        }
        match expr {
            Expr::Name(name) => self.name(module, name.id.as_str(), depth),
            Expr::Attribute(attribute) => {
                let of = self.expressed(module, &attribute.value, parts + 1, depth);
                self.attribute(of, attribute.attr.as_str(), depth)
            }
            Expr::Call(call) => match self.expressed(module, &call.func, parts + 1, depth) {
                Means::External(name) => {
                    let root = name.split('.').next().unwrap_or_default();
                    if PASSING.contains(&root) {
                        Means::Anything
                    } else {
                        Means::Nothing
                    }
                }
                _ => Means::Anything,
            },
            _ if expr.is_literal_expr() => Means::Nothing,
            _ => Means::Anything,
        }
    }

    fn attribute(&mut self, of: Means, name: &'a str, depth: usize) -> Means {
        match of {
            Means::Module(module) => match self.global(module, name, depth + 1) {
                Some(means) => means,
                None => self.below(&Found::Module(module), name),
            },
            Means::Folder(folder) => self.below(&Found::Folder(folder), name),
            Means::External(base) => self.external(&qualify(&base, name)),
            Means::Several(all) => {
                let each = all.into_iter().map(|of| self.attribute(of, name, depth));
                one_of(each.collect())
            }
            Means::Nothing | Means::Function | Means::Class(_) | Means::Anything => Means::Anything,
        }
    }

    fn below(&self, found: &Found, name: &str) -> Means {
        self.project.below(found, name).map_or(Means::Nothing, of)
    }

    fn external(&self, name: &str) -> Means {
        let known = self.model.canonical(name);
        Means::External(known.map_or_else(|| name.to_owned(), ToString::to_string))
    }

    fn name(&mut self, module: u32, name: &'a str, depth: usize) -> Means {
        if let Some(known) = self.known.get(&(module, name)) {
            return known.clone();
        }
        let means = self.global(module, name, depth);
        let means = means.unwrap_or_else(|| self.external(&format!("builtins.{name}")));
        if depth == 0 {
            self.known.insert((module, name), means.clone());
        }
        means
    }

    /// A name of a module; `None` where the module does not have it.
    fn global(&mut self, module: u32, name: &'a str, depth: usize) -> Option<Means> {
        if depth > DEEPEST {
            return Some(Means::Anything);
        }
        let index = self.index;
        let own = index.modules.get(module as usize)?;
        let found = own.top.get(name);
        if found.is_some() && own.written.contains(&hash(name)) {
            return Some(Means::Anything);
        }
        match found {
            Some(Top::Class(id)) => Some(Means::Class(*id)),
            Some(Top::Function(_)) => Some(Means::Function),
            Some(Top::Import(stmt)) => Some(self.imported(module, stmt, name, depth)),
            Some(Top::Other) => Some(self.bound(module, name, depth)),
            None => own
                .stars
                .iter()
                .find_map(|stmt| self.starred(module, stmt, name, depth)),
        }
    }

    /// What several statements, or one that is no definition, bind a name to.
    fn bound(&mut self, module: u32, name: &'a str, depth: usize) -> Means {
        let (project, index) = (self.project, self.index);
        let known = self.bindings.entry(module).or_insert_with(|| {
            let nodes = index.modules.get(module as usize).map(|own| &own.nodes);
            let module = project.modules().get(module as usize);
            Bindings::of(module.map_or(&[], |module| module.statements()), nodes)
        });
        let all = known.of_name(name);
        if all.is_empty() || all.len() > MOST_BINDINGS {
            return Means::Anything;
        }
        let mut several = Vec::new();
        for binding in all {
            let means = match binding {
                Binding::Class(id) => Means::Class(id),
                Binding::Function => Means::Function,
                Binding::Import(stmt) => self.imported(module, stmt, name, depth + 1),
                Binding::To(expr) => self.expressed(module, expr, 0, depth + 1),
                Binding::Unknown => Means::Anything,
            };
            several.push(means);
        }
        one_of(several)
    }

    /// What an import statement that binds a name says it is.
    fn imported(&mut self, module: u32, stmt: &'a Stmt, name: &'a str, depth: usize) -> Means {
        match stmt {
            Stmt::Import(import) => {
                let mut all = import.names.iter();
                let dotted = all.find_map(|alias| match &alias.asname {
                    Some(local) => (local.as_str() == name).then_some(alias.name.as_str()),
                    None => (alias.name.split('.').next() == Some(name)).then_some(name),
                });
                match dotted {
                    Some(dotted) => match self.project.absolute(module, dotted) {
                        Some(found) => of(found),
                        None => self.external(dotted),
                    },
                    None => Means::Nothing,
                }
            }
            Stmt::ImportFrom(import) => {
                let is_meant =
                    |alias: &&Alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name;
                match import.names.iter().find(is_meant) {
                    Some(alias) => self.imported_from(module, import, &alias.name, depth),
                    None => Means::Nothing,
                }
            }
            _ => Means::Nothing,
        }
    }

    fn imported_from(
        &mut self,
        module: u32,
        import: &'a StmtImportFrom,
        name: &'a str,
        depth: usize,
    ) -> Means {
        match self.found(module, import) {
            Some(found) => {
                let member = match &found {
                    Found::Module(module) => self.global(*module, name, depth + 1),
                    Found::Folder(_) => None,
                };
                member.unwrap_or_else(|| self.below(&found, name))
            }
            None if import.level > 0 => Means::Nothing,
            None => self.external(&format!("{}.{name}", dotted(import))),
        }
    }

    /// A name that a star import may bring.
    fn starred(
        &mut self,
        module: u32,
        stmt: &'a Stmt,
        name: &'a str,
        depth: usize,
    ) -> Option<Means> {
        let Stmt::ImportFrom(import) = stmt else {
            return None;
        };
        match self.found(module, import) {
            Some(Found::Module(other)) if other != module => self.global(other, name, depth + 1),
            Some(_) => None,
            None => {
                let full = format!("{}.{name}", dotted(import));
                let full = self
                    .model
                    .canonical(&full)
                    .map_or(full, ToString::to_string);
                let is_known =
                    !self.model.entries(&full).is_empty() || self.model.returns.contains_key(&full);
                is_known.then_some(Means::External(full))
            }
        }
    }

    fn found(&self, module: u32, import: &StmtImportFrom) -> Option<Found> {
        match import.level {
            0 => self.project.absolute(module, dotted(import)),
            level => self.project.relative(module, level, dotted(import)),
        }
    }
}

/// One of several: anything where one of them is.
fn one_of(all: Vec<Means>) -> Means {
    let mut several: Vec<Means> = Vec::new();
    for means in all {
        let more = match means {
            Means::Several(more) => more,
            one => vec![one],
        };
        for one in more {
            if matches!(one, Means::Anything) || several.len() > MOST_BINDINGS {
                return Means::Anything;
            }
            if !several.contains(&one) {
                several.push(one);
            }
        }
    }
    match several.len() {
        1 => several.pop().unwrap_or(Means::Anything),
        _ => Means::Several(several),
    }
}

fn dotted(import: &StmtImportFrom) -> &str {
    import.module.as_ref().map_or("", |module| module.as_str())
}

fn of(found: Found) -> Means {
    match found {
        Found::Module(module) => Means::Module(module),
        Found::Folder(folder) => Means::Folder(folder),
    }
}
