//! A record written as YAML, as the PyPA database keeps its own.
//!
//! YAML takes an unquoted `1.10` for a number, which as a version would then read 1.1. So the fields that hold text are
//! read as text, whatever they look like; a record with other types there is refused.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of a record that pyward uses, in the terms of the OSV schema.
#[derive(Deserialize, Serialize)]
struct Record {
    id: Option<String>,
    schema_version: Option<String>,
    modified: Option<String>,
    published: Option<String>,
    withdrawn: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    summary: Option<String>,
    details: Option<String>,
    #[serde(default)]
    severity: Vec<Statement>,
    #[serde(default)]
    affected: Vec<Affected>,
    #[serde(default)]
    references: Vec<Reference>,
    database_specific: Option<Own>,
}

#[derive(Deserialize, Serialize)]
struct Statement {
    #[serde(rename = "type")]
    kind: Option<String>,
    score: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Affected {
    package: Option<Package>,
    #[serde(default)]
    severity: Vec<Statement>,
    #[serde(default)]
    ranges: Vec<Range>,
    #[serde(default)]
    versions: Vec<String>,
    database_specific: Option<Own>,
    ecosystem_specific: Option<Own>,
}

#[derive(Deserialize, Serialize)]
struct Package {
    ecosystem: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Range {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize, Serialize)]
struct Event {
    #[serde(skip_serializing_if = "Option::is_none")]
    introduced: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_affected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Reference {
    #[serde(rename = "type")]
    kind: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Own {
    severity: Option<String>,
    #[serde(default)]
    cwe_ids: Vec<String>,
}

/// The record as JSON; the error says what is wrong with the text.
pub(super) fn read(bytes: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let record: Record = serde_saphyr::from_str(text).map_err(|error| {
        // What is below the first line shows the place in the file once more.
        let text = error.to_string();
        text.lines().next().unwrap_or_default().to_owned()
    })?;
    serde_json::to_value(record).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::osv_record;
    use proptest::prelude::*;
    use pyward_model::Version;

    const RECORD: &str = "id: PYSEC-2026-1\nmodified: 2026-01-02T03:04:05Z\npublished: 2026-01-01\naliases:\n- CVE-2026-1\n\
        details: |\n  Long\n  words.\naffected:\n- package:\n    name: demo\n    ecosystem: PyPI\n    purl: pkg:pypi/demo\n  ranges:\n  \
        - type: ECOSYSTEM\n    events:\n    - introduced: 0\n    - fixed: 1.10\n  versions:\n  - 1.0\n  - \"1.9\"\n  - 1.10rc1\nreferences:\n- type: WEB\n  url: https://example.org\n";

    #[test]
    fn versions_stay_what_is_written() {
        let record = osv_record::read(&read(RECORD.as_bytes()).unwrap()).unwrap();
        let advisory = &record.advisories[0];
        assert_eq!(&*advisory.id, "PYSEC-2026-1");
        let fixes: Vec<&Version> = advisory.ranges[0].fixes().collect();
        assert_eq!(fixes, [&Version::new("1.10")]);
        assert_eq!(fixes[0].as_str(), "1.10");
        assert!(advisory.affects(&Version::new("1.9")));
        assert!(advisory.oddities.is_empty(), "{:?}", advisory.oddities);
        assert_eq!(
            record.prose.unwrap().details.as_deref(),
            Some("Long\nwords.")
        );
    }

    #[test]
    fn what_is_no_record_is_refused_in_a_line() {
        for text in ["", "- a", "id: [1, 2]", "affected: {", "\u{0}"] {
            if let Ok(json) = read(text.as_bytes()) {
                assert!(osv_record::read(&json).is_err(), "{text:?}");
            }
        }
        assert!(read(b"\xff").is_err());
        assert_eq!(read(b"id: {a: 1}").unwrap_err().lines().count(), 1);
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (name, of) in [
            ("b", "a"),
            ("c", "b"),
            ("d", "c"),
            ("e", "d"),
            ("f", "e"),
            ("g", "f"),
            ("h", "g"),
        ] {
            let many = vec![format!("*{of}"); 10].join(",");
            text.push_str(&["", name, ": &", name, " [", &many, "]\n"].concat());
        }
        text.push_str("aliases: *h\n");
        assert!(read(text.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(text in "(id|affected|- |: |\\[|\\{|&a|\\*a|\n|[a-z0-9 ]{0,3}){0,40}") {
            if let Ok(json) = read(text.as_bytes()) {
                let _ = osv_record::read(&json);
            }
        }
    }
}
