//! Records in the [OSV format](https://ossf.github.io/osv-schema/), read with tolerance: a field that is not what the
//! schema says voids only itself and is named among the record's oddities.

mod affected;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use pyward_model::{Advisory, AdvisoryKind, Date, EcosystemRules, PackageName, Score, SmolStr};
use serde_json::Value;

use crate::publisher::Publisher;
use crate::record::{Prose, Record, Reference};
use crate::severity;
use affected::Affected;

/// The longest id, alias, severity statement or name that is taken, in bytes.
const MAX_WORD: usize = 300;

/// The most aliases, references, severities or CWEs of one record.
const MAX_ITEMS: usize = 1000;

/// Why a record is not taken at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// It has no id that can be used.
    NoId,
    /// It is of a newer major version of the schema (2 or above): its fields may mean something else.
    NewerSchema(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoId => f.write_str("it has no id"),
            Self::NewerSchema(version) => write!(
                f,
                "it is of version {} of the OSV schema, which pyward does not know",
                pyward_model::printable(version)
            ),
        }
    }
}

/// What of a record could not be used.
#[derive(Default)]
pub(crate) struct Oddities(Vec<Box<str>>);

impl Oddities {
    /// Notes one, once.
    pub(crate) fn add(&mut self, oddity: impl Into<Box<str>>) {
        let oddity = oddity.into();
        if self.0.len() < 20 && !self.0.contains(&oddity) {
            self.0.push(oddity);
        }
    }

    /// All of them.
    pub(crate) fn into_list(self) -> Vec<Box<str>> {
        self.0
    }

    fn wrong_type(&mut self, field: &str) {
        self.add(format!("`{field}` is not of the type the schema says"));
    }

    /// A string field; `None` where it is absent or null.
    pub(crate) fn text<'a>(&mut self, object: &'a Value, field: &str) -> Option<&'a str> {
        match object.get(field)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            _ => {
                self.wrong_type(field);
                None
            }
        }
    }

    /// The elements of an array field; none where it is absent or null.
    pub(crate) fn array<'a>(&mut self, object: &'a Value, field: &str) -> &'a [Value] {
        match object.get(field) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(items)) => items,
            Some(_) => {
                self.wrong_type(field);
                &[]
            }
        }
    }

    fn words<'a>(&mut self, object: &'a Value, field: &str) -> Vec<&'a str> {
        let items = self.array(object, field).iter().take(MAX_ITEMS);
        let words: Vec<Option<&str>> = items.map(Value::as_str).collect();
        if words.contains(&None) {
            self.wrong_type(field);
        }
        words.into_iter().flatten().collect()
    }

    fn day(&mut self, object: &Value, field: &str) -> Option<Date> {
        let text = self.text(object, field)?;
        let day = Date::parse(text);
        if day.is_none() {
            self.add(format!("`{field}` is not a date"));
        }
        day
    }
}

/// Reads what one record says of PyPI packages.
///
/// # Errors
/// A [`Rejection`] where nothing of it can be used.
pub fn read(json: &Value) -> Result<Record, Rejection> {
    read_of(EcosystemRules::pypi(), json)
}

