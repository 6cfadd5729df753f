//! [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as GitHub's
//! [code scanning](https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning) takes
//! it.

use std::collections::BTreeMap;

use pyward_model::{Finding, Report, Weight};
use serde_json::{Value, json};

use crate::source_root::SourceRoot;
use crate::{Format, RenderOptions, json_text};

mod message;
mod notification;
mod place;
mod result;
mod rule;
#[cfg(test)]
mod tests;

use notification::Notifications;
use rule::Rules;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// GitHub takes that many results a run.
const RESULTS: usize = 25_000;

/// `sarif`.
pub(crate) struct Sarif;

impl Format for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn title(&self) -> &'static str {
        "SARIF 2.1.0, for code scanning"
    }

    fn about(&self) -> &'static str {
        "For GitHub code scanning and everything else that reads SARIF 2.1.0: findings of every family as results of one \
         run. A rule is an advisory, or a rule of pyward, with its page as help, its CWE numbers as tags and a \
         `security-severity`, the worst of its findings. A finding of a package stands where a manifest or lock names it; \
         the way of data is a code flow; further places are related locations. Paths are relative to the folder pyward is \
         run in (`%SRCROOT%`), columns count characters, secrets in snippets are masked. `pywardFingerprint/v1` is the \
         finding's id. Suppressed findings are in it with their suppression, notices are notifications. Where GitHub's \
         limits are reached (25,000 results, 1,000 locations of a result, 20 tags of a rule) the worst are kept and a \
         notification says so."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        json_text::pretty(&json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [run(report)],
        }))
    }
}

fn run(report: &Report) -> Value {
    let root = SourceRoot::of(report);
    let mut notifications = Notifications::new(report, &root);
    let findings = kept(report, &mut notifications);
    let mut rules = Rules::default();
    for finding in &findings {
        rules.add(finding);
    }
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result::result(report, finding, &rules, &root, &mut notifications))
        .collect();
    let rules = rules.into_descriptors(&mut notifications);
    let (kinds, notifications) = notifications.finish();
    let is_whole = report
        .notices
        .iter()
        .all(|notice| notice.weight != Weight::Incomplete);
    json!({
        "tool": {"driver": {
            "name": report.tool.name,
            "version": report.tool.version,
            "semanticVersion": report.tool.version,
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules,
            "notifications": kinds,
        }},
        "invocations": [{
            "executionSuccessful": is_whole,
            "exitCode": report.verdict.exit_code,
            "exitCodeDescription": message::plain(&report.verdict.sentence),
            "endTimeUtc": report.generated,
            "toolExecutionNotifications": notifications,
        }],
        "originalUriBaseIds": {"%SRCROOT%": {
            "description": {"text": "the folder pyward was run in"},
        }},
        "columnKind": "unicodeCodePoints",
        "results": results,
    })
}

/// Findings in the order of the report; of too many the worst active ones.
fn kept<'a>(report: &'a Report, notifications: &mut Notifications) -> Vec<&'a Finding> {
    let all = report.findings.len();
    if all <= RESULTS {
        return report.findings.iter().collect();
    }
    let mut order: BTreeMap<usize, &Finding> = BTreeMap::new();
    let mut ranked: Vec<(usize, &Finding)> = report.findings.iter().enumerate().collect();
    ranked.sort_by_key(|(_, finding)| {
        let rank = std::cmp::Reverse(finding.severity);
        (!finding.is_active(), rank)
    });
    order.extend(ranked.into_iter().take(RESULTS));
    notifications.cut(&format!(
        "{} of {all} findings are left out: a run holds {RESULTS}",
        all - RESULTS
    ));
    order.into_values().collect()
}
