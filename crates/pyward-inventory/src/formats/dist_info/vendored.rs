//! Packages that others brought along as copies: those in pip and in what else installs packages.
//!
//! Such a copy is no dependency of anybody: it is used by the package it is in alone, and moves with that one.

use pyward_model::{Component, Location, Notice, PackageName, Scope, Version};
use pyward_target::{EntryKind, ReadFailure, Tree, TreePath};

use super::{Installed, Site, place};
use crate::{Package, Requirement};

/// Where copies are listed: the folder of a package, the folder in it, the list in that, and the package it belongs to.
const LISTS: [(&str, &str, &str, &str); 5] = [
    ("pip", "_vendor", "vendor.txt", "pip"),
    ("setuptools", "_vendor", "vendored.txt", "setuptools"),
    ("pkg_resources", "_vendor", "vendored.txt", "setuptools"),
    ("pipenv", "vendor", "vendor.txt", "pipenv"),
    ("pipenv", "patched", "patched.txt", "pipenv"),
];

/// How many copies one package may have.
const COPIES: usize = 1_000;

/// The copies in the packages of a folder.
pub(super) fn read(
    tree: &Tree,
    folder: &TreePath,
    installed: &[Installed],
) -> (Vec<Package>, Vec<Notice>) {
    let mut packages = Vec::new();
    let mut notices = Vec::new();
    for (top, inner, list, holder) in LISTS {
        let holder = PackageName::pypi(holder);
        let Some(holder) = installed.iter().find(|it| it.name == holder) else {
            continue;
        };
        let Some(copies) = folder.child(top).and_then(|top| top.child(inner)) else {
            continue;
        };
        if !tree.exists(&copies) {
            continue;
        }
        let mut found = with_metadata(tree, &copies, &mut notices);
        if found.is_empty()
            && let Some(list) = copies.child(list)
        {
            found = listed(tree, &list, &mut notices);
        }
        packages.extend(
            found
                .into_iter()
                .take(COPIES)
                .map(|(name, version, place)| {
                    let mut package = Package::new(Component::pypi(name, Some(version)));
                    package.component.scopes.insert(Scope::Vendored(by(holder)));
                    package.component.locations.push(place);
                    package.via.push(holder.name.clone());
                    package
                }),
        );
    }
    (packages, notices)
}

/// The package that holds copies, with its version.
fn by(holder: &Installed) -> Box<str> {
    match &holder.version {
        Some(version) => format!("{} {version}", holder.name).into(),
        None => holder.name.as_str().into(),
    }
}

/// Name, version and place of a copy.
type Copy = (PackageName, Version, Location);

/// Copies that kept their metadata.
fn with_metadata(tree: &Tree, copies: &TreePath, notices: &mut Vec<Notice>) -> Vec<Copy> {
    let entries = match tree.list(copies) {
        Ok(entries) => entries,
        Err(error) => {
            notices.push(error.notice(place(copies)));
            return Vec::new();
        }
    };
    let mut site = Site::new(tree);
    for entry in &entries {
        let name = entry.path.file_name();
        if let Some(stem) = name.strip_suffix(".dist-info")
            && entry.kind == EntryKind::Directory
        {
            site.dist_info(&entry.path, stem);
        }
    }
    notices.append(&mut site.notices);
    site.installed
        .into_iter()
        .filter_map(|it| Some((it.name, it.version?, it.location)))
        .collect()
}

/// Copies as a list has them, one requirement on a line; what is indented belongs to the package above it.
fn listed(tree: &Tree, list: &TreePath, notices: &mut Vec<Notice>) -> Vec<Copy> {
    let bytes = match tree.read(list) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.failure != ReadFailure::NotFound {
                notices.push(error.notice(place(list)));
            }
            return Vec::new();
        }
    };
    let (text, odd) = pyward_target::decode(&bytes, &place(list));
    notices.extend(odd);
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Ok(requirement) = Requirement::parse(line) else {
            continue;
        };
        let version = pyward_model::Specifiers::parse(&requirement.specifiers)
            .ok()
            .and_then(|specifiers| specifiers.pin().cloned());
        if let Some(version) = version {
            let place = Location::line(list.shown().clone(), number);
            found.push((requirement.name, version, place));
        }
    }
    found
}
