//! What several files say of one package becomes one component with all the evidence.

use std::collections::BTreeSet;
use std::sync::Arc;

use pyward_model::{
    Component, ComponentId, Ecosystem, Edge, FormatRead, Inventory, Location, Notice, NoticeKind,
    Origin, PackageName, Project, Requirement, Scope, Version, Weight, printable,
};

use super::Read;
use super::graph::Walked;

/// How many places are listed as evidence of one statement.
const EVIDENCE: usize = 200;
/// How many names a notice lists before it counts.
const NAMED: usize = 6;

/// A component's identity: two statements with one key speak of the same thing, and components stand in its order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    ecosystem: &'a Ecosystem,
    name: &'a PackageName,
    /// Resolved before unresolved.
    unresolved: bool,
    version: Option<&'a Version>,
    /// Legacy and local spellings that compare equal but are written differently are still one version.
    requirement: Option<&'a str>,
    /// A copy that is not the project's own is another.
    keeper: Option<&'a Scope>,
    /// Without a version, packages from indexes are one whatever the index; others are what they are got from.
    origin: Option<&'a Origin>,
}

impl<'a> Key<'a> {
    fn of(component: &'a Component) -> Self {
        let unresolved = component.version.is_none();
        Self {
            ecosystem: &component.ecosystem,
            name: &component.name,
            unresolved,
            version: component.version.as_ref(),
            keeper: component.keeper(),
            requirement: component.requirement.as_deref().filter(|_| unresolved),
            origin: Some(&component.origin).filter(|origin| unresolved && !origin.is_index()),
        }
    }
}

/// A component as one file tells of it, and the place under which others speak of it.
struct Told {
    place: usize,
    component: Component,
}

/// The inventory in the making: statements are taken as they come, and put in order and together at the end.
pub(crate) struct Merge {
    told: Vec<Told>,
    edges: Vec<(u32, u32)>,
    projects: BTreeSet<Project>,
    pub(crate) requirements: Vec<Requirement>,
    formats: Vec<FormatRead>,
    /// Whether evidence was left out of a list.
    unlisted: bool,
    pub(crate) notices: Vec<Notice>,
}

impl Merge {
    pub(crate) fn new(notices: Vec<Notice>) -> Self {
        Self {
            told: Vec::new(),
            edges: Vec::new(),
            projects: BTreeSet::new(),
            requirements: Vec::new(),
            formats: Vec::new(),
            unlisted: false,
            notices,
        }
    }

    pub(crate) fn told(&mut self, format: FormatRead) {
        self.formats.push(format);
    }

    pub(crate) fn projects(&mut self, projects: &mut Vec<Project>) {
        self.projects.extend(projects.drain(..));
    }

    /// Takes over the pinned packages of a reading, and leaves the others in it; returns the places of all, `None` for
    /// those left out.
    pub(crate) fn packages(&mut self, read: &mut Read, walked: Walked) -> Vec<Option<usize>> {
        let mut left_out = Vec::new();
        let mut packages = std::mem::take(&mut read.reading.packages);
        for (scope, indices) in walked.needed_for {
            for index in indices {
                if let Some(package) = packages.get_mut(index as usize) {
                    package.component.scopes.insert(scope.clone());
                }
            }
        }
        for (index, markers) in walked.conditions {
            if let Some(package) = packages.get_mut(index as usize)
                && package.component.markers.is_empty()
            {
                package.component.markers.extend(markers);
            }
        }
        let mut places = Vec::with_capacity(packages.len());
        self.told.reserve(packages.len());
        let marks = walked.direct.into_iter().zip(walked.excluded);
        for (mut package, (direct, excluded)) in packages.into_iter().zip(marks) {
            let component = &package.component;
            if excluded {
                left_out.push(component.name.clone());
            }
            if component.version.is_none() && component.origin.is_index() {
                places.push(None);
                read.reading.packages.push(package);
                continue;
            }
            places.push((!excluded).then(|| {
                package.component.direct = direct;
                self.add(package.component)
            }));
        }
        let place = |index: u32| Some(places.get(index as usize).copied()?? as u32);
        let edges = walked.edges.into_iter();
        self.edges
            .extend(edges.filter_map(|(from, to)| Some((place(from)?, place(to)?))));
        if !left_out.is_empty() {
            self.notices.push(excluded(&read.path, left_out));
        }
        places
    }

