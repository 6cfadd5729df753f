//! Expressions.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{
    Comprehension, ConversionFlag, Expr, ExprFString, FStringPart, InterpolatedStringElement,
};
use ruff_text_size::Ranged as _;

use super::judged::is_written;
use super::{Frame, Interpreter};
use crate::constants::{Constant, item, position, slice};
use crate::taint::value::{Kind, MOST_ENTRIES, Object, Shape, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn eval(&mut self, frame: &mut Frame, expr: &'a Expr) -> Value {
        if self.depth > super::DEEPEST {
            self.limit(frame, "it is nested too deeply");
            return Value::default();
        }
        if !self.burn(frame, 1) {
            return Value::default();
        }
        self.depth += 1;
        let value = self.evaluate(frame, expr);
        self.depth -= 1;
        self.judge_text(frame, expr, &value);
        value
    }

    fn evaluate(&mut self, frame: &mut Frame, expr: &'a Expr) -> Value {
        match expr {
            Expr::Name(name) => self.name(frame, name.id.as_str(), Self::place(frame, expr)),
            Expr::Attribute(attribute) => {
                let object = self.eval(frame, &attribute.value);
                let name = attribute.attr.as_str();
                let value = self.attribute(frame, &object, name, Self::place(frame, expr));
                self.told_apart(frame, name, value)
            }
            Expr::Call(call) => self.call_expression(frame, call),
            Expr::Subscript(subscript) => {
                let object = self.eval(frame, &subscript.value);
                if let Expr::Slice(range) = &*subscript.slice {
                    let bound = |this: &mut Self,
                                 frame: &mut Frame,
                                 expr: &'a Option<Box<Expr>>| {
                        match expr {
                            Some(expr) => this
                                .eval(frame, expr)
                                .as_constant()
                                .and_then(Constant::int)
                                .map(Some),
                            None => Some(None),
                        }
                    };
                    let lower = bound(self, frame, &range.lower);
                    let upper = bound(self, frame, &range.upper);
                    return sliced(&object, lower, upper, range.step.is_some());
                }
                let key = self.eval(frame, &subscript.slice);
                self.subscript(frame, &object, &key, Self::place(frame, expr))
            }
            Expr::FString(string) => self.fstring(frame, string),
            Expr::BinOp(binary) => {
                let left = self.eval(frame, &binary.left);
                let right = self.eval(frame, &binary.right);
                self.binary(frame, left, binary.op, right)
            }
            Expr::UnaryOp(unary) => self.unary(frame, unary),
            Expr::BoolOp(bool_op) => self.bool_op(frame, bool_op),
            Expr::Compare(compare) => self.compare(frame, compare),
            Expr::If(ternary) => {
                let test = self.eval(frame, &ternary.test);
                match test.truth() {
                    Some(true) => return self.eval(frame, &ternary.body),
                    Some(false) => return self.eval(frame, &ternary.orelse),
                    None => {}
                }
                let Some(env) = frame.env.clone() else {
                    return Value::default();
                };
                self.assume(frame, &ternary.test, &test, true);
                let body = self.eval(frame, &ternary.body);
                let body = frame.env.as_ref().map(|env| env.settle(body));
                frame.env = Some(env.clone());
                self.assume(frame, &ternary.test, &test, false);
                let orelse = self.eval(frame, &ternary.orelse);
                let orelse = frame.env.as_ref().map(|env| env.settle(orelse));
                frame.env = Some(env);
                match (body, orelse) {
                    (Some(body), Some(orelse)) => body.join(orelse),
                    (body, orelse) => body.or(orelse).unwrap_or_default(),
                }
            }
            Expr::List(list) => self.display(frame, Kind::List, &list.elts),
            Expr::Tuple(tuple) => self.display(frame, Kind::Tuple, &tuple.elts),
            Expr::Set(set) => self.display(frame, Kind::Set, &set.elts),
            Expr::Dict(dict) => {
                let mut object = Object::new(Kind::Dict);
                for entry in &dict.items {
                    if object.fields.len() > MOST_ENTRIES
                        && Constant::of_literal(&entry.value).is_some()
                    {
                        object.exact = false;
                        continue;
                    }
                    let value = self.eval(frame, &entry.value);
                    match &entry.key {
                        Some(key) => {
                            let key = self.eval(frame, key);
                            match key.as_constant() {
                                Some(key) if object.fields.len() <= MOST_ENTRIES => {
                                    object.fields.insert(key.clone(), value);
                                }
                                _ => object.blur(value.with(&key.marks)),
                            }
                        }
                        None => merge(&mut object, &value),
                    }
                }
                Value::object(object)
            }
            Expr::ListComp(comp) => {
                self.comprehension(frame, &comp.generators, Kind::List, &comp.elt, None)
            }
            Expr::SetComp(comp) => {
                self.comprehension(frame, &comp.generators, Kind::Set, &comp.elt, None)
            }
            Expr::Generator(comp) => {
                self.comprehension(frame, &comp.generators, Kind::List, &comp.elt, None)
            }
            Expr::DictComp(comp) => match &comp.key {
                Some(key) => {
                    self.comprehension(frame, &comp.generators, Kind::Dict, key, Some(&comp.value))
                }
                None => Value::default(),
            },
            Expr::Lambda(lambda) => {
                let module = self.index.modules.get(frame.module as usize);
                let id =
                    module.and_then(|module| module.nodes.get(&lambda.range().start().to_u32()));
                match id {
                    Some(id) => {
                        let closure = if frame.function.is_some() {
                            let mut closure = self.closing_over(*id, frame);
                            if let Some(parameters) = &lambda.parameters {
                                closure.named = self.defaults(frame, parameters);
                            }
                            closure
                        } else {
                            Self::closure(*id)
                        };
                        Value::of(Shape::Function(Rc::new(closure)))
                    }
                    None => Value::default(),
                }
            }
            Expr::Named(named) => {
                let value = self.eval(frame, &named.value);
                self.assign(frame, &named.target, value.clone());
                value
            }
            Expr::Await(expr) => self.eval(frame, &expr.value),
            Expr::Starred(expr) => self.eval(frame, &expr.value),
            Expr::Yield(expr) => {
                let value = match &expr.value {
                    Some(value) => self.eval(frame, value),
                    None => Value::none(),
                };
                self.yielded(frame, value);
                Value::default()
            }
            Expr::YieldFrom(expr) => {
                let value = self.eval(frame, &expr.value);
                let value = self.element(frame, &value);
                self.yielded(frame, value);
                Value::default()
            }
            Expr::TString(_)
            | Expr::Slice(_)
            | Expr::IpyEscapeCommand(_)
            | Expr::EllipsisLiteral(_) => Value::default(),
            literal => Constant::of_literal(literal)
                .map(Value::constant)
                .unwrap_or_default(),
        }
    }

    /// A generator gives a value: the function returns a list that it is in.
    fn yielded(&mut self, frame: &mut Frame, value: Value) {
        let value = match &frame.env {
            Some(env) => env.settle(value),
            None => return,
        };
        let mut list = Object::new(Kind::List);
        list.blur(value);
        let list = Value::object(list);
        frame.returned = Some(match frame.returned.take() {
            Some(other) => other.join(list),
            None => list,
        });
    }

    fn display(&mut self, frame: &mut Frame, kind: Kind, elements: &'a [Expr]) -> Value {
        let mut object = Object::new(kind);
        for element in elements {
            if object.items.len() >= MOST_ENTRIES {
                object.exact = false;
                if Constant::of_literal(element).is_some() {
                    continue;
                }
                let value = self.eval(frame, element);
                object.blur(value);
                continue;
            }
            let value = self.eval(frame, element);
            if element.is_starred_expr() {
                if let Some(items) = self.known_items(&value) {
                    object.items.extend(items);
                } else {
                    object.forget();
                    let any = self.element(frame, &value);
                    object.blur(any);
                }
            } else if object.exact {
                object.items.push(value);
            } else {
                object.blur(value);
            }
        }
        Value::object(object)
    }

    fn comprehension(
        &mut self,
        frame: &mut Frame,
        generators: &'a [Comprehension],
        kind: Kind,
        element: &'a Expr,
        value: Option<&'a Expr>,
    ) -> Value {
        let before = frame.env.clone();
        let mut never = false;
        for generator in generators {
            let iterated = self.eval(frame, &generator.iter);
            self.here = Some(Self::place(frame, &generator.iter));
            let any = self.element(frame, &iterated);
            self.assign(frame, &generator.target, any);
            for test in &generator.ifs {
                let truth = self.eval(frame, test);
                never |= truth.truth() == Some(false);
                self.assume(frame, test, &truth, true);
            }
        }
        let mut object = Object::new(kind);
        if !never {
            let settle = |frame: &Frame, value: Value| match &frame.env {
                Some(env) => env.settle(value),
                None => value,
            };
            let first = self.eval(frame, element);
            let first = settle(frame, first);
            match value {
                Some(value) => {
                    let value = self.eval(frame, value);
                    object.blur(settle(frame, value).with(&first.marks));
                }
                None => object.blur(first),
            }
        }
        frame.env = before;
        Value::object(object)
    }

    fn fstring(&mut self, frame: &mut Frame, string: &'a ExprFString) -> Value {
        let mut made = Value::constant(Constant::Str(Arc::from("")));
        for part in &string.value {
            match part {
                FStringPart::Literal(literal) => {
                    let text = Constant::text(literal.as_str())
                        .map(Value::constant)
                        .unwrap_or_default();
                    made = self.concatenated(made, text);
                }
                FStringPart::FString(string) => {
                    for element in &string.elements {
                        let value = match element {
                            InterpolatedStringElement::Literal(literal) => {
                                Constant::text(&literal.value)
                                    .map(Value::constant)
                                    .unwrap_or_default()
                            }
                            InterpolatedStringElement::Interpolation(part) => {
                                let value = self.eval(frame, &part.expression);
                                let place = Self::place(frame, &*part.expression);
                                let value = self.as_text(frame, value, place);
                                let mut value = shown(value, part.format_spec.is_none());
                                if matches!(
                                    part.conversion,
                                    ConversionFlag::Repr | ConversionFlag::Ascii
                                ) {
                                    value.marks =
                                        self.cleared_by(frame, "builtins.repr", &value.marks);
                                    value.shape = Shape::Unknown;
                                }
                                value
                            }
                        };
                        made = self.concatenated(made, value);
                    }
                }
            }
        }
        made
    }

    /// What a sanitizer that is not called, but implied, does.
    pub(super) fn cleared_by(
        &self,
        frame: &Frame,
        name: &str,
        marks: &crate::taint::mark::Marks,
    ) -> crate::taint::mark::Marks {
        let _ = frame;
        let mut marks = marks.clone();
        for entry in self.model.entries(name) {
            if let crate::taint::model::Entry::Sanitizer(at) = entry
                && let Some(spec) = self.model.sanitizers.get(*at)
            {
                marks = marks.cleared(spec.clears);
            }
        }
        marks
    }

    /// Any element of what is iterated over.
    pub(super) fn element(&mut self, frame: &mut Frame, value: &Value) -> Value {
        match &value.shape {
            Shape::External(_) if is_written(value) => Value::written(),
            Shape::Object(object) => match &object.kind {
                Kind::Dict => {
                    let keys: Vec<Constant> = object.fields.keys().cloned().collect();
                    let any = if object.exact {
                        Value::one_of(keys)
                    } else {
                        Value::default()
                    };
                    let rest = object
                        .rest
                        .as_ref()
                        .map(|rest| rest.marks.clone())
                        .unwrap_or_default();
                    any.with(&value.marks).with(&rest)
                }
                Kind::Instance(_) => {
                    let place = crate::taint::flow::Place {
                        module: frame.module,
                        start: 0,
                        end: 0,
                    };
                    let iter = self.attribute(frame, value, "__iter__", place);
                    if matches!(iter.shape, Shape::Function(_)) {
                        let made = self
                            .call(frame, &iter, super::arguments::Arguments::default(), place)
                            .0;
                        if !matches!(made.shape, Shape::Object(ref inner) if matches!(inner.kind, Kind::Instance(_)))
                        {
                            return self.element(frame, &made);
                        }
                    }
                    Value::marked(value.deep())
                }
                Kind::External(_) if let Some(class) = super::rows::class_of_rows(value) => {
                    super::rows::row(class)
                }
                Kind::External(_) if let Some(row) = super::queries::row_of(value) => row,
                Kind::External(class) => {
                    let name = format!("{class}[]");
                    if self.model.names.contains_key(&name)
                        || self.model.returns.contains_key(&format!("{name}@"))
                    {
                        let place = self.here.unwrap_or(crate::taint::flow::Place {
                            module: frame.module,
                            start: 0,
                            end: 0,
                        });
                        return self.external_attribute(&name, place).with(&value.marks);
                    }
                    Value::marked(value.marks.clone()).join(object.any())
                }
                _ => object.any().with(&value.marks),
            },
            Shape::Union(values) => {
                let mut any: Option<Value> = None;
                for one in values.iter() {
                    let one = self.element(frame, one);
                    any = Some(match any {
                        Some(any) => any.join(one),
                        None => one,
                    });
                }
                any.unwrap_or_default().with(&value.marks)
            }
            _ => Value::marked(value.deep()),
        }
    }

    pub(super) fn subscript(
        &mut self,
        frame: &mut Frame,
        object: &Value,
        key: &Value,
        place: crate::taint::flow::Place,
    ) -> Value {
        let known = key.as_constant();
        match &object.shape {
            Shape::External(_) if is_written(object) && is_written(key) => Value::written(),
            Shape::Constant(constant) => {
                let made = known
                    .and_then(|key| item(constant, key))
                    .map(Value::constant);
                made.unwrap_or_default().with(&object.marks)
            }
            Shape::Object(inner) => {
                let found = match (&inner.kind, known) {
                    (Kind::List | Kind::Tuple, Some(Constant::Int(at))) if inner.exact => {
                        position(*at, inner.items.len())
                            .and_then(|at| inner.items.get(at))
                            .cloned()
                    }
                    // A row of a database, by the name of a column.
                    (Kind::Tuple, Some(key @ Constant::Str(_)))
                        if let Some(value) = inner.fields.get(key) =>
                    {
                        Some(value.clone())
                    }
                    (Kind::List | Kind::Tuple | Kind::Set, _) => Some(inner.any()),
                    (Kind::Instance(_), _) => {
                        let method = self.attribute(frame, object, "__getitem__", place);
                        if matches!(method.shape, Shape::Function(_)) {
                            return self
                                .call(
                                    frame,
                                    &method,
                                    super::arguments::Arguments::plain(vec![key.clone()]),
                                    place,
                                )
                                .0;
                        }
                        Some(inner.any())
                    }
                    (Kind::External(_), _)
                        if let Some(class) = super::rows::class_of_rows(object) =>
                    {
                        Some(super::rows::row(class))
                    }
                    (Kind::Dict | Kind::External(_), Some(key)) => {
                        match (inner.fields.get(key), &inner.rest) {
                            (Some(value), Some(rest)) => Some(value.clone().join((**rest).clone())),
                            (Some(value), None) => Some(value.clone()),
                            (None, Some(rest)) => Some((**rest).clone()),
                            (None, None) if matches!(inner.kind, Kind::External(_)) => {
                                Some(Value::object(Object::new(Kind::Dict)))
                            }
                            (None, None) => None,
                        }
                    }
                    (Kind::Dict | Kind::External(_), None) => Some(inner.any()),
                };
                // What stands in a container of constants is safe, whoever chose it.
                found.unwrap_or_default().with(&object.marks)
            }
            Shape::External(name) if object.marks.is_empty() => {
                let full = format!("{name}[]");
                let value = self.external_attribute(&full, place);
                value.with(&object.marks)
            }
            Shape::Union(values) => {
                let mut any: Option<Value> = None;
                for one in values.iter() {
                    let one = self.subscript(frame, one, key, place);
                    any = Some(match any {
                        Some(any) => any.join(one),
                        None => one,
                    });
                }
                any.unwrap_or_default().with(&object.marks)
            }
            Shape::Class(_) => Value::default(),
            _ => Value::marked(match known {
                Some(key) => match &frame.env {
                    Some(env) => env.settled(&object.marks).deeper(key),
                    None => object.marks.under(key),
                },
                None => object.marks.clone(),
            }),
        }
    }
}

