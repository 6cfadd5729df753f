//! What is written where other functions read it: variables of modules and classes, objects that frameworks hand to every
//! function of one request, databases.

use std::sync::Arc;

use super::{Frame, Interpreter};
use crate::project::index::hash;
use crate::taint::mark::{Marks, Origin};
use crate::taint::value::Value;

/// Where something is kept: a module or a class with the hash of a name, or a store outside of the program.
pub(super) type Key = (u32, u64);

/// Tells a class's number from a module's.
const IN_CLASS: u32 = 1 << 31;
/// Stands for what is outside of the program.
const STORED: u32 = u32::MAX;
/// How much one function may keep of what it is given.
const MOST_KEPT: usize = 32;
/// How many places one entry may read of which is remembered that it did.
const MOST_ASKED: usize = 256;

/// The key of an attribute of a class.
pub(super) fn of_class(class: u32, attribute: &str) -> Key {
    (class | IN_CLASS, hash(attribute))
}

/// The key of something in a store: `sql:users.name`.
pub(super) fn of_store(name: &str) -> Key {
    (STORED, hash(name))
}

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

    /// Keeps what is written somewhere. What the arguments of this function bring is the callers' to keep.
    pub(super) fn keep(&mut self, frame: &mut Frame, key: Key, value: &Value) {
        let is_source = |origin: &Origin| matches!(origin, Origin::Source(..));
        let mut own = value.clone();
        own.map_marks(&mut |marks| {
            *marks = marks.map(|mark| is_source(&mark.origin).then_some(mark));
        });
        let marks = value.deep();
        if frame.kept.len() < MOST_KEPT && marks.iter().any(|mark| !is_source(&mark.origin)) {
            let mut theirs = value.clone();
            theirs.map_marks(&mut |marks| {
                *marks = marks.map(|mark| (!is_source(&mark.origin)).then_some(mark));
            });
            frame.kept.push((key, theirs));
        }
        let known = self.written.remove(&key);
        let before = known
            .as_ref()
            .map_or(0, |known| known.deep().iter().count());
        let all = match known {
            Some(known) => known.join(own),
            None => own,
        };
        if all.deep().iter().count() > before
            && let Some(entries) = self.asked.get(&key)
        {
            self.again.extend(entries);
        }
        self.written.insert(key, all);
    }

    /// What was kept there. That it was asked for is remembered: more may be kept later.
    pub(super) fn found_under(&mut self, key: Key) -> Option<Value> {
        self.ask(key);
        self.written.get(&key).cloned()
    }

    /// Remembers that something was asked for.
    pub(super) fn ask(&mut self, key: Key) {
        if self.asking.len() < MOST_ASKED && self.asking.last() != Some(&key) {
            self.asking.push(key);
        }
    }

    /// What an entry asked for, once it was run.
    pub(super) fn asked_by(&mut self, entry: u32) {
        for key in std::mem::take(&mut self.asking) {
            self.asked.entry(key).or_default().insert(entry);
        }
    }

    /// Entries that asked for what was written after they were run.
    pub(in crate::taint) fn asked_too_early(&mut self) -> Vec<u32> {
        let again = std::mem::take(&mut self.again);
        if !again.is_empty() {
            self.memo.clear();
        }
        again.into_iter().collect()
    }

    /// Variables of modules that functions wrote a source's data into, by module and the hash of the name.
    pub(in crate::taint) fn written_globals(&self) -> Vec<Key> {
        let modules = self.index.modules.len();
        let all = self.written.iter();
        all.filter(|((module, _), value)| (*module as usize) < modules && value.is_from_source())
            .map(|(key, _)| *key)
            .collect()
    }

    /// Keeps what is written into an attribute of a class of the project.
    pub(super) fn keep_in_class(
        &mut self,
        frame: &mut Frame,
        class: u32,
        attribute: &str,
        value: &Value,
    ) {
        self.keep(frame, of_class(class, attribute), value);
    }

    /// What was written into an attribute of a class, or of one that it derives from, besides what its body says.
    pub(super) fn kept_by_class(&mut self, class: u32, attribute: &str) -> Option<Value> {
        let lineage = self.lineage(class);
        for class in lineage.iter() {
            let key = of_class(*class, attribute);
            if let Some(value) = self.written.get(&key).cloned() {
                self.ask(key);
                return Some(value);
            }
        }
        self.ask(of_class(class, attribute));
        None
    }

    /// Whether anything was written into a shared object.
    pub(in crate::taint) fn has_shared(&self) -> bool {
        !self.shared.is_empty()
    }
}
