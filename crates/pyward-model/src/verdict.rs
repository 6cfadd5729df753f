//! Whether it passes.

/// The judgement over all findings and notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The sum.
    pub outcome: Outcome,
    /// The exit code that follows: 0, 1 or 3.
    pub exit_code: u8,
    /// One sentence that says it.
    pub sentence: String,
    /// One line a gate, in the order of the gates.
    pub gates: Vec<GateLine>,
}

/// The sum of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing blocks and nothing the policy wants covered is missing.
    Pass,
    /// A gate blocks.
    Fail,
    /// Nothing blocks, but the job was done only in part.
    Incomplete,
}

/// What one gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateLine {
    /// The gate's name, such as `critical`.
    pub name: String,
    /// What it decided.
    pub outcome: GateOutcome,
    /// Why, in words.
    pub because: String,
    /// The findings it speaks of: indices into [`crate::Report::findings`].
    pub findings: Vec<usize>,
}

/// What a gate decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GateOutcome {
    /// Nothing to say.
    Pass,
    /// Said, not counted.
    Log,
    /// Said loudly, not counted.
    Warn,
    /// Blocks: exit 1.
    Block,
    /// The job was done only in part: exit 3 where nothing blocks.
    Incomplete,
}

impl Outcome {
    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Incomplete => "incomplete",
        }
    }
}

impl GateOutcome {
    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Log => "log",
            Self::Warn => "warn",
            Self::Block => "block",
            Self::Incomplete => "incomplete",
        }
    }
}
