//! Findings in code as bytes: how an entry of the cache is written and read.
//!
//! An entry is a line that says what it is, its key, the findings, and a digest of all of that. Numbers are written in
//! groups of seven bits, the lowest first, the eighth set where more follow; texts with their length in front; places
//! with their path the first time and its number later.

mod reader;
mod writer;

use pyward_rules::{CodeFindings, FileFindings, Unfollowed};

use super::key::{Key, digest};
use reader::Reader;
use writer::Writer;

/// How an entry begins.
const MAGIC: &[u8] = b"pyward code findings, form 1\n";

/// The findings as an entry; none where they hold what an entry cannot.
pub(super) fn encode(findings: &CodeFindings, key: &Key) -> Option<Vec<u8>> {
    let CodeFindings { files, unfollowed } = findings;
    let mut writer = Writer::new(MAGIC, key);
    writer.number(files.len() as u64);
    for file in files {
        writer.file(file)?;
    }
    writer.number(unfollowed.len() as u64);
    for place in unfollowed {
        let Unfollowed {
            path,
            function,
            what,
        } = place;
        writer.path(path);
        writer.text(function);
        writer.text(what);
    }
    let mut bytes = writer.into_bytes();
    let check = digest(&bytes);
    bytes.extend(check);
    Some(bytes)
}

/// The findings of an entry; none where it is damaged, or none of this key.
pub(super) fn decode(bytes: &[u8], key: &Key) -> Option<CodeFindings> {
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
    if digest(body) != check {
        return None;
    }
    let body = body.strip_prefix(MAGIC)?.strip_prefix(key)?;
    let mut reader = Reader::new(body);
    let files: Vec<FileFindings> = reader.list(Reader::file)?;
    let unfollowed = reader.list(|reader| {
        Some(Unfollowed {
            path: reader.path()?,
            function: reader.text()?.to_owned(),
            what: reader.text()?.to_owned(),
        })
    })?;
    reader
        .is_at_end()
        .then_some(CodeFindings { files, unfollowed })
}
