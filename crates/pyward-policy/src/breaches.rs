//! What the policy has against packages, whatever is known about their flaws.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{
    Breach, BreachKind, Component, ComponentId, Date, Ecosystem, Inventory, Notice, NoticeKind,
    Origin, PackageName, Version, printable,
};

use crate::package_rules::plain_index;
use crate::wording::{listed, verb};
use crate::{AllowedPackage, BlockedPackage, Cooldown, PackageRules, Unlisted, WaivedVersions};

/// The address of the default index.
const PYPI: &str = "https://pypi.org/simple";

/// How many packages a notice names one by one.
const NAMED: usize = 5;

/// What is known of releases besides what the inventory says.
pub struct Releases<'a> {
    /// The days releases were first uploaded, where the inventory does not say so.
    pub uploads: &'a [(ComponentId, Date)],
    /// Whether a release is the first to clear an advisory.
    pub is_security_fix: &'a dyn Fn(&PackageName, &Version) -> bool,
}

/// What the policy does not want of what is there, sorted, and what could not be told. Copies inside of other packages
/// are their holders' business and left out.
pub fn breaches(
    inventory: &Inventory,
    rules: &PackageRules,
    releases: &Releases<'_>,
    today: Date,
) -> (Vec<Breach>, Vec<Notice>) {
    let mut judge = Judge {
        rules,
        today,
        parents: parents(inventory),
        breaches: Vec::new(),
        unversioned: BTreeSet::new(),
        undated: BTreeSet::new(),
        unplaced: BTreeSet::new(),
    };
    for (id, component) in inventory.iter() {
        let is_own = component.ecosystem == Ecosystem::PyPI && component.vendored_by().is_none();
        if !is_own || component.is_open_build_requirement() {
            continue;
        }
        judge.blocked(id, component);
        judge.unlisted(id, component);
        if let Some(cooldown) = rules.cooldown {
            judge.fresh(id, component, cooldown, releases);
        }
    }
    let mut notices = judge.notices();
    notices.extend(ended(rules, today));
    let mut breaches = judge.breaches;
    breaches.sort();
    (breaches, notices)
}

/// The components whose upload day is wanted and not known from the inventory.
pub fn undated(inventory: &Inventory, rules: &PackageRules) -> Vec<ComponentId> {
    if rules.cooldown.is_none() {
        return Vec::new();
    }
    let wanted = inventory.iter().filter(|(_, it)| {
        it.uploaded.is_none()
            && it.version.is_some()
            && is_released(it)
            && it.vendored_by().is_none()
    });
    wanted.map(|(id, _)| id).collect()
}

/// Whether it is a release of an index, which has a day of upload.
fn is_released(component: &Component) -> bool {
    component.ecosystem == Ecosystem::PyPI && component.origin.is_index()
}

/// Who needs each component.
fn parents(inventory: &Inventory) -> BTreeMap<ComponentId, BTreeSet<&PackageName>> {
    let mut parents: BTreeMap<ComponentId, BTreeSet<&PackageName>> = BTreeMap::new();
    for edge in &inventory.edges {
        if let Some(parent) = inventory.components.get(edge.from.index()) {
            parents.entry(edge.to).or_default().insert(&parent.name);
        }
    }
    parents
}

struct Judge<'a> {
    rules: &'a PackageRules,
    today: Date,
    parents: BTreeMap<ComponentId, BTreeSet<&'a PackageName>>,
    breaches: Vec<Breach>,
    /// What a range of versions is written for, and has no version.
    unversioned: BTreeSet<String>,
    /// Whose day of upload nobody knows.
    undated: BTreeSet<String>,
    /// What shall come from an index, and is installed: nobody knows from where.
    unplaced: BTreeSet<String>,
}

/// Whether an entry's range holds a component's version.
enum InRange {
    Yes,
    No,
    /// There is no version to compare.
    Unknown,
}

fn in_range(component: &Component, versions: Option<&WaivedVersions>) -> InRange {
    match (versions, &component.version) {
        (None, _) => InRange::Yes,
        (Some(range), Some(version)) if range.specifiers.contains(version) => InRange::Yes,
        (Some(_), Some(_)) => InRange::No,
        (Some(_), None) => InRange::Unknown,
    }
}

