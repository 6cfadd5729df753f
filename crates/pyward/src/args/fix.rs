//! `pyward fix`.

use std::path::PathBuf;

use clap::Args;

use super::{BuildArgs, DataArgs, DisplayArgs, IndexArgs, OutputArgs, PolicyArgs, ReadingArgs};

/// What to upgrade, and how far.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = "\
Examples:
  pyward fix                            show the smallest set of upgrades that clears the findings, and ask
  pyward fix --yes                      carry it out without asking
  pyward fix --dry-run                  show it and change nothing
  pyward fix --only urllib3 --max-step minor
  pyward fix --yes --verify 'pytest -q' take everything back where the tests fail
  pyward fix --rollback                 take back the last fix of this project")]
pub(crate) struct FixArgs {
    /// A project folder, or a requirements, lock or manifest file
    #[arg(default_value = ".", value_name = "TARGET")]
    pub(crate) target: PathBuf,

    /// `conservative`: what clears findings; `all`: everything, to the newest that is allowed; `none`: only report
    #[arg(long, value_name = "MODE", value_parser = ["conservative", "all", "none"], default_value = "conservative")]
    pub(crate) upgrade: String,

    /// Upgrade these packages alone, and what they need; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Vec<String>,

    /// Move no package further than this
    #[arg(long, value_name = "STEP", value_parser = ["patch", "minor", "major"])]
    pub(crate) max_step: Option<String>,

    /// Show the plan and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,

    /// Carry the plan out without asking
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// The environment to upgrade too (default: `.venv` in the target, where it is there); nothing in it is started
    #[arg(long, value_name = "PATH")]
    pub(crate) venv: Option<PathBuf>,

    /// Upgrade no environment
    #[arg(long, conflicts_with = "venv")]
    pub(crate) no_venv: bool,

    /// A command that must succeed after the upgrade; where it fails, everything is taken back
    #[arg(long, value_name = "COMMAND")]
    pub(crate) verify: Option<String>,

    /// Seconds the command may take
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub(crate) verify_timeout: u64,

    /// Where the command fails, find the upgrades that break it, and keep the others
    #[arg(long, requires = "verify")]
    pub(crate) bisect: bool,

    /// Let the project's own manager write a lock that pyward does not (of Poetry, PDM and Pipenv; of uv where it would have to
    /// build or clone something), where it is installed
    #[arg(long)]
    pub(crate) run_manager: bool,

    /// Take back the last fix of this project
    #[arg(long, conflicts_with_all = ["dry_run", "yes", "verify"])]
    pub(crate) rollback: bool,

    /// Leave what an earlier fix changed as it is, and forget how to take it back
    #[arg(long, conflicts_with_all = ["dry_run", "yes", "verify", "rollback"])]
    pub(crate) forget: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
    #[command(flatten)]
    pub(crate) builds: BuildArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
