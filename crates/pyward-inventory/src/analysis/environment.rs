//! The environment beside a project, and whether what is installed in it is what is locked.
//!
//! Names and versions are those in the names of metadata folders: one list of a folder tells them, and no file is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyward_model::{
    Agreement, Ecosystem, EnvironmentState, Inventory, PackageName, Version, printable,
};
use pyward_target::{Tree, TreePath};

/// Names of environments beside projects.
const NAMES: [&str; 3] = [".venv", "venv", "__pypackages__"];
/// Folders that are looked at for packages.
const FOLDERS: usize = 64;
/// How many names are told.
const NAMED: usize = 4;

/// The first environment beside a project; `pinned` are the files that pin what belongs into it.
pub(super) fn beside(
    tree: &Tree,
    inventory: &Inventory,
    home: &str,
    pinned: &[&str],
) -> Option<EnvironmentState> {
    let folder = home
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .try_fold(tree.top(), |folder, part| folder.child(part))?;
    let (top, packages) = NAMES.iter().find_map(|name| {
        let top = folder.child(name)?;
        let packages = packages(tree, &top);
        let is_there =
            !packages.is_empty() || top.child("pyvenv.cfg").is_some_and(|it| tree.exists(&it));
        is_there.then_some((top, packages))
    })?;
    Some(EnvironmentState {
        path: Arc::clone(top.shown()),
        isolated: isolated(tree, &top),
        agreement: agreement(tree, &packages, inventory, pinned),
    })
}

/// The folders of installed packages of an environment.
fn packages(tree: &Tree, top: &TreePath) -> Vec<TreePath> {
    let mut found = Vec::new();
    for lib in ["lib", "Lib"] {
        let Some(lib) = top.child(lib) else { continue };
        let inner = tree.list(&lib).unwrap_or_default();
        let inner = inner.iter().take(FOLDERS).map(|entry| entry.path.clone());
        for folder in inner.chain([lib]) {
            found.extend(folder.child("site-packages").filter(|it| tree.exists(it)));
        }
    }
    found
}

/// Whether it keeps the packages of the system out.
fn isolated(tree: &Tree, top: &TreePath) -> Option<bool> {
    let bytes = tree.read(&top.child("pyvenv.cfg")?).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let stated = text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "include-system-site-packages").then(|| value.trim().to_ascii_lowercase())
    });
    Some(stated.as_deref() != Some("true"))
}

fn agreement(
    tree: &Tree,
    packages: &[TreePath],
    inventory: &Inventory,
    pinned: &[&str],
) -> Agreement {
    let mut installed: BTreeMap<PackageName, BTreeSet<Version>> = BTreeMap::new();
    for folder in packages {
        for entry in tree.list(folder).unwrap_or_default() {
            let stem = entry.path.file_name().strip_suffix(".dist-info");
            if let Some((name, version)) = stem.and_then(|stem| stem.split_once('-')) {
                let versions = installed.entry(PackageName::pypi(name)).or_default();
                versions.insert(Version::new(version));
            }
        }
    }
    let mut wanted: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    for component in &inventory.components {
        let is_pinned = component.ecosystem == Ecosystem::PyPI
            && component
                .locations
                .iter()
                .any(|at| pinned.contains(&&*at.path));
        if let (Some(version), true) = (&component.version, is_pinned) {
            wanted.entry(&component.name).or_default().insert(version);
        }
    }
    if wanted.is_empty() {
        return Agreement::Unknown("nothing is locked");
    }
    let mut others = Vec::new();
    let mut common = 0;
    for (name, versions) in wanted {
        let Some(there) = installed.get(name) else {
            continue;
        };
        common += 1;
        if let Some(other) = there.iter().find(|it| !versions.contains(it)) {
            others.push(format!(
                "{} {}",
                printable(name.as_str()),
                printable(other.as_str())
            ));
        }
    }
    if common == 0 {
        return Agreement::OutOfStep("nothing of what is locked is installed".to_owned());
    }
    if others.is_empty() {
        return Agreement::InStep;
    }
    let more = match others.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    others.truncate(NAMED);
    Agreement::OutOfStep(format!("it holds {}{more}", others.join(", ")))
}
