//! `Pipfile.lock`: what Pipenv pins.
//!
//! JSON as [Pipenv](https://pipenv.pypa.io/en/latest/pipfile.html#pipfile-lock) writes it: `_meta`, and a table per
//! category: `default`, `develop`, and those the user made, which are pinned just the same.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pyward_model::{
    Component, Hash, Notice, NoticeKind, PackageName, Project, Scope, Specifiers, Version,
    printable,
};
use pyward_target::TreePath;

use super::pipfile::{self, Asked, Sources};
use crate::json::{JsonError, Reader};
use crate::{Format, Input, Package, Reading, Role};

/// The version of the format that is known.
const SPEC: &str = "6";

/// More packages than any lock of use has.
const MAX_PACKAGES: usize = 1_000_000;

/// A `Pipfile.lock`.
pub(super) struct PipfileLock;

impl Format for PipfileLock {
    fn name(&self) -> &'static str {
        "pipfile-lock"
    }

    fn title(&self) -> &'static str {
        "Pipenv lock file"
    }

    fn role(&self) -> Role {
        Role::Lock
    }

    fn claims(&self, path: &TreePath) -> bool {
        path.file_name() == "Pipfile.lock"
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        head.trim_ascii_start().starts_with(b"{")
            && memchr::memmem::find(head, b"\"pipfile-spec\"").is_some()
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let (text, odd) = input.text();
        let mut lock = Lock {
            input,
            meta: Meta::default(),
            pinned: Vec::new(),
            is_full: false,
            notices: odd.into_iter().collect(),
        };
        if let Err(error) = lock.document(&mut Reader::new(&text)) {
            let message = format!(
                "it is not JSON: {}; what stands before that is audited",
                error.problem
            );
            let mut place = input.line(error.line);
            place.column = Some(error.column);
            lock.notices.push(
                Notice::gap(NoticeKind::Malformed, Some(place), message)
                    .hint("lock again: `pipenv lock`"),
            );
        }
        lock.reading()
    }
}

/// A lock while it is read.
struct Lock<'i, 'a> {
    input: &'i Input<'i>,
    meta: Meta<'a>,
    pinned: Vec<Pinned<'a>>,
    /// Whether there were more packages than are read.
    is_full: bool,
    notices: Vec<Notice>,
}

/// What `_meta` says.
#[derive(Default)]
struct Meta<'a> {
    spec: Option<(Cow<'a, str>, u32)>,
    python: Option<Cow<'a, str>>,
    python_full: Option<Cow<'a, str>>,
    sources: Sources,
}

/// A package of a category.
struct Pinned<'a> {
    scope: Scope,
    name: PackageName,
    line: u32,
    asked: Asked<'a>,
    hashes: Vec<Hash>,
}

