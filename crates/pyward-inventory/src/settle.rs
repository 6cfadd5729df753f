//! Many readings, one inventory: what belongs to one project is put side by side, directness and scopes follow from what
//! the project asks for, and what several files say of one package becomes one component with all the evidence.

mod archives;
mod asked;
mod graph;
mod joined;
mod merge;
mod unresolved;

pub use joined::join;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use pyward_model::{FormatRead, Inventory, Notice, NoticeKind, PackageName, Scope, Version};
use pyward_target::TreePath;

use crate::discover::{SCRIPT_LOCK, is_script};
use crate::environments::{Environments, Wanted};
use crate::format::{Format, Role};
use crate::reading::{Reading, Root};

/// A file or environment and what its format says stands in it.
pub(crate) struct Read {
    pub(crate) path: TreePath,
    pub(crate) format: &'static dyn Format,
    pub(crate) reading: Reading,
    /// The folder of its project, where it is not that of its path.
    pub(crate) home: Option<String>,
}

/// The readings of one project: what stands in one folder, and what a workspace lock covers elsewhere.
struct Unit {
    /// Its folder, or the environment or SBOM that it is.
    home: String,
    reads: Vec<Read>,
    environments: Environments,
}

pub(crate) fn settle(reads: Vec<Read>, wanted: &Wanted, notices: Vec<Notice>) -> Inventory {
    let mut merge = merge::Merge::new(notices);
    let mut reads = reads;
    merge.notices.extend(archives::forget_own(&mut reads));
    for unit in units(reads, wanted) {
        settle_unit(unit, &mut merge);
    }
    merge.finish()
}

fn settle_unit(mut unit: Unit, merge: &mut merge::Merge) {
    merge.notices.extend(unread_requires_python(&unit));
    let home: Arc<str> = unit.home.as_str().into();
    for read in &unit.reads {
        merge.told(told(read, &home));
    }
    archives::gather(&mut unit.reads);
    let declared: Vec<Root> = unit
        .reads
        .iter()
        .filter(|read| read.format.role() == Role::Manifest)
        .flat_map(|read| read.reading.roots.iter().cloned())
        .collect();
    forget_exports(&mut unit.reads, &declared);
    tell_extras(&mut unit.reads, &declared);
    merge
        .requirements
        .extend(asked::asked(&unit.reads, &unit.home));
    let mut pinned = unresolved::Pinned::new(&unit.reads);
    for read in &mut unit.reads {
        merge.notices.append(&mut read.reading.notices);
        merge.projects(&mut read.reading.projects);
        if read.format.role() == Role::Manifest {
            continue;
        }
        merge.notices.extend(unresolved::conflicts(read));
        let mut walked = graph::walk(read, &declared, &unit.environments);
        merge.notices.extend(walked.notice.take());
        let pins = pinned.find(read);
        let places = merge.packages(read, walked);
        pinned.learn(pins, &places);
    }
    unresolved::declare(&unit.reads, &unit.environments, &pinned, merge);
}

/// What is told of a read file.
fn told(read: &Read, home: &Arc<str>) -> FormatRead {
    FormatRead {
        home: Arc::clone(home),
        path: Arc::clone(read.path.shown()),
        format: read.format.name(),
        components: read.reading.packages.len()
            + usize::from(read.format.role() == Role::Manifest) * read.reading.roots.len(),
    }
}

/// A requirements file without notes on who needs what, beside a lock of the same pins, is an export of that lock: what
/// is direct and what it is for, the lock knows better.
fn forget_exports(reads: &mut [Read], declared: &[Root]) {
    let plain = |read: &Read| {
        let packages = &read.reading.packages;
        read.format.role() == Role::Requirements
            && packages.iter().all(|package| package.via.is_empty())
    };
    if !reads.iter().any(plain) {
        return;
    }
    let locks = reads.iter().filter(|read| read.format.role() == Role::Lock);
    let telling = locks.filter(|read| !declared.is_empty() || !read.reading.roots.is_empty());
    let locked: HashSet<(PackageName, Option<Version>)> = telling
        .flat_map(|read| &read.reading.packages)
        .map(|package| {
            (
                package.component.name.clone(),
                package.component.version.clone(),
            )
        })
        .collect();
    if locked.is_empty() {
        return;
    }
    for package in reads
        .iter_mut()
        .filter(|read| plain(read))
        .flat_map(|read| &mut read.reading.packages)
    {
        let component = &mut package.component;
        if component.version.is_some()
            && locked.contains(&(component.name.clone(), component.version.clone()))
        {
            component.direct = false;
            component.scopes.clear();
        }
    }
}

