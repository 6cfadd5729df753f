//! Releases by the names of their files.

use crate::{PackageName, Version};

/// Whether the last part of a path or URL is the file name of this release: a
/// [wheel](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-format) or a
/// [source distribution](https://packaging.python.org/en/latest/specifications/source-distribution-format/). Such a
/// file is the release by its own word.
pub fn is_release_file(place: &str, name: &PackageName, version: &Version) -> bool {
    let path = place.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    // `+` is often written as `%2B` in URLs.
    let file = file.replace("%2B", "+").replace("%2b", "+");
    if let Some(stem) = file.strip_suffix(".whl") {
        let mut parts = stem.split('-');
        let (Some(own_name), Some(own_version), Some(_)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        return PackageName::pypi(own_name) == *name && Version::new(own_version) == *version;
    }
    let stem = [".tar.gz", ".zip", ".tar.bz2", ".tgz"]
        .iter()
        .find_map(|suffix| file.strip_suffix(suffix));
    stem.into_iter()
        .flat_map(|stem| {
            stem.match_indices('-')
                .filter_map(|(at, _)| Some((stem.get(..at)?, stem.get(at + 1..)?)))
        })
        .any(|(own_name, own_version)| {
            PackageName::pypi(own_name) == *name && Version::new(own_version) == *version
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_a_release_by_its_name() {
        let is = |place: &str, name: &str, version: &str| {
            is_release_file(place, &PackageName::pypi(name), &Version::new(version))
        };
        for (place, name, version) in [
            (
                "https://h/x/Demo_Pkg-1.0-py3-none-any.whl",
                "demo-pkg",
                "1.0",
            ),
            (
                "https://h/torch-2.0.1%2Bcpu-cp311-cp311-linux_x86_64.whl#sha256=0",
                "torch",
                "2.0.1+cpu",
            ),
            ("./dist/demo-pkg-1.0.0.tar.gz", "demo-pkg", "1.0"),
            ("C:\\dist\\demo-pkg-1.0.zip?x", "demo-pkg", "1.0"),
        ] {
            assert!(is(place, name, version), "{place}");
            assert!(!is(place, "other", version), "{place}");
            assert!(!is(place, name, "9"), "{place}");
        }
        for place in [
            "https://github.com/x/demo/archive/v1.0.tar.gz",
            "../demo",
            "",
            "demo-1.0.whl",
        ] {
            assert!(!is(place, "demo", "1.0"), "{place}");
        }
    }
}
