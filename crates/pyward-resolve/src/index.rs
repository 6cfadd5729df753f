//! Where packages come from: indexes as users of pip and uv have configured them.
//!
//! [`IndexSettings::read`] asks everyone who may have a say. What is said later in this list wins:
//!
//! 1. sources of other managers in the project folder: `[[tool.poetry.source]]`, `[[tool.pdm.source]]` and `[[source]]` of a
//!    `Pipfile`;
//! 2. what all programs of the machine are told: `CURL_CA_BUNDLE`, `REQUESTS_CA_BUNDLE`, `SSL_CERT_FILE`, `SSL_CLIENT_CERT`,
//!    in that order;
//! 3. [pip's configuration files](https://pip.pypa.io/en/stable/topics/configuration/): global, user, the virtual
//!    environment's, `PIP_CONFIG_FILE`; in each `[global]`, `[lock]`, `[download]`, `[install]`;
//! 4. [uv's configuration files](https://docs.astral.sh/uv/concepts/configuration-files/): system, user, project; in each
//!    `[pip]` before the top level;
//! 5. `PIP_*` variables;
//! 6. `UV_*` variables;
//! 7. options in requirements files, which for pip win over its configuration;
//! 8. `PYWARD_PYPI_URL`, `PYWARD_OFFLINE`, `PYWARD_CACHE_DIR`;
//! 9. flags.
//!
//! Lists (extra indexes, find-links, hosts) are not replaced but joined, the stronger first; only pip's own variables
//! replace lists of pip's files, as they do for pip. Two rules are uv's: an index marked as the default wins over
//! `index-url` wherever both stand in uv's configuration, and an index marked as explicit is for packages that name it, so
//! it is noted and left out.
//!
//! Whoever asks decides whom to trust: the files of a project are read only where [`Sources::project`] names it.
//!
//! What the client does by itself, after these settings: it honours `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
//! where [`IndexSettings::proxy`] is `None`, and takes credentials that no URL holds from `NETRC` or `~/.netrc`.

mod credentials;
mod error;
mod ini;
mod ledger;
mod managers;
mod newer;
mod pip;
mod places;
mod said;
mod settle;
mod sources;
mod toml;
mod uv;
mod value;
mod variables;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use pyward_model::{Date, Notice, printable, without_credentials};

pub use error::{IndexError, IndexErrors};
pub use places::{Places, Platform};
pub use said::{Origin, Said};
pub use sources::{Flags, RequirementOption, Sources, Wish};

use ledger::Ledger;

/// Where packages come from and how they are fetched. Holds credentials; `Display` and `Debug` never show them.
#[derive(Clone, PartialEq, Eq)]
pub struct IndexSettings {
    /// URL of the default index, asked last; `None`: PyPI.
    pub index: Option<Box<str>>,
    /// URLs of extra indexes, the first is asked first.
    pub extra: Vec<Box<str>>,
    /// Folders (absolute paths) or pages (URLs) that list files.
    pub find_links: Vec<Box<str>>,
    /// Ask no index, only `find_links`.
    pub no_index: bool,
    /// What happens where several indexes know a package.
    pub strategy: IndexStrategy,
    /// Hosts whose certificates are not checked: `host`, `host:port`, `https://host:port`, or `*`.
    pub insecure_hosts: Vec<Box<str>>,
    /// A PEM bundle of authorities that replaces the bundled roots.
    pub certificates: Option<PathBuf>,
    /// Trust the authorities of the operating system.
    pub system_certificates: bool,
    /// A PEM file with the client's certificate and private key.
    pub client_certificate: Option<PathBuf>,
    /// Ask the `keyring` command for credentials.
    pub keyring: bool,
    /// URL of the proxy; `None`: what `HTTPS_PROXY` and its like say.
    pub proxy: Option<Box<str>>,
    /// The longest silence of a server.
    pub timeout: Duration,
    /// How many times a failed request is repeated.
    pub retries: u32,
    /// Use only what the cache holds.
    pub offline: bool,
    /// pyward's own cache folder.
    pub cache: PathBuf,
    /// The last day (UTC) whose uploads count.
    pub exclude_newer: Option<Date>,
}

/// What happens where several indexes know a package
/// ([uv's words](https://docs.astral.sh/uv/concepts/indexes/#searching-across-multiple-indexes)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexStrategy {
    /// Only the first index that knows a package is asked for it. Nobody can take the place of a private package by
    /// publishing a higher version of the same name.
    #[default]
    FirstIndex,
    /// The first index with a fitting version wins.
    UnsafeFirstMatch,
    /// The highest fitting version of all indexes wins, as pip does it.
    UnsafeBestMatch,
}

