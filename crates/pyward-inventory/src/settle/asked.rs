//! What a unit asks for itself, in the words it is asked in.

use std::sync::Arc;

use pyward_model::{Component, Requirement, Scope};

use super::Read;
use crate::format::Role;
use crate::reading::Root;

/// The requirements of manifests, the unpinned ones of requirements files, and all of `.in` files, whose pins are
/// wishes as well. What a lock says of the project counts
/// where there is no manifest beside it.
pub(super) fn asked(reads: &[Read], home: &str) -> Vec<Requirement> {
    let home: Arc<str> = home.into();
    let has_manifest = reads
        .iter()
        .any(|read| read.format.role() == Role::Manifest);
    let mut asked = Vec::new();
    for read in reads {
        let role = read.format.role();
        if role == Role::Manifest || (role == Role::Lock && !has_manifest) {
            let roots = read.reading.roots.iter();
            asked.extend(roots.map(|root| of_root(root, &home)));
        }
        if matches!(role, Role::Requirements | Role::Archive) {
            let is_wish = std::path::Path::new(read.path.file_name())
                .extension()
                .is_some_and(|extension| extension == "in");
            let components = read.reading.packages.iter().map(|it| &it.component);
            asked.extend(
                components
                    .filter(|component| is_wish || component.version.is_none())
                    .filter_map(|component| of_line(component, &home)),
            );
        }
    }
    asked
}

fn of_root(root: &Root, home: &Arc<str>) -> Requirement {
    let requires = &root.requires;
    Requirement {
        home: Arc::clone(home),
        location: root.location.clone(),
        name: requires.name.clone(),
        specifiers: requires.specifiers.clone(),
        extras: requires.extras.clone(),
        marker: requires.marker.clone(),
        origin: requires.origin.clone(),
        scope: root.scope.clone(),
    }
}

fn of_line(component: &Component, home: &Arc<str>) -> Option<Requirement> {
    let marker = match component.markers.len() {
        0 | 1 => component.markers.first().cloned(),
        _ => {
            let each: Vec<String> = component
                .markers
                .iter()
                .map(|marker| format!("({marker})"))
                .collect();
            Some(each.join(" or ").into())
        }
    };
    Some(Requirement {
        home: Arc::clone(home),
        location: component.locations.first()?.clone(),
        name: component.name.clone(),
        specifiers: match (&component.requirement, &component.version) {
            (Some(asked), _) => asked.clone(),
            (None, Some(version)) => format!("=={version}").into(),
            (None, None) => "".into(),
        },
        extras: component.extras.iter().cloned().collect(),
        marker,
        origin: component.origin.clone(),
        scope: component.scopes.first().cloned().unwrap_or(Scope::Main),
    })
}

#[cfg(test)]
mod tests {
    use pyward_target::Tree;

    use crate::{Options, read};

    fn asked(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(path, text)| (*path, text.as_bytes()))
            .collect();
        let inventory = read(&Tree::memory(&files), &Options::default());
        inventory
            .requirements
            .iter()
            .map(|asked| format!("{}: {} ({})", asked.home, asked.pep508(), asked.scope))
            .collect()
    }

    const MANIFEST: &str = "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"flask[async]>=2 ; python_version < '3.13'\"]\n[dependency-groups]\ndev = [\"pytest\"]\n";

    #[test]
    fn manifests_and_open_requirements_are_asked_for_and_pins_are_not() {
        let lock = "version = 1\nrequires-python = \">=3.9\"\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { editable = \".\" }\ndependencies = [{ name = \"flask\" }]\n\n[package.metadata]\nrequires-dist = [{ name = \"flask\", specifier = \">=2\" }]\n\n[[package]]\nname = \"flask\"\nversion = \"3.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n";
        assert_eq!(
            asked(&[("pyproject.toml", MANIFEST), ("uv.lock", lock)]),
            [
                ".: flask[async]>=2 ; python_version < '3.13' (main)",
                ".: pytest (dev)"
            ]
        );
        assert_eq!(asked(&[("uv.lock", lock)]), [".: flask>=2 (main)"]);
        assert_eq!(
            asked(&[
                ("api/requirements.in", "flask>=2\nclick==8.1\n-e ./lib\n"),
                ("api/requirements.txt", "flask==3.0\nclick==8.1\n"),
            ]),
            ["api: flask>=2 (main)", "api: click==8.1 (main)"]
        );
    }
}
