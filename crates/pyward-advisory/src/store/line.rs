//! One line of the facts section: what one record says of one package.
//!
//! Thirteen columns, separated by tabs; empty ones at the end are left out:
//!
//! | column | holds |
//! |---|---|
//! | package | normalised name |
//! | id | of the record |
//! | aliases | separated by spaces |
//! | flags | `m`: malware |
//! | ranges | separated by `;`, each its events separated by spaces: `+` introduced (`+0`: from the beginning), `-` fixed, `=` last affected, `^` limit |
//! | versions | affected versions outside every range, separated by spaces |
//! | scores | `SCHEME:statement`, separated by spaces |
//! | cwes | numbers, separated by spaces |
//! | published, modified, withdrawn | `YYYY-MM-DD` |
//! | source | the publisher's word ([`Publisher::key`]) |
//! | oddities | what of the record could not be used, separated by spaces |
//!
//! Inside an item `\s` is a space, `\t`, `\n`, `\r` and `\\` are what they are elsewhere.

use std::borrow::Cow;
use std::fmt::Write as _;

use pyward_model::{Advisory, AdvisoryKind, AffectedRange, Date, Event, PackageName, Version};

use super::escape;
use crate::publisher::Publisher;
use crate::severity;

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column `{column}` cannot be read")]
pub(crate) struct LineError {
    /// Which column.
    pub(crate) column: &'static str,
}

/// The line, without its line break. The summary is not part of it.
pub(crate) fn encode(advisory: &Advisory) -> String {
    let mut line = String::with_capacity(120);
    escape::push(&mut line, advisory.package.as_str());
    line.push('\t');
    escape::push(&mut line, &advisory.id);
    line.push('\t');
    push_items(&mut line, advisory.aliases.iter().map(|alias| &**alias));
    line.push('\t');
    if advisory.kind == AdvisoryKind::Malware {
        line.push('m');
    }
    line.push('\t');
    push_ranges(&mut line, &advisory.ranges);
    line.push('\t');
    push_items(&mut line, advisory.versions.iter().map(Version::as_str));
    line.push('\t');
    for (n, score) in advisory.scores.iter().enumerate() {
        let _ = write!(line, "{}{}:", separator(n, " "), score.scheme);
        escape::push_item(&mut line, &score.stated);
    }
    line.push('\t');
    for (n, cwe) in advisory.cwes.iter().enumerate() {
        let _ = write!(line, "{}{cwe}", separator(n, " "));
    }
    for day in [advisory.published, advisory.modified, advisory.withdrawn] {
        line.push('\t');
        if let Some(day) = day {
            let _ = write!(line, "{day}");
        }
    }
    line.push('\t');
    line.push_str(Publisher::of_id(&advisory.id).key);
    line.push('\t');
    push_items(&mut line, advisory.oddities.iter().map(|oddity| &**oddity));
    line.truncate(line.trim_end_matches('\t').len());
    line
}

fn separator(position: usize, text: &'static str) -> &'static str {
    if position == 0 { "" } else { text }
}

fn push_items<'a>(line: &mut String, items: impl Iterator<Item = &'a str>) {
    for (n, item) in items.filter(|item| !item.is_empty()).enumerate() {
        line.push_str(separator(n, " "));
        escape::push_item(line, item);
    }
}

fn push_ranges(line: &mut String, ranges: &[AffectedRange]) {
    for (n, range) in ranges.iter().enumerate() {
        line.push_str(separator(n, ";"));
        for (m, event) in range.events.iter().enumerate() {
            let (sign, version) = match event {
                Event::Introduced(version) => ('+', version.as_ref().map_or("0", Version::as_str)),
                Event::Fixed(version) => ('-', version.as_str()),
                Event::LastAffected(version) => ('=', version.as_str()),
                Event::Limit(version) => ('^', version.as_str()),
            };
            let _ = write!(line, "{}{sign}{version}", separator(m, " "));
        }
    }
}

