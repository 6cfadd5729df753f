//! `pyward db`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DisplayArgs;

/// The advisory data.
#[derive(Debug, Args)]
pub(crate) struct DbArgs {
    #[command(subcommand)]
    pub(crate) verb: DbVerb,

    #[command(flatten)]
    pub(crate) display: DisplayArgs,
}

/// What to do with the advisory data.
#[derive(Debug, Subcommand)]
pub(crate) enum DbVerb {
    /// Fetch what is new: from the OSV bulk export, and from every further source that is installed
    #[command(after_help = "\
Sources: osv, pypa, github, malicious-packages, safety (a file), kev, epss. Each has a public address, which an
environment variable (PYWARD_KEV_URL and so on) or NAME=URL replaces; NAME=PATH reads a copy on the disk. Once
installed, a source is refreshed by every update that names none.

An update that fails leaves the data of that source as it was and exits 3; the other sources are updated all the same.
One that cannot take some of the records names them, installs the others, and exits 3 too.

Ecosystems: PyPI, npm, crates.io, Go, RubyGems, NuGet, Packagist, Maven, Hex, Pub, SwiftURL, or the type of their
package URLs (cargo, golang, gem, composer, swift). Each is a part of the OSV export, in a store of its own, which every
update refreshes that names neither ecosystem nor source.

Examples:
  pyward db update                                  OSV, and what is installed besides
  pyward db update --source kev --source epss       which flaws are exploited, and how likely that is
  pyward db update --source pypa=advisory-database/ a clone or archive on the disk
  pyward db update --ecosystem npm,crates.io        for bills of materials that list their packages")]
    Update {
        /// Update this source, and no other; may be given several times
        #[arg(long, value_name = "NAME[=URL|PATH]")]
        source: Vec<String>,
        /// Take what the OSV export says of this ecosystem instead of PyPI; several between commas, or given several times
        #[arg(long, value_name = "NAME", value_delimiter = ',')]
        ecosystem: Vec<String>,
        /// Base address of the OSV export
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Take everything even where a part would do, and accept far fewer records than before
        #[arg(long)]
        force: bool,
        /// Use no network (the update then cannot be done)
        #[arg(long)]
        offline: bool,
    },
    /// Install advisories from OSV zips, folders, JSON or JSON lines, or what `db export` wrote
    Import {
        /// What to read
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Take what the records say of this ecosystem instead of PyPI; several between commas, or given several times
        #[arg(long, value_name = "NAME", value_delimiter = ',')]
        ecosystem: Vec<String>,
    },
    /// Remove the installed data of a source, or about an ecosystem
    Remove {
        /// The name of the source, such as `safety`, or of the ecosystem, such as `npm`; `osv` stands for what was imported
        /// about PyPI too
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Write all installed data into a folder, with a manifest of digests, for machines without a network
    Export {
        /// The folder to make
        #[arg(value_name = "PATH")]
        path: PathBuf,
    },
    /// Tell which data is in use, and how old it is
    Status {
        /// Print JSON
        #[arg(long, value_name = "FORMAT", value_parser = ["human", "json"], default_value = "human")]
        format: String,
        /// Advisory data to use: `builtin` or a store file
        #[arg(long, value_name = "builtin|PATH")]
        data: Option<String>,
    },
    /// Find advisories by id, alias, package or word
    Search {
        /// `CVE-2024-56326`, `jinja2`, `sandbox`
        term: String,
        /// Advisory data to use: `builtin` or a store file
        #[arg(long, value_name = "builtin|PATH")]
        data: Option<String>,
    },
    /// Check the data in full: checksums, order, every line; of an export also its manifest
    Verify {
        /// Advisory data to use: `builtin` or a store file
        #[arg(long, value_name = "builtin|PATH")]
        data: Option<String>,
    },
}
