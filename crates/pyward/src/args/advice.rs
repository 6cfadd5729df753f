//! Which advisories are asked, and as of when.

use clap::Args;

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
