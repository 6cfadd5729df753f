use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// A TLS context that checks no certificate is made by `ssl._create_unverified_context`. Pyward's own mode also
    /// sees it made the default.
    ///
    /// ## Why
    /// Whoever stands between can show any certificate, then read and change what is sent.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// context = ssl._create_unverified_context()
    /// ```
    ///
    /// ```bad app.py
    /// import ssl
    ///
    /// ssl._create_default_https_context = ssl._create_unverified_context
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// ```
    ///
    /// ## References
    /// - [PEP 476: certificates are checked by default](https://peps.python.org/pep-0476/)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static UNVERIFIED_TLS_CONTEXT = {
        name: "unverified-tls-context",
        family: Code,
        summary: "TLS context that checks no certificate",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [295],
        aliases: ["B323", "S323"],
        subject: Subject::Code(Code::table("B323", "unverified_context", &[Look::Table(TABLE), Look::Assign(find)])),
    };
}

const TABLE: Table = Table::calls(&["ssl._create_unverified_context"], hit);

fn hit(_: &str) -> Hit {
    let message = "this TLS context checks no certificate";
    Hit::new(Severity::Medium, Confidence::High, message)
}

fn find(cx: &Cx<'_>, assign: Assign<'_>) -> Option<Hit> {
    let is_default = |target: Node<'_>| target.attribute() == Some("_create_default_https_context");
    if cx.is_compat()
        || !assign.targets().any(is_default)
        || cx.qualified(assign.value()?)? != "ssl._create_unverified_context"
    {
        return None;
    }
    let message = "no certificate is checked from here on, anywhere in the program";
    Some(Hit::new(Severity::Medium, Confidence::High, message))
}
