//! The `insecure_full.json` of [Safety DB](https://data.safetycli.com), for those who have a license to use it: requirement
//! specifiers instead of ranges. Its free edition forbids commercial use, so pyward neither ships nor fetches it.

mod specs;

use pyward_model::{Advisory, AdvisoryKind, PackageName, SmolStr};
use serde_json::Value;

use crate::intake::Intake;
use crate::osv_record::{self, Oddities};
use crate::publisher::Publisher;
use crate::record::{Prose, Record};
use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "safety",
    title: "Safety DB",
    doc: "an `insecure_full.json` that you are licensed to use; read from a file, never fetched",
    url: None,
    variable: "PYWARD_SAFETY_URL",
    license: "CC-BY-NC-SA-4.0 or by contract",
    reading: Reading::Document(read),
};

/// The longest text of an entry that is kept, in bytes.
const MAX_TEXT: usize = 64 << 10;

/// Reads the file: packages by name, each with a list of entries. An entry that cannot be used is left out and counted.
fn read(bytes: &[u8], intake: &mut Intake) -> Result<(), String> {
    let json: Value =
        serde_json::from_slice(bytes).map_err(|error| format!("it is not JSON: {error}"))?;
    let packages = json.as_object().ok_or("it is no table of packages")?;
    let packages = match packages
        .get("vulnerable_packages")
        .and_then(Value::as_object)
    {
        Some(inner) => inner,
        None => packages,
    };
    let mut seen = false;
    for (name, entries) in packages {
        let Some(entries) = entries.as_array() else {
            // `$meta` and its like.
            continue;
        };
        seen = true;
        let package = PackageName::pypi(name);
        for (number, entry) in (1..).zip(entries) {
            let place = || format!("{name}, entry {number}");
            if !package.is_valid() {
                intake.unreadable(&place, "no package of PyPI can have this name");
                continue;
            }
            match record(&package, entry) {
                Ok(record) => intake.take_record(&record),
                Err(why) => intake.unreadable(&place, why),
            }
        }
    }
    if seen {
        Ok(())
    } else {
        Err("it has no package with a list of entries".to_owned())
    }
}

fn record(package: &PackageName, entry: &Value) -> Result<Record, &'static str> {
    let mut odd = Oddities::default();
    let ids = ids(entry);
    let (id, aliases) = ids.split_first().ok_or("it has no id")?;
    let specs = match entry.get("specs") {
        Some(Value::Array(specs)) => specs.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(spec)) => vec![spec.as_str()],
        _ => Vec::new(),
    };
    let mut ranges = Vec::new();
    let mut versions = Vec::new();
    for spec in specs {
        match specs::read(spec) {
            Some(specs::Affected::Range(range)) => ranges.push(range),
            Some(specs::Affected::Version(version)) => versions.push(version),
            None => odd.add("one of its specifiers cannot be read"),
        }
    }
    if ranges.is_empty() && versions.is_empty() {
        return Err("none of its specifiers can be read");
    }
    let text = |key: &str| {
        let text = entry.get(key).and_then(Value::as_str)?.trim();
        (!text.is_empty() && text.len() <= MAX_TEXT).then(|| text.to_owned())
    };
    let details = text("advisory");
    let summary = details.as_deref().and_then(|text| text.lines().next());
    let summary = summary.map(|line| line.chars().take(200).collect::<String>());
    Ok(Record {
        id: id.as_str().into(),
        modified: None,
        advisories: vec![Advisory {
            id: id.as_str().into(),
            aliases: aliases.iter().map(SmolStr::from).collect(),
            package: package.clone(),
            kind: AdvisoryKind::Vulnerability,
            ranges,
            versions,
            scores: Vec::new(),
            cwes: Vec::new(),
            published: None,
            modified: None,
            withdrawn: None,
            summary: summary.as_deref().map(Box::from),
            source: Publisher::of_id(id).name.into(),
            via: SmolStr::default(),
            oddities: odd.into_list(),
        }],
        prose: Some(Prose {
            summary,
            details,
            references: Vec::new(),
        }),
    })
}

