//! The files that bandit would look at, named as bandit names them.

use std::path::Path;
use std::sync::Arc;

use pyward_model::Notice;
use pyward_python::SourceKind;
use pyward_rules::shell_matches;
use pyward_target::{OpenOptions, TargetKind, Tree, TreePath};

use super::files::{Found, Trees};
use crate::environment::Environment;
use crate::failure::{Failure, chain};

/// What bandit leaves out where nobody says otherwise.
pub(crate) const EXCLUDED: [&str; 9] = [
    ".svn",
    "CVS",
    ".bzr",
    ".hg",
    ".git",
    "__pycache__",
    ".tox",
    ".eggs",
    "*.egg",
];

/// What bandit is told about files.
pub(crate) struct Choice {
    /// Patterns of paths that are looked at.
    pub(crate) include: Vec<String>,
    /// Patterns, or parts, of paths that are not.
    pub(crate) exclude: Vec<String>,
    /// Whether folders are looked into.
    pub(crate) recursive: bool,
}

impl Choice {
    fn takes(&self, path: &str, is_named: bool) -> bool {
        let included = is_named || self.include.iter().any(|glob| shell_matches(glob, path));
        let excluded = |glob: &String| shell_matches(glob, path) || path.contains(glob.as_str());
        included && !self.exclude.iter().any(excluded)
    }
}

/// Exclusions as bandit understands them: what is a folder here means all below it.
pub(crate) fn exclusions(paths: &[String], environment: &Environment) -> Vec<String> {
    let paths = paths.iter().map(|path| path.trim());
    let paths = paths.filter(|path| !path.is_empty());
    paths
        .map(|path| {
            if environment.working_folder.join(path).is_dir() {
                format!("{}/*", path.trim_end_matches('/'))
            } else {
                path.to_owned()
            }
        })
        .collect()
}

impl Trees {
    /// Opens a target and lists the files in it that bandit would take.
    pub(crate) fn add_as_bandit(
        &mut self,
        target: &Path,
        choice: &Choice,
        environment: &Environment,
    ) -> Result<(), Failure> {
        let named = target.to_string_lossy();
        let mut options = OpenOptions {
            respect_gitignore: false,
            stdin: (named == "-").then(|| Box::new(std::io::stdin()) as _),
            ..OpenOptions::default()
        };
        let tree = Tree::open(
            target.as_os_str(),
            &environment.working_folder,
            &mut options,
        );
        let tree = tree.map_err(|error| Failure {
            hint: error.hint(),
            ..Failure::usage(chain(&error))
        })?;
        let number = self.next();
        let mut take = |at: TreePath, shown: String| {
            self.files.push(Found {
                tree: number,
                at,
                shown: Arc::from(shown),
                kind: SourceKind::Module,
            });
        };
        match tree.kind() {
            TargetKind::Stdin => {
                let entries = tree.entries().iter();
                entries.for_each(|entry| take(entry.path.clone(), "<stdin>".to_owned()));
            }
            TargetKind::File if choice.takes(&named, true) => {
                let is_rooted = target.is_absolute();
                let shown = if is_rooted {
                    named.clone().into_owned()
                } else {
                    format!("./{named}")
                };
                let entries = tree.entries().iter();
                entries.for_each(|entry| take(entry.path.clone(), shown.clone()));
            }
            TargetKind::File => {}
            TargetKind::Directory | TargetKind::Environment if !choice.recursive => {
                self.notices.push(Notice::gap(
                    pyward_model::NoticeKind::Skipped,
                    None,
                    format!("{named} is a folder; bandit looks into it with `-r` alone"),
                ));
            }
            TargetKind::Directory | TargetKind::Environment => {
                let mut files = Vec::new();
                unlinked(&tree, &mut files, &mut self.notices);
                let base = named.trim_end_matches('/');
                let base = if base.is_empty() { "" } else { base };
                for at in files {
                    let shown = format!("{base}/{}", at.shown());
                    if choice.takes(&shown, false) {
                        take(at, shown);
                    }
                }
            }
        }
        self.keep(tree);
        Ok(())
    }
}

/// All files of a tree; folders behind links are not entered.
fn unlinked(tree: &Tree, files: &mut Vec<TreePath>, notices: &mut Vec<Notice>) {
    super::files::below(tree, &tree.top(), files, notices, &|folder| {
        !folder.real().is_symlink()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_as_bandit_takes_them() {
        let choice = Choice {
            include: vec!["*.py".into(), "*.pyw".into()],
            exclude: vec![".git".into(), "*.egg".into(), "./tests/*".into()],
            recursive: true,
        };
        assert!(choice.takes("./a/b.py", false) && choice.takes("run", true));
        for path in ["./a.txt", "./.github/a.py", "./tests/deep/a.py", "x.egg"] {
            assert!(!choice.takes(path, false), "{path}");
        }
        assert!(!choice.takes("a.egg", true));
    }
}
