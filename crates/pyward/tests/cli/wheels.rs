//! A folder of wheels, made in memory, to resolve against: no index and no network.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use crate::harness::{Pyward, put, pyward};

/// Wheels of these packages (`name`, `version`, requirements) in a folder.
pub(crate) fn wheels(packages: &[(&str, &str, &[&str])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, version, requires) in packages {
        put(
            folder.path(),
            &format!("{name}-{version}-py3-none-any.whl"),
            &wheel(name, version, requires),
        );
    }
    folder
}

fn wheel(name: &str, version: &str, requires: &[&str]) -> Vec<u8> {
    let info = format!("{name}-{version}.dist-info");
    let requires: String = requires
        .iter()
        .map(|requirement| format!("Requires-Dist: {requirement}\n"))
        .collect();
    let files = [
        (format!("{name}.py"), format!("version = {version:?}\n")),
        (
            format!("{info}/METADATA"),
            format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}"),
        ),
        (
            format!("{info}/WHEEL"),
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                .to_owned(),
        ),
        (
            format!("{info}/RECORD"),
            format!("{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        zip.start_file(path, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The binary, in a project, with nothing but these wheels to take packages from; its data folder stands beside them, so
/// that one run finds what another left.
pub(crate) fn with_wheels(args: &[&str], project: &Path, wheels: &Path) -> Pyward {
    pyward(args)
        .within(project)
        .env("PYWARD_OFFLINE", "0")
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", wheels)
        .env("PYWARD_CACHE_DIR", wheels.join("cache"))
        .env("PYWARD_DATA_DIR", data(wheels))
}

/// The data folder of [`with_wheels`].
pub(crate) fn data(wheels: &Path) -> PathBuf {
    wheels.join("data")
}
