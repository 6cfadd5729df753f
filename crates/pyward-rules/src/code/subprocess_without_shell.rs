use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Node};

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of `subprocess` is called without a shell. Fixed commands are left alone.
    ///
    /// ## Why
    /// No shell reads the arguments, but the program does: one that begins with `-` is an option to it.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import subprocess
    ///
    /// subprocess.run(["tar", "-xf", name])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import subprocess
    ///
    /// subprocess.run(["uname", "-a"])
    /// ```
    ///
    /// ## References
    /// - [subprocess: security considerations](https://docs.python.org/3/library/subprocess.html#security-considerations)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static SUBPROCESS_WITHOUT_SHELL = {
        name: "subprocess-without-shell",
        family: Code,
        summary: "program started with arguments from elsewhere",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [78],
        aliases: ["B603", "S603"],
        subject: Subject::Code(Code::bandit("B603", "subprocess_without_shell_equals_true", &[Look::Call(Names::Listed(&[&process::SUBPROCESS]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let shell = call.keyword("shell");
    if shell.is_some_and(process::is_true) {
        return None;
    }
    let command = call.argument("args", 0);
    if !cx.is_compat() && command.is_some_and(Node::is_literal) {
        return None;
    }
    if cx.is_compat() && argument::keywords_fail(call) {
        return None;
    }
    let message = "a program is started; look where its arguments come from";
    let hit = Hit::new(Severity::Low, Confidence::High, message);
    Some(match shell {
        Some(shell) => hit.at(shell),
        None => hit,
    })
}
