//! A package as a policy names it: of PyPI by its name, of another ecosystem by its package URL.

use std::fmt;

use pyward_model::{Component, Ecosystem, PackageName, Purl};

/// The package a waiver speaks of. The same name in another ecosystem is another package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedPackage {
    /// Its ecosystem.
    pub ecosystem: Ecosystem,
    /// Its name, as advisories of the ecosystem have it.
    pub name: PackageName,
}

impl NamedPackage {
    /// Reads one: `jinja2`, `pkg:npm/lodash`, `pkg:npm/@angular/core`. An error in words.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if !text.starts_with("pkg:") {
            let name = PackageName::pypi(text);
            return if name.is_valid() {
                Ok(Self::pypi(name))
            } else {
                Err("this is no package name")
            };
        }
        match Purl::parse(text) {
            None => Err("this is no package URL"),
            Some((_, _, Some(_))) => Err("this package URL has a version"),
            Some((ecosystem, name, None)) => Self::canonical(&ecosystem, &name)
                .ok_or("no package of this ecosystem can have this name"),
        }
    }

    /// A package of PyPI.
    pub fn pypi(name: PackageName) -> Self {
        Self {
            ecosystem: Ecosystem::PyPI,
            name,
        }
    }

    /// The package a component is a version of.
    pub fn of(component: &Component) -> Self {
        let Component {
            ecosystem, name, ..
        } = component;
        Self::canonical(ecosystem, name).unwrap_or_else(|| Self {
            ecosystem: ecosystem.clone(),
            name: name.clone(),
        })
    }

    fn canonical(ecosystem: &Ecosystem, name: &PackageName) -> Option<Self> {
        let name = match ecosystem.rules() {
            Some(rules) => rules.package(name.as_str())?,
            None => name.clone(),
        };
        Some(Self {
            ecosystem: ecosystem.clone(),
            name,
        })
    }

    /// Whether a component is a version of it.
    pub fn is_of(&self, component: &Component) -> bool {
        match (&self.ecosystem, &component.ecosystem) {
            (Ecosystem::PyPI, Ecosystem::PyPI) => self.name == component.name,
            (a, b) => a == b && Self::of(component) == *self,
        }
    }
}

impl fmt::Display for NamedPackage {
    /// As it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ecosystem {
            Ecosystem::PyPI => self.name.fmt(f),
            Ecosystem::Other(_) => {
                // Advisories have a colon in names of Maven, package URLs a slash.
                let name = PackageName::verbatim(&self.name.as_str().replace(':', "/"));
                Purl::new(&self.ecosystem, &name, None).fmt(f)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(purl: &str) -> Component {
        let (ecosystem, name, version) = Purl::parse(purl).unwrap();
        let mut component = Component::pypi(name, version);
        component.ecosystem = ecosystem;
        component
    }

    #[test]
    fn a_name_is_one_of_pypi_and_a_package_url_of_its_ecosystem() {
        for (text, yes, no) in [
            ("Requests", "pkg:pypi/requests@1", "pkg:npm/requests@1"),
            (
                "pkg:npm/requests",
                "pkg:npm/requests@1",
                "pkg:pypi/requests@1",
            ),
            ("pkg:npm/@a/b", "pkg:npm/%40a/b@1.0.0", "pkg:npm/b@1.0.0"),
            ("pkg:maven/g/a", "pkg:maven/g/a@1", "pkg:maven/h/a@1"),
            ("pkg:nuget/Json", "pkg:nuget/json@1", "pkg:npm/json@1"),
            ("pkg:deb/debian/a", "pkg:deb/debian/a@1", "pkg:pypi/a@1"),
        ] {
            let named = NamedPackage::parse(text).unwrap();
            assert!(named.is_of(&component(yes)), "{text} {yes}");
            assert!(!named.is_of(&component(no)), "{text} {no}");
            assert_eq!(NamedPackage::of(&component(yes)), named);
            assert_eq!(NamedPackage::parse(&named.to_string()), Ok(named), "{text}");
        }
    }

    #[test]
    fn what_names_no_package_is_refused() {
        for text in [
            "",
            "a b",
            "npm:lodash",
            "pkg:npm",
            "pkg:npm/lodash@1.0.0",
            "pkg:npm/a%20b",
        ] {
            assert!(NamedPackage::parse(text).is_err(), "{text:?}");
        }
    }
}
