//! Calls.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;
use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::TextRange;

use super::arguments::Arguments;
use super::functional::completed;
use super::translate::{numbered, origins, returned, said_by_returns};
use super::{DEEPEST_CALLS, Frame, Hit, Interpreter, MOST_RUNS, Outcome, TOO_LONG};
use crate::constants::Constant;
use crate::project::index::Body;
use crate::taint::flow::{Place, What};
use crate::taint::mark::{Fact, Mark, Marks, Origin, appended, extend, meet, unite};
use crate::taint::state::Env;
use crate::taint::value::{Closure, Kind, Shape, Value};

/// How many names a function mentions that is run for what it returns alone.
const SHORT: usize = 24;

/// What became of the receiver and the arguments.
pub(super) type After = Option<Vec<Option<Value>>>;

impl<'a> Interpreter<'a> {
    pub(super) fn call_expression(&mut self, frame: &mut Frame, call: &'a ExprCall) -> Value {
        if let Some(value) = self.quantified(frame, call) {
            return value;
        }
        let place = Self::place(frame, call);
        let (callee, receiver) = match &*call.func {
            Expr::Attribute(attribute) => {
                if let Some(value) = self.super_call(frame, attribute, place) {
                    (value, None)
                } else {
                    let object = self.eval(frame, &attribute.value);
                    if let Some(dict) = self.dumped(&object, attribute.attr.as_str()) {
                        return dict;
                    }
                    let callee = self.attribute(
                        frame,
                        &object,
                        attribute.attr.as_str(),
                        Self::place(frame, &*call.func),
                    );
                    (callee, Some(&*attribute.value))
                }
            }
            other => (self.eval(frame, other), None),
        };
        let mut arguments = Arguments::default();
        for expr in &call.arguments.args {
            let value = self.eval(frame, expr);
            if let Expr::Starred(_) = expr {
                match self.known_items(&value) {
                    Some(items) if arguments.star.is_none() => arguments.plain.extend(items),
                    _ => arguments.star = Some(self.element(frame, &value)),
                }
            } else {
                arguments.plain.push(value);
            }
        }
        for keyword in &call.arguments.keywords {
            let value = self.eval(frame, &keyword.value);
            match &keyword.arg {
                Some(name) => {
                    self.named(frame, name.as_str(), &value, &keyword.value);
                    arguments.named.push((self.text(name.as_str()), value));
                }
                None => match &value.shape {
                    Shape::Object(object) if object.kind == Kind::Dict && object.exact => {
                        for (key, value) in object.fields.iter() {
                            if let Constant::Str(name) = key {
                                arguments.named.push((Arc::clone(name), value.clone()));
                            }
                        }
                    }
                    _ => arguments.stars = Some(Value::marked(value.deep())),
                },
            }
        }
        // Values as they are after the guards passed so far.
        if let Some(env) = &frame.env
            && !env.cleared.is_empty()
        {
            for value in arguments
                .plain
                .iter_mut()
                .chain(arguments.named.iter_mut().map(|(_, value)| value))
            {
                *value = env.settle(std::mem::take(value));
            }
        }
        self.gone = false;
        if self.set_by_name(frame, call, &callee, &arguments) {
            return Value::none();
        }
        let (mut value, after) = self.call(frame, &callee, arguments, place);
        if let Some(source) = self.answered(&call.func) {
            value.marks.add(&self.source_mark(source, place));
        }
        if std::mem::take(&mut self.gone) {
            Self::leave(frame);
            return value;
        }
        if let (None, Expr::Attribute(_), Some(after)) = (receiver, &*call.func, &after) {
            // What `super().method` did to the receiver.
            if let (Some(Some(value)), Some(name)) = (after.first(), self.first_name(frame))
                && let Some(env) = &mut frame.env
            {
                env.vars.insert(name.as_str(), value.clone());
            }
        }
        if let Some(after) = after {
            self.put_back(
                frame,
                call,
                receiver,
                after,
                matches!(&callee.shape, Shape::Function(closure) if closure.receiver.is_some())
                    || matches!(callee.shape, Shape::Method(_)),
            );
        }
        value
    }

    /// The source something of a telling name is: `llm.predict(…)`, `llm(…)`.
    fn answered(&self, func: &Expr) -> Option<usize> {
        let spec = self.model.answers.iter().find(|spec| {
            let is_asked = |name: Option<&str>| {
                name.is_some_and(|name| spec.receivers.iter().any(|known| known == name))
            };
            is_asked(last_name(func))
                || matches!(func, Expr::Attribute(asked) if is_asked(last_name(&asked.value))
                    && spec.methods.iter().any(|method| method == asked.attr.as_str()))
        });
        spec.map(|spec| spec.source)
    }

