use pyward_model::{Confidence, Severity};
use pyward_python::views::Call;

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of `subprocess` is called with a true `shell`. Where the command is a plain string, severity is low.
    ///
    /// ## Why
    /// The shell reads the whole text: whatever of it comes from outside can end one command and begin another.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import subprocess
    ///
    /// subprocess.run("ls " + folder, shell=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import subprocess
    ///
    /// subprocess.run(["ls", "--", folder])
    /// ```
    ///
    /// ## References
    /// - [subprocess: security considerations](https://docs.python.org/3/library/subprocess.html#security-considerations)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static SUBPROCESS_WITH_SHELL = {
        name: "subprocess-with-shell",
        family: Code,
        summary: "command run through a shell",
        severity: None,
        confidence: High,
        cwes: [78],
        aliases: ["B602", "S602"],
        subject: Subject::Code(Code::bandit("B602", "subprocess_popen_with_shell_equals_true", &[Look::Call(Names::Listed(&[&process::SUBPROCESS]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let shell = call
        .keyword("shell")
        .filter(|value| process::is_true(*value))?;
    let command = if cx.is_compat() {
        call.positional(0)
    } else {
        call.argument("args", 0)
    }?;
    let fails = || argument::keywords_fail(call) || argument::positionals_fail(call);
    if cx.is_compat() && fails() {
        return None;
    }
    let (severity, message) = if command.str_value().is_some() {
        (
            Severity::Low,
            "a fixed command runs through a shell; it needs none",
        )
    } else {
        (
            Severity::High,
            "a command runs through a shell, which reads all of it",
        )
    };
    Some(Hit::new(severity, Confidence::High, message).at(shell))
}
