//! The store of a data folder: opened when it is whole, replaced in one step.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use pyward_model::{ECOSYSTEMS, EcosystemRules};
use tempfile::NamedTempFile;

use super::header::Header;
use super::{Damage, Store, draft};
use crate::regular;

/// How the names of store files begin. The schema's number is part of the name, so that two versions of the program
/// never trip over each other's files.
const ADVISORIES: &str = "advisories-v2";
const EXPLOITS: &str = "exploits-v1";
const ECOSYSTEM: &str = "ecosystem-v2";

/// How the names of store files end, and those of the stamps beside them, which say which file was last found whole, by
/// size, time and inode.
const STORE: &str = "txt";
const STAMP: &str = "stamp";

const TEMPORARY_PREFIX: &str = ".advisories-";
const TEMPORARY_SUFFIX: &str = ".tmp";

/// One of the stores of a data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot<'a> {
    /// What was imported about PyPI, or came from OSV's export of it.
    Primary,
    /// The same for another ecosystem, by its slug.
    Ecosystem(&'a str),
    /// Advisories of a further source.
    Advisories(&'a str),
    /// Exploitation facts of a source.
    Exploits(&'a str),
}

impl Slot<'static> {
    /// The store of what OSV, or an import, says of an ecosystem.
    pub(crate) fn of(rules: &'static EcosystemRules) -> Self {
        if rules.is_pypi() {
            Self::Primary
        } else {
            Self::Ecosystem(rules.slug)
        }
    }
}

impl Slot<'_> {
    fn file_name(self) -> String {
        match self {
            Self::Primary => format!("{ADVISORIES}.{STORE}"),
            Self::Ecosystem(slug) => format!("{ECOSYSTEM}-{slug}.{STORE}"),
            Self::Advisories(name) => format!("{ADVISORIES}-{name}.{STORE}"),
            Self::Exploits(name) => format!("{EXPLOITS}-{name}.{STORE}"),
        }
    }

    /// Where it stands in a data folder.
    pub(crate) fn path(self, folder: &Path) -> PathBuf {
        folder.join(self.file_name())
    }
}

/// The names of all store files of a data folder, sorted; none where it cannot be read.
pub(crate) fn stores(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> = names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| is_store_name(name))
        .collect();
    names.sort_unstable();
    names
}

/// Whether a file name is one that a store of this schema has.
pub(crate) fn is_store_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(STORE).and_then(|it| it.strip_suffix('.')) else {
        return false;
    };
    let rest = stem
        .strip_prefix(ADVISORIES)
        .or(stem.strip_prefix(EXPLOITS))
        .or(stem.strip_prefix(ECOSYSTEM));
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    rest.is_some_and(|rest| {
        (rest.is_empty() && stem == ADVISORIES)
            || (rest.starts_with('-') && rest.len() > 1 && rest.bytes().all(word))
    })
}

/// Whether a file name is that of the store of another ecosystem than PyPI, known to this program or not.
pub(crate) fn is_ecosystem_name(name: &str) -> bool {
    name.starts_with(ECOSYSTEM)
}

/// The ecosystem whose store has this file name; `None` where it is PyPI's, or of an ecosystem that is not known.
pub(crate) fn ecosystem_of(name: &str) -> Option<&'static EcosystemRules> {
    let is_of =
        |rules: &&'static EcosystemRules| !rules.is_pypi() && Slot::of(rules).file_name() == name;
    ECOSYSTEMS.into_iter().find(is_of)
}

/// Where the primary store of a data folder stands.
pub(crate) fn path(folder: &Path) -> PathBuf {
    Slot::Primary.path(folder)
}

/// Opens a store file. Its checksum is verified unless it was before: the stamp beside it says of which file (size,
/// time of change, inode) that is true.
pub(crate) fn open(path: &Path) -> io::Result<Result<Store, Damage>> {
    let file = regular::open(path)?;
    let metadata = file.metadata()?;
    let store = match Store::mapped(&file)? {
        Ok(store) => store,
        Err(damage) => return Ok(Err(damage)),
    };
    let stamp = stamp(&metadata, &store.header);
    if read_stamp(path).is_none_or(|known| known != stamp) {
        if let Err(damage) = store.check_sum() {
            return Ok(Err(damage));
        }
        // A folder that cannot be written to only costs the next run the same check.
        let _ = write_stamp(path, &stamp);
    }
    Ok(Ok(store))
}