impl<'a> Lock<'_, 'a> {
    fn document(&mut self, reader: &mut Reader<'a>) -> Result<(), JsonError> {
        let mut has_categories = false;
        let is_object = reader.members(|reader, key| {
            if key == "_meta" {
                self.meta(reader)
            } else {
                has_categories = true;
                self.category(reader, &key)
            }
        })?;
        if !is_object {
            self.odd(1, "it is not a JSON object".to_owned());
        } else if !has_categories {
            self.odd(
                1,
                "it has neither `default` nor `develop`, so it pins nothing".to_owned(),
            );
        }
        reader.end()
    }

    fn meta(&mut self, reader: &mut Reader<'a>) -> Result<(), JsonError> {
        let meta = &mut self.meta;
        reader.members(|reader, key| match &*key {
            "pipfile-spec" => {
                let line = reader.line();
                meta.spec = reader.scalar()?.map(|spec| (spec, line));
                Ok(())
            }
            "requires" => reader
                .members(|reader, key| match &*key {
                    "python_version" => reader.string().map(|version| meta.python = version),
                    "python_full_version" => {
                        reader.string().map(|version| meta.python_full = version)
                    }
                    _ => reader.skip(),
                })
                .map(|_| ()),
            "sources" => reader
                .elements(|reader| source(reader, &mut meta.sources))
                .map(|_| ()),
            _ => reader.skip(),
        })?;
        Ok(())
    }

    fn category(&mut self, reader: &mut Reader<'a>, category: &str) -> Result<(), JsonError> {
        let line = reader.key_line();
        let mut seen: BTreeMap<PackageName, u32> = BTreeMap::new();
        let is_table = reader.members(|reader, name| {
            if self.pinned.len() >= MAX_PACKAGES {
                self.is_full = true;
                return reader.skip();
            }
            let line = reader.key_line();
            let name = PackageName::pypi(&name);
            if let Some(first) = seen.insert(name.clone(), line) {
                let message = format!(
                    "{} is pinned twice in `{}`, also in line {first}; both are audited",
                    printable(name.as_str()),
                    printable(category)
                );
                let place = Some(self.input.line(line));
                self.notices.push(
                    Notice::info(NoticeKind::Conflict, place, message)
                        .hint("lock again: `pipenv lock`"),
                );
            }
            self.package(reader, category, name, line)
        })?;
        if !is_table {
            self.odd(
                line,
                format!("`{}` is not a table of packages", printable(category)),
            );
        }
        Ok(())
    }

    fn package(
        &mut self,
        reader: &mut Reader<'a>,
        category: &str,
        name: PackageName,
        line: u32,
    ) -> Result<(), JsonError> {
        let mut asked = Asked::default();
        let mut hashes = Vec::new();
        let is_table = reader.members(|reader, key| match &*key {
            "hashes" => {
                hashes = reader
                    .strings()?
                    .iter()
                    .filter_map(|hash| hash_of(hash))
                    .collect();
                Ok(())
            }
            "extras" => reader.strings().map(|extras| asked.extras = extras),
            "editable" => {
                asked.editable = reader.scalar()?.as_deref() == Some("true");
                Ok(())
            }
            _ => {
                if let Some(text) = reader.string()? {
                    asked.put(&key, text);
                }
                Ok(())
            }
        })?;
        if is_table {
            self.pinned.push(Pinned {
                scope: pipfile::scope(category),
                name,
                line,
                asked,
                hashes,
            });
        } else {
            self.odd(
                line,
                format!(
                    "what is pinned of {} is not a table",
                    printable(name.as_str())
                ),
            );
        }
        Ok(())
    }

    fn odd(&mut self, line: u32, message: String) {
        let place = Some(self.input.line(line));
        self.notices.push(
            Notice::gap(NoticeKind::Malformed, place, message).hint("lock again: `pipenv lock`"),
        );
    }

    fn reading(self) -> Reading {
        let Self {
            input,
            meta,
            pinned,
            is_full,
            mut notices,
        } = self;
        if is_full {
            let message =
                format!("it has more than {MAX_PACKAGES} packages; the rest is not audited");
            notices.push(Notice::gap(NoticeKind::Limit, Some(input.file()), message));
        }
        if let Some((spec, line)) = meta.spec.filter(|(spec, _)| spec != SPEC) {
            let message = format!(
                "pipfile-spec {} is not known, it is read as {SPEC}",
                printable(&spec)
            );
            notices.push(Notice::gap(
                NoticeKind::UnknownFormatVersion,
                Some(input.line(line)),
                message,
            ));
        }
        let project = Project {
            location: input.file(),
            name: None,
            version: None,
            requires_python: pipfile::requires_python(
                meta.python.as_deref(),
                meta.python_full.as_deref(),
            ),
        };
        let mut packages = Vec::with_capacity(pinned.len());
        for pinned in pinned {
            let component = pinned.component(input, &meta.sources);
            if component.version.is_none()
                && component.origin.is_index()
                && pinned.asked.version.is_none()
            {
                let message = format!(
                    "{} is locked without a version: advisories cannot be asked about it",
                    printable(pinned.name.as_str())
                );
                let place = component.locations.first().cloned();
                notices.push(
                    Notice::gap(NoticeKind::Unauditable, place, message)
                        .hint("lock again: `pipenv lock`"),
                );
            }
            packages.push(Package::new(component));
        }
        Reading {
            projects: vec![project],
            packages,
            notices,
            ..Reading::default()
        }
    }
}

impl Pinned<'_> {
    fn component(&self, input: &Input<'_>, sources: &Sources) -> Component {
        let specifiers = self.asked.specifiers();
        let version = pin(specifiers);
        let mut component = Component::pypi(self.name.clone(), version);
        if component.version.is_none() {
            component.requirement = Some(specifiers.into());
        }
        component.origin = self.asked.origin(sources);
        component.scopes.insert(self.scope.clone());
        component.extras.extend(self.asked.extras());
        component.markers.extend(self.asked.marker());
        component.hashes.clone_from(&self.hashes);
        component.locations.push(input.line(self.line));
        component
    }
}

fn source(reader: &mut Reader<'_>, sources: &mut Sources) -> Result<(), JsonError> {
    let (mut name, mut url) = (None, None);
    reader.members(|reader, key| match &*key {
        "name" => reader.string().map(|text| name = text),
        "url" => reader.string().map(|text| url = text),
        _ => reader.skip(),
    })?;
    sources.add(name.as_deref(), url.as_deref());
    Ok(())
}

/// The one version that is meant: `==1.0`, also where what follows is no version of PEP 440.
fn pin(specifiers: &str) -> Option<Version> {
    if let Ok(specifiers) = Specifiers::parse(specifiers) {
        return specifiers.pin().cloned();
    }
    let version = specifiers
        .strip_prefix("==")?
        .trim_start_matches('=')
        .trim();
    (!version.is_empty() && !version.contains([',', '*', ' '])).then(|| Version::new(version))
}

fn hash_of(text: &str) -> Option<Hash> {
    let (algorithm, digits) = text.split_once(':')?;
    Some(Hash {
        algorithm: algorithm.to_ascii_lowercase().into(),
        digits: digits.to_ascii_lowercase().into(),
    })
}

#[cfg(test)]
mod tests;
