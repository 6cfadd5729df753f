//! What `pyward baseline` takes, and what an audit compares with.

use std::path::PathBuf;

use clap::Args;

use super::{AdviceArgs, DataArgs, DisplayArgs, ReadingArgs, ResolvingArgs};

/// What was there before, and does not count.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(crate) struct ComparedArgs {
    /// Count only what is not in a baseline (`pyward baseline`) or an earlier `json` report
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Count only what this git revision has not (`origin/main`, `v1.2`, `main...HEAD`); policy and waivers are those of
    /// the revision
    #[arg(long, value_name = "REV")]
    pub(crate) base: Option<String>,
}

/// What is known and shall not count.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward baseline                       write .pyward/baseline.json
  pyward baseline --owner @web          and say who answers for it
  pyward baseline                       again: what is cleared leaves it, nothing new comes in
  pyward baseline --reset               begin anew with all there is
  pyward audit --baseline .pyward/baseline.json

`scope = \"new\"` in [gate] lets every audit use it.

Exit codes: 0 written; 2 nothing was written; 3 the audit was incomplete, so that nothing was taken out.")]
pub(crate) struct BaselineArgs {
    /// What is audited, as `pyward audit` takes it [default: .]
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,

    /// The file (default: `.pyward/baseline.json` beside the config file, else here)
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,

    /// Who answers for what comes in
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Option<String>,

    /// Begin anew: take in everything there is
    #[arg(long)]
    pub(crate) reset: bool,

    /// Say what would change and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Config file to use instead of the nearest one
    #[arg(long, value_name = "PATH", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Use no config file
    #[arg(long)]
    pub(crate) no_config: bool,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) advice: AdviceArgs,
    #[command(flatten)]
    pub(crate) resolving: ResolvingArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
