//! Whether what is installed can stand together, by its metadata alone.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;

use pyward_model::{PackageName, Version, printable};
use uv_pep508::{MarkerEnvironment, VersionOrUrl};

use crate::environment::Environment as Markers;
use crate::input::Parsed;
use crate::installed::Record;
use crate::{Environment, EnvironmentError, Installed, InstalledSet, translate};

/// Something that is wrong with an environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// A package should be there and is not, or in another version.
    Absent {
        /// The package.
        package: PackageName,
        /// The version that should be there.
        version: Version,
    },
    /// A package is there twice.
    Twice {
        /// The package.
        package: PackageName,
    },
    /// The list of a package's files is missing or makes no sense.
    Unrecorded {
        /// The package.
        package: PackageName,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of a package is gone.
    FileGone {
        /// The package.
        package: PackageName,
        /// The file, from the root of the environment.
        file: PathBuf,
    },
    /// A file of a package is not what was installed.
    FileChanged {
        /// The package.
        package: PackageName,
        /// The file, from the root of the environment.
        file: PathBuf,
    },
    /// A package is for another Python.
    Python {
        /// The package.
        package: PackageName,
        /// What it is for.
        requires: Box<str>,
    },
    /// What a package requires is not there.
    Unmet {
        /// The package.
        package: PackageName,
        /// What it requires.
        requirement: Box<str>,
        /// The version that is there.
        found: Option<Version>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &PathBuf| printable(&path.to_string_lossy()).into_owned();
        match self {
            Self::Absent { package, version } => write!(f, "{package} {version} is not there"),
            Self::Twice { package } => write!(f, "{package} is there twice"),
            Self::Unrecorded { package, reason } => write!(f, "{package}: {reason}"),
            Self::FileGone { package, file } => {
                write!(f, "{package}: `{}` is missing", shown(file))
            }
            Self::FileChanged { package, file } => {
                write!(f, "{package}: `{}` was changed", shown(file))
            }
            Self::Python { package, requires } => {
                write!(f, "{package} is for Python {}", printable(requires))
            }
            Self::Unmet {
                package,
                requirement,
                found,
            } => {
                write!(f, "{package} requires {}", printable(requirement))?;
                match found {
                    Some(found) => write!(f, ", {} is there", printable(found.as_str())),
                    None => write!(f, ", which is not there"),
                }
            }
        }
    }
}

/// What is wrong with an environment, sorted: files that differ from what was installed, and requirements that are not
/// met. Extras are not looked at, since nothing says which were asked for.
pub fn check_consistent(environment: &Environment) -> Result<Vec<Problem>, EnvironmentError> {
    let set = environment.packages()?;
    let mut problems = unmet(environment, &set)?;
    for package in &set.packages {
        match Record::of(environment, package) {
            Ok(record) => {
                let (missing, changed) = record.differences(&environment.root);
                problems.extend(missing.into_iter().map(|file| Problem::FileGone {
                    package: package.name.clone(),
                    file,
                }));
                problems.extend(changed.into_iter().map(|file| Problem::FileChanged {
                    package: package.name.clone(),
                    file,
                }));
            }
            Err(reason) => problems.push(Problem::Unrecorded {
                package: package.name.clone(),
                reason,
            }),
        }
    }
    problems.sort();
    problems.dedup();
    Ok(problems)
}

/// The same without a look at files: requirements that are not met, and packages that are there twice. Sorted.
pub fn check_requirements(environment: &Environment) -> Result<Vec<Problem>, EnvironmentError> {
    unmet(environment, &environment.packages()?)
}

/// The requirements that are not met, and packages that are there twice; no file is verified.
pub(super) fn unmet(
    environment: &Environment,
    set: &InstalledSet,
) -> Result<Vec<Problem>, EnvironmentError> {
    let markers =
        Markers::of(&environment.target()).map_err(|reason| EnvironmentError::Broken {
            path: environment.root.clone(),
            reason,
        })?;
    let mut problems = Vec::new();
    for package in &set.packages {
        problems.extend(of_package(package, set, &markers.markers, environment));
    }
    for pair in set.packages.windows(2) {
        if let [first, second] = pair
            && first.name == second.name
        {
            problems.push(Problem::Twice {
                package: first.name.clone(),
            });
        }
    }
    problems.sort();
    problems.dedup();
    Ok(problems)
}

fn of_package(
    package: &Installed,
    set: &InstalledSet,
    markers: &MarkerEnvironment,
    environment: &Environment,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(requires) = &package.requires_python
        && let Ok(specifiers) = uv_pep440::VersionSpecifiers::from_str(requires)
        && environment.python.micro.is_some()
        && !specifiers.contains(&markers.python_full_version().version)
    {
        problems.push(Problem::Python {
            package: package.name.clone(),
            requires: requires.clone(),
        });
    }
    for text in &package.requires {
        let Ok(requirement) = Parsed::from_str(text) else {
            problems.push(Problem::Unrecorded {
                package: package.name.clone(),
                reason: format!("its requirement `{}` cannot be read", printable(text)),
            });
            continue;
        };
        if !requirement.marker.evaluate(markers, &[]) {
            continue;
        }
        let there = set.get(&translate::model_name(&requirement.name));
        let met = there.is_some_and(|there| {
            let Some(VersionOrUrl::VersionSpecifier(specifiers)) = &requirement.version_or_url
            else {
                return true;
            };
            translate::version(&there.version).is_some_and(|version| specifiers.contains(&version))
        });
        if !met {
            problems.push(Problem::Unmet {
                package: package.name.clone(),
                requirement: text.clone(),
                found: there.map(|there| there.version.clone()),
            });
        }
    }
    problems
}
