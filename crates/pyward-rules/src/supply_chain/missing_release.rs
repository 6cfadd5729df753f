use pyward_model::{Finding, Inventory, Rule, Severity, Standing, StandingKind};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// The index does not have the release in use, or not even its project.
    ///
    /// ## Why
    /// Releases vanish from an index when they are removed as malware, when their maintainers delete them, or because they never
    /// were there: a private package that was meant for another index, whose name anybody can take. Tools that look packages up
    /// and skip what they do not find miss all of these.
    ///
    /// ## What is reported
    /// One finding for each release that comes from the default index and is not there. Only an audit with `--service index` or
    /// `--service pypi` knows. By default it warns (`gate.standing`).
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// pyward-example-missing==1.0
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// pyward-example-goodware==1.0
    /// ```
    ///
    /// ## What to do
    /// Find out where it came from. Where it is your own, name its index in the lock or the requirements file, and take its name on
    /// the public one. Where it was removed, remove it too.
    ///
    /// ## References
    /// - [CWE-1104: use of unmaintained third-party components](https://cwe.mitre.org/data/definitions/1104.html)
    pub(crate) static MISSING_RELEASE = {
        name: "missing-release",
        family: SupplyChain,
        summary: "release that the index does not have",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [1104],
        aliases: [],
        subject: Subject::Standing(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, standing: &Standing) -> Option<Finding> {
    let what = match standing.kind {
        StandingKind::MissingRelease => "is not among the releases on the index",
        StandingKind::MissingProject => "belongs to a project that the index does not have",
        _ => return None,
    };
    Some(finding(rule, inventory, standing, Severity::High, what))
}
