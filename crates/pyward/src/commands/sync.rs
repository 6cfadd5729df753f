//! `pyward sync`: an environment made exactly what requirements say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use pyward_inventory::{Options, Wanted as Reading};
use pyward_model::{Component, Inventory, Origin, PackageName, Version, printable};
use pyward_resolve::{
    Environment as Venv, Pin, Platform, SyncOptions, SyncPlan, Wanted, plan_sync,
};
use pyward_target::{OpenOptions, Tree};

use crate::args::SyncArgs;
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE, chain};
use crate::indexes::{self, Local};
use crate::terminal::Terminal;
use crate::{builds, interrupt, reports, syncing};

/// The files that are meant where none is named, the first that is there.
const USUAL: &[&str] = &["requirements.txt", "pylock.toml"];

pub(crate) fn run(args: &SyncArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let SyncArgs {
        files,
        venv,
        keep,
        inexact,
        allow_unhashed,
        dry_run,
        yes,
        rollback,
        index,
        builds,
        display,
    } = args;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let builds = builds::builds(builds, Path::new("."), environment)?;
    let target = syncing::open(&environment.working_folder.join(venv))?;
    if *rollback {
        let restored = syncing::take_back(&target)?;
        return reports::print(&format!("{}\n", syncing::told(&restored))).map(|()| 0);
    }
    let files = chosen(files, environment)?;
    let wanted = wanted(&files, &target, environment, true)?;
    let options = SyncOptions {
        exact: !inexact,
        keep: keep.iter().map(|name| PackageName::pypi(name)).collect(),
        only: None,
        unhashed: *allow_unhashed,
    };
    let plan = plan_sync(&target, &wanted, &options).map_err(|error| syncing::refused(&error))?;
    if !display.quiet {
        reports::print(&syncing::difference(&plan))?;
        reports::print(&summary(&plan))?;
    }
    let absent = absent(&plan);
    if *dry_run {
        return Ok(if plan.is_empty() && !absent {
            0
        } else {
            BLOCKED
        });
    }
    if plan.is_empty() {
        return Ok(if absent { INCOMPLETE } else { 0 });
    }
    if !*yes && !agreed()? {
        reports::complain("nothing was changed\n");
        return Ok(BLOCKED);
    }
    interrupt::watch();
    let mut index = index.clone();
    index.offline |= environment.offline;
    let local = Local {
        project: Some(environment.working_folder.clone()),
        virtual_environment: Some(target.root().to_owned()),
        requirements: indexes::options_in(&files, environment)?,
    };
    let configured = indexes::settings(&index, local, environment)?;
    let (engine, notices) = indexes::engine_with(configured, builds)?;
    for notice in notices.iter().filter(|_| display.verbose > 0) {
        reports::complain(&format!("note: {}\n", printable(&notice.message)));
    }
    let applied = syncing::carry_out(&engine, &target, &plan, terminal)?;
    for problem in &applied.problems {
        reports::complain(&format!("unmet: {problem}\n"));
    }
    for oddity in &applied.oddities {
        reports::complain(&format!("note: {}\n", printable(oddity)));
    }
    if !display.quiet {
        let count = applied.installed.len();
        reports::print(&format!(
            "installed {count}, removed {}; `pyward sync --rollback` takes it back\n",
            applied.removed.len()
        ))?;
    }
    Ok(if absent || !applied.problems.is_empty() {
        INCOMPLETE
    } else {
        0
    })
}

fn summary(plan: &SyncPlan) -> String {
    format!(
        "{} to install, {} to replace, {} to remove, {} as they should be\n",
        plan.install.len(),
        plan.replace.len(),
        plan.remove.len(),
        plan.unchanged.len()
    )
}

/// Tells of packages that pyward does not install; whether there are any.
fn absent(plan: &SyncPlan) -> bool {
    for (name, place) in &plan.absent {
        reports::complain(&format!(
            "not installed: {} @ {}: pyward installs wheels of an index, and builds nothing\n",
            printable(name.as_str()),
            printable(place)
        ));
    }
    !plan.absent.is_empty()
}

