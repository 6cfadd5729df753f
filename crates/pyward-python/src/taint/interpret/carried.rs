//! What one turn of a loop leaves for the next.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _};

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, Stmt};

use crate::project::index::hash;
use crate::taint::state::Env;
use crate::taint::value::Value;

/// The names a loop's body reads and writes, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Carried {
    /// Names that are read before they are surely given a value in the same turn.
    exposed: BTreeSet<u64>,
    /// Names that are given a value.
    bound: BTreeSet<u64>,
    /// Something may write names that do not stand here: `global`, `nonlocal`, a star import.
    is_open: bool,
}

impl Carried {
    /// Those of a loop with this target or this test.
    pub(super) fn of(target: Option<&Expr>, test: Option<&Expr>, body: &[Stmt]) -> Self {
        let mut walk = Walk::default();
        if let Some(test) = test {
            walk.visit_expr(test);
        }
        if let Some(target) = target {
            walk.bind(target);
        }
        walk.block(body);
        walk.carried
    }

    /// Whether a turn that began with some variables and ended with others left something for the next: a value that is
    /// read before it is written, or one that nothing here writes by its name.
    pub(super) fn is_changed(&self, before: &Env, after: &Env) -> bool {
        self.is_open
            || before.vars.len() > after.vars.len()
            || after.vars.iter().any(|(name, value)| {
                let is_meant = self.exposed.contains(&name) || !self.bound.contains(&name);
                is_meant && !before.vars.of(name).is_some_and(|it| is_like(it, value))
            })
    }
}

/// Whether two values are alike in all that is told of them later.
fn is_like(one: &Value, other: &Value) -> bool {
    let key = |value: &Value| {
        let mut hasher = foldhash::fast::FixedState::with_seed(3).build_hasher();
        value.key(&mut hasher, 0);
        hasher.finish()
    };
    one.is_one_with(other) || (one.fact == other.fact && key(one) == key(other))
}

#[derive(Default)]
struct Walk {
    carried: Carried,
    /// Names that surely have a value of this turn.
    given: Vec<u64>,
}

impl Walk {
    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.visit_stmt(stmt);
        }
    }

    /// A block that may not run.
    fn perhaps(&mut self, body: &[Stmt]) -> Vec<u64> {
        let given = self.given.clone();
        self.block(body);
        std::mem::replace(&mut self.given, given)
    }

    fn give(&mut self, name: &str) {
        let name = hash(name);
        self.carried.bound.insert(name);
        self.given.push(name);
    }

    /// What an assignment writes to.
    fn bind(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.give(&name.id),
            Expr::Tuple(all) => all.elts.iter().for_each(|it| self.bind(it)),
            Expr::List(all) => all.elts.iter().for_each(|it| self.bind(it)),
            Expr::Starred(one) => self.bind(&one.value),
            other => self.visit_expr(other),
        }
    }
}

