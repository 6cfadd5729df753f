//! Why a finding does not count.

use crate::{Date, Location};

/// A decision that a finding shall not count. The finding stays in the report, marked with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// What kind of decision.
    pub kind: SuppressionKind,
    /// Why, in the decider's words.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day it holds.
    pub until: Option<Date>,
    /// The word of the waiver's `status` key (`accepted-risk`, `not-affected` …).
    pub status: Option<String>,
    /// Where it is written.
    pub location: Option<Location>,
}

/// Where a suppression comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuppressionKind {
    /// A waiver in the policy.
    Waiver,
    /// A baseline: it was there before.
    Baseline,
    /// `--ignore` on the command line.
    CommandLine,
    /// A comment beside the code.
    InSource,
}

impl SuppressionKind {
    /// The word used in machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::Baseline => "baseline",
            Self::CommandLine => "command-line",
            Self::InSource => "in-source",
        }
    }
}