    /// Writes what became of the receiver and the arguments back to where they stand.
    fn put_back(
        &mut self,
        frame: &mut Frame,
        call: &'a ExprCall,
        receiver: Option<&'a Expr>,
        after: Vec<Option<Value>>,
        bound: bool,
    ) {
        let mut after = after.into_iter();
        if bound && let (Some(Some(value)), Some(receiver)) = (after.next(), receiver) {
            self.write_back(frame, receiver, value);
        }
        for (expr, value) in call.arguments.args.iter().zip(after) {
            if expr.is_starred_expr() {
                break;
            }
            if let (Some(value), Expr::Name(_) | Expr::Attribute(_)) = (value, expr)
                && matches!(value.shape, Shape::Object(_))
            {
                self.write_back(frame, expr, value);
            }
        }
    }

    /// Calls a value.
    pub(super) fn call(
        &mut self,
        frame: &mut Frame,
        callee: &Value,
        arguments: Arguments,
        place: Place,
    ) -> (Value, After) {
        match &callee.shape {
            Shape::Function(closure) => self.call_closure(frame, closure, arguments, place),
            Shape::Class(class) => {
                let bases = self.external_bases(*class);
                self.made = Some(*class);
                for base in bases.iter() {
                    self.check(frame, base, None, &arguments, place, false);
                }
                self.made = None;
                (self.instantiate(frame, *class, arguments, place), None)
            }
            Shape::External(name) => {
                self.call_chosen(frame, callee, place);
                if let (Some(base), [key, value]) =
                    (name.strip_suffix(".__setitem__"), &*arguments.plain)
                {
                    let range = TextRange::new(place.start.into(), place.end.into());
                    let object = Value::external(base);
                    self.stored(frame, &object, None, Some(key), value, &range);
                    return (Value::none(), None);
                }
                let heap = super::pickers::pushed(name, &arguments);
                let value = self.external_call(frame, name, &callee.marks, arguments, place);
                (value, heap.map(|heap| vec![Some(heap)]))
            }
            Shape::Method(method) => {
                let (receiver, name) = &**method;
                self.call_method(frame, receiver, name, &callee.marks, arguments, place)
            }
            Shape::Object(object) => match &object.kind {
                Kind::Instance(_) => {
                    let method = self.attribute(frame, callee, "__call__", place);
                    match method.shape {
                        Shape::Function(_) => self.call(frame, &method, arguments, place),
                        _ => (
                            Value::marked(callee.deep()).with(&arguments.marks().unknown()),
                            None,
                        ),
                    }
                }
                Kind::External(_) if let Some((function, all)) = completed(object, &arguments) => {
                    (self.call(frame, &function, all, place).0, None)
                }
                Kind::External(name) => {
                    if let Some(picked) = self.picked(frame, object, &arguments, place) {
                        return (picked, None);
                    }
                    let name = format!("{name}.__call__");
                    (
                        self.external_call(
                            frame,
                            &Arc::from(name),
                            &callee.marks,
                            arguments,
                            place,
                        ),
                        None,
                    )
                }
                _ => (Value::default(), None),
            },
            Shape::Union(values) => {
                let mut any: Option<Value> = None;
                let mut after = None;
                for one in values.iter() {
                    let (value, changed) = self.call(frame, one, arguments.clone(), place);
                    after = changed;
                    any = Some(match any {
                        Some(any) => any.join(value),
                        None => value,
                    });
                }
                let _ = after;
                self.gone = false;
                (any.unwrap_or_default(), None)
            }
            _ => (
                Value::marked(callee.deep()).with(&arguments.marks().unknown()),
                None,
            ),
        }
    }

