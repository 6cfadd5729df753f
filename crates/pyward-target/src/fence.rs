//! Which paths belong to the target.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::{ReadFailure, TreePath};

/// What marks the top of a project.
const TOPS: [&str; 2] = [".git", "pyproject.toml"];

/// The folder that paths are shown relative to, and the one that references must stay in. Links in both are resolved.
#[derive(Clone, Debug)]
pub(crate) struct Fence {
    base: PathBuf,
    wall: PathBuf,
}

impl Fence {
    /// Around a folder.
    pub(crate) fn folder(root: &Path) -> Self {
        Self {
            base: root.into(),
            wall: root.into(),
        }
    }

    /// Around the project that `folder` belongs to; paths are shown relative to `base`.
    pub(crate) fn project(folder: &Path, base: &Path) -> Self {
        Self {
            base: base.into(),
            wall: project(folder).unwrap_or(folder).into(),
        }
    }

    /// A real path as it is shown.
    pub(crate) fn tree_path(&self, real: PathBuf) -> TreePath {
        TreePath::new(shown(&real, &self.base), real)
    }

    /// Whether the path, its links resolved, is inside.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        path.canonicalize()
            .is_ok_and(|real| real.starts_with(&self.wall))
    }

    /// The path with its links resolved, if it is inside.
    pub(crate) fn inside(&self, path: &Path) -> Result<PathBuf, ReadFailure> {
        if let Some(plain) = self.plain(path) {
            return Ok(plain);
        }
        let real = path.canonicalize()?;
        if real.starts_with(&self.wall) {
            Ok(real)
        } else {
            Err(ReadFailure::Outside)
        }
    }

    /// The same path, if no part of it below the wall is a link: then it has no other name, and only these parts need
    /// to be asked about, where the system would look at all from the root.
    fn plain(&self, path: &Path) -> Option<PathBuf> {
        let mut at = self.wall.clone();
        for part in path.strip_prefix(&self.wall).ok()?.components() {
            let Component::Normal(name) = part else {
                return None;
            };
            at.push(name);
            if at.symlink_metadata().ok()?.is_symlink() {
                return None;
            }
        }
        cfg!(unix).then_some(at)
    }

    /// See [`crate::Tree::resolve`].
    pub(crate) fn resolve(
        &self,
        from: &TreePath,
        reference: &str,
    ) -> Result<TreePath, ReadFailure> {
        if reference.is_empty() || reference.contains('\0') {
            return Err(ReadFailure::NotFound);
        }
        let folder = from.real().parent().unwrap_or(&self.base);
        let joined = folder.join(reference);
        // A path that leads out by its letters alone must not even be looked for. An absolute one may still lead back
        // in through links.
        if Path::new(reference).is_relative() && !lexical(&joined).starts_with(&self.wall) {
            return Err(ReadFailure::Outside);
        }
        let real = match (joined.parent(), joined.file_name()) {
            (Some(parent), Some(name)) => parent.canonicalize()?.join(name),
            _ => joined.canonicalize()?,
        };
        if !real.starts_with(&self.wall) {
            return Err(ReadFailure::Outside);
        }
        if real.symlink_metadata()?.is_symlink() && !real.canonicalize()?.starts_with(&self.wall) {
            return Err(ReadFailure::Outside);
        }
        Ok(self.tree_path(real))
    }
}

/// The top of the project a folder belongs to.
fn project(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .find(|above| TOPS.iter().any(|mark| above.join(mark).exists()))
}

/// Whether a folder belongs to a project.
pub(crate) fn is_in_project(folder: &Path) -> bool {
    project(folder).is_some()
}

/// A path with `/` between parts: relative to `base` where it is inside, else whole.
pub(crate) fn shown(real: &Path, base: &Path) -> String {
    let Ok(relative) = real.strip_prefix(base) else {
        return real.to_string_lossy().into_owned();
    };
    let parts: Vec<_> = relative.iter().map(OsStr::to_string_lossy).collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// The shown path a reference in a folder leads to, by its letters alone; `None` where it leads out at the top.
pub(crate) fn within(folder: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    if reference.starts_with('/') {
        return None;
    }
    for part in folder.split('/').chain(reference.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    })
}

fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}
