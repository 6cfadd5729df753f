//! What tests say that ask about many things at once: `any(…)`, `all(…)`, a loop that refuses what it meets.

use std::rc::Rc;

use ruff_python_ast::helpers::any_over_body;
use ruff_python_ast::{CmpOp, Comprehension, Expr, ExprCall, StmtFor};

use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::mark::{Fact, Kinds, Marks, Origin, meet, unite};
use crate::taint::model::Entry;
use crate::taint::value::{Shape, Value};

/// The most things that are asked about one by one.
const MOST_ASKED: usize = 24;

impl<'a> Interpreter<'a> {
    /// `any(test for one in many)` and `all(…)`: what they say of what is tested. `None` for other calls.
    ///
    /// Where the many are known, the test is made for each of them: that no forbidden character stands in a text says
    /// what each of these absences says. Where they are parts of what is tested, only what is asked of all of them says
    /// something: that one character is a letter says nothing of the rest.
    pub(super) fn quantified(&mut self, frame: &mut Frame, call: &'a ExprCall) -> Option<Value> {
        let Expr::Name(name) = &*call.func else {
            return None;
        };
        let is_any = match name.id.as_str() {
            "any" => true,
            "all" => false,
            _ => return None,
        };
        let [argument] = &*call.arguments.args else {
            return None;
        };
        let (generators, test) = match argument {
            Expr::Generator(made) => (&made.generators, &*made.elt),
            Expr::ListComp(made) => (&made.generators, &*made.elt),
            _ => return None,
        };
        let [generator] = generators.as_slice() else {
            return None;
        };
        if !generator.ifs.is_empty() || !call.arguments.keywords.is_empty() {
            return None;
        }
        let callee = self.eval(frame, &call.func);
        if !matches!(&callee.shape, Shape::External(full) if full.starts_with("builtins.")) {
            return None;
        }
        let before = frame.env.clone();
        let said = self.said_of_many(frame, generator, test, is_any);
        frame.env = before;
        let fact = (said != Fact::default()).then(|| Rc::new(said));
        Some(Value {
            fact,
            ..Value::default()
        })
    }

    fn said_of_many(
        &mut self,
        frame: &mut Frame,
        generator: &'a Comprehension,
        test: &'a Expr,
        is_any: bool,
    ) -> Fact {
        let iterated = self.eval(frame, &generator.iter);
        self.here = Some(Self::place(frame, &generator.iter));
        let Some(items) = self.few(&iterated) else {
            let item = self.element(frame, &iterated);
            let parts = item.deep();
            self.assign(frame, &generator.target, item);
            let said = self.eval(frame, test).fact;
            let mut said = said.map(|fact| (*fact).clone()).unwrap_or_default();
            // What one of them says, it says of nothing that it is a part of.
            if is_any {
                self.unequal(frame, generator, test, &parts, &mut said);
            }
            let single = if is_any {
                &mut said.if_true
            } else {
                &mut said.if_false
            };
            single.retain(|(origin, _)| !begins_at(&parts, *origin));
            return said;
        };
        let mut all: Option<Fact> = None;
        for item in items {
            self.assign(frame, &generator.target, item);
            let value = self.eval(frame, test);
            let said = value.fact.map(|fact| (*fact).clone()).unwrap_or_default();
            all = Some(match all {
                None => said,
                Some(before) if is_any => Fact {
                    if_true: meet(&before.if_true, &said.if_true),
                    if_false: both(before.if_false, &said.if_false),
                },
                Some(before) => Fact {
                    if_true: both(before.if_true, &said.if_true),
                    if_false: meet(&before.if_false, &said.if_false),
                },
            });
        }
        all.unwrap_or_default()
    }

    /// `any(part == ".." for part in parts)` says, where it is false, what the absence of `..` says.
    fn unequal(
        &mut self,
        frame: &mut Frame,
        generator: &'a Comprehension,
        test: &'a Expr,
        parts: &Marks,
        said: &mut Fact,
    ) {
        let (Expr::Compare(compare), Expr::Name(one)) = (test, &generator.target) else {
            return;
        };
        let ([operator], [other]) = (&*compare.ops, &*compare.comparators) else {
            return;
        };
        if !matches!(&*compare.left, Expr::Name(left) if left.id == one.id) {
            return;
        }
        let other = self.eval(frame, other);
        let refused = match operator {
            CmpOp::Eq => vec![other],
            CmpOp::In => self.few(&other).unwrap_or_default(),
            _ => return,
        };
        for value in refused {
            if let Some(text) = value.as_constant().and_then(Constant::as_str) {
                // That none of its parts is that says so of all of it.
                self.substring_guard(text, &Value::marked(parts.with_whole()), said);
            }
        }
    }

    /// The elements of a short list, or the characters of a short text, that are all known.
    fn few(&self, value: &Value) -> Option<Vec<Value>> {
        let items = match value.as_constant() {
            Some(Constant::Str(_)) => self.characters(value)?,
            _ => self.known_items(value)?,
        };
        (!items.is_empty() && items.len() <= MOST_ASKED).then_some(items)
    }

