//! Installed data carried to machines without a network: a folder with the stores and a manifest of their digests.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_model::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::import::{InstallError, prepare};
use crate::regular;
use crate::store::draft::hex;
use crate::store::install;

/// The name of the manifest.
const MANIFEST: &str = "manifest.json";

/// The schema it states.
const SCHEMA: &str = "pyward-db-export/1";

/// The longest manifest, in bytes.
const MAX_MANIFEST: u64 = 1 << 20;

/// The most stores of an export.
const MAX_FILES: usize = 100;

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `pyward-db-export/1`.
    pub schema: String,
    /// The day it was made, `YYYY-MM-DD`.
    pub created: String,
    /// Its files, sorted by name.
    pub files: Vec<Exported>,
}

/// A store of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The file's name.
    pub name: String,
    /// The name of its source: `osv`, `import`, or that of a further one.
    pub source: String,
    /// The ecosystem it speaks of, by its name in OSV; empty for PyPI.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ecosystem: String,
    /// The day its data was current, `YYYY-MM-DD`.
    pub current: Option<String>,
    /// Its records.
    pub records: usize,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of the whole file, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// Why an export was not made, or is not to be trusted.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// There is nothing to carry.
    #[error("no advisory data is installed in {path}", path = .path.display())]
    Nothing {
        /// The data folder.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path} cannot be read or written: {source}", path = .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest is none.
    #[error("{path} is no manifest of an export: {reason}", path = .path.display())]
    Manifest {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file is not the one that was exported.
    #[error("{path} is not the file that was exported: {reason}", path = .path.display())]
    Changed {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The data folder cannot be changed.
    #[error(transparent)]
    Install(#[from] InstallError),
}

impl BundleError {
    /// What to do next, if there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Nothing { .. } => Some("run `pyward db update` or `pyward db import PATH` first"),
            Self::Io { .. } => Some("check the path, its permissions and the free space"),
            Self::Manifest { .. } => Some("name a folder that `pyward db export` wrote"),
            Self::Changed { .. } => Some("copy the export again, whole; nothing of it was taken"),
            Self::Install(error) => error.hint(),
        }
    }
}

/// Whether a folder is an export.
pub fn is_export(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// Copies every store of a data folder into `folder`, which is made where it is not there, and writes the manifest last:
/// an export that was interrupted has none, or one that does not fit.
///
/// # Errors
/// A damaged store is an error, and not carried.
pub fn export(data_dir: &Path, folder: &Path, today: Date) -> Result<Manifest, BundleError> {
    let names = install::stores(data_dir);
    if names.is_empty() {
        return Err(BundleError::Nothing {
            path: data_dir.to_owned(),
        });
    }
    fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    let manifest = folder.join(MANIFEST);
    match fs::remove_file(&manifest) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(failed(&manifest, source));
        }
        _ => {}
    }
    let mut files = Vec::new();
    for name in names {
        let from = data_dir.join(&name);
        let store = install::open(&from)
            .map_err(|source| failed(&from, source))?
            .map_err(|damage| BundleError::Changed {
                path: from.clone(),
                reason: damage.to_string(),
            })?;
        let (bytes, sha256) = copy(&from, &folder.join(&name))?;
        let source = match store.header.source.as_str() {
            "" if store.header.origin.is_some() => "osv",
            "" => "import",
            source => source,
        };
        files.push(Exported {
            name,
            source: source.to_owned(),
            ecosystem: store.header.ecosystem.clone(),
            current: store.header.current.clone(),
            records: store.header.records,
            bytes,
            sha256,
        });
    }
    let written = Manifest {
        schema: SCHEMA.to_owned(),
        created: today.to_string(),
        files,
    };
    let mut text =
        serde_json::to_string_pretty(&written).map_err(|error| failed(&manifest, error.into()))?;
    text.push('\n');
    let mut file =
        tempfile::NamedTempFile::new_in(folder).map_err(|source| failed(folder, source))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(|source| failed(&manifest, source))?;
    file.persist(&manifest)
        .map_err(|error| failed(&manifest, error.error))?;
    Ok(written)
}

