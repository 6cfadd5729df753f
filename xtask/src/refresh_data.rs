//! Makes the advisory snapshot that is built into the program.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use pyward_advisory::{Edition, Header, StoreDraft, read_record};
use pyward_model::Date;

/// Aliases that the GitHub Advisory Database does not state: PYSEC ids, given by the PyPA Advisory Database to the same
/// flaw, under which pip-audit reports it.
const MORE_ALIASES: &[(&str, &str)] = &[
    ("GHSA-cf56-g6w6-pqq2", "PYSEC-2024-75"),
    ("GHSA-xg8h-j46f-w952", "PYSEC-2025-61"),
];

/// Reads `facts` (OSV records of the GitHub Advisory Database, one a line) and writes `snapshot.txt` into the folder
/// `out`. Same facts, same bytes.
///
/// Kept is what decides a match: ids, ranges, severity, CWE numbers. Left out are titles and prose, and the dates of
/// the single records; the newest of those is the date of the snapshot.
///
/// # Errors
/// Whatever cannot be read, parsed or written; a line that is not a usable record is an error, not a record less.
pub(crate) fn run(facts: &Path, out: &Path) -> Result<Header, Box<dyn Error>> {
    let mut draft = StoreDraft::new();
    let mut newest: Option<Date> = None;
    let mut unused: Vec<&str> = MORE_ALIASES.iter().map(|(id, _)| *id).collect();
    let lines = BufReader::new(OpenOptions::new().read(true).open(facts)?).lines();
    for (number, line) in (1..).zip(lines) {
        let json =
            serde_json::from_str(&line?).map_err(|error| format!("line {number}: {error}"))?;
        let mut record = read_record(&json).map_err(|why| format!("line {number}: {why}"))?;
        if record.advisories.is_empty() {
            return Err(format!("line {number}: {} names no PyPI package", record.id).into());
        }
        record.prose = None;
        unused.retain(|id| *id != &*record.id);
        for advisory in &mut record.advisories {
            newest = newest.max(advisory.modified.take());
            let more = MORE_ALIASES.iter().filter(|(id, _)| *id == &*record.id);
            advisory
                .aliases
                .extend(more.map(|(_, alias)| (*alias).into()));
            advisory.aliases.sort_unstable();
            advisory.aliases.dedup();
        }
        draft.insert(&record);
    }
    if !unused.is_empty() {
        return Err(format!("no record has the id {}", unused.join(", ")).into());
    }
    let date = newest.ok_or("no record says when it was changed")?;
    let edition = Edition {
        created: date,
        current: Some(date),
        origin: None,
        source: "",
    };
    let mut file = BufWriter::new(File::create(out.join("snapshot.txt"))?);
    let header = draft.write(&mut file, &edition)?;
    file.flush()?;
    Ok(header)
}
