use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Field, Kind, Node};

use crate::argument;
use crate::declare::rule;
use crate::{Code, Cx, Hit, Look, Names, Subject};

rule! {
    /// A file is given a mode that lets others than its owner write it.
    ///
    /// ## Why
    /// Whoever has an account on the machine can change the file, and with it what reads it.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    /// os.chmod(path, 0o777)
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
    /// - [CWE-732: incorrect permission assignment for critical resource](https://cwe.mitre.org/data/definitions/732.html)
    pub(crate) static PERMISSIVE_FILE_MODE = {
        name: "permissive-file-mode",
        family: Code,
        summary: "file mode that lets others write",
        severity: None,
        confidence: High,
        cwes: [732],
        aliases: ["B103", "S103"],
        subject: Subject::Code(Code::bandit("B103", "set_bad_file_permissions", &[Look::Call(Names::Containing(&["chmod"]), find)])),
    };
}

/// Bits that bandit takes for too much: group and others may write or run.
const COMPAT: i64 = 0o033;

/// Group and others may write.
const OWN: i64 = 0o022;

const OTHERS_WRITE: i64 = 0o002;

/// How many operations of a mode are looked into.
const DEEPEST: usize = 12;

fn find<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Hit> {
    let (mode, dangerous) = if cx.is_compat() {
        let is_pair = call.positional_count() == 2;
        let mode = call.positional(1).filter(|_| is_pair)?;
        (mode.int_value()?, COMPAT)
    } else {
        (folded(cx, given(cx, call)?, DEEPEST)?, OWN)
    };
    if mode & dangerous == 0 {
        return None;
    }
    if cx.is_compat() && call.positional(0).is_some_and(argument::fails) {
        return None;
    }
    let severity = if mode & OTHERS_WRITE == 0 {
        Severity::Medium
    } else {
        Severity::High
    };
    let who = match severity {
        Severity::High => "everybody",
        _ => "its group",
    };
    let message = format!("mode {mode:#o} gives rights over the file to {who}");
    Some(Hit::new(severity, Confidence::High, message))
}

/// The mode in a call of `os.chmod` and its like, or of a path's method.
fn given<'a>(cx: &Cx<'a>, call: Call<'a>) -> Option<Node<'a>> {
    let number = match cx.name() {
        "os.chmod" | "os.fchmod" | "os.lchmod" => 1,
        // Without a receiver it is some other function.
        _ => match call.func().attribute()? {
            "chmod" | "lchmod" if call.positional_count() < 2 => 0,
            "chmod" | "fchmod" | "lchmod" => 1,
            _ => return None,
        },
    };
    call.argument("mode", number)
}

/// The bits that a mode certainly has: of numbers and the constants of `stat`, put together by `|`, `&`, `^` and `+`.
fn folded<'a>(cx: &Cx<'a>, node: Node<'a>, fuel: usize) -> Option<i64> {
    let fuel = fuel.checked_sub(1)?;
    if let Some(number) = node.int_value() {
        return Some(number);
    }
    if let Some(value) = cx.value_of(node) {
        return folded(cx, value, fuel);
    }
    if node.kind() != Kind::BinOp {
        let name = cx.qualified(node)?;
        return named(name.strip_prefix("stat.")?);
    }
    let left = node
        .child(Field::Left)
        .and_then(|part| folded(cx, part, fuel));
    let right = node
        .child(Field::Right)
        .and_then(|part| folded(cx, part, fuel));
    match node.operator()? {
        "|" => Some(left.unwrap_or(0) | right.unwrap_or(0)),
        "&" => Some(left? & right?),
        "^" => Some(left? ^ right?),
        "+" => left?.checked_add(right?),
        _ => None,
    }
}

/// The constants of `stat` that are about rights.
fn named(name: &str) -> Option<i64> {
    Some(match name {
        "S_IRWXU" => 0o700,
        "S_IRUSR" | "S_IREAD" => 0o400,
        "S_IWUSR" | "S_IWRITE" => 0o200,
        "S_IXUSR" | "S_IEXEC" => 0o100,
        "S_IRWXG" => 0o070,
        "S_IRGRP" => 0o040,
        "S_IWGRP" => 0o020,
        "S_IXGRP" => 0o010,
        "S_IRWXO" => 0o007,
        "S_IROTH" => 0o004,
        "S_IWOTH" => 0o002,
        "S_IXOTH" => 0o001,
        "S_ISUID" => 0o4000,
        "S_ISGID" => 0o2000,
        "S_ISVTX" => 0o1000,
        _ => return None,
    })
}
