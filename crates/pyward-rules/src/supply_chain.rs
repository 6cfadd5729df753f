//! How releases stand with the index they come from.

use std::sync::Arc;

use pyward_model::{Finding, Inventory, Rule, Severity, Standing, fingerprint, printable};

use crate::Check;

mod inactive_project;
mod missing_release;
mod quarantined_project;
mod yanked_release;

/// The rules of the family.
pub(crate) static SUPPLY_CHAIN: &[&Check] = &[
    &quarantined_project::QUARANTINED_PROJECT,
    &missing_release::MISSING_RELEASE,
    &yanked_release::YANKED_RELEASE,
    &inactive_project::INACTIVE_PROJECT,
];

/// A finding about a standing; `what` follows the name and version in the message.
fn finding(
    rule: &'static Rule,
    inventory: &Inventory,
    standing: &Standing,
    severity: Severity,
    what: &str,
) -> Finding {
    let component = inventory.component(standing.component);
    let version = component
        .version
        .as_ref()
        .map(|version| format!(" {version}"))
        .unwrap_or_default();
    let reason = standing
        .reason
        .as_deref()
        .map(|reason| format!(": {}", clipped(reason)))
        .unwrap_or_default();
    let message = format!("{}{version} {what}{reason}", component.name);
    let kind = format!("{:?}", standing.kind);
    Finding {
        fingerprint: fingerprint(&[
            rule.name,
            component.ecosystem.purl_type(),
            component.name.as_str(),
            &kind,
        ]),
        rule,
        severity,
        confidence: rule.confidence,
        message: printable(&message).into_owned(),
        component: Some(standing.component),
        advisory: None::<Arc<_>>,
        matched_by: None,
        fix: None,
        cwes: rule.cwes.to_vec(),
        locations: component.locations.clone(),
        code: None,
        suppression: None,
    }
}

/// A reason in one line of bearable length.
fn clipped(reason: &str) -> String {
    const LONGEST: usize = 300;
    let line = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
