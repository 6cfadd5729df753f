//! Which of two values of a key asks for more: a locked key takes only what asks for as much.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::Severity;

use crate::{
    Action, Age, CodeBar, Cooldown, Demand, EpssRule, LevelRule, Library, NewInReview, Reach,
    ScopeCaps, Unlisted, Unused,
};

/// A value of which another can be at least as strict.
pub(crate) trait Strictness {
    /// Whether it asks for as much as `other`, or more.
    fn holds(&self, other: &Self) -> bool;
}

/// Values of which a greater one is stricter.
macro_rules! greater_is_stricter {
    ($($name:ty),*) => {$(
        impl Strictness for $name {
            fn holds(&self, other: &Self) -> bool {
                self >= other
            }
        }
    )*};
}

/// Values of which a smaller one is stricter.
macro_rules! smaller_is_stricter {
    ($($name:ty),*) => {$(
        impl Strictness for $name {
            fn holds(&self, other: &Self) -> bool {
                self <= other
            }
        }
    )*};
}

/// Values of which none is stricter than another.
macro_rules! only_the_same_holds {
    ($($name:ty),*) => {$(
        impl Strictness for $name {
            fn holds(&self, other: &Self) -> bool {
                self == other
            }
        }
    )*};
}

greater_is_stricter!(Action, Unused, Unlisted, NewInReview);
smaller_is_stricter!(Age, CodeBar, Reach);
only_the_same_holds!((), String, Vec<String>);

impl Strictness for LevelRule {
    fn holds(&self, other: &Self) -> bool {
        let blocks_from = |rule: &Self| match rule.action {
            Action::Block => 1,
            Action::Warn | Action::Log => rule.block_at.unwrap_or(u32::MAX),
        };
        self.action >= other.action && blocks_from(self) <= blocks_from(other)
    }
}

impl Strictness for EpssRule {
    fn holds(&self, other: &Self) -> bool {
        self.at <= other.at && self.action >= other.action
    }
}

impl Strictness for Cooldown {
    fn holds(&self, other: &Self) -> bool {
        self.days >= other.days
            && self.action >= other.action
            && self.except_security_fixes <= other.except_security_fixes
    }
}

impl Strictness for Library {
    fn holds(&self, other: &Self) -> bool {
        let finds = |library: &Self| match library {
            Self::Never => 0,
            Self::Auto => 1,
            Self::Always => 2,
        };
        finds(self) >= finds(other)
    }
}

/// What is not set asks for nothing.
impl<T: Strictness> Strictness for Option<T> {
    fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (_, None) => true,
            (Some(mine), Some(other)) => mine.holds(other),
            (None, Some(_)) => false,
        }
    }
}

/// A cap makes findings milder, so that a further one asks for less.
impl Strictness for ScopeCaps {
    fn holds(&self, other: &Self) -> bool {
        self.caps.iter().all(|(selector, action)| {
            *action == Action::Block
                || other
                    .caps
                    .get(selector)
                    .is_some_and(|known| action >= known)
        })
    }
}

impl Strictness for BTreeSet<Demand> {
    fn holds(&self, other: &Self) -> bool {
        self.is_superset(other)
    }
}

impl Strictness for BTreeMap<Severity, u32> {
    fn holds(&self, other: &Self) -> bool {
        other
            .iter()
            .all(|(level, days)| self.get(level).is_some_and(|mine| mine <= days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(action: Action, block_at: Option<u32>) -> LevelRule {
        LevelRule { action, block_at }
    }

    #[test]
    fn a_rule_holds_another_if_no_number_of_findings_is_milder() {
        let block = rule(Action::Block, None);
        let five = rule(Action::Warn, Some(5));
        let warn = rule(Action::Warn, None);
        let log_at_one = rule(Action::Log, Some(1));
        assert!(block.holds(&five) && block.holds(&warn) && five.holds(&warn));
        assert!(!five.holds(&block) && !warn.holds(&five));
        assert!(
            rule(Action::Warn, Some(3)).holds(&five) && !five.holds(&rule(Action::Warn, Some(3)))
        );
        assert!(!log_at_one.holds(&warn), "no finding at all would be a log");
        assert!(!rule(Action::Warn, Some(1)).holds(&block));
    }

    #[test]
    fn fewer_days_and_more_demands_are_stricter() {
        let days = |critical| BTreeMap::from([(Severity::Critical, critical)]);
        assert!(days(7).holds(&days(14)) && !days(30).holds(&days(14)));
        assert!(!BTreeMap::new().holds(&days(14)));
        let demands = |words: &[Demand]| words.iter().copied().collect::<BTreeSet<_>>();
        let both = demands(&[Demand::Reason, Demand::Owner]);
        assert!(both.holds(&demands(&[Demand::Owner])) && !demands(&[Demand::Owner]).holds(&both));
        assert!(Some(Action::Warn).holds(&None) && !None.holds(&Some(Action::Log)));
        assert!(CodeBar::Any.holds(&CodeBar::High) && !CodeBar::Never.holds(&CodeBar::High));
        assert!(Reach::All.holds(&Reach::New) && !Reach::New.holds(&Reach::All));
    }
}
