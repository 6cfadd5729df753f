//! `pyward code`.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use super::{DisplayArgs, OutputArgs, PolicyArgs};

/// Code to look at, and how.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = "\
Examples:
  pyward code                           the Python code of this project
  pyward code src tests/conftest.py     some folders and files
  pyward code --format sarif -o code.sarif
  pyward code -ll -ii                   medium and worse alone
  pyward code --baseline before.json    what was not there before
  pyward code --diff                    what --fix would edit
  pyward code --fix -t B506             clear what one rule finds
  pyward code -t subprocess-with-shell,B608
  pyward code -r . --compat bandit -f bandit
  pyward explain B602                   what a rule says")]
pub(crate) struct CodeArgs {
    /// Folders and files of Python code, or `-` for standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) choice: RuleArgs,
    #[command(flatten)]
    pub(crate) files: FileArgs,
    #[command(flatten)]
    pub(crate) running: RunningArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}

/// Which findings are wanted.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleArgs {
    /// Only these rules, by name or by their names in bandit and ruff; commas between them
    #[arg(short, long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) tests: Vec<String>,

    /// All but these rules
    #[arg(short, long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,

    /// Count findings from this severity on: `-l` low, `-ll` medium, `-lll` high
    #[arg(short = 'l', action = ArgAction::Count, conflicts_with = "severity_level")]
    pub(crate) level: u8,

    /// Count findings from this severity on
    #[arg(long, value_name = "LEVEL", value_parser = ["all", "low", "medium", "high"])]
    pub(crate) severity_level: Option<String>,

    /// Count findings from this confidence on: `-i` low, `-ii` medium, `-iii` high
    #[arg(short = 'i', action = ArgAction::Count, conflicts_with = "confidence_level")]
    pub(crate) confidence: u8,

    /// Count findings from this confidence on
    #[arg(long, value_name = "LEVEL", value_parser = ["all", "low", "medium", "high"])]
    pub(crate) confidence_level: Option<String>,

    /// Count only what an earlier report (`json` or `bandit`) does not have
    #[arg(short, long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Let `nosec` and `noqa` comments count for nothing
    #[arg(long)]
    pub(crate) ignore_nosec: bool,

    /// Count parameters of public functions as data from outside, at low severity (default: in releases)
    #[arg(long, value_name = "WHEN", value_parser = ["auto", "always", "never"], conflicts_with = "compat")]
    pub(crate) library: Option<String>,

    /// Find what another tool finds, exactly, and nothing else
    #[arg(long, value_name = "TOOL", value_parser = ["bandit"])]
    pub(crate) compat: Option<String>,

    /// Write the edits that clear findings, show them, and report what remains
    #[arg(long, conflicts_with_all = ["compat", "diff"])]
    pub(crate) fix: bool,

    /// Show the edits that clear findings, and write nothing
    #[arg(long, conflicts_with = "compat")]
    pub(crate) diff: bool,

    /// A configuration file of bandit, YAML or TOML (default: `[tool.bandit]`, `.bandit`)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) configfile: Option<PathBuf>,

    /// A profile of that file
    #[arg(short, long, value_name = "NAME", requires = "configfile")]
    pub(crate) profile: Option<String>,

    /// A `.bandit` file
    #[arg(long, value_name = "FILE")]
    pub(crate) ini: Option<PathBuf>,

    /// Lines of source around a finding, all told
    #[arg(
        short = 'n',
        long = "number",
        value_name = "LINES",
        default_value_t = Self::CONTEXT
    )]
    pub(crate) context: u32,
}

/// How the work is done; nothing of it changes what is found.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct RunningArgs {
    /// How many processors share the work (default: all there are)
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Look at everything anew, and keep nothing of it for the next time
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// Which files are looked at.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct FileArgs {
    /// Leave out paths, in the words of `.gitignore`; commas between them
    #[arg(short = 'x', long, value_name = "GLOB", value_delimiter = ',')]
    pub(crate) exclude: Vec<String>,

    /// Look into virtual environments and vendored trees met on the way
    #[arg(long)]
    pub(crate) include_environments: bool,

    /// Look also at what `.gitignore` leaves out
    #[arg(long)]
    pub(crate) no_gitignore: bool,

    /// Look into folders below folders; pyward always does, and bandit only with this
    #[arg(short, long)]
    pub(crate) recursive: bool,

    /// Order findings by `file` or by rule (`vuln`)
    #[arg(short, long, value_name = "KEY", value_parser = ["file", "vuln"], default_value = Self::AGGREGATE)]
    pub(crate) aggregate: String,
}

impl RuleArgs {
    /// Lines around a finding where nobody says how many.
    pub(crate) const CONTEXT: u32 = 3;
}

impl FileArgs {
    /// The order of findings where nobody says which.
    pub(crate) const AGGREGATE: &'static str = "file";
}
