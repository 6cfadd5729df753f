use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Function, Node};

use crate::declare::rule;
use crate::http;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A request looks at certificates only where whoever calls asks for that: `verify` is a parameter, or an entry of
    /// settings, that is off unless it is given.
    ///
    /// ## Why
    /// Few ask. All others talk to whoever stands between, passwords included, and nothing tells them.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import requests
    ///
    ///
    /// def fetch(address, verify=False):
    ///     return requests.get(address, verify=verify, timeout=5)
    /// ```
    ///
    /// ```bad app.py
    /// import requests
    ///
    ///
    /// def fetch(address, settings):
    ///     verify = settings.get("verify_ca", False)
    ///     return requests.get(address, verify=verify, timeout=5)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import requests
    ///
    ///
    /// def fetch(address, verify=True):
    ///     return requests.get(address, verify=verify, timeout=5)
    /// ```
    ///
    /// ## References
    /// - [Requests: SSL certificate verification](https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    /// - [CWE-1188: insecure default](https://cwe.mitre.org/data/definitions/1188.html)
    pub(crate) static CERTIFICATE_CHECK_OPT_IN = {
        name: "certificate-check-opt-in",
        family: Code,
        summary: "certificates checked only where that is asked for",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [295, 1188],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(&["verify"]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let verify = call.keyword("verify")?;
    if verify.is_literal() || http::library(cx, call).is_none() {
        return None;
    }
    let origins = cx.origins(verify);
    let is_off = |origin: &Node<'a>| is_off_unless_given(*origin);
    if !origins.iter().any(is_off) {
        return None;
    }
    let message = "the certificate is not checked unless somebody asks for it";
    Some(Hit::new(Severity::Medium, Confidence::Medium, message).at(verify))
}

/// Whether a value is `settings.get("verify", False)`, or a parameter that is false where it is not given.
fn is_off_unless_given(value: Node<'_>) -> bool {
    let is_false = |node: Node<'_>| node.bool_value() == Some(false);
    if let Some(call) = Call::of(value) {
        return call.func().attribute() == Some("get") && call.positional(1).is_some_and(is_false);
    }
    let (Some(name), Some(function)) = (value.name_id(), value.function().and_then(Function::of))
    else {
        return false;
    };
    let parameters = function.parameters();
    let own = parameters.iter().find(|parameter| parameter.name == name);
    own.and_then(|own| own.default).is_some_and(is_false)
}