/// Reads what one record says of the packages of an ecosystem.
///
/// # Errors
/// A [`Rejection`] where nothing of it can be used.
pub fn read_of(rules: &'static EcosystemRules, json: &Value) -> Result<Record, Rejection> {
    let mut odd = Oddities::default();
    let id = odd
        .text(json, "id")
        .filter(|id| is_id(id))
        .ok_or(Rejection::NoId)?;
    if let Some(version) = odd.text(json, "schema_version")
        && is_newer(version)
    {
        return Err(Rejection::NewerSchema(version.chars().take(20).collect()));
    }
    let mut aliases: Vec<SmolStr> = odd
        .words(json, "aliases")
        .into_iter()
        .filter(|alias| is_id(alias) && *alias != id)
        .map(SmolStr::from)
        .collect();
    aliases.sort_unstable();
    aliases.dedup();
    let mut scores = vectors(&mut odd, json);
    scores.extend(word(json.get("database_specific")));
    let withdrawn = odd.day(json, "withdrawn");
    let published = odd.day(json, "published");
    let modified = odd.day(json, "modified");
    let prose = prose(&mut odd, json);
    let cwes = cwes(json);
    let packages = packages(rules, &mut odd, json);
    let advisories = packages
        .into_iter()
        .map(|(package, (affected, own_scores, mut own_odd))| {
            let (ranges, versions) = affected.finish();
            for oddity in &odd.0 {
                own_odd.add(oddity.clone());
            }
            let mut scores = scores.clone();
            scores.extend(own_scores);
            Advisory {
                id: id.into(),
                kind: kind(id, &aliases),
                aliases: aliases.clone(),
                package,
                ranges,
                versions,
                scores: distinct(scores),
                cwes: cwes.clone(),
                published,
                modified,
                withdrawn,
                summary: prose.summary.as_deref().map(Box::from),
                source: Publisher::of_id(id).name.into(),
                via: SmolStr::default(),
                oddities: own_odd.0,
            }
        })
        .collect();
    Ok(Record {
        id: id.into(),
        modified: json
            .get("modified")
            .and_then(Value::as_str)
            .and_then(|text| text.parse::<Timestamp>().ok()),
        advisories,
        prose: Some(prose),
    })
}

/// Ids are words of printable ASCII, wherever they come from; anything else could only forge output.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=MAX_WORD).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

fn is_newer(version: &str) -> bool {
    let major = version.trim().trim_start_matches('v').split('.').next();
    major
        .and_then(|major| major.parse::<u32>().ok())
        .is_some_and(|major| major >= 2)
}

fn kind(id: &str, aliases: &[SmolStr]) -> AdvisoryKind {
    let malware = std::iter::once(id)
        .chain(aliases.iter().map(|alias| &**alias))
        .any(|id| id.starts_with("MAL-"));
    if malware {
        AdvisoryKind::Malware
    } else {
        AdvisoryKind::Vulnerability
    }
}

type Share = (Affected, Vec<Score>, Oddities);

/// The `affected` entries that speak of packages of the ecosystem, those of one package taken together.
fn packages(
    rules: &'static EcosystemRules,
    odd: &mut Oddities,
    json: &Value,
) -> BTreeMap<PackageName, Share> {
    let mut packages: BTreeMap<PackageName, Share> = BTreeMap::new();
    for entry in odd.array(json, "affected") {
        let Some(package) = entry.get("package").filter(|package| package.is_object()) else {
            odd.add("an `affected` entry names no package");
            continue;
        };
        // Suffixed ecosystems (`PyPI:…`, `Root:PyPI`) are other packages under the same names.
        if odd.text(package, "ecosystem") != Some(rules.name) {
            continue;
        }
        let name = odd
            .text(package, "name")
            .and_then(|name| rules.package(name));
        let Some(name) = name else {
            odd.add(format!(
                "an `affected` entry has a name that no {} package can have",
                rules.name
            ));
            continue;
        };
        let (affected, scores, own_odd) = packages.entry(name).or_default();
        affected.add(rules, own_odd, entry);
        scores.extend(vectors(own_odd, entry));
        scores.extend(word(entry.get("database_specific")));
        scores.extend(word(entry.get("ecosystem_specific")));
    }
    packages
}

/// The `severity` array of a record or of an `affected` entry.
fn vectors(odd: &mut Oddities, object: &Value) -> Vec<Score> {
    let mut scores = Vec::new();
    for item in odd.array(object, "severity").iter().take(MAX_ITEMS) {
        let kind = odd.text(item, "type");
        let Some(stated) = odd.text(item, "score").filter(|text| is_statement(text)) else {
            odd.add("a `severity` entry states nothing");
            continue;
        };
        // Other types (`Ubuntu`) state words.
        let scheme = kind.and_then(severity::scheme).unwrap_or(severity::TEXT);
        scores.push(severity::score(scheme, stated));
    }
    scores
}

/// The word a database has for the severity, in the fields that are its own to shape.
fn word(own_fields: Option<&Value>) -> Option<Score> {
    let word = own_fields?.get("severity")?.as_str()?;
    is_statement(word).then(|| severity::score(severity::TEXT, word))
}