/// A value as a text shows it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "what is shown is not used otherwise"
)]
pub(super) fn shown(value: Value, plain: bool) -> Value {
    let marks = value.deep();
    let constant = value
        .as_constant()
        .and_then(Constant::shown)
        .and_then(|text| Constant::text(&text));
    match constant {
        Some(text) if plain => Value::constant(text).with(&marks),
        _ => match &value.shape {
            Shape::OneOf(constants) if plain => {
                let texts: Option<Vec<Constant>> = constants
                    .iter()
                    .map(|one| one.shown().and_then(|text| Constant::text(&text)))
                    .collect();
                texts.map(Value::one_of).unwrap_or_default().with(&marks)
            }
            _ if is_written(&value) => Value::written(),
            _ => Value::marked(marks),
        },
    }
}

/// Puts the entries of one dict into another.
pub(super) fn merge(into: &mut Object, from: &Value) {
    match &from.shape {
        Shape::Object(object) => {
            for (key, value) in object.fields.iter() {
                into.fields.insert(key.clone(), value.clone());
            }
            for item in &object.items {
                into.blur(item.clone());
            }
            if let Some(rest) = &object.rest {
                into.blur((**rest).clone());
            }
            if !from.marks.is_empty() {
                into.blur(Value::marked(from.marks.clone()));
            }
            into.exact &= object.exact;
        }
        _ => into.blur(Value::marked(from.deep())),
    }
}

