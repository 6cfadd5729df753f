//! Loops.

use std::rc::Rc;

use ruff_python_ast::{Expr, StmtFor, StmtWhile};
use ruff_text_size::{Ranged as _, TextRange};

use super::carried::Carried;
use super::{Frame, Interpreter};
use crate::taint::mark::{Kinds, Origin};
use crate::taint::state::{Env, join};
use crate::taint::value::{Kind, Shape, Value};

/// The longest list whose loop is run element by element.
const UNROLLED: usize = 6;

impl<'a> Interpreter<'a> {
    pub(super) fn for_statement(&mut self, frame: &mut Frame, stmt: &'a StmtFor) {
        let iterated = self.eval(frame, &stmt.iter);
        self.here = Some(Self::place(frame, &*stmt.iter));
        frame.breaks.push(Vec::new());
        frame.continues.push(Vec::new());
        let known = self.known_items(&iterated);
        let known = known.filter(|items| items.len() <= UNROLLED);
        match known.or_else(|| self.characters(&iterated)) {
            Some(items) if frame.loops < 2 => {
                frame.loops += 1;
                for item in items {
                    if frame.env.is_none() {
                        break;
                    }
                    self.assign(frame, &stmt.target, item);
                    self.body(frame, &stmt.body);
                    self.rejoin(frame);
                }
                frame.loops -= 1;
            }
            _ => {
                let item = self.element(frame, &iterated);
                let carried = || Carried::of(Some(&stmt.target), None, &stmt.body);
                let carried = self.carried(frame.module, stmt.range(), carried);
                let said = self.repeat(frame, &carried, &mut |this, frame| {
                    this.assign(frame, &stmt.target, item.clone());
                    this.body(frame, &stmt.body);
                });
                self.refused_in(frame, stmt, &item, &said);
            }
        }
        self.body(frame, &stmt.orelse);
        self.leave_loop(frame);
    }

    pub(super) fn while_statement(&mut self, frame: &mut Frame, stmt: &'a StmtWhile) {
        let test = self.eval(frame, &stmt.test);
        if test.truth() == Some(false) {
            self.body(frame, &stmt.orelse);
            return;
        }
        let endless = matches!(
            &*stmt.test,
            Expr::BooleanLiteral(_) | Expr::NumberLiteral(_)
        );
        frame.breaks.push(Vec::new());
        frame.continues.push(Vec::new());
        let carried = || Carried::of(None, Some(&stmt.test), &stmt.body);
        let carried = self.carried(frame.module, stmt.range(), carried);
        self.repeat(frame, &carried, &mut |this, frame| {
            let test = this.eval(frame, &stmt.test);
            this.assume(frame, &stmt.test, &test, true);
            this.body(frame, &stmt.body);
        });
        if endless {
            frame.env = None;
        } else if frame.env.is_some() {
            let test = self.eval(frame, &stmt.test);
            self.assume(frame, &stmt.test, &test, false);
        }
        self.body(frame, &stmt.orelse);
        self.leave_loop(frame);
    }

    /// What the turns of a loop leave for each other.
    fn carried(
        &mut self,
        module: u32,
        range: TextRange,
        of: impl FnOnce() -> Carried,
    ) -> Rc<Carried> {
        let key = (module, range.start().to_u32());
        Rc::clone(self.carried.entry(key).or_insert_with(|| Rc::new(of())))
    }

    /// Runs a body until what changes in it is seen: once where nothing is left for the next turn, or else twice, with what
    /// changed forgotten in between. Returns what guards said at its end.
    fn repeat(
        &mut self,
        frame: &mut Frame,
        carried: &Carried,
        body: &mut dyn FnMut(&mut Self, &mut Frame),
    ) -> Vec<(Origin, Kinds)> {
        let mut said = Vec::new();
        frame.loops += 1;
        let passes = if frame.loops > 3 { 1 } else { 2 };
        for _ in 0..passes {
            let Some(env) = frame.env.take() else { break };
            let before = self.copy(frame, &env);
            frame.env = Some(env);
            body(self, frame);
            self.rejoin(frame);
            let Some(after) = frame.env.take() else {
                frame.env = Some(before);
                break;
            };
            said.clone_from(&after.cleared);
            let is_changed = carried.is_changed(&before, &after);
            frame.env = Some(widened(before, after));
            if !is_changed {
                break;
            }
        }
        frame.loops -= 1;
        said
    }

    fn rejoin(&mut self, frame: &mut Frame) {
        if let Some(continues) = frame.continues.last_mut() {
            for env in std::mem::take(continues) {
                frame.env = join(frame.env.take(), Some(env));
            }
        }
    }

    fn leave_loop(&mut self, frame: &mut Frame) {
        for env in frame.breaks.pop().unwrap_or_default() {
            frame.env = join(frame.env.take(), Some(env));
        }
        frame.continues.pop();
    }

    /// The elements of a list whose elements are all known.
    pub(super) fn known_items(&self, value: &Value) -> Option<Vec<Value>> {
        let Shape::Object(object) = &value.shape else {
            return None;
        };
        if !object.exact || !value.marks.is_empty() {
            return None;
        }
        match object.kind {
            Kind::List | Kind::Tuple | Kind::Set => Some(object.items.clone()),
            Kind::Dict => Some(object.fields.keys().cloned().map(Value::constant).collect()),
            _ => None,
        }
    }
}

/// What holds before and after one pass. What a pass changes may be changed again: numbers and texts are forgotten.
fn widened(before: Env, after: Env) -> Env {
    let is_other = |(name, value): &(u64, &Value)| {
        value.constants().is_some()
            && after
                .vars
                .of(*name)
                .is_some_and(|later| later.constants() != value.constants())
    };
    let names = before.vars.iter().filter(is_other);
    let names: Vec<u64> = names.map(|(name, _)| name).collect();
    let mut joined = before.join(after);
    if !names.is_empty() {
        joined.vars.change(|name, value| {
            let is_one = names.binary_search(&name).is_ok() && value.constants().is_some();
            is_one.then(|| Value {
                shape: Shape::Unknown,
                ..value.clone()
            })
        });
    }
    joined
}
