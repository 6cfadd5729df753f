//! A reading as lines of text, for tests.

use std::fmt::Write as _;

use pyward_model::{Location, Origin, Scope};
use pyward_target::Tree;

use crate::{Format, Input, Reading, Requires};

/// Reads a file that is the only one of its tree.
pub(crate) fn read(format: &dyn Format, path: &str, bytes: &[u8]) -> Reading {
    read_in(format, path, &[(path, bytes)])
}

/// Reads the file at `path` in a tree of files.
pub(crate) fn read_in(format: &dyn Format, path: &str, files: &[(&str, &[u8])]) -> Reading {
    let tree = Tree::memory(files);
    let entry = tree.entry(path).unwrap();
    assert!(format.claims(&entry.path), "{path}");
    let bytes = tree.read(&entry.path).unwrap();
    format.read(&Input::new(&tree, &entry.path, &bytes))
}

/// One line for each thing that was read, and one for each need of a package under it.
pub(crate) fn shown(reading: &Reading) -> String {
    let mut text = String::new();
    for project in &reading.projects {
        let name = project.name.as_ref().map_or("?", |name| name.as_str());
        let version = project
            .version
            .as_ref()
            .map_or("?", |version| version.as_str());
        let pythons = project.requires_python.as_deref().unwrap_or("?");
        let _ = writeln!(
            text,
            "project {name} {version} python {pythons} @{}",
            line(&project.location)
        );
    }
    for path in &reading.covers {
        let _ = writeln!(text, "covers {}", path.shown());
    }
    for root in &reading.roots {
        let _ = writeln!(
            text,
            "root {} for {} @{}",
            need(&root.requires),
            root.scope,
            line(&root.location)
        );
    }
    for package in &reading.packages {
        let component = &package.component;
        let version = component
            .version
            .as_ref()
            .map_or("?", |version| version.as_str());
        let _ = write!(
            text,
            "package {} {version}{}",
            component.name,
            origin(&component.origin)
        );
        if !component.extras.is_empty() {
            let _ = write!(text, " {:?}", component.extras);
        }
        if !component.scopes.is_empty() {
            let scopes: Vec<String> = component.scopes.iter().map(Scope::to_string).collect();
            let _ = write!(text, " for {}", scopes.join(", "));
        }
        for marker in &component.markers {
            let _ = write!(text, " ; {marker}");
        }
        for hash in &component.hashes {
            let _ = write!(text, " {}:{}", hash.algorithm, hash.digits);
        }
        let places: Vec<String> = component.locations.iter().map(line).collect();
        let _ = writeln!(text, " @{}", places.join(","));
        for requires in &package.requires {
            let _ = writeln!(text, "  {}", need(requires));
        }
    }
    for notice in &reading.notices {
        let place = notice
            .location
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "{:?} {} {place}: {}",
            notice.weight,
            notice.kind.word(),
            notice.message
        );
    }
    text
}

fn line(location: &Location) -> String {
    location
        .line
        .map(|line| line.to_string())
        .unwrap_or_default()
}

fn need(requires: &Requires) -> String {
    let mut text = requires.name.to_string();
    if !requires.extras.is_empty() {
        let _ = write!(text, "[{}]", requires.extras.join(","));
    }
    text.push_str(&requires.specifiers);
    if let Some(version) = &requires.version {
        let _ = write!(text, " is {}", version.as_str());
    }
    text.push_str(&origin(&requires.origin));
    if let Some(when) = &requires.when {
        let _ = write!(text, " when {when}");
    }
    if let Some(marker) = &requires.marker {
        let _ = write!(text, " ; {marker}");
    }
    text
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Index => String::new(),
        Origin::NamedIndex(url) => format!(" from index {url}"),
        Origin::Url(url) => format!(" from {url}"),
        Origin::Vcs { url, reference } => {
            format!(" from {url} at {}", reference.as_deref().unwrap_or("?"))
        }
        Origin::Path {
            path,
            editable: true,
        } => format!(" from editable {path}"),
        Origin::Path {
            path,
            editable: false,
        } => format!(" from {path}"),
    }
}