fn is_statement(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= MAX_WORD
}

fn distinct(scores: Vec<Score>) -> Vec<Score> {
    let mut distinct: Vec<Score> = Vec::new();
    for score in scores {
        let known = |known: &Score| known.scheme == score.scheme && known.stated == score.stated;
        if !distinct.iter().any(known) && distinct.len() < MAX_ITEMS {
            distinct.push(score);
        }
    }
    distinct
}

/// `database_specific.cwe_ids`, as the GitHub Advisory Database states them.
fn cwes(json: &Value) -> Vec<u32> {
    let ids = json
        .get("database_specific")
        .and_then(|own| own.get("cwe_ids"))
        .and_then(Value::as_array)
        .map_or(&[] as &[Value], Vec::as_slice);
    let mut cwes: Vec<u32> = ids
        .iter()
        .take(MAX_ITEMS)
        .filter_map(|id| id.as_str()?.strip_prefix("CWE-")?.parse().ok())
        .collect();
    cwes.sort_unstable();
    cwes.dedup();
    cwes
}

fn prose(odd: &mut Oddities, json: &Value) -> Prose {
    let mut words = |field| {
        let text = odd.text(json, field).unwrap_or_default().trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let (summary, details) = (words("summary"), words("details"));
    let references = odd
        .array(json, "references")
        .iter()
        .take(MAX_ITEMS)
        .filter_map(|reference| {
            Some(Reference {
                kind: reference.get("type").and_then(Value::as_str)?.to_owned(),
                url: reference.get("url").and_then(Value::as_str)?.to_owned(),
            })
        })
        .collect();
    Prose {
        summary,
        details,
        references,
    }
}

#[cfg(test)]
impl Oddities {
    pub(crate) fn list(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pyward_model::Severity;
    use serde_json::json;

    #[test]
    fn a_record_gives_an_advisory_a_package() {
        let record = read(&json!({
            "id": "PYSEC-2024-1",
            "aliases": ["GHSA-1", "CVE-2024-1", "GHSA-1", "PYSEC-2024-1"],
            "summary": "it breaks",
            "modified": "2024-09-11T19:19:18.005250Z",
            "withdrawn": null,
            "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            "database_specific": {"severity": "HIGH", "cwe_ids": ["CWE-79", "CWE-22", "other"]},
            "affected": [
                {"package": {"ecosystem": "PyPI", "name": "Zope_Interface"}, "versions": ["1.0"]},
                {"package": {"ecosystem": "PyPI", "name": "b"}, "versions": ["2.0"], "database_specific": {"severity": "LOW"}},
                {"package": {"ecosystem": "PyPI", "name": "zope.interface"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "3"}]}]},
                {"package": {"ecosystem": "npm", "name": "b"}},
                {"package": {"ecosystem": "PyPI:fork", "name": "b"}},
            ],
        }))
        .unwrap();
        let [b, zope] = &record.advisories[..] else {
            panic!("{record:?}");
        };
        assert_eq!(zope.package.as_str(), "zope-interface");
        assert_eq!((zope.versions.len(), zope.ranges.len()), (1, 1));
        assert_eq!((b.versions.len(), b.ranges.len()), (1, 0));
        assert_eq!(zope.aliases, ["CVE-2024-1", "GHSA-1"]);
        assert_eq!(zope.cwes, [22, 79]);
        assert_eq!(zope.scores.len(), 2);
        assert_eq!(b.scores[2].severity, Some(Severity::Low));
        assert_eq!(zope.modified, Date::new(2024, 9, 11));
        assert!(zope.oddities.is_empty(), "{:?}", zope.oddities);
        assert_eq!(zope.summary.as_deref(), Some("it breaks"));
    }

    #[test]
    fn a_field_of_a_wrong_type_voids_only_itself() {
        let record = read(&json!({
            "id": "X-1",
            "aliases": ["CVE-1", 5, null, "not an id"],
            "summary": ["a"],
            "details": null,
            "modified": 7,
            "published": "soon",
            "withdrawn": {},
            "severity": [{"type": "CVSS_V3"}, "high", {"type": "Ubuntu", "score": "medium"}],
            "references": [{"type": "WEB", "url": "https://example.org"}, {"url": 3}, 4],
            "database_specific": ["x"],
            "affected": [
                null,
                {"package": null},
                {"package": {"name": "a"}},
                {"package": {"ecosystem": "PyPI"}},
                {"package": {"ecosystem": "PyPI", "name": "a b"}},
                {"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": 1, "versions": {"1.0": true}},
                {"package": {"ecosystem": "PyPI", "name": "a"}, "versions": ["1.0"]},
            ],
        }))
        .unwrap();
        let advisory = &record.advisories[0];
        assert_eq!(advisory.versions.len(), 1);
        assert_eq!(advisory.aliases, ["CVE-1"]);
        assert_eq!(advisory.withdrawn, None);
        assert_eq!(advisory.scores[0].severity, Some(Severity::Medium));
        assert_eq!(record.prose.unwrap().references.len(), 1);
        insta::assert_snapshot!(advisory.oddities.join("\n"), @r"
        `ranges` is not of the type the schema says
        `versions` is not of the type the schema says
        `aliases` is not of the type the schema says
        a `severity` entry states nothing
        `withdrawn` is not of the type the schema says
        `published` is not a date
        `modified` is not of the type the schema says
        `summary` is not of the type the schema says
        an `affected` entry names no package
        an `affected` entry has a name that no PyPI package can have
        ");
    }

    #[test]
    fn case_23_a_newer_schema_is_refused_and_an_absent_one_is_the_first() {
        let of = |version: Value| read(&json!({"id": "X-1", "schema_version": version}));
        assert_eq!(
            of(json!("2.1.0")),
            Err(Rejection::NewerSchema("2.1.0".to_owned()))
        );
        for version in [
            json!("1.7.3"),
            json!("1"),
            json!("odd"),
            json!(3),
            Value::Null,
        ] {
            assert!(of(version).is_ok());
        }
        assert!(read(&json!({"id": "X-1"})).is_ok());
    }

    #[test]
    fn what_has_no_id_is_no_record() {
        for json in [
            json!({}),
            json!([]),
            json!(3),
            json!({"id": 3}),
            json!({"id": ""}),
            json!({"id": "X 1"}),
            json!({"id": "X\u{1b}[2J"}),
        ] {
            assert_eq!(read(&json), Err(Rejection::NoId), "{json}");
        }
    }

    #[test]
    fn malware_is_told_by_its_id() {
        let kind = |id: &str, aliases: &[&str]| {
            let json = json!({"id": id, "aliases": aliases, "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}}]});
            read(&json).unwrap().advisories[0].kind
        };
        assert_eq!(kind("MAL-2025-1", &[]), AdvisoryKind::Malware);
        assert_eq!(kind("GHSA-1", &["MAL-2025-1"]), AdvisoryKind::Malware);
        assert_eq!(kind("GHSA-1", &["CVE-1"]), AdvisoryKind::Vulnerability);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            "[a-zA-Z0-9.*=-]{0,8}".prop_map(Value::from),
            Just(json!("PyPI")),
            Just(json!("ECOSYSTEM")),
            Just(json!("0")),
        ];
        let keys = proptest::sample::select(vec![
            "id",
            "aliases",
            "affected",
            "package",
            "ecosystem",
            "name",
            "ranges",
            "type",
            "events",
            "introduced",
            "fixed",
            "last_affected",
            "limit",
            "versions",
            "severity",
            "score",
            "database_specific",
            "schema_version",
            "withdrawn",
            "references",
            "url",
        ]);
        leaf.prop_recursive(6, 60, 6, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                proptest::collection::vec((keys.clone(), inner), 0..6).prop_map(|fields| fields
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_or_refused(mut json in any_json()) {
            if let Some(object) = json.as_object_mut() {
                object.insert("id".to_owned(), json!("X-1"));
            }
            if let Ok(record) = read(&json) {
                prop_assert_eq!(&*record.id, "X-1");
            }
        }
    }
}
