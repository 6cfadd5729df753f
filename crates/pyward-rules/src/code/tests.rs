use pyward_python::{Module, SourceKind};

use super::CODE;
use crate::{CodeSettings, code};

/// The blocks of a kind (`bad`, `good`) on a page, each with the file it stands for.
fn blocks(docs: &str, kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = docs
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    while let Some(line) = lines.next() {
        let opening = line
            .strip_prefix("```")
            .and_then(|rest| rest.strip_prefix(kind));
        if let Some(name) = opening {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((name.trim().to_owned(), text.join("\n")));
        }
    }
    found
}

#[test]
fn examples_of_every_code_rule_hold() {
    for check in CODE {
        for (kind, expected) in [("bad", true), ("good", false)] {
            let examples = blocks(check.rule.docs, kind);
            assert!(
                !examples.is_empty(),
                "{} has no {kind} example",
                check.rule.name
            );
            for (file, text) in examples {
                let kind_of = SourceKind::of(&file, b"").unwrap_or(SourceKind::Module);
                let module = Module::read(file, text.as_bytes(), kind_of).unwrap();
                assert_eq!(module.faults().count(), 0, "{text}");
                // By name: some rules run on request only.
                let settings = CodeSettings {
                    tests: [check.rule.name.to_owned()].into(),
                    ..CodeSettings::default()
                };
                let found = code(vec![module], &settings);
                let is_found = found
                    .findings()
                    .any(|finding| finding.rule.name == check.rule.name);
                assert_eq!(is_found, expected, "{} {kind}:\n{text}", check.rule.name);
            }
        }
    }
}
