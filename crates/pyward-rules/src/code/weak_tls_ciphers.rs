use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A TLS context is told to allow cipher suites without encryption or authentication, or with broken ciphers.
    ///
    /// ## Why
    /// Both sides may then agree on a suite that protects nothing.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// context.set_ciphers("ALL:@SECLEVEL=0")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// context.set_ciphers("ECDHE+AESGCM:!aNULL")
    /// ```
    ///
    /// ## References
    /// - [OpenSSL: ciphers](https://docs.openssl.org/master/man1/openssl-ciphers/)
    /// - [CWE-327: use of a broken or risky cryptographic algorithm](https://cwe.mitre.org/data/definitions/327.html)
    pub(crate) static WEAK_TLS_CIPHERS = {
        name: "weak-tls-ciphers",
        family: Code,
        summary: "weak cipher suites allowed",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [327],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["set_ciphers"]), find)])),
    };
}

const WEAK: &[&str] = &[
    "ALL",
    "COMPLEMENTOFALL",
    "NULL",
    "eNULL",
    "aNULL",
    "EXPORT",
    "EXP",
    "LOW",
    "RC4",
    "DES",
    "3DES",
    "MD5",
    "ADH",
    "AECDH",
    "@SECLEVEL=0",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = call.positional(0)?;
    let text = cx.text(value)?;
    let weak = text
        .split([':', ',', ' '])
        .find(|suite| WEAK.contains(suite) || suite.contains("@SECLEVEL=0"))?;
    let message = format!("{weak} allows cipher suites that protect nothing");
    Some(Hit::new(Severity::Medium, Confidence::High, message).at(value))
}
