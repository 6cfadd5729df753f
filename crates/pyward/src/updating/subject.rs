//! What a maintenance run is about: a requirements file, an environment, or the project here.

use std::path::{Path, PathBuf};

use pyward_model::{Location, Notice, NoticeKind, Version, printable};
use pyward_target::{EntryKind, OpenOptions, Tree, TreePath};

use crate::environment::Environment;
use crate::failure::Failure;

/// The folder an environment usually stands in.
pub(crate) const USUAL: &str = ".venv";

/// What is audited and upgraded.
pub(crate) struct Subject {
    /// The requirements file, as named.
    pub(crate) requirements: Option<PathBuf>,
    /// The environment, as named.
    pub(crate) venv: Option<PathBuf>,
    /// The folder of the project, links resolved: of the requirements file, else the working folder.
    pub(crate) folder: PathBuf,
    /// What is to be told of it.
    pub(crate) notices: Vec<Notice>,
}

impl Subject {
    /// The folder of the project as seen from the working folder, where it lies below it.
    pub(crate) fn shown_folder(&self, environment: &Environment) -> PathBuf {
        let here = &environment.working_folder;
        let here = here.canonicalize().unwrap_or_else(|_| here.clone());
        match self.folder.strip_prefix(here) {
            Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
            Ok(below) => below.to_owned(),
            Err(_) => self.folder.clone(),
        }
    }

