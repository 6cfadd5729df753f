//! What is below a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many files a wheel may have.
pub(super) const FILE_LIMIT: usize = 500_000;
/// How deep its folders may be.
pub(super) const DEPTH_LIMIT: usize = 64;

/// What is below a folder, from there.
#[derive(Default)]
pub(super) struct Content {
    pub(super) files: Vec<PathBuf>,
    /// Each after the one it is in.
    folders: Vec<PathBuf>,
}

/// All that is below a folder; an error where there is anything but files and folders.
pub(super) fn content(root: &Path) -> Result<Content, String> {
    let mut content = Content::default();
    let mut open = vec![(PathBuf::new(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = std::fs::read_dir(root.join(&folder)).map_err(|error| error.to_string())?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            if kind.is_dir() {
                if depth == DEPTH_LIMIT {
                    return Err(too_deep());
                }
                content.folders.push(path.clone());
                open.push((path, depth + 1));
            } else if kind.is_file() {
                if content.files.len() == FILE_LIMIT {
                    return Err(too_many());
                }
                content.files.push(path);
            } else {
                return Err(neither(&path));
            }
        }
    }
    Ok(content)
}

pub(super) fn too_deep() -> String {
    format!("its folders are more than {DEPTH_LIMIT} deep")
}

pub(super) fn too_many() -> String {
    format!("it has more than {FILE_LIMIT} files")
}

pub(super) fn neither(path: &Path) -> String {
    format!(
        "`{}` is neither a file nor a folder",
        pyward_model::printable(&path.to_string_lossy())
    )
}

impl Content {
    /// Removes folders that no file is in: nobody would own them, and so nobody would ever remove them.
    pub(super) fn without_empty(&self, root: &Path) {
        let mut used: BTreeSet<&Path> = BTreeSet::new();
        for file in &self.files {
            for folder in file.ancestors().skip(1) {
                if !used.insert(folder) {
                    break;
                }
            }
        }
        // What is found later is never above what is found earlier.
        for folder in self.folders.iter().rev() {
            if !used.contains(folder.as_path()) {
                // One that cannot be removed does no harm.
                let _ = std::fs::remove_dir(root.join(folder));
            }
        }
    }
}
