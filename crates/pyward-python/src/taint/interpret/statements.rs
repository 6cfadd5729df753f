//! Statements.

use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtIf, StmtTry};
use ruff_text_size::Ranged as _;

use super::{Frame, Interpreter, Return};
use crate::project::index::{Top, hash};
use crate::taint::state::{Env, join};
use crate::taint::value::{Kind, Shape, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn body(&mut self, frame: &mut Frame, body: &'a [Stmt]) {
        if self.depth > super::DEEPEST {
            self.limit(frame, "it is nested too deeply");
            return;
        }
        self.depth += 1;
        for stmt in body {
            if frame.env.is_none() || !self.burn(frame, 1) {
                break;
            }
            self.statement(frame, stmt);
        }
        self.depth -= 1;
    }

    fn statement(&mut self, frame: &mut Frame, stmt: &'a Stmt) {
        match stmt {
            Stmt::Expr(stmt) => {
                self.eval(frame, &stmt.value);
            }
            Stmt::Assign(assign) => {
                let value = self.eval(frame, &assign.value);
                for target in &assign.targets {
                    self.assign(frame, target, value.clone());
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.eval(frame, value);
                    self.assign(frame, &assign.target, value);
                } else {
                    let value = self.annotated(frame, &assign.annotation);
                    if !matches!(value.shape, Shape::Unknown) {
                        self.assign(frame, &assign.target, value);
                    }
                }
            }
            Stmt::AugAssign(assign) => {
                let left = self.eval(frame, &assign.target);
                let right = self.eval(frame, &assign.value);
                let value = self.binary(frame, left, assign.op, right);
                self.assign(frame, &assign.target, value);
            }
            Stmt::Return(stmt) => {
                let value = match &stmt.value {
                    Some(value) => self.eval(frame, value),
                    None => Value::none(),
                };
                self.give_back(frame, value);
            }
            Stmt::If(stmt) => self.if_statement(frame, stmt),
            Stmt::For(stmt) => self.for_statement(frame, stmt),
            Stmt::While(stmt) => self.while_statement(frame, stmt),
            Stmt::Try(stmt) => self.try_statement(frame, stmt),
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    let value = self.eval(frame, &item.context_expr);
                    let entered = self.entered(frame, value, &item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.assign(frame, target, entered);
                    }
                }
                self.body(frame, &stmt.body);
            }
            Stmt::Match(stmt) => self.match_statement(frame, stmt),
            Stmt::Raise(stmt) => {
                if let Some(exc) = &stmt.exc {
                    let raised = self.eval(frame, exc);
                    if frame.env.is_some() && !frame.raises.is_empty() {
                        frame.raised.add(&raised.deep());
                    }
                }
                Self::leave(frame);
            }
            Stmt::Break(_) => {
                if let (Some(env), Some(breaks)) = (frame.env.take(), frame.breaks.last_mut()) {
                    breaks.push(env);
                }
            }
            Stmt::Continue(_) => {
                if let (Some(env), Some(continues)) = (frame.env.take(), frame.continues.last_mut())
                {
                    continues.push(env);
                }
            }
            Stmt::Assert(stmt) => {
                let test = self.eval(frame, &stmt.test);
                self.assume(frame, &stmt.test, &test, true);
            }
            Stmt::Delete(stmt) => {
                for target in &stmt.targets {
                    self.delete(frame, target);
                }
            }
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.import(frame, stmt),
            Stmt::Global(stmt) => frame
                .globals
                .extend(stmt.names.iter().map(|name| name.id.clone())),
            Stmt::Nonlocal(stmt) => frame
                .outer
                .extend(stmt.names.iter().map(|name| name.id.clone())),
            Stmt::FunctionDef(def) => {
                let module = self.index.modules.get(frame.module as usize);
                let id = module.and_then(|module| module.nodes.get(&def.range().start().to_u32()));
                let Some(id) = id.copied() else { return };
                let closure = if frame.function.is_some() {
                    if self.reach.is_inner_entry(id) {
                        frame.deferred.push(id);
                    }
                    let mut closure = self.closing_over(id, frame);
                    closure.named = self.defaults(frame, &def.parameters);
                    closure
                } else {
                    Self::closure(id)
                };
                let mut value = Value::of(Shape::Function(Rc::new(closure)));
                for decorator in def.decorator_list.iter().rev() {
                    value = self.decorated(frame, &decorator.expression, value);
                }
                self.bind(frame, &def.name.id, value);
            }
            Stmt::ClassDef(def) => {
                let module = self.index.modules.get(frame.module as usize);
                let id = module.and_then(|module| module.nodes.get(&def.range().start().to_u32()));
                if let Some(id) = id.copied() {
                    self.bind(frame, &def.name.id, Value::of(Shape::Class(id)));
                }
            }
            Stmt::Pass(_) | Stmt::TypeAlias(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    /// What follows is not reached: something was raised.
    pub(super) fn leave(frame: &mut Frame) {
        if let (Some(env), Some(raises)) = (frame.env.take(), frame.raises.last_mut()) {
            raises.push(env);
        }
    }

    /// A value returns from the function.
    pub(super) fn give_back(&mut self, frame: &mut Frame, value: Value) {
        let Some(env) = frame.env.take() else { return };
        let mut value = env.settle(value);
        frame.returns.push(Return {
            truth: value.truth(),
            cleared: env.cleared.clone(),
            fact: value.fact.take(),
        });
        frame.returned = Some(match frame.returned.take() {
            Some(other) => other.join(value),
            None => value,
        });
        frame.ends = join(frame.ends.take(), Some(env));
    }

    fn if_statement(&mut self, frame: &mut Frame, stmt: &'a StmtIf) {
        let mut after: Option<Env> = None;
        let first = (Some(&*stmt.test), &stmt.body);
        let rest = stmt
            .elif_else_clauses
            .iter()
            .map(|clause| (clause.test.as_ref(), &clause.body));
        let mut closed = false;
        for (test, body) in std::iter::once(first).chain(rest) {
            if frame.env.is_none() {
                break;
            }
            let Some(test) = test else {
                self.body(frame, body);
                closed = true;
                break;
            };
            let value = self.eval(frame, test);
            match value.truth() {
                Some(true) => {
                    self.body(frame, body);
                    closed = true;
                    break;
                }
                Some(false) => continue,
                None => {}
            }
            let Some(env) = frame.env.take() else { break };
            let otherwise = self.copy(frame, &env);
            frame.env = Some(env);
            self.assume(frame, test, &value, true);
            self.body(frame, body);
            after = join(after, frame.env.take());
            frame.env = Some(otherwise);
            self.assume(frame, test, &value, false);
        }
        let _ = closed;
        frame.env = join(after, frame.env.take());
    }

    fn try_statement(&mut self, frame: &mut Frame, stmt: &'a StmtTry) {
        let start = frame.env.clone();
        frame.raises.push(Vec::new());
        let around = std::mem::take(&mut frame.raised);
        self.body(frame, &stmt.body);
        let raised = std::mem::replace(&mut frame.raised, around);
        let mut thrown = start;
        for env in frame.raises.pop().unwrap_or_default() {
            thrown = join(thrown, Some(env));
        }
        if let Some(env) = &frame.env {
            thrown = join(thrown, Some(env.clone()));
        }
        self.body(frame, &stmt.orelse);
        let mut after = frame.env.take();
        for handler in &stmt.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            frame.env = thrown.clone();
            if let Some(name) = &handler.name {
                self.bind(frame, &name.id, Value::marked(raised.clone()));
            }
            self.body(frame, &handler.body);
            after = join(after, frame.env.take());
        }
        if stmt.handlers.is_empty() && after.is_none() && !stmt.finalbody.is_empty() {
            frame.env = thrown;
            self.body(frame, &stmt.finalbody);
            frame.env = None;
            return;
        }
        frame.env = after;
        self.body(frame, &stmt.finalbody);
    }

    /// What `with` binds.
    fn entered(&mut self, frame: &mut Frame, value: Value, at: &'a Expr) -> Value {
        // What a generator that was made a context manager yields.
        if matches!(&value.shape, Shape::Object(object) if object.kind == Kind::List) {
            return self.element(frame, &value);
        }
        if let Shape::Object(object) = &value.shape
            && matches!(object.kind, Kind::Instance(_))
        {
            let enter = self.attribute(frame, &value, "__enter__", Self::place(frame, at));
            if matches!(enter.shape, Shape::Function(_)) {
                return self
                    .call(
                        frame,
                        &enter,
                        super::arguments::Arguments::default(),
                        Self::place(frame, at),
                    )
                    .0;
            }
        }
        value
    }

    /// Runs the top level of a module, once.
    pub(super) fn module_env(&mut self, module: u32) -> Option<Rc<Env>> {
        if let Some(env) = self.globals.get(&module) {
            return Some(Rc::clone(env));
        }
        if !self.loading.insert(module) {
            return None;
        }
        let mut frame = Frame {
            module,
            env: Some(Env::default()),
            by_itself: true,
            ..Frame::default()
        };
        let project = self.project;
        if let Some(found) = project.modules().get(module as usize) {
            let stack = std::mem::take(&mut self.stack);
            self.body(&mut frame, found.statements());
            self.stack = stack;
        }
        let hits = std::mem::take(&mut frame.hits);
        self.record(hits);
        self.loading.remove(&module);
        let env = Rc::new(frame.env.or(frame.ends).unwrap_or_default());
        self.globals.insert(module, Rc::clone(&env));
        Some(env)
    }

    /// The hashes of a module's global names that hold a source's data.
    pub(in crate::taint) fn tainted_globals(&self, module: u32) -> Vec<u64> {
        let env = self.globals.get(&module);
        env.iter()
            .flat_map(|env| env.vars.iter())
            .filter(|(_, value)| value.is_from_source())
            .map(|(name, _)| name)
            .collect()
    }

    /// A name of a module, without running it where one statement alone says what it is.
    pub(super) fn global(&mut self, module: u32, name: &str) -> Option<Value> {
        let index = self.index;
        let own = index.modules.get(module as usize)?;
        let found = match own.top.get(name) {
            Some(Top::Function(id)) => {
                Some(Value::of(Shape::Function(Rc::new(Self::closure(*id)))))
            }
            Some(Top::Class(id)) => Some(Value::of(Shape::Class(*id))),
            Some(Top::Import(stmt)) => Some(self.imported(module, stmt, name)),
            Some(Top::Other) => {
                let env = self.module_env(module);
                env.and_then(|env| env.vars.get(name).cloned())
                    .or_else(|| Some(Value::default()))
            }
            None => None,
        };
        if let Some(mut found) = found {
            // What a function writes into it may be anything, run or not.
            if found.constants().is_some() && own.written.contains(&hash(name)) {
                found.shape = Shape::Unknown;
            }
            if matches!(found.shape, Shape::Object(_)) || own.written.contains(&hash(name)) {
                self.ask((module, hash(name)));
            }
            let written = if self.written.is_empty() {
                None
            } else {
                self.written.get(&(module, hash(name)))
            };
            return Some(match written {
                Some(written) => found.join(written.clone()),
                None => found,
            });
        }
        for stmt in own.stars.iter().rev() {
            if let Some(value) = self.starred(module, stmt, name) {
                return Some(value);
            }
        }
        None
    }
}
