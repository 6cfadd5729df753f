//! Installed packages: a `site-packages` folder.
//!
//! Follows [Recording installed projects](https://packaging.python.org/en/latest/specifications/recording-installed-packages/)
//! and, for what setuptools installed in its own way, eggs ([`egg_info`]). Files are read, no Python is started and no
//! `.pth` file is obeyed.

pub(crate) mod direct_url;
mod egg_info;
mod keeper;
mod vendored;

use std::collections::BTreeMap;
use std::sync::Arc;

use pyward_model::{
    Component, Hash, Location, Notice, NoticeKind, Origin, PackageName, Version, printable,
};
use pyward_target::{Entry, EntryKind, ReadFailure, Tree, TreePath};

use super::core_metadata::CoreMetadata;
use crate::{Format, Input, Package, Reading, Requires, Role};

/// What installers bring themselves; that somebody asked for these says nothing of the rest.
const SEEDS: [&str; 3] = ["pip", "setuptools", "wheel"];

const REINSTALL: &str = "install the package again";

/// A folder of installed packages.
pub(super) struct DistInfo;

impl Format for DistInfo {
    fn name(&self) -> &'static str {
        "dist-info"
    }

    fn title(&self) -> &'static str {
        "installed packages"
    }

    fn role(&self) -> Role {
        Role::Environment
    }

    fn claims(&self, _path: &TreePath) -> bool {
        false
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut site = Site::new(input.tree);
        match input.tree.list(input.path) {
            Ok(entries) => entries.iter().for_each(|entry| site.look_at(entry)),
            Err(error) => site.notices.push(error.notice(input.file())),
        }
        let (copies, notices) = vendored::read(input.tree, input.path, &site.installed);
        site.notices.extend(notices);
        let mut reading = site.reading();
        if let Some(keeper) = keeper::of(input.tree, input.path) {
            for package in &mut reading.packages {
                package.component.scopes.insert(keeper.clone());
            }
        }
        reading.packages.extend(copies);
        reading
    }
}

/// A folder of installed packages while it is read.
struct Site<'a> {
    tree: &'a Tree,
    installed: Vec<Installed>,
    /// What eggs say that are archives.
    zipped: Vec<Package>,
    notices: Vec<Notice>,
}

/// An installed package.
struct Installed {
    name: PackageName,
    version: Option<Version>,
    origin: Origin,
    hashes: Vec<Hash>,
    requires: Vec<Requires>,
    /// Whether somebody asked for it, where the installer noted that.
    requested: bool,
    /// Whether it is another reading of metadata that contradict themselves or the name of their folder.
    is_doubtful: bool,
    location: Location,
}

