//! The variables of a function at one point of it.

use std::collections::BTreeMap;

use ruff_python_ast::name::Name;

use super::mark::{Fact, Kinds, Marks, Origin, meet, unite};
use super::value::Value;

/// The variables, and what has been found out about origins on the way here.
#[derive(Clone, Debug, Default)]
pub(super) struct Env {
    pub(super) vars: BTreeMap<Name, Value>,
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
        let vars = std::mem::take(&mut self.vars);
        self.vars = vars
            .into_iter()
            .map(|(name, value)| (name, self.settle(value)))
            .collect();
    }

    /// What may hold after either of two ways.
    pub(super) fn join(mut self, mut other: Self) -> Self {
        if self.cleared != other.cleared {
            let kept = meet(&self.cleared, &other.cleared);
            self.settle_all(&kept);
            other.settle_all(&kept);
            self.cleared = kept;
        }
        for (name, value) in other.vars {
            match self.vars.get_mut(&name) {
                Some(own) => *own = std::mem::take(own).join(value),
                None => {
                    self.vars.insert(name, value);
                }
            }
        }
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
