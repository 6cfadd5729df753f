//! Findings in code as they are shown: grouped by the file they stand in.

use std::collections::BTreeMap;

use pyward_model::{Finding, Location, Severity};

use crate::tally::Tally;
use crate::wording;

/// Lines that are named where findings are only counted.
const NAMED_LINES: usize = 3;

/// The active findings of one file.
pub(crate) struct FileView<'a> {
    /// Its path, as the findings name it; empty for those that name none.
    pub(crate) path: &'a str,
    /// Its findings, by line.
    pub(crate) findings: Vec<&'a Finding>,
    /// All of them, shown or not.
    pub(crate) tally: Tally,
}

/// Where a finding stands first.
pub(crate) fn place(finding: &Finding) -> Option<&Location> {
    finding.locations.first()
}

/// What a finding's rule is called: `subprocess-with-shell (B602)`.
pub(crate) fn rule_title(finding: &Finding) -> String {
    let bandit = finding.code.as_ref().and_then(|code| code.bandit.as_ref());
    match bandit {
        Some(bandit) => format!("{} ({})", finding.rule.name, bandit.id),
        None => finding.rule.name.to_owned(),
    }
}

/// `CWE-78, medium confidence`: what else there is to know in a word; confidence only where it is not high.
pub(crate) fn aside(finding: &Finding) -> String {
    let mut parts: Vec<String> = finding
        .cwes
        .iter()
        .map(|cwe| format!("CWE-{cwe}"))
        .collect();
    parts.truncate(4);
    if finding.confidence < pyward_model::Confidence::High {
        parts.push(format!("{} confidence", finding.confidence.word()));
    }
    parts.join(", ")
}

impl<'a> FileView<'a> {
    /// Every file with findings: files by their worst finding, then by path.
    pub(crate) fn all(findings: Vec<&'a Finding>) -> Vec<Self> {
        let mut files: BTreeMap<&str, Vec<&'a Finding>> = BTreeMap::new();
        for finding in findings {
            let path = place(finding).map_or("", |place| &place.path);
            files.entry(path).or_default().push(finding);
        }
        let mut files: Vec<Self> = files
            .into_iter()
            .map(|(path, mut findings)| {
                findings.sort_by_key(|finding| {
                    let place = place(finding);
                    let line = place.and_then(|place| place.line);
                    (line, place.and_then(|place| place.column))
                });
                Self {
                    path,
                    tally: findings.iter().map(|finding| finding.severity).collect(),
                    findings,
                }
            })
            .collect();
        files.sort_by_key(|file| std::cmp::Reverse(file.tally.worst()));
        files
    }

    /// The file with the findings of a level or worse; `None` where it has none.
    pub(crate) fn from(mut self, show_from: Severity) -> Option<Self> {
        self.findings
            .retain(|finding| finding.severity >= show_from);
        (!self.findings.is_empty()).then_some(self)
    }

    /// The finding to be asked about first.
    pub(crate) fn worst(&self) -> Option<&'a Finding> {
        let worst = self.findings.iter().map(|finding| finding.severity).max();
        self.findings
            .iter()
            .copied()
            .find(|finding| Some(finding.severity) == worst)
    }
}

/// Findings that are counted rather than shown: `11 more of assert-used (B101) in lines 12, 15, 18 and 8 more`.
pub(crate) fn folded(findings: &[&Finding]) -> String {
    let Some(first) = findings.first() else {
        return String::new();
    };
    let mut lines: Vec<String> = findings
        .iter()
        .filter_map(|finding| place(finding)?.line)
        .map(|line| line.to_string())
        .collect();
    lines.dedup();
    let lines = match lines.as_slice() {
        [] => String::new(),
        [only] => format!(" in line {only}"),
        lines => format!(" in lines {}", wording::listed(lines, NAMED_LINES)),
    };
    format!(
        "{} more of {}{lines}",
        wording::thousands(findings.len()),
        rule_title(first)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn files_stand_by_their_worst_finding_and_findings_by_line() {
        let report = sample::orders();
        let active = report.findings.iter().filter(|it| it.is_active()).rev();
        let files = FileView::all(active.collect());
        let lines: Vec<String> = files
            .iter()
            .map(|file| {
                let first = place(file.findings[0]).unwrap().line.unwrap();
                format!("{} {}: {first}", file.path.len(), file.tally)
            })
            .collect();
        assert_eq!(
            lines,
            [
                "15 1 critical, 1 high, 1 low: 14",
                "26 1 low: 3",
                "21 14 low: 3"
            ]
        );
        assert_eq!(files[0].worst().unwrap().rule.name, "sql-injection");
    }

    #[test]
    fn what_is_not_shown_is_counted_with_its_lines() {
        let report = sample::orders();
        let findings: Vec<&Finding> = report.findings[8..13].iter().collect();
        assert_eq!(
            folded(&findings),
            "5 more of assert-used (B101) in lines 15, 18, 21 and 2 more"
        );
        assert_eq!(
            folded(&findings[..1]),
            "1 more of assert-used (B101) in line 15"
        );
    }
}
