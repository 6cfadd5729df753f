use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Const};

use crate::declare::rule;
use crate::setting;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A connection is opened without a timeout: by `urlopen`, `socket.create_connection`, clients of the standard library,
    /// a session of requests, or with `timeout=None` in httpx and aiohttp.
    ///
    /// ## Why
    /// A server that answers nothing then holds a thread, and enough of them hold the whole service.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from urllib.request import urlopen
    ///
    /// body = urlopen("https://example.org").read()
    /// ```
    ///
    /// ```bad app.py
    /// import requests
    ///
    /// session = requests.Session()
    /// session.get("https://example.org")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from urllib.request import urlopen
    ///
    /// body = urlopen("https://example.org", timeout=10).read()
    /// ```
    ///
    /// ## References
    /// - [socket: timeouts](https://docs.python.org/3/library/socket.html#notes-on-socket-timeouts)
    /// - [Requests: timeouts](https://requests.readthedocs.io/en/latest/user/advanced/#timeouts)
    /// - [CWE-400: uncontrolled resource consumption](https://cwe.mitre.org/data/definitions/400.html)
    pub(crate) static NO_TIMEOUT = {
        name: "no-timeout",
        family: Code,
        summary: "network call that may wait for ever",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [400],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(VERBS), session)]).supersedes(&["B113"])),
    };
}

const NAMES: &[&str] = &[
    "urllib.request.urlopen",
    "socket.create_connection",
    "http.client.HTTPConnection",
    "http.client.HTTPSConnection",
    "smtplib.SMTP",
    "smtplib.SMTP_SSL",
    "ftplib.FTP",
    "ftplib.FTP_TLS",
    "poplib.POP3",
    "poplib.POP3_SSL",
    "imaplib.IMAP4",
    "imaplib.IMAP4_SSL",
    "httpx.Client",
    "httpx.AsyncClient",
    "aiohttp.ClientSession",
    "requests.request",
];

const VERBS: &[&str] = &[
    "get", "post", "put", "patch", "delete", "head", "options", "request",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    // Where the timeout stands by position.
    let place = match cx.last_name() {
        "urlopen" | "HTTPConnection" | "POP3" | "IMAP4" => 2,
        "create_connection" => 1,
        "SMTP" => 3,
        "FTP" => 4,
        _ => 9,
    };
    let timeout = call.argument("timeout", place);
    let has_own = matches!(cx.name().split('.').next(), Some("httpx" | "aiohttp"));
    let is_off = timeout.is_some_and(|value| cx.constant(value) == Some(Const::None));
    // Without a host nothing is connected yet.
    let is_idle = call.positional_count() == 0 && call.keywords().next().is_none();
    let text = &cx.module().source().text;
    let is_global = text.len() < 200_000 && text.contains("setdefaulttimeout(");
    let is_missing =
        timeout.is_none() && !has_own && !is_idle && !call.has_unpacking() && !is_global;
    hit(cx, is_off || is_missing)
}

fn session<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, _) = cx.method(call)?;
    let is_session = matches!(
        maker.as_str(),
        "requests.Session" | "requests.session" | "requests.sessions.Session"
    );
    let timeout = call.keyword("timeout");
    let is_off = timeout.is_none_or(|value| cx.constant(value) == Some(Const::None));
    hit(cx, is_session && is_off && !call.has_unpacking())
}

fn hit(cx: &Cx<'_>, is_off: bool) -> Option<Hit> {
    let message = "without a timeout this may wait for ever";
    (is_off && !setting::is_test(cx)).then(|| Hit::new(Severity::Low, Confidence::Medium, message))
}
