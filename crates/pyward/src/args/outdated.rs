//! What `pyward outdated` takes.

use std::path::PathBuf;

use clap::Args;

use super::{DisplayArgs, IndexArgs};

/// What to look at.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward outdated                       the environment here (.venv, else the active one), else the project
  pyward outdated build/venv            another environment; nothing in it is started
  pyward outdated uv.lock               what a lock pins
  pyward outdated requirements.txt --format json
  pyward outdated --offline             from the package cache, without a network

Exit codes: 0 told; 1 something is outdated and --exit-code is given; 2 nothing could be told; 3 some packages could not
be looked up.")]
pub(crate) struct OutdatedArgs {
    /// An environment, or a folder, lock or requirements file
    #[arg(value_name = "TARGET")]
    pub(crate) target: Option<PathBuf>,

    /// `human`, `json`, or `columns` as `pip list --outdated` prints them
    #[arg(short, long, value_name = "FORMAT", value_parser = ["human", "json", "columns"], default_value = "human")]
    pub(crate) format: String,

    /// Take pre-releases as any other release
    #[arg(long)]
    pub(crate) pre: bool,

    /// Only what the project asks for itself
    #[arg(long)]
    pub(crate) direct: bool,

    /// Look for releases for this Python (default: that of the environment, else what the project supports at least)
    #[arg(
        short = 'p',
        long,
        visible_alias = "python-version",
        value_name = "VERSION"
    )]
    pub(crate) python: Option<String>,

    /// Exit 1 where something is outdated
    #[arg(long)]
    pub(crate) exit_code: bool,

    #[command(flatten)]
    pub(crate) indexes: IndexArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
