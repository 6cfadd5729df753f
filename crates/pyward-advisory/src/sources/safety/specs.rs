//! Requirement specifiers as affected ranges.
//!
//! The versions between two bounds are affected by the order of PEP 440, pre-releases included, as everywhere in pyward:
//! `<1.2` holds for `1.2rc1`. Specifiers proper would say otherwise, and so would miss it.

use pyward_model::{AffectedRange, Event, Version};

/// What a specifier says is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Affected {
    Range(AffectedRange),
    /// One version, whatever stands around it.
    Version(Version),
}

/// Reads clauses between commas; `None` where one of them cannot be told as a range.
pub(super) fn read(spec: &str) -> Option<Affected> {
    if spec.len() > 300 {
        return None;
    }
    let clauses: Vec<&str> = spec
        .split(',')
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    if let [only] = clauses.as_slice()
        && let Some(version) = only.strip_prefix("===").or(only.strip_prefix("=="))
        && !version.ends_with('*')
    {
        let version = version.trim();
        return (!version.is_empty()).then(|| Affected::Version(Version::new(version)));
    }
    let mut start: Option<Version> = None;
    let mut end: Option<Event> = None;
    let mut events = Vec::new();
    for clause in &clauses {
        let at = clause.find(|ch: char| !"<>=!~".contains(ch))?;
        let (operator, text) = clause.split_at_checked(at)?;
        let text = text.trim();
        match operator {
            ">=" => raise(&mut start, Version::pep440(text)?),
            ">" => raise(&mut start, after(text)?),
            "<" => lower(&mut end, Event::Fixed(Version::pep440(text)?)),
            "<=" => lower(&mut end, Event::LastAffected(Version::pep440(text)?)),
            "~=" => {
                let (head, _) = text.rsplit_once('.')?;
                raise(&mut start, Version::pep440(text)?);
                lower(&mut end, Event::Limit(series_end(head)?));
            }
            "==" => {
                let head = text.strip_suffix(".*")?;
                raise(&mut start, Version::pep440(&format!("{head}.dev0"))?);
                lower(&mut end, Event::Limit(series_end(head)?));
            }
            "!=" => {
                // A hole of one version.
                events.push(Event::Limit(Version::pep440(text)?));
                events.push(Event::Introduced(Some(after(text)?)));
            }
            _ => return None,
        }
    }
    if clauses.is_empty() || (start.is_none() && end.is_none() && events.is_empty()) {
        return None;
    }
    let ends = end.as_ref().and_then(Event::version);
    if let (Some(start), Some(end)) = (&start, ends)
        && end < start
    {
        return None;
    }
    Some(Affected::Range(range(start.as_ref(), end, events)))
}

/// The events as one range. Holes outside the bounds are no holes; the version of a hole counts as fixed, which it is.
fn range(start: Option<&Version>, end: Option<Event>, holes: Vec<Event>) -> AffectedRange {
    let above = |version: &Version| start.is_none_or(|start| version > start);
    let below = |version: &Version| {
        end.as_ref()
            .and_then(Event::version)
            .is_none_or(|end| version < end)
    };
    let is_zero =
        start.is_some_and(|start| start.as_str() == "0" || start.as_str() == "0.post0.dev0");
    let mut events = vec![Event::Introduced(start.cloned().filter(|_| !is_zero))];
    for event in holes {
        if event
            .version()
            .is_some_and(|version| above(version) && below(version))
        {
            events.push(match event {
                Event::Limit(version) => Event::Fixed(version),
                other => other,
            });
        }
    }
    events.extend(end);
    AffectedRange::new(events)
}

fn raise(start: &mut Option<Version>, version: Version) {
    if start.as_ref().is_none_or(|known| *known < version) {
        *start = Some(version);
    }
}

fn lower(end: &mut Option<Event>, event: Event) {
    let is_lower = match (end.as_ref().and_then(Event::version), event.version()) {
        (Some(known), Some(version)) => version < known,
        _ => true,
    };
    if is_lower {
        *end = Some(event);
    }
}

/// The first version above one: `1.0` stands below `1.0.post0.dev0` and nothing public stands between.
fn after(text: &str) -> Option<Version> {
    let version = Version::pep440(text)?;
    let text = version.as_str();
    let next = if let Some((head, number)) = split_number(text, ".dev") {
        format!("{head}.dev{}", number.checked_add(1)?)
    } else if let Some((head, number)) = split_number(text, ".post") {
        format!("{head}.post{}.dev0", number.checked_add(1)?)
    } else {
        format!("{text}.post0.dev0")
    };
    Version::pep440(&next)
}

fn split_number<'t>(text: &'t str, word: &str) -> Option<(&'t str, u64)> {
    let (head, number) = text.rsplit_once(word)?;
    Some((head, number.parse().ok()?))
}

/// Where the series of versions that begin with `head` ends: `1.4` ends at `1.5.dev0`.
fn series_end(head: &str) -> Option<Version> {
    let (front, last) = head.rsplit_once('.').unwrap_or(("", head));
    let next = last.parse::<u64>().ok()?.checked_add(1)?;
    let dot = if front.is_empty() { "" } else { "." };
    Version::pep440(&format!("{front}{dot}{next}.dev0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn affected(spec: &str, versions: &[&str]) -> Vec<String> {
        let affected = read(spec).unwrap_or_else(|| panic!("{spec}"));
        let holds = |version: &Version| match &affected {
            Affected::Range(range) => range.contains(version),
            Affected::Version(only) => only == version,
        };
        let hit = versions.iter().filter(|text| holds(&Version::new(text)));
        hit.map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn specifiers_are_ranges_in_the_order_of_versions() {
        let all = [
            "0.1",
            "1.0",
            "1.0.post1",
            "1.1a1",
            "1.1",
            "1.4.2",
            "1.4.9",
            "1.5",
            "2.0",
        ];
        for (spec, hit) in [
            ("<1.1", &["0.1", "1.0", "1.0.post1", "1.1a1"][..]),
            ("<=1.0", &["0.1", "1.0"]),
            (">1.0,<1.1", &["1.0.post1", "1.1a1"]),
            (">=1.1,<1.5", &["1.1", "1.4.2", "1.4.9"]),
            ("==1.1", &["1.1"]),
            ("==1.4.*", &["1.4.2", "1.4.9"]),
            ("~=1.4.2", &["1.4.2", "1.4.9"]),
            (">0", &all),
            (
                ">=0,!=1.1",
                &[
                    "0.1",
                    "1.0",
                    "1.0.post1",
                    "1.1a1",
                    "1.4.2",
                    "1.4.9",
                    "1.5",
                    "2.0",
                ],
            ),
            (">=1.1,!=1.1.5,<1.5", &["1.1", "1.4.2", "1.4.9"]),
        ] {
            assert_eq!(affected(spec, &all), hit, "{spec}");
        }
    }

    #[test]
    fn what_is_no_specifier_is_refused() {
        for spec in [
            "",
            "1.0",
            "<",
            "=>1",
            "<odd",
            "==*",
            "~=1",
            ",",
            "==",
            ">=1.5,<1.1",
        ] {
            assert_eq!(read(spec), None, "{spec}");
        }
    }

    #[test]
    fn the_bound_of_a_series_is_no_fix() {
        let Some(Affected::Range(range)) = read("==1.4.*") else {
            panic!();
        };
        assert_eq!(range.fixes().count(), 0);
    }
}
