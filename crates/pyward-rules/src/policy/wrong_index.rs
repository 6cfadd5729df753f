use pyward_model::{Breach, BreachKind, Finding, Inventory, Rule, Severity};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// A package comes from another index than it shall.
    ///
    /// ## Why
    /// Names of a company's own packages mean nothing on a public index, where anybody may register them. An installer that asks
    /// both takes the higher version, which is the stranger's: dependency confusion.
    ///
    /// ## What is reported
    /// One finding for each component that an entry with `index-not` (its only indexes) or `index` (indexes it must not come from)
    /// speaks of, as its lock or requirements file says where it comes from. A file that names no index means the default one. Of
    /// what is installed nobody knows the index; that is told as a gap.
    ///
    /// ## Bad
    /// ```bad requirements.txt
    /// acme-auth==1.0
    /// ```
    /// ```bad pyward.toml
    /// [[packages.block]]
    /// name = "acme-*"
    /// index-not = "https://pypi.acme.example/simple"
    /// reason = "our own packages come from our own index"
    /// ```
    ///
    /// ## Good
    /// ```good requirements.txt
    /// --index-url https://pypi.acme.example/simple
    /// acme-auth==1.0
    /// ```
    /// ```good pyward.toml
    /// [[packages.block]]
    /// name = "acme-*"
    /// index-not = "https://pypi.acme.example/simple"
    /// reason = "our own packages come from our own index"
    /// ```
    ///
    /// ## What to do
    /// Name the index beside the package (`[tool.uv.sources]`, `source` of Poetry, `--index-url`), and lock again. Look whether what was
    /// installed meanwhile is your own.
    ///
    /// ## References
    /// - [pip: dependency confusion](https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url)
    pub(crate) static WRONG_INDEX = {
        name: "wrong-index",
        family: Policy,
        summary: "package from another index than the policy says",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [427, 829],
        aliases: [],
        subject: Subject::Breach(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, breach: &Breach) -> Option<Finding> {
    finding(
        rule,
        inventory,
        breach,
        BreachKind::WrongIndex,
        Severity::High,
    )
}
