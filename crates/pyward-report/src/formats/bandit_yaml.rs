//! bandit's YAML.

use std::fmt::Write as _;

use pyward_model::{Report, printable};
use serde_json::Value;

use super::bandit::{Document, issues};
use crate::{Format, RenderOptions};

/// `bandit-yaml`.
pub(crate) struct BanditYaml;

impl Format for BanditYaml {
    fn name(&self) -> &'static str {
        "bandit-yaml"
    }

    fn title(&self) -> &'static str {
        "bandit's YAML"
    }

    fn about(&self) -> &'static str {
        "For pipelines that parse `bandit -f yaml`: what [`bandit`](#bandit) holds, under the same keys. As there, line \
         ends within `code` are written as `\\n`, two characters."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let issues = issues(report);
        let document = Document::new(report, &issues);
        let mut document = serde_json::to_value(&document).expect("a document is text and numbers");
        let results = document.get_mut("results").and_then(Value::as_array_mut);
        for result in results.into_iter().flatten() {
            if let Some(Value::String(code)) = result.get_mut("code") {
                *code = code.replace('\n', "\\n");
            }
        }
        let mut out = String::new();
        write_block(&mut out, &document, 0);
        out
    }
}

/// How deep lists and mappings stand in each other: results, candidates, their ranges.
const DEEPEST: usize = 16;

/// A mapping or list in lines of its own.
fn write_block(out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth.min(DEEPEST));
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let _ = write!(out, "{indent}{}:", scalar(key));
                write_value(out, value, depth);
            }
        }
        Value::Array(list) => {
            for value in list {
                let mut item = String::new();
                write_block(&mut item, value, depth + 1);
                // The dash stands in the indent of the first line.
                let first = format!("{indent}  ");
                match item.strip_prefix(&first) {
                    Some(rest) if value.is_object() => {
                        let _ = write!(out, "{indent}- {rest}");
                    }
                    _ => {
                        let _ = writeln!(out, "{indent}- {}", plain(value));
                    }
                }
            }
        }
        _ => {}
    }
}

/// What stands behind a key.
fn write_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if map.is_empty() => out.push_str(" {}\n"),
        Value::Array(list) if list.is_empty() => out.push_str(" []\n"),
        Value::Object(_) => {
            out.push('\n');
            write_block(out, value, depth + 1);
        }
        Value::Array(_) => {
            out.push('\n');
            write_block(out, value, depth);
        }
        _ => {
            let _ = writeln!(out, " {}", plain(value));
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => "null".to_owned(),
    }
}

/// What YAML 1.1 takes for something else than a text.
const WORDS: [&str; 10] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan",
];

/// A text: as it is where YAML reads it as that text, else in quotes.
fn scalar(text: &str) -> String {
    let is_plain = |ch: char| ch.is_ascii_alphanumeric() || "_-./".contains(ch);
    let begins = text.starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '/' || ch == '_')
        || text.starts_with("./");
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if begins && !is_word && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for ch in text.chars() {
        let mut buffer = [0; 4];
        let shown = ch.encode_utf8(&mut buffer);
        match ch {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(ch);
            }
            '#' => quoted.push_str("\\x23"),
            _ if *printable(shown) == *shown => quoted.push(ch),
            _ => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(ch));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_keys_are_bandits() {
        let mut report = sample::orders();
        report.findings.truncate(1);
        insta::assert_snapshot!(BanditYaml.render(&report, &RenderOptions::default()), @r#"
        errors:
        - filename: shop/broken.py
          reason: "syntax error while parsing AST from file"
        generated_at: "2026-11-22T09:30:00Z"
        metrics:
          _totals:
            CONFIDENCE.HIGH: 17
            CONFIDENCE.LOW: 0
            CONFIDENCE.MEDIUM: 1
            CONFIDENCE.UNDEFINED: 0
            SEVERITY.HIGH: 2
            SEVERITY.LOW: 16
            SEVERITY.MEDIUM: 0
            SEVERITY.UNDEFINED: 0
            loc: 1392
            nosec: 0
            skipped_tests: 1
          shop/archive.py:
            CONFIDENCE.HIGH: 2
            CONFIDENCE.LOW: 0
            CONFIDENCE.MEDIUM: 1
            CONFIDENCE.UNDEFINED: 0
            SEVERITY.HIGH: 2
            SEVERITY.LOW: 1
            SEVERITY.MEDIUM: 0
            SEVERITY.UNDEFINED: 0
            loc: 1200
            nosec: 0
            skipped_tests: 0
          shop/broken.py:
            loc: 12
            nosec: 0
            skipped_tests: 0
          shop/deploy.py:
            CONFIDENCE.HIGH: 0
            CONFIDENCE.LOW: 0
            CONFIDENCE.MEDIUM: 0
            CONFIDENCE.UNDEFINED: 0
            SEVERITY.HIGH: 0
            SEVERITY.LOW: 0
            SEVERITY.MEDIUM: 0
            SEVERITY.UNDEFINED: 0
            loc: 40
            nosec: 0
            skipped_tests: 1
          "shop/se\U0000001B[31mttings|`@x`.py":
            CONFIDENCE.HIGH: 1
            CONFIDENCE.LOW: 0
            CONFIDENCE.MEDIUM: 0
            CONFIDENCE.UNDEFINED: 0
            SEVERITY.HIGH: 0
            SEVERITY.LOW: 1
            SEVERITY.MEDIUM: 0
            SEVERITY.UNDEFINED: 0
            loc: 80
            nosec: 0
            skipped_tests: 0
          tests/test_archive.py:
            CONFIDENCE.HIGH: 14
            CONFIDENCE.LOW: 0
            CONFIDENCE.MEDIUM: 0
            CONFIDENCE.UNDEFINED: 0
            SEVERITY.HIGH: 0
            SEVERITY.LOW: 14
            SEVERITY.MEDIUM: 0
            SEVERITY.UNDEFINED: 0
            loc: 60
            nosec: 0
            skipped_tests: 0
        results:
        - code: "30 def find(cursor, name):\\n31     cursor.execute(\\n32         \"SELECT * FROM orders WHERE name = '\"\\n33         + name + \"'\"\\n34     )\\n"
          col_offset: 4
          end_col_offset: 5
          filename: shop/archive.py
          issue_confidence: MEDIUM
          issue_cwe:
            id: 89
            link: "https://cwe.mitre.org/data/definitions/89.html"
          issue_severity: HIGH
          issue_text: "data from a request becomes part of an SQL statement"
          line_number: 31
          line_range:
          - 31
          - 32
          - 33
          - 34
          more_info: "pyward explain sql-injection"
          test_id: sql-injection
          test_name: sql-injection
        "#);
    }

    #[test]
    fn texts_are_read_back_as_they_are() {
        for (text, written) in [
            ("shop/a.py", "shop/a.py"),
            ("./a.py", "./a.py"),
            ("no", "\"no\""),
            ("12", "\"12\""),
            ("", "\"\""),
            ("a: b # c", "\"a: b \\x23 c\""),
            ("\"\\\u{1b}é", "\"\\\"\\\\\\U0000001Bé\""),
        ] {
            assert_eq!(scalar(text), written);
        }
    }
}
