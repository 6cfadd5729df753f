//! A world of packages small enough to look at every set of versions.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyward_model::{Change, PackageName, Severity, Specifiers, Stuck, Version};

use crate::tests::shelf::{affected, pins, request};
use crate::upgrade::{Ban, PlanError, Planned, Scope, Solver, Upgrade, plan};
use crate::{
    Metadata, Mode, Pin, Release, ReleaseMetadata, Releases, Request, Resolution, ResolveError,
    Resolved, Source, Status,
};

/// One set of versions.
pub(super) type Set = BTreeMap<PackageName, Version>;

#[derive(Clone, Debug)]
struct Entry {
    requires: Vec<String>,
    yanked: bool,
    python: Option<String>,
}

/// Packages, their versions, and what they require.
#[derive(Debug, Default)]
pub(super) struct Universe {
    packages: BTreeMap<PackageName, BTreeMap<Version, Entry>>,
    pub(super) unverified: BTreeSet<PackageName>,
    pub(super) quarantined: BTreeSet<PackageName>,
    pub(super) asked: Cell<usize>,
}

/// `core>=1,<2` as name and clauses.
fn split(text: &str) -> (PackageName, Specifiers) {
    let text = text.split(';').next().unwrap().trim();
    let end = text.find(['<', '>', '=', '!', '~']).unwrap_or(text.len());
    let (name, clauses) = text.split_at(end);
    (
        PackageName::pypi(name.trim()),
        Specifiers::parse(clauses).unwrap(),
    )
}

impl Universe {
    /// From lines such as `client 1.0: core>=1,<2 side`.
    pub(super) fn new(lines: &str) -> Self {
        let mut universe = Self::default();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (head, requires) = line.split_once(':').unwrap_or((line, ""));
            let mut words = head.split_whitespace();
            let name = PackageName::pypi(words.next().unwrap());
            let version = Version::new(words.next().unwrap());
            let mut entry = Entry {
                requires: requires.split_whitespace().map(str::to_owned).collect(),
                yanked: false,
                python: None,
            };
            for word in words {
                match word.strip_prefix("python") {
                    Some(python) => entry.python = Some(python.to_owned()),
                    None => entry.yanked = true,
                }
            }
            universe
                .packages
                .entry(name)
                .or_default()
                .insert(version, entry);
        }
        universe
    }

    fn wishes(&self, name: &PackageName, version: &Version) -> Vec<(PackageName, Specifiers)> {
        let entry = self.packages.get(name).and_then(|all| all.get(version));
        let requires = entry
            .map(|entry| entry.requires.clone())
            .unwrap_or_default();
        requires.iter().map(|text| split(text)).collect()
    }

    /// The versions a request leaves, best first.
    fn choices(&self, request: &Request, name: &PackageName) -> Vec<Version> {
        let limits: Vec<Specifiers> = request
            .constraints
            .iter()
            .map(|constraint| split(&constraint.text))
            .filter(|(other, _)| other == name)
            .map(|(_, clauses)| clauses)
            .collect();
        let pin = request.preferences.iter().find(|pin| pin.name == *name);
        let pin = pin.map(|pin| &pin.version);
        let python = Version::new("3.12.0");
        let mut versions: Vec<Version> = self
            .packages
            .get(name)
            .into_iter()
            .flatten()
            .filter(|(version, entry)| {
                let fits = entry.python.as_deref().map(Specifiers::parse);
                limits.iter().all(|limit| limit.contains(version))
                    && !request.forbidden.contains(name, version)
                    && (!entry.yanked || pin == Some(version))
                    && (!version.is_prerelease() || pin == Some(version))
                    && fits.is_none_or(|fits| fits.unwrap().contains(&python))
            })
            .map(|(version, _)| version.clone())
            .collect();
        versions.reverse();
        if let (Mode::LeastChange, Some(pin)) = (request.mode, pin) {
            let above = versions.iter().take_while(|version| *version > pin).count();
            versions[..above].reverse();
        }
        if let Some(place) = versions.iter().position(|version| Some(version) == pin) {
            let kept = versions.remove(place);
            versions.insert(0, kept);
        }
        versions
    }

    /// Looks for sets of versions, in order; `found` says whether to go on.
    pub(super) fn sets(
        &self,
        request: &Request,
        found: &mut dyn FnMut(&Set) -> bool,
    ) -> BTreeSet<PackageName> {
        let open: Vec<(PackageName, Specifiers)> = request
            .requirements
            .iter()
            .map(|requirement| split(&requirement.text))
            .collect();
        let mut met = BTreeSet::new();
        // A root without any version is seen at once, or all sets of the others would be tried before.
        let hopeless = open
            .iter()
            .find(|(name, _)| self.choices(request, name).is_empty());
        if let Some((name, _)) = hopeless {
            return BTreeSet::from([name.clone()]);
        }
        self.walk(request, &mut Set::new(), &open, &mut met, found);
        met
    }

    fn walk(
        &self,
        request: &Request,
        chosen: &mut Set,
        open: &[(PackageName, Specifiers)],
        met: &mut BTreeSet<PackageName>,
        found: &mut dyn FnMut(&Set) -> bool,
    ) -> bool {
        met.extend(open.iter().map(|(name, _)| name.clone()));
        for (name, clauses) in open {
            if chosen
                .get(name)
                .is_some_and(|version| !clauses.contains(version))
            {
                return true;
            }
        }
        let Some((name, _)) = open.iter().find(|(name, _)| !chosen.contains_key(name)) else {
            return found(chosen);
        };
        let name = name.clone();
        for version in self.choices(request, &name) {
            let mut further = open.to_vec();
            further.extend(self.wishes(&name, &version));
            chosen.insert(name.clone(), version);
            let goes_on = self.walk(request, chosen, &further, met, found);
            chosen.remove(&name);
            if !goes_on {
                return false;
            }
        }
        true
    }

    fn resolution(&self, request: &Request, set: &Set) -> Resolution {
        let direct: BTreeSet<PackageName> = request
            .requirements
            .iter()
            .map(|requirement| split(&requirement.text).0)
            .collect();
        let mut via: BTreeMap<PackageName, BTreeSet<PackageName>> = BTreeMap::new();
        for (name, version) in set {
            for (other, _) in self.wishes(name, version) {
                via.entry(other).or_default().insert(name.clone());
            }
        }
        let packages = set.iter().map(|(name, version)| Resolved {
            name: name.clone(),
            version: Some(version.clone()),
            extras: BTreeSet::new(),
            marker: None,
            origin: Source::Index("".into()),
            direct: direct.contains(name),
            via: via.get(name).cloned().unwrap_or_default(),
            requires: self
                .wishes(name, version)
                .into_iter()
                .map(|(other, _)| other)
                .collect(),
            hashes: Vec::new(),
            files: Vec::new(),
            yanked: None,
            metadata: if self.unverified.contains(name) {
                Metadata::Unverified
            } else {
                Metadata::Known
            },
        });
        Resolution {
            packages: packages.collect(),
            ..Resolution::default()
        }
    }
}

