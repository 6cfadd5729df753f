//! [`uv.lock`](https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile), and the `*.py.lock` beside scripts.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};

use pyward_model::{Component, Notice, NoticeKind, Origin, PackageName, Project, Scope, Version};
use pyward_target::TreePath;

use crate::lock_document::{self, Complaints, Layout, Purpose};
use crate::toml::{Table, Value};
use crate::{Format, Input, Package, Reading, Requires, Role, Root, origin};

/// The format's version that is known; `revision` changes nothing that matters here.
const VERSION: i64 = 1;

const LAYOUT: Layout = Layout {
    packages: "package",
    files: &["wheels", "sdist"],
    remedy: "write it anew with `uv lock`",
};

/// Lock files of uv.
pub(crate) struct UvLock;

impl Format for UvLock {
    fn name(&self) -> &'static str {
        "uv-lock"
    }

    fn title(&self) -> &'static str {
        "uv lock file"
    }

    fn role(&self) -> Role {
        Role::Lock
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path.file_name();
        name == "uv.lock" || name.ends_with(".py.lock")
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        let has = |text: &[u8]| memchr::memmem::find(head, text).is_some();
        head.starts_with(b"version = ") && has(b"\n[[package]]") && has(b"\nsource = {")
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        LAYOUT.read(input, |document, reading, complaints| {
            check_version(document, input, complaints);
            Lock::new(input, document).read(reading, complaints);
        })
    }
}

fn check_version(document: &Table<'_>, input: &Input<'_>, complaints: &mut Complaints) {
    let version = document.get("version");
    if version.and_then(Value::as_integer) == Some(VERSION) {
        return;
    }
    let (place, message) = match version {
        Some(value) => {
            let number = value
                .as_integer()
                .map_or_else(|| value.type_name().to_owned(), |number| number.to_string());
            (
                input.line(value.line),
                format!(
                    "its version is {number}, {VERSION} is known: it is read as if it were that"
                ),
            )
        }
        None => (
            input.file(),
            format!("it states no version: it is read as version {VERSION}"),
        ),
    };
    complaints.tell(
        Notice::gap(NoticeKind::UnknownFormatVersion, Some(place), message)
            .hint("look for a newer pyward"),
    );
}

/// A lock, with what must be known of all of it to understand any package.
struct Lock<'d> {
    input: &'d Input<'d>,
    root: &'d Table<'d>,
    packages: Vec<(u32, &'d Table<'d>)>,
    /// Names of the workspace members, which are projects and not packages.
    members: BTreeSet<PackageName>,
    /// What is listed, by name: dependencies on it share the name, and do not repeat the rest.
    listed: HashMap<PackageName, Listed>,
}

/// What a lock says of all packages of a name.
struct Listed {
    /// Where it is got from, if it is listed once.
    origin: Option<Origin>,
    is_member: bool,
}

impl<'d> Lock<'d> {
    fn new(input: &'d Input<'d>, root: &'d Table<'d>) -> Self {
        // The first releases of uv called packages distributions.
        let packages: Vec<_> = root
            .tables("package")
            .chain(root.tables("distribution"))
            .collect();
        let mut members: BTreeSet<PackageName> = root
            .table("manifest")
            .into_iter()
            .flat_map(|manifest| manifest.strings("members"))
            .map(PackageName::pypi)
            .collect();
        let mut listed: HashMap<PackageName, Listed> = HashMap::with_capacity(packages.len());
        for (_, table) in &packages {
            let Some(name) = table.string("name").map(PackageName::pypi) else {
                continue;
            };
            let source = table.table("source");
            if local_folder(source).is_some_and(|path| path == ".") {
                members.insert(name.clone());
            }
            listed
                .entry(name)
                .and_modify(|known| known.origin = None)
                .or_insert_with(|| Listed {
                    origin: Some(origin_of(source)),
                    is_member: false,
                });
        }
        for name in &members {
            if let Some(known) = listed.get_mut(name) {
                known.is_member = true;
            }
        }
        Self {
            input,
            root,
            packages,
            members,
            listed,
        }
    }

    /// A name as it is compared, and what is listed under it.
    fn named(&self, raw: &str) -> (PackageName, Option<&Listed>) {
        // Nearly every name is written in its normal form, and then needs no copy of its own.
        if let Some((name, known)) = self.listed.get_key_value(raw) {
            return (name.clone(), Some(known));
        }
        let name = PackageName::pypi(raw);
        let known = self.listed.get(&name);
        (name, known)
    }

