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
use pyward_model::{ComponentId, DataSource, Date, Inventory, PackageName, SourceFailure, Version};

use crate::database::Database;
use crate::service::{Answer, Call, Release, Service};
use crate::store::Store;
use crate::store::draft::Edition;

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
    /// Asks a service about everything in an inventory that comes from a package index. Its advisories stand beside those
    /// of the stores from then on, and what it failed to answer among the failures: its silence is no answer. `base` is its
    /// address, `cache` a folder for answers that may be kept.
    pub fn ask_service(
        &mut self,
        service: &'static Service,
        client: &Client,
        base: &str,
        inventory: &Inventory,
        cache: Option<&Path>,
        today: Date,
    ) {
        let releases = releases(inventory);
        let base = base.trim_end_matches('/');
        let answer = (service.ask)(&Call {
            client,
            base,
            releases: &releases,
            cache,
        });
        let Answer {
            draft,
            standings,
            uploads,
            failures,
            notices,
        } = answer;
        let asked = DataSource {
            name: format!("{} ({})", service.title, RedactedUrl::new(base)),
            date: Some(today),
            records: draft.usable(),
            built_in: false,
        };
        let mut bytes = Vec::new();
        let edition = Edition {
            created: today,
            current: Some(today),
            origin: None,
            source: service.name,
        };
        draft
            .write(&mut bytes, &edition)
            .expect("memory takes every write");
        let store = Store::owned(bytes).expect("what was written is a store");
        self.add_answer(store, asked);
        self.add_standings(standings);
        self.add_uploads(uploads);
        self.add_failures(summed(service, &failures));
        self.add_notices(notices);
    }
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

/// The releases of PyPI, or of whatever index stands for it. What comes from an index of another name is not told to
/// others.
fn releases(inventory: &Inventory) -> Vec<Release<'_>> {
    let mut releases: BTreeMap<(&PackageName, Version), Vec<ComponentId>> = BTreeMap::new();
    for (id, component) in inventory.iter() {
        if let Some(version) = component.auditable_version()
            && component.origin == pyward_model::Origin::Index
        {
            let version = if version.is_local() {
                version.public()
            } else {
                version.clone()
            };
            releases
                .entry((&component.name, version))
                .or_default()
                .push(id);
        }
    }
    releases
        .into_iter()
        .map(|((name, version), components)| Release {
            name,
            version,
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
