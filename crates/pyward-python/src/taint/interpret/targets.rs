//! Assignments.

use std::sync::Arc;

use ruff_python_ast::name::Name;
use ruff_python_ast::{Expr, ExprAttribute};

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::{Constant, position};
use crate::project::index::hash;
use crate::taint::flow::What;
use crate::taint::value::{Kind, MOST_ENTRIES, Object, Shape, Shared, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn bind(&mut self, frame: &mut Frame, name: &Name, value: Value) {
        if frame.globals.contains(name) {
            self.keep(frame, (frame.module, hash(name.as_str())), &value);
        }
        if let Some(env) = &mut frame.env {
            env.vars.insert(name.as_str(), value);
        }
    }

    pub(super) fn assign(&mut self, frame: &mut Frame, target: &'a Expr, value: Value) {
        match target {
            Expr::Name(name) => {
                let mut value = value;
                if !value.marks.is_empty() {
                    self.named(frame, name.id.as_str(), &value, target);
                    let what = What::Assigned(self.text(name.id.as_str()));
                    value.marks = value.marks.at(Self::place(frame, target), &what);
                }
                self.bind(frame, &name.id, value);
            }
            Expr::Tuple(tuple) => self.unpack(frame, &tuple.elts, value),
            Expr::List(list) => self.unpack(frame, &list.elts, value),
            Expr::Starred(starred) => self.assign(frame, &starred.value, value),
            Expr::Attribute(attribute) => {
                self.named(frame, attribute.attr.as_str(), &value, target);
                let mut object = self.eval(frame, &attribute.value);
                if let (Shape::External(base), false) = (&object.shape, value.marks.is_empty()) {
                    self.share(base, attribute.attr.as_str(), &value);
                }
                self.stored(
                    frame,
                    &object,
                    Some(attribute.attr.as_str()),
                    None,
                    &value,
                    target,
                );
                match &object.shape {
                    Shape::Class(class) => {
                        self.keep_in_class(frame, *class, attribute.attr.as_str(), &value);
                    }
                    Shape::Module(module) => {
                        self.keep(frame, (*module, hash(attribute.attr.as_str())), &value);
                    }
                    Shape::Object(inner) => {
                        if let Kind::Instance(class) = inner.kind {
                            let place = Self::place(frame, target);
                            let field = attribute.attr.as_str();
                            self.keep_in_field(frame, class, field, &value, place);
                        }
                    }
                    _ => {}
                }
                if let Some(changed) = self.set_property(frame, &object, attribute, &value) {
                    self.write_back(frame, &attribute.value, changed);
                    return;
                }
                release(frame, &attribute.value, &object);
                set_attribute(&mut object, attribute.attr.as_str(), value);
                self.write_back(frame, &attribute.value, object);
            }
            Expr::Subscript(subscript) => {
                let mut object = self.eval(frame, &subscript.value);
                let key = self.eval(frame, &subscript.slice);
                if let Some(Constant::Str(text)) = key.as_constant() {
                    self.named(frame, text, &value, target);
                }
                self.stored(frame, &object, None, Some(&key), &value, target);
                if let Some(changed) = self.set_by_key(frame, &object, &key, &value, target) {
                    self.write_back(frame, &subscript.value, changed);
                    return;
                }
                release(frame, &subscript.value, &object);
                set_item(&mut object, &key, value);
                self.write_back(frame, &subscript.value, object);
            }
            _ => {}
        }
    }

    /// What becomes of an object when a property of its class is assigned to.
    fn set_property(
        &mut self,
        frame: &mut Frame,
        object: &Value,
        attribute: &'a ExprAttribute,
        value: &Value,
    ) -> Option<Value> {
        let Shape::Object(inner) = &object.shape else {
            return None;
        };
        let Kind::Instance(class) = inner.kind else {
            return None;
        };
        let setter = self.setter_of(class, attribute.attr.as_str())?;
        let mut closure = Self::closure(setter);
        closure.receiver = Some(object.clone());
        let place = Self::place(frame, attribute);
        let given = Arguments::plain(vec![value.clone()]);
        let (_, after) = self.call_closure(frame, &closure, given, place);
        let changed = after.and_then(|parameters| parameters.into_iter().next().flatten());
        Some(changed.unwrap_or_else(|| object.clone()))
    }

    /// What becomes of an object whose class says itself what is kept under a key.
    fn set_by_key(
        &mut self,
        frame: &mut Frame,
        object: &Value,
        key: &Value,
        value: &Value,
        target: &'a Expr,
    ) -> Option<Value> {
        let Shape::Object(inner) = &object.shape else {
            return None;
        };
        let Kind::Instance(class) = inner.kind else {
            return None;
        };
        let method = self.method_of(class, "__setitem__")?;
        let mut closure = Self::closure(method);
        closure.receiver = Some(object.clone());
        let given = Arguments::plain(vec![key.clone(), value.clone()]);
        let (_, after) = self.call_closure(frame, &closure, given, Self::place(frame, target));
        let changed = after.and_then(|parameters| parameters.into_iter().next().flatten());
        Some(changed.unwrap_or_else(|| object.clone()))
    }

    /// Puts what became of a value back to where it stands.
    pub(super) fn write_back(&mut self, frame: &mut Frame, target: &'a Expr, value: Value) {
        match target {
            Expr::Name(name) => {
                let local = frame
                    .env
                    .as_ref()
                    .is_some_and(|env| env.vars.contains(name.id.as_str()));
                let is_global = !local
                    && frame.function.is_some()
                    && self
                        .index
                        .modules
                        .get(frame.module as usize)
                        .is_some_and(|own| own.top.contains_key(name.id.as_str()));
                if local {
                    if let Some(env) = &mut frame.env {
                        env.vars.insert(name.id.as_str(), value);
                    }
                } else if is_global {
                    frame.globals.push(name.id.clone());
                    self.bind(frame, &name.id, value);
                    frame.globals.pop();
                }
            }
            Expr::Attribute(attribute) => {
                let mut object = self.eval(frame, &attribute.value);
                if matches!(object.shape, Shape::Object(_) | Shape::Unknown) {
                    set_attribute(&mut object, attribute.attr.as_str(), value);
                    self.write_back(frame, &attribute.value, object);
                }
            }
            Expr::Subscript(subscript) => {
                let mut object = self.eval(frame, &subscript.value);
                let key = self.eval(frame, &subscript.slice);
                set_item(&mut object, &key, value);
                self.write_back(frame, &subscript.value, object);
            }
            _ => {}
        }
    }

    fn unpack(&mut self, frame: &mut Frame, targets: &'a [Expr], value: Value) {
        let items = match &value.shape {
            Shape::Object(object)
                if object.exact && matches!(object.kind, Kind::List | Kind::Tuple) =>
            {
                Some(&object.items)
            }
            _ => None,
        };
        let starred = targets
            .iter()
            .position(ruff_python_ast::Expr::is_starred_expr);
        if let (Some(items), None) = (items, starred)
            && items.len() == targets.len()
        {
            for (target, item) in targets.iter().zip(items.clone()) {
                self.assign(frame, target, item);
            }
            return;
        }
        if let (Some(items), Some(at)) = (items, starred)
            && targets.len() <= items.len() + 1
        {
            let behind = targets.len() - at - 1;
            let items = items.clone();
            for (number, target) in targets.iter().enumerate() {
                let item = match number {
                    _ if number == at => {
                        let mut list = Object::new(Kind::List);
                        let rest = items.get(at..items.len() - behind);
                        list.items = rest.unwrap_or_default().to_vec();
                        Some(Value::object(list))
                    }
                    _ if number < at => items.get(number).cloned(),
                    _ => items.get(items.len() + number - targets.len()).cloned(),
                };
                self.assign(frame, target, item.unwrap_or_default());
            }
            return;
        }
        let whole = self.element(frame, &value);
        for (number, target) in targets.iter().enumerate() {
            // What is said of one part is not said of the others.
            let mut any = whole.clone();
            if let (None, Some(env)) = (items, &frame.env) {
                any.marks = env.settled(&any.marks).part(number);
            }
            if target.is_starred_expr() {
                let mut list = Object::new(Kind::List);
                list.blur(any.clone());
                self.assign(frame, target, Value::object(list));
            } else {
                self.assign(frame, target, any.clone());
            }
        }
    }

    pub(super) fn delete(&mut self, frame: &mut Frame, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                if let Some(env) = &mut frame.env {
                    env.vars.remove(&name.id);
                }
            }
            Expr::Subscript(subscript) => {
                let mut object = self.eval(frame, &subscript.value);
                let key = self.eval(frame, &subscript.slice);
                if let Shape::Object(inner) = &mut object.shape {
                    let inner = inner.edit();
                    match (&inner.kind, key.as_constant()) {
                        (Kind::List, Some(Constant::Int(at))) if inner.exact => {
                            match position(*at, inner.items.len()) {
                                Some(at) => {
                                    inner.items.remove(at);
                                }
                                None => inner.forget(),
                            }
                        }
                        (Kind::Dict, Some(key)) => {
                            inner.fields.remove(key);
                        }
                        _ => inner.forget(),
                    }
                    self.write_back(frame, &subscript.value, object);
                }
            }
            _ => {}
        }
    }
}

