//! Environments of use: what reaches production is judged otherwise than what only development needs.

use std::collections::BTreeSet;

use pyward_model::{Family, Finding, Inventory, Location, PackageName, Scope};

use crate::path_glob::is_like;
use crate::{GateSettings, ScopeSelector};

/// An environment of the policy (`[env.NAME]`), and what findings bring about in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Its name.
    pub name: Box<str>,
    /// What it is made of; empty for everything.
    pub groups: Vec<ContextGroup>,
    /// The branches it is built from, as globs; empty for all.
    pub branches: Vec<Box<str>>,
    /// What findings bring about in it.
    pub gate: GateSettings,
    /// Whether this run is about it.
    pub activity: Activity,
    /// Where it is written.
    pub location: Location,
}

/// Whether a run is about an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It is.
    Active,
    /// It is built from other branches, or others were named.
    Idle,
    /// Nobody knows the branch: it is judged by, and what holds without it is too.
    Possible,
}

/// A part of what is needed: the main dependencies, a group, an extra.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextGroup {
    /// What the project runs on, and what is needed for no known purpose.
    Main,
    /// One of the scopes that caps know.
    Scope(ScopeSelector),
    /// A dependency group or an extra of this name.
    Named(Box<str>),
}

impl ContextGroup {
    /// Reads one; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if matches!(text, "main" | "default") {
            return Some(Self::Main);
        }
        ScopeSelector::parse(text).map(Self::Scope).or_else(|| {
            let name = PackageName::pypi(text);
            (name.is_valid() && !text.contains(':')).then(|| Self::Named(name.as_str().into()))
        })
    }

    /// As written.
    pub fn text(&self) -> String {
        match self {
            Self::Main => "main".to_owned(),
            Self::Scope(selector) => selector.to_string(),
            Self::Named(name) => name.to_string(),
        }
    }

    fn holds(&self, scope: &Scope) -> bool {
        match (self, scope) {
            (Self::Main, Scope::Main) => true,
            (Self::Named(name), Scope::Extra(other) | Scope::Group(other)) => name == other,
            (Self::Scope(selector), scope) => match (selector, scope) {
                (ScopeSelector::Dev, Scope::Dev)
                | (ScopeSelector::Build, Scope::Build)
                | (ScopeSelector::AnyExtra, Scope::Extra(_))
                | (ScopeSelector::AnyGroup, Scope::Group(_))
                | (ScopeSelector::Vendored, Scope::Vendored(_))
                | (ScopeSelector::System, Scope::System)
                | (ScopeSelector::User, Scope::User) => true,
                (ScopeSelector::Extra(name), Scope::Extra(other))
                | (ScopeSelector::Group(name), Scope::Group(other)) => name == other,
                _ => false,
            },
            _ => false,
        }
    }
}

impl Context {
    /// Whether it is built from this branch.
    pub(crate) fn is_of_branch(&self, branch: &str) -> bool {
        self.branches.is_empty() || self.branches.iter().any(|glob| is_like(glob, branch))
    }

    fn holds(&self, scope: &Scope) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|group| group.holds(scope))
    }
}

