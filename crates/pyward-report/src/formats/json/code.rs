//! Code in the document: what findings in it know, and what was looked at.

use schemars::JsonSchema;
use serde::Serialize;

/// A step on the way of data.
#[derive(Serialize, JsonSchema)]
pub(super) struct Step<'a> {
    /// The file.
    path: &'a str,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The column, from 1, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// The last line, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    /// The column after the last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
    /// What happens there.
    message: &'a str,
}

/// A finding in the terms of bandit.
#[derive(Serialize, JsonSchema)]
pub(super) struct Bandit {
    /// `B602`.
    id: &'static str,
    /// Its test, `blacklist` for everything that comes from its tables.
    test: &'static str,
    /// The line it is reported at, from 1.
    line: u32,
    /// First and last line of what was looked at.
    lines: [u32; 2],
    /// Bytes before what was looked at in its first line.
    column: u32,
    /// Bytes before its end in its last line.
    end_column: u32,
}

/// A line of source.
#[derive(Serialize, JsonSchema)]
pub(super) struct SourceLine<'a> {
    /// Its number, from 1.
    number: u32,
    /// Its text without its end; secrets are masked.
    text: &'a str,
}

/// What was looked at in code.
#[derive(Serialize, JsonSchema)]
pub(super) struct Code<'a> {
    /// File by file, sorted by path.
    files: Vec<File<'a>>,
    /// All files together.
    totals: Totals,
    /// What was fixed before, and is no finding any more; left out where nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixed: Vec<Fixed<'a>>,
}

/// A finding whose edit was written.
#[derive(Serialize, JsonSchema)]
struct Fixed<'a> {
    /// The rule.
    rule: &'static str,
    /// The file.
    path: &'a str,
    /// The line it stood in before.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// What was done.
    title: &'a str,
}

/// A file of code.
#[derive(Serialize, JsonSchema)]
struct File<'a> {
    /// Its path.
    path: &'a str,
    /// Lines that are neither blank nor a comment.
    loc: usize,
    /// Findings suppressed by a comment that names no rule.
    nosec: usize,
    /// Findings suppressed by a comment that names their rule.
    skipped_tests: usize,
    /// Active findings by severity.
    severity: Counts,
    /// Active findings by confidence.
    confidence: Counts,
    /// Why it was not looked at, where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
}

/// Sums over files.
#[derive(Serialize, JsonSchema)]
struct Totals {
    /// Files that were looked at.
    files: usize,
    /// Files that were not.
    refused: usize,
    /// Lines that are neither blank nor a comment.
    loc: usize,
    /// Findings suppressed by a comment that names no rule.
    nosec: usize,
    /// Findings suppressed by a comment that names their rule.
    skipped_tests: usize,
    /// Active findings by severity.
    severity: Counts,
    /// Active findings by confidence.
    confidence: Counts,
}

/// How many there are of each of three levels, as bandit counts.
#[derive(Serialize, JsonSchema)]
struct Counts {
    /// Low.
    low: usize,
    /// Medium.
    medium: usize,
    /// High or worse.
    high: usize,
}

impl From<[usize; 3]> for Counts {
    fn from([low, medium, high]: [usize; 3]) -> Self {
        Self { low, medium, high }
    }
}

impl<'a> Step<'a> {
    /// The step as the document tells it.
    pub(super) fn new(step: &'a pyward_model::TraceStep) -> Self {
        let place = &step.location;
        Self {
            path: &place.path,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            message: &step.message,
        }
    }
}

impl Bandit {
    /// The terms as the document tells them.
    pub(super) fn new(bandit: &pyward_model::BanditFacts) -> Self {
        Self {
            id: bandit.id,
            test: bandit.test,
            line: bandit.line,
            lines: [bandit.lines.0, bandit.lines.1],
            column: bandit.column,
            end_column: bandit.end_column,
        }
    }
}

impl<'a> SourceLine<'a> {
    /// The line as the document tells it.
    pub(super) fn new(line: &'a pyward_model::SourceLine) -> Self {
        Self {
            number: line.number,
            text: &line.text,
        }
    }
}

impl<'a> Code<'a> {
    /// The scan as the document tells it.
    pub(super) fn new(scan: &'a pyward_model::CodeScan) -> Self {
        let total = scan.total();
        let refused = scan.files.iter().filter(|file| file.refused.is_some());
        let refused = refused.count();
        let files = scan.files.iter().map(|file| File {
            path: &file.path,
            loc: file.loc,
            nosec: file.nosec,
            skipped_tests: file.skipped_tests,
            severity: file.severity.into(),
            confidence: file.confidence.into(),
            refused: file.refused.as_deref(),
        });
        let fixed = scan.fixed.iter().map(|fixed| Fixed {
            rule: fixed.rule,
            path: &fixed.location.path,
            line: fixed.location.line,
            title: &fixed.title,
        });
        Self {
            fixed: fixed.collect(),
            files: files.collect(),
            totals: Totals {
                files: scan.files.len() - refused,
                refused,
                loc: total.loc,
                nosec: total.nosec,
                skipped_tests: total.skipped_tests,
                severity: total.severity.into(),
                confidence: total.confidence.into(),
            },
        }
    }
}
