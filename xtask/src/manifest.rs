//! A `Cargo.toml`, as far as the house has rules about it.

use toml_edit::{DocumentMut, Item, TableLike};

use crate::house::House;

/// A member's manifest.
pub(crate) struct Manifest {
    /// Where it stands.
    pub(crate) path: String,
    /// The member's folder.
    pub(crate) folder: String,
    document: DocumentMut,
}

/// What a dependency is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The crate itself, or its build script.
    Use,
    /// Its tests, examples and benches.
    Test,
}

/// A dependency of a member, on any platform.
#[derive(Debug)]
pub(crate) struct Dependency<'a> {
    /// The crate.
    pub(crate) name: &'a str,
    /// What it is for.
    pub(crate) purpose: Purpose,
    /// Whether it takes its version from the workspace's list.
    pub(crate) is_of_workspace: bool,
}

impl Manifest {
    /// The manifests of all members (`crates/*` and `xtask`), and what is wrong with those that cannot be read.
    pub(crate) fn all(house: &House) -> (Vec<Self>, Vec<String>) {
        let mut manifests = Vec::new();
        let mut unreadable = Vec::new();
        for path in house.paths().filter(|path| is_member(path)) {
            match house.text(path).unwrap_or_default().parse::<DocumentMut>() {
                Ok(document) => {
                    let folder = path.trim_end_matches("/Cargo.toml").to_owned();
                    manifests.push(Self {
                        path: path.to_owned(),
                        folder,
                        document,
                    });
                }
                Err(_) => unreadable.push(path.to_owned()),
            }
        }
        (manifests, unreadable)
    }

    /// The package's name; empty where it has none.
    pub(crate) fn name(&self) -> &str {
        self.package("name")
            .and_then(Item::as_str)
            .unwrap_or_default()
    }

    /// A key of `[package]`.
    pub(crate) fn package(&self, key: &str) -> Option<&Item> {
        self.document.get("package")?.get(key)
    }

    /// Whether `[package]` takes a key from the workspace.
    pub(crate) fn inherits(&self, key: &str) -> bool {
        self.package(key).is_some_and(is_of_workspace)
    }

    /// Whether the workspace's lints are in force.
    pub(crate) fn inherits_lints(&self) -> bool {
        self.document.get("lints").is_some_and(is_of_workspace)
    }

    /// Every dependency, those of single platforms too.
    pub(crate) fn dependencies(&self) -> Vec<Dependency<'_>> {
        let mut found = Vec::new();
        let platforms = self.document.get("target").and_then(Item::as_table_like);
        let tables = platforms
            .into_iter()
            .flat_map(TableLike::iter)
            .filter_map(|(_, item)| item.as_table_like());
        for table in std::iter::once(self.document.as_table() as &dyn TableLike).chain(tables) {
            for (key, purpose) in [
                ("dependencies", Purpose::Use),
                ("build-dependencies", Purpose::Use),
                ("dev-dependencies", Purpose::Test),
            ] {
                let dependencies = table.get(key).and_then(Item::as_table_like);
                found.extend(dependencies.into_iter().flat_map(TableLike::iter).map(
                    |(name, item)| Dependency {
                        name,
                        purpose,
                        is_of_workspace: is_of_workspace(item),
                    },
                ));
            }
        }
        found
    }
}

fn is_member(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["crates", _, "Cargo.toml"] | ["xtask", "Cargo.toml"]
    )
}

fn is_of_workspace(item: &Item) -> bool {
    item.get("workspace").and_then(Item::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_of_every_table_are_seen() {
        let house = House::of(&[(
            "crates/a/Cargo.toml",
            "[package]\nname = \"a\"\nedition.workspace = true\n[dependencies]\nb.workspace = true\n\
             [dev-dependencies]\nc = \"1\"\n[target.'cfg(unix)'.dependencies]\nd = { workspace = true }\n",
        )]);
        let (manifests, unreadable) = Manifest::all(&house);
        assert!(unreadable.is_empty());
        let manifest = manifests.first().unwrap();
        assert!(
            manifest.inherits("edition")
                && !manifest.inherits("license")
                && !manifest.inherits_lints()
        );
        let seen: Vec<_> = manifest
            .dependencies()
            .into_iter()
            .map(|it| (it.name, it.purpose, it.is_of_workspace))
            .collect();
        let expected = [
            ("b", Purpose::Use, true),
            ("c", Purpose::Test, false),
            ("d", Purpose::Use, true),
        ];
        assert!(
            expected.iter().all(|one| seen.contains(one)) && seen.len() == 3,
            "{seen:?}"
        );
    }
}
