//! What is installed in an environment, each package as its own metadata write it.
//!
//! An audit needs packages in the form in which they are compared; who writes pins needs them as pip knows them. So this
//! follows pip: a package is found by the name of its metadata folder, called what the metadata call it, its version is
//! the one in the name of the folder, and the first of several of one name counts. Files are read, no Python and no `git`
//! is started, and no `.pth` file is obeyed.

mod direct;
mod egg;
mod repository;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use pyward_model::{Hash, Location, Notice, NoticeKind, PackageName, Version, printable};
use pyward_target::{Entry, EntryKind, ReadError, ReadFailure, Tree, TreePath};

use crate::formats::core_metadata;

pub use self::repository::Repository;

/// Most threads that read at once.
const THREADS: usize = 8;
/// Packages that are worth a thread of their own.
const WORTH_A_THREAD: usize = 20;

const REINSTALL: &str = "install the package again";

/// The packages of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    /// Each name once, in the order of pip: by the name as written, in lower case.
    pub distributions: Vec<Distribution>,
    /// Folders of installed packages that were read.
    pub folders: usize,
    /// Major and minor version of the Python they are installed for, where its folder tells.
    pub python: Option<(u32, u32)>,
    /// What could not be read, and what is odd.
    pub notices: Vec<Notice>,
}

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Its name as its metadata write it.
    pub name: String,
    /// Its version in the normal form, or as written where it is none by PEP 440.
    pub version: String,
    /// Whether the version is one by PEP 440.
    pub is_regular: bool,
    /// Where it is installed from.
    pub source: Source,
    /// Hashes of the file it was installed from, where the installer noted them.
    pub hashes: Vec<Hash>,
    /// Its metadata.
    pub location: Location,
}

/// Where an installed package comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An index, as far as anybody noted.
    Index,
    /// What stands after `name @ ` in a requirement, without credentials.
    Direct(String),
    /// A folder that is used where it stands, and the repository that holds it.
    Editable(PathBuf, Repository),
}

impl Distribution {
    /// The name in the form in which names are compared.
    pub fn normalised_name(&self) -> PackageName {
        PackageName::pypi(&self.name)
    }

    /// `name==version`, or `name===version` where that is none by PEP 440.
    pub fn pin(&self) -> String {
        let sign = if self.is_regular { "==" } else { "===" };
        format!("{}{sign}{}", self.name, self.version)
    }
}

/// Reads the environments of a tree that was opened as one.
pub fn installed(tree: &Tree) -> Installed {
    let mut reader = Reader {
        tree,
        found: BTreeMap::new(),
        ahead: BTreeMap::new(),
        installed: Installed {
            notices: tree.notices().to_vec(),
            ..Installed::default()
        },
    };
    let environments = tree.entries().iter();
    for entry in environments.filter(|entry| entry.kind == EntryKind::Environment) {
        reader.folder(&entry.path);
    }
    let mut installed = reader.installed;
    let lower = |package: &Distribution| package.name.to_lowercase();
    installed.distributions.sort_by_cached_key(lower);
    installed
}

/// Environments while they are read.
struct Reader<'a> {
    tree: &'a Tree,
    /// Names that metadata folders were found under, and the places of the packages: what comes later under one of them
    /// is not seen by Python.
    found: BTreeMap<PackageName, usize>,
    /// What was read before its turn.
    ahead: BTreeMap<TreePath, Result<Identity, ReadError>>,
    installed: Installed,
}

/// Name and version as metadata state them.
type Identity = (Option<String>, Option<String>);

