//! One project of a target, as the planner must know it: what it asks for, what it has, which files say so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pyward_inventory::{FORMATS, Role};
use pyward_model::{
    Component, Inventory, Origin, PackageName, Requirement, Scope, Specifiers, Version,
};
use pyward_resolve::{Known, Pin, PythonVersion, Request, Target};

use crate::environment::Environment;
use crate::failure::Failure;
use crate::{indexes, resolution};

/// The Python that a project of nothing but requirements files is resolved for, where nobody says: the one most wheels
/// are made for.
pub(crate) const USUAL_PYTHON: PythonVersion = PythonVersion {
    major: 3,
    minor: 12,
    micro: None,
};

/// Pythons to plan for.
#[derive(Clone, Default)]
pub(crate) struct Pythons {
    /// The one the user names.
    pub(crate) named: Option<Version>,
    /// That of the environment beside the files.
    pub(crate) here: Option<Version>,
}

/// A project.
pub(crate) struct Project<'a> {
    /// Its folder, as shown.
    pub(crate) home: &'a str,
    /// Its files, as shown, each with its part.
    pub(crate) files: Vec<(&'a str, Role)>,
    /// What it asks for.
    requirements: Vec<&'a Requirement>,
    /// What it has.
    components: Vec<&'a Component>,
}

/// The projects of an inventory that have files to write versions into, in the order of their folders.
pub(crate) fn find(inventory: &Inventory) -> Vec<Project<'_>> {
    let mut homes: BTreeMap<&str, Project<'_>> = BTreeMap::new();
    for read in &inventory.formats {
        let role = FORMATS
            .iter()
            .find(|format| format.name() == read.format)
            .map(|format| format.role());
        let Some(role @ (Role::Lock | Role::Requirements | Role::Manifest)) = role else {
            continue;
        };
        let project = homes.entry(&read.home).or_insert_with(|| Project {
            home: &read.home,
            files: Vec::new(),
            requirements: Vec::new(),
            components: Vec::new(),
        });
        project.files.push((&read.path, role));
    }
    for (home, path) in included(inventory) {
        if let Some(project) = homes.get_mut(home) {
            project.files.push((path, Role::Requirements));
        }
    }
    for project in homes.values_mut() {
        let paths: BTreeSet<&str> = project.files.iter().map(|(path, _)| *path).collect();
        project.requirements = inventory
            .requirements
            .iter()
            .filter(|asked| *asked.home == *project.home && asked.scope != Scope::Build)
            .collect();
        project.components = inventory
            .components
            .iter()
            .filter(|component| {
                component
                    .locations
                    .iter()
                    .any(|at| paths.contains(&*at.path))
            })
            .collect();
    }
    homes.into_values().collect()
}

impl<'a> Project<'a> {
    /// An environment, as if its packages were pins: nobody says which of them are wanted for their own sake. What
    /// came from elsewhere than an index is left where it is.
    pub(crate) fn of_environment(inventory: &'a Inventory) -> Self {
        let is_movable = |component: &&Component| {
            component.origin.is_index() && component.vendored_by().is_none()
        };
        Self {
            home: ".",
            files: Vec::new(),
            requirements: Vec::new(),
            components: inventory.components.iter().filter(is_movable).collect(),
        }
    }
}

/// Requirements files that were read as a part of others (`-r base.txt`), whatever they are called, each with the folder
/// of its project.
fn included(inventory: &Inventory) -> BTreeSet<(&str, &str)> {
    let read: BTreeSet<&str> = inventory.formats.iter().map(|read| &*read.path).collect();
    let components = inventory.components.iter();
    let places = components.flat_map(|component| &component.locations);
    places
        .map(|at| &*at.path)
        .filter(|path| !read.contains(path) && (has_end(path, "txt") || has_end(path, "in")))
        .map(|path| {
            let parent = path.rsplit_once('/').map_or(".", |(parent, _)| parent);
            let (above, last) = parent.rsplit_once('/').unwrap_or((".", parent));
            let home = if last.starts_with("requirements") {
                above
            } else {
                parent
            };
            (home, path)
        })
        .collect()
}

fn has_end(path: &str, end: &str) -> bool {
    std::path::Path::new(path)
        .extension()
        .is_some_and(|extension| extension == end)
}

