//! Functions that are handed to something that calls them later: a pool, a loop, a scheduler.

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::taint::flow::Place;
use crate::taint::value::{Shape, Value};

/// Methods that call what they are given, with the rest of what they are given.
const METHODS: &[&str] = &[
    "submit",
    "run_in_executor",
    "add_task",
    "spawn",
    "spawn_later",
    "start_soon",
    "run_sync",
    "run_in_thread",
    "run_in_threadpool",
    "defer_to_thread",
    "deferToThread",
    "call_soon",
    "call_soon_threadsafe",
    "call_later",
    "call_at",
    "callLater",
    "callInThread",
    "callFromThread",
    "add_callback",
    "add_job",
    "enqueue",
    "apply",
    "apply_async",
    "map",
    "starmap",
    "imap",
];

impl Interpreter<'_> {
    /// Calls a function of the project that a method is given, or one that it is given the name of. What it returns comes
    /// later, as a part of what the method returns.
    pub(super) fn hand(
        &mut self,
        frame: &mut Frame,
        method: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        if !METHODS.contains(&method) {
            return None;
        }
        // `call_later(5, f, x)`, `run_in_executor(None, f, x)`.
        let is_called = |value: &Value| matches!(value.shape, Shape::Function(_));
        let at = arguments.plain.iter().take(2).position(is_called)?;
        let callee = arguments.get(at)?.clone();
        let given = match method {
            "map" | "imap" | "starmap" => {
                let each = arguments.get(at + 1)?.clone();
                let each = self.element(frame, &each);
                Arguments::plain(match method {
                    "starmap" => self.known_items(&each).unwrap_or_else(|| vec![each]),
                    _ => vec![each],
                })
            }
            // `apply(f, (x,), {})`.
            "apply" | "apply_async" => {
                let list = arguments.get(at + 1).or_else(|| arguments.named("args"));
                let list = list.and_then(|list| self.known_items(list));
                Arguments::plain(list.unwrap_or_default())
            }
            _ => Arguments {
                plain: arguments.plain.iter().skip(at + 1).cloned().collect(),
                named: arguments.named.clone(),
                star: arguments.star.clone(),
                stars: arguments.stars.clone(),
            },
        };
        let (value, _) = self.call(frame, &callee, given, place);
        self.gone = false;
        Some(Value::marked(value.deep()))
    }
}
