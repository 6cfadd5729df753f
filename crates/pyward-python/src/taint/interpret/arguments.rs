//! The arguments of a call.

use std::sync::Arc;

use super::joined_text::host_is_fixed;
use crate::constants::Constant;
use crate::taint::mark::Marks;
use crate::taint::model::{Condition, Slot, Test};
use crate::taint::value::{Kind, Shape, Value};

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    pub(super) plain: Vec<Value>,
    pub(super) named: Vec<(Arc<str>, Value)>,
    /// Elements of a `*list` of unknown length.
    pub(super) star: Option<Value>,
    /// Entries of a `**dict` of unknown keys.
    pub(super) stars: Option<Value>,
}

impl Arguments {
    pub(super) fn plain(plain: Vec<Value>) -> Self {
        Self {
            plain,
            ..Self::default()
        }
    }

    pub(super) fn get(&self, position: usize) -> Option<&Value> {
        self.plain.get(position)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        self.named
            .iter()
            .find(|(own, _)| **own == *name)
            .map(|(_, value)| value)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Value> {
        self.plain
            .iter()
            .chain(self.named.iter().map(|(_, value)| value))
            .chain(&self.star)
            .chain(&self.stars)
    }

    pub(super) fn marks(&self) -> Marks {
        let mut marks = Marks::default();
        for value in self.all() {
            marks.add(&value.deep());
        }
        marks
    }

    /// The values a slot means, with how each is called.
    pub(super) fn slot(&self, slot: &Slot, receiver: Option<&Value>) -> Vec<(Arc<str>, Value)> {
        let mut found: Vec<(Arc<str>, Value)> = Vec::new();
        if slot.receiver {
            found.extend(receiver.map(|value| (Arc::from("self"), value.clone())));
        }
        for name in &slot.names {
            found.extend(
                self.named(name)
                    .map(|value| (Arc::clone(name), value.clone())),
            );
        }
        if let Some(position) = slot.position {
            let last = if slot.onward {
                self.plain.len()
            } else {
                position + 1
            };
            for at in position..last {
                if let Some(value) = self.plain.get(at) {
                    found.push((Arc::from(at.to_string()), value.clone()));
                }
            }
            if slot.onward && slot.names.is_empty() {
                found.extend(self.named.iter().cloned());
            }
            if found.is_empty() {
                found.extend(
                    self.star
                        .iter()
                        .map(|value| (Arc::from("*"), value.clone())),
                );
            }
        }
        if found.is_empty() && !slot.receiver {
            found.extend(
                self.stars
                    .iter()
                    .map(|value| (Arc::from("**"), value.clone())),
            );
        }
        if let Some(property) = &slot.property {
            for (_, value) in &mut found {
                *value = match &value.shape {
                    Shape::Object(object) => object.under(property).cloned().unwrap_or_default(),
                    _ => Value::default(),
                };
            }
            found.retain(|(_, value)| {
                !matches!(value.shape, Shape::Unknown) || !value.marks.is_empty()
            });
        }
        found
    }

    pub(super) fn hold(&self, conditions: &[Condition], receiver: Option<&Value>) -> bool {
        conditions.iter().all(|condition| {
            let values = self.slot(&condition.slot, receiver);
            let holds = match &condition.test {
                Test::Absent => values.is_empty(),
                test if condition.slot.onward => {
                    values.iter().any(|(_, value)| passes(test, value))
                }
                test => values.first().is_some_and(|(_, value)| passes(test, value)),
            };
            holds != condition.negated
        })
    }
}

fn passes(test: &Test, value: &Value) -> bool {
    match test {
        Test::True => value.truth() == Some(true),
        Test::False => value.truth() == Some(false),
        Test::Absent => false,
        Test::Tainted => !value.deep().is_empty(),
        Test::Instance => match &value.shape {
            Shape::Object(object) => matches!(object.kind, Kind::Instance(_) | Kind::External(_)),
            Shape::Union(values) => values.iter().any(|value| passes(test, value)),
            _ => false,
        },
        Test::Text => match &value.shape {
            Shape::Object(object) => !matches!(object.kind, Kind::List | Kind::Tuple | Kind::Dict),
            _ => true,
        },
        Test::Has(parts) => value.constants().is_some_and(|all| {
            all.iter().any(|one| {
                one.as_str().is_some_and(|text| {
                    parts
                        .iter()
                        .any(|part| text.to_ascii_lowercase().contains(part.as_str()))
                })
            })
        }),
        Test::Begins(parts) => all_texts(value, |text| {
            parts.iter().any(|part| text.starts_with(part.as_str()))
        }),
        Test::Host => all_texts(value, host_is_fixed),
        Test::Bare => all_texts(value, |text| !text.ends_with(['/', '\\'])),
        Test::In(names) => match &value.shape {
            Shape::Constant(_) | Shape::OneOf(_) => value.constants().is_some_and(|all| {
                all.iter().any(|one| {
                    one.shown().is_some_and(|shown| {
                        names.iter().any(|name| name.eq_ignore_ascii_case(&shown))
                    })
                })
            }),
            Shape::External(name) => names.iter().any(|wanted| **wanted == **name),
            Shape::Object(object) => match &object.kind {
                Kind::External(name) => names.iter().any(|wanted| **wanted == **name),
                // One of several: all of them have to be.
                Kind::Tuple if object.exact && !object.items.is_empty() => {
                    object.items.iter().all(|item| passes(test, item))
                }
                Kind::List => names.iter().any(|wanted| wanted == "list"),
                Kind::Dict => names.iter().any(|wanted| wanted == "dict"),
                _ => false,
            },
            // One of several: all of them have to be.
            Shape::Union(values) => values.iter().all(|value| passes(test, value)),
            Shape::Method(method) => names
                .iter()
                .any(|wanted| wanted.rsplit('.').next() == Some(&*method.1)),
            _ => false,
        },
    }
}

/// Whether a value is text that is known, or several, and all of them pass.
fn all_texts(value: &Value, passes: impl Fn(&str) -> bool) -> bool {
    let is_text = |one: &Constant| one.as_str().is_some_and(&passes);
    match &value.shape {
        Shape::Object(object) if object.exact && object.kind == Kind::Tuple => {
            let mut items = object.items.iter();
            !object.items.is_empty() && items.all(|item| item.as_constant().is_some_and(is_text))
        }
        _ => value.constants().is_some_and(|all| all.iter().all(is_text)),
    }
}
