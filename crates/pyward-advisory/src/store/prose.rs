//! One line of the prose section: the words of one record, read only when they are to be shown.
//!
//! Four columns, separated by tabs: id, summary, details, references (`KIND=URL`, separated by spaces). Every record of
//! the store has a line here, also one that has no words or speaks of no PyPI package: so the store knows which records
//! it has read.

use super::escape;
use crate::record::{Prose, Reference};

/// The line, without its line break.
pub(crate) fn encode(id: &str, prose: &Prose) -> String {
    let mut line = String::with_capacity(64);
    escape::push(&mut line, id);
    line.push('\t');
    escape::push(&mut line, prose.summary.as_deref().unwrap_or_default());
    line.push('\t');
    escape::push(&mut line, prose.details.as_deref().unwrap_or_default());
    line.push('\t');
    for (n, reference) in prose.references.iter().enumerate() {
        if n > 0 {
            line.push(' ');
        }
        escape::push_item(&mut line, &reference.kind);
        line.push('=');
        escape::push_item(&mut line, &reference.url);
    }
    line.truncate(line.trim_end_matches('\t').len());
    line
}

/// Reads a line back: the id and its words; `None` where it is damaged.
pub(crate) fn decode(line: &str) -> Option<(String, Prose)> {
    let mut columns = line.split('\t');
    let id = escape::read(columns.next()?)?.into_owned();
    let mut words = || {
        let text = escape::read(columns.next().unwrap_or_default())?;
        Some((!text.is_empty()).then(|| text.into_owned()))
    };
    let (summary, details) = (words()?, words()?);
    let references = columns
        .next()
        .unwrap_or_default()
        .split(' ')
        .filter(|item| !item.is_empty())
        .map(|item| {
            let (kind, url) = item.split_once('=')?;
            Some(Reference {
                kind: escape::read(kind)?.into_owned(),
                url: escape::read(url)?.into_owned(),
            })
        })
        .collect::<Option<_>>()?;
    if id.is_empty() || columns.next().is_some() {
        return None;
    }
    Some((
        id,
        Prose {
            summary,
            details,
            references,
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn prose()(
            summary in proptest::option::of("\\PC{1,20}"),
            details in proptest::option::of("[a-z \\\\\n\t]{1,40}"),
            references in proptest::collection::vec(("[A-Z]{0,6}", "[a-z:/=? \\\\]{0,20}"), 0..4),
        ) -> Prose {
            let references = references.into_iter().map(|(kind, url)| Reference { kind, url }).collect();
            Prose { summary, details, references }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(prose in prose()) {
            let line = encode("GHSA-1", &prose);
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(decode(&line), Some(("GHSA-1".to_owned(), prose)));
        }

        #[test]
        fn any_line_is_read_or_refused(line in "[a-z=\\\\\t ]{0,60}") {
            if let Some((id, _)) = decode(&line) {
                prop_assert!(!id.is_empty());
            }
        }
    }

    #[test]
    fn a_record_without_words_is_its_id() {
        assert_eq!(encode("X-1", &Prose::default()), "X-1");
        assert_eq!(decode("X-1"), Some(("X-1".to_owned(), Prose::default())));
        assert_eq!(decode(""), None);
        assert_eq!(decode("X-1\t\t\tno-kind"), None);
    }
}
