//! Links the files of an unpacked wheel into a folder.
//!
//! Every file is looked at once, right after it was linked, so that what is known of it is known of what was linked.
//! Folders are held open while their files are: a path is nowhere gone along twice, and nothing that is put in the place
//! of a folder meanwhile is followed.

use std::cell::OnceCell;
use std::ffi::{CStr, CString, OsString};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, CWD, FileType, Mode, OFlags, RawDir, StatxFlags, linkat, mkdirat, openat, statx,
};
use rustix::io::Errno;

use super::tree::{DEPTH_LIMIT, FILE_LIMIT, neither, too_deep, too_many};
use super::wheel::Laid;
use crate::sync::known::State;

/// How many bytes of names are read at once.
const NAMES: usize = 32 * 1024;

/// Why files were not linked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unlinked {
    /// The file system links no files, or not these. They have to be copied.
    Impossible,
    /// The wheel is refused, or something failed; in words.
    Failed(String),
}

impl From<Errno> for Unlinked {
    fn from(error: Errno) -> Self {
        match error {
            Errno::XDEV | Errno::PERM | Errno::MLINK | Errno::NOSYS | Errno::NOTSUP => {
                Self::Impossible
            }
            error => Self::Failed(std::io::Error::from(error).to_string()),
        }
    }
}

/// Links all files below `wheel` to the same places below `folder`, which exists. What stands there already stays. Says
/// what was linked, by its path below `named`. Folders without files are left out.
pub(super) fn link_all(wheel: &Path, folder: &Path, named: &Path) -> Result<Vec<Laid>, Unlinked> {
    let opened = OnceCell::new();
    let _ = opened.set(openat(CWD, folder, FOLDER, Mode::empty())?);
    let place = Place {
        above: None,
        name: c".",
        opened,
    };
    let mut links = Links {
        names: Vec::with_capacity(NAMES),
        path: named.as_os_str().as_encoded_bytes().to_vec(),
        laid: Vec::new(),
    };
    let wheel = openat(
        CWD,
        wheel,
        FOLDER.difference(OFlags::NOFOLLOW),
        Mode::empty(),
    )?;
    links.folder(wheel.as_fd(), &place, 0)?;
    Ok(links.laid)
}

/// How folders are opened.
const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC);

/// A folder that files are linked to; made when the first one is.
struct Place<'a> {
    above: Option<&'a Self>,
    name: &'a CStr,
    opened: OnceCell<OwnedFd>,
}

impl Place<'_> {
    fn open(&self) -> Result<BorrowedFd<'_>, Errno> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened.as_fd());
        }
        let above = self.above.map_or(Err(Errno::BADF), Self::open)?;
        match mkdirat(above, self.name, Mode::from_raw_mode(0o777)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(error),
        }
        let opened = openat(above, self.name, FOLDER, Mode::empty())?;
        Ok(self.opened.get_or_init(|| opened).as_fd())
    }
}

struct Links {
    names: Vec<u8>,
    /// Where it is, as paths are told.
    path: Vec<u8>,
    laid: Vec<Laid>,
}

impl Links {
    fn folder(
        &mut self,
        wheel: BorrowedFd<'_>,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<(), Unlinked> {
        let mut folders: Vec<CString> = Vec::new();
        let mut entries = RawDir::new(wheel, self.names.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not say it here.
                FileType::Unknown => kind_of(wheel, name)?,
                kind => kind,
            };
            match kind {
                FileType::Directory => folders.push(name.to_owned()),
                FileType::RegularFile if self.laid.len() == FILE_LIMIT => {
                    return Err(Unlinked::Failed(too_many()));
                }
                FileType::RegularFile => {
                    let path = below(&self.path, name);
                    self.laid.extend(link(wheel, place, name, path)?);
                }
                _ => return Err(Unlinked::Failed(neither(&below(&self.path, name)))),
            }
        }
        if depth == DEPTH_LIMIT && !folders.is_empty() {
            return Err(Unlinked::Failed(too_deep()));
        }
        for name in folders {
            let folder = openat(wheel, &name, FOLDER, Mode::empty())?;
            let place = Place {
                above: Some(place),
                name: &name,
                opened: OnceCell::new(),
            };
            let length = self.path.len();
            self.path.push(b'/');
            self.path.extend_from_slice(name.to_bytes());
            self.folder(folder.as_fd(), &place, depth + 1)?;
            self.path.truncate(length);
        }
        Ok(())
    }
}

/// Links one file and looks at it; `None` where something stands in its place already.
fn link(
    wheel: BorrowedFd<'_>,
    place: &Place<'_>,
    name: &CStr,
    path: PathBuf,
) -> Result<Option<Laid>, Unlinked> {
    let folder = place.open()?;
    match linkat(wheel, name, folder, name, AtFlags::empty()) {
        Ok(()) => {}
        Err(Errno::EXIST) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let wanted = StatxFlags::TYPE | StatxFlags::INO | StatxFlags::SIZE | StatxFlags::MTIME;
    let about = statx(folder, name, AtFlags::SYMLINK_NOFOLLOW, wanted)?;
    if FileType::from_raw_mode(about.stx_mode.into()) != FileType::RegularFile {
        return Err(Unlinked::Failed(neither(&path)));
    }
    Ok(Some(Laid {
        to: path,
        size: about.stx_size,
        state: Some(State {
            inode: about.stx_ino,
            size: about.stx_size,
            modified: (about.stx_mtime.tv_sec, about.stx_mtime.tv_nsec.into()),
        }),
    }))
}

fn kind_of(folder: BorrowedFd<'_>, name: &CStr) -> Result<FileType, Errno> {
    let about = statx(folder, name, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::TYPE)?;
    Ok(FileType::from_raw_mode(about.stx_mode.into()))
}

/// The path of a name in a folder.
fn below(folder: &[u8], name: &CStr) -> PathBuf {
    let mut path = Vec::with_capacity(folder.len() + 1 + name.count_bytes());
    path.extend_from_slice(folder);
    path.push(b'/');
    path.extend_from_slice(name.to_bytes());
    PathBuf::from(OsString::from_vec(path))
}
