use pyward_model::{Finding, Inventory, Rule, Severity, Standing, StandingKind};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// The project is archived or deprecated: flaws that are found in it may never be mended.
    ///
    /// ## Why
    /// An archived project gets no more releases, a deprecated one is to be replaced. Both are fine until the next flaw.
    ///
    /// ## What is reported
    /// One finding for each release of a project whose status is `archived` or `deprecated`, with the reason that its maintainers
    /// gave. Only an audit with `--service index` knows. By default it warns (`gate.standing`).
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// pyward-example-archived==1.0
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// pyward-example-goodware==1.0
    /// ```
    ///
    /// ## What to do
    /// Look for what takes its place, before you need it in a hurry.
    ///
    /// ## References
    /// - [PEP 792: project status markers](https://peps.python.org/pep-0792/)
    /// - [CWE-1104: use of unmaintained third-party components](https://cwe.mitre.org/data/definitions/1104.html)
    pub(crate) static INACTIVE_PROJECT = {
        name: "inactive-project",
        family: SupplyChain,
        summary: "project that is archived or deprecated",
        severity: Some(Severity::Info),
        confidence: High,
        cwes: [1104],
        aliases: [],
        subject: Subject::Standing(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, standing: &Standing) -> Option<Finding> {
    let what = match standing.kind {
        StandingKind::Archived => "belongs to a project that is archived",
        StandingKind::Deprecated => "belongs to a project that is deprecated",
        _ => return None,
    };
    Some(finding(rule, inventory, standing, Severity::Info, what))
}
