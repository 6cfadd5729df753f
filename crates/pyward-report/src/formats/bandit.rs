//! bandit's JSON, for pipelines that parse it.
//!
//! Keys, their order and their meaning are those of bandit 1.9
//! ([formatters/json](https://bandit.readthedocs.io/en/latest/formatters/json.html)); texts are pyward's.

use std::collections::BTreeMap;

use pyward_model::{CodeFile, Report};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Format, RenderOptions, json_text};

mod candidates;
mod issue;

pub(crate) use candidates::Candidates;
pub(crate) use issue::{Issue, issues};

/// `bandit`.
pub(crate) struct Bandit;

/// The keys stand in the order of the alphabet, here and below, as bandit sorts them.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    errors: Vec<Refused<'a>>,
    generated_at: &'a str,
    metrics: BTreeMap<&'a str, Value>,
    results: Vec<Entry<'a>>,
}

/// A file that was not looked at.
#[derive(Serialize)]
struct Refused<'a> {
    filename: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// All that are alike, where there are several and an earlier report was compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<Self>,
    code: &'a str,
    col_offset: u32,
    end_col_offset: u32,
    filename: &'a str,
    issue_confidence: &'static str,
    issue_cwe: Map<String, Value>,
    issue_severity: &'static str,
    issue_text: &'a str,
    line_number: u32,
    line_range: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_info: Option<&'a str>,
    test_id: &'static str,
    test_name: &'static str,
}

impl Format for Bandit {
    fn name(&self) -> &'static str {
        "bandit"
    }

    fn title(&self) -> &'static str {
        "bandit's JSON"
    }

    fn about(&self) -> &'static str {
        "For pipelines that parse `bandit -f json`: `errors`, `generated_at`, `metrics` for each file and `_totals`, \
         `results`, with the keys and the order of bandit 1.9. Results are sorted by file. A finding of a rule that bandit \
         lacks has the rule's name as `test_id` and `test_name`, and `more_info` says how to ask for its page; critical \
         counts as `HIGH`. Texts are pyward's own. Suppressed findings are counted (`nosec`, `skipped_tests`) and left out, \
         and so is all that is not about code."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let issues = issues(report);
        json_text::python_pretty(&Document::new(report, &issues))
    }
}