    /// Calls a function of the project.
    pub(super) fn call_closure(
        &mut self,
        frame: &mut Frame,
        closure: &Closure,
        mut arguments: Arguments,
        place: Place,
    ) -> (Value, After) {
        let index = self.index;
        let Some(function) = index.functions.get(closure.function as usize) else {
            return (Value::default(), None);
        };
        if !closure.given.is_empty() {
            arguments.plain.splice(0..0, closure.given.iter().cloned());
        }
        arguments.named.extend(closure.named.iter().cloned());
        if let Some(receiver) = &closure.receiver {
            arguments.plain.insert(0, receiver.clone());
        }
        let runs = self.stack.iter().filter(|id| **id == closure.function);
        let runs = runs.count();
        let recursive = runs > 1;
        if runs == 1 {
            // What counts down ends somewhere: its branches are all taken.
            let all = arguments.plain.iter_mut();
            let all = all.chain(arguments.named.iter_mut().map(|(_, value)| value));
            for value in all {
                if matches!(value.shape, Shape::Constant(Constant::Int(_))) {
                    value.shape = Shape::Unknown;
                }
            }
        }
        if recursive || self.stack.len() >= DEEPEST_CALLS || self.fuel == 0 {
            if recursive && self.fuel > 0 {
                // What it returns without calling itself once more was met on the way here.
                return (Value::default(), None);
            }
            if self.fuel > 0 {
                self.limit(frame, "calls are nested too deeply");
            }
            return (Value::marked(arguments.marks()), None);
        }
        // What neither reaches anything nor is given anything is only run where it is short.
        let short = if self.stack.len() > 3 { 8 } else { SHORT };
        if !self.reach.matters(closure.function)
            && function.mentions.len() > short
            && arguments.marks().is_empty()
            && closure.captured.is_none()
        {
            return (Value::default(), None);
        }
        // Marks become those of arguments, numbered.
        let mut table: Vec<Mark> = Vec::new();
        let mut number = |marks: &mut Marks| *marks = numbered(marks, &mut table);
        for value in arguments
            .plain
            .iter_mut()
            .chain(arguments.named.iter_mut().map(|(_, value)| value))
            .chain(&mut arguments.star)
            .chain(&mut arguments.stars)
        {
            *value = std::mem::take(value).trimmed();
            value.map_marks(&mut number);
            value.fact = None;
        }
        // A function defined here sees the variables as they are now.
        let captured = closure.captured.as_ref().map(|captured| {
            let mut env = (**captured).clone();
            if frame.function.is_some()
                && function.around.is_some()
                && let Some(now) = &frame.env
            {
                let is_meant = |now: &Value| !matches!(now.shape, Shape::Function(_));
                env.vars.follow(&now.vars, is_meant);
            }
            if env.vars.values().any(Value::is_marked) {
                for value in env.vars.values_mut() {
                    value.map_marks(&mut number);
                }
            }
            env.cleared.clear();
            Rc::new(env)
        });
        let outcome = self.outcome(frame, closure.function, captured, arguments);
        self.gone = outcome.never;
        let name = self.text(function.name());
        let back = |marks: &Marks| returned(marks, &table, place, &name);
        let mut value = outcome.value.clone();
        value.map_marks(&mut |marks| *marks = back(marks));
        // A function that is returned sees what was around it.
        if let Shape::Function(made) = &mut value.shape
            && let Some(env) = &made.captured
            && env.vars.values().any(Value::is_marked)
        {
            let mut env = (**env).clone();
            for value in env.vars.values_mut() {
                value.map_marks(&mut |marks| *marks = back(marks));
            }
            Rc::make_mut(made).captured = Some(Rc::new(env));
        }
        if let Some(fact) = &value.fact {
            value.fact = Some(Rc::new(Fact {
                if_true: origins(&fact.if_true, &table),
                if_false: origins(&fact.if_false, &table),
            }));
        }
        if let Some(env) = &mut frame.env {
            unite(&mut env.cleared, &origins(&outcome.after, &table));
        }
        for (name, value) in &outcome.outer {
            let mut value = value.clone();
            value.map_marks(&mut |marks| *marks = back(marks));
            if let Some(env) = &mut frame.env {
                env.vars.insert(name.as_str(), value);
            }
        }
        for (key, value) in &outcome.kept {
            let mut value = value.clone();
            value.map_marks(&mut |marks| *marks = back(marks));
            self.keep(frame, *key, &value);
        }
        for hit in &outcome.hits {
            let Origin::Argument(number, part) = hit.mark.origin else {
                continue;
            };
            let Some(base) = table.get(usize::from(number)) else {
                continue;
            };
            let given = extend(base.trail.as_ref(), place, What::Given(Arc::clone(&name)));
            frame.hits.push(Hit {
                mark: Mark {
                    origin: base.origin.within(part),
                    trail: appended(given, hit.mark.trail.as_ref()),
                    ..hit.mark.clone()
                },
                ..hit.clone()
            });
        }
        let after = outcome
            .parameters
            .iter()
            .map(|value| {
                let mut value = value.clone()?;
                value.map_marks(&mut |marks| *marks = back(marks));
                Some(value)
            })
            .collect();
        (value, Some(after))
    }

