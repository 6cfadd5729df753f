use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A TLS context is made for, or allows, SSL 2, SSL 3, TLS 1.0 or TLS 1.1.
    ///
    /// ## Why
    /// These versions have known attacks, and browsers and servers have dropped them since 2021.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)
    /// ```
    ///
    /// ```bad app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// context.minimum_version = ssl.TLSVersion.TLSv1
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// context.minimum_version = ssl.TLSVersion.TLSv1_2
    /// ```
    ///
    /// ## References
    /// - [RFC 8996: deprecating TLS 1.0 and 1.1](https://www.rfc-editor.org/rfc/rfc8996)
    /// - [ssl: security considerations](https://docs.python.org/3/library/ssl.html#ssl-security)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static OUTDATED_TLS = {
        name: "outdated-tls",
        family: Code,
        summary: "version of TLS that is outdated",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [327],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(&["ssl.SSLContext", "ssl.wrap_socket", "OpenSSL.SSL.Context"]), find), Look::Assign(assigned)]).supersedes(&["B502"])),
    };
}

const OLD: &[&str] = &[
    "PROTOCOL_SSLv2",
    "PROTOCOL_SSLv3",
    "PROTOCOL_TLSv1",
    "PROTOCOL_TLSv1_1",
    "SSLv2_METHOD",
    "SSLv3_METHOD",
    "TLSv1_METHOD",
    "TLSv1_1_METHOD",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = match cx.last_name() {
        "SSLContext" => call.argument("protocol", 0),
        "wrap_socket" => call.keyword("ssl_version"),
        _ => call.argument("method", 0),
    }?;
    let old = old(cx, value, OLD)?;
    let message = format!("{old} is outdated; use TLS 1.2 or newer");
    Some(Hit::new(Severity::Medium, Confidence::High, message).at(value))
}

fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let mut targets = assign.targets();
    targets.find(|target| target.attribute() == Some("minimum_version"))?;
    let value = assign.value()?;
    let old = old(
        cx,
        value,
        &["SSLv3", "TLSv1", "TLSv1_1", "MINIMUM_SUPPORTED"],
    )?;
    let message = format!("{old} is outdated; allow TLS 1.2 or newer only");
    Some(Hit::new(Severity::Medium, Confidence::High, message).at(value))
}

fn old<'a>(cx: &Cx<'a>, value: Node<'a>, known: &[&'static str]) -> Option<&'static str> {
    let origins = cx.origins(value);
    let names = || {
        origins
            .iter()
            .filter_map(|origin| origin.attribute().or_else(|| origin.name_id()))
    };
    known
        .iter()
        .copied()
        .find(|old| names().any(|name| name == *old))
}