    /// The characters of a short text that is known.
    pub(super) fn characters(&self, value: &Value) -> Option<Vec<Value>> {
        let text = value.as_constant()?.as_str()?;
        if text.len() > MOST_ASKED || !value.marks.is_empty() {
            return None;
        }
        let one = |ch: char| Constant::text(ch.encode_utf8(&mut [0; 4]));
        Some(text.chars().filter_map(one).map(Value::constant).collect())
    }

    /// What held of each element at the end of a loop's body holds of all of them behind it: those of which it did not
    /// hold were refused. Names may stand for dicts, of whose keys alone this would be said, but where the elements have
    /// parts themselves.
    pub(super) fn refused_in(
        &self,
        frame: &mut Frame,
        stmt: &StmtFor,
        item: &Value,
        said: &[(Origin, Kinds)],
    ) {
        let is_list = match &*stmt.iter {
            Expr::Name(_) => has_parts(stmt),
            Expr::Call(call) => match &*call.func {
                // Keys and values are told apart.
                Expr::Attribute(attribute) if attribute.attr.as_str() == "items" => {
                    matches!(&*stmt.target, Expr::Tuple(pair) if pair.elts.len() == 2)
                }
                Expr::Attribute(attribute) => !matches!(attribute.attr.as_str(), "keys" | "values"),
                _ => true,
            },
            _ => false,
        };
        if !is_list || said.is_empty() {
            return;
        }
        let parts = item.deep();
        let of_these = said.iter().filter(|(origin, _)| begins_at(&parts, *origin));
        let whole =
            |(origin, kinds): &(Origin, Kinds)| [(*origin, *kinds), (origin.whole(), *kinds)];
        let of_parts: Vec<_> = of_these.flat_map(whole).collect();
        if let Some(env) = &mut frame.env {
            unite(&mut env.cleared, &of_parts);
        }
    }

    /// A named part of a value (`address.netloc`, `ip.is_private`), with what its being true or false says, as the model
    /// has it under `set:is_global` and `empty:netloc`. It says that of all that the value was made of.
    pub(super) fn part_of(&self, name: &str, part: Value) -> Value {
        let may_say = matches!(name, "netloc" | "hostname") || name.starts_with("is_");
        if !may_say || part.marks.is_empty() {
            return part;
        }
        let said = |kind: &str| {
            let guards = self.model.entries(&format!("{kind}:{name}")).iter();
            let clears = guards
                .filter_map(|entry| match entry {
                    Entry::Guard(at) => self.model.guards.get(*at),
                    _ => None,
                })
                .fold(0, |all, spec| all | spec.clears);
            let marks = part.marks.iter().filter(|_| clears != 0);
            marks.map(|mark| (mark.origin.whole(), clears)).collect()
        };
        let fact = Fact {
            if_true: said("set"),
            if_false: said("empty"),
        };
        Value {
            fact: (fact != Fact::default()).then(|| Rc::new(fact)),
            ..part
        }
    }

    /// What an attribute holds, told apart from the others: what is said of `job.kind` is not said of `job.command`, nor of
    /// the job. The parts of an address say something of all of it.
    pub(super) fn told_apart(&self, frame: &Frame, name: &str, value: Value) -> Value {
        let is_part = matches!(&value.shape, Shape::Method(_)) && !value.marks.is_empty();
        let mut kinds = ["part", "in", "set", "empty"].iter();
        let says =
            is_part && kinds.any(|kind| !self.model.entries(&format!("{kind}:{name}")).is_empty());
        let (true, false, Some(env)) = (is_part, says, &frame.env) else {
            return value;
        };
        let marks = env.settled(&value.marks).deeper(&("attribute", name));
        Value { marks, ..value }
    }

    /// What two values being the same says where one is made of the other: what was made safe in one is safe in both.
    pub(super) fn said_by_sameness(&self, left: &Value, right: &Value) -> Vec<(Origin, Kinds)> {
        let mut all = Vec::new();
        for one in left.marks.iter() {
            let mut others = right.marks.iter();
            let other =
                others.find(|other| other.origin == one.origin && other.source == one.source);
            let Some(other) = other else { continue };
            let kinds = (one.cleared ^ other.cleared) & !self.model.taken_behind;
            if kinds != 0 {
                all.push((one.origin, kinds));
            }
        }
        all
    }
}

/// Whether the elements of what is iterated over are used as something with parts: no keys of a dict.
fn has_parts(stmt: &StmtFor) -> bool {
    match &*stmt.target {
        Expr::Tuple(_) | Expr::List(_) => true,
        Expr::Name(target) => any_over_body(
            &stmt.body,
            |expr| matches!(expr, Expr::Subscript(part) if matches!(&*part.value, Expr::Name(name) if name.id == target.id)),
        ),
        _ => false,
    }
}

fn both(mut one: Vec<(Origin, Kinds)>, other: &[(Origin, Kinds)]) -> Vec<(Origin, Kinds)> {
    unite(&mut one, other);
    one
}

fn begins_at(marks: &Marks, origin: Origin) -> bool {
    let mut all = marks.iter().map(|mark| mark.origin);
    all.any(|own| own == origin || own.whole() == origin)
}
