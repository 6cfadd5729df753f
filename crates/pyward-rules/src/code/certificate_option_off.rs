use pyward_model::{Confidence, Severity};
use pyward_python::views::{Assign, Call, Field, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A database, a message broker or another server is connected to with an option that switches the check of its
    /// certificate off: `tlsAllowInvalidCertificates=True`, `ssl_cert_reqs=ssl.CERT_NONE`, `verify_certs=False`.
    ///
    /// ## Why
    /// The connection is encrypted, but to anybody: whoever stands between reads and changes what is sent, passwords
    /// included.
    ///
    /// ## Bad
    /// ```bad app.py
    /// from pymongo import MongoClient
    ///
    /// client = MongoClient(address, tls=True, tlsAllowInvalidCertificates=True)
    /// ```
    ///
    /// ```bad app.py
    /// options.update({"tlsAllowInvalidCertificates": True})
    /// ```
    ///
    /// ```bad app.py
    /// import ssl
    ///
    /// options = {"ssl_cert_reqs": ssl.CERT_NONE}
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// from pymongo import MongoClient
    ///
    /// client = MongoClient(address, tls=True, tlsCAFile="/etc/ssl/our-ca.pem")
    /// ```
    ///
    /// ```good app.py
    /// if allow_insecure:
    ///     options["tlsAllowInvalidCertificates"] = True
    /// ```
    ///
    /// ## References
    /// - [PyMongo: TLS options](https://www.mongodb.com/docs/languages/python/pymongo-driver/current/security/tls/)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static CERTIFICATE_OPTION_OFF = {
        name: "certificate-option-off",
        family: Code,
        summary: "option that leaves certificates unchecked",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [295],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Keyword(OPTIONS), find), Look::Node(&[Kind::Dict], entries), Look::Assign(assigned)])),
    };
}

const OPTIONS: &[&str] = &[
    "tlsAllowInvalidCertificates",
    "tlsAllowInvalidHostnames",
    "tlsInsecure",
    "tls_insecure",
    "ssl_cert_reqs",
    "verify_certs",
    "validate_certs",
    "ssl_verify",
    "ssl_verify_cert",
    "verify_ssl_certs",
    "disable_ssl_certificate_validation",
];

/// Whether an option is set so that nothing is checked.
fn is_off<'a>(cx: &Cx<'a>, name: &str, value: Node<'a>) -> bool {
    match name {
        "tlsAllowInvalidCertificates"
        | "tlsAllowInvalidHostnames"
        | "tlsInsecure"
        | "tls_insecure"
        | "disable_ssl_certificate_validation" => cx.is_true(value),
        "ssl_cert_reqs" => {
            value.last_name() == Some("CERT_NONE")
                || matches!(cx.text(value), Some("none" | "CERT_NONE"))
        }
        _ => cx.is_false(value),
    }
}

fn hit(name: &str) -> Hit {
    let message =
        format!("{name} leaves certificates unchecked: anybody on the way can pose as the server");
    Hit::new(Severity::Medium, Confidence::High, message)
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    OPTIONS.iter().find_map(|name| {
        let value = call.keyword(name)?;
        is_off(cx, name, value).then(|| hit(name).at(value))
    })
}

fn entries<'a>(cx: &Cx<'a>, dict: Node<'a>) -> Option<Hit> {
    dict.entries().into_iter().find_map(|(key, value)| {
        let name = key?.str_value().filter(|name| OPTIONS.contains(name))?;
        is_off(cx, name, value).then(|| hit(name).at(value))
    })
}

/// `options["tlsInsecure"] = True`, but where it is asked first whether somebody wants that.
fn assigned<'a>(cx: &Cx<'a>, assign: Assign<'a>) -> Option<Hit> {
    let value = assign.value()?;
    let name = assign.targets().find_map(|target| {
        let key = target.child(Field::Slice)?.str_value()?;
        OPTIONS.contains(&key).then_some(key)
    })?;
    let mut around = assign.node().ancestors();
    let is_asked_for = around.any(|node| node.kind() == Kind::If && asks_for_less(node));
    (!is_asked_for && is_off(cx, name, value)).then(|| hit(name).at(value))
}

/// Whether a test asks for something like `allow_insecure`.
fn asks_for_less(test: Node<'_>) -> bool {
    let condition = test.child(Field::Test);
    let whole = condition.into_iter();
    let names = whole.flat_map(|it| std::iter::once(it).chain(it.descendants()));
    names.take(100).filter_map(Node::last_name).any(|name| {
        let name = name.to_ascii_lowercase();
        ["insecure", "verif", "unsafe", "validat", "check", "ignore"]
            .iter()
            .any(|part| name.contains(part))
    })
}
