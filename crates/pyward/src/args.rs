//! What the user typed, one struct a verb. What it means is worked out elsewhere: nothing here knows the pipeline.

mod advice;
mod approve;
mod baseline;
mod block;
mod check;
mod code;
mod compile;
mod db;
mod diff;
mod editing;
mod explain;
mod fix;
mod ignore;
mod init;
mod outdated;
mod sync;
mod tree;
mod typed;
mod update;

use std::path::PathBuf;

pub(crate) use self::advice::{AdviceArgs, DataArgs};
pub(crate) use self::approve::ApproveArgs;
pub(crate) use self::baseline::{BaselineArgs, ComparedArgs};
pub(crate) use self::block::BlockArgs;
pub(crate) use self::check::CheckArgs;
pub(crate) use self::code::{CodeArgs, FileArgs, RuleArgs};
pub(crate) use self::compile::{ChoiceArgs, CompileArgs, FormArgs, SecurityArgs};
pub(crate) use self::db::{DbArgs, DbVerb};
pub(crate) use self::diff::DiffArgs;
pub(crate) use self::editing::EditingArgs;
pub(crate) use self::explain::ExplainArgs;
pub(crate) use self::fix::FixArgs;
pub(crate) use self::ignore::IgnoreArgs;
pub(crate) use self::init::InitArgs;
pub(crate) use self::outdated::OutdatedArgs;
pub(crate) use self::sync::SyncArgs;
pub(crate) use self::tree::TreeArgs;
use self::typed::Typed;

pub(crate) use self::update::UpdateArgs;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Examples and exit codes, below the options.
pub(crate) const AFTER_HELP: &str = "\
Without a verb, pyward audits the current folder.

Examples:
  pyward                                audit the project here
  pyward audit requirements.txt         audit one file
  pyward audit .venv                    audit what is installed
  pip freeze | pyward audit -           audit what another tool prints
  pyward audit --report json=audit.json --report markdown=audit.md
  pyward code                           security defects in the Python code here
  pyward explain CVE-2024-56326         what an advisory says
  pyward explain jinja2                 where a package is from, and which versions are safe
  pyward update --req requirements.txt  audit, upgrade, write reports
  pyward freeze -o requirements.txt     pin what is installed in .venv
  pyward compile requirements.in        pin what it asks for in requirements.txt
  pyward outdated                       newer releases of what is installed
  pyward tree --why urllib3             through whom it came
  pyward diff old.lock uv.lock          what a change brings and clears
  pyward ignore CVE-2024-56326 --reason ... accept a finding
  pyward init --from-existing           begin, with what other tools are told
  pyward db update                      refresh the advisory data

Exit codes: 0 the gate passes, 1 the gate blocks, 2 the job could not be done, 3 done only in part.";

/// Tells whether the Python you run is safe, and makes it safe.
#[derive(Debug, Parser)]
#[command(
    name = "pyward",
    version,
    about,
    args_conflicts_with_subcommands = true,
    max_term_width = 100,
    after_help = AFTER_HELP
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

/// What to do. The options of a verb are put together only where it is meant: all of them would take half a millisecond.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Verb {
    /// Run every check on a target: one verdict, one set of reports
    Audit(Typed<AuditArgs>),
    /// Find known vulnerabilities in dependencies
    Vulns(Typed<AuditArgs>),
    /// Find security defects in Python code
    Code(Typed<CodeArgs>),
    /// Upgrade what is vulnerable: plan, write, prove, and take back
    Fix(Typed<FixArgs>),
    /// Make an environment exactly what requirements say
    Sync(Typed<SyncArgs>),
    /// Look after a project: audit, upgrade, prove, write reports, freeze
    Update(Typed<UpdateArgs>),
    /// Tell what an advisory or a rule says, and what is known of a package here
    Explain(Typed<ExplainArgs>),
    /// Print what is installed in an environment as pins, as pip freeze does
    Freeze(Typed<FreezeArgs>),
    /// Pin what requirements ask for, as pip-compile does
    Compile(Typed<CompileArgs>),
    /// Tell which packages have newer releases
    Outdated(Typed<OutdatedArgs>),
    /// Show what needs what, and why a package is here
    Tree(Typed<TreeArgs>),
    /// Tell whether what is installed fits together, as pip check does
    Check(Typed<CheckArgs>),
    /// Tell what a change does to the packages, and which findings it brings or clears
    Diff(Typed<DiffArgs>),
    /// Accept a finding, with a reason and an end: edit the ignore list
    Ignore(Typed<IgnoreArgs>),
    /// Approve a package: edit the list of approved ones
    Approve(Typed<ApproveArgs>),
    /// Block a package, with a reason: edit the list of blocked ones
    Block(Typed<BlockArgs>),
    /// Write down the findings there are, so that only new ones count
    Baseline(Typed<BaselineArgs>),
    /// Write the files to begin with, and carry over what other tools are told
    Init(Typed<InitArgs>),
    /// Look after the advisory data
    Db(Typed<DbArgs>),
    /// Print the completion script of a shell
    #[command(
        after_help = "Example:\n  pyward completions bash > ~/.local/share/bash-completion/completions/pyward"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page, or write them all
    #[command(
        after_help = "Examples:\n  pyward man | man -l -\n  pyward man audit > pyward-audit.1\n  pyward man --dir ~/.local/share/man/man1"
    )]
    Man {
        /// A verb (default: pyward as a whole)
        #[arg(value_name = "VERB", conflicts_with = "dir")]
        verb: Option<String>,

        /// Write every page into this folder
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
}