/// Its own id, then CVEs, in either of the two forms that such files have had.
fn ids(entry: &Value) -> Vec<String> {
    let mut own: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    let mut add = |kind: &str, id: &str| {
        for id in id
            .split(',')
            .map(str::trim)
            .filter(|id| osv_record::is_id(id))
        {
            if kind == "pyup" || id.starts_with("pyup.io-") || id.starts_with("SFTY-") {
                let id = if id.bytes().all(|byte| byte.is_ascii_digit()) {
                    format!("pyup.io-{id}")
                } else {
                    id.to_owned()
                };
                own.push(id);
            } else {
                others.push(id.to_owned());
            }
        }
    };
    if let Some(id) = entry.get("id").and_then(Value::as_str) {
        add("pyup", id);
    }
    if let Some(cve) = entry.get("cve").and_then(Value::as_str) {
        add("cve", cve);
    }
    for id in entry
        .get("ids")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let word = |key: &str| id.get(key).and_then(Value::as_str);
        add(
            word("type").unwrap_or_default(),
            word("id").unwrap_or_default(),
        );
    }
    others.sort_unstable();
    others.dedup();
    own.truncate(1);
    own.extend(others);
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Layout;
    use proptest::prelude::*;
    use pyward_model::Version;
    use serde_json::json;

    #[test]
    fn both_forms_are_read_and_what_cannot_be_used_is_counted() {
        let entries = json!([
            {"advisory": "Demo is open.\nMore.", "cve": "CVE-2024-1,CVE-2024-2", "id": "pyup.io-25612", "specs": ["<1.2", ">=2.0,<2.1"], "v": "<1.2"},
            {"advisory": "x", "ids": [{"type": "cve", "id": "CVE-2024-3"}, {"type": "pyup", "id": "70000"}], "specs": ["odd", "==3.0"]},
            {"advisory": "no id", "specs": ["<1"]},
            {"id": "pyup.io-1", "specs": ["odd"]},
        ]);
        let old = json!({"$meta": {"timestamp": 1}, "Demo_Pkg": entries});
        let new = json!({"meta": {}, "vulnerable_packages": {"demo-pkg": entries}});
        for json in [old, new] {
            let mut intake = Intake::of(Layout::default());
            read(json.to_string().as_bytes(), &mut intake).unwrap();
            assert_eq!(
                (
                    intake.report.taken,
                    intake.report.unreadable,
                    intake.report.odd
                ),
                (2, 2, 1)
            );
        }
        let first = record(&PackageName::pypi("demo-pkg"), &entries[0]).unwrap();
        let advisory = &first.advisories[0];
        assert_eq!(
            (&*advisory.id, advisory.aliases.len()),
            ("pyup.io-25612", 2)
        );
        assert_eq!(advisory.source, "Safety DB");
        for (version, hit) in [
            ("1.1", true),
            ("1.2", false),
            ("2.0.5", true),
            ("2.1", false),
        ] {
            assert_eq!(advisory.affects(&Version::new(version)), hit, "{version}");
        }
        assert_eq!(
            &*record(&PackageName::pypi("d"), &entries[1]).unwrap().id,
            "pyup.io-70000"
        );
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for text in ["", "<html>", "[]", "{}", r#"{"a": 1}"#] {
            let mut intake = Intake::of(Layout::default());
            assert!(read(text.as_bytes(), &mut intake).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(spec in "[<>=~!0-9.*a, ]{0,16}", id in "[a-zA-Z0-9.,-]{0,12}") {
            let mut intake = Intake::of(Layout::default());
            let json = json!({"a": [{"id": id, "cve": spec, "specs": [spec]}]});
            read(json.to_string().as_bytes(), &mut intake).unwrap();
            prop_assert_eq!(intake.report.seen(), 1);
        }
    }
}
