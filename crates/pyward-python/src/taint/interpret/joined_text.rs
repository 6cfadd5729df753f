//! Texts put together: what stands in front says something of what stands behind.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::Operator;

use super::arguments::Arguments;
use super::expressions::shown;
use super::judged::{is_written, made_of_known};
use super::{Frame, Interpreter};
use crate::constants::{Constant, binary};
use crate::taint::flow::Place;
use crate::taint::mark::{Fact, Marks, Origin};
use crate::taint::value::{Kind, Shape, Value};

impl Interpreter<'_> {
    /// `template % value`: what follows a fixed host or root is bound to it.
    pub(super) fn percent(&mut self, frame: &mut Frame, template: &str, value: &Value) -> Value {
        let mut values = match self.known_items(value) {
            Some(items) if matches!(&value.shape, Shape::Object(object) if object.kind == Kind::Tuple) => items,
            _ => vec![value.clone()],
        }
        .into_iter();
        let whole = value.deep();
        let is_dict = matches!(&value.shape, Shape::Object(object) if object.kind == Kind::Dict);
        let mut made = Value::constant(Constant::Str(Arc::from("")));
        for (number, part) in template.split('%').enumerate().take(64) {
            let mut text = part;
            if number > 0 {
                let name = part.starts_with('(').then(|| part.find(')')).flatten();
                let name = name.map_or(0, |end| end + 1);
                let end = part
                    .get(name..)
                    .and_then(|rest| rest.find(|ch: char| ch.is_ascii_alphabetic()))
                    .map_or(part.len(), |end| name + end);
                let conversion = part.get(end..).and_then(|rest| rest.chars().next());
                // `%(name)s` of a dict.
                let under = part.strip_prefix('(').and_then(|rest| rest.split_once(')'));
                let mut next = if let (true, Some((key, _))) = (is_dict, under) {
                    let given = super::texts::named_by(&Arguments::plain(vec![value.clone()]));
                    let found = given.named(key).or(given.stars.as_ref());
                    found.cloned().unwrap_or_default()
                } else if is_dict {
                    match made_of_known(None, std::iter::once(value)) {
                        Some(known) => known,
                        None => Value::marked(whole.clone()),
                    }
                } else {
                    values
                        .next()
                        .unwrap_or_else(|| Value::marked(whole.clone()))
                };
                match conversion {
                    // A number, or nothing comes of it.
                    Some('d' | 'i' | 'f' | 'x' | 'g' | 'e') if next.constants().is_none() => {
                        next = Value::marked(self.cleared_by(frame, "builtins.int", &next.deep()));
                    }
                    Some('r' | 'a') => {
                        next = Value::marked(self.cleared_by(frame, "builtins.repr", &next.deep()));
                    }
                    _ => {}
                }
                let place = self.here.unwrap_or(Place {
                    module: frame.module,
                    start: 0,
                    end: 0,
                });
                let next = self.as_text(frame, next, place);
                made = self.concatenated(made, shown(next, end == name));
                text = part.get((end + 1).min(part.len())..).unwrap_or_default();
            }
            made = self.concatenated(made, Value::constant(Constant::Str(Arc::from(text))));
        }
        made
    }

    /// Two texts in a row.
    pub(super) fn concatenated(&mut self, left: Value, right: Value) -> Value {
        if let (Some(a), Some(b)) = (left.constants(), right.constants()) {
            let mut all = Vec::new();
            for a in a {
                all.extend(b.iter().filter_map(|b| binary(a, Operator::Add, b)));
            }
            if all.len() == a.len() * b.len() {
                return Value::one_of(all).with(&left.marks).with(&right.marks);
            }
        }
        let mut clears = 0;
        let starts = |test: &dyn Fn(&str) -> bool| match left.constants() {
            Some(all) => all.iter().all(|one| one.as_str().is_some_and(test)),
            None => left.fact.as_ref().is_some_and(|fact| test(&fixed_of(fact))),
        };
        if starts(&|text| host_is_fixed(text)) {
            clears |= self.model.fixed_host;
        }
        if starts(&|text| text.len() > 1 && text.starts_with('/') && !text.starts_with("//")) {
            clears |= self.model.fixed_root;
        }
        let mut put = clears;
        if starts(&|text| !text.is_empty() && !text.starts_with('-')) {
            put |= self.model.fixed_text;
        }
        let mut right_marks = right.deep().cleared(put);
        if !starts(&|text| text.is_empty()) || !left.marks.is_empty() {
            right_marks = right_marks.without(self.model.taken_behind);
        }
        if !right_marks.is_empty() && starts(&|text| open_quote(text).is_some()) {
            right_marks = self.in_quotes(&right_marks);
            for (quote, said) in [('\'', self.model.in_single), ('"', self.model.in_double)] {
                if starts(&|text| open_quote(text) == Some(quote)) {
                    right_marks = right_marks.cleared(said);
                }
            }
        }
        if !right_marks.is_empty() && starts(&is_in_header) {
            right_marks = right_marks.cleared(self.model.in_header);
        }
        let mut made = Value::marked(left.deep());
        // Something fixed, then a slash: the host is not ours to choose.
        if left.marks.is_empty() && left.constants().is_none() {
            if let Some(Constant::Str(text)) = right.as_constant()
                && text.starts_with('/')
                && text.len() > 1
            {
                made.fact = Some(Rc::new(fixed("x://x/")));
            }
            if right.constants().is_none() {
                made.fact = None;
            }
        }
        if clears != 0 {
            made.fact = Some(Rc::new(fixed(if clears & self.model.fixed_host != 0 {
                "x://x/"
            } else {
                "/x"
            })));
        }
        if is_written(&left) && is_written(&right) {
            made.shape = Value::written().shape;
        }
        made.with(&right_marks)
    }

    /// Marks of what stands within quotes: the quotes that `shlex.quote` put around it end those.
    fn in_quotes(&self, marks: &Marks) -> Marks {
        let (plain, shell) = (self.model.plain, self.model.shell);
        marks.map(|mut mark| {
            mark.cleared &= !self.model.outside_quotes;
            if mark.cleared & plain != plain {
                mark.cleared &= !shell;
            }
            Some(mark)
        })
    }
}

