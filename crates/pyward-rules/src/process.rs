//! Functions that start processes.

use pyward_model::{Confidence, Severity};
use pyward_python::views::{Field, Kind, Node};

use crate::value::is_formatted;
use crate::{Cx, Listed};

/// How bad it is that a shell reads a command, and how sure that is, by what is known of the command.
///
/// Bandit knows fixed texts and all else. In pyward's own mode a fixed command may have a name, one that is put together
/// from parts here is as bad as bandit has it, and of one that comes from elsewhere nothing is known: where it comes from
/// outside, the flow is what is reported.
pub(crate) fn read_by_shell<'a>(cx: &Cx<'a>, command: Node<'a>) -> (Severity, Confidence) {
    if command.str_value().is_some() {
        return (Severity::Low, Confidence::High);
    }
    if cx.is_compat() {
        return (Severity::High, Confidence::High);
    }
    let origins = cx.origins(command);
    // There are none where the way to them is too long.
    let is_fixed = |origin: &Node<'_>| origin.str_value().is_some();
    if !origins.is_empty() && origins.iter().all(is_fixed) {
        (Severity::Low, Confidence::High)
    } else if origins.iter().any(|origin| is_formatted(*origin)) {
        (Severity::High, Confidence::Medium)
    } else {
        (Severity::Medium, Confidence::Medium)
    }
}

/// Functions of `subprocess` that take `shell`.
pub(crate) static SUBPROCESS: Listed = Listed {
    section: "shell_injection",
    option: "subprocess",
    default: &[
        "subprocess.Popen",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.run",
    ],
};

/// Functions that hand a text to a shell.
pub(crate) static SHELL: Listed = Listed {
    section: "shell_injection",
    option: "shell",
    default: &[
        "os.system",
        "os.popen",
        "os.popen2",
        "os.popen3",
        "os.popen4",
        "popen2.popen2",
        "popen2.popen3",
        "popen2.popen4",
        "popen2.Popen3",
        "popen2.Popen4",
        "commands.getoutput",
        "commands.getstatusoutput",
        "subprocess.getoutput",
        "subprocess.getstatusoutput",
    ],
};

/// Functions that start a program without a shell.
pub(crate) static NO_SHELL: Listed = Listed {
    section: "shell_injection",
    option: "no_shell",
    default: &[
        "os.execl",
        "os.execle",
        "os.execlp",
        "os.execlpe",
        "os.execv",
        "os.execve",
        "os.execvp",
        "os.execvpe",
        "os.spawnl",
        "os.spawnle",
        "os.spawnlp",
        "os.spawnlpe",
        "os.spawnv",
        "os.spawnve",
        "os.spawnvp",
        "os.spawnvpe",
        "os.startfile",
    ],
};

/// Whether a value of `shell` is true, or might be.
pub(crate) fn is_true(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::List => value.child(Field::Elts).is_some(),
        Kind::Dict => value.child(Field::Values).is_some(),
        _ => value.constant().is_none_or(|constant| constant.is_truthy()),
    }
}
