//! What the policy itself does not want.

use pyward_model::{
    Breach, BreachKind, Finding, Inventory, Rule, Severity, fingerprint, printable,
};

use crate::Check;

mod added_waiver;
mod blocked_package;
mod fresh_release;
mod unlisted_package;
mod wrong_index;

/// The rules of the family.
pub(crate) static POLICY: &[&Check] = &[
    &blocked_package::BLOCKED_PACKAGE,
    &wrong_index::WRONG_INDEX,
    &unlisted_package::UNLISTED_PACKAGE,
    &fresh_release::FRESH_RELEASE,
    &added_waiver::ADDED_WAIVER,
];

/// A finding about a breach of one kind.
fn finding(
    rule: &'static Rule,
    inventory: &Inventory,
    breach: &Breach,
    kind: BreachKind,
    severity: Severity,
) -> Option<Finding> {
    if breach.kind != kind {
        return None;
    }
    let component = breach.component.map(|id| inventory.component(id));
    let (ecosystem, name) =
        component.map_or(("", ""), |it| (it.ecosystem.purl_type(), it.name.as_str()));
    let message = match component {
        Some(it) => match &it.version {
            Some(version) => format!("{} {version} {}", it.name, breach.what),
            None => format!("{} {}", it.name, breach.what),
        },
        None => breach.what.clone(),
    };
    let subject = breach.subject.as_deref().unwrap_or_default();
    let locations = match component {
        Some(it) => it.locations.clone(),
        None => breach.location.iter().cloned().collect(),
    };
    Some(Finding {
        fingerprint: fingerprint(&[rule.name, ecosystem, name, subject]),
        rule,
        severity,
        confidence: rule.confidence,
        message: printable(&message).into_owned(),
        component: breach.component,
        advisory: None,
        matched_by: None,
        fix: None,
        cwes: rule.cwes.to_vec(),
        locations,
        code: None,
        suppression: None,
    })
}
