//! `pyward tree`: what needs what, from the project down or from a package up.

mod graph;
mod project;
mod shown;

use std::collections::BTreeSet;

use pyward_inventory::{Files, Options};
use pyward_model::{ComponentId, Inventory, PackageName, Scope, Weight, printable};

use self::graph::{Graph, Way};
use crate::args::TreeArgs;
use crate::environment::Environment;
use crate::failure::{Failure, INCOMPLETE};
use crate::scan::{self, Resolving};
use crate::terminal::Terminal;
use crate::{builds, config, reports};

/// How deep the tree is drawn where nobody says: no real one is deeper, and what is made up must not fill the memory.
const DEEPEST: usize = 100;

pub(crate) fn run(args: &TreeArgs, environment: &Environment) -> Result<u8, Failure> {
    let display = &args.display;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let reading = &args.reading;
    let (settings, _) = config::load(
        &args.target,
        &args.policy(),
        reading,
        environment,
        terminal.color,
    )?;
    let progress = terminal.progress("reading");
    let options: Options = Options {
        files: Files::PassedOver,
        ..super::audit::options(reading, &settings)?
    };
    let resolving: Resolving = super::audit::resolving(&args.resolving, environment);
    let builds = builds::builds(&args.resolving.builds, &args.target, environment)?;
    let mut opening = super::audit::opening(reading, &settings);
    let (_, inventory) = scan::read(
        &args.target,
        &mut opening,
        &options,
        resolving,
        builds.as_ref(),
        environment,
    )?;
    drop(progress);
    if inventory.components.is_empty() && inventory.formats.is_empty() {
        return Err(Failure::usage(format!(
            "no packages were found in {}",
            args.target.display()
        ))
        .hint("name a folder, a lock, a requirements file or an environment: `pyward tree PATH`"));
    }
    if args.project {
        let text = match args.format.as_str() {
            "json" => project::json(&inventory),
            _ => project::human(&inventory),
        };
        reports::print(&text)?;
        return Ok(complained(&inventory, display.verbose));
    }
    let kept = kept(&inventory, &args.scope)?;
    let way = if args.invert || !args.why.is_empty() {
        Way::Up
    } else {
        Way::Down
    };
    let graph = Graph::new(&inventory, &kept, way);
    let tops = if args.why.is_empty() {
        graph.tops()
    } else {
        named(&inventory, &kept, &args.why)?
    };
    let text = match args.format.as_str() {
        "json" => shown::json(&graph, &tops),
        _ => shown::human(
            &graph,
            &tops,
            args.depth.unwrap_or(DEEPEST).min(DEEPEST),
            display.quiet || !args.why.is_empty(),
        ),
    };
    reports::print(&text)?;
    Ok(complained(&inventory, display.verbose))
}

/// Says what the reader must know about the reading, and what that means for the exit code.
fn complained(inventory: &Inventory, verbose: u8) -> u8 {
    let mut incomplete = false;
    for notice in &inventory.notices {
        let is_info = notice.weight == Weight::Info;
        incomplete |= notice.weight == Weight::Incomplete;
        if !is_info || verbose > 0 {
            reports::complain(&super::freeze::told(notice));
        }
    }
    if incomplete { INCOMPLETE } else { 0 }
}

/// The components that are needed for one of the scopes, by the words of the user; all where there are none.
fn kept(inventory: &Inventory, scopes: &[String]) -> Result<BTreeSet<ComponentId>, Failure> {
    if scopes.is_empty() {
        return Ok(inventory.iter().map(|(id, _)| id).collect());
    }
    let wanted: BTreeSet<PackageName> = scopes
        .iter()
        .map(|scope| PackageName::pypi(scope))
        .collect();
    let mut known = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for (id, component) in inventory.iter() {
        for scope in &component.scopes {
            let word = PackageName::pypi(word(scope));
            if wanted.contains(&word) {
                kept.insert(id);
            }
            known.insert(word);
        }
        // Where the format does not say what a package is for, it may be for anything.
        if component.scopes.iter().next().is_none() {
            kept.insert(id);
        }
    }
    match wanted.iter().find(|scope| !known.contains(*scope)) {
        None => Ok(kept),
        Some(unknown) => {
            let known: Vec<&str> = known.iter().map(PackageName::as_str).collect();
            let hint = if known.is_empty() {
                "what is read here does not say what packages are for".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            Err(Failure::usage(format!(
                "nothing is needed for `{}`",
                printable(unknown.as_str())
            ))
            .hint(hint))
        }
    }
}

/// The word of a scope on the command line.
pub(super) fn word(scope: &Scope) -> &str {
    match scope {
        Scope::Main => "main",
        Scope::Dev => "dev",
        Scope::Build => "build",
        Scope::Vendored(_) => "vendored",
        Scope::System => "system",
        Scope::User => "user",
        Scope::Extra(name) | Scope::Group(name) => name,
    }
}

/// The components with these names.
fn named(
    inventory: &Inventory,
    kept: &BTreeSet<ComponentId>,
    names: &[String],
) -> Result<Vec<ComponentId>, Failure> {
    let mut tops = Vec::new();
    for name in names {
        let wanted = PackageName::pypi(name);
        let before = tops.len();
        let found = inventory
            .iter()
            .filter(|(id, component)| component.name == wanted && kept.contains(id));
        tops.extend(found.map(|(id, _)| id));
        if tops.len() == before {
            let near = inventory
                .components
                .iter()
                .map(|component| component.name.as_str())
                .find(|there| there.contains(wanted.as_str()) || wanted.as_str().contains(there));
            let hint = near.map_or_else(
                || "`pyward tree` shows all that is".to_owned(),
                |near| format!("is `{}` meant?", printable(near)),
            );
            return Err(
                Failure::usage(format!("{} is not among what is needed", printable(name)))
                    .hint(hint),
            );
        }
    }
    tops.sort_unstable();
    tops.dedup();
    Ok(tops)
}
