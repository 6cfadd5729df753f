//! What is handed in: everything that may have a say, and a door for files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyward_model::Date;

use super::ledger::{Key, Layer, Ledger, Place};
use super::places::Places;
use super::said::Origin;

/// Everything that may have a say.
pub struct Sources<'s> {
    /// The environment; on Windows with names in upper case.
    pub environment: &'s BTreeMap<OsString, OsString>,
    /// Where configuration files stand; usually [`Places::usual`].
    pub places: Places,
    /// The folder that relative paths of flags, variables and pip's files count from.
    pub working_folder: PathBuf,
    /// The folder of the project, whose configuration (and that of the folders above it) has a say. `None` for a tree
    /// that is not trusted to choose where packages come from: it could name a server of its own as a private index and
    /// be sent the credentials that the environment holds for that.
    pub project: Option<PathBuf>,
    /// The virtual environment, whose `pip.conf` has a say.
    pub virtual_environment: Option<PathBuf>,
    /// What the command line says.
    pub flags: Flags,
    /// What requirements files say, in their order.
    pub requirements: Vec<RequirementOption>,
    /// The present day in UTC, that durations count from.
    pub today: Date,
    /// Reads a file that may be absent (`None`), bounded to some MiB. A bundle of certificates has half of one.
    pub read: &'s dyn Fn(&Path) -> io::Result<Option<String>>,
}

/// What the command line says. Values are texts, as given.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "the fields are the flags")]
pub struct Flags {
    pub index_url: Option<String>,
    pub extra_index_urls: Vec<String>,
    pub find_links: Vec<String>,
    pub no_index: bool,
    pub index_strategy: Option<String>,
    pub cert: Option<String>,
    pub client_cert: Option<String>,
    pub system_certs: bool,
    pub proxy: Option<String>,
    pub offline: bool,
    pub exclude_newer: Option<String>,
    pub keyring: bool,
    pub trusted_hosts: Vec<String>,
    pub timeout: Option<String>,
    pub retries: Option<String>,
    pub cache_dir: Option<String>,
}

/// An option of a requirements file.
#[derive(Clone, PartialEq, Eq)]
pub struct RequirementOption {
    /// The file. Relative paths count from its folder.
    pub path: PathBuf,
    /// Counted from 1.
    pub line: u32,
    /// What is wished.
    pub wish: Wish,
}

/// What an option of a requirements file wishes
/// ([global options](https://pip.pypa.io/en/stable/reference/requirements-file-format/#global-options)). `${NAME}` in a
/// value is the variable of that name.
#[derive(Clone, PartialEq, Eq)]
pub enum Wish {
    /// `-i`, `--index-url`, `--pypi-url`.
    IndexUrl(String),
    /// `--extra-index-url`.
    ExtraIndexUrl(String),
    /// `-f`, `--find-links`.
    FindLinks(String),
    /// `--no-index`.
    NoIndex,
    /// `--trusted-host`.
    TrustedHost(String),
}

/// Options of requirements files. Extra indexes of weaker layers stay where one names an index, unlike with pip: without
/// them a private package would be looked for at the public index.
pub(super) fn read_requirements(ledger: &mut Ledger<'_>) {
    let mut extras = Vec::new();
    for RequirementOption { path, line, wish } in &ledger.sources.requirements {
        let place = Place {
            layer: Layer::Requirements,
            origin: Origin::File {
                path: Arc::from(&*path.to_string_lossy()),
                line: *line,
            },
            base: ledger
                .sources
                .working_folder
                .join(path.parent().unwrap_or(Path::new(""))),
        };
        let (key, text) = match wish {
            Wish::IndexUrl(url) => (Key::Index, url.as_str()),
            Wish::ExtraIndexUrl(url) => (Key::Extra, url.as_str()),
            Wish::FindLinks(link) => (Key::FindLinks, link.as_str()),
            Wish::NoIndex => (Key::NoIndex, "true"),
            Wish::TrustedHost(host) => (Key::InsecureHost, host.as_str()),
        };
        extras.push((place, key, text));
    }
    for (place, key, text) in extras {
        if let Some(text) = ledger.expanded(&place, key, text) {
            ledger.say(&place, key, &text);
        }
    }
}

/// Flags, taken apart to the last, so that a new one does not compile until it is acted on.
pub(super) fn read_flags(ledger: &mut Ledger<'_>) {
    let Flags {
        index_url,
        extra_index_urls,
        find_links,
        no_index,
        index_strategy,
        cert,
        client_cert,
        system_certs,
        proxy,
        offline,
        exclude_newer,
        keyring,
        trusted_hosts,
        timeout,
        retries,
        cache_dir,
    } = &ledger.sources.flags;
    let single = |key, name, value: &Option<String>| (key, name, value.iter().cloned().collect());
    let switch = |key, name, on: &bool| {
        let values = on.then(|| "true".to_owned());
        (key, name, values.into_iter().collect())
    };
    let flags: [(Key, &'static str, Vec<String>); 16] = [
        single(Key::Index, "--index-url", index_url),
        (Key::Extra, "--extra-index-url", extra_index_urls.clone()),
        (Key::FindLinks, "--find-links", find_links.clone()),
        switch(Key::NoIndex, "--no-index", no_index),
        single(Key::Strategy, "--index-strategy", index_strategy),
        single(Key::Certificates, "--cert", cert),
        single(Key::ClientCertificate, "--client-cert", client_cert),
        switch(Key::SystemCertificates, "--system-certs", system_certs),
        single(Key::Proxy, "--proxy", proxy),
        switch(Key::Offline, "--offline", offline),
        single(Key::ExcludeNewer, "--exclude-newer", exclude_newer),
        switch(Key::Keyring, "--keyring", keyring),
        (Key::InsecureHost, "--trusted-host", trusted_hosts.clone()),
        single(Key::Timeout, "--timeout", timeout),
        single(Key::Retries, "--retries", retries),
        single(Key::Cache, "--cache-dir", cache_dir),
    ];
    for (key, name, values) in flags {
        let place = Place {
            layer: Layer::Flags,
            origin: Origin::Flag(name),
            base: ledger.sources.working_folder.clone(),
        };
        for value in values {
            ledger.say(&place, key, &value);
        }
    }
}
