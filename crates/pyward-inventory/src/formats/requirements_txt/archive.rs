//! What the name of a distribution file says of what is in it.

use pyward_model::{PackageName, Version};

/// Endings of the files that pip takes for distributions.
const ENDINGS: &[&str] = &[
    ".whl",
    ".zip",
    ".tar.gz",
    ".tgz",
    ".tar",
    ".tar.bz2",
    ".tbz",
    ".tar.xz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
];

/// Whether a file of this name is a distribution.
pub(super) fn is_archive(name: &str) -> bool {
    ending(name).is_some()
}

/// Whether a file of this name is a wheel.
pub(super) fn is_wheel(name: &str) -> bool {
    ending(name) == Some(".whl")
}

/// Name and version of a wheel (by its
/// [name convention](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention))
/// or source distribution.
pub(super) fn named(file_name: &str) -> Option<(PackageName, Version)> {
    let ending = ending(file_name)?;
    let stem = file_name.get(..file_name.len() - ending.len())?;
    let (name, version) = if ending == ".whl" {
        let parts: Vec<&str> = stem.split('-').take(7).collect();
        match parts[..] {
            [name, version, _, _, _] | [name, version, _, _, _, _] => {
                (name, Version::new(&version.replace('_', "-")))
            }
            _ => return None,
        }
    } else {
        // A name may hold hyphens and so may a version: the first hyphen after which a version follows parts them.
        stem.match_indices('-').take(16).find_map(|(at, _)| {
            let version = Version::pep440(stem.get(at + 1..)?)?;
            Some((stem.get(..at)?, version))
        })?
    };
    let name = PackageName::pypi(name);
    name.is_valid().then_some((name, version))
}

fn ending(name: &str) -> Option<&'static str> {
    let fits = |ending: &&&str| {
        name.len() > ending.len()
            && name
                .as_bytes()
                .get(name.len() - ending.len()..)
                .is_some_and(|tail| tail.eq_ignore_ascii_case(ending.as_bytes()))
    };
    ENDINGS.iter().find(fits).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_files_give_name_and_version() {
        for (file, expected) in [
            (
                "numpy-1.26.4-cp311-cp311-linux_x86_64.whl",
                Some(("numpy", "1.26.4")),
            ),
            (
                "Zope.Interface-6.0-1-cp311-cp311-any.whl",
                Some(("zope-interface", "6.0")),
            ),
            (
                "torch-2.0.1+cpu-cp310-cp310-win_amd64.whl",
                Some(("torch", "2.0.1+cpu")),
            ),
            ("flask-2.0.tar.gz", Some(("flask", "2.0"))),
            ("my-pkg-1.0.dev1.ZIP", Some(("my-pkg", "1.0.dev1"))),
            ("pkg-1.0-2.tar.gz", Some(("pkg", "1.0-2"))),
            ("broken.whl", None),
            ("v2.0.zip", None),
            ("main.zip", None),
            (".whl", None),
            ("flask-2.0", None),
        ] {
            let expected =
                expected.map(|(name, version)| (PackageName::pypi(name), Version::new(version)));
            assert_eq!(named(file), expected, "{file}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_taken(name in "\\PC{0,20}[-.a-z0-9]{0,20}(\\.whl|\\.tar\\.gz)?") {
            let _ = (is_archive(&name), named(&name));
        }
    }
}