/// The contexts a finding is reached in, by their place in `contexts`; `None` for where none of them holds.
///
/// A finding reached by several ways is in all of their contexts. What the policy says outside of them counts for each
/// way that none holds, so that nothing becomes milder by being needed twice. What is no package's (code, the policy
/// itself) is of the main part.
pub(crate) fn contexts_of(
    finding: &Finding,
    inventory: &Inventory,
    contexts: &[Context],
) -> BTreeSet<Option<usize>> {
    let component = finding
        .component
        .and_then(|id| inventory.components.get(id.index()));
    let scopes: Vec<Scope> = match component {
        Some(component) if finding.rule.family != Family::Code && !component.scopes.is_empty() => {
            component.scopes.iter().cloned().collect()
        }
        _ => vec![Scope::Main],
    };
    let mut found = BTreeSet::new();
    for scope in &scopes {
        let mut is_held = false;
        for (place, context) in contexts.iter().enumerate() {
            if context.activity == Activity::Idle || !context.holds(scope) {
                continue;
            }
            found.insert(Some(place));
            is_held |= context.activity == Activity::Active;
        }
        if !is_held {
            found.insert(None);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{sample, settings_and};
    use crate::{Overrides, judge};
    use pyward_model::Severity;

    const POLICY: &str = "[gate]\nhigh = \"warn\"\n\
        [env.production]\nmatch = { groups = [\"main\"], branches = [\"main\", \"release/*\"] }\ngate.high = \"block\"\n\
        [env.dev]\nmatch = { groups = [\"dev\", \"docs\"] }\ngate.critical = \"warn\"\n";

    fn code(scopes: &[Scope], severity: Severity, overrides: Overrides) -> u8 {
        let sample =
            sample()
                .package("jinja2 3.1.2", scopes)
                .finding(&["CVE-1"], severity, Some("9"));
        let settings = settings_and(POLICY, overrides);
        judge(&sample.findings, &sample.inventory, &[], &settings).exit_code
    }

    fn on(branch: &str) -> Overrides {
        Overrides {
            branch: Some(branch.to_owned()),
            ..Overrides::default()
        }
    }

    #[test]
    fn the_strictest_environment_decides() {
        use Severity::{Critical, High};
        let docs = || Scope::Group("docs".into());
        assert_eq!(code(&[Scope::Main], High, on("main")), 1);
        assert_eq!(code(&[Scope::Main], High, on("release/1.x")), 1);
        assert_eq!(code(&[], High, on("main")), 1, "unknown scopes are main");
        assert_eq!(code(&[Scope::Main], High, on("topic")), 0);
        assert_eq!(code(&[Scope::Dev], Critical, on("main")), 0);
        assert_eq!(code(&[docs()], Critical, on("main")), 0);
        assert_eq!(code(&[Scope::Dev, Scope::Main], Critical, on("main")), 1);
        assert_eq!(code(&[Scope::Dev, Scope::Main], Critical, on("topic")), 1);
        let redis = Scope::Extra("redis".into());
        assert_eq!(code(&[Scope::Dev, redis], Critical, on("main")), 1);
    }

    #[test]
    fn a_branch_that_nobody_knows_is_any_branch() {
        let unknown = Overrides::default;
        assert_eq!(code(&[Scope::Main], Severity::High, unknown()), 1);
        assert_eq!(code(&[Scope::Dev], Severity::Critical, unknown()), 0);
        let named = |names: &[&str]| Overrides {
            environments: names.iter().map(|it| (*it).to_owned()).collect(),
            ..Overrides::default()
        };
        assert_eq!(
            code(&[Scope::Main], Severity::High, named(&["production"])),
            1
        );
        assert_eq!(code(&[Scope::Main], Severity::High, named(&["dev"])), 0);
        assert_eq!(
            code(&[Scope::Dev], Severity::Critical, named(&["production"])),
            1
        );
    }

    #[test]
    fn what_the_command_line_says_holds_everywhere() {
        let mut overrides = on("main");
        overrides.gate = crate::Preset::named("low");
        assert_eq!(code(&[Scope::Dev], Severity::Critical, overrides), 1);
    }

    #[test]
    fn lines_say_which_environment_they_are_of() {
        let sample = sample()
            .package("jinja2 3.1.2", &[Scope::Main])
            .finding(&["CVE-1"], Severity::High, Some("9"))
            .package("pytest 8", &[Scope::Dev])
            .finding(&["CVE-2"], Severity::High, Some("9"));
        let settings = settings_and(POLICY, on("main"));
        let verdict = judge(&sample.findings, &sample.inventory, &[], &settings);
        let lines: Vec<String> = verdict
            .gates
            .iter()
            .filter(|line| !line.findings.is_empty())
            .map(|line| format!("{} {:?} {:?}", line.name, line.outcome, line.findings))
            .collect();
        assert_eq!(lines, ["production: high Block [0]", "dev: high Warn [1]"]);
    }
}
