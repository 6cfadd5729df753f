//! The lines of a `RECORD` as nearly every wheel has them: three plain columns, nothing quoted.
//!
//! Such a list is read and written in one go. Whatever else comma-separated values may be is for a reader of these.

use std::fmt::Write as _;

/// One file of the list. In order of path, what is stated twice being in the order of what is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line<'a> {
    pub(crate) path: &'a str,
    /// `sha256=BASE64`, or nothing.
    pub(crate) hash: &'a str,
    /// Digits, or nothing.
    pub(crate) size: &'a str,
}

impl<'a> Line<'a> {
    /// The lines of a list; `None` where one is anything but plain.
    pub(crate) fn all(text: &'a str) -> Option<Vec<Self>> {
        let mut lines = Vec::with_capacity(text.len() / 64);
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                lines.push(Self::of(line)?);
            }
        }
        Some(lines)
    }

    fn of(line: &'a str) -> Option<Self> {
        let mut columns = line.rsplitn(3, ',');
        let (size, hash, path) = (columns.next()?, columns.next()?, columns.next()?);
        let plain = |text: &str| !text.contains([',', '"', '\r']);
        let is_number = size.bytes().all(|byte| byte.is_ascii_digit())
            && size.len() < 19
            && (!size.starts_with('0') || size == "0");
        // What begins with a slash or a blank is told otherwise by some.
        let named = path
            .bytes()
            .next()
            .is_some_and(|first| !matches!(first, b'/' | b' ' | b'\t' | 0xef));
        (named && is_number && plain(path) && plain(hash)).then_some(Self { path, hash, size })
    }

    /// The list that some lines are, as installers write it.
    pub(crate) fn text(lines: &[Self]) -> String {
        let mut text = String::new();
        for Self { path, hash, size } in lines {
            let _ = writeln!(text, "{path},{hash},{size}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use uv_install_wheel::read_record_into_iter;

    use super::*;

    #[test]
    fn only_plain_lists_are_read() {
        let lines = Line::all("a/b.py,sha256=AB,12\r\n\nx.dist-info/RECORD,,\n").unwrap();
        assert_eq!(
            Line::text(&lines),
            "a/b.py,sha256=AB,12\nx.dist-info/RECORD,,\n"
        );
        for odd in [
            "a.py",
            "a.py,sha256=AB",
            "a,b.py,sha256=AB,1",
            "\"a,b.py\",sha256=AB,1",
            "a.py,sha256=AB,x",
            "a.py,sha256=AB,01",
            "a.py,sha256=AB,+1",
            "a\rb.py,sha256=AB,1",
            "/a.py,sha256=AB,1",
            ",sha256=AB,1",
        ] {
            assert_eq!(Line::all(odd), None, "{odd}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_plain_is_read_as_a_reader_of_such_values_does(
            text in "([a./ ,\"\n\r=0-9é]|a.py,sha256=b,1\n){0,30}"
        ) {
            if let Some(lines) = Line::all(&text) {
                let read: Vec<_> = read_record_into_iter(text.as_bytes())
                    .map(|entry| entry.map(|entry| (entry.path, entry.hash, entry.size)).unwrap())
                    .collect();
                let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
                let own: Vec<_> = lines
                    .iter()
                    .map(|line| (line.path.to_owned(), filled(line.hash), line.size.parse().ok()))
                    .collect();
                proptest::prop_assert_eq!(own, read);
            }
        }
    }
}
