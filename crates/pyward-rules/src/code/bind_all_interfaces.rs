use pyward_model::{Confidence, Severity};
use pyward_python::views::{Kind, Node, Str};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Subject};

rule! {
    /// A string is `0.0.0.0`, the address that stands for all of a machine's. Where it is only compared with, nothing is said.
    ///
    /// ## Why
    /// A server that listens there can be reached from every network the machine is in, not from those alone it was made for.
    ///
    /// ## Bad
    /// ```bad app.py
    /// server.bind(("0.0.0.0", 8080))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// server.bind(("127.0.0.1", 8080))
    /// ```
    ///
    /// ## References
    /// - [socket.socket.bind](https://docs.python.org/3/library/socket.html#socket.socket.bind)
    /// - [CWE-605: multiple binds to the same port](https://cwe.mitre.org/data/definitions/605.html)
    pub(crate) static BIND_ALL_INTERFACES = {
        name: "bind-all-interfaces",
        family: Code,
        summary: "address of all interfaces",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [605],
        aliases: ["B104", "S104"],
        subject: Subject::Code(Code::bandit("B104", "hardcoded_bind_all_interfaces", &[Look::Str(find)])),
    };
}

fn find(cx: &Cx<'_>, text: Str<'_>) -> Option<Hit> {
    if text.value() != "0.0.0.0" || (!cx.is_compat() && is_compared(text.node())) {
        return None;
    }
    let message = "0.0.0.0 binds to every network the machine is in";
    Some(Hit::new(Severity::Medium, Confidence::Medium, message))
}

/// Whether a value is only compared with, alone or as one of several.
fn is_compared(node: Node<'_>) -> bool {
    let is_display = |node: &Node<'_>| matches!(node.kind(), Kind::Tuple | Kind::List | Kind::Set);
    let around = node.parent();
    let around = match around.filter(is_display) {
        Some(display) => display.parent(),
        None => around,
    };
    around.is_some_and(|node| node.kind() == Kind::Compare)
}
