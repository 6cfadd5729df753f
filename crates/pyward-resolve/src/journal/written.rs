//! How a journal stands in its file.
//!
//! Most files of a change stand beside others and keep their names, so that a folder is written once for all of its files.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::order::{is_in, order};
use super::{Journal, Put, Whole};

/// The form of the file. The first had no folders that move as a whole, the second named every file with its whole path.
const FORMAT: u32 = 3;

/// The file, of any form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written<'a> {
    format: u32,
    before: Cow<'a, [(String, String)]>,
    after: Cow<'a, [(String, String)]>,
    take: Cow<'a, BTreeSet<PathBuf>>,
    /// Files that come from below another name, and in older forms all.
    #[serde(default)]
    put: Cow<'a, [Put]>,
    #[serde(default)]
    whole: Cow<'a, [Whole]>,
    #[serde(default)]
    folders: Vec<Folder<'a>>,
}

/// Files that go from one folder to one folder.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder<'a> {
    to: Cow<'a, Path>,
    from: Cow<'a, Path>,
    /// Name, SHA-256, and size in bytes.
    files: Vec<(Cow<'a, str>, Cow<'a, str>, u64)>,
}

impl<'a> Written<'a> {
    pub(super) fn of(journal: &'a Journal) -> Self {
        let mut folders: Vec<Folder<'a>> = Vec::new();
        let mut others = Vec::new();
        for put in &journal.put {
            let Some((to, from, name)) = same_name(put) else {
                others.push(put.clone());
                continue;
            };
            let file = (Cow::from(name), Cow::from(&put.sha256), put.size);
            match folders.last_mut() {
                Some(last) if is_in(&put.to, &last.to) && is_in(&put.from, &last.from) => {
                    last.files.push(file);
                }
                _ => folders.push(Folder {
                    to: to.into(),
                    from: from.into(),
                    files: vec![file],
                }),
            }
        }
        Self {
            format: FORMAT,
            before: Cow::Borrowed(&journal.before),
            after: Cow::Borrowed(&journal.after),
            take: Cow::Borrowed(&journal.take),
            put: others.into(),
            whole: Cow::Borrowed(&journal.whole),
            folders,
        }
    }

    /// What it says; an error in words where another version of pyward wrote it.
    pub(super) fn journal(self) -> Result<Journal, String> {
        if !(1..=FORMAT).contains(&self.format) {
            return Err("it was written by another version of pyward".to_owned());
        }
        let mut put = self.put.into_owned();
        for folder in self.folders {
            put.extend(folder.files.into_iter().map(|(name, sha256, size)| Put {
                to: folder.to.join(&*name),
                from: folder.from.join(&*name),
                sha256: sha256.into_owned(),
                size,
            }));
        }
        put.sort_by(|a, b| order(&a.to, &b.to));
        Ok(Journal {
            before: self.before.into_owned(),
            after: self.after.into_owned(),
            take: self.take.into_owned(),
            put,
            whole: self.whole.into_owned(),
        })
    }
}

/// The folders and the name of a file that keeps its name.
fn same_name(put: &Put) -> Option<(&Path, &Path, &str)> {
    let (to, from) = (put.to.parent()?, put.from.parent()?);
    let name = put.to.file_name()?;
    (put.from.file_name() == Some(name)).then_some((to, from, name.to_str()?))
}
