use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::argument;
use crate::declare::rule;
use crate::http::{self, Library};
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A request is sent by `requests` without a `timeout`, or by `requests` or `httpx` with `timeout=None`.
    ///
    /// ## Why
    /// The other side can keep the connection open and say nothing: the thread, and what it holds, wait for ever.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import requests
    ///
    /// requests.get(url)
    /// ```
    ///
    /// ```bad app.py
    /// import requests
    ///
    /// with requests.Session() as session:
    ///     session.post(url, json=data)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import requests
    ///
    /// requests.get(url, timeout=10)
    /// ```
    ///
    /// ## References
    /// - [Requests: timeouts](https://requests.readthedocs.io/en/latest/user/advanced/#timeouts)
    /// - [CWE-400: uncontrolled resource consumption](https://cwe.mitre.org/data/definitions/400.html)
    pub(crate) static REQUEST_WITHOUT_TIMEOUT = {
        name: "request-without-timeout",
        family: Code,
        summary: "request that may wait for ever",
        severity: Some(Severity::Medium),
        confidence: Low,
        cwes: [400],
        aliases: ["B113", "S113"],
        subject: Subject::Code(Code::bandit("B113", "request_without_timeout", &[Look::Call(Names::Named(http::NAMES), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let library = http::library(cx, call)?;
    let timeout = call.keyword("timeout");
    let is_given = if cx.is_compat() {
        timeout.is_some_and(argument::is_read)
    } else {
        timeout.is_some() || call.keywords().any(|keyword| keyword.name().is_none())
    };
    let is_none = timeout.and_then(Node::loose_text) == Some("None");
    let name = library.name();
    let message = if is_none {
        format!("{name} is told to wait for ever (timeout=None)")
    } else if library == Library::Requests && !is_given {
        format!("{name} waits for ever without a timeout")
    } else {
        return None;
    };
    let is_lost = cx.is_compat() && argument::keywords_fail(call);
    (!is_lost).then(|| Hit::new(Severity::Medium, Confidence::Low, message))
}
