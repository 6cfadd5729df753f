//! A zip archive of records, one JSON file each, as OSV exports an ecosystem.

use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Intake, MAX_RECORD, MAX_RECORDS, SourceError};

/// Whether a file begins like a zip archive; stands at its beginning again afterwards.
pub(crate) fn is_zip(mut file: &File) -> io::Result<bool> {
    let mut start = Vec::with_capacity(4);
    file.take(4).read_to_end(&mut start)?;
    match file.rewind() {
        Ok(()) => Ok(matches!(&start[..], b"PK\x03\x04" | b"PK\x05\x06")),
        Err(error) => Err(error),
    }
}

/// Reads every `.json` file of an archive, one after the other; only one is in memory at a time.
pub(crate) fn read(
    path: &Path,
    file: File,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let broken = |error: &ZipError| SourceError::Archive {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut archive =
        ZipArchive::new(BufReader::with_capacity(1 << 16, file)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_RECORDS {
        return Err(SourceError::Limit {
            path: path.to_owned(),
            what: "2,000,000 files",
        });
    }
    let mut bytes = Vec::new();
    for index in 0..archive.len() {
        let place = |name: &str| format!("{}: {name}", path.display());
        let mut entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(ZipError::Io(source)) => {
                return Err(SourceError::Unreadable {
                    path: path.to_owned(),
                    source,
                });
            }
            Err(error) => {
                let number = format!("file {index}");
                intake.unreadable(&|| place(&number), &error.to_string());
                continue;
            }
        };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if !entry.is_file() || !is_json(&name) {
            continue;
        }
        bytes.clear();
        let read = (&mut entry).take(MAX_RECORD + 1).read_to_end(&mut bytes);
        intake.spend(path, bytes.len() as u64)?;
        match read {
            // A wrong checksum or a cut-off entry is damage of the archive, not of a record.
            Err(error) => {
                return Err(SourceError::Archive {
                    path: path.to_owned(),
                    reason: format!("{}: {error}", pyward_model::printable(&name)),
                });
            }
            Ok(_) if bytes.len() as u64 > MAX_RECORD => {
                intake.unreadable(&|| place(&name), "it is larger than 32 MiB");
            }
            Ok(_) => intake.take_bytes(&bytes, &|| place(&name)),
        }
        watch(intake.report.seen());
    }
    Ok(())
}

fn is_json(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "json")
}
