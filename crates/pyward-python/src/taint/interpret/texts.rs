//! What values look like in texts, and templates of texts.

use std::sync::Arc;

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::model::Entry;
use crate::taint::value::{Kind, Shape, Value};

impl Interpreter<'_> {
    /// A value as a text has it: what the methods of its class make of it.
    pub(super) fn as_text(&mut self, frame: &mut Frame, value: Value, place: Place) -> Value {
        let Shape::Object(object) = &value.shape else {
            return value;
        };
        if !matches!(object.kind, Kind::Instance(_)) {
            return value;
        }
        for name in ["__format__", "__str__"] {
            let method = self.attribute(frame, &value, name, place);
            if matches!(method.shape, Shape::Function(_)) {
                let given = match name {
                    "__format__" => vec![Value::constant(Constant::Str(Arc::from("")))],
                    _ => Vec::new(),
                };
                return self.call(frame, &method, Arguments::plain(given), place).0;
            }
        }
        value
    }

    /// `string.Template("Dear $name").substitute(values)`, where the template is known.
    pub(super) fn substituted(
        &mut self,
        template: &Value,
        name: &str,
        arguments: &Arguments,
    ) -> Option<Value> {
        let (Shape::Object(object), "substitute" | "safe_substitute") = (&template.shape, name)
        else {
            return None;
        };
        if !matches!(&object.kind, Kind::External(name) if **name == *"string.Template") {
            return None;
        }
        let text = object.under("0")?.as_constant()?.as_str()?.to_owned();
        let all = named_by(arguments);
        let mut made = Value::constant(Constant::Str(Arc::from("")));
        let mut rest = text.as_str();
        for _ in 0..64 {
            let Some((before, after)) = rest.split_once('$') else {
                break;
            };
            made = self.concatenated(made, Value::constant(Constant::Str(Arc::from(before))));
            let inner = after.strip_prefix('{').unwrap_or(after);
            let end = inner
                .find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_')
                .unwrap_or(inner.len());
            let (field, behind) = inner.split_at(end);
            if field.is_empty() {
                made = self.concatenated(made, Value::constant(Constant::Str(Arc::from("$"))));
                rest = after.strip_prefix('$').unwrap_or(after);
                continue;
            }
            let closed = after.starts_with('{').then(|| behind.strip_prefix('}'));
            rest = closed.flatten().unwrap_or(behind);
            let value = all.named(field).or(all.stars.as_ref());
            let value = super::expressions::shown(value.cloned().unwrap_or_default(), true);
            made = self.concatenated(made, value);
        }
        Some(self.concatenated(made, Value::constant(Constant::Str(Arc::from(rest)))))
    }

    /// `text.translate({"<": "&lt;"})`: as if each of these was replaced.
    pub(super) fn translated(&self, receiver: &Value, arguments: &Arguments) -> Option<Value> {
        let table = arguments.get(0)?;
        let Shape::Object(table) = &table.shape else {
            return None;
        };
        if table.kind != Kind::Dict || !table.exact {
            return None;
        }
        let mut marks = receiver.deep();
        for (key, value) in table.fields.iter() {
            let key = match key {
                Constant::Int(code) => {
                    let ch = u32::try_from(*code).ok().and_then(char::from_u32)?;
                    Constant::text(ch.encode_utf8(&mut [0; 4]))?
                }
                other => other.clone(),
            };
            let given = Arguments::plain(vec![Value::constant(key), value.clone()]);
            for entry in self.model.entries("*.replace") {
                if let Entry::Sanitizer(at) = entry
                    && let Some(spec) = self.model.sanitizers.get(*at)
                    && given.hold(&spec.when, Some(receiver))
                {
                    marks = marks.cleared(spec.clears);
                }
            }
        }
        Some(Value::marked(marks))
    }
}

/// Arguments with the entries of a dict among those that have a name: `format_map(values)`, `substitute(values)`.
pub(super) fn named_by(arguments: &Arguments) -> Arguments {
    let mut all = Arguments {
        named: arguments.named.clone(),
        stars: arguments.stars.clone(),
        ..Arguments::default()
    };
    let Some(values) = arguments.get(0) else {
        return all;
    };
    match &values.shape {
        Shape::Object(object) if object.kind == Kind::Dict => {
            for (key, value) in object.fields.iter() {
                if let Constant::Str(key) = key {
                    all.named.push((Arc::clone(key), value.clone()));
                }
            }
            let rest = object.rest.as_deref().cloned();
            let marked = (!values.marks.is_empty()).then(|| Value::marked(values.marks.clone()));
            all.stars = all.stars.or(rest).or(marked);
        }
        _ => all.stars = Some(Value::marked(values.deep())),
    }
    all
}