/// A target and how to judge it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward audit                          the project here
  pyward audit services/api             another folder
  pyward audit uv.lock                  one lock file
  pyward audit .venv                    an environment; nothing in it is started
  pyward audit bom.cdx.json             an SBOM, CycloneDX or SPDX
  pyward audit api web .venv            several targets, one report
  pyward audit wheelhouse               wheels and source distributions
  pyward audit --as pipx                tools installed by pipx (or `uv-tool`)
  pip freeze | pyward audit -           standard input
  pyward audit --gate high              block from high on, log the rest
  pyward audit --base origin/main       only what a change brings, by the waivers of its base
  pyward audit --python 3.12 --platform linux
  pyward audit --report json=audit.json --report markdown=$GITHUB_STEP_SUMMARY")]
pub(crate) struct AuditArgs {
    /// A folder, a requirements, lock or manifest file, a script, a virtual environment, a wheel, an SBOM, or `-` for
    /// standard input; several are one report [default: .]
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,
}

/// How to read, judge and report.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) compared: ComparedArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) advice: AdviceArgs,
    #[command(flatten)]
    pub(crate) resolving: ResolvingArgs,
    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}

/// What is written where.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct OutputArgs {
    /// Format of the report on standard output
    #[arg(short, long, value_name = "FORMAT", value_parser = format_names())]
    pub(crate) format: Option<String>,

    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    /// Write a further report; may be given several times
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) report: Vec<String>,

    /// Show findings from this level on; the verdict still counts all
    #[arg(long, value_name = "LEVEL", value_parser = ["info", "low", "unknown", "medium", "high", "critical"])]
    pub(crate) severity: Option<String>,
}

/// What blocks.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Policy")]
pub(crate) struct PolicyArgs {
    /// Block from this level on (`high`), or use a named gate
    #[arg(long, value_name = "LEVEL|NAME")]
    pub(crate) gate: Option<String>,

    /// Do not count an advisory, or what a rule finds in code, by its id or any alias; may be given several times
    #[arg(long, value_name = "ID|RULE")]
    pub(crate) ignore: Vec<String>,

    /// Exit 3 where anything could not be covered (unpinned, unreadable, not from an index)
    #[arg(long)]
    pub(crate) strict: bool,

    /// Exit 3 where advisory data is older than this (`7d`, `12h`, `2w`)
    #[arg(long, value_name = "AGE")]
    pub(crate) max_db_age: Option<String>,

    /// Exit 0 where the gate blocks; 2 and 3 stay
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Judge for this environment of the policy (`[env.NAME]`), whatever the branch; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) env: Vec<String>,

    /// The branch that decides which environments are meant (default: what `.git/HEAD` says)
    #[arg(long, value_name = "NAME", conflicts_with = "env")]
    pub(crate) branch: Option<String>,

    /// Config file to use instead of the nearest one
    #[arg(long, value_name = "PATH", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Use no config file
    #[arg(long)]
    pub(crate) no_config: bool,

    /// Print the settings in force and where each comes from, and stop
    #[arg(long)]
    pub(crate) show_config: bool,
}

/// What is read.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadingArgs {
    /// Read for this Python version (`3.12`) instead of all the project supports
    #[arg(long, value_name = "VERSION")]
    pub(crate) python: Option<String>,

    /// Read for this platform (`linux`, `macos`, `windows`, also `linux-x86_64`) instead of all
    #[arg(long, value_name = "PLATFORM")]
    pub(crate) platform: Option<String>,

    /// Leave out paths, in the words of `.gitignore`; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Look into virtual environments and vendored trees met on the way
    #[arg(long)]
    pub(crate) include_environments: bool,

    /// Look also at what `.gitignore` leaves out
    #[arg(long)]
    pub(crate) no_gitignore: bool,

    /// Read the target as this format, whatever its name says
    #[arg(long = "as", value_name = "FORMAT", value_parser = input_names())]
    pub(crate) read_as: Option<String>,
}

/// Whether an unlocked project is resolved.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ResolvingArgs {
    /// Do not ask an index what an unlocked project would install today
    #[arg(long)]
    pub(crate) no_resolve: bool,

    /// Use no network; an unlocked project is then resolved from the cache, if at all
    #[arg(long)]
    pub(crate) offline: bool,

    #[command(flatten)]
    pub(crate) builds: BuildArgs,
}

/// Whether source distributions are built.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Builds")]
pub(crate) struct BuildArgs {
    /// Build source distributions of the index to learn what they require; that runs their code on this machine
    #[arg(long)]
    pub(crate) allow_build: bool,

