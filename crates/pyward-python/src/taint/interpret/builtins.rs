//! Builtin functions.

use std::rc::Rc;
use std::sync::Arc;

use super::arguments::Arguments;
use super::expressions::{merge, shown};
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::value::{Kind, Object, Shape, Value};

impl Interpreter<'_> {
    /// What a builtin returns; `None` where the model says it.
    pub(super) fn builtin(
        &mut self,
        frame: &mut Frame,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        let first = arguments.get(0);
        Some(match name {
            "str" => match first {
                Some(value) => match &value.shape {
                    Shape::Object(object) if matches!(object.kind, Kind::Instance(_)) => {
                        let method = self.attribute(frame, value, "__str__", place);
                        match method.shape {
                            Shape::Function(_) => {
                                self.call(frame, &method, Arguments::default(), place).0
                            }
                            _ => shown(value.clone(), true),
                        }
                    }
                    _ => shown(value.clone(), true),
                },
                None => Value::constant(Constant::Str(Arc::from(""))),
            },
            "int" => {
                let constant = first?.as_constant()?;
                let int = match constant {
                    Constant::Str(text) => text.trim().parse().ok()?,
                    other => other.int()?,
                };
                Value::constant(Constant::Int(int))
            }
            "len" => {
                let value = first?;
                match &value.shape {
                    Shape::Constant(Constant::Str(text)) => {
                        Value::constant(whole(text.chars().count()))
                    }
                    Shape::Object(object)
                        if object.exact
                            && !matches!(object.kind, Kind::Instance(_) | Kind::External(_)) =>
                    {
                        Value::constant(whole(object.items.len() + object.fields.len()))
                    }
                    _ => Value::default(),
                }
            }
            "list" | "tuple" | "set" | "frozenset" | "sorted" | "reversed" | "iter" => {
                let kind = match name {
                    "tuple" => Kind::Tuple,
                    "set" | "frozenset" => Kind::Set,
                    _ => Kind::List,
                };
                match first {
                    Some(value) => {
                        let mut listed = self.listed(frame, value, kind);
                        if name == "sorted"
                            && let Shape::Object(object) = &mut listed.shape
                            && object.items.len() > 1
                        {
                            object.edit().forget();
                        }
                        if name == "reversed"
                            && let Shape::Object(object) = &mut listed.shape
                        {
                            object.edit().items.reverse();
                        }
                        listed
                    }
                    None => Value::object(Object::new(kind)),
                }
            }
            "dict" => {
                let mut object = Object::new(Kind::Dict);
                if let Some(value) = first {
                    merge(&mut object, value);
                }
                for (name, value) in &arguments.named {
                    object
                        .fields
                        .insert(Constant::Str(Arc::clone(name)), value.clone());
                }
                if let Some(value) = &arguments.stars {
                    object.blur(value.clone());
                }
                Value::object(object)
            }
            "range" => {
                let bounds: Option<Vec<i64>> = arguments
                    .plain
                    .iter()
                    .map(|value| value.as_constant()?.int())
                    .collect();
                match bounds.as_deref() {
                    Some([to]) if *to <= 6 => range(0, *to),
                    Some([from, to]) if to.saturating_sub(*from) <= 6 => range(*from, *to),
                    _ => {
                        let mut object = Object::new(Kind::List);
                        object.blur(Value::default());
                        Value::object(object)
                    }
                }
            }
            "enumerate" => {
                let value = first?;
                let mut object = Object::new(Kind::List);
                let pair = |key: Value, item: Value| {
                    let mut pair = Object::new(Kind::Tuple);
                    pair.items = vec![key, item];
                    Value::object(pair)
                };
                if let Some(items) = self.known_items(value) {
                    object.items = items
                        .into_iter()
                        .enumerate()
                        .map(|(at, item)| pair(Value::constant(whole(at)), item))
                        .collect();
                } else {
                    let any = self.element(frame, value);
                    object.blur(pair(Value::default(), any));
                }
                Value::object(object)
            }
            "zip" => {
                let mut tuple = Object::new(Kind::Tuple);
                for value in &arguments.plain {
                    let any = self.element(frame, value);
                    tuple.items.push(any);
                }
                let mut object = Object::new(Kind::List);
                object.blur(Value::object(tuple));
                Value::object(object)
            }
            "map" | "filter" => {
                let function = first?.clone();
                let any = self.element(frame, arguments.get(1)?);
                let (made, _) =
                    self.call(frame, &function, Arguments::plain(vec![any.clone()]), place);
                let mut object = Object::new(Kind::List);
                if name == "map" {
                    object.blur(made);
                } else {
                    let kept = match &made.fact {
                        Some(fact) => {
                            let mut env = crate::taint::state::Env::default();
                            env.learn(fact, true);
                            env.settle(any)
                        }
                        None => any,
                    };
                    object.blur(kept);
                }
                Value::object(object)
            }
            "next" => {
                let value = first?;
                let any = match self.known_items(value) {
                    Some(items) if !items.is_empty() => {
                        items.into_iter().next().unwrap_or_default()
                    }
                    _ => self.element(frame, value),
                };
                match arguments.get(1) {
                    Some(default) => any.join(default.clone()),
                    None => any,
                }
            }
            "getattr" => {
                let object = first?.clone();
                let key = arguments.get(1)?;
                match key.as_constant().and_then(Constant::as_str) {
                    Some(name) => {
                        let name = name.to_owned();
                        self.attribute(frame, &object, &name, place)
                    }
                    None => return self.chosen_attribute(&object, key),
                }
            }
            "setattr" | "delattr" | "print" | "issubclass" | "callable" | "hasattr" | "id"
            | "hash" | "super" => Value::default(),
            "all" | "any" => {
                let value = first?;
                let any = self.element(frame, value);
                // `all(ch in SAFE for ch in x)`: what each says, where each is true.
                let fact = (name == "all")
                    .then(|| {
                        any.fact.as_ref().map(|fact| {
                            Rc::new(crate::taint::mark::Fact {
                                if_true: fact.if_true.clone(),
                                if_false: Vec::new(),
                            })
                        })
                    })
                    .flatten()
                    .or_else(|| {
                        (name == "any")
                            .then(|| {
                                any.fact.as_ref().map(|fact| {
                                    Rc::new(crate::taint::mark::Fact {
                                        if_true: Vec::new(),
                                        if_false: fact.if_false.clone(),
                                    })
                                })
                            })
                            .flatten()
                    });
                Value {
                    fact,
                    ..Value::default()
                }
            }
            "bool" => match first?.truth() {
                Some(truth) => Value::bool(truth),
                None => Value {
                    fact: first?.fact.clone(),
                    ..Value::default()
                },
            },
            "abs" | "sum" | "round" => Value::marked(arguments.marks()),
            "min" | "max" => {
                let mut any: Option<Value> = None;
                for value in &arguments.plain {
                    any = Some(match any {
                        Some(any) => any.join(value.clone()),
                        None => value.clone(),
                    });
                }
                Value::marked(any.unwrap_or_default().deep())
            }
            _ => return None,
        })
    }

    /// The elements of a value as a list.
    pub(super) fn listed(&mut self, frame: &mut Frame, value: &Value, kind: Kind) -> Value {
        let mut object = Object::new(kind);
        match (self.known_items(value), value.as_constant()) {
            (Some(items), _) => object.items = items,
            (None, Some(Constant::Str(text))) if text.len() < 64 => {
                object.items = text
                    .chars()
                    .filter_map(|ch| Constant::text(ch.encode_utf8(&mut [0; 4])))
                    .map(Value::constant)
                    .collect();
            }
            _ => {
                let any = self.element(frame, value);
                object.blur(any);
            }
        }
        Value::object(object)
    }
}

fn range(from: i64, to: i64) -> Value {
    let mut object = Object::new(Kind::List);
    object.items = (from..to)
        .map(|at| Value::constant(Constant::Int(at)))
        .collect();
    Value::object(object)
}

fn whole(count: usize) -> Constant {
    Constant::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
