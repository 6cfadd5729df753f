//! What `pyward block` takes.

use clap::Args;

use super::EditingArgs;

/// What must not be used, and why.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward block pycrypto --use-instead pycryptodome --reason 'unmaintained since 2013'
  pyward block ecdsa --wrapper python-jose --reason 'side channel by design'
  pyward block 'acme-*' --index-not https://pypi.acme.example/simple --reason 'ours come from our index'
  pyward block urllib3 --versions '<1.26' --reason 'sends credentials along' --owner @security
  pyward block --list
  pyward block --remove pycrypto

Exit codes: 0 written, listed or removed; 2 nothing was written.")]
pub(crate) struct BlockArgs {
    /// The package, or a pattern with `*` and `?`
    #[arg(
        value_name = "NAME",
        required_unless_present = "list",
        conflicts_with = "list"
    )]
    pub(crate) name: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["list", "remove"], conflicts_with_all = ["list", "remove"])]
    pub(crate) reason: Option<String>,

    /// Only these versions (`<1.26`)
    #[arg(long, value_name = "RANGE", conflicts_with_all = ["list", "remove"])]
    pub(crate) versions: Option<String>,

    /// What to take in its place
    #[arg(long, value_name = "NAME", conflicts_with_all = ["list", "remove"])]
    pub(crate) use_instead: Option<String>,

    /// A package that may need it, so that it is tolerated below that one; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with_all = ["list", "remove"])]
    pub(crate) wrapper: Vec<String>,

    /// The only index it may come from; may be given several times
    #[arg(long, value_name = "URL", conflicts_with_all = ["list", "remove"])]
    pub(crate) index_not: Vec<String>,

    /// An index it must not come from; may be given several times
    #[arg(long, value_name = "URL", conflicts_with_all = ["list", "remove"])]
    pub(crate) index: Vec<String>,

    /// Who answers for it
    #[arg(long, value_name = "WHO", conflicts_with_all = ["list", "remove"])]
    pub(crate) owner: Option<String>,

    #[command(flatten)]
    pub(crate) editing: EditingArgs,
}
