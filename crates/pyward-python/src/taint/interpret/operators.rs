//! Operators, and what comparisons say.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{
    BoolOp, CmpOp, Expr, ExprBoolOp, ExprCompare, ExprName, ExprUnaryOp, Operator, UnaryOp,
};

use super::expressions::merge;
use super::judged::made_of_known;
use super::{Frame, Interpreter};
use crate::constants::{Constant, binary, compare, unary};
use crate::taint::mark::{Fact, Kinds, Mark, Marks, Origin, meet, unite};
use crate::taint::value::{Kind, Object, Shape, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn binary(
        &mut self,
        frame: &mut Frame,
        left: Value,
        operator: Operator,
        right: Value,
    ) -> Value {
        if let (Some(a), Some(b)) = (left.constants(), right.constants()) {
            let mut all = Vec::new();
            let mut whole = true;
            for a in a {
                for b in b {
                    match binary(a, operator, b) {
                        Some(made) => all.push(made),
                        None => whole = false,
                    }
                }
            }
            if whole && !all.is_empty() {
                return Value::one_of(all).with(&left.marks).with(&right.marks);
            }
        }
        if operator == Operator::Mult {
            // Nothing at all, and the same again and again.
            let count = right.as_constant().and_then(Constant::int);
            if count.is_some_and(|count| count <= 0) && !matches!(left.shape, Shape::Object(_)) {
                return Value::written();
            }
            if matches!(&left.shape, Shape::Object(object) if object.kind == Kind::List)
                && made_of_known(None, std::iter::once(&left)).is_some()
            {
                let mut list = Object::new(Kind::List);
                list.blur(Value::written());
                return Value::object(list);
            }
        }
        if let (Shape::Object(a), Shape::Object(b)) = (&left.shape, &right.shape) {
            if a.kind == b.kind
                && operator == Operator::Add
                && matches!(a.kind, Kind::List | Kind::Tuple)
            {
                let mut made = (**a).clone();
                made.items.extend(b.items.iter().cloned());
                made.exact = a.exact && b.exact;
                if let Some(rest) = &b.rest {
                    made.blur((**rest).clone());
                }
                return Value::object(made).with(&left.marks).with(&right.marks);
            }
            if a.kind == Kind::Dict && b.kind == Kind::Dict {
                let mut made = (**a).clone();
                merge(&mut made, &right);
                return Value::object(made).with(&left.marks).with(&right.marks);
            }
        }
        if operator == Operator::Mod
            && let Some(Constant::Str(template)) = left.as_constant()
        {
            return self
                .percent(frame, &template.clone(), &right)
                .with(&left.marks);
        }
        if let (Operator::Mod, Some(class)) = (operator, external_class(&left)) {
            // `Markup("…") % text` escapes the text.
            let name = format!("{class}.__mod__");
            let right = self.cleared_by(frame, &name, &right.deep());
            return Value::marked(left.deep()).with(&right);
        }
        if let (Operator::Div, Some(name)) = (operator, external_class(&left)) {
            // `Path / text` is a path.
            let made = Value::object(Object::new(Kind::External(name)));
            let right = right.deep().without(self.model.taken_behind);
            return made.with(&left.deep()).with(&right);
        }
        if let Some(marks) = self.counted(frame, &left, operator, &right) {
            return if marks.is_empty() {
                Value::written()
            } else {
                Value::marked(marks)
            };
        }
        if operator == Operator::Add {
            return self.concatenated(left, right);
        }
        Value::marked(left.deep()).with(&right.deep())
    }

    /// What is added to a number is one, and how often a text is repeated is no part of it.
    fn counted(
        &self,
        frame: &Frame,
        left: &Value,
        operator: Operator,
        right: &Value,
    ) -> Option<Marks> {
        let is_number = |value: &Value| {
            matches!(
                value.as_constant(),
                Some(Constant::Int(_) | Constant::Float(_))
            )
        };
        match operator {
            Operator::Add | Operator::Sub | Operator::FloorDiv | Operator::Pow
                if is_number(left) || is_number(right) =>
            {
                let mut marks = left.deep();
                marks.add(&right.deep());
                Some(self.cleared_by(frame, "builtins.int", &marks))
            }
            Operator::Mult => {
                let is_text = |value: &Value| matches!(value.as_constant(), Some(Constant::Str(_)));
                let (text, _) = [(left, right), (right, left)]
                    .into_iter()
                    .find(|(text, _)| is_text(text))?;
                Some(text.deep())
            }
            _ => None,
        }
    }

    pub(super) fn unary(&mut self, frame: &mut Frame, expr: &'a ExprUnaryOp) -> Value {
        let value = self.eval(frame, &expr.operand);
        if let Some(constants) = value.constants() {
            let all: Vec<Constant> = constants
                .iter()
                .filter_map(|one| unary(expr.op, one))
                .collect();
            if all.len() == constants.len() {
                let mut made = Value::one_of(all);
                made.fact = value.fact.as_ref().map(|fact| Rc::new(fact.swapped()));
                return made.with(&value.marks);
            }
        }
        if expr.op == UnaryOp::Not {
            if let Some(truth) = value.truth() {
                return Value::bool(!truth);
            }
            return Value {
                fact: value.fact.as_ref().map(|fact| Rc::new(fact.swapped())),
                ..Value::default()
            };
        }
        Value::marked(value.marks)
    }

    pub(super) fn bool_op(&mut self, frame: &mut Frame, expr: &'a ExprBoolOp) -> Value {
        let before = frame.env.clone();
        let stops = expr.op == BoolOp::Or;
        let mut result: Option<Value> = None;
        let mut fact: Option<Fact> = None;
        let count = expr.values.len();
        for (number, operand) in expr.values.iter().enumerate() {
            let mut value = self.eval(frame, operand);
            let truth = value.truth();
            let last = number + 1 == count;
            if let Some(env) = &frame.env {
                value = env.settle(value);
            }
            let said = match &value.fact {
                Some(said) => (**said).clone(),
                None => Fact::default(),
            };
            // A part that cannot decide says nothing; the others do.
            if truth != Some(!stops) {
                fact = Some(match fact {
                    None => said,
                    Some(fact) => combined(&fact, &said, stops),
                });
            }
            if !last && truth != Some(stops) {
                self.assume(frame, operand, &value, !stops);
            }
            if truth == Some(!stops) && !last {
                continue;
            }
            // What `a or b` is when `a` decides: `a`, as it is then.
            let kept = if !last && truth.is_none() {
                decided(value, stops, frame, before.as_ref())
            } else {
                value
            };
            result = Some(match result {
                Some(result) => result.join(kept),
                None => kept,
            });
            if truth == Some(stops) {
                break;
            }
        }
        // Assignments within stay, what was assumed does not.
        if let (Some(env), Some(before)) = (&mut frame.env, before) {
            env.cleared = before.cleared;
            env.vars.fill(&before.vars);
        }
        let mut result = result.unwrap_or_default();
        result.fact = fact.map(Rc::new);
        result
    }

    pub(super) fn compare(&mut self, frame: &mut Frame, expr: &'a ExprCompare) -> Value {
        let mut left = self.eval(frame, &expr.left);
        let mut result: Option<Value> = None;
        for (operator, right) in expr.ops.iter().zip(&expr.comparators) {
            let right = self.eval(frame, right);
            let value = self.compared(&left, *operator, &right);
            result = Some(match result {
                None => value,
                Some(result) => match (result.truth(), value.truth()) {
                    (Some(false), _) | (_, Some(false)) => Value::bool(false),
                    (Some(true), Some(true)) => Value::bool(true),
                    _ => Value::default(),
                },
            });
            left = right;
        }
        result.unwrap_or_default()
    }

    fn compared(&mut self, left: &Value, operator: CmpOp, right: &Value) -> Value {
        if let (Some(a), Some(b)) = (left.constants(), right.constants()) {
            let mut said: Option<Option<bool>> = None;
            for a in a {
                for b in b {
                    let one = compare(a, operator, b);
                    said = Some(if said.is_none_or(|said| said == one) {
                        one
                    } else {
                        None
                    });
                }
            }
            if let Some(Some(said)) = said {
                return Value::bool(said);
            }
        }
        if matches!(operator, CmpOp::Is | CmpOp::IsNot) {
            let is_none = |value: &Value| value.as_constant() == Some(&Constant::None);
            if is_none(right)
                && matches!(
                    left.shape,
                    Shape::Object(_) | Shape::Function(_) | Shape::Class(_)
                )
                && left.marks.is_empty()
            {
                return Value::bool(operator == CmpOp::IsNot);
            }
            // `pattern.fullmatch(x) is None`: what is asked gives nothing, or something that counts as true.
            let said = left.fact.as_ref().filter(|_| is_none(right));
            return Value {
                fact: said.map(|fact| match operator {
                    CmpOp::Is => Rc::new(fact.swapped()),
                    _ => Rc::clone(fact),
                }),
                ..Value::default()
            };
        }
        if let (CmpOp::In | CmpOp::NotIn, Some(needle), Shape::Object(object)) =
            (operator, left.constants(), &right.shape)
            && object.exact
            && right.marks.is_empty()
            && matches!(
                object.kind,
                Kind::List | Kind::Tuple | Kind::Set | Kind::Dict
            )
        {
            let known = object.kind == Kind::Dict
                || object.items.iter().all(|item| item.as_constant().is_some());
            if known {
                let inside = |one: &Constant| {
                    object.fields.contains_key(one)
                        || object
                            .items
                            .iter()
                            .any(|item| item.as_constant() == Some(one))
                };
                let all: Vec<bool> = needle.iter().map(inside).collect();
                if let Some(first) = all.first()
                    && all.iter().all(|one| one == first)
                {
                    return Value::bool(*first == (operator == CmpOp::In));
                }
            }
        }
        let mut fact = Fact::default();
        match operator {
            CmpOp::Eq | CmpOp::NotEq => {
                for (subject, other) in [(left, right), (right, left)] {
                    if matches!(&subject.shape, Shape::External(name) if &**name == "equal")
                        && let Some(inner) = &subject.fact
                    {
                        unite(&mut fact.if_true, &inner.if_true);
                    }
                    let fixed = other.constants().is_some()
                        || (is_part(subject) && other.deep().is_empty());
                    if fixed && !subject.marks.is_empty() {
                        unite(&mut fact.if_true, &self.guarded(subject, Kinds::MAX, other));
                    } else if self.is_ours(other) {
                        unite(&mut fact.if_true, &self.said_by("same", subject));
                    }
                }
                unite(&mut fact.if_true, &self.said_by_sameness(left, right));
                self.count_guard(left, right, &mut fact);
            }
            CmpOp::In | CmpOp::NotIn => {
                if is_fixed(right) && !left.marks.is_empty() {
                    unite(&mut fact.if_true, &self.guarded(left, Kinds::MAX, right));
                }
                if let Shape::Method(method) = &right.shape
                    && self.is_ours(left)
                {
                    let said = self.said_by(&format!("in:{}", method.1), right);
                    unite(&mut fact.if_true, &said);
                }
                if let (Some(Constant::Str(needle)), false) =
                    (left.as_constant(), right.deep().is_empty())
                {
                    // `".." not in path.split("/")`.
                    let all = Value::marked(right.deep().with_whole());
                    let is_list = matches!(right.shape, Shape::Object(_));
                    self.substring_guard(needle, if is_list { &all } else { right }, &mut fact);
                }
            }
            // `set(text) <= LETTERS`.
            CmpOp::LtE | CmpOp::Lt => {
                let is_set =
                    matches!(&left.shape, Shape::Object(object) if object.kind == Kind::Set);
                let marks = left.deep();
                if is_set && !marks.is_empty() && is_fixed(right) {
                    unite(&mut fact.if_true, &said(&marks, Kinds::MAX));
                }
            }
            _ => {}
        }
        if matches!(operator, CmpOp::NotEq | CmpOp::NotIn) {
            fact = fact.swapped();
        }
        Value {
            fact: (fact != Fact::default()).then(|| Rc::new(fact)),
            ..Value::default()
        }
    }

    /// `x.find("..") == -1` and `x.count("'") == 0` say what `".." not in x` says.
    fn count_guard(&mut self, left: &Value, right: &Value, fact: &mut Fact) {
        if let (Some(inner), Some(constant)) = (&left.fact, right.as_constant()) {
            match constant {
                Constant::Int(-1 | 0) => unite(&mut fact.if_true, &inner.if_false),
                Constant::Bool(true) => {
                    unite(&mut fact.if_true, &inner.if_true);
                    unite(&mut fact.if_false, &inner.if_false);
                }
                Constant::Bool(false) => {
                    unite(&mut fact.if_true, &inner.if_false);
                    unite(&mut fact.if_false, &inner.if_true);
                }
                _ => {}
            }
        }
    }

    /// What the absence of a text in a value says, as the model has it under `absent:TEXT`.
    pub(super) fn substring_guard(&self, needle: &str, subject: &Value, fact: &mut Fact) {
        let name = format!("absent:{needle}");
        for entry in self.model.entries(&name) {
            if let crate::taint::model::Entry::Guard(at) = entry
                && let Some(spec) = self.model.guards.get(*at)
            {
                unite(&mut fact.if_false, &said(&subject.deep(), spec.clears));
            }
        }
    }

    /// What comparing a value with something fixed says. A part of an address clears what hosts decide.
    fn guarded(&self, subject: &Value, kinds: Kinds, other: &Value) -> Vec<(Origin, Kinds)> {
        let _ = other;
        // `x.scheme == "https"` says nothing of the host.
        if let Shape::Method(method) = &subject.shape {
            let name = format!("part:{}", method.1);
            let entries = self.model.entries(&name);
            if let Some(crate::taint::model::Entry::Guard(at)) = entries.first() {
                let clears = self.model.guards.get(*at).map_or(0, |spec| spec.clears);
                return said(&subject.marks, clears);
            }
        }
        said(&subject.marks, kinds)
    }

    /// Takes in that an expression is true or false.
    pub(super) fn assume(&mut self, frame: &mut Frame, expr: &'a Expr, value: &Value, truth: bool) {
        if value.truth() == Some(!truth) {
            return;
        }
        let Some(env) = &mut frame.env else { return };
        if let Some(fact) = &value.fact {
            env.learn(fact, truth);
        }
        narrow(frame, expr, truth, 0);
    }
}

