use pyward_model::{Confidence, Severity};
use pyward_python::views::{Kind, Node};

use crate::declare::rule;
use crate::shell_pattern;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A condition is checked by `assert`. Paths that match one of the shell patterns in the option `skips` are left alone.
    ///
    /// ## Why
    /// `python -O` compiles no `assert`, so a check that protects something is gone where it matters.
    ///
    /// ## Bad
    /// ```bad app.py
    /// def pay(user, amount):
    ///     assert user.is_admin
    ///     return amount
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// def pay(user, amount):
    ///     if not user.is_admin:
    ///         raise PermissionError
    ///     return amount
    /// ```
    ///
    /// ## References
    /// - [The assert statement](https://docs.python.org/3/reference/simple_stmts.html#assert)
    /// - [CWE-703: improper check of exceptional conditions](https://cwe.mitre.org/data/definitions/703.html)
    pub(crate) static ASSERT_USED = {
        name: "assert-used",
        family: Code,
        summary: "assert, which optimised Python leaves out",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [703],
        aliases: ["B101", "S101"],
        subject: Subject::Code(Code::bandit("B101", "assert_used", &[Look::Node(&[Kind::Assert], find)])),
    };
}

fn find(cx: &Cx<'_>, _: Node<'_>) -> Option<Hit> {
    let path = &cx.module().source().path;
    let skips = cx.settings().list("assert-used", "skips").unwrap_or(&[]);
    let is_skipped = skips
        .iter()
        .any(|pattern| shell_pattern::matches(pattern, path));
    let message = "assert is left out of optimised Python, and what it checks with it";
    (!is_skipped).then(|| Hit::new(Severity::Low, Confidence::High, message))
}
