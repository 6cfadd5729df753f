//! Everything a target is made of.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::{
    Component, ComponentId, Ecosystem, Location, Notice, Origin, PackageName, Paths, ProjectState,
    Scope, Version,
};

/// The components of a target, how they hang together, what was read to know it and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Sorted by ecosystem, name and version; unresolved requirements last within a name.
    pub components: Vec<Component>,
    /// Sorted; each `from` needs `to`.
    pub edges: Vec<Edge>,
    /// What its projects and requirements files ask for themselves, sorted by home, then place; pins of a requirements
    /// file are not among them.
    pub requirements: Vec<Requirement>,
    /// The projects of the target, sorted by path.
    pub projects: Vec<Project>,
    /// How each of the projects is managed, sorted by folder.
    pub states: Vec<ProjectState>,
    /// How many files of Python source were looked at.
    pub sources: usize,
    /// What was read, sorted by path.
    pub formats: Vec<FormatRead>,
    /// What was found and left out, sorted by path.
    pub skipped: Vec<SkippedPath>,
    /// The ecosystems besides PyPI whose advisories were asked about the components, sorted; filled in by who asks.
    pub asked: Vec<Ecosystem>,
    /// What the reader must know about the reading.
    pub notices: Vec<Notice>,
}

/// A dependency as a project or a requirements file asks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The folder of the project that asks, as shown (`.` for the target itself).
    pub home: Arc<str>,
    /// Where it is written.
    pub location: Location,
    /// What is asked for.
    pub name: PackageName,
    /// The version specifiers, by PEP 440; empty for any version.
    pub specifiers: Box<str>,
    /// Extras, normalised.
    pub extras: Vec<Box<str>>,
    /// The marker under which, as written.
    pub marker: Option<Box<str>>,
    /// Where it is got from.
    pub origin: Origin,
    /// What for.
    pub scope: Scope,
}

impl Requirement {
    /// The requirement by [PEP 508](https://peps.python.org/pep-0508/): `flask[async]>=2 ; python_version < "3.13"`. Where
    /// it is got from is said for files and repositories only.
    pub fn pep508(&self) -> String {
        let mut text = self.name.to_string();
        if !self.extras.is_empty() {
            let _ = write!(text, "[{}]", self.extras.join(","));
        }
        match &self.origin {
            Origin::Index | Origin::NamedIndex(_) => text.push_str(&self.specifiers),
            Origin::Url(url) | Origin::Path { path: url, .. } => {
                let _ = write!(text, " @ {url}");
            }
            Origin::Vcs { url, reference } => {
                let _ = write!(text, " @ {url}");
                if let Some(reference) = reference {
                    let _ = write!(text, "@{reference}");
                }
            }
        }
        if let Some(marker) = &self.marker {
            let _ = write!(text, " ; {marker}");
        }
        text
    }
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
    pub path: Arc<str>,
    /// Format name, such as `uv-lock`.
    pub format: &'static str,
    /// The folder of the project it belongs to, as shown ([`Requirement::home`]).
    pub home: Arc<str>,
    /// Components it speaks of.
    pub components: usize,
}

/// A path that was found and not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SkippedPath {
    /// Path as shown.
    pub path: Arc<str>,
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

    /// The version of a component that advisories were asked about, or could be; `None` where they cannot speak of it, or
    /// none about its ecosystem are at hand.
    pub fn asked_version<'c>(&self, component: &'c Component) -> Option<&'c Version> {
        let is_asked =
            component.ecosystem == Ecosystem::PyPI || self.asked.contains(&component.ecosystem);
        component.released_version().filter(|_| is_asked)
    }

    /// How each component is reached from what the project asks for itself.
    pub fn paths(&self) -> Paths<'_> {
        Paths::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_is_written_by_pep_508() {
        let mut asked = Requirement {
            home: ".".into(),
            location: Location::file("requirements.in"),
            name: PackageName::pypi("Flask"),
            specifiers: ">=2,<4".into(),
            extras: vec!["async".into(), "dotenv".into()],
            marker: Some("python_version < '3.13'".into()),
            origin: Origin::Index,
            scope: Scope::Main,
        };
        assert_eq!(
            asked.pep508(),
            "flask[async,dotenv]>=2,<4 ; python_version < '3.13'"
        );
        asked.origin = Origin::Vcs {
            url: "git+https://host/flask".into(),
            reference: Some("main".into()),
        };
        asked.marker = None;
        assert_eq!(
            asked.pep508(),
            "flask[async,dotenv] @ git+https://host/flask@main"
        );
    }
}
