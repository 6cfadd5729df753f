//! What every format shows and none computes for itself.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use pyward_model::{
    CodeScan, Component, ComponentId, Family, Finding, Notice, NoticeKind, Report, Severity, Weight,
};

use crate::code_view::FileView;
use crate::package_view::{PackageView, Row};
use crate::tally::Tally;
use crate::wording;

/// See [`Finding::urgency`].
type Urgency = (bool, Severity, u32);

/// A report, grouped and counted.
pub(crate) struct ReportView<'a> {
    /// Packages with active findings that are shown, worst first.
    pub(crate) packages: Vec<PackageView<'a>>,
    /// Files with active findings in code that are shown, worst first.
    pub(crate) files: Vec<FileView<'a>>,
    /// Suppressed findings, worst first, with the component each concerns.
    pub(crate) waived: Vec<(Option<&'a Component>, Row<'a>)>,
    /// All active findings.
    pub(crate) tally: Tally,
    /// Packages with active findings, shown or not.
    pub(crate) affected: usize,
    /// Files with active findings in code, shown or not.
    pub(crate) affected_files: usize,
    /// Files of code that were looked at; `None` where nobody asked.
    pub(crate) scanned_files: Option<usize>,
    /// Whether the report speaks of packages: else it is about code alone.
    pub(crate) has_packages: bool,
    /// Components that advisories could speak of.
    pub(crate) audited: usize,
    /// Components that none could: without a version, not from an index, of an ecosystem without advisories at hand.
    pub(crate) beyond: usize,
    /// Active findings below the level that is shown.
    pub(crate) below: usize,
}

impl<'a> ReportView<'a> {
    /// Groups and counts; `show_from` hides rows and changes no number.
    pub(crate) fn new(report: &'a Report, show_from: Severity) -> Self {
        let inventory = &report.inventory;
        let paths = inventory.paths();
        let mut groups: BTreeMap<Option<ComponentId>, (usize, Vec<&'a Finding>)> = BTreeMap::new();
        let mut in_code = Vec::new();
        for (place, finding) in report.findings.iter().enumerate() {
            if !finding.is_active() {
                continue;
            }
            if finding.rule.family == Family::Code {
                in_code.push(finding);
            } else {
                let (_, findings) = groups
                    .entry(finding.component)
                    .or_insert_with(|| (place, Vec::new()));
                findings.push(finding);
            }
        }
        let affected = groups.len();
        let files = FileView::all(in_code);
        let affected_files = files.len();
        let scanned = report.code.as_ref().map(looked_at);
        let audited = inventory
            .iter()
            .filter(|(id, component)| {
                inventory.asked_version(component).is_some() || groups.contains_key(&Some(*id))
            })
            .count();
        let open_build_requirements = inventory
            .components
            .iter()
            .filter(|component| component.is_open_build_requirement())
            .count();
        let mut packages: Vec<(Reverse<Option<Urgency>>, usize, PackageView<'a>)> = groups
            .into_iter()
            .map(|(id, (place, findings))| {
                let worst = findings.iter().map(|finding| finding.urgency()).max();
                (
                    Reverse(worst),
                    place,
                    PackageView::new(id, &findings, inventory, &paths, show_from),
                )
            })
            .collect();
        packages.sort_by_key(|(worst, place, _)| (*worst, *place));
        let tally: Tally = report
            .findings
            .iter()
            .filter(|finding| finding.is_active())
            .map(|finding| finding.severity)
            .collect();
        Self {
            packages: packages
                .into_iter()
                .map(|(_, _, package)| package)
                .filter(|package| !package.rows.is_empty())
                .collect(),
            affected_files,
            scanned_files: scanned.map(|files| files.max(affected_files)),
            has_packages: scanned.is_none()
                || affected > 0
                || !inventory.components.is_empty()
                || !inventory.formats.is_empty(),
            files: files
                .into_iter()
                .filter_map(|file| file.from(show_from))
                .collect(),
            waived: waived(report),
            below: tally.below(show_from),
            tally,
            affected,
            audited,
            beyond: inventory.components.len() - audited - open_build_requirements,
        }
    }

    /// The numbers in one line without a full stop: `1 critical, 2 high in 3 of 42 packages, 1 waived`.
    pub(crate) fn numbers(&self) -> String {
        let mut looked_at = Vec::new();
        let is_clean = self.tally.total() == 0;
        if self.has_packages {
            let packages = wording::counted(self.audited, "package");
            looked_at.push(if is_clean {
                packages
            } else {
                format!("{} of {packages}", self.affected)
            });
        }
        if let Some(files) = self.scanned_files {
            let files = wording::counted(files, "file");
            looked_at.push(if is_clean {
                files
            } else {
                format!("{} of {files}", wording::thousands(self.affected_files))
            });
        }
        let looked_at = looked_at.join(" and ");
        let mut line = if is_clean {
            format!("nothing against {looked_at}")
        } else {
            format!("{} in {looked_at}", self.tally)
        };
        if !self.waived.is_empty() {
            let _ = write!(line, ", {} waived", wording::thousands(self.waived.len()));
        }
        line
    }

    /// What stands for the worst finding: an advisory's id or a rule's name, to be asked about.
    pub(crate) fn example(&self) -> Option<&'a str> {
        let package = self.packages.first();
        let file = self.files.first();
        let of_package = package.and_then(|package| package.rows.first());
        let of_file = file.and_then(FileView::worst);
        match (of_package, of_file) {
            (Some(row), Some(finding)) if row.severity() < finding.severity => {
                Some(finding.rule.name)
            }
            (None, Some(finding)) => Some(finding.rule.name),
            (row, _) => row.map(|row| row.id),
        }
    }
}

/// Files of code that were looked at.
fn looked_at(scan: &CodeScan) -> usize {
    scan.files
        .iter()
        .filter(|file| file.refused.is_none())
        .count()
}

/// What was audited: `47 packages in uv.lock; 3 more could not be audited; 142 files, 18,204 lines of code`, with so many
/// files named.
pub(crate) fn coverage(report: &Report, view: &ReportView<'_>, files: usize) -> String {
    let read = &report.inventory.formats;
    let mut names: Vec<String> = read.iter().map(|read| wording::prose(&read.path)).collect();
    // A resolution stands beside the file that it answers.
    names.dedup();
    let code = report.code.as_ref().map(|scan| {
        let lines = scan.files.iter().map(|file| file.loc).sum();
        let files = wording::counted(looked_at(scan), "file");
        format!("{files}, {}", wording::counted(lines, "line"))
    });
    if let (false, Some(code)) = (view.has_packages, &code) {
        return code.clone();
    }
    let mut coverage = wording::counted(view.audited, "package");
    if !names.is_empty() {
        coverage.push_str(" in ");
        coverage.push_str(&wording::listed(&names, files));
    }
    if view.beyond > 0 {
        let _ = write!(
            coverage,
            "; {} more could not be audited",
            wording::thousands(view.beyond)
        );
    }
    if let Some(code) = code {
        let _ = write!(coverage, "; {code} of code");
    }
    coverage
}

/// Notices by what they mean: parts that were not covered (heaviest first), and notes.
pub(crate) fn notices(report: &Report) -> (Vec<&Notice>, Vec<&Notice>) {
    let mut notices: Vec<&Notice> = report.notices.iter().collect();
    notices.sort_by_key(|notice| notice.weight);
    notices
        .into_iter()
        .partition(|notice| notice.weight < Weight::Info)
}

/// Whether a note is about something its reader wrote and should mend: it is shown without being asked for.
pub(crate) fn asks_for_action(note: &Notice) -> bool {
    matches!(
        note.kind,
        NoticeKind::WaiverExpired
            | NoticeKind::WaiverUnmatched
            | NoticeKind::WaiverReview
            | NoticeKind::Conflict
    )
}

/// The word for how much a notice matters.
pub(crate) fn weight_word(weight: Weight) -> &'static str {
    match weight {
        Weight::Incomplete => "incomplete",
        Weight::Gap => "gap",
        Weight::Info => "note",
    }
}

