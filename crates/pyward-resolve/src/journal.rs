//! The way back: what a change of an environment takes away and puts in place, written down before it begins.
//!
//! All that is new lies ready inside the environment before anything is touched, so that the change itself is nothing
//! but renames, and so is the way back. In `.pyward/` of the environment there are
//!
//! - `journal/`: a change that is being made. `new/` holds what is to be put in place, `old/` what was taken away. While
//!   `journal.json` is not there, nothing was touched; once it is, the change may have begun.
//! - `last/`: the same of the last change that was finished. `old/` holds what it took away.
//! - `former/`: what `last/` was, while another takes its place; `trash/`: what is on its way out.
//!
//! A change is finished in the moment in which `journal/` is renamed to `last/`; up to then the next run takes it back,
//! and what was cut short in taking it back is taken up again. Where a file is tells what was done with it: what is not
//! in `new/` any more was put in place, what is in `old/` was taken away.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use pyward_model::{PackageName, Version};
use serde::{Deserialize, Serialize};

use crate::installed::inside;
use written::Written;

mod order;
mod recover;
mod steps;
mod switch;
mod whole;
mod written;

pub(crate) use order::{is_below, order};
pub(crate) use recover::size_of;
pub use recover::{JournalError, Restored};
pub(crate) use steps::Steps;
#[cfg(test)]
pub(crate) use steps::{Fault, FaultKind};
pub(crate) use switch::{forward, parents};
pub(crate) use whole::{Whole, whole_folders};

/// The longest journal that is read, in bytes.
const JOURNAL_LIMIT: u64 = 256 * 1024 * 1024;

/// What a change takes away and puts in place. Paths are relative to the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Journal {
    /// What was installed before, of the packages that change.
    pub(crate) before: Vec<(String, String)>,
    /// What is installed afterwards, of the packages that change.
    pub(crate) after: Vec<(String, String)>,
    /// Files that are taken away.
    pub(crate) take: BTreeSet<PathBuf>,
    /// Files that are put in place, sorted by where they go.
    pub(crate) put: Vec<Put>,
    /// Folders that are put in place in one step, sorted by where they go; the files in them are among `put`.
    pub(crate) whole: Vec<Whole>,
}

/// A file that is put in place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Put {
    /// Where it goes.
    pub(crate) to: PathBuf,
    /// Where it is below `new/`.
    pub(crate) from: PathBuf,
    /// Its SHA-256.
    pub(crate) sha256: String,
    /// Its size in bytes.
    pub(crate) size: u64,
}

/// Where journals and what belongs to them are.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// The environment.
    pub(crate) root: PathBuf,
    /// `.pyward` in it.
    pub(crate) own: PathBuf,
    /// Folders that stay when they are empty, with all above them; relative to the environment.
    pub(crate) fixed: [PathBuf; 2],
}

impl Folders {
    pub(crate) fn journal(&self) -> PathBuf {
        self.own.join("journal")
    }

    pub(crate) fn last(&self) -> PathBuf {
        self.own.join("last")
    }

    fn former(&self) -> PathBuf {
        self.own.join("former")
    }

    fn trash(&self) -> PathBuf {
        self.own.join("trash")
    }

    /// Where a change is prepared.
    pub(crate) fn new_files(&self) -> PathBuf {
        self.journal().join("new")
    }

    fn old_files(&self) -> PathBuf {
        self.journal().join("old")
    }

    /// What the last change took away.
    fn last_old_files(&self) -> PathBuf {
        self.last().join("old")
    }
}

impl Journal {
    pub(crate) fn new(
        before: Vec<(PackageName, Version)>,
        after: Vec<(PackageName, Version)>,
        take: BTreeSet<PathBuf>,
        mut put: Vec<Put>,
        whole: Vec<Whole>,
    ) -> Self {
        let text = |packages: Vec<(PackageName, Version)>| {
            let texts = packages
                .into_iter()
                .map(|(name, version)| (name.to_string(), version.to_string()));
            texts.collect()
        };
        put.sort_by(|a, b| order(&a.to, &b.to));
        Self {
            before: text(before),
            after: text(after),
            take,
            put,
            whole,
        }
    }

    /// The files that are put in place one by one.
    pub(crate) fn put_singly(&self) -> impl Iterator<Item = &Put> {
        // Both lists are sorted by where things go, so that one look at each does.
        let mut whole = self.whole.iter().peekable();
        self.put.iter().filter(move |put| {
            let passed = |folder: &&Whole| {
                order(&folder.to, &put.to).is_lt() && !is_below(&put.to, &folder.to)
            };
            while whole.next_if(passed).is_some() {}
            !whole
                .peek()
                .is_some_and(|folder| is_below(&put.to, &folder.to))
        })
    }

    /// Takes away also what stands where a file is to be put, and tells of it in sentences.
    pub(crate) fn make_way(&mut self, root: &Path) -> Vec<String> {
        let in_the_way: Vec<PathBuf> = self
            .put_singly()
            .filter(|put| root.join(&put.to).symlink_metadata().is_ok())
            .map(|put| put.to.clone())
            .collect();
        let mut told = Vec::new();
        for path in in_the_way {
            let shown = pyward_model::printable(&path.to_string_lossy()).into_owned();
            if self.take.insert(path) {
                told.push(format!("`{shown}` was there already and is replaced"));
            }
        }
        told
    }

    /// What is moved: paths in the environment.
    pub(crate) fn moved(&self) -> impl Iterator<Item = &Path> {
        let whole = self.whole.iter().map(|whole| whole.to.as_path());
        let taken = self.take.iter().map(PathBuf::as_path);
        let singly = self.put_singly().map(|put| put.to.as_path());
        taken.chain(whole).chain(singly)
    }