    /// Looks what there is. A named environment must be there, unless a requirements file is named too.
    pub(crate) fn find(
        requirements: Option<&Path>,
        venv: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, Failure> {
        let here = &environment.working_folder;
        if let Some(file) = requirements {
            must_be_a_file(file, here)?;
        }
        let named = venv.unwrap_or(Path::new(USUAL));
        let is_there = here.join(named).is_dir();
        let shown = named.display().to_string();
        let mut notices = Vec::new();
        if !is_there && requirements.is_some() {
            let message =
                "there is no such environment: only the requirements file is looked after";
            let place = Some(Location::file(shown));
            notices.push(Notice::info(NoticeKind::Skipped, place, message));
        } else if !is_there && venv.is_some() {
            return Err(
                Failure::usage(format!("there is no environment {}", printable(&shown))).hint(
                    "check `--venv`, make it (`python -m venv PATH`), or name a requirements file with `--req`",
                ),
            );
        }
        let folder = requirements.map_or_else(
            || here.clone(),
            |file| folder_of(&here.join(file)).to_owned(),
        );
        Ok(Self {
            requirements: requirements.map(Path::to_owned),
            venv: is_there.then(|| named.to_owned()),
            folder: folder.canonicalize().unwrap_or(folder),
            notices,
        })
    }

    /// What is audited: as one inventory.
    pub(crate) fn targets(&self) -> Vec<&Path> {
        let named = self.requirements.iter().chain(&self.venv);
        let targets: Vec<&Path> = named.map(PathBuf::as_path).collect();
        if targets.is_empty() {
            return vec![Path::new(".")];
        }
        targets
    }

    /// What is planned for: the files that people own before the environment that follows from them.
    pub(crate) fn planned(&self) -> &Path {
        self.targets().first().copied().unwrap_or(Path::new("."))
    }

    /// Whether the environment is all there is to plan for.
    pub(crate) fn is_environment_alone(&self) -> bool {
        self.requirements.is_none() && self.venv.is_some()
    }

    /// The file that is compiled from the requirements file: `requirements.txt` of `requirements.in`.
    pub(crate) fn compiled(&self) -> Option<PathBuf> {
        let file = self.requirements.as_ref()?;
        let is_wish = file.extension().is_some_and(|it| it == "in");
        is_wish.then(|| file.with_extension("txt"))
    }

    /// Refuses before anything is changed what could not be finished.
    pub(crate) fn must_be_writable(&self, environment: &Environment) -> Result<(), Failure> {
        let compiled = self.compiled();
        for file in self.requirements.iter().chain(&compiled) {
            let path = environment.working_folder.join(file);
            let refusal = match std::fs::metadata(&path) {
                Ok(found) if found.permissions().readonly() => Some("it is read-only".to_owned()),
                _ => probe(folder_of(&path)).err().map(|error| error.to_string()),
            };
            if let Some(why) = refusal {
                return Err(Failure::usage(format!(
                    "{} cannot be written: {why}; nothing was changed",
                    printable(&file.to_string_lossy())
                ))
                .hint("make it writable, or only audit: `pyward update --upgrade none`"));
            }
        }
        Ok(())
    }
}

fn must_be_a_file(file: &Path, here: &Path) -> Result<(), Failure> {
    let shown = file.display().to_string();
    let shown = printable(&shown);
    let path = here.join(file);
    if path.is_dir() {
        return Err(Failure::usage(format!("{shown} is a folder")).hint(
            "`--req` wants a requirements file, such as requirements.txt or requirements.in",
        ));
    }
    if !path.exists() {
        return Err(Failure::usage(format!("{shown} does not exist"))
            .hint("check `--req`; without it the environment is looked after"));
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Makes the folder of the reports, and finds out whether it takes files.
pub(crate) fn must_take_reports(shown: &Path, environment: &Environment) -> Result<(), Failure> {
    let folder = environment.working_folder.join(shown);
    std::fs::create_dir_all(&folder)
        .and_then(|()| probe(&folder))
        .map_err(|error| {
            Failure::usage(format!(
                "reports cannot be written to {}: {error}; nothing was changed",
                printable(&shown.to_string_lossy())
            ))
            .hint("check its permissions, or name another folder with `--reports`")
        })
}

/// Finds out whether a folder takes files.
fn probe(folder: &Path) -> std::io::Result<()> {
    tempfile::Builder::new()
        .prefix(".pyward-")
        .tempfile_in(folder)
        .map(drop)
}

/// The version of the Python of an environment as it says itself: read from its files, not asked of it.
pub(crate) fn python_of(venv: &Path, environment: &Environment) -> Option<Version> {
    let mut options = OpenOptions::default();
    let tree = Tree::open(venv, &environment.working_folder, &mut options).ok()?;
    let packages = tree
        .entries()
        .iter()
        .find(|entry| entry.kind == EntryKind::Environment)?;
    let text = config(&tree, &packages.path);
    let stated = text.as_deref().and_then(stated_version);
    stated.or_else(|| {
        let (major, minor) = pyward_inventory::installed(&tree).python?;
        Version::pep440(&format!("{major}.{minor}"))
    })
}

/// `pyvenv.cfg` stands above `lib/python3.11/site-packages` or `Lib/site-packages`.
fn config(tree: &Tree, packages: &TreePath) -> Option<String> {
    ["../../pyvenv.cfg", "../pyvenv.cfg"]
        .iter()
        .find_map(|reference| tree.resolve(packages, reference).ok())
        .and_then(|path| tree.read(&path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// `version = 3.11.0` (venv) or `version_info = 3.11.0.final.0` (virtualenv, uv).
fn stated_version(text: &str) -> Option<Version> {
    let value = |wanted: &str| {
        text.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == wanted).then(|| value.trim())
        })
    };
    let text = value("version").or_else(|| value("version_info"))?;
    let numbers: Vec<&str> = text
        .split('.')
        .take(3)
        .take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty())
        .collect();
    (numbers.len() > 1)
        .then(|| Version::pep440(&numbers.join(".")))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_states_its_python_in_several_ways() {
        for (text, version) in [
            ("home = /usr\nversion = 3.11.4\n", Some("3.11.4")),
            ("version_info = 3.12.1.final.0\n", Some("3.12.1")),
            ("version = 3.13\n", Some("3.13")),
            ("version = \u{1b}[2J\n", None),
            ("home = /usr\n", None),
        ] {
            let found = stated_version(text);
            assert_eq!(found.as_ref().map(Version::as_str), version, "{text}");
        }
    }
}