/// Reads a line back. The summary is `None`: it stands in the other section.
pub(crate) fn decode(line: &str) -> Result<Advisory, LineError> {
    let mut columns = line.split('\t');
    let mut column = || columns.next().unwrap_or_default();
    let package = text(column(), "package")?;
    let id = text(column(), "id")?;
    if id.is_empty() || package.is_empty() {
        return Err(LineError { column: "id" });
    }
    let advisory = Advisory {
        package: PackageName::pypi(&package),
        id: id.into(),
        aliases: items(column(), "aliases")?,
        kind: match column() {
            "" => AdvisoryKind::Vulnerability,
            "m" => AdvisoryKind::Malware,
            _ => return Err(LineError { column: "flags" }),
        },
        ranges: ranges(column())?,
        versions: split(column(), ' ')
            .map(|item| Ok(Version::new(&text(item, "versions")?)))
            .collect::<Result<_, _>>()?,
        scores: split(column(), ' ')
            .map(|item| {
                let (scheme, stated) = item.split_once(':')?;
                Some(severity::score(
                    severity::scheme(scheme)?,
                    &escape::read(stated)?,
                ))
            })
            .map(|score| score.ok_or(LineError { column: "scores" }))
            .collect::<Result<_, _>>()?,
        cwes: split(column(), ' ')
            .map(|number| number.parse().map_err(|_| LineError { column: "cwes" }))
            .collect::<Result<_, _>>()?,
        published: day(column(), "published")?,
        modified: day(column(), "modified")?,
        withdrawn: day(column(), "withdrawn")?,
        summary: None,
        source: Publisher::of_key(column())
            .ok_or(LineError { column: "source" })?
            .name
            .into(),
        oddities: items(column(), "oddities")?,
    };
    match columns.next() {
        None => Ok(advisory),
        Some(_) => Err(LineError {
            column: "past the last",
        }),
    }
}

fn split(column: &str, separator: char) -> impl Iterator<Item = &str> {
    column.split(separator).filter(|item| !item.is_empty())
}

fn text<'a>(escaped: &'a str, column: &'static str) -> Result<Cow<'a, str>, LineError> {
    escape::read(escaped).ok_or(LineError { column })
}

fn items(escaped: &str, column: &'static str) -> Result<Vec<Box<str>>, LineError> {
    split(escaped, ' ')
        .map(|item| Ok(text(item, column)?.into()))
        .collect()
}

fn day(column: &str, name: &'static str) -> Result<Option<Date>, LineError> {
    if column.is_empty() {
        return Ok(None);
    }
    Date::parse(column)
        .map(Some)
        .ok_or(LineError { column: name })
}

fn ranges(column: &str) -> Result<Vec<AffectedRange>, LineError> {
    split(column, ';')
        .map(|range| {
            let events: Option<Vec<Event>> = split(range, ' ').map(event).collect();
            events.map(AffectedRange::new)
        })
        .map(|range| range.ok_or(LineError { column: "ranges" }))
        .collect()
}

