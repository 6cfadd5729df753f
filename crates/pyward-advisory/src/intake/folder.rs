//! A folder of records, one file each, as in a clone of an advisory database.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{Intake, Layout, MAX_RECORD, SourceError};
use crate::regular;

/// How deep folders are followed. The deepest layout in use, GitHub's, has five levels.
const MAX_DEPTH: usize = 16;

/// Reads every file of records below a folder, in order of their paths. Hidden folders (`.git`) and symbolic links are
/// left alone, so that what is read stands in the folder.
pub(crate) fn read(
    path: &Path,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let mut waiting: Vec<(PathBuf, usize)> = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let (folders, files) =
            list(&folder, &intake.layout).map_err(|source| SourceError::Unreadable {
                path: folder.clone(),
                source,
            })?;
        for file in files {
            intake.spend(path, 0)?;
            let place = || file.display().to_string();
            match content(&file) {
                Ok(bytes) if bytes.len() as u64 > MAX_RECORD => {
                    intake.unreadable(&place, "it is larger than 32 MiB");
                }
                Ok(bytes) => {
                    intake.spend(path, bytes.len() as u64)?;
                    intake.take_file(&file.to_string_lossy(), &bytes, &place);
                }
                Err(error) => intake.unreadable(&place, &error.to_string()),
            }
            watch(intake.report.seen());
        }
        if depth < MAX_DEPTH {
            waiting.extend(folders.into_iter().rev().map(|folder| (folder, depth + 1)));
        } else if !folders.is_empty() {
            return Err(SourceError::Limit {
                path: folder,
                what: "16 levels of folders",
            });
        }
    }
    Ok(())
}

/// Folders and files of records of a folder, sorted.
fn list(folder: &Path, layout: &Layout) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if kind.is_dir() && !hidden {
            folders.push(path);
        } else if kind.is_file() && layout.reads(&path.to_string_lossy()) {
            files.push(path);
        }
    }
    folders.sort_unstable();
    files.sort_unstable();
    Ok((folders, files))
}

fn content(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    regular::open(file)?
        .take(MAX_RECORD + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
