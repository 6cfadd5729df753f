//! Calls of what stands outside of the project.

use std::rc::Rc;
use std::sync::Arc;

use ruff_text_size::TextRange;

use super::arguments::Arguments;
use super::calls::After;
use super::judged::{fixed_path, is_pure, is_written, made_of_known};
use super::patterns::{is_rooted_pattern, is_safe_pattern};
use super::queries::{ROW, fetched};
use super::targets::set_item;
use super::{Frame, Interpreter, qualify};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::mark::{Fact, Marks, unite};
use crate::taint::model::Entry;
use crate::taint::value::{Kind, Object, Shape, Shared, Value};

impl Interpreter<'_> {
    /// Calls a function by its qualified name.
    pub(super) fn external_call(
        &mut self,
        frame: &mut Frame,
        name: &Arc<str>,
        callee: &Marks,
        arguments: Arguments,
        place: Place,
    ) -> Value {
        if callee.is_empty()
            && let Some(path) = fixed_path(name, &arguments)
        {
            return path;
        }
        let mut guessed = false;
        let mut names: Vec<Arc<str>> = vec![Arc::clone(name)];
        // What stands outside and is not known has methods of any name.
        if self.model.entries(name).is_empty()
            && !name.starts_with("builtins.")
            && !self.model.returns.contains_key(&**name)
            && let Some((_, last)) = name.rsplit_once('.')
        {
            names = vec![Arc::from(format!("*.{last}"))];
            guessed = true;
        }
        if let Some(short) = name.strip_prefix("builtins.")
            && let Some(value) = self.builtin(frame, short, &arguments, place)
        {
            self.check(frame, name, None, &arguments, place, false);
            let marks = self.cleared_by(frame, name, &value.marks);
            return Value { marks, ..value }.with(callee);
        }
        if let Some(value) = self.functional(frame, name, &arguments, place) {
            self.gone = false;
            return value;
        }
        if let Some(rows) = self.rows_asked(name, &arguments) {
            return rows;
        }
        for name in &names {
            if let Some(value) =
                self.modelled(frame, name, None, callee, &arguments, place, guessed)
            {
                return self.typed(name, value, &arguments);
            }
        }
        let typed = self.model.returns.contains_key(&**name);
        if callee.is_empty()
            && !typed
            && is_pure(name)
            && let Some(known) = made_of_known(None, arguments.all())
        {
            return known;
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        let is_class = last.chars().next().is_some_and(char::is_uppercase);
        let mut marks = callee.clone();
        if !typed && !name.contains("()") {
            // What is said of the result of a call is not said of what it was given.
            let given = arguments.marks().unknown();
            let settled = frame.env.as_ref().map(|env| env.settled(&given));
            marks.add(&settled.unwrap_or(given).deeper(&("call", last)));
        }
        if is_class || typed {
            return self.typed(name, Value::marked(marks), &arguments);
        }
        if !marks.is_empty() {
            return Value::marked(marks);
        }
        Value::external(format!("{name}()"))
    }

    /// Gives a result the class the model says, or the name itself where that is a class.
    pub(super) fn typed(&mut self, name: &str, value: Value, arguments: &Arguments) -> Value {
        if !matches!(value.shape, Shape::Unknown) {
            return value;
        }
        let class = if let Some(class) = self.model.returns.get(name) {
            Arc::clone(class)
        } else {
            let last = name.rsplit('.').next().unwrap_or(name);
            if !last.chars().next().is_some_and(char::is_uppercase) || name.starts_with('*') {
                return value;
            }
            Arc::from(name)
        };
        let mut made = self.instance_of(&class);
        if let Shape::Object(object) = &mut made.shape {
            let object = object.edit();
            for (name, value) in &arguments.named {
                object
                    .fields
                    .insert(Constant::Str(Arc::from(format!("{name}="))), value.clone());
                // As a property, for conditions; its marks are those of the whole.
                let mut plain = value.clone();
                plain.map_marks(&mut |marks| *marks = Marks::default());
                object.fields.insert(Constant::Str(Arc::clone(name)), plain);
            }
            object
                .fields
                .retain(|key| !key.as_str().is_some_and(|key| key.ends_with('=')));
            for (at, value) in arguments.plain.iter().enumerate().take(3) {
                if value.constants().is_some() || is_written(value) {
                    object.fields.insert(
                        Constant::Str(Arc::from(format!("{at}"))),
                        Value::of(value.shape.clone()),
                    );
                }
            }
        }
        made.with(&value.marks)
    }

    /// What the model says of a call: `None` where it says nothing of the result.
    #[expect(clippy::too_many_arguments, reason = "a call has as many parts")]
    pub(super) fn modelled(
        &mut self,
        frame: &mut Frame,
        name: &str,
        receiver: Option<&Value>,
        callee: &Marks,
        arguments: &Arguments,
        place: Place,
        guessed: bool,
    ) -> Option<Value> {
        self.check(frame, name, receiver, arguments, place, guessed);
        let model = self.model;
        let mut result: Option<Value> = None;
        let mut fact = Fact::default();
        // What a sanitizer clears, it clears of what is passed on, in whatever order the two are written.
        let entries = model.entries(name);
        let clears = |entry: &&Entry| matches!(entry, Entry::Sanitizer(_));
        let others = entries.iter().filter(|entry| !clears(entry));
        for entry in others.chain(entries.iter().filter(clears)) {
            match entry {
                Entry::Source(at) => {
                    let Some(spec) = model.sources.get(*at) else {
                        continue;
                    };
                    // What is a source whatever its arguments is marked where it is read.
                    let mut marks = callee.clone();
                    if !spec.when.is_empty() {
                        if !arguments.hold(&spec.when, receiver) {
                            continue;
                        }
                        marks.add(&self.source_mark(*at, place));
                    }
                    result = Some(Value::marked(marks));
                }
                Entry::Sanitizer(at) => {
                    let Some(spec) = model.sanitizers.get(*at) else {
                        continue;
                    };
                    if !arguments.hold(&spec.when, receiver) {
                        continue;
                    }
                    let mut marks = Marks::default();
                    if spec.args.is_empty() {
                        marks.add(callee);
                        marks.add(&arguments.marks());
                    } else {
                        for slot in &spec.args {
                            for (_, value) in arguments.slot(slot, receiver) {
                                marks.add(&value.deep());
                            }
                        }
                    }
                    let before = result.take().map(|value| value.marks);
                    result = Some(Value::marked(before.unwrap_or(marks).cleared(spec.clears)));
                }
                Entry::Propagator(at) => {
                    let Some(spec) = model.propagators.get(*at) else {
                        continue;
                    };
                    if !arguments.hold(&spec.when, receiver) || spec.into_receiver {
                        continue;
                    }
                    let mut marks = Marks::default();
                    let values = spec.from.iter();
                    let values = values.flat_map(|slot| arguments.slot(slot, receiver));
                    for (at, (_, value)) in values.enumerate() {
                        let is_behind = spec.joins && at > 0;
                        let taken = if is_behind { model.taken_behind } else { 0 };
                        marks.add(&value.deep().without(taken));
                    }
                    marks = marks.without(spec.gives);
                    if let Some(plain) = spec.decodes {
                        let env = frame.env.as_ref();
                        marks = env.map_or_else(|| marks.clone(), |env| env.settled(&marks));
                        marks = marks.decoded(|mark| model.kept_by_decoding(mark, plain));
                    }
                    let last = name.rsplit('.').next().unwrap_or(name);
                    let is_plain = last.starts_with(char::is_lowercase)
                        && !model.returns.contains_key(name)
                        && !name.starts_with("os.");
                    let known = || made_of_known(receiver, arguments.all());
                    result = Some(if marks.is_empty() && is_plain {
                        known().unwrap_or_default()
                    } else {
                        Value::marked(marks)
                    });
                }
                Entry::Guard(at) => {
                    let Some(spec) = model.guards.get(*at) else {
                        continue;
                    };
                    let holds = arguments.hold(&spec.when, receiver)
                        || (!arguments.marks().is_empty()
                            && self.as_ours(arguments).hold(&spec.when, receiver));
                    if !holds {
                        continue;
                    }
                    let subjects = arguments.slot(&spec.subject, receiver);
                    let mut marks = Marks::default();
                    for (_, subject) in &subjects {
                        marks.add(&subject.deep());
                    }
                    if let Some(pattern) = &spec.pattern {
                        let patterns = arguments.slot(pattern, receiver);
                        let text = patterns
                            .first()
                            .and_then(|(_, value)| value.as_constant())
                            .and_then(Constant::as_str);
                        let lets_through = |text: &str| {
                            if spec.rooted {
                                is_rooted_pattern(text, spec.whole)
                            } else {
                                is_safe_pattern(text, spec.whole, spec.slash)
                            }
                        };
                        if !text.is_some_and(lets_through) {
                            continue;
                        }
                    }
                    let said = model.said(&marks, spec.clears);
                    if spec.equal {
                        let mut value = Value::external("equal");
                        value.fact = Some(Rc::new(Fact {
                            if_true: said,
                            if_false: Vec::new(),
                        }));
                        return Some(value);
                    }
                    if spec.raises {
                        if let Some(env) = &mut frame.env {
                            unite(&mut env.cleared, &said);
                        }
                    } else if spec.truth {
                        unite(&mut fact.if_true, &said);
                    } else {
                        unite(&mut fact.if_false, &said);
                    }
                }
                Entry::Never => self.gone = true,
                _ => {}
            }
        }
        if self.gone && result.is_none() {
            return Some(Value::default());
        }
        let last = name.rsplit('.').next().unwrap_or(name);
        if let Some(found) = self.queried(frame, last, arguments, place) {
            return Some(found);
        }
        if fact != Fact::default() {
            let mut value = result.unwrap_or_default();
            value.fact = Some(Rc::new(fact));
            // A result that only says yes or no carries nothing.
            if value.marks.is_empty() {
                value.shape = Shape::External(Arc::from("bool"));
            }
            return Some(value);
        }
        result
    }

    /// Calls a method of a value that is no instance of a class of the project.
    pub(super) fn call_method(
        &mut self,
        frame: &mut Frame,
        receiver: &Value,
        name: &str,
        callee: &Marks,
        arguments: Arguments,
        place: Place,
    ) -> (Value, After) {
        if callee.is_empty()
            && is_written(receiver)
            && let Some(known) = made_of_known(Some(receiver), arguments.all())
        {
            let made = match &receiver.shape {
                Shape::External(_) => None,
                _ => self.text_method(frame, receiver, name, &arguments),
            };
            let made = made.filter(|made| !matches!(made.shape, Shape::Unknown));
            return (made.unwrap_or(known), None);
        }
        if let ("__setitem__", [key, value]) = (name, arguments.plain.as_slice()) {
            let range = TextRange::new(place.start.into(), place.end.into());
            self.stored(frame, receiver, None, Some(key), value, &range);
            let mut changed = receiver.clone();
            set_item(&mut changed, key, value.clone());
            return (Value::none(), Some(vec![Some(changed)]));
        }
        if let Some(rows) = self.call_rows(frame, receiver, name, &arguments, place) {
            return (rows, None);
        }
        if let Some(rows) = self.rows_asked(name, &arguments) {
            return (rows, None);
        }
        if let Some(row) = fetched(receiver, name) {
            return (row, None);
        }
        if let ("_replace", Some(made)) = (name, super::functional::replaced(receiver, &arguments))
        {
            return (made, None);
        }
        if let Some(made) = self.substituted(receiver, name, &arguments) {
            return (made, None);
        }
        if let Some((value, changed)) = self.container_method(frame, receiver, name, &arguments) {
            return (value, changed.map(|changed| vec![Some(changed)]));
        }
        // What a request holds under one name is not what it holds under another.
        if let (true, "get" | "getlist" | "pop" | "getone" | "getall" | "group", Some(key)) = (
            !callee.is_empty() && arguments.marks().is_empty(),
            name,
            arguments.get(0).and_then(Value::as_constant),
        ) {
            let mut value = Value::marked(match &frame.env {
                Some(env) => env.settled(callee).deeper(key),
                None => callee.under(key),
            });
            // `args.get(name, type=int)`.
            if let Some(Shape::External(kind)) = arguments.named("type").map(|kind| &kind.shape) {
                value.marks = self.cleared_by(frame, kind, &value.marks);
            }
            if let Some(default) = arguments.get(1) {
                value.marks.add(&default.deep());
            }
            return (value, None);
        }
        if name == "items" && !callee.is_empty() && arguments.plain.is_empty() {
            let mut pair = Object::new(Kind::Tuple);
            pair.items = vec![
                Value::marked(callee.under(&"key")),
                Value::marked(callee.under(&"value")),
            ];
            let mut list = Object::new(Kind::List);
            list.blur(Value::object(pair));
            return (Value::object(list), None);
        }
        let mut changed: Option<Value> = None;
        let mut names: Vec<(String, bool)> = Vec::new();
        match &receiver.shape {
            Shape::Object(object) => match &object.kind {
                Kind::External(class) if &**class != "?" => {
                    names.push((qualify(class, name), false));
                    if let Some(done) = self.keyed_method(receiver, class, name, &arguments) {
                        return done;
                    }
                }
                Kind::Instance(class) => {
                    for base in self.external_bases(*class).iter() {
                        names.push((qualify(base, name), false));
                    }
                }
                _ => {}
            },
            Shape::External(base) => names.push((qualify(base, name), false)),
            Shape::Method(_) if qualified(receiver, 0).is_some() => {
                if let Some(base) = qualified(receiver, 0) {
                    names.push((qualify(&base, name), false));
                }
            }
            Shape::Constant(Constant::Str(_)) | Shape::OneOf(_) => {
                if let Some(value) = self.text_method(frame, receiver, name, &arguments) {
                    return (value, None);
                }
            }
            _ => {
                if let Some(value) = self.text_method(frame, receiver, name, &arguments) {
                    return (value, None);
                }
            }
        }
        if let (Shape::Method(_) | Shape::External(_), Some(value)) = (
            &receiver.shape,
            self.text_method(frame, receiver, name, &arguments),
        ) {
            return (value, None);
        }
        let known = names.iter().any(|(name, _)| {
            !self.model.entries(name).is_empty() || self.model.returns.contains_key(name)
        });
        if !known {
            names.push((qualify("*", name), true));
        }
        let model = self.model;
        for (full, _) in &names {
            for entry in model.entries(full) {
                if let Entry::Propagator(at) = entry {
                    let Some(spec) = model.propagators.get(*at) else {
                        continue;
                    };
                    if spec.into_receiver && arguments.hold(&spec.when, Some(receiver)) {
                        let mut marks = Marks::default();
                        for slot in &spec.from {
                            for (_, value) in arguments.slot(slot, Some(receiver)) {
                                marks.add(&value.deep());
                            }
                        }
                        changed = Some(receiver.clone().with(&marks));
                    }
                }
            }
        }
        let after = |changed: Option<Value>| changed.map(|changed| vec![Some(changed)]);
        let mut returned: Option<Value> = None;
        for (full, guessed) in &names {
            if let Some(value) = self.modelled(
                frame,
                full,
                Some(receiver),
                callee,
                &arguments,
                place,
                *guessed,
            ) {
                returned = Some(inheriting(receiver, self.typed(full, value, &arguments)));
                break;
            }
            if model.returns.contains_key(full.as_str()) {
                let made = self.typed(full, Value::marked(callee.clone()), &arguments);
                returned = Some(inheriting(receiver, made));
                break;
            }
        }
        if returned.is_none()
            && let Some(value) = self.hand(frame, name, &arguments, place)
        {
            return (value, None);
        }
        if returned.is_none()
            && let Some(value) = self.sole(frame, receiver, name, &arguments, place)
        {
            return (value, None);
        }
        let value = returned.unwrap_or_else(|| {
            let mut value = Value::marked(callee.clone());
            // A method of a text that is not known puts its arguments into the text.
            if matches!(
                name,
                "format"
                    | "join"
                    | "replace"
                    | "ljust"
                    | "rjust"
                    | "zfill"
                    | "substitute"
                    | "safe_substitute"
                    | "format_map"
            ) {
                let behind = self.model.taken_behind;
                value.marks.add(&arguments.marks().without(behind));
            }
            value
        });
        // A cursor has what it was last asked for.
        if changed.is_none()
            && let (Shape::Object(cursor), Shape::Object(found)) = (&receiver.shape, &value.shape)
            && matches!(cursor.kind, Kind::External(_))
            && let Some(row) = found.under(ROW)
        {
            let mut with_row = receiver.clone();
            super::targets::set_attribute(&mut with_row, ROW, row.clone());
            changed = Some(with_row);
        }
        // A method that sets a property: `parser.setFeature(name, value)`.
        if changed.is_none()
            && let (Shape::Object(object), Some(first), Some(second)) =
                (&receiver.shape, arguments.get(0), arguments.get(1))
            && name.starts_with("set")
            && matches!(object.kind, Kind::External(_))
            && arguments.plain.len() == 2
        {
            let key = match &first.shape {
                Shape::External(name) => Some(name.rsplit('.').next().unwrap_or(name).to_owned()),
                _ => first.as_constant().and_then(Constant::shown),
            };
            if let Some(key) = key {
                let mut object = (**object).clone();
                let mut plain = second.clone();
                plain.map_marks(&mut |marks| *marks = Marks::default());
                object
                    .fields
                    .insert(Constant::Str(Arc::from(format!("{name}:{key}"))), plain);
                changed = Some(Value {
                    shape: Shape::Object(Shared::new(object)),
                    ..receiver.clone()
                });
            }
        }
        (value, after(changed))
    }
}

/// What an object makes has the object's properties: a template those of its environment.
fn inheriting(receiver: &Value, mut made: Value) -> Value {
    if let (Shape::Object(from), Shape::Object(into)) = (&receiver.shape, &mut made.shape)
        && matches!(from.kind, Kind::External(_))
        && matches!(into.kind, Kind::External(_))
        && !from.fields.is_empty()
    {
        let into = into.edit();
        for (key, value) in from.fields.iter().take(8) {
            into.fields
                .insert_new(key.clone(), || Value::of(value.shape.clone()));
        }
    }
    made
}

/// The qualified name of something outside of the project.
pub(super) fn qualified(value: &Value, depth: usize) -> Option<String> {
    if depth > 6 {
        return None;
    }
    match &value.shape {
        Shape::External(name) => Some(name.to_string()),
        Shape::Object(object) => match &object.kind {
            Kind::External(class) if &**class != "?" => Some(class.to_string()),
            _ => None,
        },
        Shape::Method(method) => Some(qualify(&qualified(&method.0, depth + 1)?, &method.1)),
        _ => None,
    }
}