/// Lets a variable go that is written back at once, so that what it holds can be changed where it is.
fn release(frame: &mut Frame, target: &Expr, value: &Value) {
    if let (Expr::Name(name), Shape::Object(object)) = (target, &value.shape)
        && let Some(env) = &mut frame.env
        && let Some(held) = env.vars.get(name.id.as_str())
        && matches!(&held.shape, Shape::Object(own) if own.is_one_with(object))
        && let Some(held) = env.vars.get_mut(name.id.as_str())
    {
        held.shape = Shape::Unknown;
    }
}

pub(super) fn set_attribute(object: &mut Value, name: &str, value: Value) {
    match &mut object.shape {
        Shape::Object(inner) => {
            let inner = inner.edit();
            inner.fields.insert(Constant::Str(Arc::from(name)), value);
        }
        Shape::Unknown => {
            let mut inner = Object::new(Kind::External(Arc::from("?")));
            inner.fields.insert(Constant::Str(Arc::from(name)), value);
            object.shape = Shape::Object(Shared::new(inner));
        }
        _ => {}
    }
}

pub(super) fn set_item(object: &mut Value, key: &Value, value: Value) {
    if let Shape::Object(inner) = &mut object.shape {
        let inner = inner.edit();
        match (&inner.kind, key.as_constant()) {
            (Kind::List, Some(Constant::Int(at))) if inner.exact => {
                match position(*at, inner.items.len()) {
                    Some(at) => {
                        if let Some(item) = inner.items.get_mut(at) {
                            *item = value;
                        }
                    }
                    None => inner.blur(value),
                }
            }
            (Kind::List | Kind::Tuple | Kind::Set, _) => inner.blur(value),
            (_, Some(key))
                if inner.fields.len() < MOST_ENTRIES || inner.fields.contains_key(key) =>
            {
                inner.fields.insert(key.clone(), value);
            }
            _ => {
                let keys = key.marks.clone();
                inner.blur(value.with(&keys));
            }
        }
    } else {
        let marks = value.deep();
        object.marks.add(&marks);
    }
}
