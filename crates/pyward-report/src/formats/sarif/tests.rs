use std::collections::BTreeMap;

use proptest::prelude::*;
use pyward_model::{Location, TraceStep};

use super::*;
use crate::sample;

fn log(report: &Report) -> Value {
    serde_json::from_str(&Sarif.render(report, &RenderOptions::default())).unwrap()
}

/// Name, required keys, and every key with what it is.
type Object = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// What the schema says of the objects that are used: required keys, and all that may stand in them with what they are.
/// `*` is an array, `=` a string of a list, `u` a URI, `1` a number from 1, `0` one from 0, `{}` an open object.
const OBJECTS: &[Object] = &[
    (
        "sarifLog",
        "version runs",
        &[("$schema", "u"), ("version", "=2.1.0"), ("runs", "*run")],
    ),
    (
        "run",
        "tool results",
        &[
            ("tool", "tool"),
            ("invocations", "*invocation"),
            ("originalUriBaseIds", "bases"),
            ("columnKind", "=utf16CodeUnits unicodeCodePoints"),
            ("results", "*result"),
        ],
    ),
    ("tool", "driver", &[("driver", "driver")]),
    (
        "driver",
        "name",
        &[
            ("name", "s"),
            ("version", "s"),
            ("semanticVersion", "s"),
            ("informationUri", "u"),
            ("rules", "*rule"),
            ("notifications", "*rule"),
        ],
    ),
    (
        "rule",
        "id",
        &[
            ("id", "s"),
            ("name", "s"),
            ("shortDescription", "message"),
            ("fullDescription", "message"),
            ("help", "message"),
            ("helpUri", "u"),
            ("defaultConfiguration", "configuration"),
            ("properties", "{}"),
        ],
    ),
    (
        "configuration",
        "",
        &[("level", "=none note warning error")],
    ),
    ("message", "text", &[("text", "s"), ("markdown", "s")]),
    (
        "invocation",
        "executionSuccessful",
        &[
            ("executionSuccessful", "b"),
            ("exitCode", "0"),
            ("exitCodeDescription", "s"),
            ("endTimeUtc", "s"),
            ("toolExecutionNotifications", "*notification"),
        ],
    ),
    (
        "notification",
        "message",
        &[
            ("descriptor", "reference"),
            ("level", "=none note warning error"),
            ("message", "message"),
            ("locations", "*location"),
        ],
    ),
    ("reference", "", &[("id", "s")]),
    ("bases", "", &[("%SRCROOT%", "artifact")]),
    (
        "artifact",
        "",
        &[("uri", "u"), ("uriBaseId", "s"), ("description", "message")],
    ),
    (
        "result",
        "ruleId ruleIndex level message locations partialFingerprints",
        &[
            ("ruleId", "s"),
            ("ruleIndex", "0"),
            ("level", "=none note warning error"),
            ("message", "message"),
            ("locations", "*location"),
            ("relatedLocations", "*location"),
            ("partialFingerprints", "{}"),
            ("codeFlows", "*flow"),
            ("suppressions", "*suppression"),
            ("properties", "{}"),
        ],
    ),
    (
        "location",
        "physicalLocation",
        &[
            ("id", "0"),
            ("physicalLocation", "physical"),
            ("message", "message"),
        ],
    ),
    (
        "physical",
        "artifactLocation",
        &[
            ("artifactLocation", "artifact"),
            ("region", "region"),
            ("contextRegion", "region"),
        ],
    ),
    (
        "region",
        "startLine",
        &[
            ("startLine", "1"),
            ("startColumn", "1"),
            ("endLine", "1"),
            ("endColumn", "1"),
            ("snippet", "message"),
        ],
    ),
    ("flow", "threadFlows", &[("threadFlows", "*thread")]),
    ("thread", "locations", &[("locations", "*step")]),
    (
        "step",
        "location",
        &[
            ("executionOrder", "0"),
            ("importance", "=important essential unimportant"),
            ("location", "location"),
        ],
    ),
    (
        "suppression",
        "kind",
        &[
            ("kind", "=inSource external"),
            ("status", "=accepted underReview rejected"),
            ("justification", "s"),
            ("location", "location"),
            ("properties", "{}"),
        ],
    ),
];

fn check(value: &Value, kind: &str, path: &str) {
    if let Some(of) = kind.strip_prefix('*') {
        for value in value.as_array().unwrap_or_else(|| panic!("{path}")) {
            check(value, of, path);
        }
        return;
    }
    if let Some(words) = kind.strip_prefix('=') {
        let word = value.as_str().unwrap();
        return assert!(
            words.split(' ').any(|known| known == word),
            "{path}: {word}"
        );
    }
    match kind {
        "s" => assert!(value.is_string(), "{path}"),
        "b" => assert!(value.is_boolean(), "{path}"),
        "0" => assert!(value.is_u64(), "{path}"),
        "1" => assert!(value.as_u64().is_some_and(|number| number > 0), "{path}"),
        "u" => {
            let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte);
            let uri = value.as_str().unwrap();
            assert!(!uri.is_empty() && uri.bytes().all(plain), "{path}: {uri}");
        }
        "{}" => assert!(value.is_object(), "{path}"),
        kind => {
            let (_, required, keys) = OBJECTS.iter().find(|(name, ..)| *name == kind).unwrap();
            let keys: BTreeMap<&str, &str> = keys.iter().copied().collect();
            let object = value.as_object().unwrap_or_else(|| panic!("{path}"));
            for key in required.split(' ').filter(|key| !key.is_empty()) {
                assert!(object.contains_key(key), "{path} lacks {key}");
            }
            for (key, value) in object {
                let kind = keys.get(&**key);
                let kind = kind.unwrap_or_else(|| panic!("{path} has {key}"));
                check(value, kind, &format!("{path}.{key}"));
            }
        }
    }
}

