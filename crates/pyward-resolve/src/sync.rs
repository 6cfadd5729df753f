//! Making an environment what a resolution says.
//!
//! [`plan_sync`] says what would happen, [`apply`] does it, [`check_consistent`] looks at what is there. Everything that
//! is new is downloaded, verified by its hash and laid out beside the installed packages before the first of these is
//! touched. The change itself is renames under a journal (`journal.rs`), so that it can be taken back at any moment.
//!
//! Only wheels are installed. Of a source distribution one is built where the engine has what to build with, and else not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use pyward_model::{PackageName, Version};

use crate::{
    Environment, EnvironmentError, Installed, Pin, PythonVersion, Resolution, Source, Target,
};

mod apply;
mod check;
mod choose;
mod error;
mod fetch;
mod known;
mod look;
mod stage;

pub use apply::{Applied, apply};
pub use check::{Problem, check_consistent, check_requirements};
pub use error::ApplyError;
#[cfg(test)]
pub(crate) use fetch::Unpacked;

/// Installers and what environments are born with: never removed for being unknown to a plan.
const SEEDS: [&str; 6] = ["pip", "pip-tools", "pyward", "setuptools", "uv", "wheel"];

/// What is to be in an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What it was resolved for; `None` where nobody knows.
    pub target: Option<Target>,
    /// The versions, each with the hashes it must have; without hashes those of the index count.
    pub pins: Vec<Pin>,
    /// Packages that come from no index (repositories, folders, archives), by what stands behind their `@`. They are
    /// left as they are.
    pub elsewhere: BTreeMap<PackageName, Box<str>>,
}

impl Wanted {
    /// What a resolution has. It has to be one for a single target: of a universal one every package would be wanted.
    pub fn of(resolution: &Resolution, target: Target) -> Self {
        let mut wanted = Self {
            target: Some(target),
            ..Self::default()
        };
        for package in &resolution.packages {
            match (&package.origin, &package.version) {
                (Source::Index(_), Some(version)) => wanted.pins.push(Pin {
                    name: package.name.clone(),
                    version: version.clone(),
                    hashes: package.hashes.clone(),
                }),
                (Source::Index(url) | Source::Url(url), _) => {
                    wanted.elsewhere.insert(package.name.clone(), url.clone());
                }
            }
        }
        wanted
    }
}

/// How far a plan goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncOptions {
    /// What is installed and not wanted is removed.
    pub exact: bool,
    /// Packages that are not removed for that, besides pip and its kin and all that these need.
    pub keep: BTreeSet<PackageName>,
    /// Only these packages change; `None` for all.
    pub only: Option<BTreeSet<PackageName>>,
    /// Files may be installed for which neither the pin nor the index states a hash.
    pub unhashed: bool,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            exact: true,
            keep: BTreeSet::new(),
            only: None,
            unhashed: false,
        }
    }
}

/// What would be done to an environment. All lists are sorted by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncPlan {
    /// The environment's folder.
    pub root: PathBuf,
    /// The Python of the environment.
    pub python: PythonVersion,
    /// What is not there yet.
    pub install: Vec<Pin>,
    /// What is there in another version.
    pub replace: Vec<Replace>,
    /// What is there and not wanted.
    pub remove: Vec<(PackageName, Version)>,
    /// What is there as it is wanted.
    pub unchanged: Vec<(PackageName, Version)>,
    /// What is not wanted and stays: pip and its kin, what they need, what is to be kept, and what is not exact.
    pub seeds: Vec<(PackageName, Version)>,
    /// Packages from no index which are not there: pyward does not install them.
    pub absent: BTreeMap<PackageName, Box<str>>,
    /// Files may be installed for which nobody states a hash.
    pub unhashed: bool,
    /// What was odd, in sentences.
    pub oddities: Vec<String>,
}

/// A package in another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// The version that is there.
    pub from: Version,
    /// The version that is wanted.
    pub to: Pin,
}

impl SyncPlan {
    /// Whether nothing would be done.
    pub fn is_empty(&self) -> bool {
        self.install.is_empty() && self.replace.is_empty() && self.remove.is_empty()
    }
}

