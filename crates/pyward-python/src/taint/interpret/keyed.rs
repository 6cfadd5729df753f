//! Methods that store or load under a key, as the model says.

use std::sync::Arc;

use super::arguments::Arguments;
use super::calls::After;
use super::{Interpreter, qualify};
use crate::constants::Constant;
use crate::taint::model::Entry;
use crate::taint::value::{Shape, Shared, Value};

impl Interpreter<'_> {
    /// A method that stores or loads under a key, as the model says.
    pub(super) fn keyed_method(
        &mut self,
        receiver: &Value,
        class: &str,
        name: &str,
        arguments: &Arguments,
    ) -> Option<(Value, After)> {
        let Shape::Object(object) = &receiver.shape else {
            return None;
        };
        let model = self.model;
        let spec = model
            .entries(&qualify(class, name))
            .iter()
            .find_map(|entry| match entry {
                Entry::Container(at) => model.containers.get(*at),
                _ => None,
            })?;
        let mut key = String::new();
        let mut known = true;
        for at in &spec.key {
            match arguments
                .get(*at)
                .and_then(Value::as_constant)
                .and_then(Constant::shown)
            {
                Some(part) => {
                    key.push_str(&part);
                    key.push('\u{1f}');
                }
                None => known = false,
            }
        }
        let key = Constant::Str(Arc::from(key));
        if let Some(at) = spec.value {
            let value = arguments.get(at).cloned().unwrap_or_default();
            let mut object = (**object).clone();
            if known {
                object.fields.insert(key, value);
            } else {
                object.blur(value);
            }
            let changed = Value {
                shape: Shape::Object(Shared::new(object)),
                ..receiver.clone()
            };
            Some((Value::none(), Some(vec![Some(changed)])))
        } else {
            let rest = object.rest.as_deref().cloned();
            let found = if known {
                object.fields.get(&key).cloned()
            } else {
                Some(object.any())
            };
            let value = match (found, rest) {
                (Some(found), Some(rest)) => found.join(rest),
                (found, rest) => found.or(rest).unwrap_or_default(),
            };
            Some((value.with(&receiver.marks), None))
        }
    }
}