impl Project<'_> {
    /// Whether there is anything that could be moved.
    pub(crate) fn has_pins(&self) -> bool {
        self.components
            .iter()
            .any(|component| component.version.is_some())
    }

    /// The versions it has.
    pub(crate) fn pins(&self) -> Vec<Pin> {
        self.components
            .iter()
            .filter(|component| component.origin.is_index())
            .filter_map(|component| {
                Some(Pin {
                    name: component.name.clone(),
                    version: component.version.clone()?,
                    hashes: component.hashes.clone(),
                })
            })
            .collect()
    }

    /// What must hold, for the planner. Where nothing is known but pins, each of their names is wanted.
    pub(crate) fn request(&self, inventory: &Inventory, python: &Pythons) -> Request {
        let asked: Vec<pyward_resolve::Requirement> = self
            .requirements
            .iter()
            .map(|asked| pyward_resolve::Requirement {
                origin: Some(asked.location.clone()),
                known: self.known(&asked.name),
                ..pyward_resolve::Requirement::new(&movable(asked).pep508())
            })
            .collect();
        let requirements = if asked.is_empty() {
            self.names()
        } else {
            asked
        };
        Request {
            hashes: true,
            ..Request::new(self.target(inventory, python), requirements)
        }
    }

    /// What is known of a package that is got from a place and not from an index.
    fn known(&self, name: &PackageName) -> Option<Known> {
        let placed = self
            .components
            .iter()
            .find(|component| component.name == *name && !component.origin.is_index())?;
        Some(Known {
            version: placed.version.clone(),
            requires: None,
        })
    }

    fn names(&self) -> Vec<pyward_resolve::Requirement> {
        let names: BTreeSet<String> = self
            .components
            .iter()
            .map(|component| wish(component))
            .collect();
        names
            .iter()
            .map(|text| pyward_resolve::Requirement::new(text))
            .collect()
    }

    /// A project with a manifest or a lock is for every platform and all Pythons it supports; requirements files are for
    /// the platform they were made on, and the Python of the environment beside them.
    fn target(&self, inventory: &Inventory, python: &Pythons) -> Target {
        let is_open = self
            .files
            .iter()
            .any(|(_, role)| matches!(role, Role::Lock | Role::Manifest));
        if is_open {
            return resolution::target(inventory, python.named.as_ref());
        }
        let chosen = python.named.as_ref().or(python.here.as_ref());
        let chosen = chosen.and_then(|version| version.as_str().parse().ok());
        Target::host(chosen.unwrap_or(USUAL_PYTHON))
    }

    /// What files of constraints say besides exact pins, which move as all pins do.
    pub(crate) fn constraints(
        &self,
        root: &Path,
        environment: &Environment,
    ) -> Result<Vec<pyward_resolve::Requirement>, Failure> {
        let mut constraints: BTreeMap<String, pyward_resolve::Requirement> = BTreeMap::new();
        for (path, _) in self
            .files
            .iter()
            .filter(|(_, role)| *role == Role::Requirements)
        {
            let file = environment.working_folder.join(root).join(path);
            if !file.is_file() {
                continue;
            }
            for line in indexes::lines_in(&file, environment)?.lines {
                let Some(asked) = line.asked.filter(|_| line.is_constraint) else {
                    continue;
                };
                let open = movable(&asked);
                if !open.specifiers.is_empty() {
                    let text = open.pep508();
                    let constraint = pyward_resolve::Requirement {
                        origin: Some(asked.location.clone()),
                        ..pyward_resolve::Requirement::new(&text)
                    };
                    constraints.insert(text, constraint);
                }
            }
        }
        Ok(constraints.into_values().collect())
    }
}

/// What the project asks for, with its own exact pins open: a pin is the version of today, written where the project
/// keeps it, and a range is a wish.
fn movable(asked: &Requirement) -> Requirement {
    let is_pin = Specifiers::parse(&asked.specifiers).is_ok_and(|it| it.pin().is_some());
    Requirement {
        specifiers: if is_pin {
            "".into()
        } else {
            asked.specifiers.clone()
        },
        ..asked.clone()
    }
}

/// A pinned package without its version: `celery[redis]`, or where it is got from.
fn wish(component: &Component) -> String {
    let mut text = component.name.to_string();
    if !component.extras.is_empty() {
        let extras: Vec<&str> = component.extras.iter().map(|extra| &**extra).collect();
        text = format!("{text}[{}]", extras.join(","));
    }
    if let Origin::Url(url) = &component.origin {
        text = format!("{text} @ {url}");
    }
    if let [marker] = component.markers.iter().collect::<Vec<_>>().as_slice() {
        text = format!("{text} ; {marker}");
    }
    let unpinned = component
        .requirement
        .as_deref()
        .filter(|_| component.version.is_none());
    match unpinned {
        Some(asked) if Specifiers::parse(asked).is_ok() => format!("{text}{asked}"),
        _ => text,
    }
}
