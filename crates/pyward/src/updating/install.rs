//! What an upgrade means for an environment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pyward_model::{
    Component, Ecosystem, Inventory, Location, Notice, NoticeKind, PackageName, Plan, Version,
};
use pyward_resolve::{Pin, SyncOptions, plan_sync};

use crate::args::IndexArgs;
use crate::commands::sync;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::fixing::rewrite::Journal;
use crate::indexes::{self, Local};
use crate::syncing;
use crate::terminal::Terminal;

/// What shall stand in an environment.
pub(crate) enum Wanted<'a> {
    /// The pins of a requirements file.
    File(&'a Path),
    /// These versions beside what is there.
    Pins(Vec<(PackageName, Version)>),
}

/// How far an environment is changed.
pub(crate) enum Reach {
    /// To what is wanted, and nothing else.
    Exact,
    /// These packages alone.
    Only(BTreeSet<PackageName>),
}

/// How it ended.
#[derive(Default)]
pub(crate) struct Installed {
    /// Whether the environment is another one now.
    pub(crate) is_changed: bool,
    pub(crate) notices: Vec<Notice>,
}

/// Brings an environment to what is wanted. An error means that it is as it was.
pub(crate) fn apply_to_environment(
    venv: &Path,
    wanted: &Wanted<'_>,
    reach: Reach,
    index: &IndexArgs,
    journal: &Journal,
    environment: &Environment,
    terminal: Terminal,
) -> Result<Installed, Failure> {
    let target = syncing::open(&environment.working_folder.join(venv))?;
    let is_exact = matches!(reach, Reach::Exact);
    let file = match wanted {
        Wanted::File(file) => Some(file.to_path_buf()),
        Wanted::Pins(_) => None,
    };
    let wanted = match wanted {
        Wanted::File(file) => sync::wanted(&[file.to_path_buf()], &target, environment, is_exact)?,
        Wanted::Pins(pins) => pyward_resolve::Wanted {
            target: Some(target.target()),
            pins: pins
                .iter()
                .map(|(name, version)| Pin {
                    name: name.clone(),
                    version: version.clone(),
                    hashes: Vec::new(),
                })
                .collect(),
            elsewhere: BTreeMap::new(),
        },
    };
    let options = SyncOptions {
        exact: is_exact,
        only: match reach {
            Reach::Exact => None,
            Reach::Only(names) => Some(names),
        },
        ..SyncOptions::default()
    };
    let plan = plan_sync(&target, &wanted, &options).map_err(|error| syncing::refused(&error))?;
    if plan.is_empty() {
        return Ok(Installed::default());
    }
    let files: Vec<PathBuf> = file.into_iter().collect();
    let mut index = index.clone();
    index.offline |= environment.offline;
    let local = Local {
        project: Some(environment.working_folder.clone()),
        virtual_environment: Some(target.root().to_owned()),
        requirements: indexes::options_in(&files, environment)?,
    };
    let (engine, mut notices) = indexes::engine(indexes::settings(&index, local, environment)?)?;
    journal.with_environment(&target)?;
    let applied = syncing::carry_out(&engine, &target, &plan, terminal)?;
    let place = || Some(Location::file(venv.display().to_string()));
    notices.extend(applied.problems.iter().map(|problem| {
        Notice::gap(NoticeKind::Conflict, place(), problem.to_string())
            .hint("make it whole: `pyward sync`")
    }));
    Ok(Installed {
        is_changed: true,
        notices,
    })
}

/// The packages of an environment that a plan for it alone moves, and where to.
pub(crate) fn moved(plan: &Plan) -> Vec<(PackageName, Version)> {
    plan.changes
        .iter()
        .filter_map(|change| Some((change.name.clone(), change.to.clone()?)))
        .collect()
}

/// The packages that stand in an environment at another version than the files beside it pin.
pub(crate) fn behind(inventory: &Inventory, venv: &Path) -> BTreeSet<PackageName> {
    let venv = venv.display().to_string().replace('\\', "/");
    let below = format!("{}/", venv.trim_end_matches('/'));
    let mut pinned: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    let mut installed: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    let components = inventory.components.iter();
    let is_own = |component: &&Component| {
        component.ecosystem == Ecosystem::PyPI && component.vendored_by().is_none()
    };
    for component in components.filter(is_own) {
        let Some(version) = &component.version else {
            continue;
        };
        for location in &component.locations {
            let side = if location.path.starts_with(&below) {
                &mut installed
            } else {
                &mut pinned
            };
            side.entry(&component.name).or_default().insert(version);
        }
    }
    installed
        .into_iter()
        .filter(|(name, versions)| {
            let wanted = pinned.get(name);
            wanted.is_some_and(|wanted| versions.is_disjoint(wanted))
        })
        .map(|(name, _)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn behind_is_what_a_file_pins_otherwise() {
        let component = |name: &str, version: &str, path: &str| {
            let name = PackageName::pypi(name);
            let mut component = Component::pypi(name, Some(Version::new(version)));
            component.locations = vec![Location::file(path)];
            component
        };
        let inventory = Inventory {
            components: vec![
                component("a", "1", ".venv/lib/a"),
                component("a", "2", "requirements.txt"),
                component("b", "1", ".venv/lib/b"),
                component("b", "1", "requirements.txt"),
                component("c", "1", ".venv/lib/c"),
                component("d", "1", "requirements.txt"),
            ],
            ..Inventory::default()
        };
        let behind = behind(&inventory, Path::new(".venv/"));
        assert_eq!(behind, BTreeSet::from([PackageName::pypi("a")]));
    }
}
