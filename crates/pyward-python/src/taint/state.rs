//! The variables of a function at one point of it.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use ruff_python_ast::name::Name;

use super::mark::{Fact, Kinds, Marks, Origin, meet, unite};
use super::value::Value;

/// Variables by name. Copies share them until one of the copies is written to: most branches write to few.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars(Arc<BTreeMap<Name, Value>>);

impl Deref for Vars {
    type Target = BTreeMap<Name, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Vars {
    pub(super) fn insert(&mut self, name: Name, value: Value) {
        Arc::make_mut(&mut self.0).insert(name, value);
    }

    pub(super) fn remove(&mut self, name: &str) {
        if self.0.contains_key(name) {
            Arc::make_mut(&mut self.0).remove(name);
        }
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        Arc::make_mut(&mut self.0).get_mut(name)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&Name, &mut Value)> {
        Arc::make_mut(&mut self.0).iter_mut()
    }

    /// Adds the variables that are not there yet.
    pub(super) fn fill(&mut self, others: &Self) {
        if Arc::ptr_eq(&self.0, &others.0) {
            return;
        }
        for (name, value) in others.iter() {
            if !self.contains_key(name) {
                self.insert(name.clone(), value.clone());
            }
        }
    }

    /// What may hold after either of two ways.
    fn join(&mut self, others: &Self) {
        if Arc::ptr_eq(&self.0, &others.0) {
            return;
        }
        for (name, value) in others.iter() {
            match self.get(name) {
                Some(own) if own.is_one_with(value) => {}
                Some(own) => {
                    let joined = own.joined(value, 0);
                    self.insert(name.clone(), joined);
                }
                None => self.insert(name.clone(), value.clone()),
            }
        }
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
            value.map_marks(&mut |marks| *marks = self.settled(marks));
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
        for (_, value) in vars.iter_mut() {
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
