//! Several files replaced as one, with a way back: what stood in them is kept until the next fix of the same project.
//!
//! Before the first file is touched, a journal and the former contents are on the disk, in pyward's data folder. A run
//! that is killed in between leaves the journal behind, and the next one restores what stood there.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use pyward_model::printable;
use serde_json::{Value, json};

use crate::environment::Environment;
use crate::failure::Failure;
use crate::reports;

/// Stands for the digest of a file that was not there.
const ABSENT: &str = "absent";

/// Stands for the digest of what another tool is about to write.
const UNKNOWN: &str = "unknown";

/// The largest file that is kept, in bytes.
const LARGEST: u64 = 256 << 20;

/// New contents of a file.
pub(crate) struct Rewrite {
    /// Its path as shown.
    pub(crate) shown: String,
    /// Its path.
    pub(crate) path: PathBuf,
    /// What stands in it; `None` where there is no such file yet.
    pub(crate) before: Option<Vec<u8>>,
    /// What shall stand in it.
    pub(crate) after: Vec<u8>,
}

/// The journal of a project's last fix. As long as it lives, no other run fixes the same project.
pub(crate) struct Journal {
    folder: PathBuf,
    _lock: File,
}

/// What a journal tells.
struct Entry {
    path: PathBuf,
    shown: String,
    before: String,
    after: String,
    backup: PathBuf,
}

impl Journal {
    /// The journal of the project in a folder.
    pub(crate) fn open(root: &Path, environment: &Environment) -> Result<Self, Failure> {
        let place = root.to_string_lossy();
        let folder = environment
            .data_folder
            .join("fixes")
            .join(pyward_model::fingerprint(&[&place]));
        let failed = |error: io::Error| cannot(&folder, &error);
        fs::create_dir_all(&folder).map_err(failed)?;
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        lock.try_lock().map_err(|_| {
            Failure::usage(format!(
                "another pyward is fixing {} at this moment",
                printable(&place)
            ))
            .hint("wait for it to end")
        })?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// Undoes what an interrupted run has left half done; the files it restored, as shown.
    pub(crate) fn recover(&self) -> Result<Vec<String>, Failure> {
        match self.read()? {
            Some((state, entries)) if state == "applying" => {
                // A file that the interrupted run had not come to is as it was.
                self.restore(&entries)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Writes all files, or none. Files that another tool will write are kept too (`others`: as shown, and where). The
    /// journal stays open until [`Self::finish`]: a run that is killed before is taken back by the next one.
    pub(crate) fn write(
        &self,
        rewrites: &[Rewrite],
        others: &[(String, PathBuf)],
    ) -> Result<(), Failure> {
        let mut entries = Vec::new();
        for (number, rewrite) in rewrites.iter().enumerate() {
            let found = read_if_there(&rewrite.path)?;
            if found != rewrite.before {
                return Err(Failure::usage(format!(
                    "{} has changed since it was read: nothing was written",
                    printable(&rewrite.shown)
                ))
                .hint("run it again"));
            }
            let backup = self.folder.join(format!("{number}.before"));
            reports::replace(&backup, rewrite.before.as_deref().unwrap_or_default())?;
            entries.push(Entry {
                path: rewrite.path.clone(),
                shown: rewrite.shown.clone(),
                before: digest_of(rewrite.before.as_deref()),
                after: digest(&rewrite.after),
                backup,
            });
        }
        for (number, (shown, path)) in (rewrites.len()..).zip(others) {
            let before = read(path).map_err(|error| cannot(path, &error))?;
            let backup = self.folder.join(format!("{number}.before"));
            reports::replace(&backup, &before)?;
            entries.push(Entry {
                path: path.clone(),
                shown: shown.clone(),
                before: digest(&before),
                after: UNKNOWN.to_owned(),
                backup,
            });
        }
        self.note("applying", &entries)?;
        for rewrite in rewrites {
            if let Err(failure) = reports::replace(&rewrite.path, &rewrite.after) {
                self.restore(&entries)?;
                return Err(
                    failure.hint("nothing was changed: what had been written was taken back")
                );
            }
        }
        Ok(())
    }

    /// Closes the journal: what stands in the files now is what was wanted.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        let Some((_, mut entries)) = self.read()? else {
            return Ok(());
        };
        for entry in &mut entries {
            let found = read(&entry.path).map_err(|error| cannot(&entry.path, &error))?;
            entry.after = digest(&found);
        }
        self.note("done", &entries)
    }

    /// Takes the last fix back; the files it restored, as shown.
    pub(crate) fn take_back(&self) -> Result<Vec<String>, Failure> {
        match self.read()? {
            Some((_, entries)) => self.restore(&entries),
            None => Err(
                Failure::usage("there is no fix of this project to take back").hint(
                    "a fix is remembered until the next one, in the data folder of this machine",
                ),
            ),
        }
    }

    fn restore(&self, entries: &[Entry]) -> Result<Vec<String>, Failure> {
        let mut files = Vec::new();
        for entry in entries {
            let found = digest_of(read_if_there(&entry.path)?.as_deref());
            if found != entry.before && found != entry.after && entry.after != UNKNOWN {
                return Err(Failure::usage(format!(
                    "{} was changed after the fix: nothing was taken back",
                    printable(&entry.shown)
                ))
                .hint(format!(
                    "what stood there before is kept in {}",
                    entry.backup.display()
                )));
            }
            if entry.before == ABSENT {
                files.push((entry, None));
                continue;
            }
            let kept = read(&entry.backup).map_err(|error| cannot(&entry.backup, &error))?;
            if digest(&kept) != entry.before {
                return Err(Failure::usage(format!(
                    "the copy of {} in {} is damaged: nothing was taken back",
                    printable(&entry.shown),
                    entry.backup.display()
                ))
                .hint("restore the file from version control"));
            }
            files.push((entry, Some(kept)));
        }
        for (entry, kept) in &files {
            match kept {
                Some(kept) => reports::replace(&entry.path, kept)?,
                None => remove(&entry.path)?,
            }
        }
        let journal = self.folder.join("journal.json");
        fs::remove_file(&journal).map_err(|error| cannot(&journal, &error))?;
        for entry in entries {
            // A copy that stays is overwritten by the next fix.
            let _ = fs::remove_file(&entry.backup);
        }
        Ok(entries.iter().map(|entry| entry.shown.clone()).collect())
    }

    fn note(&self, state: &str, entries: &[Entry]) -> Result<(), Failure> {
        let files: Vec<Value> = entries
            .iter()
            .map(|entry| {
                json!({
                    "path": entry.path.to_string_lossy(),
                    "shown": entry.shown,
                    "before": entry.before,
                    "after": entry.after,
                    "backup": entry.backup.file_name().map(|name| name.to_string_lossy()),
                })
            })
            .collect();
        let text = json!({ "schema": "pyward-fix/1", "state": state, "files": files }).to_string();
        reports::replace(&self.folder.join("journal.json"), text.as_bytes())
    }

    fn read(&self) -> Result<Option<(String, Vec<Entry>)>, Failure> {
        let path = self.folder.join("journal.json");
        let bytes = match read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot(&path, &error)),
        };
        self.parse(&bytes).map(Some).ok_or_else(|| {
            Failure::usage(format!("the journal {} cannot be read", path.display()))
                .hint("restore the project's files from version control, and remove the journal")
        })
    }

