//! Who binds what.

use foldhash::{HashMap, HashSet};

use ruff_python_ast::{Identifier, Pattern, Stmt};

use super::{Binding, Scope, Scopes, What};
use crate::Tree;
use crate::tree::Syntax;
use crate::views::{Assign, Field, Import, Kind, Node};

impl<'a> Scopes<'a> {
    /// Reads who binds what in a module.
    pub fn of(tree: &'a Tree<'a>) -> Self {
        let mut scopes = Self {
            all: vec![Scope::new(None, false)],
            homes: Vec::with_capacity(tree.len()),
            stars: Vec::new(),
            tree,
        };
        let mut opened = vec![0; tree.len()];
        for node in tree.nodes() {
            scopes.open(node, &mut opened);
        }
        for node in tree.nodes() {
            scopes.bind_all(node);
        }
        scopes
    }

    /// Finds the scope a node is evaluated in. Nodes come in visiting order, so that of its parent is known. `opened` has for
    /// each node the scope it opens, and 0, which is the module's, for those that open none.
    fn open(&mut self, node: Node<'a>, opened: &mut [u32]) {
        let home = node.parent().map_or(0, |parent| {
            let around = self.scope_of(parent);
            let outside = |scope: usize| self.all.get(scope).and_then(|scope| scope.parent);
            let home = match opened.get(parent.place()).filter(|inner| **inner != 0) {
                Some(inner) if !is_around(node) => *inner as usize,
                None if is_default(node, parent) => outside(around).unwrap_or(around),
                _ => around,
            };
            u32::try_from(home).unwrap_or(0)
        });
        self.homes.push(home);
        let opens = matches!(
            node.kind(),
            Kind::FunctionDef
                | Kind::AsyncFunctionDef
                | Kind::ClassDef
                | Kind::Lambda
                | Kind::ListComp
                | Kind::SetComp
                | Kind::DictComp
                | Kind::GeneratorExp
        );
        if opens {
            let number = u32::try_from(self.all.len()).unwrap_or(0);
            if let Some(opened) = opened.get_mut(node.place()) {
                *opened = number;
            }
            let is_class = node.kind() == Kind::ClassDef;
            self.all.push(Scope::new(Some(home as usize), is_class));
        }
        let names: &[Identifier] = match node.syntax() {
            Syntax::Stmt(Stmt::Global(stmt)) => &stmt.names,
            Syntax::Stmt(Stmt::Nonlocal(stmt)) => &stmt.names,
            _ => return,
        };
        let number = self.scope_of(node);
        if let Some(scope) = self.all.get_mut(number) {
            scope.foreign.extend(names.iter().map(Identifier::as_str));
        }
    }

    fn bind_all(&mut self, node: Node<'a>) {
        match node.kind() {
            Kind::Import | Kind::ImportFrom => self.import(node),
            Kind::FunctionDef | Kind::AsyncFunctionDef | Kind::ClassDef | Kind::ExceptHandler => {
                if let Some(name) = node.defined_name() {
                    self.bind(node, name, node.place(), What::Other);
                }
            }
            Kind::Arg => {
                if let Some(name) = node.defined_name() {
                    self.bind(node, name, node.place(), What::Other);
                }
            }
            Kind::Name if node.is_stored() => self.store(node),
            Kind::Pattern => {
                let Syntax::Pattern(pattern) = node.syntax() else {
                    return;
                };
                let name = match pattern {
                    Pattern::MatchAs(pattern) => pattern.name.as_ref(),
                    Pattern::MatchStar(pattern) => pattern.name.as_ref(),
                    Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
                    _ => None,
                };
                if let Some(name) = name {
                    self.bind(node, name.as_str(), node.place(), What::Other);
                }
            }
            _ => {}
        }
    }

    fn import(&mut self, node: Node<'a>) {
        let Some(import) = Import::of(node) else {
            return;
        };
        let dots = ".".repeat(import.level().min(64) as usize);
        for name in import.names() {
            let (bound, whole) = match (import.is_from(), name.alias) {
                (false, Some(alias)) => (alias, name.name.to_owned()),
                (false, None) => {
                    let first = name.name.split('.').next().unwrap_or(name.name);
                    (first, first.to_owned())
                }
                (true, _) if name.name == "*" => {
                    let module = import.module().unwrap_or("");
                    self.stars.push(format!("{dots}{module}"));
                    continue;
                }
                (true, alias) => {
                    let module = import
                        .module()
                        .map_or(String::new(), |name| format!("{name}."));
                    let bound = alias.unwrap_or(name.name);
                    (bound, format!("{dots}{module}{}", name.name))
                }
            };
            self.bind(node, bound, node.place(), What::Import(whole));
        }
    }

    /// A name that is assigned to. What it gets holds behind the statement.
    fn store(&mut self, node: Node<'a>) {
        let Some(name) = node.name_id() else { return };
        let around = node.parent().and_then(Assign::of).filter(|assign| {
            matches!(node.field(), Field::Target | Field::Targets)
                && assign.kind() != Kind::AugAssign
        });
        let (from, what) = match around.and_then(|assign| Some((assign, assign.value()?))) {
            Some((assign, value)) => (assign.end_place(), What::Value(value.place())),
            None => (node.place(), entered(node).unwrap_or(What::Other)),
        };
        self.bind(node, name, from, what);
    }

    fn bind(&mut self, node: Node<'a>, name: &'a str, from: usize, what: What) {
        let mut number = self.scope_of(node);
        while let Some(scope) = self.all.get(number) {
            match scope.parent {
                Some(parent) if scope.foreign.contains(name) => number = parent,
                _ => break,
            }
        }
        if let Some(scope) = self.all.get_mut(number) {
            let binding = Binding { from, what };
            let all = scope.names.entry(name).or_default();
            // Nearly always the end: only assignments hold later than they stand.
            let place = all.partition_point(|known| known.from <= from);
            all.insert(place, binding);
        }
    }
}

impl Scope<'_> {
    fn new(parent: Option<usize>, is_class: bool) -> Self {
        Self {
            parent,
            is_class,
            names: HashMap::default(),
            foreign: HashSet::default(),
        }
    }
}

/// What a name behind `with … as` gets.
fn entered(node: Node<'_>) -> Option<What> {
    let item = node.parent().filter(|item| item.kind() == Kind::WithItem)?;
    let context = item.child(Field::ContextExpr)?;
    (node.field() == Field::OptionalVars).then(|| What::Entered(context.place()))
}

/// Whether a child of what opens a scope is evaluated around it: decorators, return annotations, bases.
fn is_around(node: Node<'_>) -> bool {
    matches!(
        node.field(),
        Field::DecoratorList | Field::Returns | Field::Bases | Field::Keywords
    )
}

/// Whether a node is a default or an annotation of a parameter.
fn is_default(node: Node<'_>, parent: Node<'_>) -> bool {
    match node.field() {
        Field::Defaults | Field::KwDefaults => true,
        Field::Annotation => parent.kind() == Kind::Arg,
        _ => false,
    }
}