/// Whether what stands behind a text cannot choose the host: `https://example.com/`.
pub(super) fn host_is_fixed(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else {
        return false;
    };
    rest.find('/').is_some_and(|at| at > 0)
}

/// The quote within which a text ends, as a shell reads them. An apostrophe within a word is none.
fn open_quote(text: &str) -> Option<char> {
    let mut open = None;
    let mut before = ' ';
    for ch in text.chars() {
        match (open, ch) {
            (None, '"') => open = Some(ch),
            (None, '\'') if !before.is_alphanumeric() => open = Some(ch),
            (Some(quote), _) if ch == quote && before != '\\' => open = None,
            _ => {}
        }
        before = ch;
    }
    open
}

/// Whether a text ends within a line of headers: `HTTP/1.1 200 OK\r\nX-Name: `.
fn is_in_header(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or(text);
    let Some((name, rest)) = line.split_once(':') else {
        return false;
    };
    name.starts_with(|ch: char| ch.is_ascii_uppercase())
        && name.len() < 40
        && name
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || ch == '-')
        && (rest.is_empty() || rest.starts_with(' '))
}

/// A fixed beginning rides as a fact about no origin that exists.
fn fixed(beginning: &str) -> Fact {
    let code = if beginning.starts_with('/') { 1 } else { 2 };
    Fact {
        if_true: vec![(Origin::Argument(u16::MAX, 0), code)],
        if_false: Vec::new(),
    }
}

fn fixed_of(fact: &Fact) -> String {
    let found = fact
        .if_true
        .iter()
        .find(|(origin, _)| *origin == Origin::Argument(u16::MAX, 0));
    match found {
        Some((_, 1)) => "/x".into(),
        Some((_, 2)) => "x://x/".into(),
        _ => String::new(),
    }
}
