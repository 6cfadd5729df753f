//! `pyward completions`: the completion script of a shell, made from the arguments as they are declared.

use clap::CommandFactory as _;

use crate::args::Cli;
use crate::reports;

pub(crate) fn run(shell: clap_complete::Shell) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pyward", &mut script);
    reports::print(&String::from_utf8_lossy(&script));
    0
}
