//! The comparison as a comment on a pull request.

use std::fmt::Write as _;

use pyward_model::{Component, Finding, Notice, NoticeKind, Outcome, Verdict, Weight};

use super::human::place;
use super::{Comparison, PackageChange, verdict_sentence};
use crate::formats::markdown::escape::{code, escape};
use crate::package_view::{Row, component_title};
use crate::{advisory_url, wording};

/// By which the comment is found again.
const MARK: &str = "<!-- pyward:diff -->";
/// GitHub takes comments of up to 65,536 characters.
const LONGEST: usize = 65_000;
/// Kept for what comes after the rows.
const RESERVE: usize = 4_000;
/// Notices that are listed.
const NOTICES: usize = 20;
/// Findings that are named in one cell.
const FINDINGS: usize = 10;

pub(super) fn render(comparison: &Comparison<'_>, verdict: &Verdict, notices: &[Notice]) -> String {
    let title = match verdict.outcome {
        Outcome::Pass => "✅ Dependency changes pass",
        Outcome::Fail => "❌ Dependency changes are blocked",
        Outcome::Incomplete => "⚠️ Dependency changes could not be checked in full",
    };
    let mut page = format!(
        "{MARK}\n### {title}\n\n{} to {}: {}; {}.\n",
        code(&wording::prose(comparison.base.name)),
        code(&wording::prose(comparison.head.name)),
        escape(&comparison.summary()),
        escape(&comparison.balance())
    );
    if !comparison.changes.is_empty() {
        page.push_str(
            "\n| | Package | From | To | Needed | Brings | Clears |\n|---|---|---|---|---|---|---|\n",
        );
    }
    let mut left = comparison.changes.len();
    for change in &comparison.changes {
        let row = row(comparison, change);
        if page.len() + row.len() + RESERVE > LONGEST {
            break;
        }
        page.push_str(&row);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(page, "\n{}.", wording::counted(left, "more change"));
    }
    let sentence = wording::prose(&verdict_sentence(verdict));
    let _ = writeln!(page, "\n**Verdict:** {}.", escape(&sentence));
    told(&mut page, notices);
    let report = comparison.head.report;
    let sources = report.data.iter();
    let sources: Vec<String> = sources
        .map(|source| escape(&wording::data_source(source, report.today)))
        .collect();
    let line = format!("\nAdvisories: {}.\n", sources.join("; "));
    if !sources.is_empty() && line.len() <= RESERVE / 2 {
        page.push_str(&line);
    }
    page
}

/// What was not covered, and which waivers the change adds.
fn told(page: &mut String, notices: &[Notice]) {
    let is_told =
        |notice: &&Notice| notice.weight != Weight::Info || notice.kind == NoticeKind::WaiverReview;
    let rows: Vec<String> = notices
        .iter()
        .filter(is_told)
        .map(|notice| {
            let place = notice.location.as_ref();
            let place = place.map_or_else(String::new, |at| format!("{}: ", code(&at.to_string())));
            format!("- {place}{}\n", escape(&wording::prose(&notice.message)))
        })
        .collect();
    if !rows.is_empty() {
        page.push_str("\nTo be known:\n\n");
    }
    let mut left = rows.len();
    for row in rows.iter().take(NOTICES) {
        if page.len() + row.len() + RESERVE / 2 > LONGEST {
            break;
        }
        page.push_str(row);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(page, "- {} more", wording::thousands(left));
    }
}

fn row(comparison: &Comparison<'_>, change: &PackageChange<'_>) -> String {
    let name = change
        .named()
        .map(|component| code(&component_title(component).0))
        .unwrap_or_default();
    let stands = comparison.origin(change);
    let moved = change.from.zip(change.to);
    let is_moved = moved.is_some_and(|((_, from), (_, to))| from.origin != to.origin);
    format!(
        "| {} | {name} | {} | {} | {} | {} | {} |\n",
        change.kind.sign(),
        cell(change.from.map(|it| it.1), is_moved),
        cell(change.to.map(|it| it.1), is_moved),
        escape(&stands),
        findings(&change.brings),
        findings(&change.clears),
    )
}

fn cell(component: Option<&Component>, is_moved: bool) -> String {
    let Some(component) = component else {
        return String::new();
    };
    let (_, version) = component_title(component);
    let mut text = code(&version);
    if is_moved {
        let _ = write!(text, " {}", code(&place(&component.origin)));
    }
    text.trim_start().to_owned()
}

fn findings(findings: &[&Finding]) -> String {
    let told = findings.iter().take(FINDINGS).map(|finding| {
        let row = Row::new(finding, None);
        let id = match advisory_url(row.id) {
            Some(url) => format!("[{}]({url})", escape(row.id)),
            None => escape(&wording::prose(row.id)),
        };
        let mut text = format!("{} {id}", finding.severity.word());
        for mark in &row.marks {
            let _ = write!(text, ", {}", escape(&mark.to_string()));
        }
        if let Some(fix) = row.fix {
            let _ = write!(text, " → {}", code(fix.as_str()));
        }
        if finding.advisory.is_none() {
            let _ = write!(text, ": {}", escape(&wording::prose(&finding.message)));
        }
        text
    });
    let mut told: Vec<String> = told.collect();
    if let Some(more) = findings.len().checked_sub(FINDINGS).filter(|it| *it > 0) {
        told.push(format!("{} more", wording::thousands(more)));
    }
    told.join("<br>")
}
