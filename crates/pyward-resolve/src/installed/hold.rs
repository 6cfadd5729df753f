//! One change of an environment at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};

use super::door::read_text;
use super::{Environment, EnvironmentError};

/// The right to change an environment. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Held {
    lock: File,
    uv: Option<File>,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Closing would do, but for a program that is just being started from another thread: it holds all files of
        // this process for a moment, and the lock with them.
        let _ = self.lock.unlock();
        if let Some(uv) = &self.uv {
            let _ = uv.unlock();
        }
    }
}

impl Environment {
    /// Takes the right to change the environment, or says who has it.
    pub(crate) fn hold(&self) -> Result<Held, EnvironmentError> {
        let refused = |error: std::io::Error| EnvironmentError::NotWritable {
            path: self.own(),
            reason: error.to_string(),
        };
        let path = self.own().join("lock");
        // Whoever made the environment may have put links here.
        let odd = |path: &std::path::Path, is: fn(&std::fs::Metadata) -> bool| {
            path.symlink_metadata().is_ok_and(|about| !is(&about))
        };
        if odd(&self.own(), std::fs::Metadata::is_dir) || odd(&path, std::fs::Metadata::is_file) {
            return Err(EnvironmentError::Broken {
                path: self.root.clone(),
                reason: "its `.pyward` is not of pyward's making".to_owned(),
            });
        }
        std::fs::create_dir_all(self.own()).map_err(refused)?;
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(refused)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // On Windows nobody else can read a locked file.
                let owner = read_text(&path, 200).unwrap_or_default();
                let owner = match pyward_model::printable(owner.trim()) {
                    text if text.is_empty() => "another run of pyward".to_owned(),
                    text => text.into_owned(),
                };
                return Err(self.used_by(owner));
            }
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
        let note = format!("another run of pyward, process {}\n", std::process::id());
        lock.set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| lock.write_all(note.as_bytes()))
            .map_err(refused)?;
        Ok(Held {
            uv: self.hold_against_uv()?,
            lock,
        })
    }

    /// uv locks a file of its own in the environments it made.
    fn hold_against_uv(&self) -> Result<Option<File>, EnvironmentError> {
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.root.join(".lock"));
        let Ok(lock) = opened else {
            return Ok(None);
        };
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Err(self.used_by("uv".to_owned())),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }

    fn used_by(&self, owner: String) -> EnvironmentError {
        EnvironmentError::InUse {
            path: self.root.clone(),
            owner,
        }
    }
}
