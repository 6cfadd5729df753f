use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Const, Kind, Node};

use crate::declare::rule;
use crate::setting;
use crate::word;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A password, token or key that is a string in the source is given to what connects or signs in: connections to
    /// databases, clients of boto3, `auth=` of requests, `Fernet`, `HTTPBasicAuth`.
    ///
    /// ## Why
    /// Whoever reads the source, or a copy or an old commit of it, can sign in; and it cannot be changed without a release.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import psycopg2
    ///
    /// db = psycopg2.connect(host="db", user="app", password="hunter2-prod")
    /// ```
    ///
    /// ```bad app.py
    /// import requests
    ///
    /// requests.get("https://api.example.org", auth=("app", "kw83mmz0q"))
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// import psycopg2
    ///
    /// db = psycopg2.connect(host="db", user="app", password=os.environ["DB_PASSWORD"])
    /// ```
    ///
    /// ## References
    /// - [OWASP: hard-coded passwords](https://owasp.org/www-community/vulnerabilities/Use_of_hard-coded_password)
    /// - [CWE-798: use of hard-coded credentials](https://cwe.mitre.org/data/definitions/798.html)
    pub(crate) static CREDENTIAL_IN_CALL = {
        name: "credential-in-call",
        family: Code,
        summary: "credential written into a call",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [798],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(&["password", "passwd", "pwd", "aws_secret_access_key", "aws_session_token", "auth", "api_key", "token", "access_token", "client_secret"]), find), Look::Call(Names::Last(&["Fernet", "HTTPBasicAuth", "HTTPDigestAuth", "BasicAuth"]), called)]).supersedes(&["B106"])),
    };
}

const CONNECTORS: &[&str] = &[
    "connect",
    "Connection",
    "Redis",
    "StrictRedis",
    "MongoClient",
    "create_connection",
    "client",
    "resource",
    "Session",
    "login",
    "SSHClient",
    "create_pool",
    "Client",
    "AsyncClient",
    "OpenAI",
    "Anthropic",
    "Github",
    "WebClient",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "request",
];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let last = call.func().last_name()?;
    if !CONNECTORS.contains(&last) || setting::is_test(cx) {
        return None;
    }
    if let Some(auth) = call.keyword("auth") {
        let pair = cx
            .origins(auth)
            .into_iter()
            .find(|it| it.kind() == Kind::Tuple)?;
        return judge(cx, pair.children().nth(1)?);
    }
    let is_verb = last.chars().all(char::is_lowercase)
        && !matches!(last, "connect" | "client" | "resource" | "login");
    [
        "password",
        "passwd",
        "pwd",
        "aws_secret_access_key",
        "aws_session_token",
        "api_key",
        "token",
        "access_token",
        "client_secret",
    ]
    .iter()
    .filter(|_| !is_verb)
    .filter_map(|name| call.keyword(name))
    .find_map(|value| judge(cx, value))
}

fn called<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = match cx.last_name() {
        "Fernet" => call.argument("key", 0),
        "BasicAuth" => call
            .argument("password", 1)
            .filter(|_| cx.name().starts_with("aiohttp.") || cx.name().starts_with("httpx.")),
        _ => call.argument("password", 1),
    };
    judge(cx, value.filter(|_| !setting::is_test(cx))?)
}

fn judge<'a>(cx: &Cx<'a>, value: Node<'a>) -> Option<Hit> {
    let text = match cx.constant(value)? {
        Const::Str(text) => text.to_owned(),
        Const::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => return None,
    };
    let is_real = text.len() >= 4 && !word::is_placeholder(&text);
    let weak = matches!(
        text.as_str(),
        "guest"
            | "anonymous"
            | "postgres"
            | "root"
            | "password"
            | "x-oauth-basic"
            | "none"
            | "None"
    );
    let message = "a credential is written into the source";
    (is_real && !weak).then(|| Hit::new(Severity::Medium, Confidence::Medium, message).at(value))
}
