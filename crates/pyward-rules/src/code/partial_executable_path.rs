use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind};

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A process is started by a fixed name without a folder.
    ///
    /// ## Why
    /// The program is looked for in `PATH`: whoever can write into one of its folders, or set it, chooses what runs.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import subprocess
    ///
    /// subprocess.run(["git", "status"])
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import subprocess
    ///
    /// subprocess.run(["/usr/bin/git", "status"])
    /// ```
    ///
    /// ## References
    /// - [subprocess: security considerations](https://docs.python.org/3/library/subprocess.html#security-considerations)
    /// - [CWE-78: OS command injection](https://cwe.mitre.org/data/definitions/78.html)
    /// - [CWE-426: untrusted search path](https://cwe.mitre.org/data/definitions/426.html)
    pub(crate) static PARTIAL_EXECUTABLE_PATH = {
        name: "partial-executable-path",
        family: Code,
        summary: "program started by a name that is searched for",
        severity: Some(Severity::Low),
        confidence: High,
        cwes: [78],
        aliases: ["B607", "S607"],
        subject: Subject::Code(Code::bandit("B607", "start_process_with_partial_path", &[Look::Call(Names::Listed(&[&process::SUBPROCESS, &process::SHELL, &process::NO_SHELL]), find)])),
    };
}

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let mut command = call.positional(0)?;
    if command.kind() == Kind::List {
        command = command.child(Field::Elts).unwrap_or(command);
    }
    let text = command.str_value()?;
    if cx.is_compat() && argument::positionals_fail(call) {
        return None;
    }
    let mut chars = text.chars();
    let is_placed = match (chars.next(), chars.next()) {
        (Some('\\' | '/' | '.'), _) => true,
        (Some(drive), Some(':')) => drive.is_ascii_alphabetic(),
        _ => false,
    };
    let message = "the program is searched for in PATH";
    if is_placed {
        return None;
    }
    let hit = Hit::new(Severity::Low, Confidence::High, message);
    // An untrusted search path is no command that somebody else writes.
    Some(if cx.is_compat() {
        hit
    } else {
        hit.cwes(&[426])
    })
}
