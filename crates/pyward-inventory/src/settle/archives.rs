//! Packages as they are handed out: those of one folder are there for one another, and what the project built of itself is
//! none of its dependencies.

use std::collections::BTreeSet;
use std::sync::Arc;

use pyward_model::{Component, Location, Notice, NoticeKind, PackageName, printable};

use super::Read;
use crate::environments::Environments;
use crate::format::Role;
use crate::marker::Marker;
use crate::reading::{Package, Requires};

/// How many needs of one folder's packages are listed.
const NEEDS: usize = 100_000;

/// Which archives stand together: those of one folder, of which the folder's project is another matter. An archive that
/// holds all it needs stands for itself.
pub(super) fn home(read: &Read) -> String {
    if read.format.name() == "zipapp" {
        read.path.shown().to_string()
    } else {
        format!("{}/", read.path.parent_shown())
    }
}

/// Leaves out archives of the projects themselves (`dist/`), and tells which.
pub(super) fn forget_own(reads: &mut [Read]) -> Vec<Notice> {
    let own: BTreeSet<PackageName> = reads
        .iter()
        .filter(|read| read.format.role() != Role::Archive)
        .flat_map(|read| &read.reading.projects)
        .filter_map(|project| project.name.clone())
        .collect();
    let mut notices = Vec::new();
    if own.is_empty() {
        return notices;
    }
    for read in reads
        .iter_mut()
        .filter(|it| it.format.role() == Role::Archive)
    {
        let packages = &mut read.reading.packages;
        let Some(name) = packages
            .iter()
            .map(|package| &package.component.name)
            .find(|name| own.contains(*name))
            .cloned()
        else {
            continue;
        };
        packages.retain(|package| !own.contains(&package.component.name));
        let message = format!(
            "it was built from the project {} here",
            printable(name.as_str())
        );
        let place = Some(Location::file(Arc::clone(read.path.shown())));
        notices.push(Notice::info(NoticeKind::Skipped, place, message));
    }
    notices
}

/// Puts the packages of a folder's archives together, so that what one needs is found in another; what none of them holds
/// is asked for by the one that needs it.
pub(super) fn gather(reads: &mut [Read]) {
    let is_archive = |read: &&mut Read| read.format.role() == Role::Archive;
    let there: BTreeSet<PackageName> = reads
        .iter()
        .flat_map(|read| &read.reading.packages)
        .filter(|package| package.component.version.is_some())
        .map(|package| package.component.name.clone())
        .collect();
    let mut left = NEEDS;
    let mut gathered = Vec::new();
    for read in reads.iter_mut().filter(is_archive) {
        let open = open(&read.reading.packages, &there, &mut left);
        gathered.append(&mut read.reading.packages);
        read.reading.packages = open;
    }
    if let Some(first) = reads.iter_mut().find(is_archive) {
        gathered.append(&mut first.reading.packages);
        first.reading.packages = gathered;
    }
}

/// What is needed and not there; `left` is how much may still be told.
fn open(packages: &[Package], there: &BTreeSet<PackageName>, left: &mut usize) -> Vec<Package> {
    let anywhere = Environments::all();
    let needed = |requires: &Requires| {
        let marker = requires.marker.as_deref();
        requires.when.is_none()
            && marker.is_none_or(|marker| {
                Marker::parse(marker).map_or(true, |marker| marker.applies(&anywhere, &[]))
            })
    };
    let mut open = Vec::new();
    for package in packages {
        let needs = package.requires.iter();
        for requires in needs.filter(|it| !there.contains(&it.name) && needed(it)) {
            let Some(rest) = left.checked_sub(1) else {
                return open;
            };
            *left = rest;
            let mut component = Component::pypi(requires.name.clone(), None);
            component.origin = requires.origin.clone();
            component.requirement = Some(requires.specifiers.clone());
            component.extras = requires.extras.iter().cloned().collect();
            component.markers = requires.marker.iter().cloned().collect();
            let place = package.component.locations.first();
            component.locations = place.cloned().into_iter().collect();
            open.push(Package::new(component));
        }
    }
    open
}
