//! The [JSON API](https://docs.pypi.org/api/json/) of PyPI, whose pages of releases say which advisories speak of them.

use std::collections::BTreeMap;

use pyward_fetch::{Expect, FetchError, Request, Response};
use pyward_model::{
    Advisory, AdvisoryKind, AffectedRange, Date, Event, Notice, NoticeKind, SmolStr, SourceFailure,
    StandingKind, Version, printable,
};
use serde_json::Value;

use super::workers;
use crate::osv_record;
use crate::publisher::Publisher;
use crate::record::{Prose, Record, Reference};
use crate::service::{Answer, Call, Release, Service};

pub(super) static SERVICE: Service = Service {
    name: "pypi",
    title: "PyPI",
    doc: "PyPI's own page of every release, which names the advisories that speak of it",
    url: "https://pypi.org",
    variable: "PYWARD_PYPI_JSON_URL",
    knows_others: false,
    ask,
};

/// The longest page, in bytes. That of a project lists all of its files.
const MAX_PAGE: u64 = 64 << 20;

/// The most advisories of a release that are read.
const MAX_RECORDS: usize = 10_000;

/// What a page says of a release.
enum Page {
    /// The advisories that speak of it.
    Vulnerabilities(Vec<Record>),
    /// The release is not there, but its project is.
    NoRelease,
    /// There is no such project.
    NoProject,
    /// The release is there, and nothing more can be learned.
    Silent,
}

fn ask(call: &Call<'_>) -> Answer {
    let mut answer = Answer::default();
    let pages = workers::each(call.releases, |release| page(call, release));
    // One advisory stands on the pages of many releases.
    let mut records: BTreeMap<(Box<str>, String), Record> = BTreeMap::new();
    for (release, page) in call.releases.iter().zip(pages) {
        match page {
            Ok(Page::Vulnerabilities(found)) => {
                for record in found {
                    let key = (record.id.clone(), release.name.as_str().to_owned());
                    match records.get_mut(&key) {
                        Some(known) => join(known, record),
                        None => {
                            records.insert(key, record);
                        }
                    }
                }
            }
            Ok(Page::NoRelease) => {
                answer.stand(release, StandingKind::MissingRelease, None, SERVICE.title);
            }
            Ok(Page::NoProject) => {
                answer.stand(release, StandingKind::MissingProject, None, SERVICE.title);
            }
            Ok(Page::Silent) => answer.notices.push(Notice::gap(
                NoticeKind::Unauditable,
                None,
                format!(
                    "PyPI has no page for {} {} and says nothing of its advisories",
                    printable(release.name.as_str()),
                    printable(release.version.as_str())
                ),
            )),
            Err(error) => answer.failures.push(SourceFailure {
                name: printable(release.name.as_str()).into_owned(),
                error,
            }),
        }
    }
    // An advisory may speak of several packages, each a line of its own.
    let mut by_id: BTreeMap<Box<str>, Record> = BTreeMap::new();
    for ((id, _), record) in records {
        match by_id.get_mut(&id) {
            Some(known) => known.advisories.extend(record.advisories),
            None => {
                by_id.insert(id, record);
            }
        }
    }
    for record in by_id.values() {
        answer.draft.insert(record);
    }
    answer
}

/// Two statements about one package, of releases of which each names its own.
fn join(known: &mut Record, other: Record) {
    let (Some(known), Some(other)) = (
        known.advisories.first_mut(),
        other.advisories.into_iter().next(),
    ) else {
        return;
    };
    for version in other.versions {
        if !known.versions.contains(&version) {
            known.versions.push(version);
        }
    }
    for range in other.ranges {
        if !known.ranges.contains(&range) {
            known.ranges.push(range);
        }
    }
}

/// The page of a release, and where there is none, that of its project.
fn page(call: &Call<'_>, release: &Release<'_>) -> Result<Page, String> {
    let project = format!("{}/pypi/{}", call.base, in_path(release.name.as_str()));
    let url = format!("{project}/{}/json", in_path(release.version.as_str()));
    if let Some(json) = get(call, &url)? {
        return Ok(Page::Vulnerabilities(records(&json, release, &url)?));
    }
    let url = format!("{project}/json");
    let Some(json) = get(call, &url)? else {
        return Ok(Page::NoProject);
    };
    let newest = json.get("info").and_then(|info| info.get("version"));
    if newest.and_then(Value::as_str).map(Version::new).as_ref() == Some(&release.version) {
        return Ok(Page::Vulnerabilities(records(&json, release, &url)?));
    }
    let releases = json.get("releases").and_then(Value::as_object);
    let is_there = releases.map(|all| all.keys().any(|it| Version::new(it) == release.version));
    Ok(match is_there {
        Some(false) => Page::NoRelease,
        Some(true) | None => Page::Silent,
    })
}

