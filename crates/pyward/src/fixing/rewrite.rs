//! Several files replaced as one, with a way back: what stood in them is kept until the next fix of the same project.
//!
//! Before the first file is touched, a journal and the former contents are on the disk, in pyward's data folder. A run
//! that is killed in between leaves the journal behind, and the next one restores what stood there.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use pyward_model::printable;
use pyward_resolve::Environment;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::{reports, syncing};

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

/// What a journal holds.
struct Record {
    /// `applying` or `done`.
    state: String,
    files: Vec<Entry>,
    /// The environment that is changed with the files, and what its last change was before.
    venv: Option<(PathBuf, String)>,
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
    pub(crate) fn open(
        root: &Path,
        environment: &crate::environment::Environment,
    ) -> Result<Self, Failure> {
        let folder = folder_of(root, environment)?;
        let failed = |error: io::Error| cannot(&folder, &error);
        fs::create_dir_all(&folder).map_err(failed)?;
        // Copies of the project's files are nobody else's to read.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
        }
        let lock = File::create(folder.join("lock")).map_err(failed)?;
        lock.try_lock().map_err(|_| {
            Failure::usage(format!(
                "another pyward is fixing {} at this moment",
                printable(&root.to_string_lossy())
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
            // A file that the interrupted run had not come to is as it was.
            Some(record) if record.state == "applying" => self.restore(&record),
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
        for rewrite in rewrites {
            must_be_ours_to_write(rewrite)?;
        }
        // The copies of the fix before stay whole until this journal stands.
        let copies = self.fresh_folder()?;
        let mut entries = Vec::new();
        for (number, rewrite) in rewrites.iter().enumerate() {
            let backup = copies.join(format!("{number}.before"));
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
            let backup = copies.join(format!("{number}.before"));
            reports::replace(&backup, &before)?;
            entries.push(Entry {
                path: path.clone(),
                shown: shown.clone(),
                before: digest(&before),
                after: UNKNOWN.to_owned(),
                backup,
            });
        }
        let record = Record {
            state: "applying".to_owned(),
            files: entries,
            venv: None,
        };
        self.note(&record)?;
        self.sweep(&copies);
        for rewrite in rewrites {
            if let Err(failure) = reports::replace(&rewrite.path, &rewrite.after) {
                self.restore(&record)?;
                return Err(
                    failure.hint("nothing was changed: what had been written was taken back")
                );
            }
        }
        Ok(())
    }

    /// Closes the journal: what stands in the files now is what was wanted.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        let Some(mut record) = self.read()? else {
            return Ok(());
        };
        for entry in &mut record.files {
            let found = read(&entry.path).map_err(|error| cannot(&entry.path, &error))?;
            entry.after = digest(&found);
        }
        "done".clone_into(&mut record.state);
        self.note(&record)
    }

    /// Notes what stands in the files that another tool has just written, so that nobody's later edit is taken for it.
    pub(crate) fn learn(&self) -> Result<(), Failure> {
        let Some(mut record) = self.read()? else {
            return Ok(());
        };
        for entry in record.files.iter_mut().filter(|it| it.after == UNKNOWN) {
            let found = read(&entry.path).map_err(|error| cannot(&entry.path, &error))?;
            entry.after = digest(&found);
        }
        self.note(&record)
    }

    /// Notes that an environment is about to be changed with the files.
    pub(crate) fn with_environment(&self, venv: &Environment) -> Result<(), Failure> {
        let Some(mut record) = self.read()? else {
            return Ok(());
        };
        record.venv = Some((venv.root().to_owned(), last_change(venv)));
        self.note(&record)
    }

    /// Whether a run on the project in a folder is half done, now or since it was interrupted. Nothing is written to find
    /// out.
    pub(crate) fn is_interrupted(
        root: &Path,
        environment: &crate::environment::Environment,
    ) -> Result<bool, Failure> {
        let record = read_record(&folder_of(root, environment)?)?;
        Ok(record.is_some_and(|record| record.state == "applying"))
    }

    /// Lets an earlier fix be: its files and its environment stay as they are.
    pub(crate) fn forget(&self) -> Result<(), Failure> {
        remove(&self.folder.join("journal.json"))
    }

    /// Takes the last fix back; the files it restored, as shown.
    pub(crate) fn take_back(&self) -> Result<Vec<String>, Failure> {
        match self.read()? {
            Some(record) => self.restore(&record),
            None => Err(
                Failure::usage("there is no fix of this project to take back").hint(
                    "a fix is remembered until the next one, in the data folder of this machine",
                ),
            ),
        }
    }

    fn restore(&self, record: &Record) -> Result<Vec<String>, Failure> {
        let entries = &record.files;
        let mut files = Vec::new();
        for entry in entries {
            let bytes = read_if_there(&entry.path)?;
            let found = digest_of(bytes.as_deref());
            if found != entry.before && entry.after == UNKNOWN {
                // Perhaps the other tool wrote it, perhaps somebody else: it is kept beside what stood there.
                let aside = entry.backup.with_extension("found");
                reports::replace(&aside, bytes.as_deref().unwrap_or_default())?;
                reports::complain(&format!(
                    "what stood in {} is kept in {}\n",
                    printable(&entry.shown),
                    aside.display()
                ));
            }
            if found != entry.before && found != entry.after && entry.after != UNKNOWN {
                return Err(Failure::usage(format!(
                    "{} was changed after the fix: nothing was taken back",
                    printable(&entry.shown)
                ))
                .hint(format!(
                    "what stood there before is kept in {}; `pyward fix --forget` leaves all as it is",
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
        let mut restored = Vec::new();
        if let Some((path, before)) = &record.venv {
            let venv = syncing::open(path)?;
            if last_change(&venv) != *before {
                syncing::take_back(&venv)?;
                restored.push(path.display().to_string());
            }
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
        let mut all: Vec<String> = entries.iter().map(|entry| entry.shown.clone()).collect();
        all.append(&mut restored);
        Ok(all)
    }

    fn note(&self, record: &Record) -> Result<(), Failure> {
        let files: Vec<Value> = record
            .files
            .iter()
            .map(|entry| {
                json!({
                    "path": entry.path.to_string_lossy(),
                    "shown": entry.shown,
                    "before": entry.before,
                    "after": entry.after,
                    "backup": entry
                        .backup
                        .strip_prefix(&self.folder)
                        .unwrap_or(&entry.backup)
                        .to_string_lossy(),
                })
            })
            .collect();
        let venv = record
            .venv
            .as_ref()
            .map(|(path, before)| json!({ "path": path.to_string_lossy(), "before": before }));
        let text = json!({
            "schema": "pyward-fix/1",
            "state": record.state,
            "files": files,
            "venv": venv,
        })
        .to_string();
        reports::replace(&self.folder.join("journal.json"), text.as_bytes())
    }

    fn read(&self) -> Result<Option<Record>, Failure> {
        read_record(&self.folder)
    }

    /// A folder for copies that no journal names yet.
    fn fresh_folder(&self) -> Result<PathBuf, Failure> {
        let mut names = (0_u32..).map(|number| self.folder.join(format!("copies-{number}")));
        let folder = names
            .find(|folder| !folder.exists())
            .expect("numbers go on");
        fs::create_dir(&folder).map_err(|error| cannot(&folder, &error))?;
        Ok(folder)
    }

    /// Removes the copies of earlier fixes.
    fn sweep(&self, current: &Path) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries {
            let is_copies = entry.file_name().to_string_lossy().starts_with("copies-");
            if is_copies && entry.path() != current {
                // What stays takes room and does no harm.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// The folder of a project's journal.
fn folder_of(
    root: &Path,
    environment: &crate::environment::Environment,
) -> Result<PathBuf, Failure> {
    let place = text_of(root)?;
    let folder = environment.data_folder.join("fixes");
    Ok(folder.join(pyward_model::fingerprint(&[place])))
}

/// A path as the journal writes it.
fn text_of(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| {
        Failure::usage(format!(
            "{} is no text, and could not be found again from a journal: nothing was written",
            printable(&path.to_string_lossy())
        ))
        .hint("rename the folder or the file")
    })
}

/// Refuses a file that changed since it was read, that its owner has locked, or that a journal could not name.
fn must_be_ours_to_write(rewrite: &Rewrite) -> Result<(), Failure> {
    text_of(&rewrite.path)?;
    if read_if_there(&rewrite.path)? != rewrite.before {
        return Err(Failure::usage(format!(
            "{} has changed since it was read: nothing was written",
            printable(&rewrite.shown)
        ))
        .hint("run it again"));
    }
    if fs::metadata(&rewrite.path).is_ok_and(|found| found.permissions().readonly()) {
        return Err(Failure::usage(format!(
            "{} is read-only: nothing was written",
            printable(&rewrite.shown)
        ))
        .hint("make it writable, or look at the plan alone: `--dry-run`"));
    }
    Ok(())
}

fn read_record(folder: &Path) -> Result<Option<Record>, Failure> {
    let path = folder.join("journal.json");
    let bytes = match read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(&path, &error)),
    };
    Record::parse(folder, &bytes).map(Some).ok_or_else(|| {
        Failure::usage(format!("the journal {} cannot be read", path.display()))
            .hint("restore the project's files from version control, and remove the journal")
    })
}

impl Record {
    fn parse(folder: &Path, bytes: &[u8]) -> Option<Self> {
        let journal: Value = serde_json::from_slice(bytes).ok()?;
        let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
        let entries = journal.get("files")?.as_array()?.iter().map(|file| {
            Some(Entry {
                path: text(file, "path")?.into(),
                shown: text(file, "shown")?,
                before: text(file, "before")?,
                after: text(file, "after")?,
                backup: folder.join(contained(&text(file, "backup")?)?),
            })
        });
        let venv = journal.get("venv").filter(|venv| !venv.is_null());
        Some(Self {
            state: text(&journal, "state")?,
            files: entries.collect::<Option<_>>()?,
            venv: match venv {
                Some(venv) => Some((text(venv, "path")?.into(), text(venv, "before")?)),
                None => None,
            },
        })
    }
}

/// A path that leads to below the folder it is joined to.
fn contained(text: &str) -> Option<&Path> {
    let path = Path::new(text);
    let is_plain = |part| matches!(part, std::path::Component::Normal(_));
    path.components().all(is_plain).then_some(path)
}

fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * 32);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The last change of an environment, in words that differ from change to change.
fn last_change(venv: &Environment) -> String {
    format!("{:?}", venv.last_change())
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