    fn read(&self, reading: &mut Reading, complaints: &mut Complaints) {
        for &(line, table) in &self.packages {
            let Some((raw, place)) = lock_document::name(table, line, self.input, complaints)
            else {
                continue;
            };
            let (name, known) = self.named(raw);
            let source = table.table("source");
            match local_folder(source) {
                Some(folder) if known.is_some_and(|known| known.is_member) => {
                    reading.projects.push(Project {
                        location: place,
                        name: Some(name),
                        version: table.string("version").map(Version::new),
                        requires_python: self.root.string("requires-python").map(ToOwned::to_owned),
                    });
                    self.member(table, &mut reading.roots);
                    let folder = Some(folder).filter(|folder| *folder != ".");
                    reading.covers.extend(
                        folder.and_then(|path| self.input.tree.resolve(self.input.path, path).ok()),
                    );
                }
                _ => {
                    let version = lock_document::version(table, self.input, complaints);
                    let mut package = self.package(name, version, table);
                    package.component.locations = vec![place];
                    lock_document::tell_unversioned(&package.component, complaints);
                    reading.packages.push(package);
                }
            }
        }
        if let Some(manifest) = self.root.table("manifest") {
            self.manifest(manifest, &mut reading.roots);
        }
    }

    /// What a workspace member asks for. Other members are not told: what they need is told with them.
    fn member(&self, table: &'d Table<'d>, roots: &mut Vec<Root>) {
        let metadata = table.table("metadata");
        let stated = metadata
            .map(|metadata| metadata.array("requires-dist"))
            .unwrap_or_default();
        self.roots(table.array("dependencies"), stated, &Scope::Main, roots);
        for (extra, list) in keyed(table.table("optional-dependencies")) {
            self.roots(
                list,
                stated,
                &Scope::Extra(lock_document::normalised(extra)),
                roots,
            );
        }
        let groups = metadata.and_then(|metadata| metadata.table("requires-dev"));
        for (group, list) in keyed(table.table("dev-dependencies")) {
            let stated = groups.map(|groups| groups.array(group)).unwrap_or_default();
            self.roots(list, stated, &Scope::group(group), roots);
        }
    }

    fn roots(
        &self,
        list: &'d [Value<'d>],
        stated: &'d [Value<'d>],
        scope: &Scope,
        roots: &mut Vec<Root>,
    ) {
        let stated = specifiers(stated);
        for value in list {
            let Some(mut requires) = value.as_table().and_then(|table| self.requires(table)) else {
                continue;
            };
            if let Some(Some(specifiers)) = stated.get(&requires.name) {
                requires.specifiers = (*specifiers).into();
            }
            roots.push(Root {
                requires,
                scope: scope.clone(),
                location: self.input.line(value.line),
            });
        }
    }

    /// What a script, or a workspace without a project at its root, asks for.
    fn manifest(&self, manifest: &'d Table<'d>, roots: &mut Vec<Root>) {
        let mut tell = |list: &'d [Value<'d>], scope: &Scope| {
            for value in list {
                let Some(requires) = value.as_table().and_then(|table| self.requires(table)) else {
                    continue;
                };
                roots.push(Root {
                    requires,
                    scope: scope.clone(),
                    location: self.input.line(value.line),
                });
            }
        };
        tell(manifest.array("requirements"), &Scope::Main);
        for (group, list) in keyed(manifest.table("dependency-groups")) {
            tell(list, &Scope::group(group));
        }
    }

    fn package(
        &self,
        name: PackageName,
        version: Option<Version>,
        table: &'d Table<'d>,
    ) -> Package {
        let mut component = Component::pypi(name, version);
        component.origin = origin_of(table.table("source"));
        component.markers = resolution_markers(table);
        let sdist = table
            .table("sdist")
            .and_then(|sdist| lock_document::hash(sdist.string("hash")?));
        let wheels = table.array("wheels");
        let count = usize::from(sdist.is_some()) + wheels.len();
        component.hashes.reserve_exact(count);
        component.hashes.extend(sdist);
        component.hashes.extend(lock_document::file_hashes(wheels));
        let files = wheels.iter().filter_map(Value::as_table);
        component.uploaded = lock_document::uploaded(files.chain(table.table("sdist")));
        let mut package = Package::new(component);
        let dependencies = |list: &'d [Value<'d>]| {
            // Sized beforehand, as all lists of a large lock should be: one that grows starts with room for four.
            let mut needs = Vec::with_capacity(list.len());
            needs.extend(
                list.iter()
                    .filter_map(|value| self.requires(value.as_table()?)),
            );
            needs
        };
        package.requires = dependencies(table.array("dependencies"));
        for (extra, list) in keyed(table.table("optional-dependencies")) {
            let when = lock_document::normalised(extra);
            let needs = dependencies(list).into_iter();
            package.requires.extend(needs.map(|requires| Requires {
                when: Some(when.clone()),
                ..requires
            }));
        }
        package
    }

    /// A dependency, in the words of a package (`extra`, `source`) or of a requirement (`extras`, `specifier`, `url`);
    /// `None` where it is on a workspace member, or has no name.
    fn requires(&self, table: &'d Table<'d>) -> Option<Requires> {
        let (name, known) = self.named(table.string("name")?);
        if known.map_or_else(|| self.members.contains(&name), |known| known.is_member) {
            return None;
        }
        let source = table
            .table("source")
            .or_else(|| is_source(table).then_some(table));
        let origin = match source {
            Some(source) => origin_of(Some(source)),
            None => known
                .and_then(|known| known.origin.clone())
                .unwrap_or_default(),
        };
        let extras = table.strings("extra").chain(table.strings("extras"));
        Some(Requires {
            specifiers: table.string("specifier").unwrap_or_default().into(),
            version: table.string("version").map(Version::new),
            extras: extras.map(lock_document::normalised).collect(),
            marker: table
                .string("marker")
                .filter(|marker| !speaks_of_extras(marker))
                .map(Into::into),
            origin,
            ..Requires::any(name)
        })
    }
}