/// A page; `None` where there is none.
fn get(call: &Call<'_>, url: &str) -> Result<Option<Value>, String> {
    match call.client.get(&Request::new(url, Expect::Json, MAX_PAGE)) {
        Ok(Response::Fresh(body)) => serde_json::from_slice(&body.bytes)
            .map(Some)
            .map_err(|error| format!("{url} is not JSON: {error}")),
        Ok(Response::NotModified) => Err(format!("{url} answers what was not asked")),
        Err(FetchError::Status {
            status: 404 | 410, ..
        }) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// The advisories of a page. One that cannot be used is an error: it may be the one that matters.
fn records(page: &Value, release: &Release<'_>, url: &str) -> Result<Vec<Record>, String> {
    let wrong = || format!("{url} is not of the form it should be");
    let listed = match page.as_object().ok_or_else(wrong)?.get("vulnerabilities") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(listed) => listed.as_array().ok_or_else(wrong)?,
    };
    let listed = listed.iter().take(MAX_RECORDS);
    listed
        .map(|entry| record(entry, release).ok_or_else(wrong))
        .collect()
}

/// An entry as a record: it says of one release that it is affected, and where that is mended.
fn record(entry: &Value, release: &Release<'_>) -> Option<Record> {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).map(str::trim);
    let words = |key: &str| {
        let items = entry.get(key).and_then(Value::as_array);
        let items = items.into_iter().flatten().filter_map(Value::as_str);
        items.take(1000).collect::<Vec<_>>()
    };
    let id = text("id").filter(|id| osv_record::is_id(id))?;
    let mut aliases: Vec<SmolStr> = words("aliases")
        .into_iter()
        .filter(|alias| osv_record::is_id(alias) && *alias != id)
        .map(SmolStr::from)
        .collect();
    aliases.sort_unstable();
    aliases.dedup();
    let fixes = words("fixed_in");
    let events: Vec<Event> = fixes
        .iter()
        .filter_map(|fix| Some(Event::Fixed(Version::pep440(fix)?)))
        .collect();
    let oddities = if events.len() < fixes.len() {
        vec!["a fixed version is none of PEP 440".into()]
    } else {
        Vec::new()
    };
    let filled = |key: &str| text(key).filter(|text| !text.is_empty()).map(str::to_owned);
    let is_malware = std::iter::once(id)
        .chain(aliases.iter().map(|alias| &**alias))
        .any(|id| id.starts_with("MAL-"));
    Some(Record {
        id: id.into(),
        modified: None,
        advisories: vec![Advisory {
            id: id.into(),
            aliases,
            package: release.name.clone(),
            kind: if is_malware {
                AdvisoryKind::Malware
            } else {
                AdvisoryKind::Vulnerability
            },
            // Fixes alone affect nothing: the version is named.
            ranges: (!events.is_empty())
                .then(|| AffectedRange::new(events))
                .into_iter()
                .collect(),
            versions: vec![release.version.clone()],
            scores: Vec::new(),
            cwes: Vec::new(),
            published: None,
            modified: None,
            withdrawn: text("withdrawn").and_then(Date::parse),
            summary: None,
            source: Publisher::of_id(id).name.into(),
            via: SmolStr::default(),
            oddities,
        }],
        prose: Some(Prose {
            summary: filled("summary"),
            details: filled("details"),
            references: filled("link")
                .map(|url| Reference {
                    kind: "ADVISORY".to_owned(),
                    url,
                })
                .into_iter()
                .collect(),
        }),
    })
}

/// A name or version as a part of a path.
pub(super) fn in_path(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'!' | b'+') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&crate::store::draft::hex(&[byte]));
        }
    }
    // A part of dots alone would lead out of the path.
    if out.bytes().all(|byte| byte == b'.') {
        return out.replace('.', "%2e");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::any_json::any_json;
    use proptest::prelude::*;
    use pyward_model::PackageName;

    proptest! {
        #[test]
        fn any_page_is_read_or_refused(entry in any_json(), page in any_json()) {
            let (name, version) = (PackageName::pypi("demo"), Version::new("1.0"));
            let release = Release { name: &name, version: version.clone(), components: Vec::new() };
            let _ = records(&page, &release, "x");
            if let Ok(found) = records(&serde_json::json!({"vulnerabilities": [entry]}), &release, "x") {
                prop_assert!(found.iter().all(|record| record.advisories[0].affects(&version)));
            }
        }
    }

    #[test]
    fn a_name_stays_one_part_of_a_path() {
        assert_eq!(in_path("1.0+cpu"), "1.0+cpu");
        assert_eq!(in_path("../a b"), "..%2fa%20b");
        assert_eq!(in_path(".."), "%2e%2e");
    }
}