impl<'a> Site<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            installed: Vec::new(),
            zipped: Vec::new(),
            notices: Vec::new(),
        }
    }

    fn look_at(&mut self, entry: &Entry) {
        let name = entry.path.file_name();
        let Some((stem, extension)) = name.rsplit_once('.') else {
            return;
        };
        match (extension, entry.kind) {
            // pip renames what it is about to remove; an interrupted one leaves it behind.
            ("dist-info" | "egg-info", _) if stem.starts_with('~') => self.left_behind(entry),
            ("dist-info", EntryKind::Directory) => self.dist_info(&entry.path, stem),
            ("egg-info", EntryKind::Directory) => self.egg_info(&entry.path, stem),
            ("egg-info", EntryKind::File) => self.egg_info_file(&entry.path, stem),
            ("egg", EntryKind::Directory) => {
                if let Some(folder) = entry.path.child("EGG-INFO") {
                    self.egg_info(&folder, stem);
                }
            }
            ("egg", EntryKind::File) => self.zipped_egg(&entry.path),
            ("egg-link", EntryKind::File) => self.egg_link(&entry.path, stem),
            _ => {}
        }
    }

    fn left_behind(&mut self, entry: &Entry) {
        let message = "what an interrupted pip left behind, Python does not see it";
        self.notices.push(
            Notice::info(NoticeKind::Skipped, Some(place(&entry.path)), message).hint("delete it"),
        );
    }

    /// A `name-version.dist-info` folder.
    fn dist_info(&mut self, folder: &TreePath, stem: &str) {
        let Some(mut installed) = self.described(folder, "METADATA", stem) else {
            return;
        };
        self.direct_url(folder, &mut installed);
        let requested = folder.child("REQUESTED");
        installed.requested = requested.is_some_and(|requested| self.tree.exists(&requested));
        self.installed.push(installed);
    }

    /// A `name.egg-info` folder, or the same inside an egg.
    fn egg_info(&mut self, folder: &TreePath, stem: &str) {
        let Some(mut installed) = self.described(folder, "PKG-INFO", stem) else {
            return;
        };
        if let Some(path) = folder.child("requires.txt")
            && let Some(bytes) = self.optional(&path)
        {
            let (requires, notices) = egg_info::requires(&bytes, &place(&path));
            installed.requires = requires;
            self.notices.extend(notices);
        }
        self.installed.push(installed);
    }

    /// A `name-version.egg-info` file, as distutils wrote it: the metadata alone.
    fn egg_info_file(&mut self, path: &TreePath, stem: &str) {
        let installed = self.described_by(path, path, stem);
        self.installed.extend(installed);
    }

    fn zipped_egg(&mut self, path: &TreePath) {
        let mut reading = super::distribution::read(self.tree, path);
        self.zipped.append(&mut reading.packages);
        self.notices.append(&mut reading.notices);
    }

    /// A `name.egg-link` file: the package is a folder elsewhere, whose path is the first line.
    fn egg_link(&mut self, path: &TreePath, stem: &str) {
        let Some(bytes) = self.optional(path) else {
            return;
        };
        let (text, odd) = pyward_target::decode(&bytes, &place(path));
        self.notices.extend(odd);
        let mut installed = Installed::new(stem, None, place(path));
        let folder = text.lines().next().unwrap_or_default().trim();
        installed.origin = crate::origin::path(folder, true);
        self.installed.push(installed);
    }

    /// Where it was installed from, where that is no index ([PEP 610](https://peps.python.org/pep-0610/)).
    fn direct_url(&mut self, folder: &TreePath, installed: &mut Installed) {
        let Some(path) = folder.child("direct_url.json") else {
            return;
        };
        let Some(bytes) = self.optional(&path) else {
            return;
        };
        match direct_url::read(&bytes) {
            Ok((origin, hashes)) => {
                installed.origin = origin;
                installed.hashes = hashes;
            }
            Err(problem) => {
                let message = format!(
                    "where {} comes from cannot be read: {problem}",
                    printable(installed.name.as_str())
                );
                self.notices.push(Notice::gap(
                    NoticeKind::Malformed,
                    Some(place(&path)),
                    message,
                ));
            }
        }
    }

    /// The package whose metadata is the file `name` in a folder.
    fn described(&mut self, folder: &TreePath, name: &str, stem: &str) -> Option<Installed> {
        self.described_by(&folder.child(name)?, folder, stem)
    }

    /// The package whose metadata is the file at `path`. That it cannot be read is told of `folder`, whose name may
    /// still say enough.
    fn described_by(
        &mut self,
        path: &TreePath,
        folder: &TreePath,
        stem: &str,
    ) -> Option<Installed> {
        let error = match self.tree.read(path) {
            Ok(bytes) => {
                return self.identify(CoreMetadata::read(&bytes, &place(path)), path, stem);
            }
            Err(error) => error,
        };
        let fallback = name_and_version(stem);
        let mut notice = error.notice(place(folder));
        notice.message += match &fallback {
            Some(_) => "; name and version are taken from the name of their folder",
            None => "; the package is not audited",
        };
        self.notices.push(notice.hint(REINSTALL));
        let (name, version) = fallback?;
        Some(Installed::new(name, Some(&version), place(path)))
    }

    /// Who it is: what the metadata says counts, the name of its folder stands in for what they do not say.
    fn identify(
        &mut self,
        metadata: CoreMetadata,
        path: &TreePath,
        stem: &str,
    ) -> Option<Installed> {
        self.notices.extend(metadata.notices);
        let stated = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (mut name, mut version) = (stated(metadata.name), stated(metadata.version));
        if name.is_none() || version.is_none() {
            let fallback = name_and_version(stem);
            let missing = match (&name, &version) {
                (None, None) => "neither name nor version is stated",
                (None, _) => "no name is stated",
                _ => "no version is stated",
            };
            let instead = match &fallback {
                Some(_) => "what is missing is taken from the name of its folder",
                None => "the package is not audited",
            };
            let notice = Notice::gap(
                NoticeKind::Malformed,
                Some(place(path)),
                format!("{missing}; {instead}"),
            );
            self.notices.push(notice.hint(REINSTALL));
            let (from_name, from_version) = fallback.unzip();
            name = name.or(from_name.map(str::to_owned));
            version = version.or(from_version);
        }
        let mut installed = Installed::new(&name?, version.as_deref(), place(path));
        installed.requires = metadata.requires;
        self.doubt(
            &installed,
            &metadata.more_names,
            &metadata.more_versions,
            stem,
        );
        Some(installed)
    }

    /// Tells of metadata that name another package than the name of its folder does, or several, and lists those too:
    /// which of them the code is cannot be known.
    fn doubt(&mut self, stated: &Installed, names: &[String], versions: &[String], stem: &str) {
        let mut others: Vec<(PackageName, Option<Version>)> = Vec::new();
        let same = stated.version.as_ref();
        others.extend(
            names
                .iter()
                .map(|name| (PackageName::pypi(name), same.cloned())),
        );
        others.extend(
            versions
                .iter()
                .map(|version| (stated.name.clone(), Some(Version::new(version)))),
        );
        // A version in the name of a folder is no second opinion: the metadata have it from the same build.
        if let Some((name, version)) = name_and_version(stem)
            && PackageName::pypi(name) != stated.name
        {
            others.push((PackageName::pypi(name), Some(Version::new(&version))));
        }
        let shown = |name: &PackageName, version: Option<&Version>| {
            let version = version.map(|version| format!(" {}", printable(version.as_str())));
            format!(
                "{}{}",
                printable(name.as_str()),
                version.unwrap_or_default()
            )
        };
        let mut known = vec![(stated.name.clone(), stated.version.clone())];
        for (name, version) in others {
            if known
                .iter()
                .any(|(n, v)| *n == name && is_same(v.as_ref(), version.as_ref()))
            {
                continue;
            }
            let message = format!(
                "the metadata say {}, and the name of the folder or a second header says {}; both are audited",
                shown(&stated.name, same),
                shown(&name, version.as_ref()),
            );
            let place = Some(stated.location.clone());
            self.notices
                .push(Notice::gap(NoticeKind::Conflict, place, message).hint(REINSTALL));
            let mut other = Installed::new(name.as_str(), None, stated.location.clone());
            other.version.clone_from(&version);
            other.is_doubtful = true;
            self.installed.push(other);
            known.push((name, version));
        }
    }

    /// The bytes of a file that need not be there.
    fn optional(&mut self, path: &TreePath) -> Option<Vec<u8>> {
        match self.tree.read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                if error.failure != ReadFailure::NotFound {
                    self.notices.push(error.notice(place(path)));
                }
                None
            }
        }
    }

    fn reading(mut self) -> Reading {
        self.twice();
        let noted = self
            .installed
            .iter()
            .any(|installed| installed.requested && !SEEDS.contains(&installed.name.as_str()));
        let package = |installed: Installed| {
            let mut component = Component::pypi(installed.name, installed.version);
            component.origin = installed.origin;
            component.hashes = installed.hashes;
            component.direct = noted && installed.requested;
            component.locations.push(installed.location);
            Package {
                requires: installed.requires,
                ..Package::new(component)
            }
        };
        let packages = self.installed.into_iter().map(package);
        Reading {
            packages: packages.chain(self.zipped).collect(),
            notices: self.notices,
            ..Reading::default()
        }
    }

    /// Tells of packages that are there in two versions, as an interrupted installation leaves them.
    fn twice(&mut self) {
        let mut first: BTreeMap<&PackageName, &Installed> = BTreeMap::new();
        for installed in self.installed.iter().filter(|other| !other.is_doubtful) {
            let known = *first.entry(&installed.name).or_insert(installed);
            if known.version != installed.version {
                let message = format!(
                    "{} is installed twice, also at {}; both are audited",
                    printable(installed.name.as_str()),
                    known.location
                );
                let place = Some(installed.location.clone());
                self.notices.push(
                    Notice::info(NoticeKind::Conflict, place, message)
                        .hint("remove the package until it is gone, and install it again"),
                );
            }
        }
    }
}

