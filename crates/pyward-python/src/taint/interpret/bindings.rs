//! The statements at the top level of a module that bind each name.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};

/// How a statement binds a name.
#[derive(Clone, Copy)]
pub(super) enum Binding<'a> {
    Class(u32),
    Function,
    /// An import, but one with a star.
    Import(&'a Stmt),
    /// An assignment of this.
    To(&'a Expr),
    Unknown,
}

/// All that binds names at the top level of a module.
#[derive(Default)]
pub(super) struct Bindings<'a> {
    names: HashMap<&'a str, Vec<Binding<'a>>, FixedState>,
    /// Functions and classes by where they start.
    nodes: Option<&'a HashMap<u32, u32, FixedState>>,
}

impl<'a> Bindings<'a> {
    pub(super) fn of(body: &'a [Stmt], nodes: Option<&'a HashMap<u32, u32, FixedState>>) -> Self {
        let mut found = Self {
            nodes,
            ..Self::default()
        };
        found.visit_body(body);
        found
    }

    /// What binds a name, in the order of the statements.
    pub(super) fn of_name(&self, name: &str) -> Vec<Binding<'a>> {
        self.names.get(name).cloned().unwrap_or_default()
    }

    fn bind(&mut self, name: &'a str, binding: Binding<'a>) {
        self.names.entry(name).or_default().push(binding);
    }

    fn bind_target(&mut self, target: &'a Expr, binding: Binding<'a>) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str(), binding),
            Expr::Tuple(tuple) => {
                for target in &tuple.elts {
                    self.bind_target(target, Binding::Unknown);
                }
            }
            Expr::List(list) => {
                for target in &list.elts {
                    self.bind_target(target, Binding::Unknown);
                }
            }
            Expr::Starred(starred) => self.bind_target(&starred.value, Binding::Unknown),
            _ => {}
        }
    }
}

impl<'a> Visitor<'a> for Bindings<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                // A decorator may make anything of it.
                let binding = if def.decorator_list.is_empty() {
                    Binding::Function
                } else {
                    Binding::Unknown
                };
                self.bind(def.name.as_str(), binding);
            }
            Stmt::ClassDef(def) => {
                let nodes = self
                    .nodes
                    .and_then(|nodes| nodes.get(&def.range.start().to_u32()));
                let binding = nodes.map_or(Binding::Unknown, |id| Binding::Class(*id));
                self.bind(def.name.as_str(), binding);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = match &alias.asname {
                        Some(name) => name.as_str(),
                        None => alias.name.split('.').next().unwrap_or_default(),
                    };
                    self.bind(name, Binding::Import(stmt));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.bind(name.as_str(), Binding::Import(stmt));
                }
            }
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.bind_target(target, Binding::To(&assign.value));
                }
                walk_stmt(self, stmt);
            }
            Stmt::AnnAssign(assign) => {
                let binding = assign
                    .value
                    .as_deref()
                    .map_or(Binding::Unknown, Binding::To);
                self.bind_target(&assign.target, binding);
                walk_stmt(self, stmt);
            }
            Stmt::AugAssign(assign) => {
                self.bind_target(&assign.target, Binding::Unknown);
                walk_stmt(self, stmt);
            }
            Stmt::For(each) => {
                self.bind_target(&each.target, Binding::Unknown);
                walk_stmt(self, stmt);
            }
            Stmt::With(with) => {
                for item in &with.items {
                    if let Some(target) = &item.optional_vars {
                        self.bind_target(target, Binding::Unknown);
                    }
                }
                walk_stmt(self, stmt);
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Named(named) = expr {
            self.bind_target(&named.target, Binding::Unknown);
        }
        walk_expr(self, expr);
    }
}
