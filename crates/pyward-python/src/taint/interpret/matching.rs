//! `match`.

use ruff_python_ast::{Pattern, Singleton, StmtMatch};

use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::mark::{Fact, Kinds};
use crate::taint::state::join;
use crate::taint::value::{Kind, Shape, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn match_statement(&mut self, frame: &mut Frame, stmt: &'a StmtMatch) {
        let subject = self.eval(frame, &stmt.subject);
        let mut after = None;
        for case in &stmt.cases {
            if frame.env.is_none() {
                break;
            }
            let mut fits = self.fits(frame, &case.pattern, &subject, 0);
            if fits == Some(false) {
                continue;
            }
            let Some(env) = frame.env.clone() else { break };
            self.capture(frame, &case.pattern, &subject, 0);
            if is_fixed(&case.pattern, 0) && !subject.marks.is_empty() {
                let fact = Fact {
                    if_true: super::operators::said(&subject.marks, Kinds::MAX),
                    if_false: Vec::new(),
                };
                if let Some(env) = &mut frame.env {
                    env.learn(&fact, true);
                }
            }
            if let Some(guard) = &case.guard {
                let test = self.eval(frame, guard);
                match test.truth() {
                    Some(false) => {
                        frame.env = Some(env);
                        continue;
                    }
                    Some(true) => {}
                    None => fits = None,
                }
                self.assume(frame, guard, &test, true);
            }
            self.body(frame, &case.body);
            after = join(after, frame.env.take());
            if fits != Some(true) {
                frame.env = Some(env);
            }
        }
        frame.env = join(after, frame.env.take());
    }

    /// Whether a pattern fits, where that is known.
    fn fits(
        &mut self,
        frame: &mut Frame,
        pattern: &'a Pattern,
        subject: &Value,
        depth: usize,
    ) -> Option<bool> {
        if depth > 32 {
            return None;
        }
        let among = |constants: &[Constant], wanted: &Constant| {
            let all = constants.iter().all(|one| one == wanted);
            let none = constants.iter().all(|one| one != wanted);
            if all {
                Some(true)
            } else if none {
                Some(false)
            } else {
                None
            }
        };
        match pattern {
            Pattern::MatchValue(value) => {
                let wanted = self.eval(frame, &value.value);
                among(subject.constants()?, wanted.as_constant()?)
            }
            Pattern::MatchSingleton(value) => {
                let wanted = match value.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::Bool(true),
                    Singleton::False => Constant::Bool(false),
                };
                among(subject.constants()?, &wanted)
            }
            Pattern::MatchAs(value) => match &value.pattern {
                Some(inner) => self.fits(frame, inner, subject, depth + 1),
                None => Some(true),
            },
            Pattern::MatchOr(value) => {
                let mut all = Some(false);
                for inner in &value.patterns {
                    match self.fits(frame, inner, subject, depth + 1) {
                        Some(true) => return Some(true),
                        None => all = None,
                        Some(false) => {}
                    }
                }
                all
            }
            _ => None,
        }
    }

    fn capture(&mut self, frame: &mut Frame, pattern: &'a Pattern, subject: &Value, depth: usize) {
        if depth > 32 {
            return;
        }
        match pattern {
            Pattern::MatchAs(value) => {
                if let Some(inner) = &value.pattern {
                    self.capture(frame, inner, subject, depth + 1);
                }
                if let Some(name) = &value.name {
                    self.bind(frame, &name.id, subject.clone());
                }
            }
            Pattern::MatchSequence(value) => {
                let items = self
                    .known_items(subject)
                    .filter(|items| items.len() == value.patterns.len());
                let any = self.element(frame, subject);
                for (at, inner) in value.patterns.iter().enumerate() {
                    let item = items
                        .as_ref()
                        .and_then(|items| items.get(at))
                        .unwrap_or(&any)
                        .clone();
                    self.capture(frame, inner, &item, depth + 1);
                }
            }
            Pattern::MatchMapping(value) => {
                for (key, inner) in value.keys.iter().zip(&value.patterns) {
                    let key = self.eval(frame, key);
                    let place = Self::place(frame, pattern);
                    let item = self.subscript(frame, subject, &key, place);
                    self.capture(frame, inner, &item, depth + 1);
                }
                if let Some(rest) = &value.rest {
                    self.bind(frame, &rest.id, subject.clone());
                }
            }
            Pattern::MatchClass(value) => {
                let any = match &subject.shape {
                    Shape::Object(object) if matches!(object.kind, Kind::Instance(_)) => {
                        object.any()
                    }
                    _ => subject.clone(),
                };
                let class = self.eval(frame, &value.cls);
                let any = match &class.shape {
                    // `str(name)`: nothing but a text fits.
                    Shape::External(name) if name.starts_with("builtins.") => {
                        let marks = self.cleared_by(frame, name, &any.marks);
                        Value { marks, ..any }
                    }
                    _ => any,
                };
                for inner in &value.arguments.patterns {
                    self.capture(frame, inner, &any, depth + 1);
                }
                for keyword in &value.arguments.keywords {
                    let place = Self::place(frame, pattern);
                    let item = self.attribute(frame, subject, keyword.attr.as_str(), place);
                    self.capture(frame, &keyword.pattern, &item, depth + 1);
                }
            }
            Pattern::MatchStar(value) => {
                if let Some(name) = &value.name {
                    self.bind(frame, &name.id, subject.clone());
                }
            }
            Pattern::MatchOr(value) => {
                for inner in &value.patterns {
                    self.capture(frame, inner, subject, depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// Whether a pattern fits constants alone.
fn is_fixed(pattern: &Pattern, depth: usize) -> bool {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => true,
        Pattern::MatchOr(value) => {
            depth < 32
                && value
                    .patterns
                    .iter()
                    .all(|inner| is_fixed(inner, depth + 1))
        }
        Pattern::MatchAs(value) => {
            depth < 32
                && value
                    .pattern
                    .as_ref()
                    .is_some_and(|inner| is_fixed(inner, depth + 1))
        }
        _ => false,
    }
}