impl Installed {
    fn new(name: &str, version: Option<&str>, location: Location) -> Self {
        Self {
            name: PackageName::pypi(name),
            version: version.map(Version::new),
            origin: Origin::Index,
            hashes: Vec::new(),
            requires: Vec::new(),
            requested: false,
            is_doubtful: false,
            location,
        }
    }
}

/// Whether two versions are one; what is no version by PEP 440 is written differently by different tools.
fn is_same(a: Option<&Version>, b: Option<&Version>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => !a.is_valid() || !b.is_valid() || a.key() == b.key(),
        _ => true,
    }
}

fn place(path: &TreePath) -> Location {
    Location::file(Arc::clone(path.shown()))
}

/// `name-version` taken apart, with the Python of an egg (`-py3.8`) left out. Old names hold hyphens themselves: what
/// follows the right one is a version.
fn name_and_version(stem: &str) -> Option<(&str, String)> {
    let stem = stem.rfind("-py").map_or(stem, |at| stem.split_at(at).0);
    stem.match_indices('-').find_map(|(at, _)| {
        let (name, version) = stem.split_at(at);
        let version = Version::pep440(version.trim_start_matches('-'))?;
        (!name.is_empty()).then(|| (name, version.as_str().to_owned()))
    })
}

#[cfg(test)]
mod tests;
