use pyward_model::{Breach, BreachKind, Finding, Inventory, Rule, Severity};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// A package is in use that the policy blocks.
    ///
    /// ## Why
    /// Some packages are no longer looked after, or unsafe by design, whatever advisories say of their versions. Whoever decides so
    /// once writes it down where every audit reads it, with what to take instead.
    ///
    /// ## What is reported
    /// One finding for each component that a `[[packages.block]]` entry speaks of, by its name (or a pattern), in its range of
    /// versions. With `wrappers` the package is tolerated where those alone need it. Copies inside of other packages are left out.
    /// The finding blocks in every scope; a waiver names this rule and the package.
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// pycrypto==2.6.1
    /// ```
    /// ```bad pyward.toml
    /// [[packages.block]]
    /// name = "pycrypto"
    /// use-instead = "pycryptodome"
    /// reason = "unmaintained since 2013"
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// pycryptodome==3.23.0
    /// ```
    /// ```good pyward.toml
    /// [[packages.block]]
    /// name = "pycrypto"
    /// use-instead = "pycryptodome"
    /// reason = "unmaintained since 2013"
    /// ```
    ///
    /// ## What to do
    /// Take what the entry names in its place, or ask whoever owns the list: `pyward block --list`.
    pub(crate) static BLOCKED_PACKAGE = {
        name: "blocked-package",
        family: Policy,
        summary: "package that the policy blocks",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [1104],
        aliases: [],
        subject: Subject::Breach(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, breach: &Breach) -> Option<Finding> {
    finding(rule, inventory, breach, BreachKind::Blocked, Severity::High)
}