fn event(text: &str) -> Option<Event> {
    let (sign, version) = text.split_at_checked(1)?;
    if (sign, version) == ("+", "0") {
        return Some(Event::Introduced(None));
    }
    let version = Version::pep440(version)?;
    Some(match sign {
        "+" => Event::Introduced(Some(version)),
        "-" => Event::Fixed(version),
        "=" => Event::LastAffected(version),
        "^" => Event::Limit(version),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_read_by_people() {
        let line = "pillow\tGHSA-xg8h-j46f-w952\tCVE-2025-48379 PYSEC-2025-61\t\t+11.2.0 -11.3.0;+0 =1.0\t2004d\ttext:HIGH\t122\t2025-07-01\t\t\tghsa\tan\\sevent\\sis\\sempty";
        let advisory = decode(line).unwrap();
        assert_eq!(advisory.aliases.len(), 2);
        assert_eq!(advisory.ranges.len(), 2);
        assert!(
            advisory.affects(&Version::new("11.2.1")) && advisory.affects(&Version::new("2004d"))
        );
        assert_eq!(&*advisory.oddities[0], "an event is empty");
        assert_eq!(&*advisory.source, "GitHub Advisory Database");
        assert_eq!(encode(&advisory), line);
    }

    #[test]
    fn what_is_damaged_is_named() {
        for (line, column) in [
            ("", "id"),
            ("a", "id"),
            ("a\t\\x", "id"),
            ("a\tX-1\t\tz", "flags"),
            ("a\tX-1\t\t\t*1.0", "ranges"),
            ("a\tX-1\t\t\t-2019-09-12", "ranges"),
            ("a\tX-1\t\t\t\t\tCVSS_V9:x", "scores"),
            ("a\tX-1\t\t\t\t\t\tten", "cwes"),
            ("a\tX-1\t\t\t\t\t\t\tyesterday", "published"),
            ("a\tX-1", "source"),
            ("a\tX-1\t\t\t\t\t\t\t\t\t\tother\t\tmore", "past the last"),
        ] {
            assert_eq!(decode(line), Err(LineError { column }), "{line:?}");
        }
    }

    fn version() -> impl Strategy<Value = Version> {
        "[0-9]{1,2}(\\.[0-9]{1,3}){0,3}((a|b|rc|\\.post|\\.dev)[0-9])?(\\+[a-z0-9]{1,4})?"
            .prop_map(|text| Version::new(&text))
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Introduced(None)),
            version()
                .prop_filter("the sentinel is written 0", |v| v.as_str() != "0")
                .prop_map(|v| Event::Introduced(Some(v))),
            version().prop_map(Event::LastAffected),
            version().prop_map(Event::Fixed),
            version().prop_map(Event::Limit),
        ]
    }

    fn words() -> impl Strategy<Value = Vec<Box<str>>> {
        proptest::collection::vec("[a-zA-Z0-9 \\\\\t\né-]{1,12}".prop_map(Box::from), 0..4)
    }

    prop_compose! {
        fn advisory()(
            names in ("[a-z0-9]{1,8}(-[a-z0-9]{1,4})?", "(GHSA|PYSEC|MAL|X)-[a-z0-9]{1,6}"),
            aliases in words(),
            malware in any::<bool>(),
            ranges in proptest::collection::vec(proptest::collection::vec(event(), 1..5).prop_map(AffectedRange::new), 0..4),
            versions in proptest::collection::vec("[a-z0-9.]([a-z0-9. ]{0,6}[a-z0-9.])?".prop_map(|text| Version::new(&text)), 0..4),
            scores in proptest::collection::vec(prop_oneof![
                "[A-Z ]{1,9}".prop_map(|word| severity::score(severity::TEXT, &word)),
                Just(severity::score("CVSS_V3", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")),
            ], 0..3),
            cwes in proptest::collection::vec(any::<u32>(), 0..3),
            days in proptest::array::uniform3(proptest::option::of((1990_i16..2100, 1_i8..13, 1_i8..29))),
            oddities in words(),
        ) -> Advisory {
            let day = |n: usize| days[n].and_then(|(y, m, d)| Date::new(y, m, d));
            Advisory {
                source: Publisher::of_id(&names.1).name.into(),
                package: PackageName::pypi(&names.0),
                id: names.1.into(),
                kind: if malware { AdvisoryKind::Malware } else { AdvisoryKind::Vulnerability },
                published: day(0),
                modified: day(1),
                withdrawn: day(2),
                summary: None,
                aliases, ranges, versions, scores, cwes, oddities,
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(advisory in advisory()) {
            let line = encode(&advisory);
            prop_assert!(!line.contains('\n'));
            let back = decode(&line).unwrap();
            prop_assert_eq!(encode(&back), line);
            prop_assert_eq!(back, advisory);
        }

        #[test]
        fn any_line_is_read_or_refused(line in "[a-z0-9+=^;:. \\\\\t-]{0,120}") {
            if let Ok(advisory) = decode(&line) {
                prop_assert!(!advisory.id.is_empty());
            }
        }
    }
}
