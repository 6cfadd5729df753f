use pyward_model::{Confidence, Severity};
use pyward_python::Span;
use pyward_python::views::{Assign, Call, Node};

use crate::declare::rule;
use crate::edit;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A request is made, or a client or session set up, with the check of certificates switched off: `verify=False` of
    /// requests and httpx, on their sessions and clients too, `ssl=False` and `verify_ssl=False` of aiohttp,
    /// `cert_reqs="CERT_NONE"` of urllib3.
    ///
    /// ## Why
    /// Without the check anybody on the way can pose as the server, read what is sent and answer as they like.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import requests
    ///
    /// session = requests.Session()
    /// session.get("https://example.org", verify=False)
    /// ```
    ///
    /// ```bad app.py
    /// import requests
    ///
    /// session = requests.Session()
    /// session.verify = False
    /// ```
    ///
    /// ```bad app.py
    /// import aiohttp
    ///
    /// connector = aiohttp.TCPConnector(ssl=False)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import requests
    ///
    /// session = requests.Session()
    /// session.verify = "/etc/ssl/our-ca.pem"
    /// session.get("https://example.org")
    /// ```
    ///
    /// ## References
    /// - [Requests: SSL certificate verification](https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification)
    /// - [ssl: security considerations](https://docs.python.org/3/library/ssl.html#ssl-security)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static UNVERIFIED_TLS = {
        name: "unverified-tls",
        family: Code,
        summary: "TLS certificates left unchecked",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [295],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(&["verify", "ssl", "verify_ssl", "cert_reqs"]), find), Look::Call(Names::Whole(VERBS), unpacked), Look::Assign(assigned)]).supersedes(&["B501"])),
    };
}

/// Packages whose functions, clients and sessions take `verify`.
const CLIENTS: &[&str] = &[
    "requests",
    "httpx",
    "requests_toolbelt",
    "requests_oauthlib",
    "niquests",
    "boto3",
    "hvac",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let maker = cx.method(call).map(|(maker, _)| maker);
    let named = if cx.name().is_empty() {
        maker
    } else {
        Some(cx.name().to_owned())
    };
    let owner = named
        .as_deref()
        .and_then(|name| name.split('.').next())
        .unwrap_or("");
    let is_off = |value: &Node<'a>| cx.is_false(*value);
    let value = if CLIENTS.contains(&owner) {
        call.keyword("verify").filter(is_off)
    } else if owner == "aiohttp" {
        let value = call.keyword("ssl").or_else(|| call.keyword("verify_ssl"));
        value.filter(is_off)
    } else if owner == "urllib3" {
        call.keyword("cert_reqs").filter(|value| {
            cx.text(*value) == Some("CERT_NONE") || value.last_name() == Some("CERT_NONE")
        })
    } else if maker_is_unknown(call) {
        // `self.session.get(url, verify=False)`: of what else would that be.
        call.keyword("verify").filter(is_off)
    } else {
        None
    }?;
    let message = "certificates are left unchecked, so anybody on the way can pose as the server";
    let confidence = if owner.is_empty() {
        Confidence::Medium
    } else {
        Confidence::High
    };
    let hit = Hit::new(Severity::High, confidence, message).at(value);
    let edit = match owner {
        // Versions of urllib3 before 2 check nothing that they are not told to.
        "urllib3" => required(value),
        _ => edit::without(call, value).filter(|_| value.bool_value().is_some()),
    };
    Some(match edit {
        Some(edit) => hit.fixed("check certificates again", vec![edit]),
        None => hit,
    })
}

/// The edit that asks for the check: `"CERT_NONE"` becomes `"CERT_REQUIRED"`, and so does the attribute of `ssl`.
fn required(value: Node<'_>) -> Option<(Span, String)> {
    let span = value.span();
    let text = value.text();
    let at = text.rfind("CERT_NONE")?;
    let start = span.start + at;
    let is_written = value.str_value().is_some() || value.attribute().is_some();
    let part = value.tree().module().span(start, start + "CERT_NONE".len());
    is_written.then(|| (part, "CERT_REQUIRED".to_owned()))
}

/// `requests.get(url, **{"verify": False})`, also through a name.
fn unpacked<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let off = call
        .keywords()
        .filter(|keyword| keyword.name().is_none())
        .find(|keyword| {
            cx.origins(keyword.value())
                .into_iter()
                .flat_map(Node::entries)
                .any(|(key, value)| {
                    key.and_then(Node::str_value) == Some("verify") && cx.is_false(value)
                })
        })?;
    let message = "certificates are left unchecked, so anybody on the way can pose as the server";
    Some(Hit::new(Severity::High, Confidence::Medium, message).at(off.value()))
}

const VERBS: &[&str] = &[
    "requests.get",
    "requests.post",
    "requests.put",
    "requests.patch",
    "requests.delete",
    "requests.head",
    "requests.request",
    "httpx.get",
    "httpx.post",
    "httpx.put",
    "httpx.request",
    "httpx.Client",
    "httpx.AsyncClient",
];

/// Whether a call looks like one of a session's methods.
fn maker_is_unknown(call: Call<'_>) -> bool {
    let method = call.func().attribute();
    let object = call.func().children().next().and_then(Node::last_name);
    let is_verb = matches!(
        method,
        Some(
            "get" | "post" | "put" | "patch" | "delete" | "head" | "options" | "request" | "stream"
        )
    );
    is_verb && object.is_some_and(|name| word::has(name, &["session", "client", "http", "sess"]))
}

/// `session.verify = False`.
fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let value = assign.value().filter(|value| cx.is_false(*value))?;
    let target = assign
        .targets()
        .find(|target| target.attribute() == Some("verify"))?;
    let object = target.children().next()?;
    let is_client = cx
        .maker(object)
        .is_some_and(|maker| CLIENTS.iter().any(|client| maker.starts_with(client)));
    let is_like = object
        .last_name()
        .is_some_and(|name| word::has(name, &["session", "sess", "client"]));
    let message = "certificates are left unchecked by the whole session";
    (is_client || is_like).then(|| {
        let hit = Hit::new(Severity::High, Confidence::High, message).at(value);
        match value.bool_value() {
            Some(_) => {
                let edit = (value.span(), "True".to_owned());
                hit.fixed("check certificates again", vec![edit])
            }
            None => hit,
        }
    })
}
