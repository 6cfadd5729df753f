//! Every service, and how an audit asks them.

#[cfg(test)]
mod any_json;
mod index;
mod osv;
mod pypi;
mod workers;

use std::collections::BTreeMap;
use std::path::Path;

use pyward_fetch::{Client, RedactedUrl};
use pyward_model::{
    Component, ComponentId, DataSource, Date, EcosystemRules, Inventory, Origin, PackageName,
    SourceFailure, Version,
};

use crate::database::Database;
use crate::service::{Call, Release, Service};
use crate::store::draft::{Edition, StoreDraft};

/// The services, in the order they are documented.
pub static SERVICES: [&Service; 3] = [&osv::SERVICE, &pypi::SERVICE, &index::SERVICE];

impl Service {
    /// The service of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SERVICES.into_iter().find(|service| service.name == name)
    }
}

/// Names what was not answered, at most so many by name.
const NAMED: usize = 3;

impl Database {
    /// Asks a service about everything in an inventory that comes from a package index, of each ecosystem it knows. Its
    /// advisories stand beside those of the stores from then on, and what it failed to answer among the failures: its
    /// silence is no answer. `base` is its address, `cache` a folder for answers that may be kept.
    pub fn ask_service(
        &mut self,
        service: &'static Service,
        client: &Client,
        base: &str,
        inventory: &Inventory,
        cache: Option<&Path>,
        today: Date,
    ) {
        let base = base.trim_end_matches('/');
        let others = inventory.iter().filter(|_| service.knows_others);
        let others = others.filter_map(|(_, component)| component.ecosystem.rules());
        let mut ecosystems = vec![EcosystemRules::pypi()];
        for rules in others {
            if !ecosystems.iter().any(|known| std::ptr::eq(*known, rules)) {
                ecosystems.push(rules);
            }
        }
        let mut failures = Vec::new();
        for rules in ecosystems {
            let named = named(inventory, rules);
            let answer = (service.ask)(&Call {
                client,
                base,
                rules,
                releases: &releases(&named),
                cache,
            });
            let url = RedactedUrl::new(base);
            let asked = DataSource {
                name: if rules.is_pypi() {
                    format!("{} ({url})", service.title)
                } else {
                    format!("{} ({url}, {})", service.title, rules.name)
                },
                date: Some(today),
                records: answer.draft.usable(),
                built_in: false,
            };
            self.add_answer(rules, written(&answer.draft, service.name, today), asked);
            self.add_standings(answer.standings);
            self.add_uploads(answer.uploads);
            self.add_notices(answer.notices);
            failures.extend(answer.failures);
        }
        self.add_failures(summed(service, &failures));
    }
}

/// A store of what a service said.
pub(crate) fn written(draft: &StoreDraft, source: &'static str, today: Date) -> Vec<u8> {
    let mut bytes = Vec::new();
    let edition = Edition {
        created: today,
        current: Some(today),
        origin: None,
        source,
    };
    draft
        .write(&mut bytes, &edition)
        .expect("memory takes every write");
    bytes
}

/// Failures of one service in one line, or a dead network would fill the report.
fn summed(service: &Service, failures: &[SourceFailure]) -> Option<SourceFailure> {
    let first = failures.first()?;
    let names: Vec<&str> = failures
        .iter()
        .map(|failure| failure.name.as_str())
        .collect();
    let some = names.get(..NAMED).unwrap_or(&names).join(", ");
    let more = names.len().saturating_sub(NAMED);
    let about = if more > 0 {
        format!("{some} and {more} more")
    } else {
        some
    };
    Some(SourceFailure {
        name: service.title.to_owned(),
        error: format!("it did not answer about {about}: {}", first.error),
    })
}

/// What an inventory has of an ecosystem, from its index or whatever stands for it, under the names advisories have. What
/// comes from an index of another name is not told to others.
fn named(
    inventory: &Inventory,
    rules: &'static EcosystemRules,
) -> Vec<(PackageName, Version, ComponentId)> {
    let of_rules = |component: &Component| {
        let own = component.ecosystem.rules();
        own.is_some_and(|own| std::ptr::eq(own, rules)) && component.origin == Origin::Index
    };
    let components = inventory.iter().filter(|(_, it)| of_rules(it));
    let named = components.filter_map(|(id, component)| {
        let version = component.released_version()?;
        let version = if rules.is_pypi() && version.is_local() {
            version.public()
        } else {
            version.clone()
        };
        let name = if rules.is_pypi() {
            component.name.clone()
        } else {
            rules.package(component.name.as_str())?
        };
        Some((name, version, id))
    });
    named.collect()
}

fn releases(named: &[(PackageName, Version, ComponentId)]) -> Vec<Release<'_>> {
    let mut releases: BTreeMap<(&PackageName, &Version), Vec<ComponentId>> = BTreeMap::new();
    for (name, version, id) in named {
        releases.entry((name, version)).or_default().push(*id);
    }
    releases
        .into_iter()
        .map(|((name, version), components)| Release {
            name,
            version: version.clone(),
            components,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_variables_are_unique() {
        let names: BTreeSet<_> = SERVICES.iter().map(|service| service.name).collect();
        let variables: BTreeSet<_> = SERVICES.iter().map(|service| service.variable).collect();
        assert_eq!(
            (names.len(), variables.len()),
            (SERVICES.len(), SERVICES.len())
        );
        assert!(SERVICES.iter().all(|service| !service.doc.ends_with('.')));
    }
}