pub(super) fn said(marks: &Marks, kinds: Kinds) -> Vec<(Origin, Kinds)> {
    marks.iter().map(|mark| (mark.origin, kinds)).collect()
}

/// Whether a value is a named part of another: the host of an address.
fn is_part(value: &Value) -> bool {
    matches!(&value.shape, Shape::Method(method) if matches!(&*method.1, "netloc" | "hostname" | "host"))
}

/// Whether a container holds nothing anyone else can put there.
fn is_fixed(value: &Value) -> bool {
    match &value.shape {
        Shape::Constant(_) | Shape::OneOf(_) => value.marks.is_empty(),
        Shape::Unknown | Shape::Object(_) | Shape::External(_) | Shape::Method(_) => {
            value.deep().is_empty()
        }
        Shape::Class(_) => true,
        _ => false,
    }
}

fn combined(a: &Fact, b: &Fact, or: bool) -> Fact {
    let both = |x: &[(Origin, Kinds)], y: &[(Origin, Kinds)]| {
        let mut all = x.to_vec();
        unite(&mut all, y);
        all
    };
    if or {
        Fact {
            if_true: meet(&a.if_true, &b.if_true),
            if_false: both(&a.if_false, &b.if_false),
        }
    } else {
        Fact {
            if_true: both(&a.if_true, &b.if_true),
            if_false: meet(&a.if_false, &b.if_false),
        }
    }
}

