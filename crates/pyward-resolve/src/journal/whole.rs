//! Folders that move as a whole.
//!
//! A package that is new brings folders that nobody has yet. Each is put in place by one rename instead of one for every
//! file in it, and taken back by one as long as nothing else has come to stand in it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::order::{is_below, is_in, order};
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
/// one of them need no step of their own. `put` is sorted by where things go.
pub(crate) fn whole_folders(root: &Path, put: &[Put]) -> Vec<Whole> {
    let mut walk = Walk {
        root,
        open: Vec::new(),
        whole: Vec::new(),
    };
    for put in put {
        walk.pass(put);
    }
    while walk.close() {}
    walk.whole
}

/// A way through sorted files, folder by folder.
struct Walk<'a> {
    root: &'a Path,
    /// The folders that the last file is in, each after the one it is in.
    open: Vec<Open<'a>>,
    /// What moves as a whole, of all that is closed.
    whole: Vec<Whole>,
}

/// A folder of which not all files are seen yet.
struct Open<'a> {
    to: &'a Path,
    from: &'a Path,
    /// Whether all in it come from `from`.
    is_one: bool,
    /// Whether it is not in the environment.
    is_new: bool,
    /// How many folders moved as a whole before it was opened.
    before: usize,
}

impl<'a> Walk<'a> {
    fn pass(&mut self, put: &'a Put) {
        // Most files stand beside the one before.
        if let Some(last) = self.open.last()
            && is_in(&put.to, last.to)
            && is_in(&put.from, last.from)
        {
            return;
        }
        while self
            .open
            .last()
            .is_some_and(|last| !is_below(&put.to, last.to))
        {
            self.close();
        }
        let mut fresh = Vec::new();
        let mut froms = put.from.ancestors().skip(1);
        let folders = put.to.ancestors().skip(1);
        for to in folders.filter(|to| !to.as_os_str().is_empty()) {
            let from = froms.next();
            let Some(open) = self.open.iter_mut().rev().find(|open| open.to == to) else {
                fresh.push((to, from));
                continue;
            };
            let is_same = from == Some(open.from);
            if is_same && open.is_one {
                // So are those that it is in, or they were found not to be when it was opened.
                break;
            }
            open.is_one &= is_same;
        }
        for (to, from) in fresh.into_iter().rev() {
            let is_in_new = self.open.last().is_some_and(|above| above.is_new);
            self.open.push(Open {
                to,
                from: from.unwrap_or(to),
                // What comes from below another name is no folder that could be moved.
                is_one: from.is_some_and(|from| from.file_name() == to.file_name()),
                is_new: is_in_new || self.root.join(to).symlink_metadata().is_err(),
                before: self.whole.len(),
            });
        }
    }

    /// Closes the last folder; whether there was one.
    fn close(&mut self) -> bool {
        let Some(last) = self.open.pop() else {
            return false;
        };
        if last.is_one && last.is_new {
            // What is below it comes with it.
            self.whole.truncate(last.before);
            self.whole.push(Whole {
                to: last.to.to_owned(),
                from: last.from.to_owned(),
            });
        } else if !last.is_one
            && let Some(above) = self.open.last_mut()
        {
            above.is_one = false;
        }
        true
    }
}

/// The folder of a sorted list that a path is in.
pub(super) fn whole_of<'a>(whole: &'a [Whole], path: &Path) -> Option<&'a Whole> {
    let before = whole.partition_point(|folder| order(&folder.to, path).is_le());
    let nearest = whole.get(before.checked_sub(1)?)?;
    is_below(path, &nearest.to).then_some(nearest)
}

/// Whether a file is among those of a sorted list.
pub(super) fn is_put(put: &[Put], path: &Path) -> bool {
    put.binary_search_by(|put| order(&put.to, path)).is_ok()
}

/// Whether all that stands in a folder was put there, or compiled by the interpreter from what was.
pub(super) fn holds_only(folders: &Folders, whole: &Whole, put: &[Put]) -> bool {
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
            } else if !is_put(put, &path) && !is_compiled_of(&path, put) {
                return false;
            }
        }
    }
    true
}

/// Whether a file is `folder/__pycache__/NAME.TAG.pyc` of a `folder/NAME.py` that was put in place.
fn is_compiled_of(path: &Path, put: &[Put]) -> bool {
    let Some(cache) = path.parent().filter(|cache| cache.ends_with("__pycache__")) else {
        return false;
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let source = name
        .strip_suffix(".pyc")
        .and_then(|name| name.split('.').next())
        .zip(cache.parent());
    source.is_some_and(|(stem, folder)| is_put(put, &folder.join(format!("{stem}.py"))))
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

    fn sorted<const N: usize>(mut put: [Put; N]) -> [Put; N] {
        put.sort_by(|a, b| order(&a.to, &b.to));
        put
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
        let put = sorted([
            put("lib/alpha/__init__.py", "0"),
            put("lib/alpha/deep/er/a.py", "0"),
            put("lib/there/b.py", "0"),
            put("lib/there/new/c.py", "0"),
            put("lib/z.py", "0"),
            put("lib/shared/a/a.py", "0"),
            put("lib/shared/b/b.py", "1"),
        ]);
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
        let put = sorted([
            put("lib/ns/a.py", "0"),
            put("lib/ns/b.py", "1"),
            put("lib/ns/only/c.py", "1"),
            put("lib/ns/a2.py", "0"),
        ]);
        assert_eq!(moved(root.path(), &put), ["lib/ns/only <- 1/lib/ns/only"]);
    }

    #[test]
    fn what_comes_last_from_elsewhere_keeps_all_above_it_from_moving_whole() {
        let root = tempfile::TempDir::new().unwrap();
        let put = sorted([
            put("lib/ns/a/one.py", "0"),
            put("lib/ns/a/z/two.py", "0"),
            put("lib/ns/b/c/three.py", "0"),
            put("lib/ns/b/d/four.py", "1"),
            put("lib/ns-more/five.py", "1"),
            Put {
                from: "0/lib/other/six.py".into(),
                ..put("lib/ns/renamed/six.py", "0")
            },
        ]);
        assert_eq!(
            moved(root.path(), &put),
            [
                "lib/ns/a <- 0/lib/ns/a",
                "lib/ns/b/c <- 0/lib/ns/b/c",
                "lib/ns/b/d <- 1/lib/ns/b/d",
                "lib/ns-more <- 1/lib/ns-more",
            ]
        );
    }
}
