//! The door to the disk: what this crate reads and writes.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// The bytes of a file, or why not, with its path.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the repository's own files, not those of a target"
    )]
    let opened = File::open(path);
    let mut bytes = Vec::new();
    opened
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|error| format!("{} could not be read: {error}", path.display()))?;
    Ok(bytes)
}

/// Writes a file, replacing what is there; its folder is made where it is missing.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    make_folder_of(path)?;
    let written = File::create(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| format!("{} could not be written: {error}", path.display()))
}

/// Writes a file that must not be there yet.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), String> {
    make_folder_of(path)?;
    let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| format!("{} could not be written: {error}", path.display()))
}

fn make_folder_of(path: &Path) -> Result<(), String> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("{} could not be made: {error}", folder.display()))
}
