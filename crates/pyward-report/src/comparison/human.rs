//! The comparison for people.

use std::fmt::Write as _;

use pyward_model::{Component, Finding, Origin, Verdict};

use super::{ChangeKind, Comparison, PackageChange, verdict_sentence};
use crate::package_view::{component_title, shown};
use crate::wording;

/// Findings that are told of one package.
const FINDINGS: usize = 20;

pub(super) fn render(comparison: &Comparison<'_>, verdict: &Verdict, quiet: bool) -> String {
    let mut text = String::new();
    if !quiet {
        for change in &comparison.changes {
            package(&mut text, comparison, change);
        }
        if !comparison.changes.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "{} to {}: {}; {}",
            wording::prose(comparison.base.name),
            wording::prose(comparison.head.name),
            comparison.summary(),
            comparison.balance()
        );
        let report = comparison.head.report;
        for source in &report.data {
            let _ = writeln!(text, "by {}", wording::data_source(source, report.today));
        }
    }
    let _ = writeln!(text, "{}", wording::prose(&verdict_sentence(verdict)));
    text
}

fn package(text: &mut String, comparison: &Comparison<'_>, change: &PackageChange<'_>) {
    let _ = writeln!(text, "{}", headline(comparison, change));
    for (word, findings) in [("brings", &change.brings), ("clears", &change.clears)] {
        for finding in findings.iter().take(FINDINGS) {
            let _ = writeln!(text, "    {word}  {}", told(finding));
        }
        if let Some(more) = findings.len().checked_sub(FINDINGS).filter(|it| *it > 0) {
            let _ = writeln!(text, "    {word}  {} more", wording::thousands(more));
        }
    }
}

/// `upgraded    jinja2 3.1.2 -> 3.1.6  direct, requirements.txt:3`.
fn headline(comparison: &Comparison<'_>, change: &PackageChange<'_>) -> String {
    let mut line = format!("{:<11} {}", change.kind.word(), versions(change));
    let stands = comparison.origin(change);
    if !stands.is_empty() {
        let _ = write!(line, "  ({stands})");
    }
    line
}

/// `jinja2 3.1.2 -> 3.1.6`; where a place changed, that too.
fn versions(change: &PackageChange<'_>) -> String {
    let title = |component: &Component| {
        let (name, version) = component_title(component);
        format!("{name} {version}").trim_end().to_owned()
    };
    match (change.from, change.to) {
        (Some((_, from)), Some((_, to))) => {
            let (_, new) = component_title(to);
            let mut text = title(from);
            if from.version != to.version || from.requirement != to.requirement {
                let new = if new.is_empty() { "any version" } else { &*new };
                let _ = write!(text, " -> {new}");
            }
            if from.origin != to.origin {
                let _ = write!(text, ", from {} now", place(&to.origin));
            }
            text
        }
        (Some((_, only)), None) | (None, Some((_, only))) => title(only),
        (None, None) => String::new(),
    }
}

pub(super) fn place(origin: &Origin) -> String {
    match origin {
        Origin::Index => "the package index".to_owned(),
        Origin::NamedIndex(url)
        | Origin::Url(url)
        | Origin::Vcs { url, .. }
        | Origin::Path { path: url, .. } => shown(url).into_owned(),
    }
}

/// `high     CVE-2024-56326, fixed in 3.1.5`.
fn told(finding: &Finding) -> String {
    format!("{:<8} {}", finding.severity.word(), label(finding))
}

/// `CVE-2024-56326, known exploited, fixed in 3.1.5`.
fn label(finding: &Finding) -> String {
    let row = crate::package_view::Row::new(finding, None);
    let mut text = shown(row.id).into_owned();
    if let Some(second) = row.second_id {
        let _ = write!(text, " ({})", shown(second));
    }
    for mark in &row.marks {
        let _ = write!(text, ", {mark}");
    }
    if let Some(fix) = row.fix {
        let _ = write!(text, ", fixed in {}", shown(fix.as_str()));
    }
    // An advisory is known by its id; what a rule says of a package is in its message.
    if finding.advisory.is_none() {
        let _ = write!(text, ": {}", shown(&finding.message));
    }
    text
}

impl ChangeKind {
    /// A sign for tables, where a word is too wide.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Added => "➕",
            Self::Removed => "➖",
            Self::Up => "⬆",
            Self::Down => "⬇",
            Self::Other => "✎",
            Self::Same => "=",
        }
    }
}