/// Whether the next [`open`] takes the file as whole without reading it.
pub(crate) fn is_stamped(path: &Path, header: &Header) -> bool {
    fs::metadata(path)
        .ok()
        .is_some_and(|metadata| read_stamp(path) == Some(stamp(&metadata, header)))
}

/// Puts a new store in place: written beside the old one, flushed to the disk, then renamed. Until the very last step
/// the old store is untouched, and after a failure it still is.
pub(crate) fn replace<T>(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let (file, written) = beside(folder, write)?;
    file.as_file().sync_all()?;
    let header = read_back(file.as_file())?;
    file.persist(target).map_err(|error| error.error)?;
    sync_folder(folder)?;
    if let Ok(metadata) = fs::metadata(target) {
        // Without a stamp the next run only checks once more.
        let _ = write_stamp(target, &stamp(&metadata, &header));
    }
    Ok(written)
}

/// Removes a store and its stamp.
pub(crate) fn remove(store: &Path) -> io::Result<()> {
    fs::remove_file(store)?;
    // A stamp of no file says nothing.
    let _ = fs::remove_file(stamp_path(store));
    Ok(())
}

/// What was written must be what is read before it takes the place of the old store.
fn read_back(file: &File) -> io::Result<Header> {
    let damaged = |damage: Damage| io::Error::new(io::ErrorKind::InvalidData, damage);
    let store = Store::mapped(file)?.map_err(damaged)?;
    store.check_sum().map_err(damaged)?;
    Ok(store.header)
}

/// A temporary file in `folder`, which is removed when dropped, and by [`sweep`] where the process did not live to.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(TEMPORARY_PREFIX)
        .suffix(TEMPORARY_SUFFIX)
        .tempfile_in(folder)
}

