//! How each project is managed: by which tool, from which files, and whether its lock and its environment belong to them.
//!
//! What the readers found says which files there are; here they are put beside one another. Nothing is run: a lock is in
//! step where the hash it holds, or the list of what it was made from, is that of the manifest as it is.

mod content_hash;
mod environment;
mod lock_step;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyward_model::{FormatRead, Inventory, LockState, ProjectState};
use pyward_target::{TargetKind, Tree, TreePath};

use crate::format::Role;
use crate::formats::FORMATS;

/// How many projects of a target are looked at.
const MOST: usize = 2_000;

/// The state of every project of a folder that has a manifest, a lock or requirements.
pub(crate) fn states(tree: &Tree, inventory: &Inventory) -> Vec<ProjectState> {
    if tree.kind() != TargetKind::Directory {
        return Vec::new();
    }
    let mut homes: BTreeMap<&Arc<str>, Vec<(&FormatRead, Role)>> = BTreeMap::new();
    for read in &inventory.formats {
        let role = FORMATS
            .iter()
            .find(|format| format.name() == read.format)
            .map(|format| format.role());
        if let Some(role @ (Role::Lock | Role::Requirements | Role::Manifest)) = role {
            homes.entry(&read.home).or_default().push((read, role));
        }
    }
    homes
        .into_iter()
        .take(MOST)
        .map(|(home, reads)| state(tree, inventory, home, &reads))
        .collect()
}

fn state(
    tree: &Tree,
    inventory: &Inventory,
    home: &Arc<str>,
    reads: &[(&FormatRead, Role)],
) -> ProjectState {
    let mut managers = BTreeSet::new();
    let mut manifests = Vec::new();
    let mut locks = Vec::new();
    for (read, role) in reads {
        managers.extend(manager(tree, read));
        if *role == Role::Lock {
            locks.push(LockState {
                path: Arc::clone(&read.path),
                agreement: lock_step::of(tree, read),
            });
        } else {
            manifests.push(Arc::clone(&read.path));
        }
    }
    let in_home = |path: &str| reads.iter().any(|(read, _)| *read.path == *path);
    let requires_python = inventory
        .projects
        .iter()
        .filter(|project| in_home(&project.location.path))
        .find_map(|project| project.requires_python.clone());
    let pinned: Vec<&str> = reads
        .iter()
        .filter(|(_, role)| *role == Role::Lock)
        .map(|(read, _)| &*read.path)
        .collect();
    // Without a lock, pinned requirements stand for one.
    let pinned = if pinned.is_empty() {
        reads.iter().map(|(read, _)| &*read.path).collect()
    } else {
        pinned
    };
    ProjectState {
        home: Arc::clone(home),
        managers: managers.into_iter().collect(),
        manifests,
        locks,
        requires_python,
        environment: environment::beside(tree, inventory, home, &pinned),
    }
}

/// The tool a file belongs to; what is nobody's own says nothing.
fn manager(tree: &Tree, read: &FormatRead) -> Option<&'static str> {
    Some(match read.format {
        "uv-lock" => "uv",
        "poetry-lock" => "poetry",
        "pdm-lock" => "pdm",
        "pipfile-lock" | "pipfile" => "pipenv",
        "conda-lock" | "conda-environment" => "conda",
        "setup-cfg" | "setup-py" => "setuptools",
        "requirements-txt" => "pip",
        "pyproject" => return of_tables(tree, &read.path),
        _ => return None,
    })
}

/// The tool whose table stands in a `pyproject.toml`.
fn of_tables(tree: &Tree, path: &str) -> Option<&'static str> {
    let bytes = tree.entry(path).and_then(|it| tree.read(&it.path).ok())?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let document = crate::toml::parse(text).ok()?;
    let tool = document.table("tool")?;
    ["uv", "poetry", "pdm", "hatch"]
        .into_iter()
        .find(|name| tool.table(name).is_some())
}

/// The path of a file of the tree by the name it is shown under, beside another.
fn beside(tree: &Tree, read: &FormatRead, name: &str) -> Option<TreePath> {
    let entry = tree.entry(&read.path)?;
    tree.resolve(&entry.path, name).ok()
}