    fn parse(&self, bytes: &[u8]) -> Option<(String, Vec<Entry>)> {
        let journal: Value = serde_json::from_slice(bytes).ok()?;
        let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
        let entries = journal.get("files")?.as_array()?.iter().map(|file| {
            Some(Entry {
                path: text(file, "path")?.into(),
                shown: text(file, "shown")?,
                before: text(file, "before")?,
                after: text(file, "after")?,
                backup: self
                    .folder
                    .join(Path::new(&text(file, "backup")?).file_name()?),
            })
        });
        Some((text(&journal, "state")?, entries.collect::<Option<_>>()?))
    }
}

fn digest(bytes: &[u8]) -> String {
    pyward_model::fingerprint(&[&String::from_utf8_lossy(bytes), &bytes.len().to_string()])
}

fn digest_of(bytes: Option<&[u8]>) -> String {
    bytes.map_or_else(|| ABSENT.to_owned(), digest)
}

/// Removes a file that was made; that it is gone already is as good.
fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot(path, &error)),
        _ => Ok(()),
    }
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(path, &error)),
    }
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{} cannot be used: {error}", path.display()))
        .hint("check its permissions and the free space of its disk")
}

#[expect(
    clippy::disallowed_methods,
    reason = "files that the user asked to have changed, and pyward's own copies of them"
)]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("it is too large"));
    }
    Ok(bytes)
}
