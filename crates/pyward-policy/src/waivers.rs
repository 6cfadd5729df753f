//! Waivers at work: what is accepted is marked, and what is wrong with the ignore list is told.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{
    Component, Date, Finding, Inventory, Notice, NoticeKind, PackageName, Severity, Suppression,
    SuppressionKind, Version,
};

use crate::NamedPackage;
use crate::context::contexts_of;
use crate::waiver::is_of_rule;
use crate::wording::{listed, verb};
use crate::{IgnoreRules, Settings, Until, Unused, Waiver};

/// How many findings a notice names one by one.
const NAMED: usize = 5;

/// Marks the findings that waivers or `--ignore` accept on the day `today`, and says which entries have ended, are due
/// for review or matched nothing.
///
/// The first entry that covers a finding and still holds marks it; `--ignore` marks what no entry does. An entry past its
/// end never marks: what it covers counts, and a notice says since when. No finding is removed, and a mark that is
/// already there stays.
pub fn apply(
    findings: &mut [Finding],
    inventory: &Inventory,
    settings: &Settings,
    today: Date,
) -> Vec<Notice> {
    let index = Index::of(&settings.waivers);
    let mut standings = vec![Standing::default(); settings.waivers.len()];
    let mut typed = TypedIgnores::of(&settings.ignore_ids);
    for finding in findings {
        let component = finding
            .component
            .and_then(|id| inventory.components.get(id.index()));
        let mut ended = Vec::new();
        let mut mark = None;
        for at in index.candidates(finding, component) {
            let (Some(waiver), Some(standing)) = (settings.waivers.get(at), standings.get_mut(at))
            else {
                continue;
            };
            if !waiver.covers(finding, component, &settings.ground) {
                continue;
            }
            standing.matched = true;
            if !is_within(waiver, finding, inventory, settings) {
                continue;
            }
            match hold(waiver, finding, &settings.ignores, today) {
                Ok(until) => mark = mark.or_else(|| Some(by_waiver(waiver, until))),
                Err(end) => ended.push((at, end)),
            }
        }
        let by_hand = typed.matches(finding, component).then(by_command_line);
        if finding.suppression.is_none() {
            finding.suppression = mark.or(by_hand);
        }
        let counts = finding.is_active();
        for (at, end) in ended {
            if let Some(standing) = standings.get_mut(at) {
                let named = standing.ended.entry(end).or_default();
                named.extend(counts.then(|| label(finding, component)));
            }
        }
    }
    let entries = settings.waivers.iter().zip(&standings);
    entries
        .flat_map(|(waiver, standing)| told(waiver, standing, settings.ignores.unused, today))
        .chain(typed.unmatched())
        .collect()
}

/// Whether a finding is reached in the environments of an entry alone.
fn is_within(
    waiver: &Waiver,
    finding: &Finding,
    inventory: &Inventory,
    settings: &Settings,
) -> bool {
    let named = |place: Option<usize>| {
        let context = place.and_then(|place| settings.contexts.get(place));
        context.is_some_and(|it| waiver.environments.contains(&it.name))
    };
    waiver.environments.is_empty()
        || contexts_of(finding, inventory, &settings.contexts)
            .into_iter()
            .all(named)
}

/// What became of an entry.
#[derive(Clone, Default)]
struct Standing {
    matched: bool,
    /// Why it no longer, or not yet, holds, and the findings that count because of it.
    ended: BTreeMap<End, BTreeSet<String>>,
}

/// Why an entry that covers a finding does not mark it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Its last day is past.
    Expired(Date),
    /// The days that the policy allows from `added` on are past.
    TooLong(Date, u32, Severity),
    /// A version clears what was waived until one would.
    FixAvailable(Version),
    /// It was decided in the future.
    NotYet(Date),
}

