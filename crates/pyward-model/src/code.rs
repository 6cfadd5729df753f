//! What only findings in code have.

use crate::Location;

/// What a finding in code knows beyond what every finding does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeFacts {
    /// The way of the data, from where it enters to where it does harm; empty where no data was followed.
    pub trace: Vec<TraceStep>,
    /// The same finding in the terms of bandit, for its rules.
    pub bandit: Option<BanditFacts>,
    /// An edit that clears it and changes nothing else.
    pub fix: Option<CodeFix>,
}

/// An edit of source that clears a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFix {
    /// What it does, in the imperative and without a full stop.
    pub title: String,
    /// The replacements; none overlaps another.
    pub edits: Vec<CodeEdit>,
}

/// A replacement of a piece of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEdit {
    /// First byte, in the file's decoded text without a byte order mark.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// What stands there instead.
    pub replacement: String,
}

/// A step on the way of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceStep {
    /// Where.
    pub location: Location,
    /// What happens there, without a full stop.
    pub message: String,
}

/// A finding in the terms of bandit's reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BanditFacts {
    /// `B602`.
    pub id: &'static str,
    /// `subprocess_popen_with_shell_equals_true`; `blacklist` for everything that comes from its tables.
    pub test: &'static str,
    /// The line it is reported at, from 1.
    pub line: u32,
    /// First and last line of what was looked at.
    pub lines: (u32, u32),
    /// Bytes before what was looked at in its first line.
    pub column: u32,
    /// Bytes before its end in its last line.
    pub end_column: u32,
}
