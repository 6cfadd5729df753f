use pyward_model::{Confidence, Severity};
use pyward_python::views::{Field, Function};

use crate::declare::rule;
use crate::tls;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// The default of a parameter is a version of TLS that is broken.
    ///
    /// ## Why
    /// Whoever calls the function without a thought gets connections that can be read or changed on their way.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// def connect(host, version=ssl.PROTOCOL_TLSv1):
    ///     return open_connection(host, version)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// def connect(host, version=ssl.PROTOCOL_TLS_CLIENT):
    ///     return open_connection(host, version)
    /// ```
    ///
    /// ## References
    /// - [ssl: security considerations](https://docs.python.org/3/library/ssl.html#security-considerations)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static OLD_TLS_DEFAULT = {
        name: "old-tls-default",
        family: Code,
        summary: "broken version of TLS as a default",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [327],
        aliases: ["B503", "S503"],
        subject: Subject::Code(Code::bandit("B503", "ssl_with_bad_defaults", &[Look::Function(find)])),
    };
}

fn find(cx: &Cx<'_>, function: Function<'_>) -> Option<Hit> {
    let is_compat = cx.is_compat();
    if is_compat && function.is_async() {
        return None;
    }
    let arguments = function.child(Field::Args)?;
    let bad = arguments.children().find(|default| {
        let name = match default.field() {
            Field::Defaults if is_compat => default.attribute(),
            Field::Defaults | Field::KwDefaults if !is_compat => default.last_name(),
            _ => None,
        };
        name.is_some_and(|name| tls::is_bad(cx, name))
    })?;
    let message = "a parameter's default is a version of TLS that is broken";
    let hit = Hit::new(Severity::Medium, Confidence::Medium, message);
    Some(if is_compat { hit } else { hit.at(bad) })
}