    /// What a function does, from memory where it has been run so before.
    fn outcome(
        &mut self,
        frame: &Frame,
        function: u32,
        captured: Option<Rc<Env>>,
        arguments: Arguments,
    ) -> Rc<Outcome> {
        let key = captured.is_none().then(|| {
            let mut hasher = FixedState::with_seed(3).build_hasher();
            for value in &arguments.plain {
                value.key(&mut hasher, 0);
            }
            for (name, value) in &arguments.named {
                name.hash(&mut hasher);
                value.key(&mut hasher, 0);
            }
            for value in arguments.star.iter().chain(&arguments.stars) {
                value.key(&mut hasher, 1);
            }
            (function, hasher.finish())
        });
        if let Some(key) = key
            && let Some(outcome) = self.memo.get(&key).map(Rc::clone)
        {
            for asked in &outcome.asks {
                self.ask(*asked);
            }
            return outcome;
        }
        // What took more steps than are left now would take them all again.
        if let Some(key) = key
            && self.endless.get(&key).is_some_and(|had| *had >= self.fuel)
        {
            self.limit(frame, TOO_LONG);
            return Rc::new(Outcome {
                value: Value::marked(arguments.marks()),
                ..Outcome::default()
            });
        }
        let had = self.fuel;
        let runs = self.runs.entry(function).or_default();
        *runs += 1;
        if *runs > MOST_RUNS && captured.is_none() {
            self.limit(frame, "it is called in too many ways");
            return Rc::new(Outcome {
                value: Value::marked(arguments.marks()),
                ..Outcome::default()
            });
        }
        let outcome = Rc::new(self.run(function, captured, arguments));
        if let Some(key) = key {
            if self.fuel > 0 {
                self.memo.insert(key, Rc::clone(&outcome));
            } else {
                self.endless.insert(key, had);
            }
        }
        outcome
    }

    /// Runs a function.
    pub(super) fn run(
        &mut self,
        function: u32,
        captured: Option<Rc<Env>>,
        arguments: Arguments,
    ) -> Outcome {
        let index = self.index;
        let Some(found) = index.functions.get(function as usize) else {
            return Outcome::default();
        };
        let mut frame = Frame {
            module: found.module,
            function: Some(function),
            class: found.class,
            env: Some(Env::default()),
            captured,
            by_itself: std::mem::take(&mut self.enters),
            ..Frame::default()
        };
        self.stack.push(function);
        let asked = self.asking.len();
        let names = match &found.body {
            Body::Def(def) => self.bind_parameters(&mut frame, &def.parameters, arguments),
            Body::Lambda(lambda) => match &lambda.parameters {
                Some(parameters) => self.bind_parameters(&mut frame, parameters, arguments),
                None => Vec::new(),
            },
        };
        let given = frame.env.as_ref().map(|env| env.vars.clone());
        match &found.body {
            Body::Def(def) => self.body(&mut frame, &def.body),
            Body::Lambda(lambda) => {
                let value = self.eval(&mut frame, &lambda.body);
                self.give_back(&mut frame, value);
            }
        }
        // A coroutine is not run where it is called, and a generator not to its end.
        let is_plain = matches!(&found.body, Body::Def(def) if !def.is_async);
        let never = is_plain
            && self.fuel > 0
            && frame.env.is_none()
            && frame.returns.is_empty()
            && frame.returned.is_none();
        if frame.env.is_some() {
            let generated = frame.returned.is_some() && frame.returns.is_empty();
            if generated {
                frame.ends = frame.env.take();
            } else {
                self.give_back(&mut frame, Value::none());
            }
        }
        self.stack.pop();
        let end = frame.ends.take();
        self.run_deferred(&mut frame, end.as_ref());
        let mut value = frame.returned.take().unwrap_or_default();
        value.fact = said_by_returns(&frame);
        let after = frame.returns.split_first().map(|(first, rest)| {
            rest.iter()
                .fold(first.cleared.clone(), |all, next| meet(&all, &next.cleared))
        });
        let end = end.unwrap_or_default();
        let parameters = names
            .iter()
            .map(|name| {
                let value = end.vars.get(name.as_str())?;
                let before = given.as_ref().and_then(|given| given.get(name.as_str()));
                // What is as it was given needs no writing back.
                let is_changed = !before.is_some_and(|before| before.is_one_with(value));
                (is_changed && matches!(value.shape, Shape::Object(_)))
                    .then(|| end.settle(value.clone()))
            })
            .collect();
        let outer = frame
            .outer
            .iter()
            .filter_map(|name| Some((name.clone(), end.vars.get(name)?.clone())))
            .collect();
        let hits = std::mem::take(&mut frame.hits);
        let hits = self.record(hits);
        let outcome = Outcome {
            value,
            parameters,
            hits,
            after: after.unwrap_or_default(),
            outer,
            never,
            kept: std::mem::take(&mut frame.kept),
            asks: self.asking.get(asked..).unwrap_or_default().to_vec(),
        };
        if outcome.gives() {
            self.giving.insert(function);
        } else if !frame.globals.is_empty()
            || (self.fuel == 0 && (self.left > 0 || self.reach.is_direct(function)))
        {
            // What takes too many steps may give it, too; when all steps are taken, most callers would come no further.
            self.unsure.insert(function);
        }
        outcome
    }
}

/// The last part of a name: `llm` of `self.llm`.
fn last_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}
