//! `pyward completions`: the completion script of a shell, made from the arguments as they are declared.

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::failure::Failure;
use crate::reports;

pub(crate) fn run(shell: clap_complete::Shell) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pyward", &mut script);
    reports::print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
