//! The catalogue, and the one walk that asks every rule.

use std::cmp::Reverse;

use pyward_model::{
    Breach, ComponentId, Facts, Family, Finding, Inventory, Match, Rule, Severity, Standing,
};

use crate::code::CODE;
use crate::policy::POLICY;
use crate::supply_chain::SUPPLY_CHAIN;
use crate::vulnerability::VULNERABILITY;
use crate::{Code, Flowing};

/// A rule: what it is called, and what finds.
pub struct Check {
    /// What it is called and stands for.
    pub rule: Rule,
    /// What it looks at.
    pub subject: Subject,
}

/// What a rule looks at, with the function that looks.
pub enum Subject {
    /// An advisory group that speaks of a component.
    Match(fn(&'static Rule, &Inventory, &Match) -> Option<Finding>),
    /// How a component stands with an index.
    Standing(fn(&'static Rule, &Inventory, &Standing) -> Option<Finding>),
    /// What the policy has against what is there.
    Breach(fn(&'static Rule, &Inventory, &Breach) -> Option<Finding>),
    /// Code.
    Code(Code),
    /// Where data from outside arrives in code.
    Flow(Flowing),
}

/// Every family's rules.
pub static CATALOGUE: &[&[&Check]] = &[VULNERABILITY, SUPPLY_CHAIN, POLICY, CODE];

/// Walks each subject once and asks whoever asked for it. Only rules of `families` are asked.
///
/// Findings come in the order in which they are best read: components by their most urgent finding (see
/// [`Finding::urgency`]), those the project asks for itself before others, then by name and version; within a component
/// the most urgent first, then by rule and advisory.
#[must_use]
pub fn check(inventory: &Inventory, facts: &Facts, families: &[Family]) -> Vec<Finding> {
    let asked: Vec<&'static Check> = CATALOGUE
        .iter()
        .copied()
        .flatten()
        .copied()
        .filter(|check| families.contains(&check.rule.family))
        .collect();
    let mut findings = Vec::new();
    for subject in &facts.matches {
        for check in &asked {
            if let Subject::Match(find) = &check.subject {
                findings.extend(find(&check.rule, inventory, subject));
            }
        }
    }
    for subject in &facts.standings {
        for check in &asked {
            if let Subject::Standing(find) = &check.subject {
                findings.extend(find(&check.rule, inventory, subject));
            }
        }
    }
    for subject in &facts.breaches {
        for check in &asked {
            if let Subject::Breach(find) = &check.subject {
                findings.extend(find(&check.rule, inventory, subject));
            }
        }
    }
    // By component, then those that concern none.
    let mut worst: Vec<Option<(bool, Severity, u32)>> = vec![None; inventory.components.len() + 1];
    let place = |component: Option<ComponentId>| {
        component.map_or(inventory.components.len(), ComponentId::index)
    };
    for finding in &findings {
        if let Some(level) = worst.get_mut(place(finding.component)) {
            *level = (*level).max(Some(finding.urgency()));
        }
    }
    let is_direct = |component: Option<ComponentId>| {
        component.is_some_and(|component| inventory.component(component).direct)
    };
    let order = |finding: &Finding| {
        (
            Reverse(worst.get(place(finding.component)).copied().flatten()),
            Reverse(is_direct(finding.component)),
            finding.component,
            Reverse(finding.urgency()),
            finding.rule.name,
        )
    };
    findings.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| id(a).cmp(&id(b))));
    findings
}

/// The id of the advisory behind a finding.
fn id(finding: &Finding) -> Option<&str> {
    finding.advisory.as_ref().map(|group| &*group.id)
}

/// The rule of this name, with what it looks at.
pub(crate) fn check_of(name: &str) -> Option<&'static Check> {
    let mut checks = CATALOGUE.iter().copied().flatten().copied();
    checks.find(|check| check.rule.name == name)
}

/// The names of all rules, and their names in other tools.
pub fn names() -> impl Iterator<Item = &'static str> {
    let rules = CATALOGUE.iter().copied().flatten().map(|check| &check.rule);
    rules.flat_map(|rule| std::iter::once(rule.name).chain(rule.aliases.iter().copied()))
}

/// The rule with this name, or with this name in another tool.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    let same = |known: &&str| known.eq_ignore_ascii_case(name);
    let rules = || CATALOGUE.iter().copied().flatten().map(|check| &check.rule);
    rules()
        .find(|rule| same(&rule.name))
        .or_else(|| rules().find(|rule| rule.aliases.iter().any(same)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn rules() -> impl Iterator<Item = &'static Rule> {
        CATALOGUE.iter().copied().flatten().map(|check| &check.rule)
    }

    #[test]
    fn names_and_aliases_are_unique() {
        let mut seen = BTreeSet::new();
        for rule in rules() {
            for name in std::iter::once(&rule.name).chain(rule.aliases) {
                assert!(
                    seen.insert(name.to_ascii_lowercase()),
                    "{name} stands for two rules"
                );
            }
            assert_eq!(find(rule.name).map(|found| found.name), Some(rule.name));
        }
    }

    #[test]
    fn every_page_has_a_bad_and_a_good_example() {
        for rule in rules() {
            for kind in ["bad", "good"] {
                assert!(
                    rule.docs.contains(&format!("```{kind} ")),
                    "{} has no {kind} example",
                    rule.name
                );
            }
            assert!(!rule.summary.ends_with('.'), "{}", rule.name);
        }
    }
}
