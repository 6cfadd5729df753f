use pyward_model::{Finding, Inventory, Rule, Severity, Standing, StandingKind};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// The index withholds the project: it is thought to be an attack.
    ///
    /// ## Why
    /// PyPI quarantines projects in which malware was found or is suspected. What was installed before is still installed, and ran.
    ///
    /// ## What is reported
    /// One finding for each release of a project whose status is `quarantined`. Only an audit with `--service index` knows. It is
    /// judged as malware is (`gate.malicious`).
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// pyward-example-quarantined==1.0
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// pyward-example-goodware==1.0
    /// ```
    ///
    /// ## What to do
    /// Remove the package from every environment, and treat credentials that were on those machines as known to others, until the
    /// index says otherwise.
    ///
    /// ## References
    /// - [PEP 792: project status markers](https://peps.python.org/pep-0792/)
    pub(crate) static QUARANTINED_PROJECT = {
        name: "quarantined-project",
        family: SupplyChain,
        summary: "project that the index withholds as a suspected attack",
        severity: Some(Severity::Critical),
        confidence: High,
        cwes: [506],
        aliases: [],
        subject: Subject::Standing(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, standing: &Standing) -> Option<Finding> {
    let what = "belongs to a project that the index has quarantined";
    (standing.kind == StandingKind::Quarantined)
        .then(|| finding(rule, inventory, standing, Severity::Critical, what))
}
