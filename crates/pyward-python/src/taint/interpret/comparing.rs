//! What comparing a value with one of ours says of it.

use super::Interpreter;
use super::arguments::Arguments;
use crate::taint::mark::{Kinds, Marks, Origin};
use crate::taint::model::Entry;
use crate::taint::value::Value;

impl Interpreter<'_> {
    /// Whether nobody else chose a value.
    pub(super) fn is_ours(&self, value: &Value) -> bool {
        let marks = value.deep();
        marks.is_empty() || self.without_ours(&marks).is_empty()
    }

    /// Marks without those of what runs the program or uses the package chose: a folder they name is theirs to name.
    fn without_ours(&self, marks: &Marks) -> Marks {
        let sources = &self.model.sources;
        marks.map(|mark| {
            let spec = sources.get(usize::from(mark.source));
            let is_ours =
                spec.is_some_and(|spec| matches!(&*spec.kind, "api" | "local" | "environment"));
            (!is_ours).then_some(mark)
        })
    }

    /// Arguments without the marks of what is ours.
    pub(super) fn as_ours(&self, arguments: &Arguments) -> Arguments {
        let mut arguments = arguments.clone();
        let named = arguments.named.iter_mut().map(|(_, value)| value);
        for value in arguments.plain.iter_mut().chain(named) {
            value.map_marks(&mut |marks| *marks = self.without_ours(marks));
        }
        arguments
    }

    /// What the model has a comparison say of a value, under a name that is no function's: `same`, `in:parents`.
    pub(super) fn said_by(&self, name: &str, subject: &Value) -> Vec<(Origin, Kinds)> {
        if subject.marks.is_empty() {
            return Vec::new();
        }
        let guards = self
            .model
            .entries(name)
            .iter()
            .filter_map(|entry| match entry {
                Entry::Guard(at) => self.model.guards.get(*at),
                _ => None,
            });
        let all = guards.flat_map(|spec| self.model.said(&subject.marks, spec.clears));
        all.collect()
    }
}
