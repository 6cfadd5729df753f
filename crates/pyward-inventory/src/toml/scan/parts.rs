//! A large document read in several parts at once.
//!
//! Lock files are long arrays of tables: `[[package]]`, hundreds of times. Such a document is cut before some of these
//! headers, and the parts are read side by side, each as if it were a document. The parts of one array are then put
//! together.

use std::num::NonZero;

use super::{Kind, Table, scan_from};

/// How many bytes are worth a thread of their own, which costs as much as reading some hundred thousand.
const PART: usize = 512 * 1024;

/// More parts than this gain nothing.
const MOST_PARTS: usize = 8;

/// Reads a document in parts; `None` where it is not worth it or cannot be done, which says nothing about the document.
pub(super) fn scan_in_parts<'a>(text: &'a str, passed: &[&str]) -> Option<Table<'a>> {
    let worth = (text.len() / PART).min(MOST_PARTS);
    if worth < 2 {
        return None;
    }
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (header, parts) = cut(text, worth.min(processors))?;
    let (own, others) = parts.split_first()?;
    let tables: Option<Vec<Table<'_>>> = std::thread::scope(|scope| {
        let others: Vec<_> = others
            .iter()
            .map(|part| scope.spawn(|| scan_from(part.text, part.line, passed)))
            .collect();
        let mut tables = vec![scan_from(own.text, own.line, passed)];
        let joined = others
            .into_iter()
            .map(|part| part.join().expect("a panic has ended the process"));
        tables.extend(joined);
        tables.into_iter().collect()
    });
    join(header, tables?)
}

struct Part<'a> {
    text: &'a str,
    /// The number of its first line.
    line: u32,
}

/// The parts of a document, each but the first beginning with the same header of an array of tables, whose name is
/// returned with them. `None` where there are not two of them.
fn cut(text: &str, count: usize) -> Option<(&str, Vec<Part<'_>>)> {
    let bytes = text.as_bytes();
    // The array that most of the document is made of has a table in its middle.
    let middle = header_after(bytes, text.len() / 2)?;
    let header = text.get(middle..)?.lines().next()?;
    let name = header.strip_prefix("[[")?.strip_suffix("]]")?;
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if name.is_empty() || !name.bytes().all(is_plain) {
        return None;
    }
    let finder = memchr::memmem::Finder::new(header);
    let mut parts = Vec::with_capacity(count);
    let (mut start, mut line) = (0, 1);
    for number in 1..=count {
        let wanted = text.len() / count * number;
        let mut end = text.len();
        if number < count {
            let found = line_after(bytes, wanted.max(start), &finder);
            end = found.unwrap_or(end);
        }
        if end == start {
            continue;
        }
        let part = text.get(start..end)?;
        parts.push(Part { text: part, line });
        line += memchr::memchr_iter(b'\n', part.as_bytes()).count() as u32;
        start = end;
    }
    // The first part must open the array itself: else it could be anything there.
    let opens = line_after(parts.first()?.text.as_bytes(), 0, &finder).is_some();
    (opens && parts.len() > 1).then_some((name, parts))
}

/// Where the first line from `start` on begins that opens with `[[`.
fn header_after(bytes: &[u8], start: usize) -> Option<usize> {
    let at = memchr::memmem::find(bytes.get(start..)?, b"\n[[")?;
    Some(start + at + 1)
}

/// Where the first line from `start` on begins that is a header and nothing else. Not the very first line of `bytes`.
fn line_after(bytes: &[u8], start: usize, header: &memchr::memmem::Finder<'_>) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let found = header.find_iter(rest).map(|at| start + at).find(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(at + header.needle().len());
        before == Some(&b'\n') && matches!(after, Some(b'\n' | b'\r'))
    })?;
    Some(found)
}

/// One table of the tables of all parts: they may share nothing but the array that was cut.
fn join<'a>(array: &str, tables: Vec<Table<'a>>) -> Option<Table<'a>> {
    let mut tables = tables.into_iter();
    let mut whole = tables.next()?;
    let cut = whole.entries.iter().position(|entry| entry.key == array)?;
    for table in tables {
        for entry in table.entries {
            if entry.key != array {
                if whole.get(&entry.key).is_some() {
                    return None;
                }
                whole.entries.push(entry);
                continue;
            }
            match (
                &mut whole.entries.get_mut(cut)?.value.kind,
                entry.value.kind,
            ) {
                (Kind::Array(tables), Kind::Array(more)) => tables.extend(more),
                _ => return None,
            }
        }
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    fn cut_at(text: &str, count: usize) -> Option<Table<'_>> {
        let (name, parts) = cut(text, count)?;
        let tables: Option<Vec<_>> = parts
            .iter()
            .map(|part| scan_from(part.text, part.line, &[]))
            .collect();
        join(name, tables?)
    }

    fn block() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => "[a-c]{1,3}".prop_map(|name| format!("[[package]]\nname = \"{name}\"\n\n")),
            2 => "[a-c]".prop_map(|key| format!("[package.{key}]\nx = 1\n")),
            1 => Just("[[package.sub]]\nx = [\n  1,\n]\n".to_owned()),
            1 => "[a-c]".prop_map(|key| format!("[{key}]\ny = \"[[package]]\"\n")),
            1 => Just("# [[package]]\n".to_owned()),
            1 => Just("[[other]]\n".to_owned()),
            1 => Just("text = '''\n[[package]]\n'''\n".to_owned()),
        ]
    }

    proptest! {
        #[test]
        fn parts_make_the_same_document(blocks in proptest::collection::vec(block(), 0..40), count in 2_usize..6) {
            let text = format!("version = 1\n{}", blocks.concat());
            if let Some(joined) = cut_at(&text, count) {
                let whole = match scan_from(&text, 1, &[]) {
                    Some(whole) => whole,
                    None => crate::toml::full(&text).unwrap().root,
                };
                prop_assert_eq!(joined, whole);
            }
        }
    }

    #[test]
    fn a_large_lock_is_read_in_parts() {
        let mut text = "version = 1\n".to_owned();
        for number in 0..60_000 {
            let _ = write!(text, "\n[[package]]\nname = \"p{number}\"\n");
        }
        let joined = scan_in_parts(&text, &[]);
        if std::thread::available_parallelism().is_ok_and(|count| count.get() > 1) {
            assert!(joined == scan_from(&text, 1, &[]));
        }
        let table = scan_from(&text, 1, &[]).unwrap();
        let (line, last) = table.tables("package").last().unwrap();
        assert_eq!((line, last.string("name")), (180_000, Some("p59999")));
    }
}
