//! The variables of a function at one point of it.

use std::rc::Rc;

use super::mark::{Fact, Kinds, Marks, Origin, meet, unite};
use super::sorted::Sorted;
use super::value::Value;
use crate::project::index::hash;

/// Variables by the hashes of their names. Copies share them until one of the copies is written to: most branches write to
/// few.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars(Rc<Sorted<u64, Value>>);

impl Vars {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(&hash(name))
    }

    /// The variable whose name has this hash.
    pub(super) fn of(&self, name: u64) -> Option<&Value> {
        self.0.get(&name)
    }

    pub(super) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.values()
    }

    /// The variables by the hashes of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(super) fn insert(&mut self, name: &str, value: Value) {
        Rc::make_mut(&mut self.0).insert(hash(name), value);
    }

    pub(super) fn remove(&mut self, name: &str) {
        if self.contains(name) {
            Rc::make_mut(&mut self.0).remove(&hash(name));
        }
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        Rc::make_mut(&mut self.0).get_mut(&hash(name))
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        Rc::make_mut(&mut self.0).values_mut()
    }

    /// Adds the variables that are not there yet.
    pub(super) fn fill(&mut self, others: &Self) {
        let is_there = |name: &u64| self.0.get(name).is_some();
        if Rc::ptr_eq(&self.0, &others.0) || others.0.keys().all(is_there) {
            return;
        }
        Rc::make_mut(&mut self.0).merge(&others.0, |_, _| None);
    }

    /// Changes the variables for which `change` says what they are from now on.
    pub(super) fn change(&mut self, mut change: impl FnMut(u64, &Value) -> Option<Value>) {
        let changed: Vec<(u64, Value)> = self
            .iter()
            .filter_map(|(name, value)| Some((name, change(name, value)?)))
            .collect();
        if changed.is_empty() {
            return;
        }
        let own = Rc::make_mut(&mut self.0);
        for (name, value) in changed {
            own.insert(name, value);
        }
    }

    /// Those that another has, too, become what they are there, where `is_meant` says so.
    pub(super) fn follow(&mut self, now: &Self, is_meant: impl Fn(&Value) -> bool) {
        self.change(|name, value| {
            let now = now.0.get(&name).filter(|now| is_meant(now))?;
            (!now.is_one_with(value)).then(|| now.clone())
        });
    }

    /// What may hold after either of two ways.
    fn join(&mut self, others: &Self) {
        if Rc::ptr_eq(&self.0, &others.0) {
            return;
        }
        let is_known = |(name, value): (&u64, &Value)| {
            let own = self.0.get(name);
            own.is_some_and(|own| own.is_one_with(value))
        };
        if others.0.iter().all(is_known) {
            return;
        }
        Rc::make_mut(&mut self.0).merge(&others.0, |own, value| {
            (!own.is_one_with(value)).then(|| own.joined(value, 0))
        });
    }
}

/// The variables, and what has been found out about origins on the way here.
#[derive(Clone, Debug, Default)]
pub(super) struct Env {
    pub(super) vars: Vars,
    /// What guards passed on the way say.
    pub(super) cleared: Vec<(Origin, Kinds)>,
}

impl Env {
    /// What guards say of an origin.
    pub(super) fn cleared_for(&self, origin: Origin) -> Kinds {
        let whole = origin.whole();
        let all = self
            .cleared
            .iter()
            .filter(|(other, _)| *other == origin || *other == whole);
        all.fold(0, |all, (_, kinds)| all | kinds)
    }

    /// Takes in that a value is true or false.
    pub(super) fn learn(&mut self, fact: &Fact, truth: bool) {
        let said = if truth { &fact.if_true } else { &fact.if_false };
        unite(&mut self.cleared, said);
    }

    /// Marks as they are here, after the guards.
    pub(super) fn settled(&self, marks: &Marks) -> Marks {
        if self.cleared.is_empty() || marks.is_empty() {
            return marks.clone();
        }
        marks.map(|mut mark| {
            mark.cleared |= self.cleared_for(mark.origin);
            (mark.cleared != Kinds::MAX).then_some(mark)
        })
    }

    /// A value as it is here, after the guards.
    pub(super) fn settle(&self, mut value: Value) -> Value {
        if !self.cleared.is_empty() {
            let was_marked = value.is_text_of_others() && !value.marks.is_empty();
            value.map_marks(&mut |marks| *marks = self.settled(marks));
            // A text that was compared with what is fixed is one of that.
            if was_marked && value.marks.is_empty() {
                return Value::written();
            }
        }
        value
    }

    /// Writes into the variables what the guards say beyond what is kept.
    fn settle_all(&mut self, kept: &[(Origin, Kinds)]) {
        if self.cleared.iter().all(|entry| kept.contains(entry)) {
            return;
        }
        if !self.vars.values().any(Value::is_marked) {
            return;
        }
        let mut vars = std::mem::take(&mut self.vars);
        for value in vars.values_mut() {
            *value = self.settle(std::mem::take(value));
        }
        self.vars = vars;
    }

    /// What may hold after either of two ways.
    pub(super) fn join(mut self, mut other: Self) -> Self {
        if self.cleared != other.cleared {
            let kept = meet(&self.cleared, &other.cleared);
            self.settle_all(&kept);
            other.settle_all(&kept);
            self.cleared = kept;
        }
        self.vars.join(&other.vars);
        self
    }
}

/// Joins what may not be reachable.
pub(super) fn join(a: Option<Env>, b: Option<Env>) -> Option<Env> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.join(b)),
        (a, b) => a.or(b),
    }
}
