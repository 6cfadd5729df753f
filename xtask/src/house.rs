//! The house as checks see it: every file of the repository, by path. Made up in tests.

use std::collections::BTreeMap;
use std::path::Path;

use crate::disk;

/// Text above this size is data, not prose or code, and is not looked into.
const LARGEST_TEXT: u64 = 1 << 20;

/// Folders whose files are examples of what pyward reads, good and bad, as those below the root's `examples/` are: no
/// house rule holds for what stands in them.
const EXHIBITS: &[&str] = &["fixtures", "proptest-regressions"];

/// The repository: paths relative to its root with `/` between parts, and the text of what is text.
#[derive(Debug, Default)]
pub(crate) struct House {
    files: BTreeMap<String, Option<String>>,
}

impl House {
    /// Reads the repository. What git ignores by the plain forms of the root's `.gitignore` (`/path`, `*.ending`) is left
    /// out, and so are folders that begin with a dot (but for those the repository has) and virtual environments.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let ignored = String::from_utf8_lossy(&disk::read(&root.join(".gitignore"))?).into_owned();
        let ignored: Vec<&str> = ignored
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let mut house = Self::default();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            house.read_folder(root, &folder, &ignored, &mut folders)?;
        }
        Ok(house)
    }

    fn read_folder(
        &mut self,
        root: &Path,
        folder: &str,
        ignored: &[&str],
        more: &mut Vec<String>,
    ) -> Result<(), String> {
        let told = |error: std::io::Error| {
            format!(
                "{} could not be listed: {error}",
                root.join(folder).display()
            )
        };
        for entry in std::fs::read_dir(root.join(folder)).map_err(told)? {
            let entry = entry.map_err(told)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            let found = entry.metadata().map_err(told)?;
            if is_ignored(&path, ignored) {
                continue;
            }
            if found.is_dir() {
                if is_of_the_house(&entry.path(), &name) {
                    more.push(path);
                }
            } else if found.is_file() {
                let bytes = if found.len() <= LARGEST_TEXT {
                    disk::read(&entry.path())?
                } else {
                    vec![0xff]
                };
                self.files.insert(path, String::from_utf8(bytes).ok());
            }
        }
        Ok(())
    }

    /// A house made up for a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())));
        Self {
            files: files.collect(),
        }
    }

    /// Every path.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether there is a file or folder at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        let within = format!("{path}/");
        self.files.contains_key(path) || self.paths().any(|other| other.starts_with(&within))
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Every text file, with its path.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Every Rust file that is code of the house and not an exhibit.
    pub(crate) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts()
            .filter(|(path, _)| is_kind(path, "rs") && !is_exhibit(path))
    }

    /// The files that stand in a folder itself with this ending (`.rs`), each as its stem and path, sorted.
    pub(crate) fn stems(&self, folder: &str, ending: &str) -> Vec<(&str, &str)> {
        let stem = |path: &'_ str| -> Option<usize> {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            let stem = name.strip_suffix(ending)?;
            (!stem.contains('/')).then_some(stem.len())
        };
        self.paths()
            .filter_map(|path| {
                let length = stem(path)?;
                Some((path.get(folder.len() + 1..folder.len() + 1 + length)?, path))
            })
            .collect()
    }
}

/// Whether a path has this extension (`rs`).
pub(crate) fn is_kind(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|own| own == extension)
}

/// Whether a path is an exhibit: an example of what pyward reads.
pub(crate) fn is_exhibit(path: &str) -> bool {
    path.starts_with("examples/") || path.split('/').any(|part| EXHIBITS.contains(&part))
}

fn is_ignored(path: &str, ignored: &[&str]) -> bool {
    ignored.iter().any(|pattern| {
        if let Some(anchored) = pattern.strip_prefix('/') {
            anchored.trim_end_matches('/') == path
        } else if let Some(ending) = pattern.strip_prefix('*') {
            path.ends_with(ending)
        } else {
            path.rsplit('/').next() == Some(pattern.trim_end_matches('/'))
        }
    })
}

fn is_of_the_house(folder: &Path, name: &str) -> bool {
    let is_hidden =
        name.starts_with('.') && !matches!(name, ".cargo" | ".ci" | ".config" | ".github");
    let is_made = matches!(name, "target" | "__pycache__" | "node_modules");
    !is_hidden && !is_made && !folder.join("pyvenv.cfg").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_left_out() {
        for (path, expected) in [
            ("target", true),
            ("fuzz/target", true),
            ("crates/target.rs", false),
            ("a/b.profraw", true),
        ] {
            assert_eq!(
                is_ignored(path, &["/target", "/fuzz/target", "*.profraw"]),
                expected,
                "{path}"
            );
        }
    }

    #[test]
    fn stems_are_those_of_one_folder() {
        let house = House::of(&[
            ("a/b/one.rs", ""),
            ("a/b/c/two.rs", ""),
            ("a/b.rs", ""),
            ("a/b/read.md", ""),
        ]);
        assert_eq!(house.stems("a/b", ".rs"), [("one", "a/b/one.rs")]);
        assert!(house.has("a/b/c") && !house.has("a/x"));
    }

    #[test]
    fn the_repository_is_read() {
        let house = House::read(&crate::root()).unwrap();
        assert!(
            house
                .text("Cargo.toml")
                .is_some_and(|text| text.contains("[workspace]"))
        );
        assert!(
            house
                .paths()
                .all(|path| !path.starts_with("target/") && !path.starts_with(".git/"))
        );
    }
}
