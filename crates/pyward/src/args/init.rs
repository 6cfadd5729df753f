//! What `pyward init` takes.

use clap::Args;

use super::DisplayArgs;

/// What to begin with.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward init                           a commented pyward.toml
  pyward init --pyproject               the same as [tool.pyward]
  pyward init --from-existing           with what pip-audit, safety, uv, osv-scanner, trivy and pysentry are told
  pyward init --ci github --pre-commit  with a workflow and a hook
  pyward init --from-existing --dry-run show it all and write nothing

Nothing that is there is written over, unless `--force` says so.

Exit codes: 0 written, or shown; 2 nothing was written.")]
pub(crate) struct InitArgs {
    /// Write `[tool.pyward]` into pyproject.toml instead of a pyward.toml
    #[arg(long)]
    pub(crate) pyproject: bool,

    /// Carry over what other tools are told to ignore, and their thresholds; what cannot be is shown
    #[arg(long)]
    pub(crate) from_existing: bool,

    /// Write a CI job too: `github` or `gitlab`
    #[arg(long, value_name = "SYSTEM", value_parser = ["github", "gitlab"])]
    pub(crate) ci: Option<String>,

    /// Write a hook for pre-commit too
    #[arg(long)]
    pub(crate) pre_commit: bool,

    /// Write over what is there
    #[arg(long)]
    pub(crate) force: bool,

    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "force")]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