impl<'a> Visitor<'a> for Walk {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Assign(assign) => {
                self.visit_expr(&assign.value);
                assign.targets.iter().for_each(|it| self.bind(it));
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                    self.bind(&assign.target);
                }
            }
            Stmt::AugAssign(assign) => {
                self.visit_expr(&assign.value);
                if let Expr::Name(name) = &*assign.target
                    && !self.given.contains(&hash(&name.id))
                {
                    self.carried.exposed.insert(hash(&name.id));
                }
                self.bind(&assign.target);
            }
            Stmt::For(inner) => {
                self.visit_expr(&inner.iter);
                let given = self.given.clone();
                self.bind(&inner.target);
                self.block(&inner.body);
                self.given = given;
                self.perhaps(&inner.orelse);
            }
            Stmt::While(inner) => {
                self.visit_expr(&inner.test);
                self.perhaps(&inner.body);
                self.perhaps(&inner.orelse);
            }
            Stmt::If(branches) => {
                self.visit_expr(&branches.test);
                let mut all = vec![self.perhaps(&branches.body)];
                let mut is_whole = false;
                for clause in &branches.elif_else_clauses {
                    match &clause.test {
                        Some(test) => self.visit_expr(test),
                        None => is_whole = true,
                    }
                    all.push(self.perhaps(&clause.body));
                }
                if is_whole && let Some((first, others)) = all.split_first() {
                    let is_given = |name: &&u64| others.iter().all(|other| other.contains(name));
                    self.given.extend(first.iter().filter(is_given));
                }
            }
            Stmt::With(inner) => {
                for item in &inner.items {
                    self.visit_expr(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.bind(target);
                    }
                }
                self.block(&inner.body);
            }
            Stmt::Try(inner) => {
                let given = self.perhaps(&inner.body);
                for handler in &inner.handlers {
                    let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                    if let Some(caught) = &handler.type_ {
                        self.visit_expr(caught);
                    }
                    if let Some(name) = &handler.name {
                        self.carried.bound.insert(hash(name));
                    }
                    self.perhaps(&handler.body);
                }
                if inner.handlers.is_empty() {
                    self.given = given;
                }
                self.perhaps(&inner.orelse);
                self.block(&inner.finalbody);
            }
            Stmt::Match(inner) => {
                self.visit_expr(&inner.subject);
                for case in &inner.cases {
                    self.visit_pattern(&case.pattern);
                    if let Some(guard) = &case.guard {
                        self.visit_expr(guard);
                    }
                    self.perhaps(&case.body);
                }
            }
            Stmt::FunctionDef(def) => {
                walk_stmt(self, stmt);
                self.give(&def.name);
            }
            Stmt::ClassDef(def) => {
                walk_stmt(self, stmt);
                self.give(&def.name);
            }
            Stmt::Global(_) | Stmt::Nonlocal(_) => self.carried.is_open = true,
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.give(name.split('.').next().unwrap_or(name));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.carried.is_open |= alias.name.as_str() == "*";
                    self.give(alias.asname.as_ref().unwrap_or(&alias.name));
                }
            }
            other => walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(name) = expr {
            let known = hash(&name.id);
            match name.ctx {
                ExprContext::Load if self.given.contains(&known) => {}
                ExprContext::Load => {
                    self.carried.exposed.insert(known);
                }
                // Of a comprehension, a walrus, a pattern: it may not come to it.
                _ => {
                    self.carried.bound.insert(known);
                }
            }
            return;
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use ruff_python_ast::Stmt;

    use super::Carried;
    use crate::project::index::hash;

    /// The names of a loop's body that are read before they are written, of those named.
    fn exposed(body: &str, names: &[&str]) -> Vec<String> {
        let text = format!("for x in y:\n    {}\n", body.replace('\n', "\n    "));
        let parsed = ruff_python_parser::parse_module(&text).expect("it is Python");
        let module = parsed.into_syntax();
        let Some(Stmt::For(stmt)) = module.body.first() else {
            return vec!["no loop".to_owned()];
        };
        let carried = Carried::of(Some(&stmt.target), None, &stmt.body);
        let names = names
            .iter()
            .filter(|it| carried.exposed.contains(&hash(it)));
        names.map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn names_read_before_they_are_written_are_carried() {
        let names = &["a", "b", "c", "x"];
        for (body, expected) in [
            ("a = x\nb = a", vec![]),
            ("b = a\na = x", vec!["a"]),
            ("a += 1", vec!["a"]),
            ("a.append(x)", vec!["a"]),
            ("a[b] = x", vec!["a", "b"]),
            ("if x:\n    a = 1\nelse:\n    a = 2\nb = a", vec![]),
            ("if x:\n    a = 1\nb = a", vec!["a"]),
            ("for b in x:\n    a = b\nc = a", vec!["a"]),
            ("while x:\n    a = 1\nc = a", vec!["a"]),
            ("with x as a:\n    b = a\nc = b", vec![]),
            ("try:\n    a = x\nexcept E:\n    pass\nb = a", vec!["a"]),
            ("def c():\n    return a\nc()", vec!["a"]),
            ("(a, b) = x\nc = a + b", vec![]),
            ("match x:\n    case [a]:\n        b = a", vec!["a"]),
        ] {
            assert_eq!(exposed(body, names), expected, "{body}");
        }
    }
}
