//! Everything a target is made of.

use crate::{Component, ComponentId, Location, Notice, PackageName, Paths, Version};

/// The components of a target, how they hang together, what was read to know it and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Sorted by ecosystem, name and version; unresolved requirements last within a name.
    pub components: Vec<Component>,
    /// Sorted; each `from` needs `to`.
    pub edges: Vec<Edge>,
    /// The projects of the target, sorted by path.
    pub projects: Vec<Project>,
    /// What was read, sorted by path.
    pub formats: Vec<FormatRead>,
    /// What was found and left out, sorted by path.
    pub skipped: Vec<SkippedPath>,
    /// What the reader must know about the reading.
    pub notices: Vec<Notice>,
}

/// One component needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Who needs.
    pub from: ComponentId,
    /// Who is needed.
    pub to: ComponentId,
}

/// A first-party project: the root of the dependencies, never itself matched with advisories.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Project {
    /// Where its manifest or lock stands.
    pub location: Location,
    /// Its name, where it has one.
    pub name: Option<PackageName>,
    /// Its version, where one is stated.
    pub version: Option<Version>,
    /// The Python versions it supports, as written.
    pub requires_python: Option<String>,
}

/// A file or environment that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormatRead {
    /// Path as shown.
    pub path: std::sync::Arc<str>,
    /// Format name, such as `uv-lock`.
    pub format: &'static str,
    /// Components it speaks of.
    pub components: usize,
}

/// A path that was found and not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedPath {
    /// Path as shown.
    pub path: std::sync::Arc<str>,
    /// Why, in words ("a virtual environment", "ignored by git").
    pub reason: String,
}

impl Inventory {
    /// The component with this id.
    pub fn component(&self, id: ComponentId) -> &Component {
        self.components
            .get(id.index())
            .expect("ids are made together with the components they index")
    }

    /// Ids and components in order.
    pub fn iter(&self) -> impl Iterator<Item = (ComponentId, &Component)> {
        (0u32..).map(ComponentId).zip(&self.components)
    }

    /// How each component is reached from what the project asks for itself.
    pub fn paths(&self) -> Paths<'_> {
        Paths::new(self)
    }
}
