//! Numbers in sentences.

use std::collections::BTreeSet;

use pyward_model::{AdvisoryKind, Finding, Severity};

/// `1 finding`, `2 findings`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `finding` for one, `findings` for none and many.
pub(crate) fn noun(count: usize) -> &'static str {
    verb(count, "finding", "findings")
}

/// `block` for many, `blocks` for one.
pub(crate) fn verb<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// Whether the finding is about a package that is itself an attack.
pub(crate) fn is_malware(finding: &Finding) -> bool {
    let by_advisory = finding.advisory.as_ref().is_some_and(|group| {
        group.kind == AdvisoryKind::Malware || group.ids().any(|id| id.starts_with("MAL-"))
    });
    // What an index withholds is thought to be one.
    by_advisory || finding.rule.name == "quarantined-project"
}

/// `1 malicious, 2 critical, 9 high`: worst first, without what there is none of.
pub(crate) fn by_level<'a>(findings: &(impl Iterator<Item = &'a Finding> + Clone)) -> String {
    let malicious = findings.clone().filter(|it| is_malware(it)).count();
    let mut parts = Vec::new();
    if malicious > 0 {
        parts.push(format!("{malicious} malicious"));
    }
    for level in Severity::ALL {
        let of_level = |it: &&Finding| it.severity == level && !is_malware(it);
        let count = findings.clone().filter(of_level).count();
        if count > 0 {
            parts.push(format!("{count} {level}"));
        }
    }
    parts.join(", ")
}

/// How many packages findings are about; each version counts.
pub(crate) fn packages<'a>(findings: impl Iterator<Item = &'a Finding>) -> usize {
    findings
        .filter_map(|it| it.component)
        .collect::<BTreeSet<_>>()
        .len()
}

/// `a, b and c`, the rest beyond `limit` as a number.
pub(crate) fn listed(items: &BTreeSet<String>, limit: usize) -> String {
    let mut shown: Vec<String> = items.iter().take(limit).cloned().collect();
    if items.len() > limit {
        shown.push(format!("{} more", items.len() - limit));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
