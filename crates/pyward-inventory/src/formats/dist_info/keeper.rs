//! Whose packages stand in a folder: the project's, the system's, or those of a user.

use std::path::{Component, Path};

use pyward_model::Scope;
use pyward_target::{Tree, TreePath};

/// Who looks after a folder of installed packages, where that is not the project. Told by where it stands:
/// what a distribution of Linux installs below `/usr/lib`, and what `pip install --user` installs
/// ([PEP 370](https://peps.python.org/pep-0370/)). An environment is always the project's.
pub(super) fn of(tree: &Tree, folder: &TreePath) -> Option<Scope> {
    let is_environment = [
        "../../../pyvenv.cfg",
        "../../../conda-meta",
        "../pyvenv.cfg",
        "../../pyvenv.cfg",
    ]
    .iter()
    .any(|mark| {
        let inside = folder.child("x");
        inside.is_some_and(|inside| tree.resolve(&inside, mark).is_ok())
    });
    if is_environment {
        return None;
    }
    by_place(folder.real())
}

fn by_place(path: &Path) -> Option<Scope> {
    let parts: Vec<&str> = path
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let is_python = |name: &str| name.starts_with("python") || name.starts_with("Python");
    match parts.as_slice() {
        ["usr", lib, python, "dist-packages" | "site-packages"]
            if lib.starts_with("lib") && is_python(python) && path.is_absolute() =>
        {
            Some(Scope::System)
        }
        [.., ".local", "lib", python, "site-packages"]
        | [.., "Roaming", "Python", python, "site-packages"]
        | [
            ..,
            "Library",
            "Python",
            python,
            "lib",
            "python",
            "site-packages",
        ] if is_python(python) || python.starts_with(|ch: char| ch.is_ascii_digit()) => {
            Some(Scope::User)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn places_tell_whose_packages_they_are() {
        for (path, scope) in [
            ("/usr/lib/python3/dist-packages", Some(Scope::System)),
            ("/usr/lib64/python3.12/site-packages", Some(Scope::System)),
            ("/usr/local/lib/python3.12/site-packages", None),
            (
                "/people/me/.local/lib/python3.12/site-packages",
                Some(Scope::User),
            ),
            ("/people/me/shop/.venv/lib/python3.12/site-packages", None),
            (
                "/people/me/.local/share/pipx/venvs/black/lib/python3.12/site-packages",
                None,
            ),
            ("/srv/usr/lib/python3/dist-packages", None),
            ("usr/lib/python3/dist-packages", None),
        ] {
            assert_eq!(by_place(Path::new(path)), scope, "{path}");
        }
    }
}