/// Whether a marker speaks of extras. In a uv lock those are made-up ones (`extra-7-project-cpu`) that keep conflicting
/// extras and groups of the project apart; such a marker is passed over, so that all of them are audited.
fn speaks_of_extras(marker: &str) -> bool {
    !Purpose::of(marker).extras.is_empty()
}

/// The markers of the forks a package is listed for; none where one of them speaks of extras.
fn resolution_markers(table: &Table<'_>) -> std::collections::BTreeSet<Box<str>> {
    if table.strings("resolution-markers").any(speaks_of_extras) {
        return std::collections::BTreeSet::new();
    }
    table
        .strings("resolution-markers")
        .map(Into::into)
        .collect()
}

/// The specifiers stated for each name; `None` where there are several.
fn specifiers<'d>(stated: &'d [Value<'d>]) -> HashMap<PackageName, Option<&'d str>> {
    let mut specifiers = HashMap::with_capacity(stated.len());
    for table in stated.iter().filter_map(Value::as_table) {
        let Some(name) = table.string("name").map(PackageName::pypi) else {
            continue;
        };
        let these = table.string("specifier");
        specifiers
            .entry(name)
            .and_modify(|known| {
                if *known != these {
                    *known = None;
                }
            })
            .or_insert(these);
    }
    specifiers
}

/// The arrays of a table, with their keys.
fn keyed<'d>(table: Option<&'d Table<'d>>) -> impl Iterator<Item = (&'d str, &'d [Value<'d>])> {
    table
        .into_iter()
        .flat_map(Table::iter)
        .filter_map(|(key, value)| Some((key, value.as_array()?)))
}

const LOCAL: [&str; 3] = ["virtual", "editable", "directory"];

/// The folder a package is built from.
fn local_folder<'d>(source: Option<&'d Table<'d>>) -> Option<&'d str> {
    LOCAL.iter().find_map(|kind| source?.string(kind))
}

/// Whether a requirement says itself where it is got from.
fn is_source(table: &Table<'_>) -> bool {
    ["git", "url", "path"]
        .iter()
        .chain(&LOCAL)
        .any(|kind| table.string(kind).is_some())
}

fn origin_of(source: Option<&Table<'_>>) -> Origin {
    let Some(source) = source else {
        return Origin::Index;
    };
    if let Some(url) = source.string("registry") {
        return origin::index(url);
    }
    if let Some(url) = source.string("git") {
        return git(url, source.string("rev"));
    }
    if let Some(url) = source.string("url") {
        return origin::url(url);
    }
    if let Some(path) = source.string("editable") {
        return origin::path(path, true);
    }
    let path = ["path", "directory", "virtual"]
        .iter()
        .find_map(|kind| source.string(kind));
    path.map_or(Origin::Index, |path| origin::path(path, false))
}

/// `https://host/repository?rev=main#commit`.
fn git(url: &str, rev: Option<&str>) -> Origin {
    // Before it is taken apart: a password may hold any of the marks.
    let url = &*origin::without_credentials(url);
    let (address, commit) = match url.split_once('#') {
        Some((address, commit)) => (address, Some(commit)),
        None => (url, None),
    };
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let asked = query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        matches!(key, "rev" | "tag" | "branch").then_some(value)
    });
    origin::vcs("git", address, commit.or(rev).or(asked))
}
