use pyward_model::{Breach, BreachKind, Finding, Inventory, Rule, Severity};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// A package is in use that nobody has approved.
    ///
    /// ## Why
    /// Where packages are looked at before they are used, one that comes along unseen, mostly below another, is what the process is
    /// for.
    ///
    /// ## What is reported
    /// With `packages.unlisted` set to `warn` or `block`: one finding for each component that no `[[packages.allow]]` entry speaks
    /// of, or only in other versions, or in one that has ended. Local folders and copies inside of other packages are left out.
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// six==1.17.0
    /// ```
    /// ```bad pyward.toml
    /// [packages]
    /// unlisted = "block"
    ///
    /// [[packages.allow]]
    /// name = "requests"
    /// versions = ">=2.32,<3"
    /// approved-by = "@security"
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// requests==2.32.5
    /// ```
    /// ```good pyward.toml
    /// [packages]
    /// unlisted = "block"
    ///
    /// [[packages.allow]]
    /// name = "requests"
    /// versions = ">=2.32,<3"
    /// approved-by = "@security"
    /// ```
    ///
    /// ## What to do
    /// Look at the package, then `pyward approve NAME --by WHO --reason WHY`, or do without it.
    pub(crate) static UNLISTED_PACKAGE = {
        name: "unlisted-package",
        family: Policy,
        summary: "package without an approval",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [1104],
        aliases: [],
        subject: Subject::Breach(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, breach: &Breach) -> Option<Finding> {
    finding(
        rule,
        inventory,
        breach,
        BreachKind::Unlisted,
        Severity::Medium,
    )
}
