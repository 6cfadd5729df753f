//! A folder of wheels, made in memory, to resolve against: no index and no network.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use crate::harness::{Pyward, put, pyward};

/// Wheels of these packages (`name`, `version`, requirements) in a folder. Each has one module with a function that no other
/// version has: `made_for_1_0` of version 1.0.
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
        (
            format!("{name}.py"),
            format!(
                "version = {version:?}\ndef made_for_{}(): ...\n",
                version.replace('.', "_")
            ),
        ),
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

/// Where packages stand in [`environment`].
const SITE: &str = "lib/python3.11/site-packages";

/// The names of the files in a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Puts an environment of these packages into a folder. Its interpreter is a file that says what it would do if it were
/// ever started.
pub(crate) fn environment(top: &Path, venv: &str, packages: &[(&str, &str)]) {
    let home = top.join(venv).join("base/bin");
    put(
        top,
        &format!("{venv}/base/bin/python3.11"),
        b"#!/bin/sh\nexit 99\n",
    );
    put(
        top,
        &format!("{venv}/pyvenv.cfg"),
        format!("home = {}\nversion = 3.11.4\n", home.display()).as_bytes(),
    );
    put(top, &format!("{venv}/bin/python"), b"#!/bin/sh\nexit 99\n");
    for (name, version) in packages {
        let info = format!("{name}-{version}.dist-info");
        let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n");
        let site = format!("{venv}/{SITE}");
        put(top, &format!("{site}/{info}/METADATA"), metadata.as_bytes());
        put(top, &format!("{site}/{info}/INSTALLER"), b"pip\n");
        put(
            top,
            &format!("{site}/{info}/RECORD"),
            format!("{info}/METADATA,,\n{info}/INSTALLER,,\n{info}/RECORD,,\n").as_bytes(),
        );
    }
}

/// What is installed in an environment, by its folders of metadata.
pub(crate) fn installed(top: &Path, venv: &str) -> Vec<String> {
    files(&top.join(venv).join(SITE))
        .into_iter()
        .filter_map(|name| Some(name.strip_suffix(".dist-info")?.to_owned()))
        .collect()
}
