use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Class, Const, Function, Kind};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// An SSH client takes any host key: a paramiko policy that does, given as an instance or through a name, an own policy
    /// that refuses nothing, or `known_hosts=None` of asyncssh.
    ///
    /// ## Why
    /// Anybody on the way can pose as the server, read what is sent and get the password.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import paramiko
    ///
    /// policy = paramiko.AutoAddPolicy()
    /// client = paramiko.SSHClient()
    /// client.set_missing_host_key_policy(policy)
    /// ```
    ///
    /// ```bad app.py
    /// import asyncssh
    ///
    ///
    /// async def run():
    ///     await asyncssh.connect("example.org", known_hosts=None)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import paramiko
    ///
    /// client = paramiko.SSHClient()
    /// client.load_system_host_keys()
    /// client.set_missing_host_key_policy(paramiko.RejectPolicy())
    /// ```
    ///
    /// ## References
    /// - [paramiko: host keys](https://docs.paramiko.org/en/stable/api/client.html)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    /// - [CWE-322: key exchange without entity authentication](https://cwe.mitre.org/data/definitions/322.html)
    pub(crate) static SSH_HOST_UNVERIFIED = {
        name: "ssh-host-unverified",
        family: Code,
        summary: "SSH host keys left unchecked",
        severity: Some(Severity::High),
        confidence: High,
        cwes: [295, 322],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Method(&["set_missing_host_key_policy"]), find), Look::Call(Names::Last(&["connect", "create_connection", "listen_reverse"]), asyncssh), Look::Class(policy)]).supersedes(&["B507"])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = call.argument("policy", 0)?;
    let named = cx.maker(value).or_else(|| cx.qualified(value))?;
    let is_lax = matches!(
        named.rsplit('.').next(),
        Some("AutoAddPolicy" | "WarningPolicy")
    );
    let message = "host keys of any server are taken, so anybody on the way can pose as it";
    (is_lax && named.starts_with("paramiko."))
        .then(|| Hit::new(Severity::High, Confidence::High, message).at(value))
}

fn asyncssh<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let value = call
        .keyword("known_hosts")
        .filter(|_| cx.name().starts_with("asyncssh."))?;
    let message = "host keys of any server are taken, so anybody on the way can pose as it";
    let is_off = cx.constant(value) == Some(Const::None);
    is_off.then(|| Hit::new(Severity::High, Confidence::High, message).at(value))
}

/// A policy of one's own whose `missing_host_key` does nothing.
fn policy<'a>(cx: &Cx<'a>, class: Class<'a>) -> Option<Hit> {
    let mut bases = class.bases().filter_map(|base| cx.qualified(base));
    bases.find(|base| base.starts_with("paramiko.") && base.ends_with("MissingHostKeyPolicy"))?;
    let method = class
        .body()
        .filter_map(Function::of)
        .find(|method| method.name() == "missing_host_key")?;
    let is_empty = method.body().all(|statement| {
        matches!(statement.kind(), Kind::Pass | Kind::Expr)
            && !statement
                .descendants()
                .take(500)
                .any(|it| it.kind() == Kind::Call)
            || (statement.kind() == Kind::Return && statement.children().next().is_none())
    });
    let message = "this policy takes host keys of any server";
    is_empty.then(|| Hit::new(Severity::High, Confidence::High, message).at(method.node()))
}
