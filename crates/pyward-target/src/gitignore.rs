//! What git ignores, and what the user excludes.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::{ReadFailure, file};

/// More than any `.gitignore` written by hand.
const RULES_BYTES: u64 = 64 * 1024;

/// The same for all of a tree: rules cost far more time than their bytes do elsewhere.
const ALL_RULES_BYTES: u64 = 1024 * 1024;

/// The rules of the folders from the top of the repository down to the one that is looked at.
pub(crate) struct Ignored {
    /// How many bytes of rules may still be read.
    budget: u64,
    rules: Vec<Gitignore>,
    /// For each folder on the way, whether it has rules.
    levels: Vec<bool>,
}

impl Ignored {
    /// Nothing is ignored yet.
    pub(crate) fn nothing() -> Self {
        Self {
            budget: ALL_RULES_BYTES,
            rules: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// The rules above the target: those of the repository it belongs to, if it belongs to one. A target that these
    /// very rules ignore was named on purpose, so they do not count.
    pub(crate) fn above(root: &Path) -> Self {
        let mut folders = Vec::new();
        let mut in_repository = false;
        for folder in root.ancestors() {
            in_repository = folder.join(".git").exists();
            if folder != root {
                folders.push(folder);
            }
            if in_repository {
                break;
            }
        }
        let mut ignored = Self::nothing();
        if in_repository {
            for folder in folders.into_iter().rev() {
                let rules = ignored.read(folder, &mut Vec::new());
                ignored.rules.extend(rules);
            }
        }
        let named = ignored
            .rules
            .iter()
            .any(|rules| rules.matched_path_or_any_parents(root, true).is_ignore());
        if named { Self::nothing() } else { ignored }
    }

    /// Goes down into a folder that has rules of its own, or not. Gives back why rules could not be read.
    pub(crate) fn enter(&mut self, folder: &Path, has_rules: bool) -> Vec<ReadFailure> {
        let mut failures = Vec::new();
        let rules = if has_rules {
            self.read(folder, &mut failures)
        } else {
            None
        };
        self.levels.push(rules.is_some());
        self.rules.extend(rules);
        failures
    }

    /// Comes up again.
    pub(crate) fn leave(&mut self) {
        if self.levels.pop() == Some(true) {
            self.rules.pop();
        }
    }

    /// Whether git ignores this child of the folder: the nearest rules that speak of it decide.
    pub(crate) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        self.rules
            .iter()
            .rev()
            .map(|rules| rules.matched(path, is_folder))
            .find(|verdict| !verdict.is_none())
            .is_some_and(|verdict| verdict.is_ignore())
    }

    /// The rules of one folder; lines that are no glob are passed over, as git does.
    fn read(&mut self, folder: &Path, failures: &mut Vec<ReadFailure>) -> Option<Gitignore> {
        let mut builder = GitignoreBuilder::new(folder);
        for name in [".git/info/exclude", ".gitignore"] {
            let bytes = match file::read(&folder.join(name), RULES_BYTES) {
                Ok(bytes) => bytes,
                // `.git` of a worktree or submodule is a file.
                Err(ReadFailure::NotFound | ReadFailure::NotDirectory) => continue,
                Err(failure) => {
                    failures.push(failure);
                    continue;
                }
            };
            let Some(left) = self.budget.checked_sub(bytes.len() as u64) else {
                let limit = file::bytes(ALL_RULES_BYTES);
                failures.push(ReadFailure::Io(format!(
                    "all rules together are larger than {limit}"
                )));
                continue;
            };
            self.budget = left;
            for line in String::from_utf8_lossy(&bytes).lines() {
                let _ = builder.add_line(None, line.trim_start_matches('\u{feff}'));
            }
        }
        let rules = builder.build().ok()?;
        (!rules.is_empty()).then_some(rules)
    }
}

/// The globs of `--exclude`, in the language of `.gitignore`, or the first that is none with what is wrong with it.
pub(crate) fn excluded(root: &Path, globs: &[String]) -> Result<Gitignore, (String, String)> {
    let mut builder = GitignoreBuilder::new(root);
    builder.allow_unclosed_class(false);
    for glob in globs {
        if let Err(error) = builder.add_line(None, glob) {
            return Err((glob.clone(), error.to_string()));
        }
    }
    builder
        .build()
        .map_err(|error| (globs.join(" "), error.to_string()))
}
