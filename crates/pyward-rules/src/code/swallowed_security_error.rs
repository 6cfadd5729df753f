use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, ExceptHandler, Field, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// Every exception of a check of a signature, password, token or certificate is swallowed.
    ///
    /// ## Why
    /// A check that fails raises; whoever swallows that goes on as if it had passed.
    ///
    /// ## Bad
    /// ```bad app.py
    /// def load(token, key):
    ///     try:
    ///         verify_token(token, key)
    ///     except Exception:
    ///         pass
    ///     return open_account()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// def load(token, key):
    ///     try:
    ///         verify_token(token, key)
    ///     except InvalidToken:
    ///         raise PermissionError from None
    ///     return open_account()
    /// ```
    ///
    /// ## References
    /// - [OWASP: error handling](https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html)
    /// - [CWE-390: error detected and nothing done](https://cwe.mitre.org/data/definitions/390.html)
    /// - [CWE-703: improper check of exceptional conditions](https://cwe.mitre.org/data/definitions/703.html)
    pub(crate) static SWALLOWED_SECURITY_ERROR = {
        name: "swallowed-security-error",
        family: Code,
        summary: "failed check that goes unnoticed",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [390, 703],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::ExceptHandler(find)]).supersedes(&["B110", "B112"])),
    };
}

const CHECKS: &[&str] = &[
    "verify",
    "authenticate",
    "authorize",
    "check_password",
    "verify_password",
    "verify_token",
    "verify_signature",
    "check_signature",
    "validate_token",
    "check_token",
    "check_permission",
    "check_permissions",
    "validate_csrf",
    "login_required",
    "verify_jwt",
    "verify_hash",
    "verify_mac",
    "verify_certificate",
    "match_hostname",
    "checkpw",
];

fn find(cx: &Cx<'_>, handler: ExceptHandler<'_>) -> Option<Hit> {
    let is_broad = handler
        .caught()
        .is_none_or(|caught| matches!(caught.name_id(), Some("Exception" | "BaseException")));
    let is_empty = handler.body().all(|statement| {
        matches!(statement.kind(), Kind::Pass | Kind::Continue)
            || (statement.kind() == Kind::Return
                && statement.child(Field::Value).and_then(Node::bool_value) == Some(true))
    });
    let around = handler
        .parent()
        .filter(|_| is_broad && is_empty && !setting::is_test(cx))?;
    let name = around
        .children_in(Field::Body)
        .flat_map(Node::descendants)
        .take(2_000)
        .filter_map(Call::of)
        .filter_map(|call| call.func().last_name())
        .find(|name| CHECKS.contains(name))?;
    let message = format!("what {name} raises is swallowed, so a failed check passes");
    Some(Hit::new(Severity::Medium, Confidence::Medium, message))
}
