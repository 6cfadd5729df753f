use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind};

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function that is none of `subprocess` is called with `shell=True`. The option `subprocess` of `shell_injection` lists those that are.
    ///
    /// ## Why
    /// What it starts runs through a shell, which reads the whole text of the command.
    ///
    /// ## Bad
    /// ```bad app.py
    /// run_on_host(command, shell=True)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// run_on_host(["ls", "--", folder])
    /// ```
    ///
    /// ## References
    /// - [subprocess: security considerations](https://docs.python.org/3/library/subprocess.html#security-considerations)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    pub(crate) static SHELL_ARGUMENT = {
        name: "shell-argument",
        family: Code,
        summary: "call that asks for a shell",
        severity: Some(Severity::Medium),
        confidence: Low,
        cwes: [78],
        aliases: ["B604", "S604"],
        subject: Subject::Code(Code::bandit("B604", "any_other_function_with_shell_equals_true", &[Look::Call(Names::Keyword(&["shell"]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let shell = call
        .keyword("shell")
        .filter(|value| process::is_true(*value))?;
    let settings = cx.settings();
    let option = process::SUBPROCESS;
    let is_left_out = if cx.is_compat() {
        settings.is_cut_short(option.section, option.option) || argument::keywords_fail(call)
    } else {
        // A text is the path of a shell more often than a wish for one.
        !matches!(shell.kind(), Kind::Bool | Kind::Number)
    };
    if is_left_out || settings.is_listed(&option, cx.name()) {
        return None;
    }
    let message = "the call asks for a shell, which reads all of the command";
    Some(Hit::new(Severity::Medium, Confidence::Low, message).at(shell))
}
