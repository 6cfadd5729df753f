use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// Paramiko is told to accept host keys it does not know.
    ///
    /// ## Why
    /// Whoever stands between can pass for the server, and gets the password and everything sent.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import paramiko
    ///
    /// client = paramiko.SSHClient()
    /// client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
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
    /// - [SSHClient.set_missing_host_key_policy](https://docs.paramiko.org/en/stable/api/client.html#paramiko.client.SSHClient.set_missing_host_key_policy)
    /// - [CWE-295: improper certificate validation](https://cwe.mitre.org/data/definitions/295.html)
    pub(crate) static SSH_HOST_KEY_UNCHECKED = {
        name: "ssh-host-key-unchecked",
        family: Code,
        summary: "SSH server that is taken at its word",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [295],
        aliases: ["B507", "S507"],
        subject: Subject::Code(Code::bandit("B507", "ssh_no_host_key_verification", &[Look::Call(Names::Named(&["set_missing_host_key_policy"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let policy = if cx.is_compat() {
        call.positional(0)
            .filter(|_| cx.is_imported_like("paramiko"))
    } else {
        let policy = call.argument("policy", 0)?;
        Some(cx.value_of(policy).unwrap_or(policy)).filter(|_| cx.is_imported_below("paramiko"))
    }?;
    let name = Call::of(policy).map_or(policy, Call::func).last_name()?;
    let message = "host keys nobody knows are accepted";
    matches!(name, "AutoAddPolicy" | "WarningPolicy")
        .then(|| Hit::new(Severity::High, Confidence::Medium, message))
}
