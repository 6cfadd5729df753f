//! `requires.txt`: what a package that setuptools installed in its own way needs.
//!
//! Requirements line by line, in sections for an extra (`[name]`), a marker (`[:marker]`) or both (`[name:marker]`), as
//! [setuptools](https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html#requires-txt) documents it.

use pyward_model::{Location, Notice, NoticeKind, PackageName, printable, without_credentials};

use super::super::core_metadata;
use crate::{Requirement, Requires};

/// Requirements, and lines that are none.
pub(super) fn requires(bytes: &[u8], file: &Location) -> (Vec<Requires>, Vec<Notice>) {
    let (bytes, long) = match bytes.get(..core_metadata::MAX_BYTES) {
        Some(start) => (start, Some(core_metadata::too_long(file))),
        None => (bytes, None),
    };
    let (text, odd) = pyward_target::decode(bytes, file);
    let mut notices: Vec<Notice> = odd.into_iter().chain(long).collect();
    let mut requires = Vec::new();
    let mut section = Section::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(head) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = Section::new(head);
            continue;
        }
        match Requirement::parse(line) {
            Ok(requirement) => requires.push(section.narrow(core_metadata::requires(requirement))),
            Err(error) => {
                let place = Location::line(file.path.clone(), number);
                let message = format!(
                    "`{}` is no requirement: {error}",
                    printable(&without_credentials(line))
                );
                notices.push(Notice::gap(NoticeKind::Malformed, Some(place), message));
            }
        }
    }
    (requires, notices)
}

/// Under what the requirements of a section are needed.
#[derive(Default)]
struct Section {
    extra: Option<Box<str>>,
    marker: Option<Box<str>>,
}

impl Section {
    fn new(head: &str) -> Self {
        let head = &*without_credentials(head);
        let (extra, marker) = head.split_once(':').unwrap_or((head, ""));
        let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().into());
        let extra = PackageName::pypi(extra);
        Self {
            extra: filled(extra.as_str()),
            marker: filled(marker),
        }
    }

    fn narrow(&self, mut requires: Requires) -> Requires {
        requires.when.clone_from(&self.extra);
        requires.marker = match (&self.marker, requires.marker) {
            (Some(own), Some(other)) => Some(format!("({own}) and ({other})").into()),
            (own, other) => own.clone().or(other),
        };
        requires
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sections_narrow_their_requirements() {
        let text = "a>=1\nb\n\n[:python_version < \"3\"]\nc; os_name == 'nt'\n\n[Dev_Tools]\nd[x]\n[e:sys_platform == 'win32']\nf\n?\n";
        let (requires, notices) = requires(text.as_bytes(), &Location::file("requires.txt"));
        let told: Vec<_> = requires
            .iter()
            .map(|r| format!("{}{} {:?} {:?}", r.name, r.specifiers, r.when, r.marker))
            .collect();
        assert_eq!(
            told,
            [
                "a>=1 None None",
                "b None None",
                "c None Some(\"(python_version < \\\"3\\\") and (os_name == 'nt')\")",
                "d Some(\"dev-tools\") None",
                "f Some(\"e\") Some(\"sys_platform == 'win32'\")",
            ]
        );
        let [notice] = &notices[..] else {
            panic!("{notices:?}")
        };
        assert_eq!(
            notice.location.as_ref().unwrap().to_string(),
            "requires.txt:11"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = requires(&bytes, &Location::file("x"));
        }

        #[test]
        fn any_lines_are_read(text in "(\\[?[a-z:;='\" ]{0,9}\\]?\n){0,9}") {
            let (requires, notices) = requires(text.as_bytes(), &Location::file("x"));
            prop_assert!(requires.len() + notices.len() <= text.lines().count());
        }
    }
}
