//! What is installed, as pins: the lines that `pip freeze` prints, byte for byte.
//!
//! Two things differ, both on purpose: credentials never get into a line, and where pip gives up (metadata or a line it
//! cannot read) the rest is printed all the same and a notice tells.

mod order;

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{Hash, Notice, NoticeKind, PackageName, printable};

use crate::installed::{Distribution, Installed, Repository, Source};

pub use self::order::Layout;

/// What comes with Python itself.
const OF_PYTHON: [&str; 3] = ["argparse", "python", "wsgiref"];
/// What environments were made with before Python 3.12, besides pip.
const SEEDS: [&str; 3] = ["distribute", "setuptools", "wheel"];
/// The Python whose environments are made with pip alone.
const WITHOUT_SEEDS: (u32, u32) = (3, 12);
/// The algorithms that pip takes after `--hash`.
const ALGORITHMS: [&str; 3] = ["sha256", "sha384", "sha512"];

/// What is wanted of the pins.
#[derive(Clone, Debug, Default)]
pub struct FreezeOptions {
    /// Whether pip is pinned too, and what old environments were made with.
    pub all: bool,
    /// Packages that are left out.
    pub exclude: BTreeSet<PackageName>,
    /// Whether packages that are used where they stand are left out.
    pub exclude_editable: bool,
    /// Whether pins state hashes, where they are known.
    pub hashes: bool,
    /// Requirements files whose order and comments are kept.
    pub layouts: Vec<Layout>,
}

/// An environment as pins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frozen {
    /// The lines, without line ends.
    pub lines: Vec<String>,
    /// With hashes wanted: the packages without one, by name.
    pub unhashed: Vec<String>,
    /// What could not be read, and what is odd.
    pub notices: Vec<Notice>,
}

/// The pins of what is installed.
pub fn freeze(installed: Installed, options: &FreezeOptions) -> Frozen {
    let mut frozen = Frozen {
        notices: installed.notices,
        ..Frozen::default()
    };
    let mut pins: BTreeMap<(String, PackageName), Pin> = BTreeMap::new();
    for distribution in installed.distributions {
        if options.exclude_editable && matches!(distribution.source, Source::Editable(..)) {
            continue;
        }
        let name = distribution.normalised_name();
        let pin = Pin::new(&distribution, options.hashes, &mut frozen.notices);
        // The order of pip.
        pins.insert((distribution.name.to_lowercase(), name), pin);
    }
    let mut pins: Vec<Pin> = pins.into_values().collect();
    if !options.layouts.is_empty() {
        order::lay_out(&options.layouts, &mut pins, &mut frozen);
    }
    let skipped = skipped(options, installed.python);
    for pin in pins {
        if !skipped.contains(&pin.name) {
            frozen.push(pin);
        }
    }
    frozen
}

/// What is left out unless it stands in a requirements file.
fn skipped(options: &FreezeOptions, python: Option<(u32, u32)>) -> BTreeSet<PackageName> {
    let mut skipped = options.exclude.clone();
    skipped.extend(OF_PYTHON.map(PackageName::pypi));
    if !options.all {
        skipped.insert(PackageName::pypi("pip"));
        if python.is_some_and(|python| python < WITHOUT_SEEDS) {
            skipped.extend(SEEDS.map(PackageName::pypi));
        }
    }
    skipped
}

/// The lines of one package.
#[derive(Debug)]
struct Pin {
    name: PackageName,
    /// Comments, then the requirement.
    lines: Vec<String>,
    /// Whether hashes are wanted and none is known.
    is_unhashed: bool,
}

impl Pin {
    fn new(distribution: &Distribution, hashes: bool, notices: &mut Vec<Notice>) -> Self {
        let mut lines = match &distribution.source {
            Source::Index => vec![distribution.pin()],
            Source::Direct(reference) => vec![format!("{} @ {reference}", distribution.name)],
            Source::Editable(folder, repository) => {
                let folder = folder.to_string_lossy();
                editable(distribution, &folder, repository, notices)
            }
        };
        // Names, versions and URLs come from metadata: nothing in them may end a line or steer a terminal.
        for line in &mut lines {
            *line = printable(line.trim_end()).into_owned();
        }
        let known = if hashes {
            known_hashes(distribution)
        } else {
            Vec::new()
        };
        let is_unhashed = hashes && known.is_empty();
        for hash in known {
            if let Some(last) = lines.last_mut() {
                last.push_str(" \\");
            }
            lines.push(format!("    --hash={}:{}", hash.algorithm, hash.digits));
        }
        Self {
            name: distribution.normalised_name(),
            lines,
            is_unhashed,
        }
    }
}

/// The hashes that may be stated for a package: so far those that the installer noted. Those that an index states for a
/// release belong here, once there is a client for indexes.
fn known_hashes(distribution: &Distribution) -> Vec<&Hash> {
    let is_digits =
        |hash: &Hash| !hash.digits.is_empty() && hash.digits.bytes().all(|b| b.is_ascii_hexdigit());
    distribution
        .hashes
        .iter()
        .filter(|hash| ALGORITHMS.contains(&&*hash.algorithm) && is_digits(hash))
        .collect()
}

/// The lines of a package that is used where it stands.
fn editable(
    distribution: &Distribution,
    folder: &str,
    repository: &Repository,
    notices: &mut Vec<Notice>,
) -> Vec<String> {
    let pin = distribution.pin();
    let in_place = format!("-e {folder}");
    let mut tell = |message: String| {
        let place = Some(distribution.location.clone());
        notices.push(Notice::info(NoticeKind::Skipped, place, message));
    };
    match repository {
        Repository::None => vec![
            format!("# Editable install with no version control ({pin})"),
            in_place,
        ],
        Repository::NoRemote => vec![
            format!("# Editable Git install with no remote ({pin})"),
            in_place,
        ],
        Repository::OddRemote(url) => vec![
            format!(
                "# Editable Git install ({pin}) with either a deleted local remote or invalid URI:"
            ),
            format!("# '{url}'"),
            in_place,
        ],
        Repository::Unknown(why) => {
            tell(format!(
                "the repository that holds {folder} is not pinned: {why}"
            ));
            vec![
                "## !! Could not determine repository location".to_owned(),
                in_place,
            ]
        }
        Repository::Git {
            url,
            had_credentials,
            commit,
            subdirectory,
        } => {
            if *had_credentials {
                tell(format!(
                    "the remote of {folder} holds credentials, which are left out"
                ));
            }
            let egg = distribution.name.replace('-', "_");
            let inner = subdirectory
                .as_ref()
                .map(|inner| format!("&subdirectory={inner}"));
            vec![format!(
                "-e git+{url}@{commit}#egg={egg}{}",
                inner.unwrap_or_default()
            )]
        }
    }
}

impl Frozen {
    fn push(&mut self, pin: Pin) {
        if pin.is_unhashed {
            self.unhashed.push(pin.name.to_string());
        }
        self.lines.extend(pin.lines);
    }
}

#[cfg(test)]
mod tests;