impl Judge<'_> {
    fn blocked(&mut self, id: ComponentId, component: &Component) {
        let rules = self.rules;
        let mut told = BTreeSet::new();
        for entry in &rules.block {
            if !entry.name.covers(component) {
                continue;
            }
            match in_range(component, entry.versions.as_ref()) {
                InRange::Yes => {}
                InRange::No => continue,
                InRange::Unknown => {
                    self.unversioned.insert(shown(component));
                    continue;
                }
            }
            let breach = if entry.is_about_index() {
                self.misplaced(component, entry)
                    .map(|what| (BreachKind::WrongIndex, what))
            } else {
                self.unwrapped(id, component, entry)
                    .map(|what| (BreachKind::Blocked, what))
            };
            if let Some((kind, what)) = breach
                && told.insert(kind)
            {
                self.breaches.push(Breach {
                    component: Some(id),
                    kind,
                    what: format!("{what}: {}", entry.reason),
                    subject: None,
                    location: Some(entry.location.clone()),
                });
            }
        }
    }

    /// What is to be said against a blocked package, unless only those need it that may.
    fn unwrapped(
        &self,
        id: ComponentId,
        component: &Component,
        entry: &BlockedPackage,
    ) -> Option<String> {
        let instead = entry
            .use_instead
            .as_ref()
            .map(|it| format!(", use {it} instead"))
            .unwrap_or_default();
        if entry.wrappers.is_empty() {
            return Some(format!("is blocked{instead}"));
        }
        let wrappers: BTreeSet<String> = entry.wrappers.iter().map(ToString::to_string).collect();
        let only = format!("is blocked but below {}", listed(&wrappers, NAMED));
        if component.direct {
            return Some(format!(
                "{only}, and the project asks for it itself{instead}"
            ));
        }
        let Some(parents) = self.parents.get(&id) else {
            return Some(format!("{only}, and nothing says who needs it{instead}"));
        };
        let others: BTreeSet<String> = parents
            .iter()
            .filter(|parent| !entry.wrappers.contains(parent))
            .map(ToString::to_string)
            .collect();
        (!others.is_empty()).then(|| {
            let needs = verb(others.len(), "needs", "need");
            format!("{only}, and {} {needs} it{instead}", listed(&others, NAMED))
        })
    }

    /// What is to be said against where a package comes from.
    fn misplaced(&mut self, component: &Component, entry: &BlockedPackage) -> Option<String> {
        let from = match &component.origin {
            // Local folders are the project's own.
            Origin::Path { .. } => return None,
            Origin::Index if is_installed(component) => {
                self.unplaced.insert(shown(component));
                return None;
            }
            Origin::Index => PYPI,
            Origin::NamedIndex(url) | Origin::Url(url) | Origin::Vcs { url, .. } => url,
        };
        let is_from = |urls: &[Box<str>]| {
            let from = plain_index(from);
            urls.iter().any(|url| plain_index(url) == from)
        };
        let shown = match &component.origin {
            Origin::Index => "the default index".to_owned(),
            _ => printable(from).into_owned(),
        };
        if is_from(&entry.index) {
            return Some(format!("comes from {shown}, and must not"));
        }
        (!entry.index_not.is_empty() && !is_from(&entry.index_not)).then(|| {
            let wanted: BTreeSet<String> =
                entry.index_not.iter().map(ToString::to_string).collect();
            format!("comes from {shown}, not from {}", listed(&wanted, NAMED))
        })
    }

    fn unlisted(&mut self, id: ComponentId, component: &Component) {
        // A local folder is the project's own.
        let is_foreign = !matches!(component.origin, Origin::Path { .. });
        if self.rules.unlisted == Unlisted::Allow || !is_foreign {
            return;
        }
        let mut ranges = BTreeSet::new();
        let mut ended = None;
        for entry in self
            .rules
            .allow
            .iter()
            .filter(|it| it.name.covers(component))
        {
            if let Some(last) = entry.expires.filter(|last| self.today > *last) {
                ended = Some(last);
                continue;
            }
            match in_range(component, entry.versions.as_ref()) {
                InRange::Yes => return,
                InRange::No | InRange::Unknown => {
                    ranges.extend(entry.versions.iter().map(|range| range.text.to_string()));
                }
            }
        }
        let what = match (ranges.is_empty(), ended, &component.version) {
            (false, _, Some(_)) => {
                format!(
                    "is not approved in this version, only {}",
                    listed(&ranges, NAMED)
                )
            }
            (false, _, None) => format!(
                "has no version, and is approved in {} only",
                listed(&ranges, NAMED)
            ),
            (true, Some(last), _) => format!("is approved no longer, since {last}"),
            (true, None, _) => "is on no list of approved packages".to_owned(),
        };
        self.breaches.push(Breach {
            component: Some(id),
            kind: BreachKind::Unlisted,
            what,
            subject: None,
            location: None,
        });
    }

    fn fresh(
        &mut self,
        id: ComponentId,
        component: &Component,
        cooldown: Cooldown,
        releases: &Releases<'_>,
    ) {
        let Some(version) = component
            .version
            .as_ref()
            .filter(|_| is_released(component))
        else {
            return;
        };
        let asked = || {
            let place = releases.uploads.binary_search_by_key(&id, |(id, _)| *id);
            let place = place.ok()?;
            releases.uploads.get(place).map(|(_, day)| *day)
        };
        let Some(uploaded) = component.uploaded.or_else(asked) else {
            self.undated.insert(shown(component));
            return;
        };
        let days = i32::try_from(cooldown.days).unwrap_or(i32::MAX);
        let free = uploaded.plus_days(days);
        if self.today >= free {
            return;
        }
        if cooldown.except_security_fixes && (releases.is_security_fix)(&component.name, version) {
            return;
        }
        self.breaches.push(Breach {
            component: Some(id),
            kind: BreachKind::Fresh,
            what: format!(
                "was uploaded on {uploaded}, and is to be used from {free} on, after {} {}",
                cooldown.days,
                if cooldown.days == 1 { "day" } else { "days" }
            ),
            subject: None,
            location: None,
        });
    }

    fn notices(&self) -> Vec<Notice> {
        let tell = |names: &BTreeSet<String>, what: &str, hint: &str| {
            (!names.is_empty()).then(|| {
                let message = format!("{}: {what}", listed(names, NAMED));
                Notice::gap(NoticeKind::PolicyUnanswered, None, message).hint(hint)
            })
        };
        let undated = tell(
            &self.undated,
            "the day of upload is not known, so nobody can say whether the cooldown is over",
            "`--service index` asks the index; uv.lock and pylock.toml of today state it",
        );
        let unversioned = tell(
            &self.unversioned,
            "without a version nobody can say whether an entry for blocked packages holds",
            "pin it, or lock the project",
        );
        let unplaced = tell(
            &self.unplaced,
            "what is installed does not say which index it came from, as the policy asks",
            "audit the lock or the requirements it was installed from",
        );
        [undated, unversioned, unplaced]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Whether all that is known of a component is that it is installed.
fn is_installed(component: &Component) -> bool {
    let is_metadata = |path: &str| path.contains(".dist-info") || path.contains(".egg-info");
    !component.locations.is_empty() && component.locations.iter().all(|at| is_metadata(&at.path))
}

/// `name version`.
fn shown(component: &Component) -> String {
    let name = match &component.version {
        Some(version) => format!("{} {version}", component.name),
        None => component.name.to_string(),
    };
    printable(&name).into_owned()
}

/// Says which approvals have ended.
fn ended(rules: &PackageRules, today: Date) -> Vec<Notice> {
    let is_past = |entry: &&AllowedPackage| entry.expires.is_some_and(|last| today > last);
    let ended = rules.allow.iter().filter(is_past);
    ended
        .map(|entry| {
            let last = entry.expires.unwrap_or(today);
            let message = format!("the approval of {} has ended on {last}", entry.subject());
            Notice::info(
                NoticeKind::WaiverExpired,
                Some(entry.location.clone()),
                message,
            )
            .hint("look at the package again, then set a new `expires` or remove the entry")
        })
        .collect()
}