fn waived(report: &Report) -> Vec<(Option<&Component>, Row<'_>)> {
    let mut waived: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| !finding.is_active())
        .map(|finding| {
            let component = finding.component.map(|id| report.inventory.component(id));
            (component, Row::new(finding, component))
        })
        .collect();
    waived.sort_by_key(|(_, row)| Reverse(row.finding.urgency()));
    waived
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn packages_stand_worst_first_with_their_ways() {
        let report = sample::storefront();
        let view = ReportView::new(&report, Severity::Info);
        let lines: Vec<String> = view
            .packages
            .iter()
            .map(|package| {
                let (name, version) = package.title();
                let version = version.unwrap_or_default();
                format!(
                    "{name} {version}: {} ({})",
                    package.tally,
                    package.origin().join(" · ")
                )
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        reqeusts 0.0.1: 1 critical (direct · requirements.txt:10 and 1 more)
        urllib3 1.26.5: 1 high, 1 medium, 1 low (via requests and boto3 › botocore · uv.lock:990)
        jinja2 3.1.2: 2 high, 3 medium (direct · requirements.txt:6 and 1 more)
        torch 2.0.1+cpu: 1 high (direct · requirements.txt:14 and 1 more)
        requests 2.31.0: 1 medium (direct · requirements.txt:11 and 1 more)
        pyjwt 2.8.0: 1 unknown (via requests · uv.lock:760)
        ev\u{1b}[2jil|<b>`@admin 1.0\u{202e}0.1: 1 unknown (direct · re\u{1b}]0;x\u{7}qs.txt:4)
        ");
        insta::assert_snapshot!(view.numbers(), @"1 critical, 4 high, 5 medium, 2 unknown, 1 low in 7 of 11 packages, 1 waived");
    }

    #[test]
    fn hidden_levels_still_count() {
        let report = sample::storefront();
        let all = ReportView::new(&report, Severity::Info);
        let high = ReportView::new(&report, Severity::High);
        assert_eq!(all.numbers(), high.numbers());
        assert_eq!(high.below, all.tally.below(Severity::High));
        assert!(high.packages.len() < all.packages.len());
        let shown: usize = high.packages.iter().map(|package| package.rows.len()).sum();
        assert_eq!(shown + high.below, all.tally.total());
    }
}
