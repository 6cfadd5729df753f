//! One line of the facts section: what one record says of one package.
//!
//! Fourteen columns, separated by tabs; empty ones at the end are left out:
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
//! | summary | stands among the record's words, too; nearly all reports show it, and here it is at hand |
//!
//! Inside an item `\s` is a space, `\t`, `\n`, `\r` and `\\` are what they are elsewhere.

use std::borrow::Cow;
use std::fmt::Write as _;

use pyward_model::{
    Advisory, AdvisoryKind, AffectedRange, Date, EcosystemRules, Event, PackageName, Score, Version,
};

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

/// The line, without its line break.
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
    line.push('\t');
    escape::push(&mut line, advisory.summary.as_deref().unwrap_or_default());
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

/// Reads a line of PyPI back.
#[cfg(test)]
pub(crate) fn decode(line: &str) -> Result<Advisory, LineError> {
    decode_of(EcosystemRules::pypi(), line)
}

/// Reads a line back.
pub(crate) fn decode_of(rules: &'static EcosystemRules, line: &str) -> Result<Advisory, LineError> {
    let mut columns = Columns(Some(line));
    let mut advisory = matched(rules, &mut columns)?;
    advisory.scores = list(columns.next(), b' ', score, "scores")?;
    advisory.cwes = list(columns.next(), b' ', |number| number.parse().ok(), "cwes")?;
    advisory.published = day(columns.next(), "published")?;
    advisory.modified = day(columns.next(), "modified")?;
    finish(&mut columns, &mut advisory)?;
    let summary = text(columns.next(), "summary")?;
    advisory.summary = (!summary.is_empty()).then(|| summary.into());
    columns.end()?;
    Ok(advisory)
}

/// Reads what matching needs of a line. Scores, CWEs, the days of publication and change, and the summary are left empty:
/// they are read when the record is shown, and most never are.
pub(crate) fn decode_for_matching(
    rules: &'static EcosystemRules,
    line: &str,
) -> Result<Advisory, LineError> {
    let mut columns = Columns(Some(line));
    let mut advisory = matched(rules, &mut columns)?;
    for _ in ["scores", "cwes", "published", "modified"] {
        columns.next();
    }
    finish(&mut columns, &mut advisory)?;
    columns.next();
    columns.end()?;
    Ok(advisory)
}

/// The first six columns.
fn matched(
    rules: &'static EcosystemRules,
    columns: &mut Columns<'_>,
) -> Result<Advisory, LineError> {
    let package = text(columns.next(), "package")?;
    let id = text(columns.next(), "id")?;
    if id.is_empty() || package.is_empty() {
        return Err(LineError { column: "id" });
    }
    Ok(Advisory {
        package: if rules.is_pypi() {
            PackageName::pypi(&package)
        } else {
            PackageName::verbatim(&package)
        },
        id: id.into(),
        aliases: list(
            columns.next(),
            b' ',
            |item| Some(escape::read(item)?.into()),
            "aliases",
        )?,
        kind: match columns.next() {
            "" => AdvisoryKind::Vulnerability,
            "m" => AdvisoryKind::Malware,
            _ => return Err(LineError { column: "flags" }),
        },
        ranges: list(columns.next(), b';', |text| range(rules, text), "ranges")?,
        versions: list(
            columns.next(),
            b' ',
            |item| Some(rules.version(&escape::read(item)?)),
            "versions",
        )?,
        scores: Vec::new(),
        cwes: Vec::new(),
        published: None,
        modified: None,
        withdrawn: None,
        summary: None,
        source: "".into(),
        via: pyward_model::SmolStr::default(),
        oddities: Vec::new(),
    })
}

/// The last three columns before the summary.
fn finish(columns: &mut Columns<'_>, advisory: &mut Advisory) -> Result<(), LineError> {
    advisory.withdrawn = day(columns.next(), "withdrawn")?;
    advisory.source = Publisher::of_key(columns.next())
        .ok_or(LineError { column: "source" })?
        .name
        .into();
    advisory.oddities = list(
        columns.next(),
        b' ',
        |item| Some(escape::read(item)?.into()),
        "oddities",
    )?;
    Ok(())
}