/// What the name of a metadata folder says.
struct Stem<'a> {
    name: Option<&'a str>,
    version: Option<&'a str>,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &TreePath) {
        self.installed.folders += 1;
        if self.installed.python.is_none() {
            self.installed.python = python_of(folder);
        }
        let entries = match self.tree.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let notice = error.notice(place(folder));
                return self.installed.notices.push(notice);
            }
        };
        self.ahead = ahead(self.tree, &entries);
        for entry in &entries {
            self.look_at(entry);
        }
        // After all others: what is also installed in the usual way is that.
        let links = entries.iter().filter(|entry| {
            entry.kind == EntryKind::File && extension(&entry.path) == Some("egg-link")
        });
        for link in links {
            self.egg_link(&link.path, folder);
        }
    }

    fn look_at(&mut self, entry: &Entry) {
        let path = &entry.path;
        let Some((stem, extension)) = path.file_name().rsplit_once('.') else {
            return;
        };
        match (&*extension.to_ascii_lowercase(), entry.kind) {
            // pip renames what it is about to remove; an interrupted one leaves it behind.
            ("dist-info" | "egg-info", _) if stem.starts_with('~') => {
                let message = "what an interrupted pip left behind, Python does not see it";
                let notice = Notice::info(NoticeKind::Skipped, Some(place(path)), message);
                self.installed.notices.push(notice.hint("delete it"));
            }
            ("dist-info", EntryKind::Directory) => {
                let (name, version) = stem.split_once('-').unzip();
                self.described(path, "METADATA", &Stem { name, version });
            }
            ("egg-info", EntryKind::Directory) => {
                self.described(path, "PKG-INFO", &egg::stem(stem));
            }
            ("egg-info", EntryKind::File) => {
                let identity = self.identity(path).unwrap_or_default();
                self.take(path, identity, &egg::stem(stem), None);
            }
            ("egg", EntryKind::Directory) => {
                if let Some(inner) = path.child("EGG-INFO") {
                    let stem = Stem {
                        name: None,
                        version: None,
                    };
                    self.described(&inner, "PKG-INFO", &stem);
                }
            }
            ("egg", EntryKind::File) => {
                let message = "a zipped egg is not looked into, and has no pin";
                let notice = Notice::gap(NoticeKind::Unsupported, Some(place(path)), message);
                self.installed.notices.push(notice.hint(REINSTALL));
            }
            _ => {}
        }
    }

    /// A package described by a file in a folder.
    fn described(&mut self, folder: &TreePath, file: &str, stem: &Stem<'_>) {
        let identity = folder.child(file).and_then(|path| self.identity(&path));
        if identity.is_none() {
            let message = match stem.version {
                Some(_) => format!("it has no {file}: name and version are those of its folder"),
                None => format!("it has no {file}, and what it is cannot be told without"),
            };
            let notice = Notice::gap(NoticeKind::Malformed, Some(place(folder)), message);
            self.installed.notices.push(notice.hint(REINSTALL));
        }
        self.take(folder, identity.unwrap_or_default(), stem, Some(folder));
    }

    /// The package with this metadata, if it is the first of its name; `direct` is where `direct_url.json` may stand.
    fn take(
        &mut self,
        path: &TreePath,
        (stated_name, stated_version): Identity,
        stem: &Stem<'_>,
        direct: Option<&TreePath>,
    ) {
        let stated_name = stated_name.filter(|name| !name.is_empty());
        let Some(found_as) = stem.name.or(stated_name.as_deref()).map(PackageName::pypi) else {
            return self.unknown(path, "no name is stated");
        };
        let name = stated_name.unwrap_or_else(|| found_as.as_str().to_owned());
        if !found_as.is_valid() || !is_name(&name) {
            let message = format!("`{}` is no name of a package", printable(&name));
            return self.unknown(path, &message);
        }
        let version = stem.version.filter(|version| !version.is_empty());
        let Some(version) = version.or(stated_version.as_deref()) else {
            return self.unknown(path, "no version is stated");
        };
        let (version, is_regular) = match Version::pep440(version).and_then(|v| v.normalised()) {
            Some(normal) => (normal, true),
            // What the name of a folder cannot hold is told by the metadata.
            None => (
                stated_version.as_deref().unwrap_or(version).to_owned(),
                false,
            ),
        };
        let next = self.installed.distributions.len();
        let at = *self.found.entry(found_as).or_insert(next);
        if let Some(known) = self.installed.distributions.get(at) {
            let notice = (known.version != version).then(|| twice(known, &name, path));
            return self.installed.notices.extend(notice);
        }
        let mut distribution = Distribution {
            name,
            version,
            is_regular,
            source: Source::Index,
            hashes: Vec::new(),
            location: place(path),
        };
        if let Some(folder) = direct {
            self.direct(folder, &mut distribution);
        }
        self.installed.distributions.push(distribution);
    }

    fn unknown(&mut self, path: &TreePath, problem: &str) {
        let message = format!("{problem}; the package has no pin");
        let notice = Notice::gap(NoticeKind::Malformed, Some(place(path)), message);
        self.installed.notices.push(notice.hint(REINSTALL));
    }

    /// What metadata that need not be there state.
    fn identity(&mut self, path: &TreePath) -> Option<Identity> {
        let read = self.ahead.remove(path);
        self.there(path, read.unwrap_or_else(|| identity(self.tree, path)))
    }

    /// The bytes of a file that need not be there.
    fn optional(&mut self, path: &TreePath) -> Option<Vec<u8>> {
        self.there(path, self.tree.read(path))
    }

    fn there<T>(&mut self, path: &TreePath, read: Result<T, ReadError>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                if error.failure != ReadFailure::NotFound {
                    self.installed.notices.push(error.notice(place(path)));
                }
                None
            }
        }
    }
}

