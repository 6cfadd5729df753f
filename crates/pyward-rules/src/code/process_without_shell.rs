use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function such as `os.execv` or `os.spawnl` starts a program. Fixed commands are left alone. The option `no_shell` of
    /// `shell_injection` lists such functions.
    ///
    /// ## Why
    /// No shell reads the arguments, but the program does: one that begins with `-` is an option to it.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    /// os.execv(program, [program, name])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// os.execl("/bin/sync", "sync")
    /// ```
    ///
    /// ## References
    /// - [os.execv](https://docs.python.org/3/library/os.html#os.execv)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static PROCESS_WITHOUT_SHELL = {
        name: "process-without-shell",
        family: Code,
        summary: "program started with arguments from elsewhere",
        severity: Some(Severity::Low),
        confidence: Medium,
        cwes: [78],
        aliases: ["B606", "S606"],
        subject: Subject::Code(Code::bandit("B606", "start_process_with_no_shell", &[Look::Call(Names::Listed(&[&process::NO_SHELL]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let mut given = call.node().children().skip(1);
    if !cx.is_compat() && given.all(is_fixed) {
        return None;
    }
    let message = "a program is started; look where its arguments come from";
    Some(Hit::new(Severity::Low, Confidence::Medium, message))
}

/// Whether an argument is a literal, or one of the modes of `os.spawnv`.
fn is_fixed(argument: Node<'_>) -> bool {
    argument.is_literal()
        || argument
            .last_name()
            .is_some_and(|name| matches!(name, "P_WAIT" | "P_NOWAIT" | "P_NOWAITO" | "P_DETACH"))
}
