use pyward_model::{Confidence, Severity};
use pyward_python::views::Node;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject, Table};

rule! {
    /// `xmlrpc` is imported. In pyward's own mode it is of medium severity.
    ///
    /// ## Why
    /// Both its server and its client unpack what the other side compressed without a bound, so a small message can
    /// fill the memory.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import xmlrpc.client
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from defusedxml import xmlrpc
    ///
    /// xmlrpc.monkey_patch()
    /// ```
    ///
    /// ## References
    /// - [XML vulnerabilities in the standard library](https://docs.python.org/3/library/xml.html#xml-security)
    /// - [defusedxml](https://pypi.org/project/defusedxml/)
    /// - [CWE-20: improper input validation](https://cwe.mitre.org/data/definitions/20.html)
    pub(crate) static XMLRPC_IMPORT = {
        name: "xmlrpc-import",
        family: Code,
        summary: "import of xmlrpc",
        severity: None,
        confidence: High,
        cwes: [20, 611],
        aliases: ["B411", "S411"],
        subject: Subject::Code(Code::table("B411", "import_xmlrpclib", &[Look::Table(TABLE)])),
    };
}

const TABLE: Table = Table::imports(&["xmlrpc"], hit).judged(judge);

fn hit(_: &str) -> Hit {
    let message = "xmlrpc reads XML from the network without a bound";
    Hit::new(Severity::High, Confidence::High, message)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a judge may also drop what it is given"
)]
fn judge(_: &Cx<'_>, _: Node<'_>, hit: Hit) -> Option<Hit> {
    Some(Hit {
        severity: Severity::Medium,
        ..hit
    })
}