impl<'a> Document<'a> {
    /// What bandit tells of a report with these issues.
    pub(super) fn new(report: &'a Report, issues: &'a [Issue<'a>]) -> Self {
        let mut metrics = BTreeMap::new();
        let files = report.code.iter().flat_map(|code| &code.files);
        let refused = files.clone().filter_map(|file| {
            Some(Refused {
                filename: &file.path,
                reason: file.refused.as_deref()?,
            })
        });
        let errors = refused.collect();
        for file in files {
            metrics.insert(&*file.path, counts(file));
        }
        let total = report.code.clone().unwrap_or_default().total();
        metrics.insert("_totals", counts(&total));
        let has_baseline = report.code.as_ref().is_some_and(|code| code.has_baseline);
        let candidates = Candidates::of(issues, has_baseline);
        let entry = |issue: &'a Issue<'a>| {
            let like = candidates.of_issue(issue).iter();
            Entry {
                candidates: like.map(|issue| Entry::candidate(issue)).collect(),
                ..Entry::new(issue)
            }
        };
        Document {
            errors,
            generated_at: &report.generated,
            metrics,
            results: issues.iter().map(entry).collect(),
        }
    }
}

/// The numbers of a file; of one that was not looked at bandit knows the lines alone.
fn counts(file: &CodeFile) -> Value {
    let mut map = Map::new();
    if file.refused.is_none() {
        for (what, [low, medium, high]) in
            [("CONFIDENCE", file.confidence), ("SEVERITY", file.severity)]
        {
            for (level, count) in [
                ("HIGH", high),
                ("LOW", low),
                ("MEDIUM", medium),
                ("UNDEFINED", 0),
            ] {
                map.insert(format!("{what}.{level}"), count.into());
            }
        }
    }
    map.insert("loc".into(), file.loc.into());
    map.insert("nosec".into(), file.nosec.into());
    map.insert("skipped_tests".into(), file.skipped_tests.into());
    Value::Object(map)
}

impl<'a> Entry<'a> {
    fn new(issue: &'a Issue<'a>) -> Self {
        let mut cwe = Map::new();
        if let (Some(id), Some(link)) = (issue.cwe, issue.cwe_link()) {
            cwe.insert("id".into(), json!(id));
            cwe.insert("link".into(), json!(link));
        }
        Self {
            candidates: Vec::new(),
            code: &issue.code,
            col_offset: issue.column,
            end_col_offset: issue.end_column,
            filename: issue.filename,
            issue_confidence: issue.confidence,
            issue_cwe: cwe,
            issue_severity: issue.severity,
            issue_text: issue.text,
            line_number: issue.line,
            line_range: issue.line_range(),
            more_info: Some(&issue.more_info),
            test_id: issue.test_id,
            test_name: issue.test_name,
        }
    }
}

impl<'a> Entry<'a> {
    /// The same without what candidates do not tell.
    fn candidate(issue: &'a Issue<'a>) -> Self {
        Self {
            more_info: None,
            ..Self::new(issue)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn document(report: &Report) -> Value {
        let text = Bandit.render(report, &RenderOptions::default());
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn every_object_has_the_keys_of_bandit_in_their_order() {
        let document = document(&sample::whole());
        let keys = |value: &Value| {
            let keys: Vec<&str> = value
                .as_object()
                .unwrap()
                .keys()
                .map(|key| &**key)
                .collect();
            keys.join(" ")
        };
        assert_eq!(keys(&document), "errors generated_at metrics results");
        assert_eq!(
            document["errors"],
            json!([{"filename": "shop/broken.py", "reason": "syntax error while parsing AST from file"}])
        );
        assert_eq!(
            keys(&document["metrics"]["_totals"]),
            "CONFIDENCE.HIGH CONFIDENCE.LOW CONFIDENCE.MEDIUM CONFIDENCE.UNDEFINED SEVERITY.HIGH SEVERITY.LOW \
             SEVERITY.MEDIUM SEVERITY.UNDEFINED loc nosec skipped_tests"
        );
        assert_eq!(
            keys(&document["metrics"]["shop/broken.py"]),
            "loc nosec skipped_tests"
        );
        for result in document["results"].as_array().unwrap() {
            assert_eq!(
                keys(result),
                "code col_offset end_col_offset filename issue_confidence issue_cwe issue_severity issue_text line_number \
                 line_range more_info test_id test_name"
            );
        }
    }

    #[test]
    fn findings_of_bandits_rules_and_of_others() {
        let document = document(&sample::whole());
        let results = document["results"].as_array().unwrap();
        assert_eq!(results.len(), 18);
        insta::assert_snapshot!("bandit", json_text::pretty(&[&results[0], &results[1]]));
    }

    #[test]
    fn what_is_alike_is_told_where_a_baseline_was_compared() {
        let mut report = sample::whole();
        let alike = |report: &Report| {
            let document = document(report);
            let results = document["results"].as_array().unwrap().clone();
            let alike = results.iter().filter_map(|it| it.get("candidates"));
            let alike: Vec<usize> = alike.map(|it| it.as_array().unwrap().len()).collect();
            let first = results
                .iter()
                .find_map(|it| it["candidates"].get(0).cloned());
            (alike, first)
        };
        assert_eq!(alike(&report), (vec![], None));
        report.code.as_mut().unwrap().has_baseline = true;
        let (counts, first) = alike(&report);
        assert_eq!(counts, vec![14; 14]);
        let first = first.unwrap();
        assert_eq!(first["line_number"], 3);
        assert!(first.get("more_info").is_none() && first.get("candidates").is_none());
    }

    #[test]
    fn nothing_but_code_is_in_it() {
        let document = document(&sample::storefront());
        assert_eq!(document["results"], json!([]));
        assert_eq!(document["metrics"]["_totals"]["loc"], 0);
    }
}
