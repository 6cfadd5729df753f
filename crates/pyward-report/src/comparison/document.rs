//! The comparison for machines: `pyward-diff/1`.

use pyward_model::{
    Component, ComponentId, Finding, Notice, Paths, Report, Scope, SmolStr, Verdict, Version,
    Weight,
};
use serde_json::{Value, json};

use super::{Comparison, PackageChange, Side, verdict_sentence};
use crate::json_text;

pub(super) fn render(comparison: &Comparison<'_>, verdict: &Verdict, notices: &[Notice]) -> String {
    let counts = comparison.counts();
    let report = comparison.head.report;
    json_text::pretty(&json!({
        "schema": "pyward-diff/1",
        "tool": {"name": report.tool.name, "version": report.tool.version},
        "generated": report.generated,
        "base": side(comparison.base),
        "head": side(comparison.head),
        "data": report.data.iter().map(|source| json!({
            "source": source.name,
            "date": source.date.map(|day| day.to_string()),
            "records": source.records,
            "built_in": source.built_in,
        })).collect::<Vec<_>>(),
        "summary": {
            "packages": counts.iter().map(|(kind, count)| (kind.word().to_owned(), json!(count))).collect::<serde_json::Map<_, _>>(),
            "brought": comparison.brought.len(),
            "cleared": comparison.cleared,
            "standing": comparison.standing,
        },
        "packages": comparison.changes.iter().map(|it| change(comparison, it)).collect::<Vec<_>>(),
        "notices": notices.iter().map(notice).collect::<Vec<_>>(),
        "verdict": {
            "outcome": verdict.outcome.word(),
            "exit_code": verdict.exit_code,
            "sentence": verdict_sentence(verdict),
            "gates": verdict.gates.iter().map(|line| json!({
                "name": line.name,
                "outcome": line.outcome.word(),
                "because": line.because,
            })).collect::<Vec<_>>(),
        },
    }))
}

fn side(side: Side<'_>) -> Value {
    json!({"name": side.name, "packages": side.report.inventory.components.len()})
}

fn change(comparison: &Comparison<'_>, change: &PackageChange<'_>) -> Value {
    let named = change.named();
    json!({
        "name": named.map(|component| component.name.as_str()),
        "ecosystem": named.map(|component| component.ecosystem.to_string()),
        "change": change.kind.word(),
        "from": change.from.map(|(id, it)| package(comparison.base.report, &comparison.ways.0, id, it)),
        "to": change.to.map(|(id, it)| package(comparison.head.report, &comparison.ways.1, id, it)),
        "brings": change.brings.iter().map(|it| finding(it)).collect::<Vec<_>>(),
        "clears": change.clears.iter().map(|it| finding(it)).collect::<Vec<_>>(),
    })
}

fn package(report: &Report, paths: &Paths<'_>, id: ComponentId, component: &Component) -> Value {
    let name = |id: &ComponentId| report.inventory.component(*id).purl().to_string();
    let chains = paths.to(id);
    let via = chains.iter();
    json!({
        "purl": component.purl().to_string(),
        "version": component.version.as_ref().map(Version::as_str),
        "requirement": component.requirement,
        "direct": component.direct,
        "scopes": component.scopes.iter().map(Scope::to_string).collect::<Vec<_>>(),
        "via": via.map(|chain| chain.iter().map(name).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "locations": component.locations.iter().map(|at| json!({"path": *at.path, "line": at.line})).collect::<Vec<_>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    let group = finding.advisory.as_deref();
    json!({
        "id": finding.fingerprint,
        "rule": finding.rule.name,
        "severity": finding.severity.word(),
        "advisory": group.map(|group| group.id.as_str()),
        "aliases": group.into_iter().flat_map(|group| &group.aliases).map(SmolStr::as_str).collect::<Vec<_>>(),
        "known_exploited": group.and_then(|group| group.known_exploited),
        "fix": finding.fix.as_ref().map(|fix| fix.version.as_str()),
        "message": finding.message,
    })
}

fn notice(notice: &Notice) -> Value {
    let place = notice.location.as_ref();
    json!({
        "kind": notice.kind.word(),
        "weight": match notice.weight {
            Weight::Incomplete => "incomplete",
            Weight::Gap => "gap",
            Weight::Info => "info",
        },
        "path": place.map(|at| &*at.path),
        "line": place.and_then(|at| at.line),
        "message": notice.message,
        "hint": notice.hint,
    })
}
