//! One requirement of a `Pipfile` or its lock: both write it with the same keys.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pyward_model::{Origin, PackageName};

use crate::{Requires, origin};

/// Names of environment markers that may stand as keys, their values being comparisons (`sys_platform = "== 'win32'"`).
const MARKERS: [&str; 11] = [
    "implementation_name",
    "implementation_version",
    "os_name",
    "platform_machine",
    "platform_python_implementation",
    "platform_release",
    "platform_system",
    "platform_version",
    "python_full_version",
    "python_version",
    "sys_platform",
];

/// Version control systems, each a key whose value is a URL.
const SYSTEMS: [&str; 4] = ["git", "hg", "svn", "bzr"];

/// What is written of one package.
#[derive(Debug, Default)]
pub(crate) struct Asked<'a> {
    pub(crate) version: Option<Cow<'a, str>>,
    pub(crate) extras: Vec<Cow<'a, str>>,
    pub(crate) editable: bool,
    /// `markers` and markers that are keys of their own, all of which must hold.
    markers: Vec<String>,
    index: Option<Cow<'a, str>>,
    /// System and URL.
    repository: Option<(&'static str, Cow<'a, str>)>,
    reference: Option<Cow<'a, str>>,
    path: Option<Cow<'a, str>>,
    file: Option<Cow<'a, str>>,
}

impl<'a> Asked<'a> {
    /// Takes over a key whose value is a string; keys that say nothing of use are passed over.
    pub(crate) fn put(&mut self, key: &str, value: impl Into<Cow<'a, str>>) {
        let value = value.into();
        match key {
            "version" => self.version = Some(value),
            "markers" => self.markers.push(value.into_owned()),
            "index" => self.index = Some(value),
            "ref" => self.reference = Some(value),
            "path" => self.path = Some(value),
            "file" => self.file = Some(value),
            _ => {
                if let Some(system) = SYSTEMS.iter().find(|system| **system == key) {
                    self.repository = Some((system, value));
                } else if MARKERS.contains(&key) {
                    self.markers.push(format!("{key} {}", value.trim()));
                }
            }
        }
    }

    /// The version specifiers: empty for `*`, which is any.
    pub(crate) fn specifiers(&self) -> &str {
        let version = self.version.as_deref().unwrap_or_default().trim();
        if version == "*" { "" } else { version }
    }

    /// The marker under which it is needed.
    pub(crate) fn marker(&self) -> Option<Box<str>> {
        match &self.markers[..] {
            [] => None,
            [marker] => Some(marker.as_str().into()),
            several => {
                let parts: Vec<String> =
                    several.iter().map(|marker| format!("({marker})")).collect();
                Some(parts.join(" and ").into())
            }
        }
    }

    /// Extras asked for, normalised.
    pub(crate) fn extras(&self) -> impl Iterator<Item = Box<str>> {
        self.extras
            .iter()
            .map(|extra| PackageName::pypi(extra).as_str().into())
    }

    /// Where it is got from.
    pub(crate) fn origin(&self, sources: &Sources) -> Origin {
        if let Some((system, url)) = &self.repository {
            origin::vcs(system, url, self.reference.as_deref())
        } else if let Some(path) = &self.path {
            origin::path(path, self.editable)
        } else if let Some(file) = &self.file {
            if file.contains("://") {
                origin::url(file)
            } else {
                origin::path(file, self.editable)
            }
        } else {
            sources.origin(self.index.as_deref())
        }
    }

    /// All of it as a need.
    pub(crate) fn requires(&self, name: PackageName, sources: &Sources) -> Requires {
        Requires {
            specifiers: self.specifiers().into(),
            extras: self.extras().collect(),
            marker: self.marker(),
            origin: self.origin(sources),
            ..Requires::any(name)
        }
    }
}

/// The package indexes of a project.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    by_name: BTreeMap<String, Origin>,
    first: Origin,
}

impl Sources {
    /// Adds an index; the first one is where packages come from that name none.
    pub(crate) fn add(&mut self, name: Option<&str>, url: Option<&str>) {
        let Some(url) = url else { return };
        let origin = origin::index(url);
        if self.by_name.is_empty() {
            self.first = origin.clone();
        }
        self.by_name
            .entry(name.unwrap_or_default().to_owned())
            .or_insert(origin);
    }

    fn origin(&self, name: Option<&str>) -> Origin {
        name.and_then(|name| self.by_name.get(name))
            .unwrap_or(&self.first)
            .clone()
    }
}

/// The Pythons of a project as version specifiers: `3.11` is every 3.11, a full version is that one.
pub(crate) fn requires_python(version: Option<&str>, full: Option<&str>) -> Option<String> {
    let numbers =
        |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match (
        full.map(str::trim).filter(numbers),
        version.map(str::trim).filter(numbers),
    ) {
        (Some(full), _) => Some(format!("=={full}")),
        (None, Some(version)) => Some(format!("=={version}.*")),
        (None, None) => None,
    }
}
