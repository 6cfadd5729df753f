//! Findings as results.

use pyward_model::{Finding, Location, Report, Severity, Suppression, SuppressionKind, TraceStep};
use serde_json::{Map, Value, json};

use super::message::{message, plain};
use super::notification::Notifications;
use super::place::physical;
use super::rule::Rules;
use crate::package_view::{component_title, message as told};
use crate::source_root::SourceRoot;

/// GitHub takes that many locations of a result.
const LOCATIONS: usize = 1_000;

/// The level of a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Unknown => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A finding as a result.
pub(super) fn result(
    report: &Report,
    finding: &Finding,
    rules: &Rules<'_>,
    root: &SourceRoot,
    notifications: &mut Notifications,
) -> Value {
    let (id, index) = rules.of(finding);
    let (first, related) = match finding.locations.split_first() {
        Some((first, related)) => (first.clone(), related),
        None => (somewhere(report), &[][..]),
    };
    let code = finding.code.as_deref();
    let source = code.map_or(&[][..], |code| &code.source);
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": {"text": text(report, finding)},
        "locations": [{"physicalLocation": physical(&first, source, root)}],
        "partialFingerprints": {"pywardFingerprint/v1": finding.fingerprint},
    });
    if related.len() >= LOCATIONS {
        notifications.cut(&format!(
            "{} further places of {} are left out: a result holds {LOCATIONS}",
            related.len() + 1 - LOCATIONS,
            finding.fingerprint
        ));
    }
    let related: Vec<Value> = related
        .iter()
        .take(LOCATIONS - 1)
        .zip(1..)
        .map(|(place, id)| {
            json!({
                "id": id,
                "physicalLocation": physical(place, &[], root),
                "message": {"text": "also here"},
            })
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    let trace = code.map_or(&[][..], |code| &code.trace);
    if !trace.is_empty() {
        let flow = flow(trace, finding, root, notifications);
        result["codeFlows"] = json!([{"threadFlows": [{"locations": flow}]}]);
    }
    let suppression = finding.suppression.iter();
    result["suppressions"] = suppression.map(|it| suppressed(it, root)).collect();
    result["properties"] = properties(report, finding);
    result
}

/// What is wrong, and which version clears it.
fn text(report: &Report, finding: &Finding) -> String {
    let component = finding.component.map(|id| report.inventory.component(id));
    let text = plain(&told(finding, component));
    match &finding.fix {
        Some(fix) => format!("{text}; fixed in {}", plain(fix.version.as_str())),
        None => text,
    }
}

/// Where a finding is put that has no place: at a file that was read, else at the target itself.
fn somewhere(report: &Report) -> Location {
    let read = report.inventory.formats.first();
    Location::file(read.map_or(".", |read| &read.path))
}

/// The steps in order; of very long ways the beginning and the end.
fn flow(
    trace: &[TraceStep],
    finding: &Finding,
    root: &SourceRoot,
    notifications: &mut Notifications,
) -> Vec<Value> {
    let last = trace.len() - 1;
    if trace.len() > LOCATIONS {
        notifications.cut(&format!(
            "{} steps in the middle of the flow of {} are left out: it holds {LOCATIONS}",
            trace.len() - LOCATIONS,
            finding.fingerprint
        ));
    }
    trace
        .iter()
        .enumerate()
        .filter(|(at, _)| *at < LOCATIONS / 2 || at + LOCATIONS / 2 >= trace.len())
        .map(|(at, step)| {
            let is_end = at == 0 || at == last;
            json!({
                "executionOrder": at + 1,
                "importance": if is_end { "essential" } else { "important" },
                "location": {
                    "physicalLocation": physical(&step.location, &[], root),
                    "message": message(&step.message),
                },
            })
        })
        .collect()
}

fn suppressed(suppression: &Suppression, root: &SourceRoot) -> Value {
    let mut justification = plain(&suppression.reason);
    if let Some(owner) = &suppression.owner {
        justification = format!("{justification} (owner: {})", plain(owner));
    }
    let mut suppressed = json!({
        "kind": match suppression.kind {
            SuppressionKind::InSource => "inSource",
            SuppressionKind::Waiver | SuppressionKind::Baseline | SuppressionKind::CommandLine => {
                "external"
            }
        },
        "status": "accepted",
        "justification": justification,
    });
    if let Some(place) = &suppression.location {
        suppressed["location"] = json!({"physicalLocation": physical(place, &[], root)});
    }
    let mut properties = Map::new();
    if let Some(until) = suppression.until {
        properties.insert("until".into(), until.to_string().into());
    }
    if let Some(status) = &suppression.status {
        properties.insert("status".into(), plain(status).into());
    }
    if !properties.is_empty() {
        suppressed["properties"] = Value::Object(properties);
    }
    suppressed
}

/// What has no place of its own in SARIF.
fn properties(report: &Report, finding: &Finding) -> Value {
    let mut properties = json!({
        "family": finding.rule.family.word(),
        "rule": finding.rule.name,
        "severity": finding.severity.word(),
        "confidence": finding.confidence.word(),
    });
    if let Some(id) = finding.component {
        let component = report.inventory.component(id);
        let (name, version) = component_title(component);
        properties["purl"] = component.purl().as_str().into();
        properties["package"] = name.as_ref().into();
        properties["version"] = version.as_ref().into();
    }
    if let Some(fix) = &finding.fix {
        properties["fixedIn"] = plain(fix.version.as_str()).into();
    }
    if let Some(group) = finding.advisory.as_deref() {
        if let Some(known) = group.known_exploited {
            properties["knownExploited"] = known.into();
        }
        if let Some(due) = group.exploitation.as_ref().and_then(|known| known.due) {
            properties["exploitedDue"] = due.to_string().into();
        }
        if let Some(epss) = group.epss.filter(|epss| epss.is_finite()) {
            properties["epss"] = epss.into();
        }
    }
    let bandit = finding.code.as_ref().and_then(|code| code.bandit.as_ref());
    if let Some(bandit) = bandit {
        properties["bandit"] = bandit.id.into();
    }
    properties
}