/// On a terminal somebody is asked; elsewhere the command itself is the answer.
fn agreed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(true);
    }
    reports::complain("change it? [y/N] ");
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::usage(format!("the answer cannot be read: {error}")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn chosen(files: &[PathBuf], environment: &Environment) -> Result<Vec<PathBuf>, Failure> {
    if !files.is_empty() {
        return Ok(files.to_vec());
    }
    let usual = USUAL
        .iter()
        .find(|name| environment.working_folder.join(name).is_file());
    usual.map(|name| vec![PathBuf::from(name)]).ok_or_else(|| {
        Failure::usage(format!("there is no {} here", USUAL.join(" and no ")))
            .hint("name the files: `pyward sync requirements.txt requirements-dev.txt`")
    })
}

/// What all files together say for this environment; `all_pinned` where nothing may be left open.
pub(crate) fn wanted(
    files: &[PathBuf],
    target: &Venv,
    environment: &Environment,
    all_pinned: bool,
) -> Result<Wanted, Failure> {
    let mut pins: BTreeMap<PackageName, Pin> = BTreeMap::new();
    let mut elsewhere = BTreeMap::new();
    for file in files {
        let inventory = read(file, target, environment)?;
        if all_pinned {
            refuse_unpinned(file, &inventory)?;
        }
        for component in &inventory.components {
            match pin(component) {
                Ok(Some(pin)) => add(&mut pins, pin)?,
                Ok(None) => {}
                Err(place) => {
                    elsewhere.insert(component.name.clone(), place);
                }
            }
        }
    }
    Ok(Wanted {
        target: Some(target.target()),
        pins: pins.into_values().collect(),
        elsewhere,
    })
}

fn add(pins: &mut BTreeMap<PackageName, Pin>, pin: Pin) -> Result<(), Failure> {
    if let Some(other) = pins.get(&pin.name)
        && other.version != pin.version
    {
        return Err(Failure::usage(format!(
            "{} is pinned to {} and to {}",
            printable(pin.name.as_str()),
            printable(other.version.as_str()),
            printable(pin.version.as_str())
        ))
        .hint("keep one of the pins, or compile the files together: `pyward compile`"));
    }
    pins.insert(pin.name.clone(), pin);
    Ok(())
}

/// A pin of an index; `Err` with the place, for what comes from elsewhere.
fn pin(component: &Component) -> Result<Option<Pin>, Box<str>> {
    match (&component.origin, &component.version) {
        (Origin::Index | Origin::NamedIndex(_), version) => {
            Ok(version.clone().map(|version| Pin {
                name: component.name.clone(),
                version,
                hashes: component.hashes.clone(),
            }))
        }
        (
            Origin::Url(place) | Origin::Path { path: place, .. } | Origin::Vcs { url: place, .. },
            _,
        ) => Err(place.clone()),
    }
}

fn read(file: &Path, target: &Venv, environment: &Environment) -> Result<Inventory, Failure> {
    let tree = Tree::open(
        file.as_os_str(),
        &environment.working_folder,
        &mut OpenOptions::default(),
    )
    .map_err(|error| Failure {
        hint: error.hint(),
        ..Failure::usage(chain(&error))
    })?;
    let python = target.python().to_string();
    let platform = match target.platform() {
        Platform::LinuxX86_64 => "linux-x86_64",
        Platform::LinuxAarch64 => "linux-aarch64",
        Platform::MacosX86_64 => "macos-x86_64",
        Platform::MacosAarch64 => "macos-aarch64",
        Platform::WindowsX86_64 => "windows-x86_64",
    };
    let reading = Reading {
        python: Version::pep440(&python),
        platform: platform.parse().ok(),
    };
    let options = Options {
        wanted: reading,
        ..Options::default()
    };
    let inventory = pyward_inventory::read(&tree, &options);
    let broken = inventory
        .notices
        .iter()
        .find(|notice| notice.weight == pyward_model::Weight::Incomplete);
    if let Some(notice) = broken {
        let place = notice
            .location
            .as_ref()
            .map_or_else(|| file.display().to_string(), ToString::to_string);
        return Err(Failure::usage(format!("{place}: {}", notice.message))
            .hint("mend the file: an environment is not made of half of it"));
    }
    Ok(inventory)
}

fn refuse_unpinned(file: &Path, inventory: &Inventory) -> Result<(), Failure> {
    let open: BTreeSet<&str> = inventory
        .components
        .iter()
        .filter(|component| component.version.is_none() && component.origin.is_index())
        .map(|component| component.name.as_str())
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = open.iter().take(6).map(|name| printable(name)).collect();
    Err(Failure::usage(format!(
        "{} names no single version of {}",
        file.display(),
        names.join(", ")
    ))
    .hint("pin everything first: `pyward compile`"))
}
