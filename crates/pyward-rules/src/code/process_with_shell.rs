use pyward_model::Severity;
use pyward_python::views::Call;

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function such as `os.system` hands a command to a shell. Where the command is a plain string, severity is low. The option
    /// `shell` of `shell_injection` lists such functions.
    ///
    /// ## Why
    /// The shell reads the whole text: whatever of it comes from outside can end one command and begin another.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    /// os.system("ls " + folder)
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
    /// - [os.system](https://docs.python.org/3/library/os.html#os.system)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static PROCESS_WITH_SHELL = {
        name: "process-with-shell",
        family: Code,
        summary: "command handed to a shell",
        severity: None,
        confidence: High,
        cwes: [78],
        aliases: ["B605", "S605"],
        subject: Subject::Code(Code::bandit("B605", "start_process_with_a_shell", &[Look::Call(Names::Listed(&[&process::SHELL]), find)])),
    };
}

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let command = if cx.is_compat() {
        call.positional(0)
            .filter(|_| !argument::positionals_fail(call))
    } else {
        let given = call.positional(0);
        given.or_else(|| {
            ["command", "cmd"]
                .into_iter()
                .find_map(|name| call.keyword(name))
        })
    }?;
    let (severity, confidence) = process::read_by_shell(cx, command);
    let message = if severity == Severity::Low {
        "a fixed command is handed to a shell; it needs none"
    } else {
        "a command is handed to a shell, which reads all of it"
    };
    Some(Hit::new(severity, confidence, message))
}
