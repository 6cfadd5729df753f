//! Two reports beside one another: which packages came, went and moved, and which findings that brings or clears.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{
    Component, ComponentId, Ecosystem, Finding, Notice, NoticeKind, PackageName, Paths, Report,
    Scope, Severity, Verdict, Weight,
};

use crate::package_view::PackageView;

mod document;
mod human;
mod markdown;
mod pairs;
#[cfg(test)]
mod tests;

/// Two states of one project, compared.
pub struct Comparison<'a> {
    base: Side<'a>,
    head: Side<'a>,
    /// Through whom the packages of each came.
    ways: (Paths<'a>, Paths<'a>),
    changes: Vec<PackageChange<'a>>,
    /// Active findings of the head that the base does not have, worst first.
    brought: Vec<&'a Finding>,
    cleared: usize,
    /// Active findings that both have.
    standing: usize,
}

/// One of the two states.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// As the user named it.
    pub name: &'a str,
    /// What was found in it.
    pub report: &'a Report,
}

/// How a package changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    Added,
    Removed,
    Up,
    Down,
    /// The same version from another place, or one that is asked for otherwise.
    Other,
    /// Nothing moved, and yet findings did.
    Same,
}

impl ChangeKind {
    /// The stable word of machine formats.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Up => "upgraded",
            Self::Down => "downgraded",
            Self::Other => "changed",
            Self::Same => "unchanged",
        }
    }
}

/// One package, or one copy of it, that is not as it was.
pub(crate) struct PackageChange<'a> {
    pub(crate) kind: ChangeKind,
    pub(crate) from: Option<(ComponentId, &'a Component)>,
    pub(crate) to: Option<(ComponentId, &'a Component)>,
    /// Active findings that were not there, worst first.
    pub(crate) brings: Vec<&'a Finding>,
    /// Findings that counted and no longer do, worst first.
    pub(crate) clears: Vec<&'a Finding>,
}

impl<'a> PackageChange<'a> {
    fn named(&self) -> Option<&'a Component> {
        self.to.or(self.from).map(|(_, component)| component)
    }
}

/// Which packages are compared with one another: copies that somebody else than the project looks after are apart.
type Key<'a> = (&'a Ecosystem, &'a PackageName, Option<&'a Scope>);

impl<'a> Comparison<'a> {
    /// Compares two reports that were made with the same data and settings.
    pub fn new(base: Side<'a>, head: Side<'a>) -> Self {
        let mut changes = pairs::changes(base.report, head.report);
        let before = active(base.report);
        let after = active(head.report);
        let mut brought = missing(head.report, &before);
        let mut cleared = missing(base.report, &after);
        let urgency = |finding: &&Finding| std::cmp::Reverse(finding.urgency());
        brought.sort_by_key(urgency);
        cleared.sort_by_key(urgency);
        pairs::attach(&mut changes, head.report, &brought, true);
        pairs::attach(&mut changes, base.report, &cleared, false);
        changes.sort_by_key(|change| {
            let worst = change.brings.iter().map(|finding| finding.urgency()).max();
            let name = change.named().map(|component| &component.name);
            (std::cmp::Reverse(worst), name, change.kind)
        });
        Self {
            ways: (base.report.inventory.paths(), head.report.inventory.paths()),
            base,
            head,
            changes,
            standing: after.len() - brought_ids(&brought),
            brought,
            cleared: cleared.len(),
        }
    }

    /// The findings that are to be judged: what the head brings.
    pub fn brought(&self) -> Vec<Finding> {
        self.brought.iter().copied().cloned().collect()
    }

