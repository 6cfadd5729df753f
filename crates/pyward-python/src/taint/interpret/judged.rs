//! Places that are known to be harmless: what arrives there is written in the program, whoever calls the function.

use std::sync::Arc;

use ruff_python_ast::{Expr, Operator};

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::project::index::Body;
use crate::taint::flow::{Judged, Place, Standing};
use crate::taint::mark::{Mark, Origin};
use crate::taint::value::{Kind, Shape, Value, WRITTEN};

/// How deep a value is looked into.
const DEEPEST: usize = 4;

/// What is said of a place, wherever it was met: whether all that arrives is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    around: Place,
    /// Where its function was run for itself.
    by_itself: Option<bool>,
    /// Where it was called by functions that were followed.
    of_callers: Option<bool>,
    /// Whether anything may arrive, as far as the function itself says, which is not run but for this.
    is_open_alone: bool,
}

impl Verdict {
    fn standing(self) -> Standing {
        match (self.by_itself, self.of_callers) {
            (Some(true), _) if !self.is_open_alone => Standing::Known,
            (None, Some(true)) => Standing::Seen,
            _ => Standing::Open,
        }
    }
}

impl<'a> Interpreter<'a> {
    /// Looks at what is given to a sink. Only where the function is run for itself: what one caller gives is not what all
    /// give.
    pub(super) fn judge(
        &mut self,
        frame: &Frame,
        kind: u8,
        (name, place): (&str, Place),
        values: &[Value],
    ) {
        if values.is_empty() {
            return;
        }
        let weakness = self.model.kind_name(kind);
        let is_read = matches!(&*weakness, "deserialization" | "xxe") && !takes_content(name);
        let is_known = values.iter().all(|value| {
            // Of a file, the name is known and nothing else.
            let is_name = is_read && value.constants().is_some();
            (is_known(value, 0) && !is_name) || self.is_cleared(frame, kind, value)
        });
        self.say(frame, Some(kind), place, is_known);
    }

    /// Whether a value comes from sources, and can do no more harm.
    fn is_cleared(&self, frame: &Frame, kind: u8, value: &Value) -> bool {
        let Some(env) = &frame.env else { return false };
        let marks = value.deep();
        let harms = |mark: &Mark| {
            let cleared = mark.cleared | env.cleared_for(mark.origin);
            (frame.by_itself && !matches!(mark.origin, Origin::Source(..)))
                || self.model.can(cleared, kind)
        };
        !marks.is_empty() && !marks.iter().any(harms)
    }

    /// Looks at a text that is put together.
    pub(super) fn judge_text(&mut self, frame: &Frame, expr: &'a Expr, value: &Value) {
        let is_text = match expr {
            Expr::FString(_) => true,
            Expr::BinOp(binary) => matches!(binary.op, Operator::Add | Operator::Mod),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(attribute) => {
                    matches!(attribute.attr.as_str(), "format" | "join" | "replace")
                }
                _ => false,
            },
            _ => false,
        };
        if is_text {
            self.say(frame, None, Self::place(frame, expr), is_known(value, 0));
        }
    }

    fn say(&mut self, frame: &Frame, kind: Option<u8>, place: Place, is_known: bool) {
        let function = frame
            .function
            .and_then(|id| self.index.functions.get(id as usize));
        let around = function.map_or(
            Place {
                module: frame.module,
                start: 0,
                end: u32::MAX,
            },
            |function| match &function.body {
                Body::Def(def) => Self::place(frame, *def),
                Body::Lambda(lambda) => Self::place(frame, *lambda),
            },
        );
        let verdict = self.judged.entry((place, kind)).or_insert(Verdict {
            around,
            by_itself: None,
            of_callers: None,
            is_open_alone: false,
        });
        if frame.by_itself {
            self.alone.extend(frame.function);
            // A function that is not meant to be run by itself is judged by its callers otherwise.
            if is_known || !self.hopes {
                verdict.by_itself = Some(verdict.by_itself != Some(false) && is_known);
            } else {
                verdict.is_open_alone = true;
            }
            return;
        }
        verdict.of_callers = Some(verdict.of_callers != Some(false) && is_known);
        // What is known for one caller may be known for all.
        self.hopeful.extend(frame.function.filter(|_| is_known));
    }

    /// Runs functions for themselves in which what one caller gave was known: whether it is for all. That they are too long
    /// for it is nobody's loss.
    pub(in crate::taint) fn run_hopeful(&mut self) {
        let limits = self.limits.clone();
        self.hopes = true;
        for id in std::mem::take(&mut self.hopeful) {
            let is_nested = self
                .index
                .functions
                .get(id as usize)
                .is_none_or(|it| it.around.is_some());
            if !is_nested && !self.alone.contains(&id) {
                self.run_entry(id);
            }
        }
        self.limits = limits;
    }

    /// What was said, but for modules in which not all was followed.
    pub(super) fn judgements(&self) -> Vec<Judged> {
        let spoiled = |place: &Place| self.spoiled.contains(&place.module);
        let all = self.judged.iter().filter(|((place, _), _)| !spoiled(place));
        let mut all: Vec<Judged> = all
            .map(|((place, kind), verdict)| Judged {
                place: *place,
                around: verdict.around,
                weakness: kind.map(|kind| self.model.kind_name(kind)),
                standing: verdict.standing(),
            })
            .filter(|judged| judged.weakness.is_some() || judged.standing != Standing::Open)
            .collect();
        all.sort();
        all
    }

    /// Of the function that runs, and of the one it is run for, not all is followed.
    pub(super) fn spoil(&mut self, module: u32) {
        let entry = self.stack.first();
        let entry = entry.and_then(|id| self.index.functions.get(*id as usize));
        self.spoiled.extend(entry.map(|entry| entry.module));
        self.spoiled.insert(module);
    }
}

