//! A file of JSON: one record, an array of records, or one record a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use serde_json::Value;

use super::{Intake, MAX_RECORD, SourceError};

/// The longest array of records, in bytes. Longer collections come as lines or as an archive.
const MAX_ARRAY: u64 = 256 << 20;

/// Reads a file, whichever of the three forms it has: the first line tells.
pub(crate) fn read(
    path: &Path,
    file: File,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let mut lines = BufReader::with_capacity(1 << 16, file);
    read_from(path, &mut lines, intake, watch)
}

fn read_from(
    path: &Path,
    lines: &mut dyn BufRead,
    intake: &mut Intake,
    watch: &mut dyn FnMut(usize),
) -> Result<(), SourceError> {
    let unreadable = |source| SourceError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let before = intake.report.seen();
    let (mut line, mut number) = (Vec::new(), 0);
    while next(lines, &mut line).map_err(unreadable)? {
        number += 1;
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        let text = text.trim_ascii();
        if text.is_empty() {
            continue;
        }
        intake.spend(path, line.len() as u64)?;
        let place = || format!("{}:{number}", path.display());
        if intake.report.seen() == before && !is_record(text) {
            return read_whole(path, text.to_vec(), lines, intake);
        }
        if line.len() as u64 > MAX_RECORD {
            intake.unreadable(&place, "the line is longer than 32 MiB");
        } else {
            intake.take_bytes(text, &place);
        }
        watch(intake.report.seen());
    }
    Ok(())
}

/// The next line; past the limit only its first bytes, one more than the limit.
fn next(lines: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    lines.take(MAX_RECORD + 1).read_until(b'\n', line)?;
    if line.len() as u64 > MAX_RECORD && !line.ends_with(b"\n") {
        lines.skip_until(b'\n')?;
    }
    Ok(!line.is_empty())
}

fn is_record(line: &[u8]) -> bool {
    line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

/// A document that is more than its first line: one record or an array of them.
fn read_whole(
    path: &Path,
    mut bytes: Vec<u8>,
    rest: &mut dyn BufRead,
    intake: &mut Intake,
) -> Result<(), SourceError> {
    if !matches!(bytes.first(), Some(b'{' | b'[')) {
        return Ok(());
    }
    bytes.push(b'\n');
    rest.take(MAX_ARRAY)
        .read_to_end(&mut bytes)
        .map_err(|source| SourceError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > MAX_ARRAY {
        return Err(SourceError::Limit {
            path: path.to_owned(),
            what: "256 MiB in one JSON document",
        });
    }
    intake.spend(path, bytes.len() as u64)?;
    let place = |n: usize| format!("{}: record {n}", path.display());
    match serde_json::from_slice::<Value>(&bytes) {
        Ok(Value::Array(records)) => {
            for (n, record) in (1..).zip(&records) {
                intake.spend(path, 0)?;
                intake.take(record, &|| place(n));
            }
        }
        Ok(record) => intake.take(&record, &|| place(1)),
        // Lines of which the first one is damaged.
        Err(_) if bytes.split(|byte| *byte == b'\n').any(is_record) => {
            for (n, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
                if !line.trim_ascii().is_empty() {
                    intake.spend(path, 0)?;
                    intake.take_bytes(line, &|| format!("{}:{n}", path.display()));
                }
            }
        }
        Err(error) => intake.unreadable(
            &|| path.display().to_string(),
            &format!("it is not JSON: {error}"),
        ),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(text: &str) -> crate::IntakeReport {
        let mut intake = Intake::default();
        read_from(
            Path::new("x.json"),
            &mut text.as_bytes(),
            &mut intake,
            &mut |_| {},
        )
        .unwrap();
        intake.report
    }

    const A: &str = r#"{"id":"X-1","affected":[{"package":{"ecosystem":"PyPI","name":"a"}}]}"#;
    const B: &str = r#"{"id":"X-2","affected":[{"package":{"ecosystem":"npm","name":"a"}}]}"#;

    #[test]
    fn lines_documents_and_arrays_are_told_apart() {
        for text in [
            format!("{A}\n{B}\n"),
            format!("\u{feff}{A}\r\n\r\n{B}"),
            format!("[{A},\n{B}]"),
            format!("\n[\n{A}\n,{B}]\n"),
        ] {
            let report = import(&text);
            assert_eq!((report.taken, report.other), (1, 1), "{text}");
        }
        assert_eq!(import(&A.replace(',', ",\n")).taken, 1);
        assert_eq!(import("").seen(), 0);
        assert_eq!(import("<html>").seen(), 0);
    }

    #[test]
    fn a_damaged_line_is_left_out_alone() {
        let report = import(&format!("{A}\n{{\"id\": \n{B}\n"));
        assert_eq!((report.taken, report.other, report.unreadable), (1, 1, 1));
        assert!(report.examples[0].starts_with("x.json:2: it is not JSON"));
        let report = import(&format!("{{\"id\": \n{A}\n{B}"));
        assert_eq!((report.taken, report.other, report.unreadable), (1, 1, 1));
        assert_eq!(import("{\"id\": ").unreadable, 1);
    }
}