impl Solver for Universe {
    fn resolve(&self, request: &Request) -> Result<Resolution, ResolveError> {
        self.asked.set(self.asked.get() + 1);
        let mut first = None;
        let met = self.sets(request, &mut |set| {
            first = Some(set.clone());
            false
        });
        first
            .map(|set| self.resolution(request, &set))
            .ok_or_else(|| ResolveError::Unsolvable {
                report: String::new(),
                packages: met.into_iter().collect(),
                hints: Vec::new(),
            })
    }

    fn releases(&self, name: &PackageName) -> Result<Arc<Releases>, ResolveError> {
        let versions = self
            .packages
            .get(name)
            .ok_or_else(|| ResolveError::NotFound {
                package: name.clone(),
            })?;
        let releases = versions.iter().map(|(version, entry)| Release {
            version: version.clone(),
            files: Vec::new(),
            yanked: entry.yanked.then(|| "".into()),
            requires_python: entry.python.as_deref().map(Box::from),
            uploaded: None,
        });
        Ok(Arc::new(Releases {
            name: name.clone(),
            status: if self.quarantined.contains(name) {
                Status::Quarantined
            } else {
                Status::Active
            },
            reason: None,
            releases: releases.collect(),
        }))
    }

    fn metadata(
        &self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Option<ReleaseMetadata>, ResolveError> {
        let entry = self.packages.get(name).and_then(|all| all.get(version));
        Ok(entry.map(|entry| ReleaseMetadata {
            requires: entry
                .requires
                .iter()
                .map(|text| text.as_str().into())
                .collect(),
            requires_python: None,
            extras: Vec::new(),
        }))
    }
}

/// `NAME ID SEVERITY FROM TO`, a ban a line; `-` is no end.
pub(super) fn bans(lines: &str) -> Vec<Ban> {
    let read = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, id, severity, from, to] = words[..] else {
            panic!("{line}");
        };
        Ban {
            package: PackageName::pypi(name),
            id: id.into(),
            severity: Severity::from_word(severity).unwrap(),
            affected: affected(&[(from, if to == "-" { "" } else { to })]),
        }
    };
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(read).collect()
}

pub(super) fn upgrade(roots: &[&str], installed: &str, banned: &str) -> Upgrade {
    let installed: Vec<&str> = installed.split_whitespace().collect();
    let installed: Vec<Pin> = pins(&installed);
    Upgrade {
        base: request(roots),
        installed,
        bans: bans(banned),
        settled: BTreeSet::new(),
        only: None,
        max_step: None,
        scope: Scope::Conservative,
    }
}

pub(super) fn planned(solver: &dyn Solver, upgrade: &Upgrade) -> Planned {
    plan(solver, upgrade, &|| false).unwrap_or_else(|error: PlanError| panic!("{error:?}"))
}

/// A plan, one line for each thing.
pub(super) fn told(planned: &Planned) -> String {
    let mut lines: Vec<String> = planned.plan.changes.iter().map(change).collect();
    lines.extend(planned.plan.stuck.iter().map(stuck));
    lines.extend(planned.notes.iter().map(|note| format!("note: {note}")));
    lines.join("\n")
}

fn change(change: &Change) -> String {
    let version = |version: &Option<Version>| {
        version
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string)
    };
    let mut line = format!(
        "{} {} -> {} ({}",
        change.name,
        version(&change.from),
        version(&change.to),
        change.step
    );
    if change.direct {
        line.push_str(", direct");
    }
    for name in &change.via {
        line = format!("{line}, via {name}");
    }
    line.push(')');
    for cleared in &change.clears {
        line = format!("{line} {}:{}", cleared.id, cleared.severity);
    }
    if let Some(because) = &change.because {
        line = format!("{line}: {because}");
    }
    for hint in &change.hints {
        line = format!("{line} [{hint}]");
    }
    line
}

fn stuck(stuck: &Stuck) -> String {
    let flaws: Vec<String> = stuck
        .flaws
        .iter()
        .map(|flaw| format!("{}:{}", flaw.id, flaw.severity))
        .collect();
    format!(
        "{} {} keeps {}: {}\n  {}",
        stuck.name,
        stuck.version,
        flaws.join(" "),
        stuck.because,
        stuck.way_out.as_deref().unwrap_or("-")
    )
}
