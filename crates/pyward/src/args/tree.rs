//! What `pyward tree` takes.

use std::path::PathBuf;

use clap::Args;

use super::{DisplayArgs, PolicyArgs, ReadingArgs, ResolvingArgs};

/// What to show, and from which side.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward tree                           what the project here needs, and what that needs
  pyward tree uv.lock --depth 1         one lock, two levels
  pyward tree --why urllib3             who needs it, up to what the project asks for
  pyward tree --invert                  every package with those that need it
  pyward tree --scope main              without development, extras and groups
  pyward tree --project                 manager, files, lock and environment of the project here
  pyward tree .venv --format json

Exit codes: 0 shown; 2 nothing could be shown; 3 a part could not be read.")]
pub(crate) struct TreeArgs {
    /// A folder, a requirements, lock or manifest file, a script, a virtual environment, an SBOM, or `-` for standard input
    #[arg(default_value = ".", value_name = "TARGET")]
    pub(crate) target: PathBuf,

    /// Show how each project is managed instead: by which tool, from which files, and whether lock and environment belong
    /// to them
    #[arg(long, conflicts_with_all = ["why", "invert", "depth", "scope"])]
    pub(crate) project: bool,

    /// Show who needs this package; may be given several times
    #[arg(long, value_name = "PACKAGE")]
    pub(crate) why: Vec<String>,

    /// Turn the tree round: below each package those that need it
    #[arg(long, conflicts_with = "why")]
    pub(crate) invert: bool,

    /// Show this many levels below the top
    #[arg(short, long, value_name = "LEVELS")]
    pub(crate) depth: Option<usize>,

    /// Show what is needed for this alone: `main`, `dev`, `build`, an extra or a group by its name; may be given several times
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Vec<String>,

    /// `human` or `json`
    #[arg(short, long, value_name = "FORMAT", value_parser = ["human", "json"], default_value = "human")]
    pub(crate) format: String,

    /// Config file to use instead of the nearest one
    #[arg(long, value_name = "PATH", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Use no config file
    #[arg(long)]
    pub(crate) no_config: bool,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) resolving: ResolvingArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}

impl TreeArgs {
    /// Which config file is in force, in the words of the verbs that judge.
    pub(crate) fn policy(&self) -> PolicyArgs {
        PolicyArgs {
            config: self.config.clone(),
            no_config: self.no_config,
            ..PolicyArgs::default()
        }
    }
}