    /// The Python to build with (default: the first one in PATH that is of no virtual environment)
    #[arg(long, value_name = "PATH", requires = "allow_build")]
    pub(crate) build_python: Option<PathBuf>,

    /// Seconds a build may take (default: 300)
    #[arg(long, value_name = "SECONDS", requires = "allow_build", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) build_timeout: Option<u64>,
}

/// Where packages come from.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Package indexes")]
pub(crate) struct IndexArgs {
    /// The index to ask (default: what pip and uv are configured for, else PyPI)
    #[arg(short = 'i', long, value_name = "URL")]
    pub(crate) index_url: Option<String>,

    /// A further index; a package is taken from the first one that has it
    #[arg(long, value_name = "URL")]
    pub(crate) extra_index_url: Vec<String>,

    /// A folder or page with packages
    #[arg(long, value_name = "PATH|URL")]
    pub(crate) find_links: Vec<String>,

    /// Ask no index, only `--find-links`
    #[arg(long)]
    pub(crate) no_index: bool,

    /// How several indexes are asked; all but the first way can be tricked into taking a stranger's package
    #[arg(long, value_name = "STRATEGY", value_parser = ["first-index", "unsafe-first-match", "unsafe-best-match"])]
    pub(crate) index_strategy: Option<String>,

    /// A host to reach without a valid certificate, or over plain HTTP
    #[arg(long, value_name = "HOST")]
    pub(crate) trusted_host: Vec<String>,

    /// Certificate authorities to trust instead of the built-in ones, a PEM file
    #[arg(long, value_name = "PATH")]
    pub(crate) cert: Option<String>,

    /// Certificate to show to the index, a PEM file
    #[arg(long, value_name = "PATH")]
    pub(crate) client_cert: Option<String>,

    /// Trust the system's certificate authorities
    #[arg(long)]
    pub(crate) system_certs: bool,

    /// Proxy for index access
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,

    /// Ask the `keyring` command for credentials
    #[arg(long)]
    pub(crate) keyring: bool,

    /// Take only releases uploaded up to this day, or this long ago (`2026-07-01`, `7 days`)
    #[arg(long, value_name = "DAY|AGE")]
    pub(crate) exclude_newer: Option<String>,

    /// Seconds to wait for an index
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<String>,

    /// How often to try again
    #[arg(long, value_name = "N")]
    pub(crate) retries: Option<String>,

    /// Folder of the package cache
    #[arg(long, value_name = "PATH")]
    pub(crate) cache_dir: Option<String>,

    /// Use no network: only what is in the cache
    #[arg(long)]
    pub(crate) offline: bool,
}

/// How it looks.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Display")]
pub(crate) struct DisplayArgs {
    /// Print only the verdict
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Tell more
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,

    /// When to use colour
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: ColorChoice,

    /// Draw no progress
    #[arg(long)]
    pub(crate) no_progress: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// An environment and how to print it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pyward freeze                         the environment here: .venv, else the active one
  pyward freeze build/venv              another one; nothing in it is started
  pyward freeze -r requirements.txt     in the order of a file, with its comments
  pyward freeze -o requirements.txt     replace a file as a whole
  pyward freeze --path ~/.local/lib/python3.12/site-packages")]
pub(crate) struct FreezeArgs {
    /// The environment (default: `.venv` in the current folder, else `VIRTUAL_ENV`)
    #[arg(value_name = "VENV", conflicts_with = "path")]
    pub(crate) venv: Option<PathBuf>,

    /// Keep the order and the comments of a requirements file; may be given several times
    #[arg(short, long, value_name = "FILE")]
    pub(crate) requirement: Vec<PathBuf>,

    /// Write to a file instead of standard output; it is replaced as a whole
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    /// Pin pip too and, of environments older than Python 3.12, setuptools, wheel and distribute
    #[arg(long)]
    pub(crate) all: bool,

    /// Leave out a package; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) exclude: Vec<String>,

    /// Leave out packages that are used where they stand
    #[arg(long)]
    pub(crate) exclude_editable: bool,

    /// Read a folder of installed packages; may be given several times
    #[arg(long, value_name = "FOLDER")]
    pub(crate) path: Vec<PathBuf>,

    /// Say nothing of packages of the system's Python; they are never printed
    #[arg(short, long)]
    pub(crate) local: bool,

    /// State the hashes that the installer noted, and tell which packages have none
    #[arg(long)]
    pub(crate) hashes: bool,

    /// Tell only of what is missing
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

fn format_names() -> clap::builder::PossibleValuesParser {
    pyward_report::FORMATS
        .iter()
        .map(|format| clap::builder::PossibleValue::new(format.name()).help(format.title()))
        .collect::<Vec<_>>()
        .into()
}

fn input_names() -> clap::builder::PossibleValuesParser {
    pyward_inventory::FORMATS
        .iter()
        .map(|format| clap::builder::PossibleValue::new(format.name()).help(format.title()))
        .collect::<Vec<_>>()
        .into()
}
