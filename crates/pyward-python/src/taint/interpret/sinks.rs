//! Sinks.

use std::sync::Arc;

use ruff_python_ast::{BoolOp, CmpOp, Expr, Stmt, UnaryOp};
use ruff_text_size::Ranged;

use super::arguments::Arguments;
use super::{Frame, Hit, Interpreter, qualify};
use crate::constants::Constant;
use crate::project::index::Body;
use crate::taint::flow::{Flow, Origin as Source, Place, Step, What};
use crate::taint::mark::{Kinds, Marks, Origin, extend};
use crate::taint::model::{Entry, Part};
use crate::taint::value::{DEEPEST, Kind, Shape, Value};

/// Programs that run what they are given.
const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "ksh",
    "dash",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
    "pwsh",
];

/// Programs with options that run commands.
const OPTIONS_RUN: &[&str] = &["git", "hg", "ssh", "scp", "rsync", "tar", "find"];

impl Interpreter<'_> {
    /// Looks at a call as a sink.
    pub(super) fn check(
        &mut self,
        frame: &mut Frame,
        name: &str,
        receiver: Option<&Value>,
        arguments: &Arguments,
        place: Place,
        guessed: bool,
    ) {
        if frame.env.is_none() {
            return;
        }
        let model = self.model;
        let outside = self.with_classes_outside(arguments);
        let arguments = outside.as_ref().unwrap_or(arguments);
        for entry in model.entries(name) {
            match entry {
                Entry::Sink(at) => {
                    let Some(spec) = model.sinks.get(*at) else {
                        continue;
                    };
                    if spec.store || !arguments.hold(&spec.when, receiver) {
                        continue;
                    }
                    if let (Some(method), Some(class)) = (&spec.unless, self.made)
                        && self.refuses(class, method)
                    {
                        continue;
                    }
                    let mut given = Vec::new();
                    for slot in &spec.args {
                        for (argument, value) in arguments.slot(slot, receiver) {
                            let mut marks = part(&value, spec.part);
                            if spec.part == Part::Command {
                                marks.add(&self.options(&value));
                            }
                            if spec.part == Part::Told {
                                marks = marks.without(model.alone);
                            }
                            if spec.part == Part::Behind {
                                marks = behind(&marks, model.alone);
                            }
                            if spec.part == Part::Prompt {
                                let all = instructions(&value).without(model.alone);
                                marks.add(&all);
                            }
                            if spec.part == Part::Script {
                                marks = self.scripts(&marks, spec.kind);
                            }
                            let marks = spec.meant(&marks);
                            self.hit(frame, spec.kind, &marks, name, &argument, place, guessed);
                            given.push(value);
                        }
                    }
                    self.judge(frame, spec.kind, (name, place), &given);
                }
                Entry::Page(at) => {
                    if let Some(spec) = model.pages.get(*at) {
                        self.fill_page(frame, spec, name, arguments, place);
                    }
                }
                Entry::Use(at) => {
                    let Some(spec) = model.uses.get(*at) else {
                        continue;
                    };
                    if arguments.hold(&spec.when, receiver) {
                        let weakness = model.kind_name(spec.kind);
                        self.found
                            .entry((place, None, Arc::clone(&weakness)))
                            .or_insert_with(|| Flow {
                                weakness,
                                sink: place,
                                callee: Arc::from(name),
                                argument: Arc::from(""),
                                origin: None,
                                steps: Vec::new(),
                                through_unknown: false,
                                guessed_sink: guessed,
                            });
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a class of the project has a method that refuses whatever it does not know: one that ends by raising, or
    /// raises where something is not in a list.
    fn refuses(&mut self, class: u32, method: &str) -> bool {
        let Some(method) = self.method_of(class, method) else {
            return false;
        };
        let found = self.index.functions.get(method as usize);
        let body = found.map(|found| &found.body);
        let Some(Body::Def(def)) = body else {
            return false;
        };
        let is_list = |stmt: &Stmt| matches!(stmt, Stmt::If(test) if matches!(test.body.last(), Some(Stmt::Raise(_))) && is_not_in(&test.test));
        matches!(def.body.last(), Some(Stmt::Raise(_))) || def.body.iter().any(is_list)
    }

    /// The arguments, with classes of the project as what they derive from, where there are such: `Loader=OwnLoader`.
    fn with_classes_outside(&mut self, arguments: &Arguments) -> Option<Arguments> {
        let is_class = |value: &Value| matches!(value.shape, Shape::Class(_));
        if !arguments.all().any(is_class) {
            return None;
        }
        let mut changed = arguments.clone();
        let named = changed.named.iter_mut().map(|(_, value)| value);
        for value in changed.plain.iter_mut().chain(named) {
            if let Shape::Class(class) = value.shape
                && let Some(base) = self.external_bases(class).first()
            {
                value.shape = Shape::External(Arc::clone(base));
            }
        }
        Some(changed)
    }

    /// What may be read as an option by a program whose options run commands or write files.
    fn options(&self, value: &Value) -> Marks {
        let mut marks = Marks::default();
        let Shape::Object(object) = &value.shape else {
            return marks;
        };
        let program = object.items.first().and_then(Value::as_constant);
        let Some(program) = program.and_then(Constant::as_str) else {
            return marks;
        };
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        if !object.exact || !OPTIONS_RUN.contains(&name) {
            return marks;
        }
        let text = self.model.fixed_text;
        for item in object.items.iter().skip(1) {
            if item.as_constant().and_then(Constant::as_str) == Some("--") {
                break;
            }
            let free = |mark: crate::taint::mark::Mark| (mark.cleared & text == 0).then_some(mark);
            marks.add(&item.marks.map(free));
        }
        marks
    }

    /// Text in a script can do what text elsewhere in a query cannot, as long as it can be code.
    fn scripts(&self, marks: &Marks, kind: u8) -> Marks {
        let model = self.model;
        let code = model.kinds.iter().position(|it| **it == *"code-injection");
        let code = code.unwrap_or_default() as u8;
        marks.map(|mut mark| {
            mark.cleared &= !(1 << kind);
            model.can(mark.cleared, code).then_some(mark)
        })
    }

    /// Marks reach a sink.
    #[expect(clippy::too_many_arguments, reason = "a hit has as many parts")]
    pub(super) fn hit(
        &mut self,
        frame: &mut Frame,
        kind: u8,
        marks: &Marks,
        callee: &str,
        argument: &str,
        place: Place,
        guessed: bool,
    ) {
        let Some(env) = &frame.env else { return };
        for mark in marks.iter() {
            let cleared = mark.cleared | env.cleared_for(mark.origin);
            if !self.model.can(cleared, kind) {
                let mark = mark.clone();
                self.is_harmless(kind, mark, callee, argument, place, guessed);
                continue;
            }
            let mut mark = mark.clone();
            mark.trail = extend(mark.trail.as_ref(), place, What::Sink);
            frame.hits.push(Hit {
                kind,
                sink: place,
                callee: Arc::from(callee),
                argument: Arc::from(argument),
                mark,
                guessed,
            });
        }
    }

    /// A value is stored under an attribute or a key.
    pub(super) fn stored(
        &mut self,
        frame: &mut Frame,
        object: &Value,
        attribute: Option<&str>,
        key: Option<&Value>,
        value: &Value,
        at: &impl Ranged,
    ) {
        let base: Arc<str> = match &object.shape {
            Shape::External(name) => Arc::clone(name),
            Shape::Object(inner) => match &inner.kind {
                Kind::External(name) => Arc::clone(name),
                _ => return,
            },
            // `response.headers[…]` of a response that is not known.
            Shape::Method(method) => match super::external::qualified(object, 0) {
                Some(name) if !self.model.entries(&name).is_empty() => Arc::from(name),
                _ => Arc::from(format!("*.{}", method.1)),
            },
            _ => return,
        };
        let name = match attribute {
            Some(attribute) => qualify(&base, attribute),
            None => base.to_string(),
        };
        let place = Self::place(frame, at);
        let model = self.model;
        for entry in model.entries(&name) {
            let Entry::Sink(at) = entry else { continue };
            let Some(spec) = model.sinks.get(*at) else {
                continue;
            };
            if !spec.store {
                continue;
            }
            let arguments = Arguments::plain(vec![key.cloned().unwrap_or_default(), value.clone()]);
            if !arguments.hold(&spec.when, None) {
                continue;
            }
            for slot in &spec.args {
                for (argument, value) in arguments.slot(slot, None) {
                    let mut marks = part(&value, spec.part);
                    if spec.part == Part::Behind {
                        marks = behind(&marks, model.alone);
                    }
                    let marks = spec.meant(&marks);
                    let argument = if &*argument == "0" { "key" } else { "value" };
                    self.hit(frame, spec.kind, &marks, &name, argument, place, false);
                }
            }
        }
    }

    /// A value gets a name that says what it is for.
    pub(super) fn named(&mut self, frame: &mut Frame, name: &str, value: &Value, at: &impl Ranged) {
        let marks = &value.marks;
        if marks.is_empty() {
            return;
        }
        let model = self.model;
        for spec in &model.words {
            if !marks.iter().any(|mark| model.can(mark.cleared, spec.kind)) {
                continue;
            }
            let lower = name.to_ascii_lowercase();
            let parts: Vec<&str> = lower
                .split(|ch: char| !ch.is_ascii_alphanumeric())
                .collect();
            if spec
                .unless
                .iter()
                .any(|word| parts.contains(&word.as_str()))
            {
                continue;
            }
            if spec.words.iter().any(|word| {
                parts.contains(&word.as_str())
                    || (word.len() > 4 && lower.replace('_', "").contains(word.as_str()))
            }) {
                let place = Self::place(frame, at);
                self.hit(frame, spec.kind, marks, name, "value", place, false);
            }
        }
    }

    /// Keeps the hits whose marks began at a source; the others are the caller's.
    pub(super) fn record(&mut self, hits: Vec<Hit>) -> Vec<Hit> {
        let mut kept: Vec<Hit> = Vec::new();
        for hit in hits {
            let Origin::Source(source, _) = hit.mark.origin else {
                let same = |other: &Hit| {
                    other.kind == hit.kind
                        && other.sink == hit.sink
                        && other.mark.origin == hit.mark.origin
                        && other.mark.source == hit.mark.source
                };
                if kept.len() < 256 && !kept.iter().any(same) {
                    kept.push(hit);
                }
                continue;
            };
            let weakness = self.model.kind_name(hit.kind);
            let Some(spec) = self.model.sources.get(usize::from(hit.mark.source)) else {
                continue;
            };
            let steps = hit.mark.trail.iter().flat_map(|trail| trail.steps());
            let steps = steps.map(|(place, what)| Step {
                place,
                what: what.clone(),
            });
            let flow = Flow {
                weakness: Arc::clone(&weakness),
                sink: hit.sink,
                callee: hit.callee,
                argument: hit.argument,
                origin: Some(Source {
                    what: Arc::clone(&spec.what),
                    kind: Arc::clone(&spec.kind),
                    place: source,
                }),
                steps: steps.collect(),
                through_unknown: hit.mark.unknown,
                guessed_sink: hit.guessed,
            };
            let better = |old: &Flow| {
                (old.through_unknown, old.guessed_sink, old.steps.len())
                    > (flow.through_unknown, flow.guessed_sink, flow.steps.len())
            };
            let key = (hit.sink, Some(source), weakness);
            if self.found.get(&key).is_none_or(better) {
                self.found.insert(key, flow);
            }
        }
        kept
    }
}

/// `x not in y`, `not x in y`, also as one of several that are enough.
fn is_not_in(test: &Expr) -> bool {
    match test {
        Expr::Compare(compare) => matches!(&*compare.ops, [CmpOp::NotIn]),
        Expr::UnaryOp(not) => {
            not.op == UnaryOp::Not
                && matches!(&*not.operand, Expr::Compare(compare) if matches!(&*compare.ops, [CmpOp::In]))
        }
        Expr::BoolOp(or) => or.op == BoolOp::Or && or.values.iter().any(is_not_in),
        _ => false,
    }
}

/// Those marks whose text stands behind other text.
fn behind(marks: &Marks, alone: Kinds) -> Marks {
    marks.map(|mark| (mark.cleared & alone == 0).then_some(mark))
}

/// The marks of the part of an argument that matters.
pub(super) fn part(value: &Value, part: Part) -> Marks {
    match part {
        Part::Deep | Part::Prompt | Part::Told | Part::Behind => value.deep(),
        Part::Text => match &value.shape {
            Shape::Object(object) => match object.kind {
                Kind::Tuple => object.items.first().map(part_of_first).unwrap_or_default(),
                _ => value.marks.clone(),
            },
            Shape::Union(values) => {
                let mut marks = value.marks.clone();
                for one in values.iter() {
                    marks.add(&self::part(one, Part::Text));
                }
                marks
            }
            _ => value.marks.clone(),
        },
        Part::Keys => match &value.shape {
            Shape::Object(object) => object
                .rest
                .as_deref()
                .map(|rest| rest.marks.clone())
                .unwrap_or_default(),
            _ => value.marks.clone(),
        },
        Part::Script => match &value.shape {
            Shape::Object(object) => {
                let mut marks = Marks::default();
                for (key, value) in object.fields.iter() {
                    if matches!(
                        key.as_str(),
                        Some("$where" | "$function" | "$accumulator" | "$expr")
                    ) {
                        marks.add(&value.deep());
                    }
                }
                marks
            }
            _ => Marks::default(),
        },
        Part::Command => command(value),
        Part::Filter => filter(value, 0),
    }
}

/// Of messages to a model, what those say that tell it how to behave: `{"role": "system", "content": …}`, or a pair.
fn instructions(value: &Value) -> Marks {
    let mut marks = Marks::default();
    let Shape::Object(list) = &value.shape else {
        return marks;
    };
    let is_told = |role: Option<&Value>| {
        let role = role.and_then(Value::as_constant).and_then(Constant::as_str);
        matches!(role, Some("system" | "developer"))
    };
    for item in &list.items {
        let Shape::Object(message) = &item.shape else {
            continue;
        };
        match message.kind {
            Kind::Dict => {
                let field = |name: &str| message.under(name);
                if is_told(field("role")) {
                    let content = field("content").or_else(|| field("parts"));
                    marks.add(&content.map(Value::deep).unwrap_or_default());
                }
            }
            Kind::Tuple if is_told(message.items.first()) => {
                let content = message.items.get(1);
                marks.add(&content.map(Value::deep).unwrap_or_default());
            }
            _ => {}
        }
    }
    marks
}

/// What an operator compares with is no operator itself: `{"$eq": value}`.
fn filter(value: &Value, depth: usize) -> Marks {
    let Shape::Object(object) = &value.shape else {
        return value.deep();
    };
    if depth > DEEPEST {
        return value.deep();
    }
    let mut marks = value.marks.clone();
    let compares = |key: &Constant| {
        let name = key.as_str();
        matches!(
            name,
            Some("$eq" | "$ne" | "$gt" | "$gte" | "$lt" | "$lte" | "$in" | "$nin")
        )
    };
    for (key, value) in object.fields.iter() {
        if !compares(key) {
            marks.add(&filter(value, depth + 1));
        }
    }
    for value in object.items.iter().chain(object.rest.as_deref()) {
        marks.add(&filter(value, depth + 1));
    }
    marks
}

fn part_of_first(value: &Value) -> Marks {
    value.marks.clone()
}

/// The part of a command that chooses what runs.
fn command(value: &Value) -> Marks {
    let Shape::Object(object) = &value.shape else {
        return value.deep();
    };
    if !matches!(object.kind, Kind::List | Kind::Tuple) {
        return value.deep();
    }
    let mut marks = value.marks.clone();
    let Some(program) = object.items.first() else {
        marks.add(&object.any().deep());
        return marks;
    };
    marks.add(&program.deep());
    let base = |constant: &Constant| {
        constant
            .as_str()
            .map(|text| text.rsplit(['/', '\\']).next().unwrap_or(text).to_owned())
    };
    let is_shell = program
        .as_constant()
        .and_then(base)
        .is_some_and(|name| SHELLS.contains(&name.as_str()));
    let flag = |item: &Value| match item.as_constant().and_then(Constant::as_str) {
        Some(text) => matches!(text, "-c" | "/c" | "/C" | "-Command" | "-lc" | "-e"),
        None => {
            item.marks.is_empty()
                && item.constants().is_some_and(|all| {
                    all.iter()
                        .any(|one| matches!(one.as_str(), Some("-c" | "/c")))
                })
        }
    };
    if is_shell {
        if object.items.iter().any(flag) || !object.exact {
            marks.add(&value.deep());
        }
    } else if program.as_constant().is_none() && object.items.get(1).is_some_and(flag) {
        marks.add(&value.deep());
    }
    marks
}
