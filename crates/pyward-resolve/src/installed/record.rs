//! `RECORD`: which files a package owns, and what is in them
//! ([specification](https://packaging.python.org/en/latest/specifications/recording-installed-packages/)).

use std::path::{Component, Path, PathBuf};

use uv_install_wheel::read_record_into_iter;

use super::door;
use super::{Environment, Installed, sha256_of};

/// How many files a package may have.
const ENTRY_LIMIT: usize = 500_000;

/// The files of a package.
pub(crate) struct Record {
    pub(crate) entries: Vec<Entry>,
}

/// One of them.
pub(crate) struct Entry {
    /// From the root of the environment, without `..`.
    pub(crate) path: PathBuf,
    /// SHA-256 in hexadecimal digits.
    pub(crate) sha256: Option<String>,
    /// In bytes.
    pub(crate) size: Option<u64>,
}

impl Record {
    /// The record of an installed package; an error in words where it has none or it makes no sense.
    pub(crate) fn of(environment: &Environment, package: &Installed) -> Result<Self, String> {
        let places = &environment.places;
        Self::read(
            &environment.root,
            &places.packages,
            &places.packages.join(&package.metadata).join("RECORD"),
        )
    }

    /// Reads a record below a root; its paths are relative to the packages folder there.
    pub(crate) fn read(root: &Path, packages: &Path, file: &Path) -> Result<Self, String> {
        let opened = door::open(&root.join(file))
            .map_err(|reason| format!("its list of files cannot be read: {reason}"))?;
        let mut entries = Vec::new();
        for entry in read_record_into_iter(opened) {
            let entry = entry.map_err(|_| "its list of files makes no sense".to_owned())?;
            if entries.len() == ENTRY_LIMIT {
                return Err(format!("it lists more than {ENTRY_LIMIT} files"));
            }
            let path = inside(packages, Path::new(&entry.path)).ok_or_else(|| {
                format!(
                    "it lists a file outside the environment: `{}`",
                    pyward_model::printable(&entry.path)
                )
            })?;
            entries.push(Entry {
                path,
                sha256: entry.hash.as_deref().and_then(hex_of_record),
                size: entry.size,
            });
        }
        Ok(Self { entries })
    }

    /// The files that are missing, and those whose content is another, from a root.
    pub(crate) fn differences(&self, root: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let (mut missing, mut changed) = (Vec::new(), Vec::new());
        for entry in &self.entries {
            let path = root.join(&entry.path);
            // Compiled files come and go.
            let compiled = path.extension().is_some_and(|extension| extension == "pyc");
            if compiled && entry.sha256.is_none() {
                continue;
            }
            if path.symlink_metadata().is_err() {
                missing.push(entry.path.clone());
            } else if let Some(sha256) = &entry.sha256
                && sha256_of(&path).is_ok_and(|(found, size)| {
                    found != *sha256 || entry.size.is_some_and(|stated| stated != size)
                })
            {
                changed.push(entry.path.clone());
            }
        }
        (missing, changed)
    }
}

/// A path with `..` worked out; `None` where it leads out of the folder that `base` is relative to.
pub(crate) fn inside(base: &Path, path: &Path) -> Option<PathBuf> {
    let mut whole = base.to_owned();
    for component in path.components() {
        match component {
            Component::Normal(part) => whole.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                if !whole.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (!whole.as_os_str().is_empty()).then_some(whole)
}

/// The digits of `sha256=BASE64`, where it is that.
pub(crate) fn hex_of_record(hash: &str) -> Option<String> {
    let encoded = hash.strip_prefix("sha256=")?.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(32);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in encoded.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    (bytes.len() == 32).then(|| door::hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        let base = Path::new("lib/python3.12/site-packages");
        for (path, whole) in [
            ("a/b.py", Some("lib/python3.12/site-packages/a/b.py")),
            ("../../../bin/a", Some("bin/a")),
            ("./a", Some("lib/python3.12/site-packages/a")),
            ("../../../../etc/passwd", None),
            ("/etc/passwd", None),
            ("../../..", None),
        ] {
            assert_eq!(
                inside(base, Path::new(path)),
                whole.map(PathBuf::from),
                "{path}"
            );
        }
    }

    #[test]
    fn hashes_are_read() {
        // Of the empty file.
        assert_eq!(
            hex_of_record("sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU").as_deref(),
            Some("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        );
        for odd in ["", "md5=abc", "sha256=", "sha256=%%", "sha256=AAAA"] {
            assert_eq!(hex_of_record(odd), None, "{odd}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_record_says_its_paths_stay_inside(text in "([a./,\"\n=0-9]|\\.\\./){0,60}") {
            let folder = tempfile::TempDir::new().unwrap();
            let steps = crate::journal::Steps::default();
            let file = folder.path().join("RECORD");
            steps.write_synced(&file, text.as_bytes()).unwrap();
            let read = Record::read(folder.path(), Path::new("lib/x"), Path::new("RECORD"));
            for entry in read.map(|record| record.entries).unwrap_or_default() {
                let plain = entry.path.components().all(|part| matches!(part, Component::Normal(_)));
                proptest::prop_assert!(plain, "{:?}", entry.path);
            }
        }
    }
}
