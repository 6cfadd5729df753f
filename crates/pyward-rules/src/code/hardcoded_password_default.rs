use pyward_model::{Confidence, Severity};
use pyward_python::views::{Field, Function};

use crate::declare::rule;
use crate::password;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A parameter whose name speaks of a password or token has a string for its default.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, has the password; and it cannot be changed without a release.
    ///
    /// ## Bad
    /// ```bad app.py
    /// def login(user, password="correct horse"):
    ///     return connect(user, password)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// def login(user, password=None):
    ///     return connect(user, password)
    /// ```
    ///
    /// ## References
    /// - [OWASP: hard-coded passwords](https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password)
    /// - [CWE-259: use of a hard-coded password](https://cwe.mitre.org/data/definitions/259.html)
    pub(crate) static HARDCODED_PASSWORD_DEFAULT = {
        name: "hardcoded-password-default",
        family: Code,
        summary: "password as the default of a parameter",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [259],
        aliases: ["B107", "S107"],
        subject: Subject::Code(Code::bandit("B107", "hardcoded_password_default", &[Look::Function(find)])),
    };
}

fn find(cx: &Cx<'_>, function: Function<'_>) -> Option<Hit> {
    let value = if cx.is_compat() {
        compat(function)?
    } else {
        let parameters = function.parameters();
        let found = parameters.iter().find_map(|parameter| {
            let value = parameter.default?.str_value()?;
            (password::is_name(parameter.name) && !value.is_empty()).then_some(value)
        });
        found?
    };
    let message = format!("password as a default: '{}'", password::masked(value));
    Some(Hit::new(Severity::Low, Confidence::Medium, message))
}

/// What bandit sees: of plain functions, the parameters that are neither positional-only nor keyword-only, which it takes
/// to be as many from the end as there are defaults, those of positional-only ones included.
fn compat(function: Function<'_>) -> Option<&str> {
    if function.is_async() {
        return None;
    }
    let parameters = function.parameters();
    let plain: Vec<_> = parameters
        .iter()
        .filter(|parameter| parameter.node.field() == Field::Args)
        .collect();
    let defaults: Vec<_> = parameters
        .iter()
        .filter(|parameter| !parameter.is_keyword_only())
        .filter_map(|parameter| parameter.default)
        .collect();
    let without = plain.len().saturating_sub(defaults.len());
    let mut pairs = plain.iter().skip(without).zip(defaults);
    pairs.find_map(|(parameter, default)| {
        let value = default.str_value()?;
        password::is_name(parameter.name).then_some(value)
    })
}
