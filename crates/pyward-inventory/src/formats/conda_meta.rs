//! `conda-meta`: what conda installed in an environment, one JSON file a package
//! ([package records](https://docs.conda.io/projects/conda/en/stable/dev-guide/specs/index.html)).
//!
//! Packages of conda are no releases of PyPI: they are listed, and not matched with advisories that speak of PyPI. Python
//! packages that conda installed have metadata of their own in `site-packages`, which is read beside this.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pyward_model::{
    Component, Ecosystem, Hash, Location, Notice, NoticeKind, PackageName, Version, printable,
};
use pyward_target::{EntryKind, TreePath};

use crate::json::{JsonError, Reader};
use crate::{Format, Input, Package, Reading, Requires, Role};

/// The ecosystem, by its purl type.
pub(super) const CONDA: &str = "conda";

/// How many notices on single files are told.
const TOLD: usize = 20;

/// The `conda-meta` folder of an environment.
pub(super) struct CondaMeta;

impl Format for CondaMeta {
    fn name(&self) -> &'static str {
        "conda-meta"
    }

    fn title(&self) -> &'static str {
        "packages that conda installed (listed, not matched with advisories)"
    }

    fn role(&self) -> Role {
        Role::Environment
    }

    fn claims(&self, path: &TreePath) -> bool {
        path.file_name() == "conda-meta"
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut reading = Reading::default();
        let entries = match input.tree.list(input.path) {
            Ok(entries) => entries,
            Err(error) => {
                reading.notices.push(error.notice(input.file()));
                return reading;
            }
        };
        let records = entries.iter().filter(|entry| {
            let end = entry.path.file_name().rsplit_once('.');
            entry.kind == EntryKind::File && end.is_some_and(|(_, end)| end == "json")
        });
        let mut by_reason: BTreeMap<String, (usize, Location)> = BTreeMap::new();
        for entry in records {
            let place = Location::file(entry.path.shown().clone());
            let problem = match input.tree.read(&entry.path) {
                Ok(bytes) => record(&String::from_utf8_lossy(&bytes), &place),
                Err(error) => Err(error.failure.to_string()),
            };
            match problem {
                Ok(package) => reading.packages.push(package),
                Err(problem) => by_reason.entry(problem).or_insert((0, place)).0 += 1,
            }
        }
        for (problem, (count, place)) in by_reason.into_iter().take(TOLD) {
            let more = match count {
                1 => String::new(),
                count => format!("; {} more are alike", count - 1),
            };
            let message = format!("it is no record of a package: {problem}{more}");
            reading
                .notices
                .push(Notice::gap(NoticeKind::Malformed, Some(place), message));
        }
        reading
            .notices
            .extend(not_matched(&reading.packages, &input.file()));
        reading
    }
}

/// Tells that packages of conda are listed and no more.
pub(super) fn not_matched(packages: &[Package], file: &Location) -> Option<Notice> {
    let count = packages
        .iter()
        .filter(|package| package.component.ecosystem != Ecosystem::PyPI)
        .count();
    let noun = match count {
        0 => return None,
        1 => "package of conda is",
        _ => "packages of conda are",
    };
    let message = format!(
        "{count} {noun} listed, not matched with advisories, which speak of releases on PyPI"
    );
    Some(Notice::info(
        NoticeKind::Unsupported,
        Some(file.clone()),
        message,
    ))
}

/// A package of conda.
pub(super) fn component(name: &str, version: Option<&str>) -> Component {
    let version = version.filter(|version| !version.is_empty());
    let mut component = Component::pypi(PackageName::verbatim(name), version.map(Version::new));
    component.ecosystem = Ecosystem::Other(CONDA.into());
    if component.version.is_none() {
        component.requirement = Some("".into());
    }
    component
}

/// The package of a record; an error in words.
fn record(text: &str, place: &Location) -> Result<Package, String> {
    let mut reader = Reader::new(text);
    let (mut name, mut version) = (None, None);
    let (mut md5, mut sha256) = (None, None);
    let mut depends = Vec::new();
    let read = reader.members(|reader, key| match &*key {
        "name" => reader.string().map(|it| name = it),
        "version" => reader.scalar().map(|it| version = it),
        "md5" => reader.string().map(|it| md5 = it),
        "sha256" => reader.string().map(|it| sha256 = it),
        "depends" => reader.strings().map(|it| depends = it),
        _ => reader.skip(),
    });
    read.map_err(|error: JsonError| error.to_string())?;
    let name = name.filter(|name| !name.is_empty());
    let name = name.ok_or("it states no name")?;
    let mut component = component(&name, version.as_deref());
    for (algorithm, digits) in [("md5", md5), ("sha256", sha256)] {
        component.hashes.extend(digits.map(|digits| Hash {
            algorithm: algorithm.into(),
            digits: digits.to_ascii_lowercase().into(),
        }));
    }
    component.locations.push(place.clone());
    if component.version.is_none() {
        return Err(format!("{} has no version", printable(&name)));
    }
    let mut package = Package::new(component);
    // `numpy >=1.26,<2.0a0`: a name, and a range in conda's own words.
    package.requires = depends
        .iter()
        .filter_map(|need| need.split_whitespace().next())
        .map(|name| Requires::any(PackageName::verbatim(name)))
        .collect();
    Ok(package)
}
