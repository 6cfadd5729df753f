//! Where the parts of a requirement stand
//! ([PEP 508](https://packaging.python.org/en/latest/specifications/dependency-specifiers/)): what is edited has to be
//! found in the text, not read out of it.

use std::ops::Range;

use pyward_model::PackageName;

/// The parts of `name[extra] >=1.0; marker`, by their place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requirement<'t> {
    pub(crate) name: PackageName,
    /// Name and extras as written, without white space at the end.
    pub(crate) head: Range<usize>,
    /// The specifiers without parentheses; empty, and right after the head, where there are none.
    pub(crate) specifiers: Range<usize>,
    /// The URL after `@`.
    pub(crate) url: Option<&'t str>,
    /// The marker after `;`, trimmed.
    pub(crate) marker: Option<&'t str>,
}

impl<'t> Requirement<'t> {
    /// Finds the parts; `None` where it is no requirement. The marker is not looked into.
    pub(crate) fn find(text: &'t str) -> Option<Self> {
        let mut scanner = Scanner { text, at: 0 };
        scanner.space();
        let start = scanner.at;
        let name = scanner.name()?;
        let mut end = scanner.at;
        scanner.space();
        if scanner.take('[') {
            scanner.run(|ch| ch.is_ascii_alphanumeric() || "._-, \t".contains(ch));
            if !scanner.take(']') {
                return None;
            }
            end = scanner.at;
            scanner.space();
        }
        let mut found = Self {
            name,
            head: start..end,
            specifiers: end..end,
            url: None,
            marker: None,
        };
        if scanner.take('@') {
            scanner.space();
            let url = scanner.run(|ch| !ch.is_whitespace());
            found.url = Some(url).filter(|url| !url.is_empty());
            return found.url.is_some().then_some(found);
        }
        let parenthesised = scanner.take('(');
        if parenthesised {
            scanner.space();
            found.specifiers = scanner.at..scanner.at;
        }
        let specifiers = scanner.specifiers()?;
        if !specifiers.is_empty() {
            found.specifiers = specifiers;
        }
        if parenthesised && !scanner.take(')') {
            return None;
        }
        scanner.space();
        if scanner.take(';') {
            found.marker = Some(scanner.rest().trim()).filter(|marker| !marker.is_empty());
        } else if !scanner.rest().is_empty() {
            return None;
        }
        Some(found)
    }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|ch| !belongs(ch)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn space(&mut self) {
        self.run(char::is_whitespace);
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn name(&mut self) -> Option<PackageName> {
        let start = self.at;
        let run = self.run(|ch| ch.is_ascii_alphanumeric() || "._-".contains(ch));
        let name = run.trim_end_matches(['.', '_', '-']);
        self.at = start + name.len();
        let begins = name.starts_with(|ch: char| ch.is_ascii_alphanumeric());
        begins.then(|| PackageName::pypi(name))
    }

    /// The place of the specifiers, empty where there are none; `None` where they are not whole.
    fn specifiers(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut end = start;
        while self.rest().starts_with(['=', '~', '!', '<', '>']) {
            self.run(|ch| "=~!<>".contains(ch));
            self.space();
            let version =
                self.run(|ch| !ch.is_whitespace() && !ch.is_control() && !",;()".contains(ch));
            if version.is_empty() {
                return None;
            }
            end = self.at;
            self.space();
            if !self.take(',') {
                break;
            }
            self.space();
        }
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_found_where_they_stand() {
        for (text, head, specifiers, marker) in [
            ("a==1", "a", "==1", None),
            (
                " A_b [x, y] >= 1 , <2 ; m ",
                "A_b [x, y]",
                ">= 1 , <2",
                Some("m"),
            ),
            ("a (>=1,)", "a", ">=1", None),
            ("a;x=='1'", "a", "", Some("x=='1'")),
            ("a ( )", "a", "", None),
            ("a===w@t ;", "a", "===w@t", None),
        ] {
            let found = Requirement::find(text).unwrap();
            assert_eq!(&text[found.head], head, "{text}");
            assert_eq!(&text[found.specifiers], specifiers, "{text}");
            assert_eq!(found.marker, marker, "{text}");
        }
        assert_eq!(
            Requirement::find("a[b] @ git+https://x ; m").unwrap().url,
            Some("git+https://x")
        );
        for text in [
            "", "-e .", "a b", "a=", "a==", "a[", "a (==1", "./a", "a @ ", "a==1 b",
        ] {
            assert_eq!(Requirement::find(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_found_or_refused(text in "[a\\[\\](),=<>;@ é\"]{0,20}") {
            if let Some(found) = Requirement::find(&text) {
                prop_assert!(text.get(found.specifiers).is_some() && text.get(found.head).is_some());
            }
        }
    }
}
