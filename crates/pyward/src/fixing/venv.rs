//! The project's environment, brought to the versions of a plan.

use std::collections::BTreeSet;
use std::path::Path;

use pyward_model::{PackageName, Plan};
use pyward_resolve::{
    Applied, Engine, Environment, Mode, Request, Requirement, Resolution, SyncOptions, Wanted,
    plan_sync,
};

use crate::failure::Failure;
use crate::syncing;
use crate::terminal::Terminal;

/// Whether a folder is a virtual environment.
pub(crate) fn is_there(folder: &Path) -> bool {
    folder.join("pyvenv.cfg").is_file()
}

/// Installs what the plan changes, and nothing else; `None` where the environment has it already.
pub(crate) fn upgrade(
    engine: &Engine,
    environment: &Environment,
    base: &Request,
    plan: &Plan,
    resolution: &Resolution,
    terminal: Terminal,
) -> Result<Option<Applied>, Failure> {
    let request = Request {
        target: environment.target(),
        constraints: resolution.packages.iter().filter_map(constraint).collect(),
        mode: Mode::Highest,
        hashes: true,
        ..base.clone()
    };
    let here = engine.resolve(&request).map_err(|error| {
        Failure::usage(format!(
            "the new versions do not fit the environment: {error}"
        ))
        .hint("name the environment's Python: `--python`, or leave it alone: `--no-venv`")
    })?;
    let wanted = Wanted::of(&here, environment.target());
    let moved = plan.changes.iter().map(|change| change.name.clone());
    let only: BTreeSet<PackageName> = moved.collect();
    let options = SyncOptions {
        exact: false,
        only: Some(only),
        ..SyncOptions::default()
    };
    let difference =
        plan_sync(environment, &wanted, &options).map_err(|error| syncing::refused(&error))?;
    if difference.is_empty() {
        return Ok(None);
    }
    syncing::carry_out(engine, environment, &difference, terminal).map(Some)
}

fn constraint(package: &pyward_resolve::Resolved) -> Option<Requirement> {
    let version = package.version.as_ref()?;
    let marker = package.marker.as_deref();
    let marker = marker
        .map(|marker| format!(" ; {marker}"))
        .unwrap_or_default();
    Some(Requirement::new(&format!(
        "{}=={version}{marker}",
        package.name
    )))
}
