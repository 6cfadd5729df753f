//! What several files say of one package becomes one component with all the evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyward_model::{
    Component, ComponentId, Ecosystem, Edge, FormatRead, Inventory, Location, Notice, NoticeKind,
    Origin, PackageName, Project, Scope, Version, Weight, printable,
};

use super::Read;
use super::graph::Walked;

/// How many names a notice lists before it counts.
const NAMED: usize = 6;

/// A component's identity: two statements with one key speak of the same thing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    ecosystem: Ecosystem,
    name: PackageName,
    /// Resolved before unresolved.
    unresolved: bool,
    version: Option<Version>,
    /// Legacy and local spellings that compare equal but are written differently are still one version.
    requirement: Option<Box<str>>,
    /// Packages from indexes are one whatever the index; others are what they are got from.
    origin: Option<Origin>,
}

/// The inventory in the making; components are numbered as they come and put in order at the end.
pub(crate) struct Merge {
    index: BTreeMap<Key, usize>,
    components: Vec<Component>,
    edges: Vec<(usize, usize)>,
    projects: BTreeSet<Project>,
    formats: Vec<FormatRead>,
    pub(crate) notices: Vec<Notice>,
}

impl Merge {
    pub(crate) fn new(notices: Vec<Notice>) -> Self {
        Self {
            index: BTreeMap::new(),
            components: Vec::new(),
            edges: Vec::new(),
            projects: BTreeSet::new(),
            formats: Vec::new(),
            notices,
        }
    }

    pub(crate) fn told(&mut self, format: FormatRead) {
        self.formats.push(format);
    }

    pub(crate) fn projects(&mut self, projects: &mut Vec<Project>) {
        self.projects.extend(projects.drain(..));
    }

    /// Takes over the packages of a reading; returns their places, `None` for those left out.
    pub(crate) fn packages(&mut self, read: &mut Read, walked: Walked) -> Vec<Option<usize>> {
        let mut left_out = Vec::new();
        let packages = std::mem::take(&mut read.reading.packages);
        let mut places = Vec::with_capacity(packages.len());
        let facts = walked
            .direct
            .into_iter()
            .zip(walked.scopes)
            .zip(walked.excluded);
        for (package, ((direct, scopes), excluded)) in packages.iter().zip(facts) {
            let pinned =
                package.component.version.is_some() || !package.component.origin.is_index();
            if excluded {
                left_out.push(package.component.name.clone());
            }
            places.push((!excluded && pinned).then(|| {
                let component = Component {
                    direct,
                    scopes,
                    ..package.component.clone()
                };
                self.add(component)
            }));
        }
        read.reading.packages = packages;
        for (from, to) in walked.edges {
            if let (Some(Some(from)), Some(Some(to))) = (places.get(from), places.get(to)) {
                self.edges.push((*from, *to));
            }
        }
        if !left_out.is_empty() {
            self.notices.push(excluded(&read.path, left_out));
        }
        places
    }

    /// Adds a component, or its evidence to the one that is there.
    pub(crate) fn add(&mut self, component: Component) -> usize {
        let key = Key {
            ecosystem: component.ecosystem.clone(),
            name: component.name.clone(),
            unresolved: component.version.is_none(),
            version: component.version.clone(),
            requirement: component
                .requirement
                .clone()
                .filter(|_| component.version.is_none()),
            origin: Some(&component.origin)
                .filter(|origin| !origin.is_index())
                .cloned(),
        };
        if let Some(&place) = self.index.get(&key) {
            if let Some(known) = self.components.get_mut(place) {
                join(known, component);
            }
            return place;
        }
        let place = self.components.len();
        self.index.insert(key, place);
        self.components.push(component);
        place
    }

    /// Adds evidence of the project's own wish to a component.
    pub(crate) fn declare(&mut self, place: usize, location: &Location, scope: &Scope) {
        if let Some(component) = self.components.get_mut(place) {
            component.direct = true;
            component.scopes.insert(scope.clone());
            component.locations.push(location.clone());
        }
    }

    /// The inventory, everything in its order.
    pub(crate) fn finish(self) -> Inventory {
        let mut new_place = vec![ComponentId(0); self.components.len()];
        for (new, old) in self.index.values().enumerate() {
            if let Some(slot) = new_place.get_mut(*old) {
                *slot = ComponentId(new as u32);
            }
        }
        let place = |old: usize| {
            new_place
                .get(old)
                .copied()
                .expect("every component has a place")
        };
        let mut edges: Vec<Edge> = self
            .edges
            .iter()
            .map(|&(from, to)| Edge {
                from: place(from),
                to: place(to),
            })
            .filter(|edge| edge.from != edge.to)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut slots: Vec<Option<Component>> = self.components.into_iter().map(Some).collect();
        let mut components: Vec<Component> = self
            .index
            .into_values()
            .filter_map(|old| slots.get_mut(old).and_then(Option::take))
            .collect();
        let mut notices = self.notices;
        for component in &mut components {
            component.locations.sort();
            component.locations.dedup();
            component.hashes.sort();
            component.hashes.dedup();
            notices.extend(not_from_an_index(component));
        }
        notices.sort();
        notices.dedup();
        let mut formats = self.formats;
        formats.sort();
        Inventory {
            components,
            edges,
            projects: self.projects.into_iter().collect(),
            formats,
            skipped: Vec::new(),
            notices,
        }
    }
}

fn join(known: &mut Component, more: Component) {
    known.direct |= more.direct;
    known.scopes.extend(more.scopes);
    known.extras.extend(more.extras);
    // Needed without a marker anywhere is needed always.
    if known.markers.is_empty() || more.markers.is_empty() {
        known.markers.clear();
    } else {
        known.markers.extend(more.markers);
    }
    known.hashes.extend(more.hashes);
    known.locations.extend(more.locations);
    if known.origin == Origin::Index {
        known.origin = more.origin;
    }
}

fn excluded(path: &pyward_target::TreePath, mut names: Vec<PackageName>) -> Notice {
    names.sort();
    names.dedup();
    let message = format!(
        "{} needed by no chosen Python or platform: {}",
        count(names.len(), "package is", "packages are"),
        list(&names)
    );
    Notice::info(
        NoticeKind::Excluded,
        Some(Location::file(Arc::clone(path.shown()))),
        message,
    )
}

fn not_from_an_index(component: &Component) -> Option<Notice> {
    let name = &component.name;
    let source = match &component.origin {
        Origin::Index | Origin::NamedIndex(_) => return None,
        Origin::Url(url) => format!("a file at {}", printable(url)),
        Origin::Vcs { url, .. } => format!("the repository {}", printable(url)),
        Origin::Path { path, .. } => format!("the local {}", printable(path)),
    };
    let local = matches!(component.origin, Origin::Path { .. });
    let (weight, message) = match component.auditable_version() {
        Some(version) => {
            let version = printable(version.as_str());
            (
                Weight::Info,
                format!(
                    "{name} comes from {source}, and is audited as the release {version} it says it is"
                ),
            )
        }
        None if local => (
            Weight::Info,
            format!("{name} comes from {source}: advisories do not speak of it"),
        ),
        None => (
            Weight::Gap,
            format!(
                "{name} comes from {source} and states no version: advisories cannot be asked about it"
            ),
        ),
    };
    let location = component.locations.first().cloned();
    Some(Notice {
        weight,
        kind: NoticeKind::Unauditable,
        location,
        message,
        hint: None,
    })
}

/// `1 package is`, `3 packages are`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The first names, and how many more.
pub(crate) fn list(names: &[impl AsRef<str>]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| printable(name.as_ref()).into_owned())
        .collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
