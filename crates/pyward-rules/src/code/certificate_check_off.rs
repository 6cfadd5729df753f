use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::argument;
use crate::declare::rule;
use crate::edit;
use crate::http::{self, Library};
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A request is sent by `requests` or `httpx` with `verify=False`.
    ///
    /// ## Why
    /// Whoever stands between reads and changes what is sent, passwords included, since no certificate is looked at.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import requests
    ///
    /// requests.get(url, verify=False)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import requests
    ///
    /// requests.get(url, verify="/etc/ssl/our-ca.pem")
    /// ```
    ///
    /// ## References
    /// - [Requests: SSL certificate verification](https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static CERTIFICATE_CHECK_OFF = {
        name: "certificate-check-off",
        family: Code,
        summary: "request whose certificate is not checked",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [295],
        aliases: ["B501", "S501"],
        subject: Subject::Code(Code::bandit("B501", "request_with_no_cert_validation", &[Look::Call(Names::Keyword(&["verify"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let verify = call.keyword("verify")?;
    let is_off = if cx.is_compat() {
        verify.loose_text() == Some("False")
    } else {
        // None asks for the check that is usual.
        verify.kind() != Kind::None && verify.constant().is_some_and(|value| !value.is_truthy())
    };
    if !is_off {
        return None;
    }
    let library = http::library(cx, call)?;
    if cx.is_compat() && !is_bandits(cx, library, call) {
        return None;
    }
    let message = format!("{} does not check the certificate", library.name());
    let hit = Hit::new(Severity::High, Confidence::High, message).at(verify);
    let edit = edit::without(call, verify);
    Some(match edit.filter(|_| !cx.is_compat()) {
        Some(edit) => hit.fixed("check certificates again", vec![edit]),
        None => hit,
    })
}

/// Whether bandit looks at the function too.
fn is_bandits(cx: &Cx<'_>, library: Library, call: Call<'_>) -> bool {
    let is_known = library == Library::Requests || http::NAMES.contains(&cx.last_name());
    is_known && !argument::keywords_fail(call)
}
