//! What several sources say of one flaw, and whether they say the same.

use std::fmt::Write as _;

use pyward_model::{Advisory, AdvisoryGroup, AffectedRange, Event, Version, printable};

use crate::wording;

/// Records that are compared; a flaw with more is told by the first.
const MAX_RECORDS: usize = 20;

/// Versions at which records are compared, of each of them.
const MAX_POINTS: usize = 200;

/// What of a record is shown, in bounds.
const MAX_SHOWN: usize = 4;

/// Whether the sources of a flaw agree on which versions are affected: `3 of 3 sources agree`, or `2 of 3 sources agree;
/// ranges differ: PYSEC-1 says <2.1, GHSA-1 and OSV-1 say <2.0`. `None` where a single record speaks. A version that any of
/// them calls affected is affected.
pub fn agreement(group: &AdvisoryGroup) -> Option<String> {
    let records = group
        .advisories
        .get(..MAX_RECORDS)
        .unwrap_or(&group.advisories);
    if records.len() < 2 {
        return None;
    }
    let points = points(records);
    // Records that say the same of every point, in their order; the largest such party first.
    let mut parties: Vec<(Vec<bool>, Vec<&Advisory>)> = Vec::new();
    for record in records {
        let says: Vec<bool> = points
            .iter()
            .map(|version| record.affects(version))
            .collect();
        match parties.iter_mut().find(|(known, _)| *known == says) {
            Some((_, party)) => party.push(record),
            None => parties.push((says, vec![record])),
        }
    }
    parties.sort_by_key(|(_, party)| std::cmp::Reverse(party.len()));
    let (_, largest) = parties.first()?;
    let agree = if largest.len() > 1 { largest.len() } else { 0 };
    let mut text = match agree {
        0 => format!("none of {} sources agree", records.len()),
        some => format!("{some} of {} sources agree", records.len()),
    };
    if parties.len() > 1 {
        text.push_str("; ranges differ: ");
        let said = parties.iter().map(|(_, party)| said(party));
        text.push_str(&said.collect::<Vec<_>>().join(", "));
    }
    Some(text)
}

/// `GHSA-1 and OSV-1 say <2.0`.
fn said(party: &[&Advisory]) -> String {
    let twins = |record: &Advisory| party.iter().filter(|other| other.id == record.id).count() > 1;
    let names: Vec<String> = party
        .iter()
        .map(|record| {
            let mut name = printable(&record.id).into_owned();
            if twins(record) && !record.via.is_empty() {
                let _ = write!(name, " by {}", printable(&record.via));
            }
            name
        })
        .collect();
    let bounds = party
        .first()
        .map(|record| affected(record))
        .unwrap_or_default();
    let shown = match bounds.get(..MAX_SHOWN) {
        _ if bounds.is_empty() => "nothing".to_owned(),
        Some(first) if bounds.len() > MAX_SHOWN => {
            format!(
                "{} or {} more",
                first.join(" or "),
                bounds.len() - MAX_SHOWN
            )
        }
        _ => bounds.join(" or "),
    };
    let verb = if party.len() == 1 { "says" } else { "say" };
    format!(
        "{} {verb} {}",
        wording::listed(&names, MAX_RECORDS),
        printable(&shown)
    )
}

/// Versions at which what records say can change: below all, at each version that one of them names, and right behind it.
fn points(records: &[Advisory]) -> Vec<Version> {
    let mut points = vec![Version::new("0.dev0")];
    for record in records {
        let of_ranges = record.ranges.iter().flat_map(|range| &range.events);
        let named = of_ranges.filter_map(Event::version).chain(&record.versions);
        for version in named.take(MAX_POINTS) {
            let behind = Version::new(&format!("{}.post0.dev0", version.as_str()));
            points.push(version.clone());
            if behind.is_valid() {
                points.push(behind);
            }
        }
    }
    points.sort();
    points.dedup();
    points
}

/// What a record says is affected, each alternative as a conjunction of bounds: `>=2.0,<2.5`, `<=1.9`, `==1.4`, `*` for
/// every version.
pub(crate) fn affected(advisory: &Advisory) -> Vec<String> {
    let named = advisory
        .versions
        .iter()
        .map(|version| format!("=={version}"));
    advisory
        .ranges
        .iter()
        .flat_map(bounds)
        .chain(named)
        .collect()
}

fn bounds(range: &AffectedRange) -> Vec<String> {
    let intervals = range.intervals();
    let bounds = intervals.iter().map(|interval| {
        let end = match interval.end {
            Some(Event::LastAffected(last)) => Some(format!("<={last}")),
            Some(event) => event.version().map(|end| format!("<{end}")),
            None => None,
        };
        match (interval.start, end) {
            (Some(start), Some(end)) => format!(">={start},{end}"),
            (Some(start), None) => format!(">={start}"),
            (None, Some(end)) => end,
            (None, None) => "*".to_owned(),
        }
    });
    bounds.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn ranges_are_told_as_bounds() {
        let v = Version::new;
        let range = AffectedRange::new(vec![
            Event::Introduced(None),
            Event::Fixed(v("1.0")),
            Event::Introduced(Some(v("2.0"))),
            Event::LastAffected(v("2.5")),
            Event::Introduced(Some(v("3.0"))),
        ]);
        assert_eq!(bounds(&range), ["<1.0", ">=2.0,<=2.5", ">=3.0"]);
        let every = AffectedRange::new(vec![Event::Introduced(None)]);
        assert_eq!(bounds(&every), ["*"]);
    }

    /// A group of records, `ID below VERSION`.
    fn group(records: &[(&str, &str)]) -> AdvisoryGroup {
        let mut group = sample::group(records[0].0, &[], &[(None, Some("1.0"))]);
        let first = group.advisories[0].clone();
        group.advisories = records
            .iter()
            .map(|(id, below)| Advisory {
                id: (*id).into(),
                versions: Vec::new(),
                ranges: vec![AffectedRange::new(vec![
                    Event::Introduced(None),
                    Event::Fixed(Version::new(below)),
                ])],
                ..first.clone()
            })
            .collect();
        group
    }

    #[test]
    fn sources_agree_by_what_they_say_and_not_by_how() {
        let told = |records: &[(&str, &str)]| agreement(&group(records)).unwrap_or_default();
        assert_eq!(told(&[("GHSA-1", "2.0")]), "");
        assert_eq!(
            told(&[("GHSA-1", "2.0"), ("PYSEC-1", "2.0.0")]),
            "2 of 2 sources agree"
        );
        assert_eq!(
            told(&[("GHSA-1", "2.0"), ("PYSEC-1", "2.1"), ("OSV-1", "2.0")]),
            "2 of 3 sources agree; ranges differ: GHSA-1 and OSV-1 say <2.0, PYSEC-1 says <2.1"
        );
        assert_eq!(
            told(&[("GHSA-1", "2.0"), ("PYSEC-1", "2.1")]),
            "none of 2 sources agree; ranges differ: GHSA-1 says <2.0, PYSEC-1 says <2.1"
        );
    }

    #[test]
    fn copies_of_one_record_are_told_apart_by_their_way() {
        let mut twins = group(&[("GHSA-1", "2.0"), ("GHSA-1", "2.0"), ("GHSA-1", "2.1")]);
        twins.advisories[1].via = "github".into();
        assert_eq!(
            agreement(&twins).unwrap(),
            "2 of 3 sources agree; ranges differ: GHSA-1 by osv and GHSA-1 by github say <2.0, GHSA-1 says <2.1"
        );
    }
}
