//! What was typed after `pyward update`.

use std::path::PathBuf;

use clap::Args;

use super::{DataArgs, DisplayArgs, IndexArgs, PolicyArgs, ReadingArgs};

/// What to look after, and how far to go.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = "\
Examples:
  pyward update                                     upgrade what is vulnerable, write reports
  pyward update --req requirements.txt              a requirements file, and .venv beside it
  pyward update --req requirements.in --upgrade all compile requirements.txt with the newest versions
  pyward update --upgrade none                      audit and write reports, change nothing
  pyward update --reports .github/echo_security     reports go elsewhere
  pyward update --req requirements.txt --freeze -v --verify 'pytest -q'")]
pub(crate) struct UpdateArgs {
    /// Requirements file (`.txt`, or `.in`, of which a `.txt` is compiled)
    #[arg(long, value_name = "FILE")]
    pub(crate) req: Option<PathBuf>,

    /// Virtual environment; nothing in it is started (default: `.venv`)
    #[arg(long, value_name = "PATH")]
    pub(crate) venv: Option<PathBuf>,

    /// Folder of the reports
    #[arg(long, value_name = "PATH", default_value = "reports/security")]
    pub(crate) reports: PathBuf,

    /// `conservative`: what clears findings; `all`: everything, to the newest that is allowed; `none`: only report
    #[arg(long, value_name = "MODE", value_parser = ["conservative", "all", "none"], default_value = "conservative")]
    pub(crate) upgrade: String,

    /// Analyse the code too (not there yet: it is refused)
    #[arg(long)]
    pub(crate) bandit: bool,

    /// Write what is installed as pins
    #[arg(long)]
    pub(crate) freeze: bool,

    /// Show the plan, change and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// A command that must succeed after the upgrade; where it fails, everything is taken back
    #[arg(long, value_name = "COMMAND")]
    pub(crate) verify: Option<String>,

    /// Seconds the command may take
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    pub(crate) verify_timeout: u64,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
