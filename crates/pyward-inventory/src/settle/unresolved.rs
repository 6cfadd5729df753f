//! What is asked for, put beside what is pinned: a declared dependency that a lock pins is evidence for the pinned
//! component; one that nothing pins is listed as such.

use std::collections::HashMap;
use std::sync::Arc;

use pyward_model::{
    Component, Ecosystem, Location, Notice, NoticeKind, Origin, PackageName, Scope, Specifiers,
    Version,
};

use super::Read;
use super::merge::{Merge, count, list};
use crate::environments::Environments;
use crate::format::Role;
use crate::marker::Marker;
use crate::reading::{Package, Requires};

/// What some file pins a name to.
struct Pin {
    version: Option<Version>,
    from_index: bool,
    /// Its place in the inventory.
    place: usize,
}

/// What the locks and requirements of a unit pin, of all that is asked for without a pin.
pub(crate) struct Pinned {
    by_name: HashMap<PackageName, Vec<Pin>>,
    any_lock: bool,
}

/// A pin whose place is not known yet: the number of its package in the reading, and what it pins.
pub(crate) struct Unplaced {
    number: usize,
    name: PackageName,
    version: Option<Version>,
    from_index: bool,
}

impl Pinned {
    /// Nothing yet, with room for what will be asked about: most of what a lock pins nobody declares.
    pub(crate) fn new(reads: &[Read]) -> Self {
        let manifests = reads
            .iter()
            .filter(|read| read.format.role() == Role::Manifest);
        let declared = manifests
            .flat_map(|read| &read.reading.roots)
            .map(|root| &root.requires.name);
        let unpinned = reads
            .iter()
            .flat_map(|read| &read.reading.packages)
            .map(|package| &package.component)
            .filter(|component| !is_pinned(component))
            .map(|component| &component.name);
        Self {
            by_name: declared
                .chain(unpinned)
                .map(|name| (name.clone(), Vec::new()))
                .collect(),
            any_lock: false,
        }
    }

    /// Notes what kind of pins a reading has, and finds those that will be asked about.
    pub(crate) fn find(&mut self, read: &Read) -> Vec<Unplaced> {
        let packages = &read.reading.packages;
        let pins =
            |package: &Package| package.component.version.is_some() && package.via.is_empty();
        self.any_lock |= match read.format.role() {
            Role::Lock => true,
            // A pinned requirements file stands for a lock.
            Role::Requirements => packages.iter().any(pins),
            Role::Manifest | Role::Environment | Role::Sbom | Role::Archive => false,
        };
        if self.by_name.is_empty() {
            return Vec::new();
        }
        let components = packages.iter().map(|package| &package.component);
        components
            .enumerate()
            .filter(|(_, it)| is_pinned(it) && is_python(it) && self.by_name.contains_key(&it.name))
            .map(|(number, it)| Unplaced {
                number,
                name: it.name.clone(),
                version: it.version.clone(),
                from_index: it.origin.is_index(),
            })
            .collect()
    }

    /// Takes pins with the places that the packages of their reading got. What was left out pins nothing.
    pub(crate) fn learn(&mut self, pins: Vec<Unplaced>, places: &[Option<usize>]) {
        for Unplaced {
            number,
            name,
            version,
            from_index,
        } in pins
        {
            if let Some(place) = places.get(number).copied().flatten() {
                self.by_name.entry(name).or_default().push(Pin {
                    version,
                    from_index,
                    place,
                });
            }
        }
    }

