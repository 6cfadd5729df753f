use pyward_model::Severity;
use pyward_python::views::{ExceptHandler, Kind};

use crate::declare::rule;
use crate::swallowed;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// An `except` clause that catches everything does nothing but `continue`. With the option `check_typed_exception` clauses that catch
    /// something named count too.
    ///
    /// ## Why
    /// Whatever goes wrong there, an attack under way included, leaves no trace, and the code goes on as if it had worked.
    ///
    /// ## Bad
    /// ```bad app.py
    /// for item in items:
    ///     try:
    ///         check(token)
    ///     except Exception:
    ///         continue
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// for item in items:
    ///     try:
    ///         check(token)
    ///     except Exception:
    ///         log.exception("check failed")
    /// ```
    ///
    /// ## References
    /// - [Handling exceptions](https://docs.python.org/3/tutorial/errors.html#handling-exceptions)
    /// - [CWE-703: improper check of exceptional conditions](https://cwe.mitre.org/data/definitions/703.html)
    pub(crate) static TRY_EXCEPT_CONTINUE = {
        name: "try-except-continue",
        family: Code,
        summary: "exceptions of every kind swallowed by continue",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [703],
        aliases: ["B112", "S112"],
        subject: Subject::Code(Code::bandit("B112", "try_except_continue", &[Look::ExceptHandler(find)])),
    };
}

fn find(cx: &Cx<'_>, handler: ExceptHandler<'_>) -> Option<Hit> {
    let message = "exceptions of every kind are swallowed by continue";
    swallowed::by(cx, handler, Kind::Continue, "try-except-continue", message)
}
