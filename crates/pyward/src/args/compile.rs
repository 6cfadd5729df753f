//! What `pyward compile` takes.

use std::path::PathBuf;

use clap::Args;

use super::{BuildArgs, IndexArgs};

/// What to pin, and how to write it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward compile                              requirements.in, else pyproject.toml, to requirements.txt
  pyward compile requirements.in --generate-hashes
  pyward compile requirements/dev.in -c requirements/base.txt
  pyward compile pyproject.toml --extra web --group test -o requirements-test.txt
  pyward compile -P flask                     upgrade one package, keep all others
  pyward compile --upgrade --secure           the newest versions without a known vulnerability
  pyward compile --check                      in CI: exit 1 where the file is not what it would be

Pins of the output file are kept where nothing speaks against them. Nothing is built without `--allow-build`: folders, repositories and source
archives stay as they are written.

Exit codes: 0 written, or as it was; 1 --check found a difference, or --secure refused; 2 nothing could be written;
3 written, but what some package needs is not known.")]
pub(crate) struct CompileArgs {
    /// Requirements files, pyproject.toml, scripts with inline metadata, or `-` for standard input
    #[arg(value_name = "SRC")]
    pub(crate) sources: Vec<PathBuf>,

    /// File to write, `-` for standard output (default: the source's name with `.txt`)
    #[arg(
        short,
        long = "output-file",
        visible_alias = "output",
        value_name = "FILE"
    )]
    pub(crate) output: Option<PathBuf>,

    /// Hold packages to what a file says, if they are needed; may be given several times
    #[arg(short, long, value_name = "FILE")]
    pub(crate) constraint: Vec<PathBuf>,

    /// Use the requirements of a file instead of all others for the same packages; may be given several times
    #[arg(long, value_name = "FILE", visible_alias = "overrides")]
    pub(crate) r#override: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) choice: ChoiceArgs,
    #[command(flatten)]
    pub(crate) form: FormArgs,
    #[command(flatten)]
    pub(crate) security: SecurityArgs,
    #[command(flatten)]
    pub(crate) indexes: IndexArgs,
    #[command(flatten)]
    pub(crate) builds: BuildArgs,

    /// Exit 1 where the file would change, and write nothing
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) check: bool,

    /// Print what would be written
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,

    /// Tell only what is wrong
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Draw no progress
    #[arg(long)]
    pub(crate) no_progress: bool,
}

/// Which versions are chosen.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Choice of versions")]
pub(crate) struct ChoiceArgs {
    /// Take the newest versions of everything, whatever the file pins now
    #[arg(short = 'U', long)]
    pub(crate) upgrade: bool,

    /// Take the newest version of one package, or the one named (`NAME==VERSION`); may be given several times
    #[arg(short = 'P', long, value_name = "NAME[==VERSION]")]
    pub(crate) upgrade_package: Vec<String>,

    /// Include an optional feature of the project; may be given several times, also with commas
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with = "all_extras"
    )]
    pub(crate) extra: Vec<String>,

    /// Include all optional features of the project
    #[arg(long)]
    pub(crate) all_extras: bool,

    /// Include a dependency group of the project; may be given several times, also with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) group: Vec<String>,

    /// Pin for all platforms and every Python from `--python-version` on
    #[arg(long, conflicts_with = "platform")]
    pub(crate) universal: bool,

    /// Pin for this Python (default: that of `.venv`, else what the project supports at least, else 3.10)
    #[arg(short = 'p', long, visible_alias = "python", value_name = "VERSION")]
    pub(crate) python_version: Option<String>,

    /// Pin for this platform: `linux`, `macos` or `windows`, also with a machine (`linux-aarch64`)
    #[arg(long, visible_alias = "python-platform", value_name = "PLATFORM")]
    pub(crate) platform: Option<String>,

    /// Which of several answers
    #[arg(long, value_name = "WHICH", value_parser = ["highest", "lowest", "lowest-direct"], default_value = "highest")]
    pub(crate) resolution: String,

    /// Take pre-releases as any other release
    #[arg(long)]
    pub(crate) pre: bool,
}

/// How the file is written.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Form of the file")]
pub(crate) struct FormArgs {
    /// Give every pin the hashes of its files
    #[arg(long)]
    pub(crate) generate_hashes: bool,

    /// Where it stands who asks for a package
    #[arg(long, value_name = "STYLE", value_parser = ["split", "line"], default_value = "split")]
    pub(crate) annotation_style: String,

    /// Do not write who asks for a package
    #[arg(long, visible_alias = "no-annotation")]
    pub(crate) no_annotate: bool,

    /// Do not write the head of the file
    #[arg(long)]
    pub(crate) no_header: bool,

    /// Leave extras out of the pins (they are left out anyway)
    #[arg(long, conflicts_with = "no_strip_extras")]
    pub(crate) strip_extras: bool,

    /// Write extras into the pins
    #[arg(long)]
    pub(crate) no_strip_extras: bool,

    /// Do not repeat `--index-url`, `--extra-index-url` and `--no-index`
    #[arg(long)]
    pub(crate) no_emit_index_url: bool,

    /// Do not repeat `--find-links`
    #[arg(long)]
    pub(crate) no_emit_find_links: bool,

    /// Do not repeat `--trusted-host`
    #[arg(long)]
    pub(crate) no_emit_trusted_host: bool,

    /// Repeat no option at all
    #[arg(long)]
    pub(crate) no_emit_options: bool,

    /// Command that the head of the file names instead of this one
    #[arg(long, value_name = "COMMAND")]
    pub(crate) custom_compile_command: Option<String>,
}

/// What must not be pinned.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Security")]
pub(crate) struct SecurityArgs {
    /// Pin no version with a known vulnerability that no waiver accepts
    #[arg(long)]
    pub(crate) secure: bool,

    /// Accept an advisory, by its id or any alias; may be given several times
    #[arg(long, value_name = "ID")]
    pub(crate) ignore: Vec<String>,

    /// Advisory data to use: `builtin` or a store file
    #[arg(long, value_name = "builtin|PATH")]
    pub(crate) data: Option<String>,

    /// Config file with the waivers, instead of the nearest one
    #[arg(long, value_name = "PATH", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Use no config file
    #[arg(long)]
    pub(crate) no_config: bool,
}