/// What [`IndexSettings::read`] found.
#[derive(Clone, Debug)]
pub struct Configured {
    /// What is in force.
    pub settings: IndexSettings,
    /// Everything that was said, the weakest first, with who said it; of pip's files the last in each section, and of its
    /// lists the last of all.
    pub said: Vec<Said>,
    /// What could not be read, was left out, or should be known.
    pub notices: Vec<Notice>,
}

impl IndexSettings {
    /// What is in force where nobody says anything.
    pub fn new(cache: PathBuf) -> Self {
        Self {
            index: None,
            extra: Vec::new(),
            find_links: Vec::new(),
            no_index: false,
            strategy: IndexStrategy::FirstIndex,
            insecure_hosts: Vec::new(),
            certificates: None,
            system_certificates: false,
            client_certificate: None,
            keyring: false,
            proxy: None,
            timeout: Duration::from_secs(30),
            retries: 3,
            offline: false,
            cache,
            exclude_newer: None,
        }
    }

    /// Asks everyone who may have a say; the order is told above.
    ///
    /// # Errors
    ///
    /// All values that cannot be used and all configuration files that cannot be understood, at once: a mistake in the
    /// address of a private index must never end at PyPI. What another manager's sources get wrong is a notice.
    pub fn read(sources: &Sources<'_>) -> Result<Configured, IndexErrors> {
        let mut ledger = Ledger::new(sources);
        managers::read(&mut ledger);
        variables::read_general(&mut ledger);
        pip::read(&mut ledger);
        uv::read(&mut ledger);
        sources::read_requirements(&mut ledger);
        variables::read_own(&mut ledger);
        sources::read_flags(&mut ledger);
        settle::settle(ledger)
    }

    /// Keys and values as shown, without secrets.
    fn lines(&self) -> Vec<(&'static str, String)> {
        // Taken apart to the last field, so that a new one does not compile until it is shown.
        let Self {
            index,
            extra,
            find_links,
            no_index,
            strategy,
            insecure_hosts,
            certificates,
            system_certificates,
            client_certificate,
            keyring,
            proxy,
            timeout,
            retries,
            offline,
            cache,
            exclude_newer,
        } = self;
        let path = |path: &Option<PathBuf>| {
            path.as_ref()
                .map_or_else(|| "none".to_owned(), |path| path.display().to_string())
        };
        let list = |list: &[Box<str>]| match list {
            [] => "none".to_owned(),
            list => list
                .iter()
                .map(|text| without_credentials(text))
                .collect::<Vec<_>>()
                .join(" "),
        };
        vec![
            ("index", index.as_deref().map_or("PyPI".into(), shown)),
            ("extra", list(extra)),
            ("find-links", list(find_links)),
            ("no-index", no_index.to_string()),
            ("strategy", strategy.word().to_owned()),
            ("insecure-hosts", list(insecure_hosts)),
            ("certificates", path(certificates)),
            ("system-certificates", system_certificates.to_string()),
            ("client-certificate", path(client_certificate)),
            ("keyring", keyring.to_string()),
            ("proxy", proxy.as_deref().map_or("none".into(), shown)),
            ("timeout", format!("{timeout:?}")),
            ("retries", retries.to_string()),
            ("offline", offline.to_string()),
            ("cache", cache.display().to_string()),
            (
                "exclude-newer",
                exclude_newer.map_or("none".to_owned(), |day| day.to_string()),
            ),
        ]
    }
}

impl IndexStrategy {
    /// All words, for messages and flags.
    pub const WORDS: [(&'static str, Self); 3] = [
        ("first-index", Self::FirstIndex),
        ("unsafe-first-match", Self::UnsafeFirstMatch),
        ("unsafe-best-match", Self::UnsafeBestMatch),
    ];

    /// The word of configuration files and flags.
    pub fn word(self) -> &'static str {
        match self {
            Self::FirstIndex => "first-index",
            Self::UnsafeFirstMatch => "unsafe-first-match",
            Self::UnsafeBestMatch => "unsafe-best-match",
        }
    }
}

impl fmt::Display for IndexSettings {
    /// A line a setting: `key = value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (key, value) in self.lines() {
            writeln!(f, "{key} = {}", printable(&value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for IndexSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("IndexSettings");
        for (key, value) in self.lines() {
            shown.field(key, &value);
        }
        shown.finish()
    }
}

/// A text without its secrets, safe to show.
fn shown(text: &str) -> String {
    printable(&without_credentials(text)).into_owned()
}

// The paths in them are those of Unix.
#[cfg(test)]
#[cfg(unix)]
mod tests;