/// Until when an entry marks a finding that it covers, or why it does not.
fn hold(
    waiver: &Waiver,
    finding: &Finding,
    rules: &IgnoreRules,
    today: Date,
) -> Result<Option<Date>, End> {
    // A day of grace: east of Greenwich tomorrow has begun.
    if let Some(added) = waiver.added.filter(|added| *added > today.plus_days(1)) {
        return Err(End::NotYet(added));
    }
    if let Some(expires) = waiver.expires.filter(|last| today > *last) {
        return Err(End::Expired(expires));
    }
    let days = rules.max_days.get(&finding.severity);
    let days = days.filter(|_| !waiver.status.is_harmless());
    let longest = waiver.added.zip(days).map(|(added, days)| {
        let last = added.plus_days(i32::try_from(*days).unwrap_or(i32::MAX));
        (last, *days)
    });
    if let Some((last, days)) = longest.filter(|(last, _)| today > *last) {
        return Err(End::TooLong(last, days, finding.severity));
    }
    if waiver.until == Until::FixAvailable
        && let Some(fix) = &finding.fix
    {
        return Err(End::FixAvailable(fix.version.clone()));
    }
    let last = longest.map(|(last, _)| last);
    Ok(waiver.expires.into_iter().chain(last).min())
}

fn by_waiver(waiver: &Waiver, until: Option<Date>) -> Suppression {
    Suppression {
        kind: SuppressionKind::Waiver,
        reason: if waiver.reason.is_empty() {
            "no reason is given".to_owned()
        } else {
            waiver.reason.clone()
        },
        owner: waiver.owner.clone(),
        until,
        status: Some(waiver.status.word().to_owned()),
        location: Some(waiver.location.clone()),
    }
}

fn by_command_line() -> Suppression {
    Suppression {
        kind: SuppressionKind::CommandLine,
        reason: "ignored on the command line".to_owned(),
        owner: None,
        until: None,
        status: None,
        location: None,
    }
}

/// `CVE-2024-1 in jinja2 3.1.2`.
fn label(finding: &Finding, component: Option<&Component>) -> String {
    let id = finding
        .advisory
        .as_ref()
        .map_or(finding.rule.name, |group| &group.id);
    if let (None, None, Some(place)) = (&finding.advisory, component, finding.locations.first()) {
        return format!("{id} in {place}");
    }
    match component {
        Some(Component { name, version, .. }) => match version {
            Some(version) => format!("{id} in {name} {version}"),
            None => format!("{id} in {name}"),
        },
        None => id.to_owned(),
    }
}

/// What is to be said of an entry.
fn told(waiver: &Waiver, standing: &Standing, unused: Unused, today: Date) -> Vec<Notice> {
    let place = || Some(waiver.location.clone());
    let subject = waiver.subject();
    if !standing.matched {
        let past = waiver.expires.filter(|last| today > *last);
        let past = past.map_or(String::new(), |last| format!(", and expired on {last}"));
        let message = format!("the waiver of {subject} matched nothing{past}");
        let notice = Notice::info(NoticeKind::WaiverUnmatched, place(), message)
            .hint("remove the entry, or correct its id, package, versions or paths");
        return (unused != Unused::Allow)
            .then_some(notice)
            .into_iter()
            .collect();
    }
    let mut notices: Vec<Notice> = Vec::new();
    for (end, findings) in &standing.ended {
        let again = if matches!(end, End::NotYet(_)) {
            ""
        } else {
            " again"
        };
        let counts = match findings.len() {
            0 => "what it covers is accepted elsewhere".to_owned(),
            count => {
                let verb = verb(count, "counts", "count");
                format!("{} {verb}{again}", listed(findings, NAMED))
            }
        };
        let (kind, why, hint) = end.words();
        let message = format!("the waiver of {subject} {why}: {counts}");
        notices.push(Notice::info(kind, place(), message).hint(hint));
    }
    let due = waiver.review.filter(|review| today >= *review);
    if let Some(review) = due.filter(|_| standing.ended.is_empty()) {
        let message = format!("the waiver of {subject} is due for review since {review}");
        notices.push(
            Notice::info(NoticeKind::WaiverReview, place(), message)
                .hint("look at it again, then set a new `review` or remove the entry"),
        );
    }
    notices
}

