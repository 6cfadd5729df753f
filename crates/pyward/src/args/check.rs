//! What `pyward check` takes.

use std::path::PathBuf;

use clap::Args;

use super::DisplayArgs;

/// An environment.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward check                          the environment here: .venv, else the active one
  pyward check build/venv --files       another one, each file compared with what was installed
  pyward check --format json

Exit codes: 0 all fits together; 1 something does not; 2 the environment cannot be read.")]
pub(crate) struct CheckArgs {
    /// The environment (default: `.venv` in the current folder, else `VIRTUAL_ENV`)
    #[arg(value_name = "VENV")]
    pub(crate) venv: Option<PathBuf>,

    /// Compare the files of each package with its RECORD too: what is missing, and what was changed
    #[arg(long)]
    pub(crate) files: bool,

    /// `human` or `json`
    #[arg(short, long, value_name = "FORMAT", value_parser = ["human", "json"], default_value = "human")]
    pub(crate) format: String,

    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
