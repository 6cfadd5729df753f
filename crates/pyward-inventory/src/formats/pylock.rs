//! `pylock.toml` and `pylock.NAME.toml`, the [standard lock file](https://packaging.python.org/en/latest/specifications/pylock-toml/).

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use pyward_model::{
    Component, Hash, Notice, NoticeKind, Origin, PackageName, Project, Scope, Version,
};
use pyward_target::TreePath;

use crate::lock_document::{self, Complaints, Layout, Purpose};
use crate::toml::{Table, Value};
use crate::{Format, Input, Package, Reading, Requires, Role, origin};

const LAYOUT: Layout = Layout {
    packages: "packages",
    files: &[],
    remedy: "write it anew with the tool that made it (see `created-by`)",
};

/// Standard lock files.
pub(crate) struct Pylock;

impl Format for Pylock {
    fn name(&self) -> &'static str {
        "pylock"
    }

    fn title(&self) -> &'static str {
        "standard lock file (pylock.toml)"
    }

    fn role(&self) -> Role {
        Role::Lock
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path
            .file_name()
            .strip_prefix("pylock.")
            .and_then(|rest| rest.strip_suffix("toml"));
        match name {
            Some("") => true,
            Some(name) => name
                .strip_suffix('.')
                .is_some_and(|name| !name.is_empty() && !name.contains('.')),
            None => false,
        }
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        let starts_line = |text: &[u8]| {
            memchr::memmem::find_iter(head, text)
                .any(|at| at == 0 || head.get(at - 1) == Some(&b'\n'))
        };
        starts_line(b"lock-version = ")
            && (starts_line(b"created-by = ") || starts_line(b"[[packages]]"))
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        LAYOUT.read(input, |document, reading, complaints| {
            check_version(document, input, complaints);
            check_packages(document, input, complaints);
            reading.projects.extend(project(document, input));
            let implied = implied_groups(document);
            for (line, table) in document.tables("packages") {
                let Some((raw, place)) = lock_document::name(table, line, input, complaints) else {
                    continue;
                };
                let version = lock_document::version(table, input, complaints);
                let mut component = component(PackageName::pypi(raw), version, table);
                component.locations.push(place);
                lock_document::tell_unversioned(&component, complaints);
                record_purpose(table, &implied, &mut component);
                let requires = table
                    .tables("dependencies")
                    .filter_map(|(_, table)| requires(table))
                    .collect();
                reading.packages.push(Package {
                    requires,
                    ..Package::new(component)
                });
            }
        })
    }
}

/// The standard has tools refuse another major version, and warn of a later minor one.
fn check_version(document: &Table<'_>, input: &Input<'_>, complaints: &mut Complaints) {
    let Some(value) = document.get("lock-version") else {
        let message = "it states no lock-version: it is read as version 1.0";
        complaints.tell(
            Notice::gap(
                NoticeKind::UnknownFormatVersion,
                Some(input.file()),
                message,
            )
            .hint(LAYOUT.remedy),
        );
        return;
    };
    let place = Some(input.line(value.line));
    let stated = value.as_str().unwrap_or(value.type_name());
    let notice = match value.as_str().and_then(|text| text.split_once('.')) {
        Some(("1", "0")) => return,
        Some(("1", _)) => Notice::info(
            NoticeKind::UnknownFormatVersion,
            place,
            format!("its lock-version is {stated}, 1.0 is known: what is new in it is not read"),
        ),
        _ => Notice::incomplete(
            NoticeKind::UnknownFormatVersion,
            place,
            format!(
                "its lock-version is {stated}, 1.0 is known: what could be read of it may be wrong"
            ),
        ),
    };
    complaints.tell(notice.hint("look for a newer pyward"));
}

fn check_packages(document: &Table<'_>, input: &Input<'_>, complaints: &mut Complaints) {
    let notice = match document.get("packages") {
        Some(value) if value.as_array().is_some_and(<[_]>::is_empty) => Notice::info(
            NoticeKind::NothingFound,
            Some(input.line(value.line)),
            "it locks no packages",
        ),
        // Told already, as for every lock.
        None if document.is_empty() => return,
        None => Notice::gap(
            NoticeKind::Malformed,
            Some(input.file()),
            "it has no packages, which the format demands",
        ),
        Some(_) => return,
    };
    complaints.tell(notice);
}

