//! Methods of texts, lists and dicts.

use std::rc::Rc;
use std::sync::Arc;

use super::arguments::Arguments;
use super::expressions::{merge, shown};
use super::judged::is_written;
use super::{Frame, Interpreter};
use crate::constants::{Constant, method, position};
use crate::taint::mark::Fact;
use crate::taint::model::Entry;
use crate::taint::value::{Kind, Object, Shape, Shared, Value};

impl Interpreter<'_> {
    /// What a method of a list, set or dict returns, and what it makes of its receiver.
    pub(super) fn container_method(
        &mut self,
        frame: &mut Frame,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
    ) -> Option<(Value, Option<Value>)> {
        let Shape::Object(object) = &receiver.shape else {
            return None;
        };
        let changed = |object: Object| {
            Some(Value {
                shape: Shape::Object(Shared::new(object)),
                marks: receiver.marks.clone(),
                fact: None,
            })
        };
        let first = || arguments.get(0).cloned().unwrap_or_default();
        match object.kind {
            Kind::List | Kind::Tuple | Kind::Set => {}
            Kind::Dict => {
                let own = (**object).clone();
                return Some(self.dict_method(frame, receiver, own, name, arguments));
            }
            _ => return None,
        }
        let mut own = (**object).clone();
        Some(match name {
            "append" | "add" => {
                let most = if frame.loops > 0 {
                    8
                } else {
                    crate::taint::value::MOST_ENTRIES
                };
                if own.exact && own.items.len() < most {
                    own.items.push(first());
                } else {
                    own.blur(first());
                }
                (Value::none(), changed(own))
            }
            "appendleft" => {
                own.items.insert(0, first());
                (Value::none(), changed(own))
            }
            "insert" => {
                let value = arguments.get(1).cloned().unwrap_or_default();
                match first().as_constant().and_then(Constant::int) {
                    Some(at) if own.exact => {
                        let length = i64::try_from(own.items.len()).unwrap_or(i64::MAX);
                        let at = (if at < 0 { at + length } else { at }).clamp(0, length);
                        own.items.insert(at as usize, value);
                    }
                    _ => {
                        own.forget();
                        own.blur(value);
                    }
                }
                (Value::none(), changed(own))
            }
            "extend" | "update" | "extendleft" => {
                let from = first();
                match self.known_items(&from) {
                    Some(items)
                        if own.exact
                            && own.items.len() + items.len()
                                <= crate::taint::value::MOST_ENTRIES =>
                    {
                        own.items.extend(items);
                    }
                    _ => {
                        let any = self.element(frame, &from);
                        own.blur(any);
                    }
                }
                (Value::none(), changed(own))
            }
            "pop" | "popleft" => {
                let at = match (name, arguments.get(0)) {
                    ("popleft", _) => Some(0),
                    (_, None) => Some(-1),
                    (_, Some(value)) => value.as_constant().and_then(Constant::int),
                };
                match at.and_then(|at| position(at, own.items.len())) {
                    Some(at) if own.exact && own.kind != Kind::Set => {
                        let value = own.items.remove(at);
                        (value.with(&receiver.marks), changed(own))
                    }
                    _ => {
                        let any = own.any();
                        own.forget();
                        (any.with(&receiver.marks), changed(own))
                    }
                }
            }
            "remove" | "discard" => {
                let wanted = first();
                let at = wanted.as_constant().and_then(|wanted| {
                    own.items
                        .iter()
                        .position(|item| item.as_constant() == Some(wanted))
                });
                match at {
                    Some(at) if own.exact => {
                        own.items.remove(at);
                    }
                    _ => own.forget(),
                }
                (Value::none(), changed(own))
            }
            "clear" => (Value::none(), changed(Object::new(own.kind.clone()))),
            "reverse" => {
                own.items.reverse();
                (Value::none(), changed(own))
            }
            "sort" => {
                own.forget();
                (Value::none(), changed(own))
            }
            "copy" => (receiver.clone(), None),
            "index" | "count" => (Value::default(), None),
            "union" | "intersection" | "difference" => {
                let any = self.element(frame, &first());
                own.blur(any);
                (Value::object(own), None)
            }
            _ => (Value::marked(receiver.deep()), None),
        })
    }

    fn dict_method(
        &mut self,
        frame: &mut Frame,
        receiver: &Value,
        mut own: Object,
        name: &str,
        arguments: &Arguments,
    ) -> (Value, Option<Value>) {
        let changed = |object: Object| {
            Some(Value {
                shape: Shape::Object(Shared::new(object)),
                marks: receiver.marks.clone(),
                fact: None,
            })
        };
        let key = arguments.get(0).cloned().unwrap_or_default();
        let place = crate::taint::flow::Place {
            module: frame.module,
            start: 0,
            end: 0,
        };
        match name {
            "get" | "pop" | "setdefault" => {
                let default = arguments.get(1).cloned().unwrap_or_else(Value::none);
                let known = key.as_constant().map(|key| own.fields.contains_key(key));
                let mut value = match (known, own.exact) {
                    (Some(false), true) => default.clone(),
                    (Some(true), true) => self.subscript(frame, receiver, &key, place),
                    _ => self
                        .subscript(frame, receiver, &key, place)
                        .join(default.clone()),
                };
                if known.is_none() && own.exact && value.marks.is_empty() {
                    value.shape = match value.shape {
                        Shape::Constant(_) => Value::written().shape,
                        other => other,
                    };
                }
                match (name, key.as_constant()) {
                    ("pop", Some(key)) => {
                        own.fields.remove(key);
                        (value, changed(own))
                    }
                    ("setdefault", Some(key)) => {
                        own.fields.insert_new(key.clone(), || default);
                        (value, changed(own))
                    }
                    _ => (value, None),
                }
            }
            "update" => {
                if let Some(from) = arguments.get(0) {
                    merge(&mut own, from);
                }
                for (name, value) in &arguments.named {
                    own.fields
                        .insert(Constant::Str(Arc::clone(name)), value.clone());
                }
                (Value::none(), changed(own))
            }
            "keys" => {
                let any = self.element(frame, receiver);
                let mut list = Object::new(Kind::List);
                if own.exact {
                    list.items = own.fields.keys().cloned().map(Value::constant).collect();
                } else {
                    list.blur(any);
                }
                (Value::object(list), None)
            }
            "values" => {
                let mut list = Object::new(Kind::List);
                if own.exact {
                    list.items = own.fields.into_iter().map(|(_, value)| value).collect();
                } else {
                    list.blur(own.any());
                }
                (Value::object(list).with(&receiver.marks), None)
            }
            "items" => {
                let pair = |key: Value, value: Value| {
                    let mut pair = Object::new(Kind::Tuple);
                    pair.items = vec![key, value];
                    Value::object(pair)
                };
                let mut list = Object::new(Kind::List);
                let rest = own.rest.take();
                for (key, value) in own.fields {
                    list.items.push(pair(Value::constant(key), value));
                }
                if let Some(rest) = rest {
                    list.forget();
                    list.blur(pair(Value::marked(rest.marks.clone()), *rest));
                }
                (Value::object(list).with(&receiver.marks), None)
            }
            "copy" => (receiver.clone(), None),
            "clear" => (Value::none(), changed(Object::new(Kind::Dict))),
            _ => (Value::marked(receiver.deep()), None),
        }
    }

    /// What a method of a text returns, where it is known without the model.
    pub(super) fn text_method(
        &mut self,
        frame: &mut Frame,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
    ) -> Option<Value> {
        let constants: Option<Vec<Constant>> = arguments
            .plain
            .iter()
            .map(|value| value.as_constant().cloned())
            .collect();
        if let (Some(texts), Some(given), true) =
            (receiver.constants(), &constants, arguments.named.is_empty())
        {
            let made: Option<Vec<Constant>> = texts
                .iter()
                .map(|text| method(text.as_str()?, name, given))
                .collect();
            if let Some(made) = made {
                return Some(Value::one_of(made).with(&receiver.marks));
            }
        }
        match name {
            "format" => {
                let Some(Constant::Str(template)) = receiver.as_constant() else {
                    return None;
                };
                let template = Arc::clone(template);
                Some(self.formatted(&template, arguments).with(&receiver.marks))
            }
            "format_map" => {
                let Some(Constant::Str(template)) = receiver.as_constant() else {
                    return None;
                };
                let template = Arc::clone(template);
                let given = super::texts::named_by(arguments);
                Some(self.formatted(&template, &given).with(&receiver.marks))
            }
            "translate" => self.translated(receiver, arguments),
            "join" => {
                let separator = text_of(receiver.as_constant()?)?.to_owned();
                let list = arguments.get(0)?;
                let Some(items) = self.known_items(list) else {
                    let is_known = matches!(&list.shape, Shape::Object(all)
                        if all.items.is_empty() && all.rest.as_deref().is_some_and(is_written));
                    return Some(if is_known && list.marks.is_empty() {
                        Value::written()
                    } else {
                        Value::marked(list.deep())
                    });
                };
                let mut made = Value::constant(Constant::Str(Arc::from("")));
                for (at, item) in items.into_iter().enumerate() {
                    if at > 0 {
                        made = self.concatenated(
                            made,
                            Value::constant(Constant::Str(Arc::from(separator.as_str()))),
                        );
                    }
                    let text = item
                        .as_constant()
                        .and_then(text_of)
                        .and_then(Constant::text);
                    let part = match text {
                        Some(text) => Value::constant(text).with(&item.marks),
                        None => shown(item, true),
                    };
                    made = self.concatenated(made, part);
                }
                Some(made)
            }
            "decode" => match receiver.as_constant() {
                Some(Constant::Bytes(bytes)) => {
                    let text = std::str::from_utf8(bytes).ok().and_then(Constant::text);
                    text.map(|text| Value::constant(text).with(&receiver.marks))
                }
                _ => None,
            },
            "find" | "count" | "index" => {
                let needle = arguments.get(0)?.as_constant()?.as_str()?.to_owned();
                let mut fact = Fact::default();
                self.substring_guard(&needle, receiver, &mut fact);
                let _ = frame;
                (fact != Fact::default()).then(|| Value {
                    fact: Some(Rc::new(fact)),
                    ..Value::default()
                })
            }
            "split" | "rsplit" | "splitlines" => {
                if receiver.marks.is_empty() {
                    return None;
                }
                let mut marks = receiver.marks.clone();
                for entry in self.model.entries(&super::qualify("*", name)) {
                    if let Entry::Sanitizer(at) = entry
                        && let Some(spec) = self.model.sanitizers.get(*at)
                        && arguments.hold(&spec.when, Some(receiver))
                    {
                        marks = marks.cleared(spec.clears);
                    }
                }
                // What the suffix of a name is says nothing of the name. Of a list all parts are asked about, and of an
                // address the part before the port.
                let separator = arguments.get(0).and_then(Value::as_constant);
                let separator = separator.and_then(Constant::as_str);
                if separator.is_some_and(|sign| !matches!(sign.trim(), "" | "," | ";" | ":")) {
                    let settled = frame.env.as_ref().map(|env| env.settled(&marks));
                    marks = settled.unwrap_or(marks).deeper(&"split");
                }
                let mut list = Object::new(Kind::List);
                list.blur(Value::marked(marks));
                Some(Value::object(list))
            }
            _ => None,
        }
    }

    /// `template.format(…)` with plain fields.
    fn formatted(&mut self, template: &str, arguments: &Arguments) -> Value {
        let mut made = Value::constant(Constant::Str(Arc::from("")));
        let mut rest = template;
        let mut next = 0;
        for _ in 0..64 {
            let Some((before, after)) = rest.split_once('{') else {
                break;
            };
            made = self.concatenated(made, Value::constant(Constant::Str(Arc::from(before))));
            if let Some(after) = after.strip_prefix('{') {
                made = self.concatenated(made, Value::constant(Constant::Str(Arc::from("{"))));
                rest = after;
                continue;
            }
            let Some((field, after)) = after.split_once('}') else {
                break;
            };
            rest = after;
            let name = field.split(['!', ':', '.', '[']).next().unwrap_or_default();
            let value = if name.is_empty() {
                next += 1;
                arguments.get(next - 1)
            } else if let Ok(at) = name.parse::<usize>() {
                arguments.get(at)
            } else {
                arguments.named(name)
            };
            let value = value
                .or(arguments.star.as_ref())
                .or(arguments.stars.as_ref())
                .cloned()
                .unwrap_or_default();
            made = self.concatenated(made, shown(value, name == field));
        }
        self.concatenated(made, Value::constant(Constant::Str(Arc::from(rest))))
    }
}

/// A text, or bytes that are one.
fn text_of(constant: &Constant) -> Option<&str> {
    match constant {
        Constant::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        other => other.as_str(),
    }
}
