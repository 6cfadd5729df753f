//! `pyward man`: the manual pages, made from the arguments as they are declared.

use std::path::Path;

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::environment::{self, Environment};
use crate::failure::Failure;
use crate::{args, reports};

pub(crate) fn run(
    verb: Option<&str>,
    folder: Option<&Path>,
    environment: &Environment,
) -> Result<u8, Failure> {
    let mut top = Cli::command().after_long_help(environment::help(args::AFTER_HELP));
    top.build();
    if let Some(folder) = folder {
        return write_all(&top, &environment.working_folder.join(folder));
    }
    let page = match verb {
        None => page(top)?,
        Some(verb) => {
            let found = top
                .get_subcommands()
                .find(|command| command.get_name() == verb);
            let command = found.ok_or_else(|| {
                Failure::usage(format!(
                    "pyward has no verb `{}`",
                    pyward_model::printable(verb)
                ))
                .hint("`pyward --help` names them all")
            })?;
            page(named(command))?
        }
    };
    reports::print(&String::from_utf8_lossy(&page)).map(|()| 0)
}

/// Every page into a folder: `pyward.1`, `pyward-audit.1` and so on.
fn write_all(top: &clap::Command, folder: &Path) -> Result<u8, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::usage(format!("{} could not be made: {error}", folder.display()))
            .hint("name a folder that can be written")
    })?;
    reports::replace(&folder.join("pyward.1"), &page(top.clone())?)?;
    for command in top
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        let file = format!("pyward-{}.1", command.get_name());
        reports::replace(&folder.join(file), &page(named(command))?)?;
    }
    Ok(0)
}

/// A verb under the name its page has.
fn named(command: &clap::Command) -> clap::Command {
    let name = format!("pyward-{}", command.get_name());
    // clap wants names that live as long as the program; there are as many as there are verbs.
    let name: &'static str = Box::leak(name.into_boxed_str());
    command.clone().name(name)
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure::usage(format!("the page could not be made: {error}")))?;
    Ok(page)
}
