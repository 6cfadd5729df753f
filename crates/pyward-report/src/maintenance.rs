//! The summary of a maintenance run, for people and for the scripts that look into it.
//!
//! A script that searches the JSON for the word `vulnerabilities` and fails where it stands must be right: the word is in
//! it where there are some after the run, and nowhere else. Text of others that holds the word is written with a JSON
//! escape in it, which means the same and is not found.

use pyward_model::{Family, Report, Weight};
use serde_json::{Map, Value, json};

use crate::formats::pip_audit::dependencies;
use crate::{json_text, wording};

mod markdown;

pub use markdown::maintenance_markdown;

/// The word that scripts search for.
const WORD: &str = "vulnerabilities";

/// The word with a JSON escape in it.
const ESCAPED: &str = "vulnerabilit\\u0069es";

/// What a maintenance run was asked to do, and how it ended; the rest is in the report of the state it left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintenance {
    /// When it was made, `YYYYMMDD-HHMMSS` in UTC.
    pub stamp: String,
    /// The Python of the environment (`Python 3.11.0`), where that is known.
    pub python: Option<String>,
    /// The environment, as named; `None` where there is none.
    pub venv: Option<String>,
    /// The requirements file, as named; `None` where none was.
    pub requirements: Option<String>,
    /// `conservative`, `all` or `none`.
    pub mode: String,
    /// Why the upgrade could not be done, where it could not.
    pub failed: Option<String>,
    /// Names of the files written beside the summary.
    pub files: Vec<String>,
    /// The exit code of the run.
    pub exit_code: u8,
}

/// What both forms of the summary say, worked out once.
struct Lines {
    found: usize,
    scanners: String,
    /// How many findings in code count; `None` where nobody asked.
    in_code: Option<usize>,
    upgrades: String,
    recommendations: Vec<String>,
}

impl Lines {
    fn new(report: &Report, run: &Maintenance) -> Self {
        let found = found(report);
        Self {
            found,
            in_code: in_code(report),
            scanners: match found {
                0 => "✅ Clean".to_owned(),
                1 => "⚠️ 1 vulnerability".to_owned(),
                found => format!("⚠️ {found} vulnerabilities"),
            },
            upgrades: upgrades(report, run),
            recommendations: recommendations(report, run, found),
        }
    }
}

/// How many vulnerabilities are told of Python packages, as the files beside the summary tell them.
fn found(report: &Report) -> usize {
    dependencies(report)
        .iter()
        .map(|dependency| dependency.vulns().len())
        .sum()
}

/// How many findings in code count.
fn in_code(report: &Report) -> Option<usize> {
    report.code.as_ref()?;
    let findings = report.findings.iter();
    let active = findings.filter(|it| it.rule.family == Family::Code && it.is_active());
    Some(active.count())
}

fn upgrades(report: &Report, run: &Maintenance) -> String {
    if run.mode == "none" {
        return "Not applied (audit only)".to_owned();
    }
    let mode = wording::prose(&run.mode);
    if let Some(failed) = &run.failed {
        return format!("Failed ({mode} mode): {}", wording::prose(failed));
    }
    match report.plan.as_ref() {
        Some(plan) if plan.progress.rolled_back => {
            format!("Rolled back ({mode} mode): the command that should prove them failed")
        }
        Some(plan) if plan.progress.applied => format!("Applied ({mode} mode)"),
        Some(plan) if !plan.changes.is_empty() => format!("Not applied ({mode} mode)"),
        _ => format!("Nothing to upgrade ({mode} mode)"),
    }
}

