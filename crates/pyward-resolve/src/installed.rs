//! A virtual environment, read without starting anything of it.
//!
//! Everything is worked out from files: `pyvenv.cfg`, the layout of the folder, and the metadata of what is installed.
//! No interpreter runs, neither the environment's own (its `.pth` files would run with it) nor the one it was made from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::{Libc, Platform, PythonVersion, Target};

mod config;
mod distribution;
mod door;
mod error;
mod hold;
mod libc;
mod record;
mod record_lines;

pub use distribution::{Installed, InstalledSet};
pub(crate) use door::{parent_writable, read_text, sha256_of};
pub use error::EnvironmentError;

pub(crate) use record::{Record, inside, is_hex_of};
pub(crate) use record_lines::Line;

use config::Config;

/// The folder of an environment that pyward keeps its own things in.
pub(crate) const OWN_FOLDER: &str = ".pyward";
/// The longest `pyvenv.cfg` that is read, in bytes.
const CONFIG_LIMIT: u64 = 64 * 1024;

/// A virtual environment ([PEP 405](https://peps.python.org/pep-0405/)) of `CPython` on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    pub(crate) root: PathBuf,
    pub(crate) places: Places,
    pub(crate) executable: PathBuf,
    pub(crate) home: PathBuf,
    pub(crate) python: PythonVersion,
    /// The C library of its Python, on Linux, where its files tell.
    pub(crate) libc: Option<Libc>,
}

/// Where things stand, from the root of an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) packages: PathBuf,
    pub(crate) scripts: PathBuf,
    pub(crate) include: PathBuf,
    pub(crate) windows: bool,
}