/// A lock that calls extras groups, as PDM's does, means the extra where the manifest knows one of that name and no such
/// group.
fn tell_extras(reads: &mut [Read], declared: &[Root]) {
    let extras = declared.iter().filter_map(|root| match &root.scope {
        Scope::Extra(name) => Some(name),
        _ => None,
    });
    let extras: BTreeSet<&str> = extras
        .filter(|name| {
            let group = Scope::Group((*name).clone());
            !declared.iter().any(|root| root.scope == group)
        })
        .map(|name| &**name)
        .collect();
    if extras.is_empty() {
        return;
    }
    let locks = reads
        .iter_mut()
        .filter(|read| read.format.role() == Role::Lock);
    for package in locks.flat_map(|read| &mut read.reading.packages) {
        let scopes = &mut package.component.scopes;
        let meant = scopes.iter().filter_map(|scope| match scope {
            Scope::Group(name) if extras.contains(&**name) => Some(name.clone()),
            _ => None,
        });
        for name in meant.collect::<Vec<_>>() {
            scopes.remove(&Scope::Group(name.clone()));
            scopes.insert(Scope::Extra(name));
        }
    }
}

/// A Python range that cannot be read is no range: every version is assumed.
fn unread_requires_python(unit: &Unit) -> Option<Notice> {
    if !unit.environments.requires_python_ignored() {
        return None;
    }
    let mut projects = unit.reads.iter().flat_map(|read| &read.reading.projects);
    let project = projects.find(|project| project.requires_python.is_some())?;
    let message = format!(
        "requires-python `{}` cannot be read: every Python version is assumed",
        pyward_model::printable(project.requires_python.as_deref().unwrap_or_default())
    );
    Some(Notice::info(
        NoticeKind::Malformed,
        Some(project.location.clone()),
        message,
    ))
}

/// Puts readings of one project together: those of one folder, a `requirements*/` folder with the folder it stands in,
/// and manifests with the workspace lock that covers them. Environments and SBOMs stand for themselves.
fn units(reads: Vec<Read>, wanted: &Wanted) -> Vec<Unit> {
    let mut covered: BTreeMap<String, String> = BTreeMap::new();
    for read in reads.iter().filter(|read| read.format.role() == Role::Lock) {
        for folder in &read.reading.covers {
            covered.insert(folder.shown().to_string(), home(read));
        }
    }
    let mut homes: BTreeMap<String, Vec<Read>> = BTreeMap::new();
    for read in reads {
        let own = home(&read);
        let home = match read.format.role() {
            Role::Manifest => covered.get(&own).cloned().unwrap_or(own),
            Role::Environment | Role::Sbom => read.path.shown().to_string(),
            Role::Archive => archives::home(&read),
            Role::Lock | Role::Requirements => own,
        };
        homes.entry(home).or_default().push(read);
    }
    homes
        .into_iter()
        .map(|(home, reads)| Unit {
            environments: environments(&reads, wanted),
            home,
            reads,
        })
        .collect()
}

fn home(read: &Read) -> String {
    if let Some(home) = &read.home {
        return home.clone();
    }
    // A script and its lock are a project of their own.
    let shown = read.path.shown();
    let script = shown.strip_suffix(SCRIPT_LOCK).unwrap_or(shown);
    if is_script(script) {
        return script.to_owned();
    }
    let parent = read.path.parent_shown();
    let (above, last) = parent.rsplit_once('/').unwrap_or((".", parent));
    if read.format.role() == Role::Requirements && last.starts_with("requirements") {
        return above.to_owned();
    }
    parent.to_owned()
}

/// What the unit is read for: the project's Python range, where exactly one is stated.
fn environments(reads: &[Read], wanted: &Wanted) -> Environments {
    let mut stated = reads
        .iter()
        .flat_map(|read| &read.reading.projects)
        .filter_map(|project| project.requires_python.as_deref());
    let first = stated.next();
    let one = first.filter(|first| stated.all(|other| other == *first));
    Environments::new(wanted, one)
}
