use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::argument;
use crate::declare::rule;
use crate::tls;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A connection is limited to SSL 2 or 3, TLS 1.0 or 1.1. The option `bad_protocol_versions` lists names of such versions.
    ///
    /// ## Why
    /// These versions are broken: what is sent can be read or changed on its way.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// ssl.wrap_socket(sock, ssl_version=ssl.PROTOCOL_TLSv1)
    /// ```
    ///
    /// ```bad app.py
    /// import ssl
    ///
    /// context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    /// ```
    ///
    /// ## References
    /// - [ssl: security considerations](https://docs.python.org/3/library/ssl.html#security-considerations)
    /// - [RFC 8996](https://www.rfc-editor.org/rfc/rfc8996)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static OLD_TLS_VERSION = {
        name: "old-tls-version",
        family: Code,
        summary: "version of TLS that is broken",
        severity: None,
        confidence: High,
        cwes: [327],
        aliases: ["B502", "S502"],
        subject: Subject::Code(Code::bandit("B502", "ssl_with_bad_version", &[Look::Call(Names::Keyword(&["method", "ssl_version"]), find), Look::Call(Names::Whole(POSITIONAL), by_position)])),
    };
}

/// Whose first argument is the version.
const POSITIONAL: &[&str] = &[
    "ssl.SSLContext",
    "OpenSSL.SSL.Context",
    "eventlet.green.ssl.SSLContext",
];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let bad = |name: &str| {
        let value = call.keyword(name)?;
        let version = if cx.is_compat() {
            value.loose_text()
        } else {
            value.last_name()
        };
        version
            .is_some_and(|version| tls::is_bad(cx, version))
            .then_some(value)
    };
    if cx.is_compat() && argument::keywords_fail(call) {
        return None;
    }
    match cx.name() {
        "ssl.wrap_socket" => Some(sure(bad("ssl_version")?)),
        "pyOpenSSL.SSL.Context" => Some(sure(bad("method")?)),
        name if !cx.is_compat() && POSITIONAL.contains(&name) => Some(sure(bad("method")?)),
        _ => {
            let found = bad("method").or_else(|| bad("ssl_version"))?;
            // Bandit takes the line of `method` wherever there is one.
            let shown = call.keyword("method").filter(|_| cx.is_compat());
            let message = "a version of TLS that is broken is asked for";
            let hit = Hit::new(Severity::Medium, Confidence::Medium, message);
            Some(hit.at(shown.unwrap_or(found)))
        }
    }
}

fn by_position(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let version = call.positional(0).filter(|_| !cx.is_compat())?;
    tls::is_bad(cx, version.last_name()?).then(|| sure(version))
}

fn sure(version: Node<'_>) -> Hit {
    let message = "the connection uses a version of TLS that is broken";
    Hit::new(Severity::High, Confidence::High, message).at(version)
}
