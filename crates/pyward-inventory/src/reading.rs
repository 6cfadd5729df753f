//! What one file or environment says, before it is put beside what others say.

use pyward_model::{
    Component, Ecosystem, Location, Notice, Origin, PackageName, Project, Scope, Version,
};
use pyward_target::TreePath;

/// Everything a format found in one file or environment.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// First-party projects it names.
    pub projects: Vec<Project>,
    /// What the project asks for itself, as far as this file says.
    pub roots: Vec<Root>,
    /// The packages it lists.
    pub packages: Vec<Package>,
    /// Folders whose manifests this lock covers besides the one it stands in (workspace members).
    pub covers: Vec<TreePath>,
    /// Other files that were read as a part of this one (`-r`), so that they are not read again on their own.
    pub included: Vec<TreePath>,
    /// What could not be read, is odd, or is left out.
    pub notices: Vec<Notice>,
}

/// A package as a format lists it.
#[derive(Clone, Debug)]
pub struct Package {
    /// What is known of it. `direct` and `scopes` only where the format itself says so: the rest follows from the
    /// roots. Markers are recorded here as written, not judged. Its locations point at where it is listed.
    pub component: Component,
    /// What it needs.
    pub requires: Vec<Requires>,
    /// Who needs it, for formats that say it this way round (`# via flask`).
    pub via: Vec<PackageName>,
}

/// A dependency as a project asks for it.
#[derive(Clone, Debug)]
pub struct Root {
    /// What is asked for.
    pub requires: Requires,
    /// What for.
    pub scope: Scope,
    /// Where it is written.
    pub location: Location,
}

/// One package, or a project, needs another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requires {
    /// Of which ecosystem, where the format says so: the same name in another is another package then.
    pub ecosystem: Option<Ecosystem>,
    /// Whom.
    pub name: PackageName,
    /// The version specifiers as written; empty for any version.
    pub specifiers: Box<str>,
    /// The exact version, where the format says which of several is meant.
    pub version: Option<Version>,
    /// Extras asked for, normalised.
    pub extras: Vec<Box<str>>,
    /// The marker under which, as written (may speak of `extra`, meaning those of the requiring package).
    pub marker: Option<Box<str>>,
    /// The extra of the *requiring* package under which, for formats with a table per extra.
    pub when: Option<Box<str>>,
    /// Where it is got from.
    pub origin: Origin,
}

impl Requires {
    /// A need for any version of a package from an index.
    pub fn any(name: PackageName) -> Self {
        Self {
            ecosystem: None,
            name,
            specifiers: "".into(),
            version: None,
            extras: Vec::new(),
            marker: None,
            when: None,
            origin: Origin::Index,
        }
    }
}

impl Package {
    /// A listed package that nothing is known to need.
    pub fn new(component: Component) -> Self {
        Self {
            component,
            requires: Vec::new(),
            via: Vec::new(),
        }
    }
}
