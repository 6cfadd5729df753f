//! `conda-lock.yml`, version 1, as [conda-lock](https://conda.github.io/conda-lock/output/) writes it: packages of conda and
//! of pip for several platforms.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pyward_model::{Component, Hash, Notice, NoticeKind, PackageName, Scope, Version, printable};
use pyward_target::TreePath;

use super::{conda_environment, conda_meta};
use crate::yaml::{self, Value};
use crate::{Format, Input, Package, Reading, Requires, Role, origin};

/// The version that is known.
const VERSION: &str = "1";
/// Where files of the index come from.
const INDEX_FILES: [&str; 2] = ["https://files.pythonhosted.org/", "https://pypi.org/"];

/// A `conda-lock.yml`.
pub(super) struct CondaLock;

impl Format for CondaLock {
    fn name(&self) -> &'static str {
        "conda-lock"
    }

    fn title(&self) -> &'static str {
        "conda-lock.yml (pip's part; packages of conda are listed)"
    }

    fn role(&self) -> Role {
        Role::Lock
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path.file_name();
        let stem = name
            .strip_suffix(".yml")
            .or_else(|| name.strip_suffix(".yaml"));
        stem.is_some_and(|stem| stem == "conda-lock" || stem.ends_with(".conda-lock"))
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        let has = |text: &[u8]| memchr::memmem::find(head, text).is_some();
        has(b"content_hash:") && has(b"metadata:")
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let (text, odd) = input.text();
        let document = yaml::parse(&text);
        let mut reading = Reading::default();
        reading.notices.extend(odd);
        reading
            .notices
            .extend(conda_environment::told(input, &document));
        if let Some(root) = &document.root {
            reading.notices.extend(version(root, input));
            packages(root, input, &mut reading);
        }
        let file = input.file();
        let notice = conda_meta::not_matched(&reading.packages, &file);
        reading.notices.extend(notice);
        reading
    }
}

fn version(root: &Value, input: &Input<'_>) -> Option<Notice> {
    let stated = root.get("version");
    if stated.and_then(Value::as_str) == Some(VERSION) {
        return None;
    }
    let message = match stated.and_then(Value::as_str) {
        Some(version) => format!(
            "its version is {}, {VERSION} is known: it is read as if it were that",
            printable(version)
        ),
        None => format!("it states no version: it is read as version {VERSION}"),
    };
    let line = stated.map_or(1, |value| value.line);
    Some(Notice::gap(
        NoticeKind::UnknownFormatVersion,
        Some(input.line(line)),
        message,
    ))
}

fn packages(root: &Value, input: &Input<'_>, reading: &mut Reading) {
    let list = root.get("package").map(Value::items).unwrap_or_default();
    // The same package stands in the list for each platform.
    let mut known: BTreeMap<(bool, String, String), usize> = BTreeMap::new();
    for entry in list {
        let Some(name) = entry.string("name").filter(|name| !name.is_empty()) else {
            reading
                .notices
                .push(odd(entry.line, input, "a package has no name"));
            continue;
        };
        let is_pip = entry.string("manager") == Some("pip");
        let version = entry.string("version").unwrap_or_default();
        let key = (is_pip, name.to_owned(), version.to_owned());
        let package = package(entry, name, is_pip, input);
        if let Some(same) = known.get(&key).and_then(|at| reading.packages.get_mut(*at)) {
            join(same, package);
            continue;
        }
        if version.is_empty() {
            let message = format!("{} has no version", printable(name));
            reading.notices.push(odd(entry.line, input, &message));
        }
        known.insert(key, reading.packages.len());
        reading.packages.push(package);
    }
}

fn odd(line: u32, input: &Input<'_>, message: &str) -> Notice {
    Notice::gap(NoticeKind::Malformed, Some(input.line(line)), message)
        .hint("lock the environment again")
}

fn package(entry: &Value, name: &str, is_pip: bool, input: &Input<'_>) -> Package {
    let version = entry
        .string("version")
        .filter(|version| !version.is_empty());
    let url = entry.string("url").unwrap_or_default();
    let mut component = if is_pip {
        let mut component = Component::pypi(PackageName::pypi(name), version.map(Version::new));
        let of_index = url.is_empty() || INDEX_FILES.iter().any(|host| url.starts_with(host));
        if !of_index {
            component.origin = origin::url(url);
        }
        if component.version.is_none() {
            component.requirement = Some("".into());
        }
        component
    } else {
        conda_meta::component(name, version)
    };
    let hashes = entry.get("hash").map(Value::entries).unwrap_or_default();
    let hashes = hashes.iter().filter_map(|(algorithm, digits)| {
        Some(Hash {
            algorithm: algorithm.to_ascii_lowercase().into(),
            digits: digits.as_str()?.to_ascii_lowercase().into(),
        })
    });
    component.hashes.extend(hashes);
    // `category` in one revision of the format, `optional` besides; the first says more.
    if let Some(category) = entry.string("category") {
        component.scopes.insert(Scope::group(category));
    }
    component.locations.push(input.line(entry.line));
    let mut package = Package::new(component);
    let needs = entry.get("dependencies").map(Value::entries);
    package.requires = needs
        .unwrap_or_default()
        .iter()
        .map(|(name, _)| {
            let name = if is_pip {
                PackageName::pypi(name)
            } else {
                PackageName::verbatim(name)
            };
            Requires::any(name)
        })
        .collect();
    package
}

/// Puts what is said for another platform beside what is known.
fn join(same: &mut Package, mut other: Package) {
    let (known, more) = (&mut same.component, &mut other.component);
    for scope in &more.scopes {
        known.scopes.insert(scope.clone());
    }
    for hash in more.hashes.drain(..) {
        if !known.hashes.contains(&hash) {
            known.hashes.push(hash);
        }
    }
    known.locations.append(&mut more.locations);
    for requires in other.requires {
        if !same.requires.contains(&requires) {
            same.requires.push(requires);
        }
    }
}
