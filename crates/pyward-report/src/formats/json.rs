//! The report for machines.

use pyward_model::{Component, Report};
use schemars::generate::SchemaSettings;

use crate::{Format, RenderOptions, json_text};

mod advisory;
mod code;
mod component;
mod document;
mod finding;
mod plan;
mod state;

use document::Document;

/// `json`.
pub(crate) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn title(&self) -> &'static str {
        "everything, for programs (`pyward-report/1`)"
    }

    fn about(&self) -> &'static str {
        "The whole report as one JSON document; nothing is filtered, and suppressed findings are in it, marked. Its keys \
         may be relied on: within `pyward-report/1` keys are added, never renamed or removed. What is not known is left \
         out rather than `null`. Control and bidirectional characters of foreign text are written as JSON escapes, so the \
         document is safe to print. The [JSON Schema](report.schema.json) says the rest."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let components = report.inventory.components.iter();
        let purls: Vec<_> = components.map(Component::purl).collect();
        json_text::pretty(&Document::new(report, &purls))
    }
}

/// The JSON Schema (draft 2020-12) of the `json` format, two spaces a level, with a line feed at the end.
pub fn json_schema() -> String {
    let schema = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document<'_>>();
    json_text::pretty(&schema)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use pyward_model::{Agreement, EnvironmentState, LockState, ProjectState};
    use serde_json::Value;

    use super::*;
    use crate::sample;

    /// Every object of the format and its keys: those that consumers were promised, then those that were added.
    const KEYS: &[(&str, &[&str], &[&str])] = &[
        (
            "",
            &[
                "schema",
                "tool",
                "generated",
                "targets",
                "data",
                "components",
                "findings",
                "notices",
                "verdict",
            ],
            &["projects", "states", "read", "skipped", "withdrawn", "code"],
        ),
        ("tool", &["name", "version"], &[]),
        ("targets[]", &["path", "kind"], &[]),
        ("data[]", &["source", "date", "records", "built_in"], &[]),
        (
            "projects[]",
            &[],
            &["path", "name", "version", "requires_python"],
        ),
        (
            "states[]",
            &[],
            &[
                "path",
                "managers",
                "manifests",
                "locks",
                "requires_python",
                "environment",
            ],
        ),
        ("states[].locks[]", &[], &["path", "agreement", "because"]),
        (
            "states[].environment",
            &[],
            &["path", "isolated", "agreement", "because"],
        ),
        ("read[]", &[], &["path", "format", "components"]),
        ("skipped[]", &[], &["path", "reason"]),
        (
            "components[]",
            &[
                "purl",
                "name",
                "version",
                "ecosystem",
                "scope",
                "direct",
                "via",
                "locations",
            ],
            &["scopes", "requirement"],
        ),
        ("components[].locations[]", &["path", "line"], &[]),
        (
            "findings[]",
            &[
                "id",
                "rule",
                "family",
                "severity",
                "confidence",
                "message",
                "component",
                "advisory",
                "fix",
                "cwe",
                "locations",
                "suppressed",
            ],
            &["matched_by", "flow", "source", "bandit"],
        ),
        (
            "findings[].flow[]",
            &["path", "line", "column", "message"],
            &[],
        ),
        ("findings[].source[]", &[], &["number", "text"]),
        (
            "findings[].bandit",
            &[],
            &["id", "test", "line", "lines", "column", "end_column"],
        ),
        (
            "findings[].advisory",
            &[
                "id",
                "aliases",
                "cvss",
                "known_exploited",
                "epss",
                "sources",
            ],
            &[
                "kind",
                "summary",
                "published",
                "exploitation",
                "epss_percentile",
                "agreement",
            ],
        ),
        (
            "findings[].advisory.exploitation",
            &[],
            &["cve", "added", "due", "ransomware"],
        ),
        (
            "findings[].advisory.cvss[]",
            &[],
            &["scheme", "stated", "score", "severity"],
        ),
        (
            "findings[].advisory.sources[]",
            &[],
            &["source", "id", "via", "ranges", "fixed", "modified"],
        ),
        ("findings[].fix", &["version", "clears_all"], &[]),
        (
            "findings[].locations[]",
            &["path", "line", "column", "end_line", "end_column"],
            &[],
        ),
        (
            "findings[].suppressed",
            &["kind", "reason", "until"],
            &["owner", "status", "path", "line"],
        ),
        ("code", &[], &["files", "totals"]),
        (
            "code.files[]",
            &[],
            &[
                "path",
                "loc",
                "nosec",
                "skipped_tests",
                "severity",
                "confidence",
                "refused",
            ],
        ),
        ("code.files[].severity", &[], &["low", "medium", "high"]),
        ("code.files[].confidence", &[], &["low", "medium", "high"]),
        (
            "code.totals",
            &[],
            &[
                "files",
                "refused",
                "loc",
                "nosec",
                "skipped_tests",
                "severity",
                "confidence",
            ],
        ),
        ("code.totals.severity", &[], &["low", "medium", "high"]),
        ("code.totals.confidence", &[], &["low", "medium", "high"]),
        (
            "notices[]",
            &["kind", "path", "line", "message"],
            &["weight", "hint"],
        ),
        ("verdict", &["outcome", "exit_code", "gates"], &["sentence"]),
        (
            "verdict.gates[]",
            &["name", "outcome", "because", "findings"],
            &[],
        ),
    ];

    fn collect(value: &Value, path: &str, keys: &mut BTreeMap<String, BTreeSet<String>>) {
        match value {
            Value::Object(object) => {
                let own = keys.entry(path.to_owned()).or_default();
                own.extend(object.keys().cloned());
                for (key, value) in object {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    collect(value, &path, keys);
                }
            }
            Value::Array(values) => {
                for value in values {
                    collect(value, &format!("{path}[]"), keys);
                }
            }
            Value::Null => panic!("a null at {path}"),
            _ => {}
        }
    }

    fn rendered() -> Value {
        let mut report = sample::whole();
        report.inventory.states = vec![ProjectState {
            home: ".".into(),
            managers: vec!["uv"],
            manifests: vec!["pyproject.toml".into()],
            locks: vec![LockState {
                path: "uv.lock".into(),
                agreement: Agreement::OutOfStep("it does not know flask".to_owned()),
            }],
            requires_python: Some(">=3.12".to_owned()),
            environment: Some(EnvironmentState {
                path: ".venv".into(),
                isolated: Some(true),
                agreement: Agreement::Unknown("its Python is not known"),
            }),
        }];
        serde_json::from_str(&Json.render(&report, &RenderOptions::default())).unwrap()
    }

    #[test]
    fn the_keys_are_the_documented_ones() {
        let mut found = BTreeMap::new();
        collect(&rendered(), "", &mut found);
        let documented: BTreeMap<String, BTreeSet<String>> = KEYS
            .iter()
            .map(|(path, promised, added)| {
                let keys = promised.iter().chain(*added).map(|key| (*key).to_owned());
                ((*path).to_owned(), keys.collect())
            })
            .collect();
        assert_eq!(found, documented);
    }

    /// Holds a value against the schema: types, required keys, no key the schema does not name, words of enums.
    fn check(value: &Value, schema: &Value, root: &Value, path: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            return check(value, root.pointer(pointer).unwrap(), root, path);
        }
        if let Some(options) = schema["anyOf"].as_array() {
            let some = options.iter().find(|option| option["type"] != "null");
            return check(value, some.unwrap(), root, path);
        }
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.clone(),
            kind => vec![kind.clone()],
        };
        assert!(
            kinds.iter().any(|k| k == kind),
            "{path} is {kind}: {schema}"
        );
        if let Some(words) = schema["enum"].as_array() {
            assert!(words.contains(value), "{path}: {value}");
        }
        if let Some(object) = value.as_object() {
            for required in schema["required"].as_array().into_iter().flatten() {
                assert!(object.contains_key(required.as_str().unwrap()), "{path}");
            }
            for (key, value) in object {
                let property = schema["properties"]
                    .get(key)
                    .unwrap_or_else(|| panic!("{path}.{key} is not in the schema"));
                check(value, property, root, &format!("{path}.{key}"));
            }
        }
        for value in value.as_array().into_iter().flatten() {
            check(value, &schema["items"], root, &format!("{path}[]"));
        }
    }

    #[test]
    fn reports_hold_against_the_schema() {
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        check(&rendered(), &schema, &schema, "");
        for report in [
            sample::clean(),
            sample::empty(),
            sample::orders(),
            sample::large(50),
        ] {
            let text = Json.render(&report, &RenderOptions::default());
            check(&serde_json::from_str(&text).unwrap(), &schema, &schema, "");
        }
    }

    #[test]
    fn every_key_of_the_schema_is_described() {
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        let objects = schema["$defs"].as_object().unwrap().values();
        for object in objects.chain([&schema]) {
            for (key, property) in object["properties"].as_object().unwrap() {
                assert!(property["description"].is_string(), "{key}: {object}");
            }
        }
    }

    #[test]
    fn the_document_as_a_whole() {
        let mut report = sample::storefront();
        let keep = |index: u32| matches!(index, 1 | 2 | 5 | 6);
        report.findings = [1, 6, 13]
            .map(|index: usize| report.findings[index].clone())
            .to_vec();
        report.verdict.gates.clear();
        let mut document: Value =
            serde_json::from_str(&Json.render(&report, &RenderOptions::default())).unwrap();
        let components = document["components"].as_array_mut().unwrap();
        let mut index = 0;
        components.retain(|_| {
            index += 1;
            keep(index - 1)
        });
        insta::assert_snapshot!("json", json_text::pretty(&document));
    }

    #[test]
    fn a_finding_in_code() {
        insta::assert_snapshot!("json_code", json_text::pretty(&rendered()["findings"][15]));
        assert_eq!(rendered()["code"]["totals"]["loc"], 1_392);
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_in_it() {
        let text = Json.render(&sample::storefront(), &RenderOptions::default());
        assert!(text.contains("ev\\u001b[2jil") && !text.contains('\u{1b}'));
        assert!(text.contains("1.0\\u202e0.1") || text.contains("1.0%E2%80%AE0.1"));
    }

    #[test]
    fn deep_chains_stay_short() {
        let report = sample::chain(3_000);
        let text = Json.render(&report, &RenderOptions::default());
        assert!(text.len() < 10_000_000, "{} bytes", text.len());
        let document: Value = serde_json::from_str(&text).unwrap();
        let via = document["components"][2_999]["via"][0].as_array().unwrap();
        assert_eq!(via.first().unwrap(), "pkg:pypi/package-00000@1.2.3");
        assert_eq!(via.last().unwrap(), "pkg:pypi/package-02998@1.2.3");
    }
}