impl End {
    /// The kind of notice, what happened, and what to do.
    fn words(&self) -> (NoticeKind, String, &'static str) {
        let again = "clear what it covered, or decide again and write it down with new dates";
        match self {
            Self::Expired(last) => (
                NoticeKind::WaiverExpired,
                format!("expired on {last}"),
                again,
            ),
            Self::TooLong(last, days, severity) => (
                NoticeKind::WaiverExpired,
                format!(
                    "expired on {last}, {days} days after it was added, the most that `max-days` \
                     allows for {severity} findings"
                ),
                again,
            ),
            Self::FixAvailable(version) => (
                NoticeKind::WaiverReview,
                format!("held until a fix would be available, and {version} is one"),
                "upgrade, then remove the entry",
            ),
            Self::NotYet(added) => (
                NoticeKind::WaiverReview,
                format!("is dated {added} and does not hold before"),
                "correct `added`",
            ),
        }
    }
}

/// Entries by what they speak of, so that not every entry is asked about every finding.
struct Index<'a> {
    by_id: BTreeMap<String, Vec<usize>>,
    by_package: BTreeMap<&'a NamedPackage, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(waivers: &'a [Waiver]) -> Self {
        let mut index = Self {
            by_id: BTreeMap::new(),
            by_package: BTreeMap::new(),
        };
        for (at, waiver) in waivers.iter().enumerate() {
            match (&waiver.id, &waiver.package) {
                (Some(id), _) => {
                    let id = id.to_ascii_lowercase();
                    index.by_id.entry(id).or_default().push(at);
                }
                (None, Some(package)) => index.by_package.entry(package).or_default().push(at),
                (None, None) => {}
            }
        }
        index
    }

    /// The entries that may cover a finding, in the order they are written.
    fn candidates(&self, finding: &Finding, component: Option<&Component>) -> BTreeSet<usize> {
        let ids = finding.advisory.iter().flat_map(|group| group.ids());
        let rule = finding.rule;
        let names = std::iter::once(&rule.name).chain(rule.aliases).copied();
        let names = names.filter(|_| finding.advisory.is_none());
        let ids = ids.chain(names);
        let by_id = ids.filter_map(|id| self.by_id.get(&id.to_ascii_lowercase()));
        let named = component
            .filter(|_| !self.by_package.is_empty())
            .map(NamedPackage::of);
        let by_package = named.and_then(|named| self.by_package.get(&named));
        by_id.chain(by_package).flatten().copied().collect()
    }
}

/// What `--ignore` names: `ID` or `ID@PACKAGE`, the package by its name on PyPI or its package URL.
struct TypedIgnores<'a> {
    ignores: Vec<TypedIgnore<'a>>,
}

struct TypedIgnore<'a> {
    text: &'a str,
    id: &'a str,
    package: Option<NamedPackage>,
    matched: bool,
}

impl<'a> TypedIgnores<'a> {
    fn of(texts: &'a [String]) -> Self {
        let ignores = texts.iter().map(|text| {
            let (id, package) = match text.split_once('@') {
                // What names no package matches nothing, and that is told.
                Some((id, package)) => {
                    let named = NamedPackage::parse(package);
                    let verbatim = || NamedPackage::pypi(PackageName::pypi(package));
                    (id, Some(named.unwrap_or_else(|_| verbatim())))
                }
                None => (text.as_str(), None),
            };
            TypedIgnore {
                text,
                id: id.trim(),
                package,
                matched: false,
            }
        });
        Self {
            ignores: ignores.collect(),
        }
    }

    /// Whether any of them names the finding; all that do are remembered.
    fn matches(&mut self, finding: &Finding, component: Option<&Component>) -> bool {
        let mut any = false;
        for ignore in &mut self.ignores {
            let package = ignore.package.as_ref();
            let is_named = match &finding.advisory {
                Some(group) => group.has_id(ignore.id),
                None => is_of_rule(finding, ignore.id),
            };
            if is_named && package.is_none_or(|named| component.is_some_and(|it| named.is_of(it))) {
                ignore.matched = true;
                any = true;
            }
        }
        any
    }

    fn unmatched(&self) -> impl Iterator<Item = Notice> {
        self.ignores.iter().filter(|it| !it.matched).map(|it| {
            let message = format!("`--ignore {}` matched nothing", it.text);
            Notice::info(NoticeKind::WaiverUnmatched, None, message)
                .hint("it is cleared, misspelt, or of a package that is not here")
        })
    }
}

#[cfg(test)]
mod tests;