    /// Writes it down for good: once this returns, a change may begin.
    pub(crate) fn write(&self, folder: &Path, steps: &Steps) -> io::Result<()> {
        let text = serde_json::to_vec(&Written::of(self)).map_err(io::Error::other)?;
        let draft = folder.join("journal.draft");
        steps.write_synced(&draft, &text)?;
        steps.rename(&draft, &folder.join("journal.json"))?;
        steps.sync_folder(folder)
    }

    /// The first folder of those it moves files from or to that leads out of the environment.
    fn leads_out(&self, folders: &Folders) -> Option<PathBuf> {
        let targets = self.put.iter().map(|put| put.to.as_path());
        let sources = self.put.iter().map(|put| put.from.as_path());
        let below = |base: PathBuf, paths: BTreeSet<PathBuf>| {
            paths.into_iter().map(move |path| base.join(path))
        };
        let taken = parents(self.take.iter().map(PathBuf::as_path));
        let whole_to = parents(self.whole.iter().map(|whole| whole.to.as_path()));
        let whole_from = parents(self.whole.iter().map(|whole| whole.from.as_path()));
        let all = below(folders.root.clone(), taken.clone())
            .chain(below(folders.root.clone(), whole_to))
            .chain(below(folders.new_files(), whole_from))
            .chain(below(folders.old_files(), taken))
            .chain(below(folders.root.clone(), parents(targets)))
            .chain(below(folders.new_files(), parents(sources)));
        crate::installed::leads_out(&folders.root, all)
    }

    /// Reads the journal of a folder. Environments are foreign: a path that leads out of this one makes the journal void.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let file = folder.join("journal.json");
        let text = crate::installed::read_text(&file, JOURNAL_LIMIT)?;
        let written: Written<'_> =
            serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let journal = written.journal()?;
        let plain = |path: &Path| {
            inside(Path::new(""), path).is_some_and(|whole| whole.as_os_str() == path.as_os_str())
        };
        let whole = journal.whole.iter();
        let odd = journal
            .take
            .iter()
            .chain(journal.put.iter().flat_map(|put| [&put.to, &put.from]))
            .chain(whole.flat_map(|whole| [&whole.to, &whole.from]))
            .find(|path| !plain(path));
        if !journal.whole.is_sorted() {
            return Err("its folders are out of order".to_owned());
        }
        match odd {
            Some(path) => Err(format!(
                "it names a path outside the environment: `{}`",
                pyward_model::printable(&path.to_string_lossy())
            )),
            None => Ok(journal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Journal, String> {
        let folder = tempfile::TempDir::new().unwrap();
        let steps = Steps::default();
        let file = folder.path().join("journal.json");
        steps.write_synced(&file, text.as_bytes()).unwrap();
        Journal::read(folder.path())
    }

    #[test]
    fn a_journal_is_read_as_it_was_written() {
        let folder = tempfile::TempDir::new().unwrap();
        let name = PackageName::pypi("alpha");
        let journal = Journal::new(
            vec![(name.clone(), Version::new("1"))],
            vec![(name, Version::new("2"))],
            BTreeSet::from([PathBuf::from("lib/a")]),
            ["lib/b", "lib/c/d", "lib/c", "e"]
                .map(|to| Put {
                    to: to.into(),
                    from: Path::new(if to == "e" { "1/other" } else { "0" }).join(to),
                    sha256: "00".to_owned(),
                    size: 3,
                })
                .into_iter()
                .chain([Put {
                    to: "lib/renamed".into(),
                    from: "0/lib/name".into(),
                    sha256: "11".to_owned(),
                    size: 4,
                }])
                .collect(),
            vec![Whole {
                to: "lib".into(),
                from: "0/lib".into(),
            }],
        );
        journal.write(folder.path(), &Steps::default()).unwrap();
        assert_eq!(Journal::read(folder.path()), Ok(journal));
    }

    #[test]
    fn a_journal_that_names_what_is_not_its_own_is_void() {
        let with = |take: &str| {
            format!(r#"{{"format": 1, "before": [], "after": [], "take": ["{take}"], "put": []}}"#)
        };
        assert!(read(&with("lib/a")).is_ok());
        for path in ["../a", "/etc/passwd", "lib/../../a", ""] {
            assert!(read(&with(path)).is_err(), "{path}");
        }
        assert!(read(&with("lib/a").replace('1', "2")).is_ok());
        assert!(read(&with("lib/a").replace('1', "3")).is_ok());
        assert!(read(&with("lib/a").replace('1', "4")).is_err());
        let whole = |to: &str| {
            with("lib/a").replace(
                r#""put": []"#,
                &format!(r#""put": [], "whole": [{{"to": "{to}", "from": "0/lib"}}]"#),
            )
        };
        let folder = |to: &str, name: &str| {
            let files =
                format!(r#"[{{"to": "{to}", "from": "0/lib", "files": [["{name}", "", 0]]}}]"#);
            with("lib/a").replace(r#""put": []"#, &format!(r#""put": [], "folders": {files}"#))
        };
        assert!(read(&folder("lib", "b")).is_ok());
        for (to, name) in [
            ("../lib", "b"),
            ("lib", "../../b"),
            ("lib", "/b"),
            ("lib", ""),
        ] {
            assert!(read(&folder(to, name)).is_err(), "{to} {name}");
        }
        assert!(read(&whole("lib")).is_ok());
        assert!(read(&whole("../lib")).is_err());
        assert!(read("{").is_err() && read("").is_err());
    }
}
