//! The hashes of a line, replaced by those of another version in the layout they have.

use super::content::Asked;
use super::file::{Entry, File};
use crate::patch::{Patch, each};
use crate::{Because, Change};

/// The hashes a line shall have; none where none are wanted.
pub(super) fn wanted(
    file: &File<'_>,
    asked: &Asked,
    change: &Change,
) -> Result<Vec<String>, Because> {
    if asked.hashes.is_empty() && !file.hashed {
        return Ok(Vec::new());
    }
    let texts = change.hash_texts();
    if texts.is_empty() {
        return Err(Because::FilesUnknown);
    }
    Ok(texts)
}

/// Replaces the hashes of a line, or adds them where it has none. To be called after what is put into the requirement,
/// which may end where the hashes begin.
pub(super) fn renew(
    patch: &mut Patch<'_>,
    file: &File<'_>,
    entry: &Entry,
    asked: &Asked,
    texts: &[String],
) {
    if texts.is_empty() {
        return;
    }
    let Some(first) = asked.hashes.first() else {
        let end = entry.line.at(entry.line.text().len().saturating_sub(1)) + 1;
        patch.insert(end, options(file, texts));
        return;
    };
    let written = entry.line.text().get(first.clone()).unwrap_or_default();
    let sign = if written.starts_with("--hash=") {
        "--hash="
    } else {
        "--hash "
    };
    let separator = separator(file, entry, asked);
    let hashes: Vec<String> = texts.iter().map(|text| format!("{sign}{text}")).collect();
    patch.replace(entry.line.range(first.clone()), hashes.join(&separator));
    for further in asked.hashes.iter().skip(1) {
        let before = end_before(asked, further.start);
        let start = entry.line.at(before.saturating_sub(1)) + 1;
        patch.replace(start..entry.line.range(further.clone()).end, "");
    }
}

/// Hashes as options after a requirement, in the layout of the file's other lines.
pub(super) fn options(file: &File<'_>, texts: &[String]) -> String {
    let separator = file
        .requirements()
        .find(|(_, _, asked)| !asked.hashes.is_empty())
        .map_or_else(
            || format!(" \\{}    ", file.newline),
            |(_, entry, asked)| separator(file, entry, asked),
        );
    each(texts, &format!("{separator}--hash="), "")
}

/// What stands before the second hash of a line, or else before its first.
fn separator(file: &File<'_>, entry: &Entry, asked: &Asked) -> String {
    let hash = asked.hashes.get(1).or(asked.hashes.first());
    let Some(hash) = hash else {
        return " ".to_owned();
    };
    let before = end_before(asked, hash.start);
    let start = entry.line.at(before.saturating_sub(1)) + 1;
    let between = file.text.get(start..entry.line.at(hash.start));
    between
        .filter(|text| !text.is_empty())
        .unwrap_or(" ")
        .to_owned()
}

/// Where the word before a place ends.
fn end_before(asked: &Asked, place: usize) -> usize {
    let before = asked.ends.partition_point(|end| *end <= place);
    let last = before.checked_sub(1).and_then(|last| asked.ends.get(last));
    last.copied().unwrap_or(place)
}
