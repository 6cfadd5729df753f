//! `pyward check`: whether what is installed fits together, as `pip check` asks, by metadata alone.

use std::fmt::Write as _;

use pyward_model::printable;
use pyward_resolve::{Environment as Venv, Problem, check_consistent, check_requirements};
use serde_json::{Value, json};

use crate::args::CheckArgs;
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure};
use crate::{reports, syncing};

pub(crate) fn run(args: &CheckArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let CheckArgs {
        venv,
        files,
        format,
        display,
    } = args;
    let path = super::freeze::chosen(venv.as_deref(), environment)?;
    let venv = Venv::open(&environment.working_folder.join(&path))
        .map_err(|error| syncing::refused(&error))?;
    let looked = if *files {
        check_consistent(&venv)
    } else {
        check_requirements(&venv)
    };
    let problems = looked.map_err(|error| syncing::refused(&error))?;
    let packages = venv
        .packages()
        .map_err(|error| syncing::refused(&error))?
        .packages
        .len();
    let text = match format.as_str() {
        "json" => json(&path.display().to_string(), packages, &problems),
        _ => human(packages, &problems, display.quiet),
    };
    reports::print(&text)?;
    Ok(if problems.is_empty() { 0 } else { BLOCKED })
}

fn human(packages: usize, problems: &[Problem], quiet: bool) -> String {
    let mut text = String::new();
    for problem in problems {
        let _ = writeln!(text, "{problem}");
    }
    if !quiet {
        let noun = if packages == 1 { "package" } else { "packages" };
        let outcome = match problems.len() {
            0 => "all requirements are met".to_owned(),
            1 => "1 problem".to_owned(),
            count => format!("{count} problems"),
        };
        let _ = writeln!(text, "{packages} {noun}, {outcome}");
    }
    text
}

fn json(path: &str, packages: usize, problems: &[Problem]) -> String {
    let problems: Vec<Value> = problems.iter().map(entry).collect();
    let document = json!({
        "schema": "pyward-check/1",
        "environment": path,
        "packages": packages,
        "problems": problems,
    });
    format!("{document:#}\n")
}

fn entry(problem: &Problem) -> Value {
    let message = printable(&problem.to_string()).into_owned();
    let (kind, package) = match problem {
        Problem::Absent { package, .. } => ("absent", package),
        Problem::Twice { package } => ("twice", package),
        Problem::Unrecorded { package, .. } => ("unrecorded", package),
        Problem::FileGone { package, .. } => ("file-gone", package),
        Problem::FileChanged { package, .. } => ("file-changed", package),
        Problem::Python { package, .. } => ("python", package),
        Problem::Unmet { package, .. } => ("unmet", package),
    };
    let mut entry = json!({"kind": kind, "package": package.as_str(), "message": message});
    if let Problem::Unmet {
        requirement, found, ..
    } = problem
        && let Some(fields) = entry.as_object_mut()
    {
        fields.insert("requirement".to_owned(), (**requirement).into());
        let found = found.as_ref().map(pyward_model::Version::as_str);
        fields.insert("found".to_owned(), found.into());
    }
    entry
}
