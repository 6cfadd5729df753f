//! Carries a plan out, or nothing of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use pyward_model::{PackageName, Version};

use super::check::{Problem, unmet};
use super::fetch::{Unpacked, fetch};
use super::stage::{files_of_metadata, off_limits, stage};
use super::{SyncEvent, SyncPlan};
use crate::installed::{Record, leads_out, parent_writable};
use crate::journal::{Journal, Steps, forward, parents, size_of, whole_folders};
use crate::{ApplyError, Engine, Environment, EnvironmentError, Pin, Restored};

/// Room for scripts and the journal, in bytes.
const ASIDE: u64 = 8 * 1024 * 1024;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// What an earlier run had left half done and was taken back first.
    pub recovered: Option<Restored>,
    /// The packages that were installed, sorted.
    pub installed: Vec<(PackageName, Version)>,
    /// The packages that were removed or replaced, sorted.
    pub removed: Vec<(PackageName, Version)>,
    /// Requirements that are not met now, sorted. The files were all verified.
    pub problems: Vec<Problem>,
    /// What was odd, in sentences.
    pub oddities: Vec<String>,
    /// Whether [`Environment::rollback_last`] can undo it.
    pub undoable: bool,
}

/// Carries a plan out. `progress` hears how far it is; `cancelled` is asked now and then, and once it says yes, all is
/// brought back to what it was. An error means that nothing was changed, where it does not say otherwise.
pub fn apply(
    engine: &Engine,
    environment: &Environment,
    plan: &SyncPlan,
    progress: &mut dyn FnMut(SyncEvent),
    cancelled: &dyn Fn() -> bool,
) -> Result<Applied, ApplyError> {
    environment.ready()?;
    let _held = environment.hold()?;
    let steps = Steps::default();
    let recovered = environment.recover_held(&steps)?;
    still_fits(environment, plan)?;
    if plan.is_empty() {
        return Ok(Applied {
            recovered,
            ..Applied::default()
        });
    }
    let pins: Vec<Pin> = wanted(plan).cloned().collect();
    let wheels = fetch(
        engine,
        environment,
        pins,
        plan.unhashed,
        progress,
        cancelled,
    )?;
    let applied = change(environment, plan, &wheels, &steps, progress, cancelled)?;
    Ok(Applied {
        recovered,
        ..applied
    })
}

fn wanted(plan: &SyncPlan) -> impl Iterator<Item = &Pin> {
    let replaced = plan.replace.iter().map(|replace| &replace.to);
    plan.install.iter().chain(replaced)
}

fn unwanted(plan: &SyncPlan) -> impl Iterator<Item = (PackageName, Version)> {
    let replaced = plan
        .replace
        .iter()
        .map(|replace| (replace.to.name.clone(), replace.from.clone()));
    plan.remove.iter().cloned().chain(replaced)
}

/// Whether the environment is the one the plan was made for, and what it was then.
fn still_fits(environment: &Environment, plan: &SyncPlan) -> Result<(), ApplyError> {
    if plan.python != environment.python || plan.root != environment.root {
        return Err(ApplyError::Environment(EnvironmentError::OtherPython {
            path: environment.root.clone(),
            found: environment.python,
            wanted: plan.python,
        }));
    }
    let set = environment.packages()?;
    let gone = unwanted(plan).find(|(name, version)| {
        !set.packages
            .iter()
            .any(|there| there.name == *name && there.version == *version)
    });
    let come = plan.install.iter().find(|pin| set.get(&pin.name).is_some());
    let other = gone
        .map(|(name, _)| name)
        .or(come.map(|pin| pin.name.clone()));
    other.map_or(Ok(()), |package| {
        Err(ApplyError::Changed {
            path: environment.root.clone(),
            package,
        })
    })
}

/// Everything after the download. Whatever fails, the environment is as it was.
pub(super) fn change(
    environment: &Environment,
    plan: &SyncPlan,
    wheels: &[Unpacked],
    steps: &Steps,
    progress: &mut dyn FnMut(SyncEvent),
    cancelled: &dyn Fn() -> bool,
) -> Result<Applied, ApplyError> {
    let changed = attempt(environment, plan, wheels, steps, progress, cancelled);
    let Err(error) = changed else {
        return changed;
    };
    if environment.is_interrupted() {
        progress(SyncEvent::TakingBack);
    }
    match environment.recover_held(&Steps::default()) {
        Ok(_) => Err(error),
        Err(back) => Err(ApplyError::Failed {
            path: environment.root.clone(),
            reason: format!("{error}; then: {back}"),
            restored: false,
        }),
    }
}

fn attempt(
    environment: &Environment,
    plan: &SyncPlan,
    wheels: &[Unpacked],
    steps: &Steps,
    progress: &mut dyn FnMut(SyncEvent),
    cancelled: &dyn Fn() -> bool,
) -> Result<Applied, ApplyError> {
    let failed = |error: std::io::Error| ApplyError::Failed {
        path: environment.root.clone(),
        reason: error.to_string(),
        restored: true,
    };
    let stop = || {
        Err(ApplyError::Cancelled {
            path: environment.root.clone(),
        })
    };
    let folders = environment.folders();
    let take = owned(environment, plan)?;
    room(environment, wheels)?;
    steps.make_folders(&folders.new_files()).map_err(failed)?;
    let staged = stage(environment, wheels, &folders.new_files())?;
    steps.step().map_err(failed)?;
    progress(SyncEvent::Staged { of: wheels.len() });
    let mut oddities = staged.oddities;
    oddities.extend(wheels.iter().filter(|wheel| wheel.is_built).map(|wheel| {
        format!(
            "{} {} was built here from its source distribution",
            wheel.name, wheel.version
        )
    }));
    let after: Vec<_> = wheels
        .iter()
        .map(|wheel| (wheel.name.clone(), wheel.version.clone()))
        .collect();
    let mut before: Vec<_> = unwanted(plan).collect();
    before.sort();
    let whole = whole_folders(&environment.root, &staged.put);
    let mut journal = Journal::new(before.clone(), after.clone(), take, staged.put, whole);
    oddities.extend(journal.make_way(&environment.root));
    reachable(environment, journal.moved())?;
    if cancelled() {
        return stop();
    }
    journal.write(&folders.journal(), steps).map_err(failed)?;
    let mut tell = |done, of| {
        progress(SyncEvent::Switched { done, of });
        !cancelled()
    };
    if !forward(&folders, &journal, steps, &mut tell).map_err(failed)? {
        return stop();
    }
    let problems = look(environment, &journal, &after)?;
    let undoable = environment.finish(steps).map_err(failed)?;
    Ok(Applied {
        recovered: None,
        installed: after,
        removed: before,
        problems,
        oddities,
        undoable,
    })
}

