use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind, Node};

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A function of `subprocess` is called without a shell. Fixed commands are left alone, and lists that begin with a fixed
    /// program, unless it is one that runs what its arguments say: a shell, an interpreter, `tar`, `git`, `find`, `ssh`.
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

/// Programs that run what their arguments say, or write where these say.
const RUNNERS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "ksh",
    "dash",
    "fish",
    "cmd",
    "powershell",
    "pwsh",
    "python",
    "python2",
    "python3",
    "perl",
    "ruby",
    "node",
    "php",
    "lua",
    "awk",
    "gawk",
    "sed",
    "find",
    "xargs",
    "env",
    "sudo",
    "su",
    "doas",
    "nohup",
    "timeout",
    "nice",
    "parallel",
    "ssh",
    "scp",
    "sftp",
    "rsync",
    "git",
    "hg",
    "svn",
    "tar",
    "zip",
    "unzip",
    "7z",
    "curl",
    "wget",
    "make",
    "docker",
    "kubectl",
    "psql",
    "mysql",
    "sqlite3",
    "vim",
    "ed",
    "man",
    "less",
    "tcpdump",
    "ffmpeg",
    "convert",
    "gs",
    "pip",
    "npm",
    "systemctl",
    "crontab",
    "at",
    "screen",
    "tmux",
    "expect",
    "gdb",
    "strace",
    "nmap",
    "openssl",
];

/// The name of the program a list begins with, where it is fixed.
fn program(command: Node<'_>) -> Option<&str> {
    let is_list = matches!(command.kind(), Kind::List | Kind::Tuple);
    let first = command.child(Field::Elts).filter(|_| is_list)?;
    let path = first.str_value()?;
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    Some(name.strip_suffix(".exe").unwrap_or(name))
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
    let list = command.filter(|_| !cx.is_compat());
    let list = list.map(|command| cx.value_of(command).unwrap_or(command));
    let program = list.and_then(program);
    if program.is_some_and(|name| !RUNNERS.contains(&name)) {
        return None;
    }
    let message = "a program is started; look where its arguments come from";
    let hit = Hit::new(Severity::Low, Confidence::High, message);
    Some(match shell {
        Some(shell) => hit.at(shell),
        None => hit,
    })
}