/// Removes what a killed process left behind. Only the holder of the lock may call it.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with(TEMPORARY_PREFIX) && name.ends_with(TEMPORARY_SUFFIX)
        });
        if ours {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn beside<T>(
    folder: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<(NamedTempFile, T)> {
    let mut file = temporary(folder)?;
    let mut out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    let written = write(&mut out)?;
    out.flush()?;
    drop(out);
    make_readable(file.as_file())?;
    Ok((file, written))
}

/// Temporary files are born readable by their owner only; the data of a store is public.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// A rename is on the disk when the folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    OpenOptions::new().read(true).open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn stamp(metadata: &Metadata, header: &Header) -> String {
    let changed = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_nanos());
    format!(
        "{} {changed} {} {}\n",
        metadata.len(),
        inode(metadata),
        header.sha256
    )
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

fn stamp_path(store: &Path) -> PathBuf {
    store.with_extension(STAMP)
}

fn is_installed(store: &Path) -> bool {
    store
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(is_store_name)
}

fn read_stamp(store: &Path) -> Option<String> {
    if !is_installed(store) {
        return None;
    }
    let file = regular::open(&stamp_path(store)).ok()?;
    let mut text = String::new();
    file.take(1000).read_to_string(&mut text).ok()?;
    Some(text)
}

fn write_stamp(store: &Path, stamp: &str) -> io::Result<()> {
    // A file of another name shares its folder with who knows what: it is checked every time, and nothing is put there.
    let Some(folder) = store.parent().filter(|_| is_installed(store)) else {
        return Ok(());
    };
    let (file, ()) = beside(folder, |out| out.write_all(stamp.as_bytes()))?;
    file.persist(stamp_path(store))
        .map_err(|error| error.error)?;
    Ok(())
}

/// Writes a store again under another header, its sections as they are.
pub(crate) fn rewrite(target: &Path, store: &Store, header: &Header) -> io::Result<()> {
    replace(target, |out| {
        draft::write_head(out, store.holds, header)?;
        out.write_all(store.body())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::draft::{Edition, StoreDraft};
    use pyward_model::Date;

    fn edition() -> Edition {
        Edition {
            created: Date::new(2026, 7, 7).unwrap(),
            current: None,
            origin: None,
            source: "",
        }
    }

    fn draft() -> StoreDraft {
        let mut draft = StoreDraft::new();
        let json = br#"{"id":"GHSA-1","summary":"s","affected":[{"package":{"ecosystem":"PyPI","name":"a"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]}"#;
        let value = serde_json::from_slice(json).unwrap();
        draft.insert(&crate::osv_record::read(&value).unwrap());
        draft
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn names_of_stores_are_told_from_others() {
        for name in [
            "advisories-v2.txt",
            "advisories-v2-pypa.txt",
            "exploits-v1-kev.txt",
            "ecosystem-v2-crates-io.txt",
        ] {
            assert!(is_store_name(name), "{name}");
        }
        for name in [
            "advisories-v3.txt",
            "advisories-v2-.txt",
            "exploits-v1.txt",
            "ecosystem-v2.txt",
            "advisories-v2.stamp",
            "advisories-v2-a/../b.txt",
            "notes.txt",
        ] {
            assert!(!is_store_name(name), "{name}");
        }
    }

    #[test]
    fn every_ecosystem_has_a_store_of_its_own() {
        for rules in ECOSYSTEMS {
            let name = Slot::of(rules).file_name();
            assert!(is_store_name(&name), "{name}");
            assert_eq!(is_ecosystem_name(&name), !rules.is_pypi());
            let of = ecosystem_of(&name).map(|it| it.name);
            assert_eq!(of, (!rules.is_pypi()).then_some(rules.name));
        }
        assert!(ecosystem_of("ecosystem-v2-cobol.txt").is_none());
    }

    #[test]
    fn a_replaced_store_is_whole_and_stamped() {
        let folder = tempfile::tempdir().unwrap();
        replace(&path(folder.path()), |out| draft().write(out, &edition())).unwrap();
        assert_eq!(
            names(folder.path()),
            ["advisories-v2.stamp", "advisories-v2.txt"]
        );
        let store = open(&path(folder.path())).unwrap().unwrap();
        assert!(is_stamped(&path(folder.path()), &store.header));
        assert_eq!(store.packages()("a").len(), 1);
    }

    #[test]
    fn a_failed_write_leaves_the_old_store_and_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        replace(&path(folder.path()), |out| draft().write(out, &edition())).unwrap();
        let before = names(folder.path());
        let full = replace(&path(folder.path()), |out| {
            out.write_all(b"half")?;
            Err::<(), _>(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(names(folder.path()), before);
        assert!(open(&path(folder.path())).unwrap().is_ok());
    }

    #[test]
    fn a_changed_byte_is_noticed_though_the_length_is_right() {
        let folder = tempfile::tempdir().unwrap();
        replace(&path(folder.path()), |out| draft().write(out, &edition())).unwrap();
        let file = path(folder.path());
        let mut bytes = Vec::new();
        draft().write(&mut bytes, &edition()).unwrap();
        let at = bytes.iter().rposition(|byte| *byte == b'+').unwrap();
        bytes[at] = b'-';
        let refused = replace(&path(folder.path()), |out| out.write_all(&bytes)).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
        assert!(open(&file).unwrap().is_ok());
        let mut behind = OpenOptions::new().write(true).open(&file).unwrap();
        behind.write_all(&bytes).unwrap();
        fs::remove_file(stamp_path(&file)).unwrap();
        assert_eq!(open(&file).unwrap().err(), Some(Damage::Checksum));
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let left = temporary(folder.path()).unwrap();
        left.keep().unwrap();
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder.path().join("notes.tmp"))
            .unwrap();
        sweep(folder.path());
        assert_eq!(names(folder.path()), ["notes.tmp"]);
    }
}
