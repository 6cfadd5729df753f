//! What git ignores, and what the user excludes.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::{ReadFailure, file};

/// More than any `.gitignore` written by hand.
const RULES_BYTES: u64 = 256 * 1024;

/// The rules of the folders from the top of the repository down to the one that is looked at.
#[derive(Default)]
pub(crate) struct Ignored {
    rules: Vec<Gitignore>,
    /// For each folder on the way, whether it has rules.
    levels: Vec<bool>,
}

impl Ignored {
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
        let mut ignored = Self::default();
        if in_repository {
            for folder in folders.into_iter().rev() {
                ignored.rules.extend(rules(folder, &mut Vec::new()));
            }
        }
        let named = ignored
            .rules
            .iter()
            .any(|rules| rules.matched_path_or_any_parents(root, true).is_ignore());
        if named { Self::default() } else { ignored }
    }

    /// Goes down into a folder that has rules of its own, or not. Gives back why rules could not be read.
    pub(crate) fn enter(&mut self, folder: &Path, has_rules: bool) -> Vec<ReadFailure> {
        let mut failures = Vec::new();
        let rules = if has_rules {
            rules(folder, &mut failures)
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

/// The rules of one folder; lines that are no glob are passed over, as git does.
fn rules(folder: &Path, failures: &mut Vec<ReadFailure>) -> Option<Gitignore> {
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
        for line in String::from_utf8_lossy(&bytes).lines() {
            let _ = builder.add_line(None, line.trim_start_matches('\u{feff}'));
        }
    }
    let rules = builder.build().ok()?;
    (!rules.is_empty()).then_some(rules)
}
