//! What `pyward approve` takes.

use clap::Args;

use super::EditingArgs;

/// What may be used, and who says so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward approve requests --versions '>=2.32,<3' --by @security --reason 'HTTP client of choice'
  pyward approve 'types-*' --by @security --reason 'Type stubs run nothing'
  pyward approve numpy --by @data --expires 365d
  pyward approve --list
  pyward approve --remove requests

Set `unlisted = \"block\"` in [packages] to let nothing in without an approval.

Exit codes: 0 written, listed or removed; 2 nothing was written.")]
pub(crate) struct ApproveArgs {
    /// The package, or a pattern with `*` and `?`
    #[arg(
        value_name = "NAME",
        required_unless_present = "list",
        conflicts_with = "list"
    )]
    pub(crate) name: Option<String>,

    /// Only these versions (`>=2.32,<3`)
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["list", "remove"])]
    pub(crate) versions: Option<String>,

    /// Who approves it
    #[arg(long, value_name = "WHO", conflicts_with_all = ["list", "remove"])]
    pub(crate) by: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["list", "remove"])]
    pub(crate) reason: Option<String>,

    /// The last day it holds, or how many days from today on (`2027-01-31`, `365d`)
    #[arg(long, value_name = "DAY|DAYS", conflicts_with_all = ["list", "remove"])]
    pub(crate) expires: Option<String>,

    #[command(flatten)]
    pub(crate) editing: EditingArgs,
}
