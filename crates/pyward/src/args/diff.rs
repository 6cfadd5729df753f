//! What `pyward diff` takes.

use std::path::PathBuf;

use clap::Args;

use super::{DataArgs, DisplayArgs, PolicyArgs, ReadingArgs};

/// Two states of a project.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward diff old.lock uv.lock          two files
  pyward diff ../main .                 two folders
  pyward diff release.cdx.json .        what an SBOM says, and what is here
  pyward diff main                      the branch, and the project as it stands
  pyward diff v1.2.0 HEAD --format markdown -o comment.md

What is there as a path is a path, else it is a revision of git; `git:REV` is always a revision.
Both states are judged by the settings of BASE, so that a change cannot excuse itself.

Exit codes: 0 the gate passes; 1 it blocks on the findings the change brings; 2 the job could not be done;
3 a part could not be checked.")]
pub(crate) struct DiffArgs {
    /// The state before: a file, a folder, an SBOM, or a revision of git
    #[arg(value_name = "BASE")]
    pub(crate) base: PathBuf,

    /// The state after, likewise [default: the project here]
    #[arg(value_name = "HEAD")]
    pub(crate) head: Option<PathBuf>,

    /// `human`, `json`, or `markdown` for a comment on a pull request
    #[arg(short, long, value_name = "FORMAT", value_parser = ["human", "json", "markdown"], default_value = "human")]
    pub(crate) format: String,

    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}
