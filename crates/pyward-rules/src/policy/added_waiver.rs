use pyward_model::{Breach, BreachKind, Finding, Inventory, Rule, Severity};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// A change brings a waiver along.
    ///
    /// ## Why
    /// Whoever proposes a change could accept its findings in the same breath. So a change is judged by the waivers of what it is
    /// to be merged into, and those it adds are shown to whoever reviews it.
    ///
    /// ## What is reported
    /// With `--base REV`: one finding for each `[[ignore]]` entry that the base does not have. What it covers counts until it is
    /// merged. `ignores.added-in-pr` says what such an entry brings about.
    ///
    /// ## Bad
    /// An entry that the base has not:
    /// ```bad pyward.toml
    /// [[ignore]]
    /// id = "CVE-2025-27516"
    /// package = "jinja2"
    /// reason = "No template of a user reaches the sandbox."
    /// ```
    ///
    /// ## Good
    /// The configuration as the base has it:
    /// ```good pyward.toml
    /// [gate]
    /// low = "log"
    /// ```
    ///
    /// ## What to do
    /// Review the reason as you review the code. Merged, it holds.
    pub(crate) static ADDED_WAIVER = {
        name: "added-waiver",
        family: Policy,
        summary: "waiver that the change under review brings along",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [],
        aliases: [],
        subject: Subject::Breach(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, breach: &Breach) -> Option<Finding> {
    finding(
        rule,
        inventory,
        breach,
        BreachKind::AddedWaiver,
        Severity::Medium,
    )
}
