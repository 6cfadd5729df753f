//! Every change of a file, one step each, so that a test can stop before any of them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// The hands that change files.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    #[cfg(test)]
    pub(crate) fault: Option<Fault>,
    #[cfg(test)]
    pub(crate) taken: std::cell::Cell<u32>,
}

/// Where and how a test stops.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) at: u32,
    pub(crate) kind: FaultKind,
}

#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// This step fails: the disk is full.
    Full,
    /// The process dies.
    Death,
}

impl Steps {
    /// Comes before every change.
    #[cfg(test)]
    pub(crate) fn step(&self) -> io::Result<()> {
        let now = self.taken.get() + 1;
        self.taken.set(now);
        match self.fault {
            Some(fault) if fault.at == now => match fault.kind {
                FaultKind::Full => Err(io::Error::from(io::ErrorKind::StorageFull)),
                FaultKind::Death => std::process::abort(),
            },
            _ => Ok(()),
        }
    }

    /// Comes before every change.
    #[cfg(not(test))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "tests count the steps and fail them"
    )]
    pub(crate) fn step(&self) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Moves a file, making the folders above its new place.
    pub(crate) fn carry(&self, from: &Path, to: &Path) -> io::Result<()> {
        if let Some(parent) = to.parent()
            && !parent.is_dir()
        {
            self.make_folders(parent)?;
        }
        self.rename(from, to)
    }

    pub(crate) fn make_folders(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir_all(path)
    }

    /// Removes a file that may be gone already.
    pub(crate) fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes a folder with all that is in it; one that is gone already is no error.
    pub(crate) fn remove_tree(&self, path: &Path) -> io::Result<()> {
        if path.symlink_metadata().is_err() {
            return Ok(());
        }
        self.step()?;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes a folder if nothing is in it.
    pub(crate) fn remove_if_empty(&self, path: &Path) -> io::Result<bool> {
        if fs::read_dir(path).map_or(true, |mut entries| entries.next().is_some()) {
            return Ok(false);
        }
        self.step()?;
        Ok(fs::remove_dir(path).is_ok())
    }

    /// Writes a new file and waits until the disk has it.
    pub(crate) fn write_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Waits until the disk has the names in a folder. Windows cannot be asked for that.
    pub(crate) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        #[cfg(unix)]
        OpenOptions::new().read(true).open(path)?.sync_all()?;
        #[cfg(not(unix))]
        let _ = path;
        Ok(())
    }
}
