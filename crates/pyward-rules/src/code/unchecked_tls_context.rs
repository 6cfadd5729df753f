use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A TLS context is told to check no host names or no certificates, or one that does not is made the default.
    ///
    /// ## Why
    /// Without the checks anybody on the way can pose as the server.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context()
    /// context.check_hostname = False
    /// context.verify_mode = ssl.CERT_NONE
    /// ```
    ///
    /// ```bad app.py
    /// import ssl
    ///
    /// ssl._create_default_https_context = ssl._create_unverified_context
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import ssl
    ///
    /// context = ssl.create_default_context(cafile="/etc/ssl/our-ca.pem")
    /// ```
    ///
    /// ## References
    /// - [ssl: security considerations](https://docs.python.org/3/library/ssl.html#ssl-security)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static UNCHECKED_TLS_CONTEXT = {
        name: "unchecked-tls-context",
        family: Code,
        summary: "TLS context that checks no certificates",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [295],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Assign(find), Look::Call(Names::Last(&["wrap_socket", "SSLContext"]), wrapped)]).supersedes(&["B323"])),
    };
}

fn find<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let value = assign.value()?;
    let target = assign
        .targets()
        .find(|target| target.kind() == Kind::Attribute)?;
    let message = match target.attribute()? {
        "check_hostname" if cx.is_false(value) => "host names are left unchecked",
        "verify_mode" if is_none(cx, value) => "certificates are left unchecked",
        "_create_default_https_context" => {
            let name = cx.qualified(value);
            name.filter(|name| name == "ssl._create_unverified_context")?;
            "certificates are left unchecked by the whole process"
        }
        _ => return None,
    };
    Some(Hit::new(Severity::High, Confidence::High, message))
}

fn wrapped<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = call
        .keyword("cert_reqs")
        .filter(|_| cx.name() == "ssl.wrap_socket")?;
    let message = "certificates are left unchecked";
    is_none(cx, value).then(|| Hit::new(Severity::High, Confidence::High, message).at(value))
}

fn is_none<'a>(cx: &Cx<'a>, value: Node<'a>) -> bool {
    cx.origins(value).into_iter().any(|origin| {
        origin.last_name() == Some("CERT_NONE")
            || cx.qualified(origin).as_deref() == Some("ssl.CERT_NONE")
    })
}
