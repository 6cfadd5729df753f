//! `RECORD`: which files a package owns, and what is in them
//! ([specification](https://packaging.python.org/en/latest/specifications/recording-installed-packages/)).

use std::path::{Component, Path, PathBuf};

use uv_install_wheel::read_record_into_iter;

use super::door;
use super::record_lines::Line;
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
    pub(crate) sha256: Option<[u8; 32]>,
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
            let path =
                inside(packages, Path::new(&entry.path)).ok_or_else(|| outside(&entry.path))?;
            entries.push(Entry {
                path,
                sha256: entry.hash.as_deref().and_then(digest_of_record),
                size: entry.size,
            });
        }
        Ok(Self { entries })
    }

    /// The record that some lines are; an error in words as of one that is read.
    pub(crate) fn of_lines(packages: &Path, lines: &[Line<'_>]) -> Result<Self, String> {
        if lines.len() > ENTRY_LIMIT {
            return Err(format!("it lists more than {ENTRY_LIMIT} files"));
        }
        let entries = lines.iter().map(|line| {
            Ok(Entry {
                path: inside(packages, Path::new(line.path)).ok_or_else(|| outside(line.path))?,
                sha256: digest_of_record(line.hash),
                size: line.size.parse().ok(),
            })
        });
        Ok(Self {
            entries: entries.collect::<Result<_, String>>()?,
        })
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
                    !is_hex_of(&found, sha256) || entry.size.is_some_and(|stated| stated != size)
                })
            {
                changed.push(entry.path.clone());
            }
        }
        (missing, changed)
    }
}

fn outside(path: &str) -> String {
    format!(
        "it lists a file outside the environment: `{}`",
        pyward_model::printable(path)
    )
}

/// A path with `..` worked out; `None` where it leads out of the folder that `base` is relative to.
pub(crate) fn inside(base: &Path, path: &Path) -> Option<PathBuf> {
    // Nearly all are plain, and there are many.
    if cfg!(unix) && path.to_str().is_some_and(is_plain) {
        return Some(base.join(path));
    }
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

/// Whether a path has no parts but names; of some odd ones it is not told.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.ends_with(['/', '.'])
        && !path.contains("./")
        && !path.contains("//")
}

/// The digest of `sha256=BASE64`, where it is that.
fn digest_of_record(hash: &str) -> Option<[u8; 32]> {
    let encoded = hash.strip_prefix("sha256=")?.trim_end_matches('=');
    let mut digest = [0; 32];
    let mut places = digest.iter_mut();
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
            *places.next()? = (bits >> count) as u8;
            bits &= (1 << count) - 1;
        }
    }
    places.next().is_none().then_some(digest)
}

/// Whether hexadecimal digits, lower-case ones, are those of a digest.
pub(crate) fn is_hex_of(digits: &str, digest: &[u8]) -> bool {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let digit = |half: u8| {
        if half < 10 {
            b'0' + half
        } else {
            b'a' + half - 10
        }
    };
    rest.is_empty()
        && pairs.len() == digest.len()
        && pairs
            .iter()
            .zip(digest)
            .all(|(pair, byte)| *pair == [digit(byte >> 4), digit(byte & 15)])
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
            ("a//b/", Some("lib/python3.12/site-packages/a/b")),
            ("a./b..", Some("lib/python3.12/site-packages/a./b..")),
            ("a/..", Some("lib/python3.12/site-packages")),
            ("a/../../b", Some("lib/python3.12/b")),
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
        let digest = digest_of_record("sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
        assert_eq!(
            digest.map(|digest| door::hex(&digest)).as_deref(),
            Some("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        );
        let long = format!("sha256={}", "A".repeat(44));
        for odd in ["", "md5=abc", "sha256=", "sha256=%%", "sha256=AAAA", &long] {
            assert_eq!(digest_of_record(odd), None, "{odd}");
        }
    }

    #[test]
    fn digits_are_held_against_a_digest() {
        let digest = [0x00, 0x9f, 0xa0, 0xff];
        assert!(is_hex_of("009fa0ff", &digest));
        for other in [
            "009fa0fe",
            "009FA0FF",
            "009fa0",
            "009fa0ff0",
            "009fa0ff00",
            "",
        ] {
            assert!(!is_hex_of(other, &digest), "{other}");
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
