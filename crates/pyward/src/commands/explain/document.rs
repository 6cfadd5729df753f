//! What is explained, as JSON: `pyward-explain/1`.

use pyward_advisory::Database;
use pyward_model::{AdvisoryGroup, AffectedRange, Finding, Rule, Scope, SmolStr, Version};
use pyward_policy::Waiver;
use serde_json::{Value, json};

use super::package::{Copied, Told};
use super::safe::{self, Safe};
use crate::environment::Environment;

const SCHEMA: &str = "pyward-explain/1";

pub(super) fn rule(rule: &Rule) -> String {
    printed(&json!({
        "schema": SCHEMA,
        "kind": "rule",
        "rule": rule.name,
        "aliases": rule.aliases,
        "family": rule.family.word(),
        "severity": rule.severity.map(pyward_model::Severity::word),
        "confidence": rule.confidence.word(),
        "cwe": rule.cwes,
        "summary": rule.summary,
        "page": rule.docs,
    }))
}

pub(super) fn advisories(
    flaws: &[(&Database, AdvisoryGroup)],
    environment: &Environment,
) -> String {
    let told = flaws.iter().map(|(database, group)| {
        let mut entry = flaw(group);
        entry["ecosystem"] = database.rules().name.into();
        let records = group.advisories.iter().map(|record| {
            let prose = database.prose(&record.id);
            json!({
                "id": record.id.as_str(),
                "source": record.source,
                "published": record.published.map(|day| day.to_string()),
                "modified": record.modified.map(|day| day.to_string()),
                "withdrawn": record.withdrawn.map(|day| day.to_string()),
                "is_withdrawn": record.is_withdrawn(environment.today),
                "ranges": record.ranges.iter().map(super::range).collect::<Vec<_>>(),
                "versions": record.versions.iter().map(Version::as_str).collect::<Vec<_>>(),
                "fixed": record.ranges.iter().flat_map(AffectedRange::fixes).map(Version::as_str).collect::<Vec<_>>(),
                "severity": record.scores.iter().map(|score| json!({"stated": score.stated.as_str(), "score": score.value})).collect::<Vec<_>>(),
                "summary": prose.as_ref().and_then(|prose| prose.summary.clone()),
                "details": prose.as_ref().and_then(|prose| prose.details.clone()),
                "references": prose.iter().flat_map(|prose| &prose.references).map(|it| it.url.clone()).collect::<Vec<_>>(),
            })
        });
        entry["records"] = records.collect();
        entry
    });
    printed(&json!({
        "schema": SCHEMA,
        "kind": "advisory",
        "advisories": told.collect::<Vec<_>>(),
    }))
}

pub(super) fn package(told: &Told) -> String {
    printed(&json!({
        "schema": SCHEMA,
        "kind": "package",
        "package": told.name.as_str(),
        "wanted": told.wanted.as_ref().map(Version::as_str),
        "target": told.target,
        "versions": told.copies.iter().map(copied).collect::<Vec<_>>(),
        "advisories": told.known.iter().map(flaw).collect::<Vec<_>>(),
        "waivers": told.waivers.iter().map(waiver).collect::<Vec<_>>(),
    }))
}

fn copied(copied: &Copied) -> Value {
    let component = &copied.component;
    let places = component.locations.iter();
    let safe = Safe::of(&copied.findings);
    json!({
        "purl": component.purl().to_string(),
        "version": component.version.as_ref().map(Version::as_str),
        "requirement": component.requirement,
        "here": copied.is_here,
        "direct": component.direct,
        "scopes": component.scopes.iter().map(Scope::to_string).collect::<Vec<_>>(),
        "locations": places.map(|it| json!({"path": *it.path, "line": it.line})).collect::<Vec<_>>(),
        "via": copied.ways,
        "audited": component.auditable_version().is_some(),
        "findings": copied.findings.iter().map(finding).collect::<Vec<_>>(),
        "safe": {
            "smallest": safe.smallest.map(|(version, _)| version.as_str()),
            "smallest_clears": safe.smallest.map(|(_, count)| count),
            "clears_all": safe.clears_all.map(Version::as_str),
        },
    })
}

fn finding(finding: &Finding) -> Value {
    let suppression = finding.suppression.as_ref();
    json!({
        "id": finding.fingerprint,
        "advisory": finding.advisory.as_ref().map(|group| group.id.as_str()),
        "aliases": finding.advisory.iter().flat_map(|group| &group.aliases).map(SmolStr::as_str).collect::<Vec<_>>(),
        "severity": finding.severity.word(),
        "fix": finding.fix.as_ref().map(|fix| fix.version.as_str()),
        "suppressed": suppression.map(|it| json!({
            "kind": it.kind.word(),
            "reason": it.reason,
            "owner": it.owner,
            "until": it.until.map(|day| day.to_string()),
        })),
    })
}

fn flaw(group: &AdvisoryGroup) -> Value {
    let package = group.advisories.first().map(|it| it.package.to_string());
    json!({
        "id": group.id.as_str(),
        "aliases": group.aliases.iter().map(SmolStr::as_str).collect::<Vec<_>>(),
        "package": package,
        "severity": group.severity.word(),
        "score": group.score,
        "known_exploited": group.known_exploited,
        "epss": group.epss,
        "fixed": safe::fixed(group).into_iter().map(Version::as_str).collect::<Vec<_>>(),
    })
}

fn waiver(waiver: &Waiver) -> Value {
    json!({
        "path": *waiver.location.path,
        "line": waiver.location.line,
        "id": waiver.id,
        "package": waiver.package.as_ref().map(ToString::to_string),
        "versions": waiver.versions.as_ref().map(|range| range.text.clone()),
        "status": waiver.status.word(),
        "reason": waiver.reason,
        "owner": waiver.owner,
        "added": waiver.added.map(|day| day.to_string()),
        "expires": waiver.expires.map(|day| day.to_string()),
        "until": waiver.until.word(),
    })
}

fn printed(document: &Value) -> String {
    pyward_report::pretty_json(document)
}
