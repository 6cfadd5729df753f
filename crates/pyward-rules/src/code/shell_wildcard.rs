use pyward_model::{Confidence, Severity};
use pyward_python::views::{Call, Kind, Node};

use crate::argument;
use crate::declare::rule;
use crate::process;
use crate::{Code, Cx, Hit, Listed, Look, Names, Subject};

rule! {
    /// `chown`, `chmod`, `tar` or `rsync` is run by a shell with a `*` for the names of files.
    ///
    /// ## Why
    /// The shell puts the names there as they are: a file called `--reference=x` or `--checkpoint-action=exec=sh` is an option.
    ///
    /// ## Bad
    /// ```bad app.py
    /// import os
    ///
    /// os.system("tar -cf backup.tar *")
    /// ```
    ///
    /// ## Good
    /// ```good app.py
    /// import os
    ///
    /// os.system("tar -cf backup.tar ./uploads")
    /// ```
    ///
    /// ## References
    /// - [Back to the future: Unix wildcards gone wild](https://www.exploit-db.com/papers/33930)
    /// - [CWE-155: improper neutralization of wildcards](https://cwe.mitre.org/data/definitions/155.html)
    pub(crate) static SHELL_WILDCARD = {
        name: "shell-wildcard",
        family: Code,
        summary: "names of files that may be options",
        severity: Some(Severity::High),
        confidence: Medium,
        cwes: [155],
        aliases: ["B609", "S609"],
        subject: Subject::Code(Code::bandit("B609", "linux_commands_wildcard_injection", &[Look::Call(Names::Listed(&[&process::SHELL, &process::SUBPROCESS]), find)])),
    };
}

const PROGRAMS: &[&str] = &["chown", "chmod", "tar", "rsync"];

fn find(cx: &Cx<'_>, call: Call<'_>) -> Option<Hit> {
    let settings = cx.settings();
    let shell = call.keyword("shell");
    let options = [&process::SHELL, &process::SUBPROCESS];
    let is_off = |option: &&Listed| settings.is_cut_short(option.section, option.option);
    if cx.is_compat() && options.iter().any(is_off) {
        return None;
    }
    if !settings.is_listed(&process::SHELL, cx.name()) {
        let is_on = if cx.is_compat() {
            shell.and_then(Node::loose_text) == Some("True") && !argument::keywords_fail(call)
        } else {
            shell.is_some_and(process::is_true)
        };
        if !is_on {
            return None;
        }
    }
    let is_found = if cx.is_compat() {
        let text = compat_text(call.positional(0)?)?;
        text.contains('*') && PROGRAMS.iter().any(|program| text.contains(program))
    } else {
        let mut text = String::new();
        let command = call.positional(0).or_else(|| call.keyword("args"))?;
        own_text(command, DEEPEST, &mut text);
        is_wild(&text)
    };
    let message = "names of files the shell puts in for * may be options";
    let hit = Hit::new(Severity::High, Confidence::Medium, message);
    is_found.then(|| match shell {
        Some(shell) => hit.at(shell),
        None => hit,
    })
}

/// What bandit searches: a string, a name, or all that stands in a list.
fn compat_text(command: Node<'_>) -> Option<String> {
    if argument::fails(command) {
        return None;
    }
    if command.kind() != Kind::List {
        return command.loose_text().map(str::to_owned);
    }
    let mut text = String::new();
    let mut waiting: Vec<Node<'_>> = command.children().collect();
    waiting.reverse();
    while let Some(item) = waiting.pop() {
        match item.kind() {
            Kind::List | Kind::Tuple | Kind::Set => {
                let place = waiting.len();
                waiting.extend(item.children());
                if let Some(added) = waiting.get_mut(place..) {
                    added.reverse();
                }
            }
            Kind::Bytes => {
                text.push(' ');
                text.push_str(item.text());
            }
            Kind::Attribute => {}
            _ => {
                text.push(' ');
                text.push_str(item.loose_text().unwrap_or(""));
            }
        }
    }
    Some(text)
}

/// How many operations of a command are looked into.
const DEEPEST: usize = 16;

/// The text of a command, what is not known left out.
fn own_text(command: Node<'_>, fuel: usize, text: &mut String) {
    let Some(fuel) = fuel.checked_sub(1) else {
        return;
    };
    if let Some(known) = command.str_value() {
        text.push_str(known);
    } else if matches!(command.kind(), Kind::JoinedStr | Kind::BinOp) {
        for part in command.children() {
            own_text(part, fuel, text);
        }
    }
}

/// Whether one of the commands in a line is such a program, with a `*` that begins a name behind it: none behind `./`.
fn is_wild(line: &str) -> bool {
    line.split([';', '&', '|', '\n']).any(|command| {
        let mut words = command.split_whitespace();
        let is_program = |word: &str| {
            let name = word.rsplit('/').next().unwrap_or(word);
            PROGRAMS.contains(&name)
        };
        words.by_ref().any(is_program) && words.any(|word| word.starts_with('*'))
    })
}
