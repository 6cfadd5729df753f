use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::password;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A keyword argument whose name speaks of a password or token is a string.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, has the password; and it cannot be changed without a release.
    ///
    /// ## Bad
    /// ```bad app.py
    /// connect(user="app", password="correct horse")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// connect(user="app", password=os.environ["APP_PASSWORD"])
    /// ```
    ///
    /// ## References
    /// - [OWASP: hard-coded passwords](https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password)
    /// - [CWE-259: use of a hard-coded password](https://cwe.mitre.org/data/definitions/259.html)
    pub(crate) static HARDCODED_PASSWORD_ARGUMENT = {
        name: "hardcoded-password-argument",
        family: Code,
        summary: "password written into a call",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [259],
        aliases: ["B106", "S106"],
        subject: Subject::Code(Code::bandit("B106", "hardcoded_password_funcarg", &[Look::Call(Names::Any, find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let (node, value) = call.keywords().find_map(|keyword| {
        let name = keyword.name()?;
        let value = keyword.value().str_value()?;
        let counts = cx.is_compat() || !value.is_empty();
        (counts && password::is_name(name)).then(|| (keyword.value(), value))
    })?;
    let message = format!(
        "password written into a call: '{}'",
        password::masked(value)
    );
    Some(Hit::new(Severity::Low, Confidence::Medium, message).at(node))
}
