use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// `ssl.wrap_socket` is called without `ssl_version`.
    ///
    /// ## Why
    /// It checks neither certificate nor name, and takes old versions where both sides have them; Python 3.12 has it no longer.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// ssl.wrap_socket(sock)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// context.wrap_socket(sock, server_hostname=host)
    /// ```
    ///
    /// ## References
    /// - [ssl.wrap_socket](https://docs.python.org/3.11/library/ssl.html#ssl.wrap_socket)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static TLS_VERSION_UNSET = {
        name: "tls-version-unset",
        family: Code,
        summary: "TLS without a lowest version",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [327],
        aliases: ["B504", "S504"],
        subject: Subject::Code(Code::bandit("B504", "ssl_with_no_version", &[Look::Call(Names::Whole(&["ssl.wrap_socket"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let version = call.keyword("ssl_version");
    let is_set = if cx.is_compat() {
        version.is_some_and(argument::is_read) || argument::keywords_fail(call)
    } else {
        call.argument("ssl_version", 5).is_some() || call.has_unpacking()
    };
    if is_set {
        return None;
    }
    let message = "ssl.wrap_socket takes old versions of TLS if nobody says which";
    let hit = Hit::new(Severity::Low, Confidence::Medium, message);
    Some(match version {
        Some(version) => hit.at(version),
        None => hit,
    })
}
