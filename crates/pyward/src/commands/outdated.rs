//! `pyward outdated`: which packages have newer releases, and which of those the project allows.

mod row;
mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pyward_inventory::{Options, requirement_lines};
use pyward_model::{Ecosystem, Inventory, PackageName, Specifiers, Version, printable};
use pyward_resolve::{Engine, Releases, ResolveError};
use pyward_target::{OpenOptions, TargetKind, Tree};

use self::row::{Row, Standards};
use super::compile::{sources, target};
use crate::args::OutdatedArgs;
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE, chain};
use crate::indexes::{self, Local};
use crate::terminal::Terminal;
use crate::{reports, resolution};

/// How many packages are asked for between two looks at the progress.
const PART: usize = 50;
/// How many packages that could not be looked up are named.
const NAMED: usize = 8;

/// What was found.
pub(crate) struct Found {
    /// As the user named it.
    target: String,
    /// The Python that releases are looked for.
    python: Option<String>,
    /// Packages that were looked at.
    checked: usize,
    /// Those that are outdated or withdrawn.
    rows: Vec<Row>,
    /// Those that no index has.
    unknown: Vec<PackageName>,
    /// Those that could not be looked up, and why.
    failed: Vec<(PackageName, String)>,
}

pub(crate) fn run(args: &OutdatedArgs, environment: &Environment) -> Result<u8, Failure> {
    let display = &args.display;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let path = chosen(args.target.as_deref(), environment);
    let tree = open(&path, environment)?;
    let inventory = pyward_inventory::read(&tree, &Options::default());
    if inventory.components.is_empty() && inventory.formats.is_empty() {
        return Err(
            Failure::usage(format!("no packages were found in {}", path.display()))
                .hint("name an environment, a lock or a requirements file: `pyward outdated PATH`"),
        );
    }
    let wishes = wishes(args, &tree, &inventory, environment);
    let python = match &args.python {
        Some(text) => Some(target::python(text)?),
        None => target::python_of_tree(&tree).or_else(|| {
            let ranges = inventory.projects.iter();
            let ranges = ranges.filter_map(|project| project.requires_python.as_deref());
            ranges.filter_map(resolution::lowest).max()
        }),
    };
    let engine = engine(args, &tree, environment)?;
    let standards = Standards::new(wishes, python, args.pre);
    let mut found = look_up(&inventory, &standards, &engine, terminal)?;
    found.target = path.display().to_string();
    found.rows.retain(|row| !args.direct || row.direct);
    let text = match args.format.as_str() {
        "json" => shown::json(&found),
        "columns" => shown::columns(&found),
        _ => shown::human(&found, display.quiet),
    };
    reports::print(&text)?;
    tell(&found, display.quiet);
    let is_outdated = found.rows.iter().any(Row::is_outdated);
    Ok(
        match (args.exit_code && is_outdated, found.failed.is_empty()) {
            (true, _) => BLOCKED,
            (false, false) => INCOMPLETE,
            (false, true) => 0,
        },
    )
}

/// What is looked at: what is named, else the environment here, else the project here.
fn chosen(named: Option<&Path>, environment: &Environment) -> PathBuf {
    let environment_here = || super::freeze::chosen(None, environment).ok();
    named
        .map(Path::to_owned)
        .or_else(environment_here)
        .unwrap_or_else(|| ".".into())
}

fn open(path: &Path, environment: &Environment) -> Result<Tree, Failure> {
    let mut options = OpenOptions::default();
    if path == Path::new("-") {
        options.stdin = Some(Box::new(std::io::stdin()));
    }
    Tree::open(path, &environment.working_folder, &mut options).map_err(|error| Failure {
        hint: error.hint(),
        ..Failure::usage(chain(&error))
    })
}

/// What the project asks for, by package. An environment says nothing of that: where it is the one of the project here,
/// the project does.
fn wishes(
    args: &OutdatedArgs,
    tree: &Tree,
    inventory: &Inventory,
    environment: &Environment,
) -> BTreeMap<PackageName, Vec<Specifiers>> {
    let of_folder = || {
        let folder = open(Path::new("."), environment).ok()?;
        Some(pyward_inventory::read(&folder, &Options::default()))
    };
    let beside = (args.target.is_none() && tree.kind() == TargetKind::Environment)
        .then(of_folder)
        .flatten();
    let mut wishes: BTreeMap<PackageName, Vec<Specifiers>> = BTreeMap::new();
    for asked in &beside.as_ref().unwrap_or(inventory).requirements {
        let range = Specifiers::parse(&asked.specifiers);
        let entry = wishes.entry(asked.name.clone()).or_default();
        entry.extend(range.ok().filter(|range| !range.is_empty()));
    }
    wishes
}

