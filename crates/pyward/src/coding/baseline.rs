//! What was found before: a report of pyward, or one of bandit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pyward_model::{Finding, Suppression, SuppressionKind};
use serde_json::Value;

use crate::config;
use crate::failure::Failure;

/// Bytes a baseline may have.
const LARGEST: u64 = 512 << 20;

/// What was found before.
#[derive(Clone)]
pub(crate) enum Baseline {
    /// Fingerprints of a report of pyward.
    Own(BTreeSet<String>),
    /// Findings of a report of bandit, each with how often it is there.
    Bandit(BTreeMap<Known, usize>),
}

/// What is the same of a finding of bandit whatever the line it stands in: file, test, severity, confidence and the
/// source line.
type Known = (String, String, String, String, String);

impl Baseline {
    /// Reads a report.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |what: &str| {
            Failure::usage(format!("the baseline {} {what}", path.display()))
                .hint("make one: `pyward code --format json -o before.json`, or `bandit -f json`")
        };
        let text = config::read_up_to(path, LARGEST)?.ok_or_else(|| refuse("does not exist"))?;
        let report: Value =
            serde_json::from_str(&text).map_err(|error| refuse(&format!("is no JSON: {error}")))?;
        let list = |key: &str| report.get(key).and_then(Value::as_array);
        if let (Some("pyward-report/1"), Some(findings)) = (
            report.get("schema").and_then(Value::as_str),
            list("findings"),
        ) {
            let ids = findings.iter().filter_map(|it| it.get("id")?.as_str());
            return Ok(Self::Own(ids.map(ToOwned::to_owned).collect()));
        }
        let results =
            list("results").ok_or_else(|| refuse("is a report of neither pyward nor bandit"))?;
        let mut known = BTreeMap::new();
        for result in results {
            let text = |key: &str| result.get(key).and_then(Value::as_str).unwrap_or_default();
            let number = result
                .get("line_number")
                .and_then(Value::as_u64)
                .unwrap_or_default();
            let line = source_line(text("code"), number);
            let key = (
                plain(text("filename")),
                text("test_id").to_owned(),
                text("issue_severity").to_ascii_lowercase(),
                text("issue_confidence").to_ascii_lowercase(),
                line,
            );
            *known.entry(key).or_default() += 1;
        }
        Ok(Self::Bandit(known))
    }

    /// Marks what was there before.
    pub(crate) fn mark(&mut self, findings: &mut [Finding], shown: &str) {
        for finding in findings.iter_mut().filter(|finding| finding.is_active()) {
            let was_there = match self {
                Self::Own(ids) => ids.contains(&finding.fingerprint),
                Self::Bandit(known) => key(finding).is_some_and(|key| {
                    known.get_mut(&key).is_some_and(|count| {
                        let left = *count > 0;
                        *count = count.saturating_sub(1);
                        left
                    })
                }),
            };
            if was_there {
                finding.suppression = Some(Suppression {
                    kind: SuppressionKind::Baseline,
                    reason: format!("it is in {shown}"),
                    owner: None,
                    until: None,
                    status: None,
                    location: None,
                });
            }
        }
    }
}

fn key(finding: &Finding) -> Option<Known> {
    let code = finding.code.as_ref()?;
    let bandit = code.bandit.as_ref()?;
    let line = code.source.iter().find(|line| line.number == bandit.line)?;
    let severity = match finding.severity.word() {
        "critical" => "high",
        "info" => "low",
        other => other,
    };
    Some((
        plain(&finding.locations.first()?.path),
        bandit.id.to_owned(),
        severity.to_owned(),
        finding.confidence.word().to_owned(),
        pyward_rules::masked_line(line.text.trim()),
    ))
}

/// A path without `./` before it.
fn plain(path: &str) -> String {
    path.strip_prefix("./").unwrap_or(path).to_owned()
}

/// The text of a line in what bandit prints of a source (`12 text`), texts in quotes left out: they may be secrets, and
/// are left out of our own too.
fn source_line(code: &str, number: u64) -> String {
    let mark = format!("{number} ");
    let line = code.lines().find_map(|line| line.strip_prefix(&mark));
    pyward_rules::masked_line(line.unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_in_what_bandit_prints() {
        assert_eq!(
            source_line("11 a\n12     x = 'abc'\n13 b\n", 12),
            "x = 'a…'"
        );
        assert_eq!(source_line("", 12), "");
        assert_eq!(plain("./a/b.py"), "a/b.py");
    }
}
