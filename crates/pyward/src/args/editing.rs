//! What all verbs take that edit a list of the policy.

use std::path::PathBuf;

use clap::Args;

use super::DisplayArgs;

/// What is done to the list, and where it stands.
#[derive(Debug, Args)]
pub(crate) struct EditingArgs {
    /// Show the entries there are
    #[arg(long, conflicts_with = "remove")]
    pub(crate) list: bool,

    /// Take the entry out
    #[arg(long)]
    pub(crate) remove: bool,

    /// Show the entry and write nothing
    #[arg(long, conflicts_with = "list")]
    pub(crate) dry_run: bool,

    /// Config file to write to instead of the nearest one
    #[arg(long, value_name = "PATH")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
