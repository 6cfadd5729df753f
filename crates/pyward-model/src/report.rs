//! All of it, immutable: the only input of every output.

use crate::{CodeScan, DataSource, Date, Finding, Inventory, Notice, Plan, Verdict};

/// The result of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The program that made it.
    pub tool: ToolInfo,
    /// When it was made, RFC 3339 in UTC.
    pub generated: String,
    /// The day it was made for.
    pub today: Date,
    /// What was audited.
    pub targets: Vec<TargetInfo>,
    /// The advisory data that was asked.
    pub data: Vec<DataSource>,
    /// What is there.
    pub inventory: Inventory,
    /// What was looked at in code; `None` where nobody asked.
    pub code: Option<CodeScan>,
    /// What is wrong, worst first within a package, packages by their worst finding.
    pub findings: Vec<Finding>,
    /// What was planned, and perhaps done, to clear the findings; `None` where nobody asked.
    pub plan: Option<Plan>,
    /// Withdrawn records that would have matched.
    pub withdrawn: usize,
    /// Everything said while reading, gathering and judging; heaviest first.
    pub notices: Vec<Notice>,
    /// The judgement.
    pub verdict: Verdict,
}

/// The program that made a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolInfo {
    /// `pyward`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// A target as it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetInfo {
    /// As the user named it.
    pub path: String,
    /// `directory`, `file`, `environment`, `stdin`.
    pub kind: &'static str,
}