    /// Adds a component, or evidence for one that is there.
    pub(crate) fn add(&mut self, component: Component) -> usize {
        let place = self.told.len();
        self.told.push(Told { place, component });
        place
    }

    /// Adds who needs whom, by their indices among the components that were added at these places.
    pub(super) fn edges(&mut self, edges: &[(ComponentId, ComponentId)], places: &[usize]) {
        let place = |id: ComponentId| places.get(id.index()).map(|place| *place as u32);
        let known = edges.iter();
        self.edges
            .extend(known.filter_map(|(from, to)| Some((place(*from)?, place(*to)?))));
    }

    /// Adds evidence of the project's own wish to a component.
    pub(crate) fn declare(&mut self, place: usize, location: &Location, scope: &Scope) {
        if let Some(Told { component, .. }) = self.told.get_mut(place) {
            component.direct = true;
            component.scopes.insert(scope.clone());
            if component.locations.len() < EVIDENCE {
                component.locations.push(location.clone());
            } else {
                self.unlisted = true;
            }
        }
    }

    /// The inventory, everything in its order.
    pub(crate) fn finish(mut self) -> Inventory {
        // Stable: of several statements the first one made is the one that the others are joined to.
        self.told
            .sort_by(|a, b| Key::of(&a.component).cmp(&Key::of(&b.component)));
        let mut joined: Vec<(usize, usize)> = Vec::new();
        self.told.dedup_by(|more, known| {
            let is_same = Key::of(&more.component) == Key::of(&known.component);
            if is_same {
                join(&mut known.component, &mut more.component);
                joined.push((more.place, known.place));
            }
            is_same
        });
        let mut ids = vec![ComponentId(0); self.told.len() + joined.len()];
        for (id, told) in (0u32..).map(ComponentId).zip(&self.told) {
            if let Some(slot) = ids.get_mut(told.place) {
                *slot = id;
            }
        }
        let id = |ids: &[ComponentId], place: usize| {
            ids.get(place).copied().expect("every place has been told")
        };
        for (place, known) in joined {
            let known = id(&ids, known);
            if let Some(slot) = ids.get_mut(place) {
                *slot = known;
            }
        }
        let mut edges: Vec<Edge> = self
            .edges
            .into_iter()
            .map(|(from, to)| Edge {
                from: id(&ids, from as usize),
                to: id(&ids, to as usize),
            })
            .filter(|edge| edge.from != edge.to)
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let mut components: Vec<Component> =
            self.told.into_iter().map(|told| told.component).collect();
        let mut notices = self.notices;
        if self.unlisted {
            let message = format!(
                "of packages that more than {EVIDENCE} places ask for, not every place is listed"
            );
            notices.push(Notice::info(NoticeKind::Limit, None, message));
        }
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
        let mut requirements = self.requirements;
        requirements.sort();
        requirements.dedup();
        Inventory {
            components,
            edges,
            requirements,
            projects: self.projects.into_iter().collect(),
            states: Vec::new(),
            sources: 0,
            formats,
            skipped: Vec::new(),
            asked: Vec::new(),
            notices,
        }
    }
}

fn join(known: &mut Component, more: &mut Component) {
    known.direct |= more.direct;
    known.scopes.extend(std::mem::take(&mut more.scopes));
    known.extras.extend(std::mem::take(&mut more.extras));
    // Needed without a marker anywhere is needed always.
    if known.markers.is_empty() || more.markers.is_empty() {
        known.markers.clear();
    } else {
        known.markers.extend(std::mem::take(&mut more.markers));
    }
    known.hashes.append(&mut more.hashes);
    known.uploaded = known.uploaded.into_iter().chain(more.uploaded).min();
    known.locations.append(&mut more.locations);
    // What comes from an index can be asked about, so that word counts; and an index by name says more.
    let says_more = known.origin == Origin::Index && more.origin.is_index();
    if says_more || (!known.origin.is_index() && more.origin.is_index()) {
        known.origin = std::mem::take(&mut more.origin);
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
            format!("{name} comes from {source} and is taken for code of your own"),
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
