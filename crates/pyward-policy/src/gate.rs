//! The contract of a gate: what it looks at, and what it says.

use std::collections::BTreeSet;

use pyward_model::{Family, Finding, GateLine, GateOutcome, Inventory, Notice, Severity};

use crate::wording::{by_level, is_malware};
use crate::{Action, LevelRule, Probability, ScopeSelector, Settings};

/// One question of policy.
pub struct Gate {
    /// Its stable kebab-case name, the name of its file.
    pub name: &'static str,
    /// What it asks.
    pub doc: &'static str,
    /// Whether it is about the run as a whole, and asked once, whatever the environments.
    pub is_of_run: bool,
    /// Its answer, a line a matter.
    pub lines: fn(&Case<'_>) -> Vec<GateLine>,
}

/// What is judged.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The findings, waived ones marked.
    pub findings: &'a [Finding],
    /// What they are in.
    pub inventory: &'a Inventory,
    /// What was said on the way, by waivers too.
    pub notices: &'a [Notice],
    /// By what it is judged.
    pub settings: &'a Settings,
    /// Where it is not all of them: which findings are judged.
    pub within: Option<&'a BTreeSet<usize>>,
}

/// What decides about an active finding: each is on exactly one pile, and each pile has one gate line. (The line of
/// expired waivers names findings a second time.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pile<'a> {
    /// About a package that is an attack.
    Malware,
    /// Known to be exploited, where that weighs at least as much as anything else about it.
    Exploited,
    /// Likely to be exploited, where that weighs more than anything else about it.
    Likely,
    /// About how a release stands with its index.
    Standing,
    /// What the policy itself does not want, by the name of the rule.
    Policy(&'a str),
    /// A defect in code.
    Code,
    /// By its severity alone.
    Level(Severity),
    /// Without a fix, where the policy is milder about that.
    Unfixed,
    /// Only in scopes about which the policy is milder.
    Scope(&'a ScopeSelector),
}

impl<'a> Case<'a> {
    /// The active findings of a pile.
    pub fn pile(&self, wanted: Pile<'_>) -> Vec<usize> {
        self.active(|finding| self.pile_of(finding) == wanted)
    }

    /// The active findings that hold.
    pub fn active(&self, holds: impl Fn(&Finding) -> bool) -> Vec<usize> {
        let findings = self.findings.iter().enumerate();
        findings
            .filter(|(index, _)| self.within.is_none_or(|within| within.contains(index)))
            .filter(|(_, finding)| finding.is_active() && holds(finding))
            .map(|(index, _)| index)
            .collect()
    }

    /// The findings of these indices.
    pub fn findings_at<'i>(
        &self,
        indices: &'i [usize],
    ) -> impl Iterator<Item = &'a Finding> + Clone + use<'a, 'i> {
        let findings = self.findings;
        indices.iter().filter_map(move |index| findings.get(*index))
    }

    /// The pile a finding is on. A cap that is no milder than the rule of its severity takes nothing from that pile; of
    /// two caps the milder one has it.
    pub fn pile_of(&self, finding: &Finding) -> Pile<'a> {
        if is_malware(finding) {
            return Pile::Malware;
        }
        if finding.rule.family == Family::Code {
            return Pile::Code;
        }
        if finding.rule.family == Family::Policy {
            return Pile::Policy(finding.rule.name);
        }
        if finding.rule.family == Family::SupplyChain {
            return Pile::Standing;
        }
        let gate = &self.settings.gate;
        let strictest = gate.levels.of(finding.severity).strictest();
        let group = finding.advisory.as_deref();
        if group.is_some_and(|group| group.known_exploited == Some(true))
            && gate.kev.map_or(Action::Block, LevelRule::strictest) >= strictest
        {
            return Pile::Exploited;
        }
        let likely = self.likely(finding, strictest);
        let strictest = likely.unwrap_or(strictest);
        let unfixed = (finding.fix.is_none() && gate.unfixed < strictest).then_some(gate.unfixed);
        let scope = self
            .scope_cap(finding)
            .filter(|(_, action)| *action < strictest);
        match (unfixed, scope) {
            (None, None) if likely.is_some() => Pile::Likely,
            (None, None) => Pile::Level(finding.severity),
            (Some(cap), Some((selector, action))) if action < cap => Pile::Scope(selector),
            (Some(_), _) => Pile::Unfixed,
            (None, Some((selector, _))) => Pile::Scope(selector),
        }
    }

    /// What the probability of its exploitation brings about, where that is more than its severity does.
    fn likely(&self, finding: &Finding, by_severity: Action) -> Option<Action> {
        let rule = self.settings.gate.epss?;
        let share = Probability::new(finding.advisory.as_deref()?.epss?)?;
        (rule.action > by_severity && share >= rule.at).then_some(rule.action)
    }

    fn scope_cap(&self, finding: &Finding) -> Option<(&'a ScopeSelector, Action)> {
        let component = self.inventory.components.get(finding.component?.index())?;
        self.settings.gate.scopes.on(&component.scopes)
    }

    /// The line of a pile that one rule decides by number.
    pub(crate) fn line_by_rule(
        &self,
        name: &str,
        pile: Pile<'_>,
        rule: LevelRule,
        what: impl Fn(usize) -> String,
    ) -> GateLine {
        let findings = self.pile(pile);
        let count = findings.len();
        let (outcome, because) = if count == 0 {
            (GateOutcome::Pass, format!("no {}", what(0)))
        } else {
            let because = format!("{}: {}", of(count, &what), rule.because(count));
            (rule.for_count(count).outcome(), because)
        };
        GateLine {
            name: name.to_owned(),
            outcome,
            because,
            findings,
        }
    }

    /// The line of a pile under a cap: the strictest that its findings' own rules, held below the cap, bring about.
    pub(crate) fn line_by_cap(
        &self,
        name: String,
        pile: Pile<'_>,
        cap: Action,
        what: impl Fn(usize) -> String,
    ) -> GateLine {
        let findings = self.pile(pile);
        let levels = &self.settings.gate.levels;
        let action = self
            .findings_at(&findings)
            .map(|finding| levels.of(finding.severity).action.min(cap))
            .max();
        let Some(action) = action else {
            return GateLine {
                name,
                outcome: GateOutcome::Pass,
                because: format!("no {}", what(0)),
                findings,
            };
        };
        let by_level = by_level(&self.findings_at(&findings));
        let does = match cap {
            Action::Log => "logged only",
            Action::Warn | Action::Block => "at most a warning",
        };
        GateLine {
            name,
            outcome: action.outcome(),
            because: format!("{} ({by_level}): {does}", of(findings.len(), &what)),
            findings,
        }
    }
}

/// `3 high findings`, where `what` says what one (for 1) and what many are.
fn of(count: usize, what: &impl Fn(usize) -> String) -> String {
    format!("{count} {}", what(count))
}
