//! Components of other ecosystems than PyPI, asked about in the stores that stand beside the primary one.

use std::collections::BTreeMap;

use pyward_model::{
    Component, ComponentId, Ecosystem, EcosystemRules, Facts, Inventory, Notice, NoticeKind,
    PackageName, SourceFailure, Version,
};

use super::Asked;
use crate::database::{Asking, Database};

/// Components that are not of PyPI, by their ecosystem.
#[derive(Default)]
pub(super) struct Others<'i>(BTreeMap<&'i Ecosystem, Vec<(ComponentId, &'i Component)>>);

impl<'i> Others<'i> {
    pub(super) fn add(&mut self, id: ComponentId, component: &'i Component) {
        let same = self.0.entry(&component.ecosystem).or_default();
        same.push((id, component));
    }
}

impl Database {
    /// The ecosystems besides PyPI of which a store is installed, in the order they are documented.
    pub fn other_ecosystems(&self) -> Vec<&'static EcosystemRules> {
        let others = self.others().iter().map(|(rules, _)| *rules);
        let mut others: Vec<&'static EcosystemRules> = others.collect();
        others.sort_by_key(|rules| {
            pyward_model::ECOSYSTEMS
                .iter()
                .position(|known| std::ptr::eq(*known, *rules))
        });
        others
    }

    /// Adds what the stores of other ecosystems say of their components. Where there is none, that is told: nothing is
    /// known of those components then.
    pub(super) fn ask_others(
        &self,
        others: Others<'_>,
        inventory: &Inventory,
        asking: Asking,
        facts: &mut Facts,
    ) {
        for (ecosystem, components) in others.0 {
            let Some(rules) = ecosystem.rules() else {
                // Told by the reader of the inventory, which knows of no order for them either.
                facts
                    .unauditable
                    .extend(components.iter().map(|(id, _)| id));
                continue;
            };
            match self.of_ecosystem(rules) {
                Some(Ok(database)) => {
                    facts.asked.push(ecosystem.clone());
                    facts.sources.extend(database.sources());
                    database.ask_about(&components, inventory, asking, facts);
                }
                Some(Err(error)) => {
                    facts.failures.push(SourceFailure {
                        name: format!("advisory store of {}", rules.name),
                        error: error.to_string(),
                    });
                    facts
                        .unauditable
                        .extend(components.iter().map(|(id, _)| id));
                }
                None => {
                    facts.notices.extend(missing(rules, &components));
                    facts
                        .unauditable
                        .extend(components.iter().map(|(id, _)| id));
                }
            }
        }
    }

    /// Asks about components of this database's ecosystem.
    fn ask_about(
        &self,
        components: &[(ComponentId, &Component)],
        inventory: &Inventory,
        asking: Asking,
        facts: &mut Facts,
    ) {
        let mut named: Vec<(PackageName, (ComponentId, &Version))> = Vec::new();
        for (id, component) in components {
            let name = self.rules().package(component.name.as_str());
            match (name, component.released_version()) {
                (Some(name), Some(version)) => named.push((name, (*id, version))),
                _ => facts.unauditable.push(*id),
            }
        }
        named.sort_by(|(a, _), (b, _)| a.cmp(b));
        let asked: Vec<Asked<'_>> = named.iter().map(|(name, of)| (name, *of)).collect();
        let packages: Vec<&[Asked<'_>]> = asked.chunk_by(|(a, _), (b, _)| a == b).collect();
        for part in self.ask_in_parts(&packages, inventory, asking) {
            super::add_part(facts, part);
        }
    }
}

/// That nothing is known of components, since no advisories about their ecosystem are at hand.
fn missing(
    rules: &'static EcosystemRules,
    components: &[(ComponentId, &Component)],
) -> Option<Notice> {
    let mut with_version = components
        .iter()
        .filter(|(_, component)| component.version.is_some());
    let (_, first) = with_version.next()?;
    let (count, noun) = match with_version.count() + 1 {
        1 => (1, "component is"),
        more => (more, "components are"),
    };
    let message = format!(
        "{count} {noun} of {}, about which no advisories are installed: nothing is known of {}",
        rules.name,
        if count == 1 { "it" } else { "them" },
    );
    let place = first.locations.first().map(|at| {
        // Of many components, so of the file and not of a line in it.
        pyward_model::Location::file(std::sync::Arc::clone(&at.path))
    });
    Some(
        Notice::gap(NoticeKind::Unauditable, place, message)
            .hint(format!("pyward db update --ecosystem {}", rules.name)),
    )
}
