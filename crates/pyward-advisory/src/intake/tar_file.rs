//! A compressed tar archive of records, read from its beginning to its end; nothing is unpacked to the disk.
//!
//! Only what is needed of [the format](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06):
//! regular files and their names, with the long names of pax and GNU. Links, devices and holes are passed over.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::{Intake, MAX_RECORD, SourceError};

const BLOCK: u64 = 512;

/// The longest name a header of its own may give, in bytes.
const MAX_NAME: u64 = 64 << 10;

/// The most bytes of an archive, unpacked.
const MAX_UNPACKED: u64 = super::MAX_TOTAL;

/// Whether a file that starts so is compressed by gzip.
pub(crate) fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(b"\x1f\x8b")
}

/// Reads every file of records of a `.tar.gz`.
pub(crate) fn read(
    path: &Path,
    file: File,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let unpacked = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file));
    read_from(path, &mut unpacked.take(MAX_UNPACKED + 1), intake, watch)
}

/// The same of an archive in memory.
pub(crate) fn read_bytes(bytes: &[u8], intake: &mut Intake) -> Result<(), SourceError> {
    let mut unpacked = MultiGzDecoder::new(bytes).take(MAX_UNPACKED + 1);
    read_from(Path::new("archive"), &mut unpacked, intake, &mut |_| {})
}

fn read_from(
    path: &Path,
    archive: &mut io::Take<impl Read>,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let broken = |reason: String| SourceError::Archive {
        path: path.to_owned(),
        reason,
    };
    let mut long_name: Option<String> = None;
    let mut bytes = Vec::new();
    loop {
        if archive.limit() == 0 {
            return Err(SourceError::Limit {
                path: path.to_owned(),
                what: "8 GiB",
            });
        }
        let mut block = [0; BLOCK as usize];
        archive
            .read_exact(&mut block)
            .map_err(|error| broken(format!("it ends too early: {error}")))?;
        let Some(header) = Header::read(&block).map_err(|reason| broken(reason.to_owned()))? else {
            return Ok(());
        };
        let name = long_name.take().unwrap_or(header.name);
        let wanted = match header.kind {
            Kind::LongName | Kind::Extended => MAX_NAME,
            Kind::File if intake.layout.reads(&name) => MAX_RECORD,
            Kind::File | Kind::Other => 0,
        };
        bytes.clear();
        let held = content(archive, header.size, wanted, &mut bytes)
            .map_err(|error| broken(error.to_string()))?;
        match header.kind {
            Kind::LongName if held => {
                let end = bytes.iter().position(|byte| *byte == 0);
                bytes.truncate(end.unwrap_or(bytes.len()));
                long_name = Some(String::from_utf8_lossy(&bytes).into_owned());
            }
            Kind::Extended if held => {
                long_name = pax_path(&bytes);
            }
            Kind::File if wanted > 0 => {
                let place = || format!("{}: {name}", path.display());
                intake.spend(path, bytes.len() as u64)?;
                if held {
                    intake.take_file(&name, &bytes, &place);
                } else {
                    intake.unreadable(&place, "it is larger than 32 MiB");
                }
                watch(intake.report.seen());
            }
            Kind::LongName | Kind::Extended | Kind::File | Kind::Other => {}
        }
    }
}

/// Reads the content of an entry with its padding; no more than `wanted` bytes are kept, and none where there are more.
fn content(
    archive: &mut impl Read,
    size: u64,
    wanted: u64,
    bytes: &mut Vec<u8>,
) -> io::Result<bool> {
    let held = size <= wanted;
    let mut rest = size.next_multiple_of(BLOCK);
    if held {
        archive.take(size).read_to_end(bytes)?;
        if bytes.len() as u64 != size {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        rest -= size;
    }
    let passed = io::copy(&mut archive.take(rest), &mut io::sink())?;
    if passed != rest {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    }
    Ok(held)
}

enum Kind {
    File,
    /// GNU's name of the next entry.
    LongName,
    /// Records of pax about the next entry.
    Extended,
    Other,
}

struct Header {
    name: String,
    size: u64,
    kind: Kind,
}

impl Header {
    /// Reads a header; `None` where the archive ends.
    fn read(block: &[u8; BLOCK as usize]) -> Result<Option<Self>, &'static str> {
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        let field = |from: usize, length: usize| {
            let field = block.get(from..from + length).unwrap_or_default();
            let end = field.iter().position(|byte| *byte == 0);
            field.get(..end.unwrap_or(length)).unwrap_or_default()
        };
        // The checksum counts its own field as blanks.
        let sum: u32 = block
            .iter()
            .enumerate()
            .map(|(at, byte)| {
                u32::from(if (148..156).contains(&at) {
                    b' '
                } else {
                    *byte
                })
            })
            .sum();
        if octal(field(148, 8)) != Some(u64::from(sum)) {
            return Err("a header of it is damaged");
        }
        let size = octal(field(124, 12)).filter(|size| *size <= super::MAX_TOTAL);
        let size = size.ok_or("a file in it has no size that can be")?;
        let name = String::from_utf8_lossy(field(0, 100)).into_owned();
        let prefix = String::from_utf8_lossy(field(345, 155)).into_owned();
        let is_ustar = field(257, 6).starts_with(b"ustar") && block.get(263) != Some(&b' ');
        let name = if is_ustar && !prefix.is_empty() {
            format!("{prefix}/{name}")
        } else {
            name
        };
        let kind = match block.get(156) {
            Some(b'0' | 0) => Kind::File,
            Some(b'L') => Kind::LongName,
            Some(b'x') => Kind::Extended,
            _ => Kind::Other,
        };
        Ok(Some(Self { name, size, kind }))
    }
}

