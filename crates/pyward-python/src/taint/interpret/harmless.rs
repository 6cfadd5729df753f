//! What arrives where it could do something, and can do nothing any more.

use std::sync::Arc;

use super::Interpreter;
use crate::taint::flow::{Flow, Place, Step};
use crate::taint::mark::Mark;

/// The most that is remembered.
const MOST: usize = 20_000;

impl Interpreter<'_> {
    /// Remembers a mark that could have done something at a sink, but was cleared of it. What its source never could do
    /// says nothing of the sink.
    pub(super) fn is_harmless(
        &mut self,
        kind: u8,
        mark: Mark,
        callee: &str,
        argument: &str,
        sink: Place,
        guessed: bool,
    ) {
        let source = self.model.sources.get(usize::from(mark.source));
        let could = source.is_some_and(|spec| self.model.can(spec.lacks, kind));
        if !could || self.harmless.len() > MOST {
            return;
        }
        let weakness = self.model.kind_name(kind);
        let key = (sink, Arc::clone(&weakness));
        if self.harmless.contains_key(&key) {
            return;
        }
        let steps = mark.trail.iter().flat_map(|trail| trail.steps());
        let steps = steps.map(|(place, what)| Step {
            place,
            what: what.clone(),
        });
        let flow = Flow {
            weakness,
            sink,
            callee: Arc::from(callee),
            argument: Arc::from(argument),
            origin: None,
            steps: steps.collect(),
            through_unknown: mark.unknown,
            guessed_sink: guessed,
        };
        self.harmless.insert(key, flow);
    }
}