/// The files of what is to go.
fn owned(environment: &Environment, plan: &SyncPlan) -> Result<BTreeSet<PathBuf>, ApplyError> {
    let set = environment.packages()?;
    let names: BTreeSet<PackageName> = unwanted(plan).map(|(name, _)| name).collect();
    let mut take = BTreeSet::new();
    for package in set
        .packages
        .iter()
        .filter(|there| names.contains(&there.name))
    {
        let refuse = |reason: String| ApplyError::Unremovable {
            package: package.name.clone(),
            reason,
        };
        let record = Record::of(environment, package).map_err(refuse)?;
        let metadata = environment.places.packages.join(&package.metadata);
        let listed = record.entries.into_iter().map(|entry| entry.path);
        // Tools leave files beside the list that are not in it.
        let beside = files_of_metadata(&environment.root.join(&metadata));
        for path in listed.chain(beside.iter().map(|file| metadata.join(file))) {
            if let Some(reason) = off_limits(&path) {
                return Err(refuse(reason));
            }
            let about = environment.root.join(&path).symlink_metadata();
            if about.is_ok_and(|about| !about.is_dir()) {
                take.insert(path);
            }
        }
    }
    Ok(take)
}

/// Whether all these paths are inside the environment, links followed, and can be changed.
fn reachable<'a>(
    environment: &Environment,
    paths: impl Iterator<Item = &'a Path>,
) -> Result<(), ApplyError> {
    let below = parents(paths);
    let all: Vec<PathBuf> = below
        .iter()
        .map(|path| environment.root.join(path))
        .collect();
    if let Some(folder) = leads_out(&environment.root, all.iter().cloned()) {
        return Err(ApplyError::Environment(EnvironmentError::Broken {
            path: environment.root.clone(),
            reason: format!("`{}` leads out of it", folder.display()),
        }));
    }
    for folder in all {
        parent_writable(&folder.join("file")).map_err(|reason| EnvironmentError::NotWritable {
            path: folder.clone(),
            reason,
        })?;
    }
    Ok(())
}

/// Whether there is room. What is on the cache's own disk is linked from there and takes none.
fn room(environment: &Environment, wheels: &[Unpacked]) -> Result<(), ApplyError> {
    let Some(free) = free(&environment.root) else {
        return Ok(());
    };
    let copied = wheels
        .iter()
        .filter(|wheel| !same_disk(&wheel.folder, &environment.root));
    let needed = ASIDE + copied.map(|wheel| size_of(&wheel.folder)).sum::<u64>();
    if free < needed {
        return Err(ApplyError::Space {
            path: environment.root.clone(),
            needed,
            free,
        });
    }
    Ok(())
}

#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(path).ok()?;
    about.f_bavail.checked_mul(about.f_frsize)
}

#[cfg(not(unix))]
fn free(_path: &Path) -> Option<u64> {
    None
}

#[cfg(unix)]
fn same_disk(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let disk = |path: &Path| path.metadata().ok().map(|about| about.dev());
    disk(a) == disk(b)
}

#[cfg(not(unix))]
fn same_disk(_a: &Path, _b: &Path) -> bool {
    true
}

/// Looks at what is there now: every new file in its place, every package found, none of the old ones. Says which
/// requirements are not met.
fn look(
    environment: &Environment,
    journal: &Journal,
    after: &[(PackageName, Version)],
) -> Result<Vec<Problem>, ApplyError> {
    let wrong = |reason: String| ApplyError::Failed {
        path: environment.root.clone(),
        reason,
        restored: true,
    };
    let arrived = |to: &Path, is_it: &dyn Fn(&Metadata) -> bool| {
        let about = environment.root.join(to).metadata();
        if about.is_ok_and(|about| is_it(&about)) {
            return Ok(());
        }
        let shown = pyward_model::printable(&to.to_string_lossy()).into_owned();
        Err(wrong(format!("`{shown}` did not arrive")))
    };
    // What stands in a folder that moved as a whole came with it.
    for whole in &journal.whole {
        arrived(&whole.to, &Metadata::is_dir)?;
    }
    for put in journal.put_singly() {
        arrived(&put.to, &|about| about.len() == put.size)?;
    }
    let set = environment.packages()?;
    let mut there: BTreeMap<&PackageName, Vec<&Version>> = BTreeMap::new();
    for package in &set.packages {
        there
            .entry(&package.name)
            .or_default()
            .push(&package.version);
    }
    for (name, version) in after {
        if there.get(name).map(Vec::as_slice) != Some(&[version]) {
            return Err(wrong(format!("{name} {version} is not what is found")));
        }
    }
    Ok(unmet(environment, &set)?)
}