/// An octal number between blanks.
fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?.trim();
    u64::from_str_radix(text, 8).ok()
}

/// The `path` among pax's records, `LENGTH KEY=VALUE` a line.
fn pax_path(records: &[u8]) -> Option<String> {
    let mut rest = records;
    while let Some(blank) = rest.iter().position(|byte| *byte == b' ') {
        let length: usize = std::str::from_utf8(rest.get(..blank)?).ok()?.parse().ok()?;
        let record = rest.get(blank + 1..length)?;
        if let Some(path) = record.strip_prefix(b"path=") {
            let path = path.strip_suffix(b"\n").unwrap_or(path);
            return Some(String::from_utf8_lossy(path).into_owned());
        }
        rest = rest.get(length..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use std::io::Write as _;

    const RECORD: &str =
        r#"{"id":"X-1","affected":[{"package":{"ecosystem":"PyPI","name":"a"},"versions":["1"]}]}"#;

    fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut block = vec![0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
        block.extend(content);
        block.resize(block.len().next_multiple_of(512), 0);
        block
    }

    fn read(archive: &[u8]) -> Result<crate::IntakeReport, SourceError> {
        let mut intake = Intake::default();
        let path = Path::new("x.tar.gz");
        read_from(
            path,
            &mut archive.take(MAX_UNPACKED),
            &mut intake,
            &mut |_| {},
        )?;
        Ok(intake.report)
    }

    #[test]
    fn files_are_read_and_everything_else_is_passed_over() {
        let pax = b"30 mtime=1700000000.000000000\n22 path=long/name.json\n";
        let mut archive = entry("d/", b'5', b"");
        archive.extend(entry("d/X-1.json", b'0', RECORD.as_bytes()));
        archive.extend(entry("d/link.json", b'2', b""));
        archive.extend(entry("d/README.md", b'0', b"words"));
        archive.extend(entry("ignored", b'x', pax));
        archive.extend(entry(
            "short",
            b'0',
            RECORD.replace("X-1", "X-2").as_bytes(),
        ));
        // A header that names no path leaves the name as it is.
        archive.extend(entry("odd", b'x', b"30 mtime=1700000000.000000000\n"));
        archive.extend(entry(
            "X-3.json",
            b'0',
            RECORD.replace("X-1", "X-3").as_bytes(),
        ));
        archive.extend(entry("ignored", b'L', b"gnu/long.json\0"));
        archive.extend(entry("short", b'0', b"{"));
        archive.extend([0; 1024]);
        let report = read(&archive).unwrap();
        assert_eq!((report.taken, report.unreadable), (3, 1), "{report:?}");
        assert!(
            report.examples[0].starts_with("x.tar.gz: gnu/long.json"),
            "{report:?}"
        );
    }

    #[test]
    fn what_is_cut_or_damaged_is_an_error() {
        let archive = entry("X-1.json", b'0', RECORD.as_bytes());
        assert!(
            matches!(read(&archive), Err(SourceError::Archive { .. })),
            "no end"
        );
        assert!(
            matches!(read(&archive[..600]), Err(SourceError::Archive { .. })),
            "cut"
        );
        let mut wrong = archive;
        wrong[0] = b'Y';
        assert!(
            matches!(read(&wrong), Err(SourceError::Archive { .. })),
            "checksum"
        );
    }

    #[test]
    fn a_bomb_is_not_kept_in_memory() {
        let mut header = entry("big.json", b'0', b"");
        header[124..135].copy_from_slice(format!("{:011o}", 40_u64 << 20).as_bytes());
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..154].copy_from_slice(format!("{sum:06o}").as_bytes());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.tar.gz");
        let mut gz = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
        gz.write_all(&header).unwrap();
        for _ in 0..40 {
            gz.write_all(&vec![0; 1 << 20]).unwrap();
        }
        gz.write_all(&[0; 1024]).unwrap();
        gz.finish().unwrap();
        let mut intake = Intake::default();
        super::read(
            &path,
            crate::regular::open(&path).unwrap(),
            &mut intake,
            &mut |_| {},
        )
        .unwrap();
        assert_eq!(intake.report.unreadable, 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(
            name in "[a-z/.]{0,20}", kind in prop_oneof![Just(b'0'), Just(b'x'), Just(b'L'), any::<u8>()],
            content in proptest::collection::vec(any::<u8>(), 0..100), tail in proptest::collection::vec(any::<u8>(), 0..700),
        ) {
            let mut archive = entry(&name, kind, &content);
            archive.extend(tail);
            let _ = read(&archive);
        }
    }
}
