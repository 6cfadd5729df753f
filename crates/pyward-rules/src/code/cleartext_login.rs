use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::value;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Somebody logs in over SMTP, IMAP, POP3, FTP or LDAP on a connection that is not encrypted: `SMTP.login` without
    /// `starttls` in the same function, `IMAP4` and `POP3` likewise, `FTP` instead of `FTP_TLS`, `ldap://` with a simple
    /// bind.
    ///
    /// ## Why
    /// Anybody on the way reads the password.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import smtplib
    ///
    ///
    /// def send(user, password):
    ///     server = smtplib.SMTP("mail.example.org")
    ///     server.login(user, password)
    /// ```
    ///
    /// ```bad app.py
    /// import ftplib
    ///
    /// ftp = ftplib.FTP("files.example.org", user, password)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import smtplib
    ///
    ///
    /// def send(user, password):
    ///     server = smtplib.SMTP("mail.example.org")
    ///     server.starttls()
    ///     server.login(user, password)
    /// ```
    ///
    /// ## References
    /// - [smtplib.SMTP.starttls](https://docs.python.org/3/library/smtplib.html#smtplib.SMTP.starttls)
    /// - [CWE-319: cleartext transmission of sensitive information](https://cwe.mitre.org/data/definitions/319.html)
    pub(crate) static CLEARTEXT_LOGIN = {
        name: "cleartext-login",
        family: Code,
        summary: "password sent without encryption",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [319],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["login", "user", "pass_", "simple_bind_s", "simple_bind"]), find), Look::Call(Names::Whole(&["ftplib.FTP"]), ftp)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (maker, method) = cx.method(call)?;
    let object = call.func().children().next()?;
    let (what, saves) = match (maker.as_str(), method) {
        ("smtplib.SMTP", "login") => ("SMTP", "starttls"),
        ("imaplib.IMAP4", "login") => ("IMAP", "starttls"),
        ("poplib.POP3", "pass_") => ("POP3", "stls"),
        ("ftplib.FTP", "login") => ("FTP", "prot_p"),
        ("ldap.initialize", "simple_bind_s" | "simple_bind") => ("LDAP", "start_tls_s"),
        _ => return None,
    };
    if what == "FTP"
        && call
            .positional(0)
            .is_none_or(|user| cx.text(user) == Some("anonymous"))
    {
        return None;
    }
    if what == "LDAP" && !is_plain_ldap(cx, object) {
        return None;
    }
    let is_saved = value::around(call.node())
        .descendants()
        .take(20_000)
        .any(|node| node.attribute() == Some(saves));
    let message = format!("a password goes over {what} without encryption");
    (!is_saved).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}

fn ftp<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let user = call.argument("user", 1)?;
    call.argument("passwd", 2)?;
    let message = "a password goes over FTP without encryption; use ftplib.FTP_TLS";
    (cx.text(user) != Some("anonymous"))
        .then(|| Hit::new(Severity::Medium, Confidence::High, message))
}

fn is_plain_ldap<'a>(cx: &Cx<'a>, object: Node<'a>) -> bool {
    let made = cx.origins(object).into_iter().find_map(Call::of);
    let url = made.and_then(|made| made.argument("uri", 0));
    url.and_then(|url| cx.text(url)).is_some_and(|url| {
        url.starts_with("ldap://") && !url.contains("localhost") && !url.contains("127.0.0.1")
    })
}
