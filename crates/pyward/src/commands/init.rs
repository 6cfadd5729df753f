//! `pyward init`: the files to begin with, and what other tools were told.

mod existing;
mod jobs;
mod text;

use std::fmt::Write as _;

use pyward_model::printable;

use crate::args::InitArgs;
use crate::config;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::peer::Carried;
use crate::reports;

/// A file that is to be written.
struct Planned {
    /// As seen from the working folder.
    name: &'static str,
    text: String,
    /// Why it cannot be written without `--force`.
    clash: Option<String>,
}

pub(crate) fn run(args: &InitArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let InitArgs {
        pyproject,
        from_existing,
        ci,
        pre_commit,
        force,
        dry_run,
        display,
    } = args;
    let carried = if *from_existing {
        existing::read(environment)
    } else {
        Carried::default()
    };
    let mut planned = vec![configuration(*pyproject, &carried, environment)?];
    if let Some(system) = ci {
        planned.push(jobs::workflow(system, environment)?);
    }
    if *pre_commit {
        planned.push(jobs::hook(environment)?);
    }
    let told = existing::told(&carried, *from_existing);
    if *dry_run {
        let mut text = String::new();
        for Planned {
            name,
            text: new,
            clash,
        } in &planned
        {
            let over = clash
                .as_ref()
                .map_or(String::new(), |why| format!(" ({why})"));
            let _ = writeln!(text, "--- {name}{over}");
            for line in new.lines() {
                let _ = writeln!(text, "{}", printable(line));
            }
        }
        reports::print(&text)?;
        reports::complain(&told);
        return Ok(0);
    }
    let clashes: Vec<&str> = planned
        .iter()
        .filter_map(|it| it.clash.as_deref())
        .collect();
    if !*force && !clashes.is_empty() {
        return Err(Failure::usage(clashes.join("; ")).hint(
            "nothing was written: `--dry-run` shows what would be, `--force` writes over what is there",
        ));
    }
    let folder = &environment.working_folder;
    for Planned { name, text, .. } in &planned {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| {
                Failure::usage(format!("{} cannot be made: {error}", parent.display()))
                    .hint("check who may write there")
            })?;
        }
        reports::replace(&path, text.as_bytes())?;
        if !display.quiet {
            reports::print(&format!("written: {name}\n"))?;
        }
    }
    reports::complain(&told);
    Ok(0)
}

/// The configuration, checked by its own reader before it is written.
fn configuration(
    pyproject: bool,
    carried: &Carried,
    environment: &Environment,
) -> Result<Planned, Failure> {
    let folder = &environment.working_folder;
    let manifest = config::read(&folder.join("pyproject.toml"))?;
    let own = config::read(&folder.join("pyward.toml"))?;
    let speaks = manifest.as_deref().is_some_and(text::has_table);
    // What is in force already is not put aside by a second file.
    let clash = match (own.is_some(), speaks) {
        (true, _) => Some("there is a pyward.toml".to_owned()),
        (_, true) => Some("pyproject.toml has a table [tool.pyward]".to_owned()),
        (false, false) => None,
    };
    let (name, text) = if pyproject {
        let manifest = manifest.ok_or_else(|| {
            Failure::usage("there is no pyproject.toml here")
                .hint("leave `--pyproject` away for a pyward.toml")
        })?;
        ("pyproject.toml", text::into_manifest(&manifest, carried)?)
    } else {
        ("pyward.toml", text::own(carried))
    };
    let read = if pyproject {
        pyward_policy::parse_pyproject(&text, name).map(|_| ())
    } else {
        pyward_policy::parse_pyward_toml(&text, name).map(|_| ())
    };
    read.map_err(|error| {
        let first = error.problems.first();
        let why = first.map_or_else(String::new, |problem| format!(": {}", problem.message));
        Failure::usage(format!("{name} would not be one that pyward reads{why}"))
            .hint("nothing was written; mend the file first, or write a pyward.toml beside it")
    })?;
    Ok(Planned { name, text, clash })
}