fn identity(tree: &Tree, path: &TreePath) -> Result<Identity, ReadError> {
    tree.read(path).map(|bytes| core_metadata::identity(&bytes))
}

/// The metadata of a large environment, read by several threads: nearly all of the time goes to the system's answers.
fn ahead(tree: &Tree, entries: &[Entry]) -> BTreeMap<TreePath, Result<Identity, ReadError>> {
    let paths: Vec<TreePath> = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Directory)
        .filter(|entry| extension(&entry.path) == Some("dist-info"))
        .filter_map(|entry| entry.path.child("METADATA"))
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(THREADS).min(paths.len() / WORTH_A_THREAD);
    if threads < 2 {
        return BTreeMap::new();
    }
    let read = |part: &[TreePath]| -> Vec<_> {
        part.iter()
            .map(|path| (path.clone(), identity(tree, path)))
            .collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = paths
            .chunks(paths.len().div_ceil(threads))
            .map(|part| scope.spawn(move || read(part)))
            .collect();
        // What a thread did not read is read in its turn.
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_default())
            .collect()
    })
}

/// Tells of a package that is there in two versions, as an interrupted installation leaves it.
fn twice(known: &Distribution, name: &str, path: &TreePath) -> Notice {
    let message = format!(
        "{} is installed twice, also at {}, whose version is the one that is printed",
        printable(name),
        known.location
    );
    Notice::info(NoticeKind::Conflict, Some(place(path)), message)
        .hint("remove the package until it is gone, and install it again")
}

/// Whether pip takes it for the name of a project
/// ([name format](https://packaging.python.org/en/latest/specifications/name-normalization/#name-format)).
fn is_name(text: &str) -> bool {
    let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    let inner = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    ends(text.bytes().next()) && ends(text.bytes().next_back()) && text.bytes().all(inner)
}

/// The Python of a folder of installed packages, by the name of the folder around it (`python3.12`, `pypy3.10`).
fn python_of(folder: &TreePath) -> Option<(u32, u32)> {
    let parent = folder.real().parent()?.file_name()?.to_str()?;
    let digits = parent
        .strip_prefix("python")
        .or_else(|| parent.strip_prefix("pypy"))?;
    // `python3.13t` is the one without the global lock.
    let (major, minor) = digits.trim_end_matches('t').split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn extension(path: &TreePath) -> Option<&str> {
    path.file_name().rsplit_once('.').map(|(_, end)| end)
}

fn place(path: &TreePath) -> Location {
    Location::file(Arc::clone(path.shown()))
}

#[cfg(test)]
mod tests;