fn decided(
    mut value: Value,
    truth: bool,
    _: &Frame,
    _: Option<&crate::taint::state::Env>,
) -> Value {
    // `a and b`: where `a` decides, it is empty.
    if !truth {
        value.marks = Marks::default();
    }
    if let Some(constants) = value.constants() {
        let kept: Vec<Constant> = constants
            .iter()
            .filter(|one| one.truth() == truth)
            .cloned()
            .collect();
        if !kept.is_empty() {
            value.shape = Value::one_of(kept).shape;
        }
    }
    value
}

fn external_class(value: &Value) -> Option<Arc<str>> {
    match &value.shape {
        Shape::Object(object) => match &object.kind {
            Kind::External(name) => Some(Arc::clone(name)),
            _ => None,
        },
        _ => None,
    }
}

/// `x == "a"`: then x is "a".
fn narrow(frame: &mut Frame, expr: &Expr, truth: bool, depth: usize) {
    if depth > 16 {
        return;
    }
    match expr {
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => {
            narrow(frame, &unary.operand, !truth, depth + 1);
        }
        Expr::BoolOp(bool_op) if (bool_op.op == BoolOp::And) == truth => {
            for operand in &bool_op.values {
                narrow(frame, operand, truth, depth + 1);
            }
        }
        Expr::BoolOp(bool_op) if truth => {
            // `x == "a" or x == "b"`.
            let mut names = bool_op.values.iter().map(|operand| one_of(operand, true));
            if let Some(Some(name)) = names.next()
                && names.all(|other| other.is_some_and(|other| other.id == name.id))
            {
                written_as(frame, name);
            }
        }
        Expr::Compare(compare) => {
            let ([operator], [right], Expr::Name(name)) =
                (&*compare.ops, &*compare.comparators, &*compare.left)
            else {
                return;
            };
            if matches!((operator, truth), (CmpOp::Eq, true) | (CmpOp::NotEq, false))
                && let Some(constant) = Constant::of_literal(right)
                && let Some(env) = &mut frame.env
            {
                env.vars.insert(name.id.as_str(), Value::constant(constant));
            } else if one_of(expr, truth).is_some() {
                written_as(frame, name);
            }
        }
        _ => {}
    }
}

/// The name that a comparison says is one of others: `x in ALLOWED`, `x == ONE`, or the contraries where they fail.
fn one_of(expr: &Expr, truth: bool) -> Option<&ExprName> {
    let Expr::Compare(compare) = expr else {
        return None;
    };
    let ([operator], Expr::Name(name)) = (&*compare.ops, &*compare.left) else {
        return None;
    };
    let says = match operator {
        CmpOp::Eq | CmpOp::In => truth,
        CmpOp::NotEq | CmpOp::NotIn => !truth,
        _ => false,
    };
    says.then_some(name)
}

/// A text that was compared with what is fixed is one of that from here on: itself, not what was made of it before.
fn written_as(frame: &mut Frame, name: &ExprName) {
    let Some(env) = &mut frame.env else { return };
    let Some(value) = env.vars.get(name.id.as_str()) else {
        return;
    };
    let is_fixed = |mark: &Mark| env.cleared_for(mark.origin) == Kinds::MAX;
    if value.is_text_of_others() && !value.marks.is_empty() && value.marks.iter().all(is_fixed) {
        env.vars.insert(name.id.as_str(), Value::written());
    }
}
