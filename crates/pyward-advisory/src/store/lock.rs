//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::regular;

/// The file that is locked. It stays when the lock is gone, so that two writers can never lock two different files.
const FILE_NAME: &str = "advisories.lock";

/// How often a held lock is tried again.
const PAUSE: Duration = Duration::from_millis(50);

/// The right to change the store of a folder, until dropped. The system takes it back when the process ends.
#[derive(Debug)]
pub(crate) struct StoreLock {
    file: File,
}

/// Why the lock was not got.
#[derive(Debug)]
pub(crate) enum LockFailure {
    /// Somebody else has it, and kept it for all of the wait.
    Held {
        /// The lock file.
        path: PathBuf,
        /// What the holder wrote into it; empty where that cannot be read.
        holder: String,
    },
    /// The lock file cannot be made or locked.
    Io(PathBuf, io::Error),
}

impl StoreLock {
    /// Waits up to `wait` for the lock on `folder`.
    pub(crate) fn acquire(folder: &Path, wait: Duration) -> Result<Self, LockFailure> {
        let path = folder.join(FILE_NAME);
        if let Ok(metadata) = std::fs::metadata(&path)
            && let Err(error) = regular::check(&metadata)
        {
            return Err(LockFailure::Io(path, error));
        }
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = match opened {
            Ok(file) => file,
            Err(error) => return Err(LockFailure::Io(path, error)),
        };
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if began.elapsed() < wait => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let holder = holder(&file);
                    return Err(LockFailure::Held { path, holder });
                }
                Err(TryLockError::Error(error)) => return Err(LockFailure::Io(path, error)),
            }
        }
        let lock = Self { file };
        // Who holds it is a courtesy; the lock does not depend on it.
        let _ = lock.sign(&format!("process {}", std::process::id()));
        Ok(lock)
    }

    fn sign(&self, holder: &str) -> io::Result<()> {
        let mut file = &self.file;
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(holder.as_bytes())
    }
}

impl Drop for StoreLock {
    fn drop(&mut self) {
        let _ = self.sign("");
        let _ = self.file.unlock();
    }
}

fn holder(mut file: &File) -> String {
    let mut text = String::new();
    let _ = file.rewind();
    let _ = file.take(200).read_to_string(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_waits_and_then_says_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = StoreLock::acquire(folder.path(), Duration::ZERO).unwrap();
        match StoreLock::acquire(folder.path(), Duration::from_millis(60)) {
            Err(LockFailure::Held { holder, .. }) => {
                assert_eq!(holder, format!("process {}", std::process::id()));
            }
            other => panic!("{other:?}"),
        }
        drop(first);
        StoreLock::acquire(folder.path(), Duration::ZERO).unwrap();
    }

    #[test]
    fn the_second_gets_it_when_the_first_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let first = StoreLock::acquire(folder.path(), Duration::ZERO).unwrap();
        thread::scope(|scope| {
            let second =
                scope.spawn(|| StoreLock::acquire(folder.path(), Duration::from_secs(20)).is_ok());
            thread::sleep(Duration::from_millis(120));
            drop(first);
            assert!(second.join().unwrap());
        });
    }
}
