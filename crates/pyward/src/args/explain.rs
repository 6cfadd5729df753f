//! What `pyward explain` takes.

use std::path::PathBuf;

use clap::Args;

use super::{DataArgs, DisplayArgs, PolicyArgs, ReadingArgs, ResolvingArgs};

/// What to explain.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward explain GHSA-h75v-3vvj-5mfj
  pyward explain CVE-2024-56326
  pyward explain known-vulnerability
  pyward explain jinja2                 which versions are here, where from, which are safe
  pyward explain jinja2==3.1.2          one release, here or not
  pyward explain jinja2 uv.lock --format json

A name that is several things is taken for a rule first, then for an advisory, then for a package;
`--kind` says which is meant, and NAME==VERSION is always a package.

Exit codes: 0 told; 2 nothing is known by that name; 3 a part of the project could not be read.")]
pub(crate) struct ExplainArgs {
    /// A rule by its name, an advisory by any of its ids, or a package by its name
    #[arg(value_name = "ADVISORY|RULE|PACKAGE[==VERSION]")]
    pub(crate) topic: String,

    /// For a package: where to look for it, whatever `pyward audit` takes
    #[arg(default_value = ".", value_name = "TARGET")]
    pub(crate) target: PathBuf,

    /// Take the name for this alone: `rule`, `advisory` or `package`
    #[arg(long, value_name = "KIND", value_parser = ["rule", "advisory", "package"])]
    pub(crate) kind: Option<String>,

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
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) resolving: ResolvingArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}

impl ExplainArgs {
    /// Which config file is in force, in the words of the verbs that judge.
    pub(crate) fn policy(&self) -> PolicyArgs {
        PolicyArgs {
            config: self.config.clone(),
            no_config: self.no_config,
            ..PolicyArgs::default()
        }
    }
}
