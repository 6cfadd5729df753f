use pyward_model::Severity;
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
    /// ## How sure
    /// Low severity: the command is fixed. High severity, medium confidence: it is put together from parts here. Medium,
    /// both: it comes from elsewhere. A command that anybody can send is reported as `command-injection`.
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

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
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
    let (severity, confidence) = process::read_by_shell(cx, command);
    let message = if severity == Severity::Low {
        "a fixed command runs through a shell; it needs none"
    } else {
        "a command runs through a shell, which reads all of it"
    };
    Some(Hit::new(severity, confidence, message).at(shell))
}
