//! `pyward freeze`: what is installed in an environment, as the pins that `pip freeze` prints.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyward_inventory::{FreezeOptions, Installed, Layout, freeze, installed};
use pyward_model::{Notice, PackageName, Weight, printable};
use pyward_target::{EntryKind, OpenOptions, Tree};

use crate::args::FreezeArgs;
use crate::environment::Environment;
use crate::failure::{Failure, INCOMPLETE, chain};
use crate::reports;

/// The folder an environment usually stands in.
const USUAL: &str = ".venv";

pub(crate) fn run(args: &FreezeArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let FreezeArgs {
        venv,
        requirement,
        output,
        all,
        exclude,
        exclude_editable,
        path,
        local,
        hashes,
        quiet,
    } = args;
    let layouts = requirement
        .iter()
        .map(|file| layout(file, environment))
        .collect::<Result<_, _>>()?;
    let options = FreezeOptions {
        all: *all,
        exclude: exclude.iter().map(|name| PackageName::pypi(name)).collect(),
        exclude_editable: *exclude_editable,
        hashes: *hashes,
        layouts,
    };
    let found = if path.is_empty() {
        read(&chosen(venv.as_deref(), environment)?, environment)?
    } else {
        read_all(path, environment)?
    };
    let frozen = freeze(found, &options);
    write(&frozen.lines, output.as_deref(), environment)?;
    let mut incomplete = false;
    for notice in &frozen.notices {
        let is_system = is_system(notice);
        let is_info = notice.weight == Weight::Info;
        incomplete |= !is_info;
        if !(is_info && *quiet || is_system && *local) {
            reports::complain(&told(notice));
        }
    }
    if !frozen.unhashed.is_empty() {
        incomplete = true;
        reports::complain(&unhashed(&frozen.unhashed));
    }
    Ok(if incomplete { INCOMPLETE } else { 0 })
}

/// The environment that is meant: the named one, the one beside the working folder, the active one.
pub(super) fn chosen(named: Option<&Path>, environment: &Environment) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    if environment.working_folder.join(USUAL).is_dir() {
        return Ok(USUAL.into());
    }
    environment.virtual_env.clone().ok_or_else(|| {
        Failure::usage(format!(
            "there is no `{USUAL}` here, and no environment is active"
        ))
        .hint("name one: `pyward freeze PATH`")
    })
}

/// What is installed in several folders; what is in an earlier one goes before the same in a later one.
fn read_all(folders: &[PathBuf], environment: &Environment) -> Result<Installed, Failure> {
    let mut all = Installed::default();
    let mut names = BTreeSet::new();
    for folder in folders {
        let found = read(folder, environment)?;
        all.python = all.python.or(found.python);
        all.folders += found.folders;
        all.notices.extend(found.notices);
        let mut new = found.distributions;
        new.retain(|distribution| names.insert(distribution.normalised_name()));
        all.distributions.extend(new);
    }
    Ok(all)
}

/// What is installed in an environment, read from its files.
pub(crate) fn read(venv: &Path, environment: &Environment) -> Result<Installed, Failure> {
    let shown = venv.display();
    if venv == Path::new("-") {
        return Err(
            Failure::usage("an environment is a folder, not standard input")
                .hint("name one: `pyward freeze PATH`"),
        );
    }
    let tree = open(venv, environment)?;
    let is_one = |tree: &Tree| {
        let mut entries = tree.entries().iter();
        entries.any(|entry| entry.kind == EntryKind::Environment)
    };
    if !is_one(&tree) {
        return Err(Failure::usage(format!("{shown} is no environment")).hint(
            "name the top folder of a virtual environment (`.venv`), or a folder of installed packages (`site-packages`)",
        ));
    }
    Ok(installed(&tree))
}

fn open(path: &Path, environment: &Environment) -> Result<Tree, Failure> {
    let mut options = OpenOptions::default();
    let tree = Tree::open(path, &environment.working_folder, &mut options);
    tree.map_err(|error| Failure {
        hint: error.hint(),
        ..Failure::usage(chain(&error))
    })
}

/// A requirements file whose order is kept.
fn layout(path: &Path, environment: &Environment) -> Result<Layout, Failure> {
    let shown = path.display();
    if environment.working_folder.join(path).is_dir() {
        return Err(
            Failure::usage(format!("{shown} is a folder")).hint("`-r` wants a requirements file")
        );
    }
    let tree = open(path, environment)?;
    let entry = tree
        .entries()
        .first()
        .expect("a file that is opened is an entry");
    let bytes = tree
        .read(&entry.path)
        .map_err(|error| Failure::usage(chain(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(format!("{shown} is not UTF-8")).hint("save it as UTF-8, and try again")
    })?;
    Ok(Layout {
        path: entry.path.shown().to_string(),
        text,
    })
}

/// Writes the pins. Into a file go the bytes; standard output gets nothing that could steer a terminal.
fn write(
    lines: &[String],
    output: Option<&Path>,
    environment: &Environment,
) -> Result<(), Failure> {
    let mut text = String::new();
    for line in lines {
        if output.is_some() {
            text.push_str(line);
        } else {
            // Comments of people are set with tabs.
            let parts: Vec<_> = line.split('\t').map(printable).collect();
            text.push_str(&parts.join("\t"));
        }
        text.push('\n');
    }
    match output {
        Some(path) => reports::replace(&environment.working_folder.join(path), text.as_bytes()),
        None => reports::print(&text),
    }
}

/// Whether it tells that the environment sees packages of the system's Python: nothing else is told of that file.
fn is_system(notice: &Notice) -> bool {
    let place = notice.location.as_ref();
    place.is_some_and(|place| place.path.ends_with("pyvenv.cfg"))
}

pub(super) fn told(notice: &Notice) -> String {
    let word = if notice.weight == Weight::Info {
        "note"
    } else {
        "warning"
    };
    let place = notice.location.as_ref();
    let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
    let mut text = format!("{word}: {place}{}\n", printable(&notice.message));
    if let Some(hint) = &notice.hint {
        let _ = writeln!(text, "hint: {}", printable(hint));
    }
    text
}

fn unhashed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().map(|name| printable(name)).collect();
    format!(
        "warning: no hash is known for {} of the packages: {}\n\
         hint: the installer notes hashes only of files it was given by URL or path; pip takes a file with hashes only where every line has one\n",
        names.len(),
        shown.join(", ")
    )
}