fn project(document: &Table<'_>, input: &Input<'_>) -> Option<Project> {
    let value = document.get("requires-python")?;
    let pythons = value.as_str().filter(|text| !text.trim().is_empty())?;
    Some(Project {
        location: input.line(value.line),
        name: None,
        version: None,
        requires_python: Some(pythons.to_owned()),
    })
}

/// The default groups that are none of the project's own: they stand for what it needs without any group.
fn implied_groups(document: &Table<'_>) -> HashSet<Box<str>> {
    let own: HashSet<Box<str>> = document
        .strings("dependency-groups")
        .map(lock_document::normalised)
        .collect();
    document
        .strings("default-groups")
        .map(lock_document::normalised)
        .filter(|group| !own.contains(group))
        .collect()
}

fn component(name: PackageName, version: Option<Version>, table: &Table<'_>) -> Component {
    let version = version.or_else(|| version_of_files(&name, table).map(Version::new));
    let mut component = Component::pypi(name, version);
    component.origin = origin_of(table);
    let files = || {
        let files = ["archive", "sdist"].iter();
        let wheels = table.tables("wheels").map(|(_, wheel)| wheel);
        files.filter_map(|key| table.table(key)).chain(wheels)
    };
    component.hashes = files().flat_map(hashes).collect();
    component.uploaded = lock_document::uploaded(files());
    component
}

fn hashes<'t>(file: &'t Table<'_>) -> impl Iterator<Item = Hash> + 't {
    let hashes = file.table("hashes").into_iter().flat_map(Table::iter);
    hashes.filter_map(|(algorithm, digits)| lock_document::hash_of(algorithm, digits.as_str()?))
}

/// The version in the name of the first wheel, which the standard lets stand for that of the package.
fn version_of_files<'t>(name: &PackageName, table: &'t Table<'_>) -> Option<&'t str> {
    let (_, wheel) = table.tables("wheels").next()?;
    let path = wheel
        .string("name")
        .or(wheel.string("path"))
        .or(wheel.string("url"))?;
    let path = path.split(['?', '#']).next()?;
    let mut parts = path
        .rsplit(['/', '\\'])
        .next()?
        .strip_suffix(".whl")?
        .split('-');
    (PackageName::pypi(parts.next()?) == *name).then_some(())?;
    parts
        .next()
        .filter(|version| Version::pep440(version).is_some())
}

fn origin_of(table: &Table<'_>) -> Origin {
    let place = |table: &Table<'_>| match table.string("url") {
        Some(url) => origin::url(url),
        None => origin::path(table.string("path").unwrap_or_default(), false),
    };
    if let Some(vcs) = table.table("vcs") {
        let system = vcs.string("type").unwrap_or("git");
        let url = vcs.string("url").or(vcs.string("path")).unwrap_or_default();
        return origin::vcs(
            system,
            url,
            vcs.string("commit-id").or(vcs.string("requested-revision")),
        );
    }
    if let Some(directory) = table.table("directory") {
        let editable = directory
            .get("editable")
            .and_then(Value::as_bool)
            .unwrap_or_default();
        return origin::path(directory.string("path").unwrap_or_default(), editable);
    }
    if let Some(archive) = table.table("archive") {
        return place(archive);
    }
    table.string("index").map_or(Origin::Index, origin::index)
}

/// Records what a package is for. A marker that speaks of extras is told as scopes, and not recorded: it would hold for
/// nobody who does not know which extras are installed.
fn record_purpose(table: &Table<'_>, implied: &HashSet<Box<str>>, component: &mut Component) {
    let Some(marker) = table.string("marker") else {
        return;
    };
    let purpose = Purpose::of(marker);
    component
        .scopes
        .extend(purpose.extras.iter().cloned().map(Scope::Extra));
    for group in &purpose.groups {
        component.scopes.insert(if implied.contains(group) {
            Scope::Main
        } else {
            Scope::group(group)
        });
    }
    if !component.scopes.is_empty() && purpose.by_default {
        component.scopes.insert(Scope::Main);
    }
    if purpose.extras.is_empty() {
        component.markers.insert(marker.into());
    }
}

/// A dependency: whatever tells the package that is meant from others.
fn requires(table: &Table<'_>) -> Option<Requires> {
    let name = PackageName::pypi(table.string("name")?);
    Some(Requires {
        version: table.string("version").map(Version::new),
        marker: table.string("marker").map(Into::into),
        origin: origin_of(table),
        ..Requires::any(name)
    })
}
