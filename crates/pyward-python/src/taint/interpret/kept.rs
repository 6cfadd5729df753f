//! Objects that frameworks hand to every function of one request, for them to keep there what others read.

use std::sync::Arc;

use super::Interpreter;
use crate::project::index::hash;
use crate::taint::mark::{Marks, Origin};
use crate::taint::value::Value;

/// Tells a class's number from a module's.
const IN_CLASS: u32 = 1 << 31;

impl Interpreter<'_> {
    /// Keeps what is written into an attribute of a shared object. What was run before may read it now, so nothing of that
    /// is remembered.
    pub(super) fn share(&mut self, base: &str, attribute: &str, value: &Value) {
        if !self.model.shared.contains(base) {
            return;
        }
        let sources = value.deep().map(|mark| {
            let is_source = matches!(mark.origin, Origin::Source(..));
            is_source.then_some(mark)
        });
        if sources.is_empty() {
            return;
        }
        let key = Arc::from(format!("{base}.{attribute}"));
        let known = self.shared.entry(key).or_default();
        let before = known.iter().count();
        known.add(&sources);
        if known.iter().count() > before {
            self.memo.clear();
        }
    }

    /// What was written into an attribute of a shared object, by its qualified name.
    pub(super) fn shared(&self, name: &str) -> Marks {
        self.shared.get(name).cloned().unwrap_or_default()
    }

    /// Keeps what is written into an attribute of a class of the project.
    pub(super) fn keep_in_class(&mut self, class: u32, attribute: &str, value: &Value) {
        self.keep((class | IN_CLASS, hash(attribute)), value);
    }

    /// Keeps what is written into a variable of a module or a class. Marks of arguments mean nothing outside of the
    /// function.
    pub(super) fn keep(&mut self, key: (u32, u64), value: &Value) {
        let mut value = value.clone();
        value.map_marks(&mut |marks| {
            *marks = marks.map(|mark| matches!(mark.origin, Origin::Source(..)).then_some(mark));
        });
        let value = match self.written.remove(&key) {
            Some(other) => other.join(value),
            None => value,
        };
        self.written.insert(key, value);
    }

    /// What was written into an attribute of a class, besides what its body says.
    pub(super) fn kept_in_class(&self, class: u32, attribute: &str) -> Option<&Value> {
        self.written.get(&(class | IN_CLASS, hash(attribute)))
    }

    /// What was written into an attribute of the class of an instance, or of one that it derives from.
    pub(super) fn kept_by_class(&mut self, class: u32, attribute: &str) -> Option<Value> {
        if self.written.is_empty() {
            return None;
        }
        let lineage = self.lineage(class);
        let mut all = lineage.iter().filter_map(|class| self.kept_in_class(*class, attribute));
        all.next().cloned()
    }

    /// Whether anything was written into one.
    pub(in crate::taint) fn has_shared(&self) -> bool {
        !self.shared.is_empty()
    }
}