/// What becomes of a change, as it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncEvent {
    /// Some bytes of a package's wheel have come.
    Download {
        /// The package.
        package: PackageName,
        /// All bytes so far.
        received: u64,
        /// How many it will be, where the index says so.
        size: Option<u64>,
    },
    /// A wheel is there and has the hash it must have.
    Verified {
        /// How many are there.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Wheels are laid out beside the environment.
    Staged {
        /// How many.
        of: usize,
    },
    /// Files are moved; the environment changes.
    Switched {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Something failed, and the earlier packages are being brought back.
    TakingBack,
}

/// What would have to be done so that an environment has what is wanted. Nothing is fetched and nothing is written.
pub fn plan_sync(
    environment: &Environment,
    wanted: &Wanted,
    options: &SyncOptions,
) -> Result<SyncPlan, EnvironmentError> {
    if environment.is_interrupted() {
        return Err(EnvironmentError::Interrupted {
            path: environment.root.clone(),
        });
    }
    if let Some(target) = &wanted.target
        && short(target.python) != short(environment.python)
    {
        return Err(EnvironmentError::OtherPython {
            path: environment.root.clone(),
            found: environment.python,
            wanted: target.python,
        });
    }
    let set = environment.packages()?;
    let mut installed: BTreeMap<&PackageName, Vec<&Installed>> = BTreeMap::new();
    for package in &set.packages {
        installed.entry(&package.name).or_default().push(package);
    }
    let mut plan = SyncPlan {
        root: environment.root.clone(),
        python: environment.python,
        install: Vec::new(),
        replace: Vec::new(),
        remove: Vec::new(),
        unchanged: Vec::new(),
        seeds: Vec::new(),
        absent: BTreeMap::new(),
        unhashed: options.unhashed,
        oddities: set.oddities.clone(),
    };
    let touches = |name: &PackageName| options.only.as_ref().is_none_or(|only| only.contains(name));
    let pins: BTreeMap<&PackageName, &Pin> =
        wanted.pins.iter().map(|pin| (&pin.name, pin)).collect();
    for (name, pin) in &pins {
        match installed.get(name).map(Vec::as_slice) {
            None if touches(name) => plan.install.push((*pin).clone()),
            None => {}
            Some([there]) if there.version == pin.version => {
                plan.unchanged.push(((*name).clone(), pin.version.clone()));
            }
            Some([there, ..]) if touches(name) => plan.replace.push(Replace {
                from: there.version.clone(),
                to: (*pin).clone(),
            }),
            Some(several) => plan.seeds.extend(several.iter().map(|there| pair(there))),
        }
    }
    for (name, url) in &wanted.elsewhere {
        if !installed.contains_key(name) {
            plan.absent.insert(name.clone(), url.clone());
        }
    }
    let kept = kept(&installed, &options.keep);
    for (name, several) in &installed {
        if pins.contains_key(*name) {
            continue;
        }
        let there = several.iter().map(|there| pair(there));
        if wanted.elsewhere.contains_key(*name) {
            plan.unchanged.extend(there);
        } else if options.exact && touches(name) && !kept.contains(*name) {
            plan.remove.extend(there);
        } else {
            plan.seeds.extend(there);
        }
    }
    plan.unchanged.sort();
    plan.seeds.sort();
    Ok(plan)
}

fn pair(installed: &Installed) -> (PackageName, Version) {
    (installed.name.clone(), installed.version.clone())
}

fn short(python: PythonVersion) -> (u8, u8) {
    (python.major, python.minor)
}

/// The installers and what is to be kept, with all that these need.
fn kept(
    installed: &BTreeMap<&PackageName, Vec<&Installed>>,
    keep: &BTreeSet<PackageName>,
) -> BTreeSet<PackageName> {
    let seeds = SEEDS.iter().map(|name| PackageName::pypi(name));
    let mut open: Vec<PackageName> = seeds.chain(keep.iter().cloned()).collect();
    let mut kept = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(packages) = installed.get(&name) else {
            continue;
        };
        if kept.insert(name) {
            // Markers are not looked at: what is there and may be needed is kept.
            let requires = packages.iter().flat_map(|package| &package.requires);
            open.extend(requires.map(|text| PackageName::pypi(named(text))));
        }
    }
    kept
}

/// The name a requirement begins with.
fn named(requirement: &str) -> &str {
    let end = requirement
        .find(|ch: char| !ch.is_ascii_alphanumeric() && !matches!(ch, '.' | '_' | '-'))
        .unwrap_or(requirement.len());
    requirement.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
