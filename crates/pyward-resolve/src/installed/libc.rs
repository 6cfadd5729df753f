//! Which C library an environment's Python is linked with, told by files: nothing is started.

use std::io::Read as _;
use std::path::Path;

use super::door;
use crate::Libc;

/// Where the name of the loader stands in a program, counted from its beginning: programs are linked so.
const HEAD: u64 = 4096;
/// The largest C library that is looked into, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;
/// The folders a C library stands in, by processor or for all.
const FOLDERS: [&str; 6] = [
    "/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib64",
    "/lib",
    "/usr/lib",
];

/// The C library of a program of this machine; `None` where its files do not tell.
pub(super) fn of(program: &Path) -> Option<Libc> {
    let program = program.canonicalize().ok()?;
    let head = start(&program, HEAD)?;
    if !head.starts_with(b"\x7fELF") {
        return None;
    }
    let loads = |name: &[u8]| head.windows(name.len()).any(|part| part == name);
    if loads(b"/ld-musl-") {
        // Its files do not state a version; 1.2 is that of every distribution since 2021.
        return Some(Libc::Musl { major: 1, minor: 2 });
    }
    if !loads(b"/ld-linux-") {
        return None;
    }
    FOLDERS.iter().find_map(|folder| {
        let bytes = start(&Path::new(folder).join("libc.so.6"), LARGEST)?;
        let (major, minor) = release(&bytes)?;
        Some(Libc::Glibc { major, minor })
    })
}

fn start(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = door::open(path).ok()?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The version in glibc's own banner: `GNU C Library (…) stable release version 2.36.`
fn release(bytes: &[u8]) -> Option<(u16, u16)> {
    let banner = after(bytes, b"GNU C Library")?;
    let banner = banner.get(..400.min(banner.len()))?;
    let version = after(banner, b"release version ")?;
    let end = version
        .iter()
        .position(|byte| !byte.is_ascii_digit() && *byte != b'.')?;
    let text = std::str::from_utf8(version.get(..end)?).ok()?;
    let (major, rest) = text.split_once('.')?;
    let minor = rest.split('.').next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// What follows the first place of a text.
fn after<'b>(bytes: &'b [u8], wanted: &[u8]) -> Option<&'b [u8]> {
    let at = memchr::memmem::find(bytes, wanted)?;
    bytes.get(at + wanted.len()..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_tells_the_version() {
        let library = |banner: &str| [b"\x7fELF..\0", banner.as_bytes(), b"\0.."].concat();
        let told = |banner: &str| release(&library(banner));
        assert_eq!(
            told(
                "GNU C Library (Debian GLIBC 2.36-9+deb12u14) stable release version 2.36.\nCopyright"
            ),
            Some((2, 36))
        );
        assert_eq!(
            told("GNU C Library (GNU libc) release release version 2.28.9000.\n"),
            Some((2, 28))
        );
        assert_eq!(told("GNU C Library (GNU libc)"), None);
        assert_eq!(told("musl libc (x86_64)"), None);
    }

    #[test]
    fn what_is_no_program_tells_nothing() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("python");
        let steps = crate::journal::Steps::default();
        let put = |bytes: &[u8]| steps.write_synced(&file, bytes).unwrap();
        assert_eq!(of(&file), None);
        put(b"#!/bin/sh\n# /ld-linux-x86-64.so.2\n");
        assert_eq!(of(&file), None);
        put(b"\x7fELF\0/lib/ld-musl-x86_64.so.1\0");
        assert_eq!(of(&file), Some(Libc::Musl { major: 1, minor: 2 }));
    }
}