#[test]
fn logs_hold_against_what_the_schema_says_of_their_objects() {
    for report in [
        sample::whole(),
        sample::orders(),
        sample::storefront(),
        sample::clean(),
        sample::empty(),
    ] {
        check(&log(&report), "sarifLog", "");
    }
}

/// `PYWARD_SARIF_OUT=folder cargo test -p pyward-report sarif -- --ignored`, then hold what was written against the
/// schema with a validator: `check-jsonschema --schemafile sarif-schema-2.1.0.json folder/*.sarif`.
#[test]
#[ignore = "writes files for a validator that is not ours"]
#[expect(
    clippy::disallowed_methods,
    reason = "a test by hand, told by its environment where to write"
)]
fn logs_for_a_validator() {
    let folder = std::env::var("PYWARD_SARIF_OUT").unwrap();
    let mut long = sample::orders();
    let finding = long.findings[1].clone();
    long.findings = vec![finding; 25_010];
    for (name, report) in [
        ("whole", sample::whole()),
        ("orders", sample::orders()),
        ("clean", sample::clean()),
        ("empty", sample::empty()),
        ("long", long),
    ] {
        let text = Sarif.render(&report, &RenderOptions::default());
        std::fs::write(format!("{folder}/{name}.sarif"), text).unwrap();
    }
}

#[test]
fn a_package_and_a_flow() {
    let mut report = sample::whole();
    let keep = [1, 13, 15, 32];
    report.findings = keep.map(|at: usize| report.findings[at].clone()).to_vec();
    report.notices.truncate(2);
    insta::assert_snapshot!("sarif", Sarif.render(&report, &RenderOptions::default()));
}

#[test]
fn results_refer_to_their_rules() {
    let log = log(&sample::whole());
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), sample::whole().findings.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["properties"]["security-severity"].is_string());
        assert_eq!(rule["properties"]["tags"][0], "security");
    }
    let ids: std::collections::BTreeSet<_> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        ids.len(),
        run["tool"]["driver"]["rules"].as_array().unwrap().len()
    );
}

#[test]
fn limits_are_kept_and_said() {
    let mut report = sample::orders();
    let mut finding = report.findings[1].clone();
    finding.cwes = (1..40).collect();
    finding.locations = vec![Location::line("a.py", 1); 1_005];
    let step = TraceStep {
        location: Location::line("a.py", 2),
        message: "on".into(),
    };
    finding.code.as_mut().unwrap().trace = vec![step; 1_010];
    report.findings = vec![report.findings[2].clone(), finding];
    let log = log(&report);
    let run = &log["runs"][0];
    let last = &run["results"][1];
    assert_eq!(last["ruleId"], "subprocess-with-shell");
    assert_eq!(last["relatedLocations"].as_array().unwrap().len(), 999);
    let steps = &last["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(steps.as_array().unwrap().len(), 1_000);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let tags = &rules.last().unwrap()["properties"]["tags"];
    assert_eq!(tags.as_array().unwrap().len(), 20);
    let said: Vec<&str> = run["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["message"]["text"].as_str().unwrap())
        .collect();
    assert_eq!(said.len(), 3, "{said:?}");
}

#[test]
fn of_too_many_findings_the_worst_are_kept_in_their_order() {
    let mut report = sample::orders();
    let (worst, low) = (report.findings[0].clone(), report.findings[2].clone());
    report.findings = vec![low; RESULTS];
    report.findings.push(worst);
    let mut notifications = Notifications::new(&report, &SourceRoot::default());
    let kept = kept(&report, &mut notifications);
    assert_eq!(kept.len(), RESULTS);
    assert_eq!(kept.last().unwrap().rule.name, "sql-injection");
    let (_, said) = notifications.finish();
    assert_eq!(
        said[0]["message"]["text"],
        "1 of 25001 findings are left out: a run holds 25000"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_a_log(path in any::<String>(), text in any::<String>(), numbers in any::<[Option<u32>; 4]>()) {
        let mut report = sample::whole();
        for finding in &mut report.findings {
            finding.message.clone_from(&text);
            for place in &mut finding.locations {
                place.path = path.as_str().into();
                [place.line, place.column, place.end_line, place.end_column] = numbers;
            }
        }
        report.targets[0].path.clone_from(&text);
        check(&log(&report), "sarifLog", "");
    }
}
