//! The part of a wheel that an installer works on.
//!
//! Most files of most wheels are put in place as they are. What is not (entry points become scripts, the list of files
//! grows by what was made) hangs on a few files of the metadata folder. These are laid out as a wheel of their own, which
//! is installed; the rest is linked.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::installed::{Line, read_text};

/// What an installer looks at, besides the list of files; not every wheel has all.
const FILES: [&str; 3] = ["METADATA", "WHEEL", "entry_points.txt"];
/// The longest list of files that is read, in bytes.
const LIST_LIMIT: u64 = 128 * 1024 * 1024;

/// A wheel of nothing but metadata, whose list of files is empty.
pub(super) struct Shell {
    /// Where it is.
    pub(super) folder: PathBuf,
    /// The name of its metadata folder.
    pub(super) metadata: PathBuf,
    /// The whole wheel's list of files.
    list: String,
}

impl Shell {
    /// Makes that of an unpacked wheel. `None` where the wheel has to be installed as a whole: it has files that go
    /// elsewhere than beside each other, or is odd, or its files cannot be linked.
    pub(super) fn of(wheel: &Path, folder: PathBuf) -> Option<Self> {
        let metadata = metadata_folder(wheel).ok()??;
        let list = read_text(&wheel.join(&metadata).join("RECORD"), LIST_LIMIT).ok()?;
        Line::all(&list).filter(|_| !list.contains(char::REPLACEMENT_CHARACTER))?;
        let shell = Self {
            folder,
            metadata,
            list,
        };
        if shell.make(wheel).is_err() {
            shell.remove();
            return None;
        }
        Some(shell)
    }

    fn make(&self, wheel: &Path) -> io::Result<()> {
        let (wheel, own) = (wheel.join(&self.metadata), self.folder.join(&self.metadata));
        fs::create_dir(&self.folder)?;
        fs::create_dir(&own)?;
        for file in FILES {
            match fs::hard_link(wheel.join(file), own.join(file)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::File::create_new(own.join("RECORD")).map(drop)
    }

    /// Removes it again.
    pub(super) fn remove(&self) {
        // What stays is thrown away with the journal.
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Writes the list of all files where the installer wrote that of those it made; what it says.
    pub(super) fn complete(&self, packages: &Path) -> Result<String, String> {
        let place = packages.join(&self.metadata).join("RECORD");
        let made = read_text(&place, LIST_LIMIT)?;
        let odd = "its list of files makes no sense";
        let mut lines = Line::all(&self.list).ok_or(odd)?;
        lines.extend(Line::all(&made).ok_or(odd)?);
        lines.sort_unstable();
        let text = Line::text(&lines);
        // A new file: what stands there may be a link of the cache's.
        let written = fs::remove_file(&place)
            .and_then(|()| fs::File::create_new(&place))
            .and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| error.to_string())?;
        Ok(text)
    }
}

/// The one metadata folder of a wheel that has no files for elsewhere.
fn metadata_folder(wheel: &Path) -> io::Result<Option<PathBuf>> {
    let mut metadata = None;
    for entry in fs::read_dir(wheel)? {
        let entry = entry?;
        let name = PathBuf::from(entry.file_name());
        let Some(ending) = name.extension() else {
            continue;
        };
        if ending == "data" || (ending == "dist-info" && metadata.is_some()) {
            return Ok(None);
        }
        if ending == "dist-info" && entry.file_type()?.is_dir() {
            metadata = Some(name);
        }
    }
    Ok(metadata)
}
