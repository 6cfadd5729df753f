use pyward_model::{Confidence, Severity};
use pyward_python::views::{Field, Function, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// An `assert` checks who somebody is or what they may do.
    ///
    /// ## Why
    /// `python -O` compiles no `assert`, so everybody may then.
    ///
    /// ## Bad
    /// ```bad app.py
    /// def delete(user, item):
    ///     assert user.is_admin
    ///     item.delete()
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// def delete(user, item):
    ///     if not user.is_admin:
    ///         raise PermissionError
    ///     item.delete()
    /// ```
    ///
    /// ## References
    /// - [The assert statement](https://docs.python.org/3/reference/simple_stmts.html#assert)
    /// - [CWE-617: reachable assertion](https://cwe.mitre.org/data/definitions/617.html)
    pub(crate) static ASSERT_AS_GUARD = {
        name: "assert-as-guard",
        family: Code,
        summary: "access checked by assert",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [617],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Node(&[Kind::Assert], find)]).supersedes(&["B101"])),
    };
}

const GUARDS: &[&str] = &[
    "is_admin",
    "is_authenticated",
    "is_staff",
    "is_superuser",
    "is_authorized",
    "is_logged_in",
    "is_owner",
    "logged_in",
    "has_perm",
    "has_perms",
    "has_permission",
    "has_role",
    "check_permission",
    "check_password",
    "verify_password",
    "verify_signature",
    "verify_token",
    "authenticate",
    "authorized",
    "is_allowed",
    "compare_digest",
    "can_edit",
    "can_delete",
    "check_csrf",
];

fn find(cx: &Cx<'_>, node: Node<'_>) -> Option<Hit> {
    let test = node.child(Field::Test).filter(|_| !setting::is_test(cx))?;
    let in_test = node
        .function()
        .and_then(Function::of)
        .is_some_and(|it| it.name().starts_with("test"));
    let guard = std::iter::once(test)
        .chain(test.descendants().take(500))
        .filter_map(Node::last_name)
        .find(|name| GUARDS.contains(name))?;
    let message = format!("{guard} is checked by assert, which optimised Python leaves out");
    (!in_test).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}
