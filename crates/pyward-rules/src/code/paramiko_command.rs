use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A command is run on another machine by Paramiko's `exec_command`. Fixed commands are left alone.
    ///
    /// ## Why
    /// The shell on the other side reads the whole text: whatever of it comes from outside can begin another command.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import paramiko
    ///
    /// client = paramiko.SSHClient()
    /// client.exec_command("ls " + folder)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import paramiko
    ///
    /// client = paramiko.SSHClient()
    /// client.exec_command("uptime")
    /// ```
    ///
    /// ## References
    /// - [SSHClient.exec_command](https://docs.paramiko.org/en/stable/api/client.html#paramiko.client.SSHClient.exec_command)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static PARAMIKO_COMMAND = {
        name: "paramiko-command",
        family: Code,
        summary: "command put together for another machine",
        severity: Some(Severity::Medium),
        confidence: Medium,
        cwes: [78],
        aliases: ["B601", "S601"],
        subject: Subject::Code(Code::bandit("B601", "paramiko_calls", &[Look::Call(Names::Named(&["exec_command"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let is_found = if cx.is_compat() {
        cx.is_imported_like("paramiko")
    } else {
        let command = call.argument("command", 0)?;
        let command = cx.value_of(command).unwrap_or(command);
        cx.is_imported_below("paramiko") && command.str_value().is_none()
    };
    let message = "a shell on the other machine reads all of the command";
    is_found.then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
}
