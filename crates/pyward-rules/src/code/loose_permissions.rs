use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A file or folder is made or left writable for everybody, by a number, constants of `stat`, or an empty `umask`.
    ///
    /// ## Why
    /// Any user of the machine, and any program that runs as one, can change what is there.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    /// import stat
    ///
    /// os.chmod(path, stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    /// ```
    ///
    /// ```bad app.py
    /// import os
    ///
    /// os.umask(0)
    /// ```
    ///
    /// ```bad app.py
    /// from pathlib import Path
    ///
    /// Path("run").chmod(0o777)
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// os.chmod(path, 0o600)
    /// ```
    ///
    /// ## References
    /// - [os.chmod](https://docs.python.org/3/library/os.html#os.chmod)
    /// - [CWE-732: incorrect permission assignment](https://cwe.mitre.org/data/definitions/732.html)
    pub(crate) static LOOSE_PERMISSIONS = {
        name: "loose-permissions",
        family: Code,
        summary: "file or folder that anybody can change",
        severity: Some(Severity::Medium),
        confidence: High,
        cwes: [732],
        aliases: [],
        subject: Subject::Code(Code::own(&[Look::Call(Names::Whole(NAMES), find), Look::Call(Names::Method(&["chmod"]), path)]).supersedes(&["B103"])),
    };
}

const NAMES: &[&str] = &["os.chmod", "os.fchmod", "os.lchmod", "os.umask"];

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    match cx.last_name() {
        "umask" => {
            let mask = call.positional(0)?;
            // `umask(0)` that is put back reads the mask.
            let is_read = call
                .parent()
                .is_some_and(|around| around.kind() != Kind::Expr);
            let is_open = number(cx, mask)? & 0o002 == 0;
            let message = "files made from here on can be written by everybody";
            (is_open && !is_read).then(|| Hit::new(Severity::Medium, Confidence::Medium, message))
        }
        _ => judge(cx, call.argument("mode", 1)?),
    }
}

/// `Path(…).chmod(…)`.
fn path<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    if !cx.name().is_empty() && !cx.name().starts_with("pathlib.") {
        return None;
    }
    judge(cx, call.argument("mode", 0)?)
}

fn judge<'a>(cx: &Cx<'a>, mode: Node<'a>) -> Option<Hit> {
    let bits = number(cx, mode)?;
    let is_sticky = bits & 0o1000 != 0;
    let message = format!("mode {bits:#o} lets everybody change it");
    (bits & 0o002 != 0 && !is_sticky)
        .then(|| Hit::new(Severity::Medium, Confidence::High, message).at(mode))
}

/// A mode in numbers, names of `stat`, or both.
fn number<'a>(cx: &Cx<'a>, mode: Node<'a>) -> Option<i64> {
    if let Some(number) = cx.number(mode) {
        return Some(number);
    }
    if mode.kind() == Kind::BinOp && mode.operator() == Some("|") {
        let mut bits = 0;
        for part in mode.children() {
            bits |= number(cx, part).unwrap_or(0);
        }
        return Some(bits);
    }
    let name = cx.qualified(mode)?;
    Some(match name.strip_prefix("stat.")? {
        "S_IWOTH" => 0o002,
        "S_IRWXO" => 0o007,
        "S_IROTH" => 0o004,
        "S_IXOTH" => 0o001,
        "S_ISVTX" => 0o1000,
        _ => return None,
    })
}
