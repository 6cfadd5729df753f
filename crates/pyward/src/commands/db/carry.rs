//! `pyward db export`, and taking and checking what it wrote.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyward_advisory::{BundleError, Manifest, is_export};
use pyward_model::printable;

use super::WAIT;
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::reports;

pub(super) fn export(path: &Path, environment: &Environment) -> Result<u8, Failure> {
    let folder = environment.working_folder.join(path);
    let manifest = pyward_advisory::export(&environment.data_folder, &folder, environment.today)
        .map_err(|error| failure(&error))?;
    let mut text = listed(&manifest);
    let _ = writeln!(
        text,
        "exported to {}",
        printable(&folder.display().to_string())
    );
    reports::print(&text)?;
    Ok(0)
}

/// The export that is named; `None` where none is. With anything else beside it, it is a mistake.
pub(super) fn export_among(
    paths: &[PathBuf],
    environment: &Environment,
) -> Result<Option<PathBuf>, Failure> {
    let paths: Vec<PathBuf> = paths
        .iter()
        .map(|path| environment.working_folder.join(path))
        .collect();
    let Some(folder) = paths.iter().find(|path| is_export(path)) else {
        return Ok(None);
    };
    if paths.len() > 1 {
        let message = format!("{} is a whole export", folder.display());
        return Err(Failure::usage(message).hint("import it alone"));
    }
    Ok(Some(folder.clone()))
}

pub(super) fn import(folder: &Path, environment: &Environment) -> Result<u8, Failure> {
    let manifest = pyward_advisory::import_export(folder, &environment.data_folder, WAIT)
        .map_err(|error| failure(&error))?;
    let mut text = listed(&manifest);
    let _ = writeln!(
        text,
        "installed in {}; every digest is as the manifest says",
        printable(&environment.data_folder.display().to_string())
    );
    reports::print(&text)?;
    Ok(0)
}

/// Checks the digests where a folder is an export.
pub(super) fn verify(folder: &Path) -> Result<(), Failure> {
    if is_export(folder) {
        let manifest = pyward_advisory::verify_export(folder).map_err(|error| failure(&error))?;
        reports::print(&format!(
            "{}every digest is as the manifest says\n",
            listed(&manifest)
        ))?;
    }
    Ok(())
}

fn listed(manifest: &Manifest) -> String {
    let mut text = String::new();
    for file in &manifest.files {
        let current = file
            .current
            .as_deref()
            .map(|day| format!(", {}", printable(day)));
        let _ = writeln!(
            text,
            "{}{}: {} records{}, sha256 {}",
            printable(&file.source),
            match file.ecosystem.as_str() {
                "" => String::new(),
                ecosystem => format!(" {}", printable(ecosystem)),
            },
            file.records,
            current.unwrap_or_default(),
            printable(&file.sha256),
        );
    }
    text
}

fn failure(error: &BundleError) -> Failure {
    Failure {
        hint: error.hint().map(str::to_owned),
        ..Failure::usage(chain(error))
    }
}
