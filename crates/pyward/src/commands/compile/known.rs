//! What folders and archives say of themselves without being built.

use std::path::{Path, PathBuf};

use pyward_inventory::{Options, RequirementLine};
use pyward_model::{Location, NoticeKind, Origin, PackageName, Requirement, Scope, Weight};
use pyward_resolve::Known;
use pyward_target::{OpenOptions, Tree};

use crate::environment::Environment;

/// A source that says something of itself.
pub(super) struct Found {
    pub(super) name: Option<PackageName>,
    pub(super) known: Known,
    place: Box<str>,
    editable: bool,
}

impl Found {
    /// The requirement that a line with it stands for.
    pub(super) fn requirement(&self, line: &RequirementLine, name: PackageName) -> Requirement {
        let marker = line
            .written
            .split_once(';')
            .map(|(_, marker)| marker.trim());
        Requirement {
            home: ".".into(),
            location: line.location.clone(),
            name,
            specifiers: "".into(),
            extras: extras(&line.written).map(Box::from).collect(),
            marker: marker.filter(|marker| !marker.is_empty()).map(Box::from),
            origin: Origin::Path {
                path: self.place.clone(),
                editable: self.editable,
            },
            scope: Scope::Main,
        }
    }
}

/// What the folder that a line names says of itself.
pub(super) fn of_line(line: &RequirementLine, environment: &Environment) -> Option<Found> {
    let origin = match &line.asked {
        Some(asked) => asked.origin.clone(),
        None => Origin::Path {
            path: folder_of(&line.written).into(),
            editable: line.editable,
        },
    };
    let mut found = of_origin(&origin, &line.location, environment)?;
    let wanted: Vec<PackageName> = extras(&line.written).map(PackageName::pypi).collect();
    found.add_extras(&wanted, environment, &line.location);
    Some(found)
}

/// What a folder says of itself: its `pyproject.toml`, as far as nothing of it is dynamic.
pub(super) fn of_origin(
    origin: &Origin,
    location: &Location,
    environment: &Environment,
) -> Option<Found> {
    let Origin::Path { path, editable } = origin else {
        return None;
    };
    let declared = declared(path, location, environment)?;
    let project = declared.projects.first();
    let is_whole = declared
        .notices
        .iter()
        .all(|notice| notice.weight == Weight::Info || notice.kind == NoticeKind::Unlocked);
    let main = declared
        .requirements
        .iter()
        .filter(|asked| asked.scope == Scope::Main);
    Some(Found {
        name: project.and_then(|project| project.name.clone()),
        known: Known {
            version: project.and_then(|project| project.version.clone()),
            requires: is_whole.then(|| main.map(|asked| asked.pep508().into()).collect()),
        },
        place: path.clone(),
        editable: *editable,
    })
}

impl Found {
    /// Adds what extras of the folder need.
    fn add_extras(&mut self, wanted: &[PackageName], environment: &Environment, at: &Location) {
        if wanted.is_empty() {
            return;
        }
        let Some(requires) = &mut self.known.requires else {
            return;
        };
        let declared = declared(&self.place, at, environment);
        for asked in declared.iter().flat_map(|found| &found.requirements) {
            if let Scope::Extra(extra) = &asked.scope
                && wanted.contains(&PackageName::pypi(extra))
            {
                requires.push(asked.pep508().into());
            }
        }
    }
}

/// What the manifest of a folder declares. Relative paths start where the user stands, as pip has it, else beside the file
/// that names them.
fn declared(
    path: &str,
    location: &Location,
    environment: &Environment,
) -> Option<pyward_model::Inventory> {
    let path = path.strip_prefix("file://").unwrap_or(path);
    let here = &environment.working_folder;
    let beside = here.join(&*location.path);
    let beside = beside.parent().unwrap_or(here);
    let manifest = [here.as_path(), beside]
        .map(|base: &Path| -> PathBuf { base.join(path).join("pyproject.toml") })
        .into_iter()
        .find(|manifest| manifest.is_file())?;
    let tree = Tree::open(&manifest, here, &mut OpenOptions::default()).ok()?;
    Some(pyward_inventory::read(&tree, &Options::default()))
}

/// The folder a line names, its extras and marker left out.
fn folder_of(written: &str) -> &str {
    let path = written.split(';').next().unwrap_or_default().trim();
    let path = path.split('#').next().unwrap_or_default();
    match path
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
    {
        Some((path, _)) => path.trim_end(),
        None => path,
    }
}

/// The extras that a line names.
fn extras(written: &str) -> impl Iterator<Item = &str> {
    let path = written.split(';').next().unwrap_or_default().trim();
    let inner = path
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
        .map_or("", |(_, extras)| extras);
    inner
        .split(',')
        .map(str::trim)
        .filter(|extra| !extra.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_parted_into_folder_and_extras() {
        for (line, folder, wanted) in [
            ("./lib", "./lib", vec![]),
            ("./lib[a, b] ; os_name == 'nt'", "./lib", vec!["a", "b"]),
            ("../x#egg=y", "../x", vec![]),
        ] {
            assert_eq!(folder_of(line), folder);
            assert_eq!(extras(line).collect::<Vec<_>>(), wanted, "{line}");
        }
    }
}
