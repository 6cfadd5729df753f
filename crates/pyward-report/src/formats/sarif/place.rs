//! Places: artifact locations and regions.

use pyward_model::{Location, SourceLine};
use serde_json::{Map, Value, json};

use super::message::start;
use crate::source_root::SourceRoot;

/// Lines of a snippet.
const LINES: usize = 20;

/// Characters of a line of a snippet.
const COLUMNS: usize = 1_000;

/// A physical location, with the source where it is known.
pub(super) fn physical(place: &Location, source: &[SourceLine], root: &SourceRoot) -> Value {
    let mut physical = Map::new();
    physical.insert("artifactLocation".into(), artifact(&place.path, root));
    if let Some(region) = region(place, source) {
        physical.insert("region".into(), region);
        if let Some(around) = around(place, source) {
            physical.insert("contextRegion".into(), around);
        }
    }
    Value::Object(physical)
}

/// Where a file is: relative to the folder pyward was run in, or an address where it lies outside of it.
fn artifact(path: &str, root: &SourceRoot) -> Value {
    let path = root.path(path);
    let path = path.as_ref();
    let mut letters = path.bytes();
    let is_drive = matches!(
        (letters.next(), letters.next(), letters.next()),
        (Some(b'a'..=b'z' | b'A'..=b'Z'), Some(b':'), Some(b'/' | b'\\'))
    );
    if is_drive || path.starts_with('/') {
        let path = path.trim_start_matches('/');
        return json!({"uri": format!("file:///{}", encoded(path, is_drive))});
    }
    let uri = match encoded(path, false) {
        empty if empty.is_empty() => ".".to_owned(),
        uri => uri,
    };
    json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
}

/// A path as [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-3.3) has it: everything but unreserved
/// characters and `/` by its percent-encoded bytes.
fn encoded(path: &str, has_drive: bool) -> String {
    let mut uri = String::with_capacity(path.len());
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(byte.into()),
            b':' if has_drive && at == 1 => uri.push(':'),
            b'\\' if has_drive => uri.push('/'),
            byte if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            byte => {
                uri.push('%');
                for digit in [byte >> 4, byte & 0xf] {
                    let digit = char::from_digit(digit.into(), 16).unwrap_or('0');
                    uri.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
    uri
}

/// Lines and columns, each from 1; the end column is the one after the last character.
fn region(place: &Location, source: &[SourceLine]) -> Option<Value> {
    let first = place.line.filter(|line| *line > 0)?;
    let end = place.end_line.filter(|end| *end > first);
    let mut region = Map::new();
    region.insert("startLine".into(), first.into());
    let start = place.column.filter(|column| *column > 0);
    if let Some(start) = start {
        region.insert("startColumn".into(), start.into());
    }
    if let Some(end) = end {
        region.insert("endLine".into(), end.into());
    }
    let end_column = place.end_column.filter(|column| {
        *column > 0 && (end.is_some() || start.is_some_and(|start| start <= *column))
    });
    if let Some(end_column) = end_column {
        region.insert("endColumn".into(), end_column.into());
    }
    if let Some(text) = snippet(source, first, end.unwrap_or(first)) {
        region.insert("snippet".into(), json!({"text": text}));
    }
    Some(Value::Object(region))
}

/// The region with lines around it, where they are known.
fn around(place: &Location, source: &[SourceLine]) -> Option<Value> {
    let line = place.line?;
    let (first, last) = (source.first()?.number, source.last()?.number);
    let end = place.end_line.unwrap_or(line);
    let holds = first <= line && end <= last && (first < line || end < last);
    if !holds || first == 0 || source.len() > LINES {
        return None;
    }
    let text = snippet(source, first, last)?;
    Some(json!({"startLine": first, "endLine": last, "snippet": {"text": text}}))
}

fn snippet(source: &[SourceLine], first: u32, last: u32) -> Option<String> {
    let lines: Vec<&str> = source
        .iter()
        .filter(|line| (first..=last).contains(&line.number))
        .take(LINES)
        .map(|line| start(&line.text, COLUMNS))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_addresses() {
        let root = SourceRoot::default();
        for (path, uri) in [
            ("a/b c.py", "a/b%20c.py"),
            ("größe#1%.py", "gr%C3%B6%C3%9Fe%231%25.py"),
            ("a:b.py", "a%3Ab.py"),
            ("/usr/lib/a.py", "file:///usr/lib/a.py"),
            ("//host/a.py", "file:///host/a.py"),
            ("C:\\a\\b.py", "file:///C:/a/b.py"),
            ("", "."),
            ("\u{1b}[2J", "%1B%5B2J"),
        ] {
            assert_eq!(artifact(path, &root)["uri"], uri);
        }
    }

    #[test]
    fn regions_hold_no_nonsense() {
        let place = |line, column, end_line, end_column| Location {
            line,
            column,
            end_line,
            end_column,
            ..Location::file("a.py")
        };
        let of = |place: &Location| region(place, &[]);
        assert_eq!(of(&place(None, Some(1), None, None)), None);
        assert_eq!(of(&place(Some(0), None, None, None)), None);
        assert_eq!(
            of(&place(Some(3), Some(0), Some(2), Some(9))),
            Some(json!({"startLine": 3}))
        );
        assert_eq!(
            of(&place(Some(3), Some(5), None, Some(4))),
            Some(json!({"startLine": 3, "startColumn": 5}))
        );
        assert_eq!(
            of(&place(Some(3), Some(5), Some(4), Some(2))),
            Some(json!({"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 2}))
        );
    }
}