fn recommendations(report: &Report, run: &Maintenance, found: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let progress = report.plan.as_ref().map(|plan| &plan.progress);
    if found > 0 {
        lines.push("Review vulnerability reports in detail".to_owned());
        lines.push("Update affected packages to patched versions".to_owned());
    }
    if in_code(report).is_some_and(|count| count > 0) {
        lines.push("Consider refactoring code flagged by bandit".to_owned());
    }
    if run.failed.is_some()
        || report
            .notices
            .iter()
            .any(|it| it.weight == Weight::Incomplete)
    {
        lines.push("Look at what was not done, below, and do it".to_owned());
    }
    let is_proven = progress.is_some_and(|progress| progress.verified.is_some());
    if progress.is_some_and(|progress| progress.applied) && !is_proven {
        lines.push("Run tests after upgrades to ensure compatibility".to_owned());
    }
    if lines.is_empty() {
        lines.push("Nothing to do; audit again when advisories are new".to_owned());
    }
    lines
}

/// A package that a plan cleared of advisories: name, old and new version, how many.
fn recently_fixed(report: &Report) -> Vec<(&str, &str, &str, usize)> {
    let plan = report.plan.as_ref().filter(|plan| plan.progress.applied);
    plan.into_iter()
        .flat_map(|plan| &plan.changes)
        .filter(|change| !change.clears.is_empty())
        .map(|change| {
            let from = change.from.as_ref().map_or("", |version| version.as_str());
            let to = change
                .to
                .as_ref()
                .map_or("removed", |version| version.as_str());
            (change.name.as_str(), from, to, change.clears.len())
        })
        .collect()
}

/// The summary as JSON (`pyward-update/1`): two spaces a level, with a line feed at the end.
pub fn maintenance_json(report: &Report, run: &Maintenance) -> String {
    let lines = Lines::new(report, run);
    let scanner = |name: &str| {
        let mut entry = Map::new();
        entry.insert("status".to_owned(), json!(lines.scanners));
        if lines.found > 0 {
            entry.insert(WORD.to_owned(), json!(lines.found));
        }
        let file = run.files.iter().find(|file| file.starts_with(name));
        entry.insert("report".to_owned(), json!(file));
        Value::Object(entry)
    };
    let fixed: Vec<Value> = recently_fixed(report)
        .into_iter()
        .map(|(name, from, to, cleared)| {
            json!({"package": name, "from": from, "to": to, "advisories_cleared": cleared})
        })
        .collect();
    let notices: Vec<Value> = undone(report)
        .map(|(message, hint)| json!({"message": message, "hint": hint}))
        .collect();
    let code = lines.in_code.map(|count| {
        let file = run.files.iter().find(|file| file.starts_with("bandit-"));
        json!({"status": code_status(count), "issues": count, "report": file})
    });
    let mut document = json!({
        "schema": "pyward-update/1",
        "date": run.stamp,
        "python": run.python,
        "venv": run.venv,
        "requirements": run.requirements,
        "upgrade_mode": run.mode,
        "pip_audit": scanner("pip-audit-"),
        "safety": scanner("safety-"),
        "upgrades": {"status": lines.upgrades, "recently_fixed": fixed},
        "not_done": notices,
        "recommendations": lines.recommendations,
        "reports": run.files,
        "outcome": report.verdict.outcome.word(),
        "exit_code": run.exit_code,
    });
    if let (Some(code), Some(document)) = (code, document.as_object_mut()) {
        document.insert("bandit".to_owned(), code);
    }
    let text = json_text::pretty(&document);
    if lines.found > 0 {
        return text;
    }
    text.replace(WORD, ESCAPED)
}

/// How many issues the code has, in words.
fn code_status(count: usize) -> String {
    match count {
        0 => "✅ Clean".to_owned(),
        1 => "1 issue found".to_owned(),
        count => format!("{count} issues found"),
    }
}

/// What was not done or not covered: each with its place and what to do next.
fn undone(report: &Report) -> impl Iterator<Item = (String, Option<String>)> + '_ {
    report
        .notices
        .iter()
        .filter(|notice| notice.weight == Weight::Incomplete)
        .map(|notice| {
            let place = notice.location.as_ref();
            let place = place.map(|it| format!("{it}: ")).unwrap_or_default();
            let message = format!("{place}{}", wording::prose(&notice.message));
            (message, notice.hint.as_deref().map(wording::prose))
        })
}

#[cfg(test)]
mod tests;
