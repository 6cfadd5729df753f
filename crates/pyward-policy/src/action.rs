//! What policy does about findings.

use std::fmt;

use pyward_model::GateOutcome;

/// What a finding brings about, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is told.
    Log,
    /// It is told loudly.
    Warn,
    /// The run fails: exit 1.
    Block,
}

impl Action {
    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }

    /// What a gate that takes this action has decided.
    pub fn outcome(self) -> GateOutcome {
        match self {
            Self::Log => GateOutcome::Log,
            Self::Warn => GateOutcome::Warn,
            Self::Block => GateOutcome::Block,
        }
    }
}

/// What the findings of one severity level bring about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelRule {
    /// What any number of them does.
    pub action: Action,
    /// From how many active findings on they block; `None` where the number does not matter.
    pub block_at: Option<u32>,
}

impl LevelRule {
    /// A rule that does not look at numbers.
    pub const fn always(action: Action) -> Self {
        Self {
            action,
            block_at: None,
        }
    }

    /// What `count` active findings bring about.
    pub fn for_count(self, count: usize) -> Action {
        if self.block_at.is_some_and(|limit| count >= limit as usize) {
            Action::Block
        } else {
            self.action
        }
    }

    /// The most it can bring about, however many there are.
    pub fn strictest(self) -> Action {
        if self.block_at.is_some() {
            Action::Block
        } else {
            self.action
        }
    }

    /// Why `count` findings bring about what they do, in words.
    pub(crate) fn because(self, count: usize) -> String {
        match (self.action, self.block_at) {
            (Action::Block, _) => "any blocks".to_owned(),
            (_, Some(limit)) if count >= limit as usize => format!("{limit} or more block"),
            (Action::Warn, Some(limit)) => format!("warns below {limit}"),
            (Action::Log, Some(limit)) => format!("logged below {limit}"),
            (Action::Warn, None) => "warns only".to_owned(),
            (Action::Log, None) => "logged".to_owned(),
        }
    }
}

impl fmt::Display for LevelRule {
    /// As TOML: `"warn"` or `{ action = "warn", block-at = 5 }`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = self.action.word();
        match self.block_at {
            Some(limit) => write!(f, "{{ action = \"{action}\", block-at = {limit} }}"),
            None => write!(f, "\"{action}\""),
        }
    }
}