impl Environment {
    /// Reads what an environment is. Nothing is started and nothing is written.
    pub fn open(path: &Path) -> Result<Self, EnvironmentError> {
        let root = std::path::absolute(path).map_err(|error| EnvironmentError::Unreadable {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        if !root.is_dir() {
            return Err(EnvironmentError::NotAnEnvironment {
                path: root,
                reason: "there is no such folder",
            });
        }
        let file = root.join("pyvenv.cfg");
        if !file.is_file() {
            return Err(none_here(root));
        }
        let text =
            read_text(&file, CONFIG_LIMIT).map_err(|reason| EnvironmentError::Unreadable {
                path: file.clone(),
                reason,
            })?;
        let broken = |reason: String| EnvironmentError::Broken {
            path: root.clone(),
            reason,
        };
        let config = Config::read(&text).map_err(broken)?;
        if let Some(other) = config.other_implementation() {
            return Err(EnvironmentError::Unsupported {
                path: root,
                what: other.to_owned(),
            });
        }
        let (places, python) = places(&root, &config)?;
        let executable = executable(&root, &places).ok_or_else(|| {
            broken(format!(
                "there is no interpreter in `{}`",
                places.scripts.display()
            ))
        })?;
        let libc = libc::of(&executable).filter(|_| cfg!(target_os = "linux"));
        Ok(Self {
            libc,
            places,
            executable,
            home: config.home,
            python,
            root,
        })
    }

    /// The folder of the environment, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder packages are installed in.
    pub fn site_packages(&self) -> PathBuf {
        self.root.join(&self.places.packages)
    }

    /// The folder of the scripts: `bin`, on Windows `Scripts`.
    pub fn scripts(&self) -> PathBuf {
        self.root.join(&self.places.scripts)
    }

    /// The environment's interpreter. pyward never starts it.
    pub fn executable(&self) -> &Path {
        &self.executable
    }

    /// The Python version, with the micro version where `pyvenv.cfg` states it.
    pub fn python(&self) -> PythonVersion {
        self.python
    }

    /// The platform: this machine's, since an environment is of the machine it stands on.
    pub fn platform(&self) -> Platform {
        self.target().platform()
    }

    /// What to resolve for, so that the result fits this environment.
    pub fn target(&self) -> Target {
        Target {
            libc: self.libc,
            ..Target::host(self.python)
        }
    }

    /// Whether its packages can be changed: the interpreter it was made from exists, and its folders lie inside it and
    /// are writable. Nothing is written to find out.
    pub fn ready(&self) -> Result<(), EnvironmentError> {
        let interpreter = |name: &str| self.home.join(name).exists();
        let (major, minor) = (self.python.major, self.python.minor);
        let names = [
            "python3".to_owned(),
            "python".to_owned(),
            "python.exe".to_owned(),
            format!("python{major}.{minor}"),
        ];
        if !names.iter().any(|name| interpreter(name)) {
            return Err(EnvironmentError::HomeGone {
                path: self.root.clone(),
                home: self.home.clone(),
            });
        }
        let broken = |reason: String| EnvironmentError::Broken {
            path: self.root.clone(),
            reason,
        };
        let real = |path: &Path| {
            path.canonicalize()
                .map_err(|error| broken(format!("{}: {error}", path.display())))
        };
        let root = real(&self.root)?;
        for folder in [self.root.clone(), self.site_packages(), self.scripts()] {
            if !real(&folder)?.starts_with(&root) {
                return Err(broken(format!("`{}` leads out of it", folder.display())));
            }
            door::writable(&folder).map_err(|reason| EnvironmentError::NotWritable {
                path: folder,
                reason,
            })?;
        }
        Ok(())
    }

    /// The folder pyward keeps its own things in.
    pub(crate) fn own(&self) -> PathBuf {
        self.root.join(OWN_FOLDER)
    }
}

/// The first of some folders that leads out of `root`, links followed; of what does not exist yet, the folder above it
/// counts. An environment may hold links to anywhere, and nothing beyond it is ever to be moved.
pub(crate) fn leads_out(
    root: &Path,
    folders: impl IntoIterator<Item = PathBuf>,
) -> Option<PathBuf> {
    let real_root = root.canonicalize().ok();
    // Many folders stand below one, and where that is has to be asked but once.
    let mut known: BTreeMap<PathBuf, bool> = BTreeMap::new();
    folders.into_iter().find(|folder| {
        let nearest = folder
            .ancestors()
            .find(|folder| known.contains_key(*folder) || folder.symlink_metadata().is_ok());
        let Some(nearest) = nearest else {
            return true;
        };
        if let Some(leads_out) = known.get(nearest) {
            return *leads_out;
        }
        let leads_out = match (nearest.canonicalize().ok(), &real_root) {
            (Some(real), Some(root)) => !real.starts_with(root),
            _ => true,
        };
        known.insert(nearest.to_owned(), leads_out);
        leads_out
    })
}

/// What a folder without `pyvenv.cfg` is.
fn none_here(root: PathBuf) -> EnvironmentError {
    let pythons = std::fs::read_dir(root.join("lib"))
        .into_iter()
        .flatten()
        .flatten()
        .take(1000)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("python"));
    for folder in pythons {
        let marker = folder.path().join("EXTERNALLY-MANAGED");
        if let Ok(text) = read_text(&marker, CONFIG_LIMIT) {
            return EnvironmentError::ExternallyManaged {
                path: root,
                message: config::managed_message(&text),
            };
        }
    }
    let reason = if root.join("conda-meta").is_dir() {
        "it is an environment of conda, whose packages conda alone should change"
    } else {
        "it has no pyvenv.cfg"
    };
    EnvironmentError::NotAnEnvironment { path: root, reason }
}

/// Where the packages and scripts of an environment are, and the Python they are for.
fn places(root: &Path, config: &Config) -> Result<(Places, PythonVersion), EnvironmentError> {
    let broken = |reason: String| EnvironmentError::Broken {
        path: root.to_owned(),
        reason,
    };
    if root.join("Scripts").is_dir() && root.join("Lib").join("site-packages").is_dir() {
        let python = config
            .version
            .ok_or_else(|| broken("pyvenv.cfg does not state the Python version".to_owned()))?;
        let places = Places {
            packages: Path::new("Lib").join("site-packages"),
            scripts: PathBuf::from("Scripts"),
            include: Path::new("include").join("site").join(short(python)),
            windows: true,
        };
        return Ok((places, python));
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join("lib"))
        .into_iter()
        .flatten()
        .flatten()
        .take(1000)
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.path().join("site-packages").is_dir() {
            continue;
        }
        let Some(version) = name.strip_prefix("python") else {
            continue;
        };
        if version.ends_with('t') {
            return Err(EnvironmentError::Unsupported {
                path: root.to_owned(),
                what: "free-threaded CPython".to_owned(),
            });
        }
        found.extend(version.parse::<PythonVersion>());
    }
    found.sort();
    let python = match (config.version, found.as_slice()) {
        (_, []) => return Err(broken("it has no site-packages folder".to_owned())),
        (Some(stated), found) => {
            if !found.contains(&PythonVersion::new(stated.major, stated.minor)) {
                let there: Vec<String> = found.iter().map(ToString::to_string).collect();
                return Err(broken(format!(
                    "pyvenv.cfg speaks of Python {stated}, the packages are for {}",
                    there.join(" and ")
                )));
            }
            stated
        }
        (None, [only]) => *only,
        (None, _) => {
            return Err(broken(
                "it has the packages of several Pythons, and pyvenv.cfg does not say which"
                    .to_owned(),
            ));
        }
    };
    let places = Places {
        packages: Path::new("lib").join(short(python)).join("site-packages"),
        scripts: PathBuf::from("bin"),
        include: Path::new("include").join("site").join(short(python)),
        windows: false,
    };
    Ok((places, python))
}

fn short(python: PythonVersion) -> String {
    format!("python{}.{}", python.major, python.minor)
}

/// The interpreter that scripts are to start. A link that leads nowhere counts: `ready` tells of that.
fn executable(root: &Path, places: &Places) -> Option<PathBuf> {
    let names: &[&str] = if places.windows {
        &["python.exe"]
    } else {
        &["python", "python3"]
    };
    names
        .iter()
        .map(|name| root.join(&places.scripts).join(name))
        .find(|path| path.symlink_metadata().is_ok())
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
