//! `pyward sync`.

use std::path::PathBuf;

use clap::Args;

use super::{BuildArgs, DisplayArgs, IndexArgs};

/// What to make of which environment.
#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  pyward sync                           .venv from requirements.txt, the difference shown first
  pyward sync requirements.txt requirements-dev.txt
  pyward sync --venv .venv-py312 --dry-run
  pyward sync --allow-build             build what has no wheel, which runs its code
  pyward sync --rollback                take the last change of the environment back")]
pub(crate) struct SyncArgs {
    /// Pinned requirements or a lock (default: requirements.txt, else pylock.toml)
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The environment; nothing in it is started
    #[arg(long, value_name = "PATH", default_value = ".venv")]
    pub(crate) venv: PathBuf,

    /// A package to leave although no file names it; pip and its kin stay anyway
    #[arg(long, value_name = "NAME")]
    pub(crate) keep: Vec<String>,

    /// Leave everything that no file names
    #[arg(long)]
    pub(crate) inexact: bool,

    /// Install also what neither the file nor the index states a hash of
    #[arg(long)]
    pub(crate) allow_unhashed: bool,

    /// Show the difference and change nothing; exits 1 where there is one
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,

    /// Do not ask on a terminal
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// Take the last change of the environment back
    #[arg(long, conflicts_with_all = ["files", "dry_run", "yes"])]
    pub(crate) rollback: bool,

    #[command(flatten)]
    pub(crate) index: IndexArgs,
    #[command(flatten)]
    pub(crate) builds: BuildArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
