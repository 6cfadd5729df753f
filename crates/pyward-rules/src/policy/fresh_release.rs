use pyward_model::{Breach, BreachKind, Finding, Inventory, Rule, Severity};

use super::finding;
use crate::Subject;
use crate::declare::rule;

rule! {
    /// A release is in use that was uploaded only days ago.
    ///
    /// ## Why
    /// Most attacks through packages are found within days, by others. Whoever waits for a week meets few of them.
    ///
    /// ## What is reported
    /// With `packages.cooldown` set: one finding for each release whose first file was uploaded fewer days ago than that, by uv.lock or
    /// pylock.toml, or by the index where it is asked (`--service index`). A release that is the first to clear a known advisory is let
    /// through, unless `except-security-fixes` is `false`. A release whose day of upload nobody knows is told as a gap.
    ///
    /// ## Bad
    /// ```bad uv.lock
    /// version = 1
    /// revision = 3
    /// requires-python = ">=3.12"
    ///
    /// [[package]]
    /// name = "pyward-example-goodware"
    /// version = "1.0"
    /// source = { registry = "https://pypi.org/simple" }
    /// sdist = { url = "https://files.example/g.tar.gz", hash = "sha256:ab", size = 1, upload-time = "2026-11-20T10:00:00Z" }
    /// ```
    /// ```bad pyward.toml
    /// [packages]
    /// cooldown = { days = 7, action = "block" }
    /// ```
    ///
    /// ## Good
    /// ```good uv.lock
    /// version = 1
    /// revision = 3
    /// requires-python = ">=3.12"
    ///
    /// [[package]]
    /// name = "pyward-example-goodware"
    /// version = "1.0"
    /// source = { registry = "https://pypi.org/simple" }
    /// sdist = { url = "https://files.example/g.tar.gz", hash = "sha256:ab", size = 1, upload-time = "2026-11-02T10:00:00Z" }
    /// ```
    /// ```good pyward.toml
    /// [packages]
    /// cooldown = { days = 7, action = "block" }
    /// ```
    ///
    /// ## What to do
    /// Wait, or stay on the release before: `exclude-newer` of uv and `--uploaded-prior-to` of pip keep younger ones out.
    pub(crate) static FRESH_RELEASE = {
        name: "fresh-release",
        family: Policy,
        summary: "release younger than the policy wants",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [829],
        aliases: [],
        subject: Subject::Breach(find),
    };
}

fn find(rule: &'static Rule, inventory: &Inventory, breach: &Breach) -> Option<Finding> {
    finding(rule, inventory, breach, BreachKind::Fresh, Severity::Low)
}
