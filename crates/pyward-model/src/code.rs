//! What only findings in code have.

use std::borrow::Cow;

use crate::Location;

/// What a finding in code knows beyond what every finding does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeFacts {
    /// The way of the data, from where it enters to where it does harm; empty where no data was followed.
    pub trace: Vec<TraceStep>,
    /// The same finding in the terms of bandit, for its rules.
    pub bandit: Option<BanditFacts>,
    /// The source it stands in, with lines around it; secrets in it are masked.
    pub source: Vec<SourceLine>,
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
    /// Whole `import` statements that the edits need, where the module does not have them yet.
    pub imports: Vec<Cow<'static, str>>,
    /// A package that the result needs, and that is perhaps not installed.
    pub package: Option<Cow<'static, str>>,
}

/// A replacement of a piece of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeEdit {
    /// First byte, in the file's decoded text without a byte order mark; of a notebook, in its joined code cells.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// What stands there instead.
    pub replacement: String,
}

/// A line of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// Its number, from 1.
    pub number: u32,
    /// Its text without its end.
    pub text: Box<str>,
}

/// What was looked at in code, and what bandit counts of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeScan {
    /// File by file, sorted by path.
    pub files: Vec<CodeFile>,
    /// What was fixed before, and is no finding any more.
    pub fixed: Vec<CodeFixed>,
    /// Whether it was compared with an earlier report.
    pub has_baseline: bool,
}

/// A finding whose edit was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeFixed {
    /// Where it stood before.
    pub location: Location,
    /// The rule.
    pub rule: &'static str,
    /// What was done, in the imperative and without a full stop.
    pub title: String,
}

impl CodeScan {
    /// All files together, under the path `_totals` as bandit has it.
    pub fn total(&self) -> CodeFile {
        let mut total = CodeFile {
            path: "_totals".into(),
            loc: 0,
            nosec: 0,
            skipped_tests: 0,
            severity: [0; 3],
            confidence: [0; 3],
            refused: None,
        };
        for file in &self.files {
            total.loc += file.loc;
            total.nosec += file.nosec;
            total.skipped_tests += file.skipped_tests;
            for (sum, count) in total.severity.iter_mut().zip(file.severity) {
                *sum += count;
            }
            for (sum, count) in total.confidence.iter_mut().zip(file.confidence) {
                *sum += count;
            }
        }
        total
    }
}

/// A file of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFile {
    /// Its path as shown.
    pub path: std::sync::Arc<str>,
    /// Lines that are neither blank nor a comment.
    pub loc: usize,
    /// Findings suppressed by a comment that names no rule.
    pub nosec: usize,
    /// Findings suppressed by a comment that names their rule.
    pub skipped_tests: usize,
    /// Active findings of low, medium, and high severity or worse.
    pub severity: [usize; 3],
    /// Active findings of low, medium and high confidence.
    pub confidence: [usize; 3],
    /// Why it was not looked at, where it was not; bandit's words where bandit has some.
    pub refused: Option<Box<str>>,
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
