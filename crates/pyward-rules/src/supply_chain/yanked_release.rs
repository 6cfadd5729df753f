use pyward_model::{Finding, Inventory, Rule, Severity, Standing, StandingKind};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// A release in use was yanked: its maintainers took it back, and installers choose it only where it is pinned.
    ///
    /// ## Why
    /// Releases are yanked because they are broken, were made by mistake, or are unsafe. A pin keeps installing them, and nobody
    /// tells.
    ///
    /// ## What is reported
    /// One finding for each release of which every file is yanked, with the reason that the maintainers gave. Only an audit with
    /// `--service index` knows. By default it warns (`gate.standing`).
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// pyward-example-yanked==1.0
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// pyward-example-goodware==1.0
    /// ```
    ///
    /// ## What to do
    /// Read the reason, and move to a release that was not yanked.
    ///
    /// ## References
    /// - [PEP 592: yanked releases](https://peps.python.org/pep-0592/)
    pub(crate) static YANKED_RELEASE = {
        name: "yanked-release",
        family: SupplyChain,
        summary: "release that its maintainers took back",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [1104],
        aliases: [],
        subject: Subject::Standing(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, standing: &Standing) -> Option<Finding> {
    (standing.kind == StandingKind::Yanked)
        .then(|| finding(rule, inventory, standing, Severity::Medium, "was yanked"))
}
