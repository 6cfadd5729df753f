//! Which advisories are asked, and as of when.

use clap::Args;

/// Which advisories count, and who is asked for more.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Advisories")]
pub(crate) struct AdviceArgs {
    /// Judge by advisories published up to this day (`YYYY-MM-DD`)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,

    /// Ask on the network too: `osv`, `pypi` or `index`, at another address with NAME=URL; may be given several times
    #[arg(long, value_name = "NAME[=URL]")]
    pub(crate) service: Vec<String>,
}

/// Which advisory data is used.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Advisories")]
pub(crate) struct DataArgs {
    /// Advisory data to use: `builtin` or a store file (default: the installed store, else the built-in snapshot)
    #[arg(long, value_name = "builtin|PATH")]
    pub(crate) data: Option<String>,
}