/// Checks every file of an export against its manifest, and every store in full outline.
///
/// # Errors
/// The first thing that is not as it was exported.
pub fn verify_export(folder: &Path) -> Result<Manifest, BundleError> {
    let path = folder.join(MANIFEST);
    let manifest = read_manifest(&path)?;
    for file in &manifest.files {
        let path = folder.join(&file.name);
        let changed = |reason: String| BundleError::Changed {
            path: path.clone(),
            reason,
        };
        let (bytes, sha256) = digest(&path, &mut io::sink())?;
        if bytes != file.bytes {
            return Err(changed(format!(
                "it is {bytes} bytes long instead of {}",
                file.bytes
            )));
        }
        if sha256 != file.sha256 {
            return Err(changed("its SHA-256 is another".to_owned()));
        }
        install::open(&path)
            .map_err(|source| failed(&path, source))?
            .map_err(|damage| changed(damage.to_string()))?;
    }
    Ok(manifest)
}

/// Checks an export and installs its stores in place of those of the same sources.
///
/// # Errors
/// Where anything is not as it was exported, nothing is installed.
pub fn import_export(
    folder: &Path,
    data_dir: &Path,
    wait: Duration,
) -> Result<Manifest, BundleError> {
    let manifest = verify_export(folder)?;
    let _lock = prepare(data_dir, wait)?;
    for file in &manifest.files {
        let from = folder.join(&file.name);
        let target = data_dir.join(&file.name);
        let installed = install::replace(&target, |out| {
            let (bytes, sha256) = digest(&from, out).map_err(io::Error::other)?;
            // What was checked must be what is installed, whoever else writes there.
            if (bytes, &sha256) == (file.bytes, &file.sha256) {
                Ok(())
            } else {
                Err(io::Error::other("it changed while it was read"))
            }
        });
        installed.map_err(|source| InstallError::Write {
            path: target,
            source,
        })?;
    }
    Ok(manifest)
}

fn read_manifest(path: &Path) -> Result<Manifest, BundleError> {
    let wrong = |reason: String| BundleError::Manifest {
        path: path.to_owned(),
        reason,
    };
    let mut bytes = Vec::new();
    regular::open(path)
        .and_then(|file| file.take(MAX_MANIFEST + 1).read_to_end(&mut bytes))
        .map_err(|source| failed(path, source))?;
    if bytes.len() as u64 > MAX_MANIFEST {
        return Err(wrong("it is larger than 1 MiB".to_owned()));
    }
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    if manifest.schema != SCHEMA {
        return Err(wrong(format!("its schema is not `{SCHEMA}`")));
    }
    if manifest.files.is_empty() || manifest.files.len() > MAX_FILES {
        return Err(wrong("it names no file, or too many".to_owned()));
    }
    // Names lead nowhere else, and each stands once.
    let mut names: Vec<&str> = manifest
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    names.sort_unstable();
    let sound = names.iter().all(|name| install::is_store_name(name));
    if !sound || names.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(wrong(
            "it names a file that is no store, or one twice".to_owned(),
        ));
    }
    Ok(manifest)
}

/// Copies a file whole or not at all; its length and digest.
fn copy(from: &Path, to: &Path) -> Result<(u64, String), BundleError> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|source| failed(to, source))?;
    let digest = digest(from, file.as_file_mut())?;
    file.as_file()
        .sync_all()
        .map_err(|source| failed(to, source))?;
    file.persist(to).map_err(|error| failed(to, error.error))?;
    Ok(digest)
}

/// Length and SHA-256 of a file, whose bytes are passed on.
fn digest(path: &Path, mut out: impl io::Write) -> Result<(u64, String), BundleError> {
    let file: File = regular::open(path).map_err(|source| failed(path, source))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut hash = Sha256::new();
    let mut length = 0;
    let mut part = vec![0; 1 << 16];
    loop {
        let read = reader
            .read(&mut part)
            .map_err(|source| failed(path, source))?;
        let Some(bytes) = part.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok((length, hex(&hash.finalize())));
        };
        hash.update(bytes);
        length += bytes.len() as u64;
        out.write_all(bytes)
            .map_err(|source| failed(path, source))?;
    }
}

fn failed(path: &Path, source: io::Error) -> BundleError {
    BundleError::Io {
        path: path.to_owned(),
        source,
    }
}