/// What comes out of what is given nothing but what is known, where it makes something of that alone.
pub(super) fn made_of_known<'v>(
    receiver: Option<&'v Value>,
    given: impl Iterator<Item = &'v Value>,
) -> Option<Value> {
    let mut all = receiver.into_iter().chain(given).peekable();
    all.peek()?;
    all.all(|value| is_known(value, 0)).then(Value::written)
}

/// What `os.path.realpath` and its like make of a rooted path that is known, links aside.
pub(super) fn fixed_path(name: &str, arguments: &Arguments) -> Option<Value> {
    if !matches!(
        name,
        "os.path.abspath" | "os.path.realpath" | "os.path.normpath"
    ) {
        return None;
    }
    let path = arguments.get(0).filter(|path| path.marks.is_empty())?;
    let text = path.as_constant()?.as_str()?;
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    let inner = text.strip_prefix('/')?.trim_end_matches('/');
    inner
        .split('/')
        .all(is_plain)
        .then(|| Value::constant(Constant::Str(Arc::from(format!("/{inner}")))))
}

/// Whether a function outside of the project makes its result of its arguments alone.
pub(super) fn is_pure(name: &str) -> bool {
    const MODULES: &[&str] = &[
        "base64",
        "binascii",
        "bisect",
        "codecs",
        "collections",
        "copy",
        "csv",
        "difflib",
        "fnmatch",
        "functools",
        "heapq",
        "html",
        "itertools",
        "json",
        "math",
        "operator",
        "posixpath",
        "quopri",
        "re",
        "shlex",
        "statistics",
        "string",
        "struct",
        "textwrap",
        "unicodedata",
        "urllib.parse",
        "zlib",
    ];
    let Some((module, function)) = name.rsplit_once('.') else {
        return false;
    };
    let is_method = matches!(
        name,
        "builtins.bytes.fromhex" | "builtins.bytearray.fromhex"
    );
    is_method || (function.starts_with(char::is_lowercase) && MODULES.contains(&module))
}

/// Whether a value is that, or a constant.
pub(super) fn is_written(value: &Value) -> bool {
    value.marks.is_empty() && !matches!(value.shape, Shape::Object(_)) && is_known(value, 0)
}

/// Whether a function is given what it reads, and not the name of a file.
fn takes_content(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    name.starts_with("yaml.")
        || name.starts_with("ruamel.yaml.")
        || matches!(
            last,
            "loads" | "decode" | "fromstring" | "XML" | "parseString"
        )
}

/// Whether a value is written in the program, in all its parts.
fn is_known(value: &Value, depth: usize) -> bool {
    match &value.shape {
        Shape::Constant(_) | Shape::OneOf(_) => true,
        Shape::External(name) => **name == *WRITTEN && value.marks.is_empty(),
        Shape::Union(values) => values.iter().all(|value| is_known(value, depth)),
        Shape::Object(object) if is_wrapper(&object.kind) => {
            let text = object.fields.get(&Constant::Str("0".into()));
            let is_text = |text: &Value| {
                let is_filled = text.truth() == Some(true) || is_written(text);
                is_filled && is_known(text, depth)
            };
            value.marks.is_empty() && text.is_some_and(is_text)
        }
        Shape::Object(object) => {
            let is_display = matches!(
                object.kind,
                Kind::List | Kind::Tuple | Kind::Set | Kind::Dict
            );
            let mut parts = object.items.iter().chain(object.fields.values());
            is_display
                && object.exact
                && object.rest.is_none()
                && value.marks.is_empty()
                && depth < DEEPEST
                && parts.all(|part| is_known(part, depth + 1))
        }
        _ => false,
    }
}

/// Whether a thing holds what it was made with.
fn is_wrapper(kind: &Kind) -> bool {
    matches!(kind, Kind::External(name) if matches!(&**name, "io.StringIO" | "io.BytesIO"))
}
