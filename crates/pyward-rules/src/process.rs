//! Functions that start processes.

use pyward_python::views::{Field, Kind, Node};

use crate::Listed;

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
