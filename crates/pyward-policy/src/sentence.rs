//! The verdict in one sentence.

use std::collections::BTreeSet;

use pyward_model::{Component, GateLine, GateOutcome, NoticeKind, Outcome, Weight};

use crate::gates::coverage::NAME as COVERAGE;
use crate::gates::waivers::told;
use crate::wording::{by_level, counted, packages, verb};
use crate::{Action, Case, Unused};

/// Says what was decided. That nothing is wrong is said only of what was looked at.
pub(crate) fn sentence(case: &Case<'_>, gates: &[GateLine], outcome: Outcome) -> String {
    match outcome {
        Outcome::Fail => {
            let mut parts = blocking(case, gates);
            if gates
                .iter()
                .any(|line| line.outcome == GateOutcome::Incomplete)
            {
                parts.push(format!("the run is also incomplete: {}", undone(gates)));
            }
            parts.join("; ")
        }
        Outcome::Incomplete => {
            let passing = passing(case).join("; ");
            capitalised(&format!("{passing}; {}", undone(gates)))
        }
        Outcome::Pass => {
            let mut parts = passing(case);
            if Coverage::of(case).unchecked == 0 {
                parts.extend(gaps(gates));
            }
            capitalised(&parts.join("; "))
        }
    }
}

/// What blocks, and what is there besides.
fn blocking(case: &Case<'_>, gates: &[GateLine]) -> Vec<String> {
    let blocking: BTreeSet<usize> = gates
        .iter()
        .filter(|line| line.outcome == GateOutcome::Block)
        .flat_map(|line| line.findings.iter().copied())
        .collect();
    let blocking: Vec<usize> = blocking.into_iter().collect();
    let mut parts = Vec::new();
    if !blocking.is_empty() {
        parts.push(format!(
            "{} {} ({})",
            findings_in_packages(case, &blocking),
            verb(blocking.len(), "blocks", "block"),
            by_level(&case.findings_at(&blocking))
        ));
    }
    let others = case.active(|_| true).len() - blocking.len();
    if others > 0 {
        let (one, many, what) = if blocking.is_empty() {
            ("finding", "findings", "not block")
        } else {
            ("other finding", "other findings", "not")
        };
        let other = counted(others, one, many);
        parts.push(format!("{other} {} {what}", verb(others, "does", "do")));
    }
    let rules = &case.settings.ignores;
    let expired = told(case, NoticeKind::WaiverExpired).len();
    if rules.expired == Action::Block && expired > 0 {
        let count = counted(expired, "expired waiver", "expired waivers");
        parts.push(format!("{count} {}", verb(expired, "blocks", "block")));
    }
    let unused = told(case, NoticeKind::WaiverUnmatched).len();
    if rules.unused == Unused::Block && unused > 0 {
        let count = counted(unused, "unused waiver", "unused waivers");
        parts.push(format!("{count} {}", verb(unused, "blocks", "block")));
    }
    parts.extend(ignored(case));
    parts
}

/// What is there though nothing blocks, beginning in lower case.
fn passing(case: &Case<'_>) -> Vec<String> {
    let active = case.active(|_| true);
    let coverage = Coverage::of(case);
    let mut parts = if active.is_empty() {
        vec![coverage.nothing_known()]
    } else {
        let found = format!(
            "{} {} not block ({})",
            findings_in_packages(case, &active),
            verb(active.len(), "does", "do"),
            by_level(&case.findings_at(&active))
        );
        std::iter::once(found).chain(coverage.missing()).collect()
    };
    parts.extend(ignored(case));
    parts
}

/// The coverage gate's words where it warns: nothing blocks, but not everything was seen.
fn gaps(gates: &[GateLine]) -> Option<String> {
    let mut warning = gates
        .iter()
        .filter(|line| line.name == COVERAGE && line.outcome == GateOutcome::Warn);
    warning.next().map(|line| line.because.clone())
}

fn ignored(case: &Case<'_>) -> Option<String> {
    let count = case.findings.iter().filter(|it| !it.is_active()).count();
    let ignored = counted(count, "finding is ignored", "findings are ignored");
    (count > 0).then_some(ignored)
}

fn findings_in_packages(case: &Case<'_>, indices: &[usize]) -> String {
    let findings = counted(indices.len(), "finding", "findings");
    match packages(case.findings_at(indices)) {
        0 => findings,
        count => format!("{findings} in {}", counted(count, "package", "packages")),
    }
}

fn undone(gates: &[GateLine]) -> String {
    let because: Vec<&str> = gates
        .iter()
        .filter(|line| line.outcome == GateOutcome::Incomplete)
        .map(|line| line.because.as_str())
        .collect();
    because.join("; ")
}

/// How much was looked at, in packages (each version counts).
struct Coverage {
    checked: usize,
    unchecked: usize,
    /// Whether something was not read or asked: nobody knows how many packages that leaves out.
    other_gaps: bool,
    any_ignored: bool,
    /// Files of Python that were looked at.
    sources: usize,
}

impl Coverage {
    fn of(case: &Case<'_>) -> Self {
        let components = case.inventory.components.iter();
        let counted = components.filter(|component| !component.is_open_build_requirement());
        let (checked, unchecked): (Vec<&Component>, Vec<&Component>) =
            counted.partition(|component| case.inventory.asked_version(component).is_some());
        let gap = |notice: &pyward_model::Notice| notice.weight != Weight::Info;
        Self {
            checked: checked.len(),
            unchecked: unchecked.len(),
            other_gaps: case.notices.iter().any(gap),
            any_ignored: case.findings.iter().any(|it| !it.is_active()),
            sources: case.inventory.sources,
        }
    }

    fn nothing_known(&self) -> String {
        let vulnerabilities = if self.any_ignored {
            "no other known vulnerabilities"
        } else {
            "no known vulnerabilities"
        };
        let packages = counted(self.checked, "package", "packages");
        match (self.checked, self.unchecked) {
            (0, 0) if self.sources > 0 => {
                let other = if self.any_ignored { "other " } else { "" };
                let files = counted(self.sources, "file", "files");
                format!("no {other}defects were found in {files} of code")
            }
            (0, 0) => "nothing was found that could be checked".to_owned(),
            (0, 1) => "the only package could not be checked".to_owned(),
            (0, unchecked) => format!("none of the {unchecked} packages could be checked"),
            (_, 0) if !self.other_gaps => format!("{vulnerabilities} in {packages}"),
            (_, 0) => format!("{vulnerabilities} in the {packages} that could be checked"),
            (_, unchecked) => format!(
                "{vulnerabilities} in the {packages} that could be checked; {unchecked} could not"
            ),
        }
    }

    fn missing(&self) -> Option<String> {
        let packages = counted(self.unchecked, "package", "packages");
        (self.unchecked > 0).then(|| format!("{packages} could not be checked"))
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
