//! Folders that move as a whole.
//!
//! A package that is new brings folders that nobody has yet. Each is put in place by one rename instead of one for every
//! file in it, and taken back by one as long as nothing else has come to stand in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Folders, Put};

/// How deep below a folder its own content is looked for.
const DEPTH_LIMIT: usize = 64;

/// A folder that is put in place in one step, with all files in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whole {
    /// Where it goes.
    pub(crate) to: PathBuf,
    /// Where it is below `new/`.
    pub(crate) from: PathBuf,
}

/// The topmost folders that are not in the environment and whose files all come from one place. Files that go to
/// one of them need no step of their own.
pub(crate) fn whole_folders(root: &Path, put: &[Put]) -> Vec<Whole> {
    let mut origins: BTreeMap<PathBuf, Origin> = BTreeMap::new();
    let mut before = None;
    for put in put {
        // Most files stand beside the one before.
        let parents = Some((put.to.parent(), put.from.parent()));
        if before == parents {
            continue;
        }
        before = parents;
        let mut folder = (put.to.as_path(), put.from.as_path());
        while let (Some(to), Some(from)) = (folder.0.parent(), folder.1.parent()) {
            if to.as_os_str().is_empty() {
                break;
            }
            // What comes from below another name is no folder that could be moved.
            let same_name = to.file_name() == from.file_name();
            match origins.get_mut(to) {
                Some(Origin::From(known)) if known == from && same_name => break,
                Some(origin) => *origin = Origin::Several,
                None => {
                    let origin = if same_name {
                        Origin::From(from.to_owned())
                    } else {
                        Origin::Several
                    };
                    origins.insert(to.to_owned(), origin);
                }
            }
            folder = (to, from);
        }
    }
    let mut whole: Vec<Whole> = Vec::new();
    // A folder comes right before all that is below it.
    for (to, origin) in origins {
        let is_below = whole.last().is_some_and(|last| to.starts_with(&last.to));
        if let Origin::From(from) = origin
            && !is_below
            && root.join(&to).symlink_metadata().is_err()
        {
            whole.push(Whole { to, from });
        }
    }
    whole
}

/// Where the files of a folder come from.
enum Origin {
    /// All from this one below `new/`.
    From(PathBuf),
    /// From more than one.
    Several,
}

/// The folder of a sorted list that a path is in.
pub(super) fn whole_of<'a>(whole: &'a [Whole], path: &Path) -> Option<&'a Whole> {
    let before = whole.partition_point(|folder| folder.to.as_path() <= path);
    let nearest = whole.get(before.checked_sub(1)?)?;
    path.starts_with(&nearest.to).then_some(nearest)
}

/// Whether all that stands in a folder was put there, or compiled by the interpreter from what was.
pub(super) fn holds_only(folders: &Folders, whole: &Whole, put: &BTreeSet<&Path>) -> bool {
    let mut open = vec![(whole.to.clone(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let Ok(entries) = std::fs::read_dir(folders.root.join(&folder)) else {
            return false;
        };
        for entry in entries {
            let Ok((name, kind)) =
                entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?)))
            else {
                return false;
            };
            let path = folder.join(name);
            if kind.is_dir() {
                if depth == DEPTH_LIMIT {
                    return false;
                }
                open.push((path, depth + 1));
            } else if !put.contains(path.as_path()) && !is_compiled_of(&path, put) {
                return false;
            }
        }
    }
    true
}

/// Whether a file is `folder/__pycache__/NAME.TAG.pyc` of a `folder/NAME.py` that was put in place.
fn is_compiled_of(path: &Path, put: &BTreeSet<&Path>) -> bool {
    let Some(cache) = path.parent().filter(|cache| cache.ends_with("__pycache__")) else {
        return false;
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let source = name
        .strip_suffix(".pyc")
        .and_then(|name| name.split('.').next())
        .zip(cache.parent());
    source.is_some_and(|(stem, folder)| put.contains(folder.join(format!("{stem}.py")).as_path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(to: &str, base: &str) -> Put {
        Put {
            to: to.into(),
            from: Path::new(base).join(to),
            sha256: String::new(),
            size: 0,
        }
    }

    fn moved(root: &Path, put: &[Put]) -> Vec<String> {
        whole_folders(root, put)
            .iter()
            .map(|whole| format!("{} <- {}", whole.to.display(), whole.from.display()))
            .collect()
    }

    #[test]
    fn the_topmost_new_folders_move_whole() {
        let root = tempfile::TempDir::new().unwrap();
        std::fs::create_dir_all(root.path().join("lib/there")).unwrap();
        let put = [
            put("lib/alpha/__init__.py", "0"),
            put("lib/alpha/deep/er/a.py", "0"),
            put("lib/there/b.py", "0"),
            put("lib/there/new/c.py", "0"),
            put("lib/z.py", "0"),
            put("lib/shared/a/a.py", "0"),
            put("lib/shared/b/b.py", "1"),
        ];
        assert_eq!(
            moved(root.path(), &put),
            [
                "lib/alpha <- 0/lib/alpha",
                "lib/shared/a <- 0/lib/shared/a",
                "lib/shared/b <- 1/lib/shared/b",
                "lib/there/new <- 0/lib/there/new",
            ]
        );
        let all = whole_folders(root.path(), &put);
        let of = |path: &str| whole_of(&all, Path::new(path)).map(|whole| whole.to.clone());
        assert_eq!(of("lib/alpha/deep/er/a.py"), Some("lib/alpha".into()));
        assert_eq!(of("lib/shared/b/b.py"), Some("lib/shared/b".into()));
        assert_eq!(of("lib/alphabet.py"), None);
        assert_eq!(of("lib/there/b.py"), None);
        assert_eq!(of("a.py"), None);
    }

    #[test]
    fn two_wheels_never_share_a_folder_that_moves_whole() {
        let root = tempfile::TempDir::new().unwrap();
        let put = [
            put("lib/ns/a.py", "0"),
            put("lib/ns/b.py", "1"),
            put("lib/ns/only/c.py", "1"),
            put("lib/ns/a2.py", "0"),
        ];
        assert_eq!(moved(root.path(), &put), ["lib/ns/only <- 1/lib/ns/only"]);
    }
}