    /// Everything a name is pinned to.
    fn of(&self, name: &PackageName) -> &[Pin] {
        self.by_name
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

impl Pin {
    /// Whether it is what is asked for: a version within the specifiers, and nothing from an index where a certain file
    /// or repository is wanted. Specifiers of a tool's own notation are taken on trust.
    fn answers(&self, specifiers: &str, origin: &Origin) -> bool {
        let within = self.version.as_ref().is_none_or(|version| {
            Specifiers::parse(specifiers).map_or(true, |asked| asked.contains(version))
        });
        within && (origin.is_index() || !self.from_index)
    }
}

/// Whether it is a certain version, or the one thing that is found at a place.
fn is_pinned(component: &Component) -> bool {
    component.version.is_some() || !component.origin.is_index()
}

/// Whether its name is that of a Python package: conda has them beside PyPI, and what bills of materials list of npm and
/// the like only happens to be called the same.
fn is_python(component: &Component) -> bool {
    match &component.ecosystem {
        Ecosystem::PyPI => true,
        Ecosystem::Other(kind) => &**kind == "conda",
    }
}

/// Settles every declared dependency and every unpinned requirement of a unit.
pub(crate) fn declare(
    reads: &[Read],
    environments: &Environments,
    pinned: &Pinned,
    merge: &mut Merge,
) {
    for read in reads {
        let mut open = Open::default();
        if read.format.role() == Role::Manifest {
            for root in &read.reading.roots {
                open.settle(
                    &root.requires,
                    &root.scope,
                    &root.location,
                    environments,
                    pinned,
                    merge,
                );
            }
        }
        for package in &read.reading.packages {
            let component = &package.component;
            if !is_pinned(component) {
                open.settle_requirement(component, read.format.role(), environments, pinned, merge);
            }
        }
        open.tell(read, pinned, merge);
    }
}

/// What of one file nothing pins.
#[derive(Default)]
struct Open {
    names: Vec<String>,
    build: Vec<String>,
    /// Whether the file itself names an exact version of something that runs.
    exact: bool,
}

impl Open {
    fn settle(
        &mut self,
        requires: &Requires,
        scope: &Scope,
        location: &Location,
        environments: &Environments,
        pinned: &Pinned,
        merge: &mut Merge,
    ) {
        if !applies(requires.marker.as_deref(), environments) {
            let message = format!(
                "{} is needed by no chosen Python or platform",
                requires.name
            );
            merge.notices.push(Notice::info(
                NoticeKind::Excluded,
                Some(location.clone()),
                message,
            ));
            return;
        }
        if *scope != Scope::Build {
            let pins = pinned.of(&requires.name);
            let mut answered = false;
            for pin in pins
                .iter()
                .filter(|pin| pin.answers(&requires.specifiers, &requires.origin))
            {
                answered = true;
                merge.declare(pin.place, location, scope);
            }
            if answered {
                return;
            }
            if let Some(pin) = pins.first() {
                let asked = format!("{}{}", requires.name, requires.specifiers);
                merge.notices.push(out_of_step(&asked, Some(location), pin));
            }
        }
        let mut component = component_of(requires);
        self.exact |= *scope != Scope::Build && component.version.is_some();
        component.scopes.insert(scope.clone());
        component.locations.push(location.clone());
        if component.version.is_none() && component.origin.is_index() {
            let asked = format!("{}{}", requires.name, requires.specifiers);
            if *scope == Scope::Build {
                self.build.push(asked);
            } else {
                self.names.push(asked);
            }
        }
        merge.add(component);
    }

    fn settle_requirement(
        &mut self,
        component: &Component,
        role: Role,
        environments: &Environments,
        pinned: &Pinned,
        merge: &mut Merge,
    ) {
        let markers = &component.markers;
        if !markers.is_empty()
            && !markers
                .iter()
                .any(|marker| applies(Some(marker), environments))
        {
            return;
        }
        let asked = component.requirement.as_deref().unwrap_or_default();
        let pins = if is_python(component) {
            pinned.of(&component.name)
        } else {
            &[]
        };
        let mut answered = false;
        for pin in pins
            .iter()
            .filter(|pin| pin.answers(asked, &component.origin))
        {
            answered = true;
            for (location, scope) in component
                .locations
                .iter()
                .take(1)
                .flat_map(|it| component.scopes.iter().map(move |scope| (it, scope)))
            {
                merge.declare(pin.place, location, scope);
            }
        }
        if answered {
            return;
        }
        // Locks, environments and SBOMs tell of an entry without a version themselves, with its place.
        if matches!(role, Role::Requirements | Role::Archive) {
            let asked = format!("{}{asked}", component.name);
            if let Some(pin) = pins.first() {
                merge
                    .notices
                    .push(out_of_step(&asked, component.locations.first(), pin));
            }
            self.names.push(asked);
        }
        merge.add(component.clone());
    }

    fn tell(mut self, read: &Read, pinned: &Pinned, merge: &mut Merge) {
        let file = Location::file(Arc::clone(read.path.shown()));
        for names in [&mut self.names, &mut self.build] {
            names.sort();
            names.dedup();
        }
        if !self.names.is_empty() {
            let number = self.names.len();
            let notice = if read.format.role() == Role::Manifest && !pinned.any_lock {
                let message = format!("no lock file pins what it declares: {}", list(&self.names));
                Notice::gap(NoticeKind::Unlocked, Some(file.clone()), message).hint(
                    "lock the project (for example `uv lock`), or audit the environment it runs in",
                )
            } else {
                let message = format!(
                    "{} no single version: {}",
                    count(number, "requirement names", "requirements name"),
                    list(&self.names)
                );
                Notice::gap(NoticeKind::Unpinned, Some(file.clone()), message)
                    .hint("pin them with `==`, or audit a lock file or the environment they are installed in")
            };
            merge.notices.push(notice);
        }
        // Exact versions in a manifest pin what it asks for, and nothing of what that needs in turn.
        if self.names.is_empty()
            && self.exact
            && read.format.role() == Role::Manifest
            && !pinned.any_lock
        {
            let message = "no lock file pins what its dependencies need in turn: only what it names was checked";
            merge.notices.push(
                Notice::gap(NoticeKind::Unlocked, Some(file.clone()), message).hint(
                    "lock the project (for example `uv lock`), or audit the environment it runs in",
                ),
            );
        }
        if !self.build.is_empty() {
            let message = format!(
                "{} no single version: {}",
                count(
                    self.build.len(),
                    "build requirement names",
                    "build requirements name"
                ),
                list(&self.build)
            );
            merge
                .notices
                .push(Notice::info(NoticeKind::Unpinned, Some(file), message));
        }
    }
}

fn applies(marker: Option<&str>, environments: &Environments) -> bool {
    marker.is_none_or(|marker| {
        Marker::parse(marker).map_or(true, |marker| marker.applies(environments, &[]))
    })
}

/// The component a declared dependency stands for while nothing pins it; its own `==` is a pin.
fn component_of(requires: &Requires) -> Component {
    let pin = Specifiers::parse(&requires.specifiers)
        .ok()
        .and_then(|specifiers| specifiers.pin().cloned());
    let mut component = Component::pypi(requires.name.clone(), pin);
    component.origin = requires.origin.clone();
    component.direct = true;
    component.extras = requires.extras.iter().cloned().collect();
    component.markers = requires.marker.iter().cloned().collect();
    if component.version.is_none() {
        component.requirement = Some(requires.specifiers.clone());
    }
    component
}

/// A pin that is not what is asked for: which of the two is used nobody can tell, so both are listed.
fn out_of_step(asked: &str, location: Option<&Location>, pin: &Pin) -> Notice {
    let pinned = pin
        .version
        .as_ref()
        .map_or("another source", |version| version.as_str());
    let message = format!(
        "{} is asked for, {} is pinned: what pins is out of step with what is asked for",
        pyward_model::printable(asked),
        pyward_model::printable(pinned)
    );
    Notice::gap(NoticeKind::Conflict, location.cloned(), message).hint("lock the project again")
}

/// One requirements file that pins a package to several versions for the same environments.
pub(crate) fn conflicts(read: &Read) -> Vec<Notice> {
    if read.format.role() != Role::Requirements {
        return Vec::new();
    }
    let mut seen: HashMap<&PackageName, (&Version, Option<&Location>)> = HashMap::new();
    let mut notices = Vec::new();
    for component in read
        .reading
        .packages
        .iter()
        .map(|package| &package.component)
    {
        let Some(version) = component
            .version
            .as_ref()
            .filter(|_| component.markers.is_empty())
        else {
            continue;
        };
        let (first, place) = *seen
            .entry(&component.name)
            .or_insert((version, component.locations.first()));
        if first != version {
            let at = place.map(|place| format!(" ({place})")).unwrap_or_default();
            let message = format!(
                "{} is pinned to {} here and to {}{at}: both are audited",
                component.name,
                pyward_model::printable(version.as_str()),
                pyward_model::printable(first.as_str())
            );
            let location = component.locations.first().cloned();
            notices.push(
                Notice::info(NoticeKind::Conflict, location, message)
                    .hint("keep one of the two pins"),
            );
        }
    }
    notices
}
