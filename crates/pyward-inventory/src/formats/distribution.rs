//! Packages as they are handed out:
//! [wheels](https://packaging.python.org/en/latest/specifications/binary-distribution-format/),
//! [source distributions](https://packaging.python.org/en/latest/specifications/source-distribution-format/) and eggs.
//!
//! Their metadata are read out of the archive; nothing else of it is, and nothing is unpacked to disk.

mod file_name;

#[cfg(test)]
mod tests;

use pyward_model::{Component, Location, Notice, NoticeKind, PackageName, Version, printable};
use pyward_target::{ArchiveFault, Tree, TreePath, Unpacked};

use self::file_name::{FileName, Kind};
use super::dist_info::DistInfo;
use crate::{Format, Input, Package, Reading, Role};

/// A wheel, a source distribution or an egg.
pub(super) struct Distribution;

impl Format for Distribution {
    fn name(&self) -> &'static str {
        "distribution"
    }

    fn title(&self) -> &'static str {
        "wheel, source distribution or egg"
    }

    fn role(&self) -> Role {
        Role::Archive
    }

    fn claims(&self, path: &TreePath) -> bool {
        FileName::parse(path.file_name()).is_some()
    }

    fn claims_named(&self, path: &TreePath) -> bool {
        let name = path.file_name().to_ascii_lowercase();
        self.claims(path)
            || [".whl", ".egg", ".tar.gz", ".tgz", ".zip", ".tar"]
                .iter()
                .any(|ending| name.ends_with(ending))
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        read(input.tree, input.path)
    }
}

/// What an archive says of itself.
pub(super) fn read(tree: &Tree, path: &TreePath) -> Reading {
    let file = Location::file(path.shown().clone());
    let stated = FileName::parse(path.file_name());
    let kind = stated
        .as_ref()
        .map_or_else(|| Kind::of(path.file_name()), |stated| stated.kind);
    let unpacked = match tree.unpack(path, &|name| kind.member(name).is_some()) {
        Ok(unpacked) => unpacked,
        Err(error) => {
            return Reading {
                packages: by_name(stated.as_ref(), &file),
                notices: vec![error.notice(file)],
                ..Reading::default()
            };
        }
    };
    let mut reading = described(kind, &unpacked);
    below(&mut reading, path.shown());
    for package in &mut reading.packages {
        package.component.locations = vec![file.clone()];
    }
    reading.notices.extend(faults(&unpacked, &file));
    identify(&mut reading, stated.as_ref(), kind, &file);
    reading
}

/// The packages whose metadata stand in an archive, read as if they were installed.
fn described(kind: Kind, unpacked: &Unpacked) -> Reading {
    let files: Vec<(String, &[u8])> = unpacked
        .files
        .iter()
        .filter_map(|(name, bytes)| Some((kind.member(name)?, bytes.as_slice())))
        .collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, it)| (name.as_str(), *it))
        .collect();
    if files.is_empty() {
        return Reading::default();
    }
    let tree = Tree::memory(&files);
    DistInfo.read(&Input::new(&tree, &tree.top(), &[]))
}

/// What is wrong with an archive, for people.
pub(super) fn faults<'a>(
    unpacked: &'a Unpacked,
    file: &'a Location,
) -> impl Iterator<Item = Notice> + 'a {
    unpacked.faults.iter().map(|fault| {
        let kind = match fault {
            fault if fault.is_limit() => NoticeKind::Limit,
            ArchiveFault::Compression(_) => NoticeKind::Unsupported,
            ArchiveFault::Outside(_) | ArchiveFault::Link(_) => NoticeKind::Skipped,
            ArchiveFault::Twice(_) => NoticeKind::Conflict,
            _ => NoticeKind::Malformed,
        };
        let notice = Notice::gap(kind, Some(file.clone()), fault.to_string());
        notice.hint("get the archive anew, from where you trust it")
    })
}

/// Places within an archive, below its own.
pub(super) fn below(reading: &mut Reading, archive: &str) {
    let at = |location: &mut Location| {
        location.path = match &*location.path {
            "." => archive.into(),
            inner => format!("{archive}/{inner}").into(),
        };
    };
    for package in &mut reading.packages {
        package.component.locations.iter_mut().for_each(at);
    }
    for notice in &mut reading.notices {
        notice.location.iter_mut().for_each(at);
    }
}

/// Puts what the name of the file says beside what stands in it.
fn identify(reading: &mut Reading, stated: Option<&FileName<'_>>, kind: Kind, file: &Location) {
    let Some(first) = reading.packages.first().map(|it| &it.component) else {
        let missing = kind.title();
        // Any archive may be called like a release; only one that a user would install must be one.
        let notice = if kind == Kind::Source || stated.is_none() {
            let message = format!("it holds no {missing}, so it is no source distribution");
            Notice::info(NoticeKind::NothingFound, Some(file.clone()), message)
        } else {
            reading.packages = by_name(stated, file);
            let message = format!(
                "it holds no {missing}; name and version are taken from the name of the file"
            );
            Notice::gap(NoticeKind::Malformed, Some(file.clone()), message)
        };
        return reading.notices.push(notice);
    };
    let Some(stated) = stated else { return };
    let version = Version::new(stated.version);
    let name = PackageName::pypi(stated.name);
    let is_same = first.name == name
        && first
            .version
            .as_ref()
            .is_some_and(|own| same(own, &version));
    let known = reading
        .packages
        .iter()
        .any(|it| it.component.name == name && it.component.version.as_ref() == Some(&version));
    if is_same || known {
        return;
    }
    let message = format!(
        "its metadata say {} {}, the name of the file says {} {}; both are audited",
        printable(first.name.as_str()),
        printable(first.version.as_ref().map_or("", Version::as_str)),
        printable(stated.name),
        printable(stated.version),
    );
    let notice = Notice::gap(NoticeKind::Conflict, Some(file.clone()), message);
    reading
        .notices
        .push(notice.hint("get the archive anew, from where you trust it"));
    reading.packages.extend(by_name(Some(stated), file));
}

/// Whether two versions are one; what is none by PEP 440 is written differently in names of files.
fn same(a: &Version, b: &Version) -> bool {
    !a.is_valid() || !b.is_valid() || a.key() == b.key()
}

/// The package that the name of the file tells.
fn by_name(stated: Option<&FileName<'_>>, file: &Location) -> Vec<Package> {
    let package = |stated: &FileName<'_>| {
        let version = Version::new(stated.version);
        let mut component = Component::pypi(PackageName::pypi(stated.name), Some(version));
        component.locations.push(file.clone());
        Package::new(component)
    };
    stated.map(package).into_iter().collect()
}
