//! The list that safety's older JSON holds, for pipelines that parse it.
//!
//! Five keys an entry: `package`, `installed`, `vulnerable_spec`, `advisory`, `vulnerability_id`. Safety 1 wrote the same
//! five values without their names, safety 2 and 3 write them under `vulnerabilities` as `package_name`,
//! `analyzed_version`, `vulnerable_spec`, `advisory` and `vulnerability_id` (with a number of safety's own as the id).

use pyward_model::{Advisory, AdvisoryGroup, Ecosystem, Event, Report, Version};
use serde::Serialize;

use crate::{Format, RenderOptions, json_text};

/// `safety`.
pub(crate) struct Safety;

/// One vulnerability of one package.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Entry<'a> {
    package: &'a str,
    installed: &'a str,
    vulnerable_spec: String,
    advisory: String,
    vulnerability_id: &'a str,
}

impl Format for Safety {
    fn name(&self) -> &'static str {
        "safety"
    }

    fn title(&self) -> &'static str {
        "a list as safety's JSON holds it"
    }

    fn about(&self) -> &'static str {
        "For scripts that read safety's findings: a list with one entry for each vulnerability of a package, with the keys \
         `package`, `installed`, `vulnerable_spec` (the range that holds the installed version), `advisory` (its summary) \
         and `vulnerability_id` (its CVE id, where it has one). Suppressed findings are left out, and so are packages of other ecosystems, since safety knows none. It is an empty list \
         where there is nothing to tell. The words are those of pyward's advisory data; safety's own numbers are not \
         known to it."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        json_text::pretty(&entries(report))
    }
}

/// By package, version and id.
fn entries(report: &Report) -> Vec<Entry<'_>> {
    let mut found: Vec<(&Version, Entry<'_>)> = report
        .findings
        .iter()
        .filter(|finding| finding.is_active())
        .filter_map(|finding| {
            let component = report.inventory.component(finding.component?);
            // Safety knows packages of PyPI alone, and tells them by their names.
            if component.ecosystem != Ecosystem::PyPI {
                return None;
            }
            let group = finding.advisory.as_ref()?;
            let version = component.version.as_ref()?;
            let entry = Entry {
                package: component.name.as_str(),
                installed: version.as_str(),
                vulnerable_spec: spec(group, version),
                advisory: group
                    .summary()
                    .filter(|summary| !summary.is_empty())
                    .unwrap_or("no description")
                    .replace(['\n', '\r'], " "),
                vulnerability_id: &group.canonical,
            };
            Some((version, entry))
        })
        .collect();
    found.sort_by(|(left, a), (right, b)| {
        (a.package, left, a.vulnerability_id).cmp(&(b.package, right, b.vulnerability_id))
    });
    let mut entries: Vec<Entry<'_>> = found.into_iter().map(|(_, entry)| entry).collect();
    entries.dedup();
    entries
}

/// The affected range that holds a version, as a specifier; the version itself where it is named.
fn spec(group: &AdvisoryGroup, version: &Version) -> String {
    let mut affecting = group
        .advisories
        .iter()
        .filter(|advisory| advisory.affects(version));
    affecting
        .find_map(|advisory| range(advisory, version))
        .unwrap_or_else(|| format!("=={version}"))
}

fn range(advisory: &Advisory, version: &Version) -> Option<String> {
    let holding = advisory
        .ranges
        .iter()
        .filter(|range| range.contains(version))
        .flat_map(pyward_model::AffectedRange::intervals)
        .find(|interval| {
            let is_after_start = interval.start.is_none_or(|start| start <= version);
            let is_before_end = match interval.end {
                Some(Event::LastAffected(end)) => version <= end,
                Some(Event::Fixed(end) | Event::Limit(end)) => version < end,
                Some(Event::Introduced(_)) | None => true,
            };
            is_after_start && is_before_end
        })?;
    let start = holding.start.map(|start| format!(">={start}"));
    let end = match holding.end {
        Some(Event::LastAffected(end)) => Some(format!("<={end}")),
        Some(Event::Fixed(end) | Event::Limit(end)) => Some(format!("<{end}")),
        Some(Event::Introduced(_)) | None => None,
    };
    Some(match (start, end) {
        (Some(start), Some(end)) => format!("{start},{end}"),
        (Some(one), None) | (None, Some(one)) => one,
        // Every version there is.
        (None, None) => ">=0".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::sample;

    #[test]
    fn every_active_finding_of_a_package_is_an_entry_with_five_keys() {
        let report = sample::storefront();
        let text = Safety.render(&report, &RenderOptions::default());
        let list: Vec<Value> = serde_json::from_str(&text).unwrap();
        let active = report
            .findings
            .iter()
            .filter(|finding| finding.is_active())
            .count();
        assert_eq!(list.len(), active);
        for entry in &list {
            let mut keys: Vec<&String> = entry.as_object().unwrap().keys().collect();
            keys.sort();
            assert_eq!(
                keys,
                [
                    "advisory",
                    "installed",
                    "package",
                    "vulnerability_id",
                    "vulnerable_spec"
                ]
            );
        }
        assert_eq!(
            Safety.render(&sample::clean(), &RenderOptions::default()),
            "[]\n"
        );
    }

    #[test]
    fn the_range_is_the_one_that_holds_the_version() {
        let group = sample::group(
            "GHSA-1",
            &["CVE-2026-1"],
            &[
                (None, Some("1.5")),
                (Some("2.0"), Some("2.3")),
                (Some("4"), None),
            ],
        );
        for (version, expected) in [
            ("1.0", "<1.5"),
            ("2.1", ">=2.0,<2.3"),
            ("5", ">=4"),
            ("3", "==3"),
        ] {
            assert_eq!(spec(&group, &Version::new(version)), expected);
        }
        let all = sample::group("MAL-1", &[], &[(None, None)]);
        assert_eq!(spec(&all, &Version::new("1")), ">=0");
    }
}