#[expect(
    clippy::option_option,
    reason = "a bound is known to be absent, known, or unknown"
)]
fn sliced(
    object: &Value,
    lower: Option<Option<i64>>,
    upper: Option<Option<i64>>,
    stepped: bool,
) -> Value {
    if let (Some(lower), Some(upper), false) = (lower, upper, stepped) {
        match &object.shape {
            Shape::Constant(constant) => {
                let made = slice(constant, lower, upper).map(Value::constant);
                return made.unwrap_or_default().with(&object.marks);
            }
            Shape::Object(inner)
                if inner.exact && matches!(inner.kind, Kind::List | Kind::Tuple) =>
            {
                let length = i64::try_from(inner.items.len()).unwrap_or(i64::MAX);
                let bound =
                    |at: i64| (if at < 0 { at + length } else { at }).clamp(0, length) as usize;
                let (from, to) = (bound(lower.unwrap_or(0)), bound(upper.unwrap_or(length)));
                let mut made = Object::new(inner.kind.clone());
                made.items = inner
                    .items
                    .get(from..to.max(from))
                    .unwrap_or_default()
                    .to_vec();
                return Value::object(made).with(&object.marks);
            }
            _ => {}
        }
    }
    match &object.shape {
        Shape::Object(inner) => {
            let mut made = (**inner).clone();
            made.forget();
            Value::object(made).with(&object.marks)
        }
        _ if !stepped && matches!((lower, upper), (Some(None | Some(0)), Some(Some(0)))) => {
            Value::written()
        }
        // What is said of a part of a text is not said of the text.
        _ => Value::marked(object.deep().under(&("slice", lower, upper))),
    }
}