/// The columns of a line; past its end they are empty.
struct Columns<'a>(Option<&'a str>);

impl<'a> Columns<'a> {
    fn next(&mut self) -> &'a str {
        let Some(rest) = self.0 else {
            return "";
        };
        let end = memchr::memchr(b'\t', rest.as_bytes());
        let (column, rest) = match end.and_then(|end| rest.split_at_checked(end)) {
            Some((column, rest)) => (column, rest.get(1..)),
            None => (rest, None),
        };
        self.0 = rest;
        column
    }

    /// Whether there are no more.
    fn end(&self) -> Result<(), LineError> {
        match self.0 {
            None => Ok(()),
            Some(_) => Err(LineError {
                column: "past the last",
            }),
        }
    }
}

fn text<'a>(escaped: &'a str, column: &'static str) -> Result<Cow<'a, str>, LineError> {
    escape::read(escaped).ok_or(LineError { column })
}

/// The items of a column, or of one of its parts.
fn list<T>(
    column: &str,
    separator: u8,
    read: impl Fn(&str) -> Option<T>,
    name: &'static str,
) -> Result<Vec<T>, LineError> {
    items(column, separator, read).ok_or(LineError { column: name })
}

fn items<T>(text: &str, separator: u8, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let bytes = text.as_bytes();
    let count = memchr::memchr_iter(separator, bytes).count() + 1;
    let mut items = Vec::with_capacity(count);
    let mut start = 0;
    while start <= bytes.len() {
        let rest = bytes.get(start..)?;
        let length = rest.iter().position(|byte| *byte == separator);
        let end = start + length.unwrap_or(rest.len());
        if end > start {
            items.push(read(text.get(start..end)?)?);
        }
        start = end + 1;
    }
    Some(items)
}

fn day(column: &str, name: &'static str) -> Result<Option<Date>, LineError> {
    if column.is_empty() {
        return Ok(None);
    }
    Date::parse(column)
        .map(Some)
        .ok_or(LineError { column: name })
}

fn score(item: &str) -> Option<Score> {
    let (scheme, stated) = item.split_once(':')?;
    Some(severity::score(
        severity::scheme(scheme)?,
        &escape::read(stated)?,
    ))
}

fn range(rules: &'static EcosystemRules, text: &str) -> Option<AffectedRange> {
    let events = items(text, b' ', |text| event(rules, text))?;
    Some(AffectedRange::new(events))
}

fn event(rules: &'static EcosystemRules, text: &str) -> Option<Event> {
    let (sign, version) = text.split_at_checked(1)?;
    if (sign, version) == ("+", "0") {
        return Some(Event::Introduced(None));
    }
    let version = rules.ordered(version)?;
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
            ("a\tX-1\t\t\t\t\t\t\t\t\t\tother\t\t\tmore", "past the last"),
            ("a\tX-1\t\t\t\t\t\t\t\t\t\tother\t\t\\x", "summary"),
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

    fn words<T: From<String> + std::fmt::Debug>() -> impl Strategy<Value = Vec<T>> {
        proptest::collection::vec("[a-zA-Z0-9 \\\\\t\né-]{1,12}".prop_map(T::from), 0..4)
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
            summary in proptest::option::of("[a-zA-Z0-9 \\\\\t\né-]{1,12}"),
        ) -> Advisory {
            let day = |n: usize| days[n].and_then(|(y, m, d)| Date::new(y, m, d));
            Advisory {
                source: Publisher::of_id(&names.1).name.into(),
                via: pyward_model::SmolStr::default(),
                package: PackageName::pypi(&names.0),
                id: names.1.into(),
                kind: if malware { AdvisoryKind::Malware } else { AdvisoryKind::Vulnerability },
                published: day(0),
                modified: day(1),
                withdrawn: day(2),
                summary: summary.map(Box::from),
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
            let bare = Advisory {
                scores: Vec::new(),
                cwes: Vec::new(),
                published: None,
                modified: None,
                summary: None,
                ..back.clone()
            };
            prop_assert_eq!(decode_for_matching(EcosystemRules::pypi(), &line).unwrap(), bare);
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
