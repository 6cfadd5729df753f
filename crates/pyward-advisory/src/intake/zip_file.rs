//! A zip archive of records, one JSON file each, as OSV exports an ecosystem.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Intake, MAX_RECORD, MAX_RECORDS, SourceError};

/// Whether a file that starts so is a zip archive.
pub(crate) fn is_zip(start: &[u8]) -> bool {
    matches!(start, b"PK\x03\x04" | b"PK\x05\x06")
}

/// Reads every file of records of an archive, one after the other; only one is in memory at a time.
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
        if !entry.is_file() || !intake.layout.reads(&name) {
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
            Ok(_) => intake.take_file(&name, &bytes, &|| place(&name)),
        }
        watch(intake.report.seen());
    }
    Ok(())
}