    /// What is to be judged of the reading: of the head what the base does not say too, and whatever was not done on
    /// either side. What a gap hid in the base can make a finding look new, never hide one.
    pub fn notices(&self) -> Vec<Notice> {
        // Of two files compared, each has a name of its own, and says the same for all that.
        let is_file = |side: &Side<'_>| matches!(side.report.targets.as_slice(), [only] if only.kind == "file");
        let are_files = is_file(&self.base) && is_file(&self.head);
        let identity = |notice: &'a Notice| {
            let place = place_of(notice).filter(|_| !are_files);
            (notice.kind, place, notice.message.as_str())
        };
        let said: BTreeSet<_> = self.base.report.notices.iter().map(identity).collect();
        let is_new = |notice: &&'a Notice| {
            notice.weight == Weight::Incomplete || !said.contains(&identity(notice))
        };
        let of_head = self.head.report.notices.iter().filter(is_new);
        let of_base = self.base.report.notices.iter();
        // A base in which there is nothing yet hides nothing.
        let of_base = of_base.filter(|notice| {
            notice.weight == Weight::Incomplete && notice.kind != NoticeKind::NothingFound
        });
        let mut notices: Vec<Notice> = of_head.chain(of_base).cloned().collect();
        notices.sort();
        notices.dedup();
        notices
    }

    /// For people, on a terminal or in a log; in short where `quiet`.
    pub fn human(&self, verdict: &Verdict, quiet: bool) -> String {
        human::render(self, verdict, quiet)
    }

    /// As a comment on a pull request, of no more than GitHub takes. Its first line marks it, so that the next one can
    /// take its place.
    pub fn markdown(&self, verdict: &Verdict, notices: &[Notice]) -> String {
        markdown::render(self, verdict, notices)
    }

    /// As one JSON document, `pyward-diff/1`.
    pub fn json(&self, verdict: &Verdict, notices: &[Notice]) -> String {
        document::render(self, verdict, notices)
    }

    /// `direct, requirements.txt:6`, `via flask › werkzeug, uv.lock:12`: of the head, else of the base.
    pub(crate) fn origin(&self, change: &PackageChange<'_>) -> String {
        let (id, report, paths) = match (change.to, change.from) {
            (Some((id, _)), _) => (id, self.head.report, &self.ways.1),
            (None, Some((id, _))) => (id, self.base.report, &self.ways.0),
            (None, None) => return String::new(),
        };
        let view = PackageView::new(Some(id), &[], &report.inventory, paths, Severity::Info);
        view.origin().join(", ")
    }

    /// How many changes there are of each kind, in the order of the kinds.
    pub(crate) fn counts(&self) -> BTreeMap<ChangeKind, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            *counts.entry(change.kind).or_default() += 1;
        }
        counts
    }

    /// `2 packages added, 1 removed, 3 upgraded`.
    pub(crate) fn summary(&self) -> String {
        let counts = self.counts();
        let parts: Vec<String> = counts
            .iter()
            .filter(|(kind, _)| **kind != ChangeKind::Same)
            .enumerate()
            .map(|(at, (kind, count))| {
                let noun = match (at, count) {
                    (0, 1) => " package",
                    (0, _) => " packages",
                    _ => "",
                };
                format!(
                    "{}{noun} {}",
                    crate::wording::thousands(*count),
                    kind.word()
                )
            })
            .collect();
        if parts.is_empty() {
            "no package changed".to_owned()
        } else {
            parts.join(", ")
        }
    }

    /// `brings 2 (1 high, 1 medium), clears 3, 4 were there before`.
    pub(crate) fn balance(&self) -> String {
        let tally: crate::tally::Tally = self.brought.iter().map(|it| it.severity).collect();
        let mut parts = Vec::new();
        match self.brought.len() {
            0 => parts.push("brings no finding".to_owned()),
            count => parts.push(format!(
                "brings {} ({tally})",
                crate::wording::counted(count, "finding")
            )),
        }
        if self.cleared > 0 {
            parts.push(format!(
                "clears {}",
                crate::wording::thousands(self.cleared)
            ));
        }
        match self.standing {
            0 => {}
            1 => parts.push("1 was there before".to_owned()),
            count => parts.push(format!(
                "{} were there before",
                crate::wording::thousands(count)
            )),
        }
        parts.join(", ")
    }
}

/// Whether the gate lets the change pass, in a sentence of its own: that of the verdict speaks of whole projects.
pub(crate) fn verdict_sentence(verdict: &Verdict) -> String {
    use pyward_model::GateOutcome::{Block, Incomplete, Warn};
    let because = |wanted| {
        let lines = verdict
            .gates
            .iter()
            .filter(move |line| line.outcome == wanted);
        let lines: Vec<&str> = lines.map(|line| &*line.because).collect();
        lines.join("; ")
    };
    let (blocks, undone, warns) = (because(Block), because(Incomplete), because(Warn));
    match (blocks.as_str(), undone.as_str(), warns.as_str()) {
        ("", "", "") => "the gate passes".to_owned(),
        ("", "", warns) => format!("the gate passes, with a warning: {warns}"),
        ("", undone, _) => format!("incomplete: {undone}"),
        (blocks, "", _) => format!("the gate blocks: {blocks}"),
        (blocks, undone, _) => format!("the gate blocks: {blocks}; also incomplete: {undone}"),
    }
}

fn active(report: &Report) -> BTreeSet<&str> {
    let active = report.findings.iter().filter(|it| it.is_active());
    active.map(|finding| &*finding.fingerprint).collect()
}

fn brought_ids(brought: &[&Finding]) -> usize {
    let ids: BTreeSet<&str> = brought.iter().map(|it| &*it.fingerprint).collect();
    ids.len()
}

/// The active findings of a report that are not among these.
fn missing<'a>(report: &'a Report, others: &BTreeSet<&str>) -> Vec<&'a Finding> {
    let active = report.findings.iter().filter(|it| it.is_active());
    active
        .filter(|finding| !others.contains(&*finding.fingerprint))
        .collect()
}

/// The file a notice is about; its line moves with what stands above.
fn place_of(notice: &Notice) -> Option<&str> {
    notice.location.as_ref().map(|at| &*at.path)
}