fn engine(args: &OutdatedArgs, tree: &Tree, environment: &Environment) -> Result<Engine, Failure> {
    let is_file = matches!(tree.kind(), TargetKind::File);
    let is_lines = is_file
        && tree.entries().iter().any(|entry| {
            let name = Path::new(entry.path.file_name());
            name.extension()
                .is_some_and(|end| end == "txt" || end == "in")
        });
    let options = if is_lines {
        sources::index_options(&requirement_lines(tree).options)
    } else {
        Vec::new()
    };
    let is_environment = tree.kind() == TargetKind::Environment;
    let local = Local {
        project: Some(if is_environment {
            environment.working_folder.clone()
        } else {
            tree.root().to_owned()
        }),
        virtual_environment: is_environment.then(|| tree.root().to_owned()),
        requirements: options,
    };
    let configured = indexes::settings(&args.indexes, local, environment)?;
    let (engine, notices) = indexes::engine(configured)?;
    for notice in &notices {
        reports::complain(&super::freeze::told(notice));
    }
    Ok(engine)
}

/// Asks the index for every package.
fn look_up(
    inventory: &Inventory,
    standards: &Standards,
    engine: &Engine,
    terminal: Terminal,
) -> Result<Found, Failure> {
    let mut used: BTreeMap<&PackageName, BTreeMap<&Version, bool>> = BTreeMap::new();
    for component in &inventory.components {
        let is_of_index = component.ecosystem == Ecosystem::PyPI
            && component.origin.is_index()
            && component.vendored_by().is_none();
        if let Some(version) = component.version.as_ref().filter(|_| is_of_index) {
            let versions = used.entry(&component.name).or_default();
            *versions.entry(version).or_default() |= component.direct;
        }
    }
    // What is below the lowest version in use seldom matters, and is most of what an index lists.
    let lowest = |versions: &BTreeMap<&Version, bool>| {
        let mut versions = versions.keys();
        versions.next().map(|lowest| (*lowest).clone())
    };
    let asked: Vec<(PackageName, Option<Version>)> = used
        .iter()
        .map(|(name, versions)| ((*name).clone(), lowest(versions)))
        .collect();
    let mut found = Found {
        target: String::new(),
        python: standards.python(),
        checked: asked.len(),
        rows: Vec::new(),
        unknown: Vec::new(),
        failed: Vec::new(),
    };
    let progress = terminal.progress("asking for releases");
    let mut last = None;
    for (part, asked) in asked.chunks(PART).enumerate() {
        progress.set((part * PART) as u64, Some(found.checked as u64));
        for ((name, _), answer) in asked.iter().zip(engine.releases_from(asked)) {
            let releases = match answer {
                Ok(releases) => releases,
                Err(ResolveError::NotFound { .. }) => {
                    found.unknown.push(name.clone());
                    continue;
                }
                Err(error) => {
                    found.failed.push((name.clone(), error.to_string()));
                    last = Some(error);
                    continue;
                }
            };
            let rows = |releases: &Releases| {
                let versions = used.get(name).into_iter().flatten();
                let rows = versions
                    .map(|(version, direct)| standards.row(name, version, *direct, releases));
                rows.collect::<Vec<Row>>()
            };
            let mut told = rows(&releases);
            // Nothing from there on will do: what is below it may.
            if told.iter().any(|row| standards.lacks(row)) {
                match engine.releases(name) {
                    Ok(all) => told = rows(&all),
                    Err(error) => found.failed.push((name.clone(), error.to_string())),
                }
            }
            found
                .rows
                .extend(told.into_iter().filter(Row::is_worth_telling));
        }
    }
    drop(progress);
    match last {
        // Where nothing could be looked up, there is one reason, and no table.
        Some(error) if found.failed.len() == found.checked => {
            Err(Failure::usage(error.to_string()).hint(error.hint()))
        }
        _ => Ok(found),
    }
}

/// What could not be told.
fn tell(found: &Found, quiet: bool) {
    if !found.unknown.is_empty() && !quiet {
        let names: BTreeSet<&PackageName> = found.unknown.iter().collect();
        reports::complain(&format!("note: no index has {}\n", listed(names)));
    }
    if let Some((_, reason)) = found.failed.first() {
        let names: BTreeSet<&PackageName> = found.failed.iter().map(|(name, _)| name).collect();
        reports::complain(&format!(
            "warning: could not be looked up: {}\n  {}\n",
            listed(names),
            printable(reason)
        ));
    }
}

fn listed(names: BTreeSet<&PackageName>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let shown: Vec<_> = names
        .into_iter()
        .take(NAMED)
        .map(|name| printable(name.as_str()))
        .collect();
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{rest}", shown.join(", "))
}
