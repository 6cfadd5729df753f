//! Every rule's page carries a bad and a good example: the bad one must be found, the good one must not.

use crate::harness::{folder, put, pyward};

/// Advisories for packages that exist nowhere, so that examples hold whatever the real data says.
const EXAMPLES: &str = r#"{"id":"MAL-0000-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"PyPI","name":"pyward-example-malware"},"versions":["1.0"]}]}
{"id":"GHSA-h5c8-rqwp-cp95","aliases":["CVE-2024-22195"],"modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"PyPI","name":"jinja2"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"3.1.3"}]}]}]}
"#;

/// The blocks ```` ```KIND FILE ```` of a page: file name and text.
pub(crate) fn blocks<'a>(page: &'a str, kind: &str) -> Vec<(&'a str, String)> {
    let mut found = Vec::new();
    let mut lines = page
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    while let Some(line) = lines.next() {
        if let Some(name) = line
            .strip_prefix("```")
            .and_then(|rest| rest.strip_prefix(kind))
        {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((name.trim(), text.join("\n")));
        }
    }
    found
}

#[test]
fn examples_of_every_rule_hold() {
    let data = tempfile::tempdir().unwrap();
    put(data.path(), "examples.jsonl", EXAMPLES.as_bytes());
    let source = data.path().join("examples.jsonl");
    let imported = pyward(&["db", "import", source.to_str().unwrap()])
        .env("PYWARD_DATA_DIR", data.path())
        .run();
    assert_eq!(imported.code, 0, "{imported:?}");
    for rule in pyward_rules::CATALOGUE
        .iter()
        .copied()
        .flatten()
        .map(|check| &check.rule)
        .filter(|rule| rule.family == pyward_model::Family::Vulnerability)
    {
        for (kind, expected) in [("bad", true), ("good", false)] {
            let examples = blocks(rule.docs, kind);
            assert!(!examples.is_empty(), "{} has no {kind} example", rule.name);
            for (file, text) in examples {
                let target = folder(&[(file, &text)]);
                let report =
                    pyward(&["audit", "--format", "json", target.path().to_str().unwrap()])
                        .env("PYWARD_DATA_DIR", data.path())
                        .json();
                let found = report["findings"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|finding| finding["rule"] == rule.name);
                assert_eq!(
                    found, expected,
                    "{} {kind} example:\n{text}\n{report}",
                    rule.name
                );
            }
        }
    }
}
