//! What patterns say of places where data arrives that was made harmless before.

use pyward_model::Severity;
use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, project_of};

/// The severity of a rule's finding in the body of a view, where there is one.
fn severity(rule: &str, body: &str) -> Option<Severity> {
    let body = format!("    {}\n", body.replace('\n', "\n    "));
    let text = format!(
        "import os, re, shlex, sqlite3, subprocess, tarfile\nfrom flask import Flask, request\napp = Flask(__name__)\n\
         @app.route('/')\ndef view():\n{body}    return ''\n"
    );
    let read = |(): &()| {
        Ok(Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8"))
    };
    let found = project_of(&[()], &read, &CodeSettings::default());
    let mut findings = found.findings();
    let finding = findings.find(|it| it.rule.name == rule)?;
    Some(finding.severity)
}

#[test]
fn commands_and_queries_of_harmless_parts_are_left_alone() {
    let quoted = "os.system('ping ' + shlex.quote(request.args['host']))";
    assert_eq!(severity("process-with-shell", quoted), None);
    let number = "os.system('nc -l %s' % int(request.args['port']))";
    assert_eq!(severity("process-with-shell", number), None);
    let checked = "name = request.args['column']\n\
                   if not re.fullmatch('[a-z_]+', name):\n    return 'no'\n\
                   sqlite3.connect('db').cursor().execute(f'SELECT {name} FROM t')";
    assert_eq!(severity("sql-from-strings", checked), None);
}

#[test]
fn what_is_not_known_to_be_harmless_keeps_its_severity() {
    let unknown = "os.system('ping ' + anything())";
    assert_eq!(
        severity("process-with-shell", unknown),
        Some(Severity::High)
    );
    // That something was compared with says nothing of the rest of it.
    let compared =
        "host = request.args['host']\nif host.kind == 'name':\n    os.system('ping ' + host.text)";
    assert_ne!(
        severity("process-with-shell", compared),
        Some(Severity::Low)
    );
    let flows = "os.system('ping ' + request.args['host'])";
    assert_eq!(severity("command-injection", flows), Some(Severity::High));
}

#[test]
fn a_command_for_a_shell_is_as_bad_as_is_known_of_it() {
    let names = "b = a\nc = b\nd = c\ne = d\nf = e\ng = f\nh = g\ni = h\nj = i\nk = j\nl = k\n";
    let names = format!("LIST = 'ls'\na = anything()\n{names}");
    for (command, expected) in [
        ("'ls'", None),
        ("LIST", None),
        ("anything()", Some(Severity::Medium)),
        // So many names that nobody knows what the last one stands for.
        ("l", Some(Severity::Medium)),
        ("'ls ' + anything()", Some(Severity::High)),
        ("f'ls {anything()}'", Some(Severity::High)),
    ] {
        let body = format!("{names}os.system({command})");
        assert_eq!(severity("process-with-shell", &body), expected, "{command}");
        let body = format!("{names}subprocess.run({command}, shell=True)");
        assert_eq!(
            severity("subprocess-with-shell", &body),
            expected,
            "{command}"
        );
    }
}

#[test]
fn what_a_turn_of_a_loop_leaves_is_met_in_the_next() {
    let next = "last = 'true'\nfor name in request.args:\n    os.system(last)\n    last = request.args[name]";
    assert_eq!(severity("command-injection", next), Some(Severity::High));
    let list = "waiting = []\nwhile True:\n    for command in waiting:\n        os.system(command)\n    \
                waiting.append(request.args['next'])";
    assert_eq!(severity("command-injection", list), Some(Severity::High));
}

#[test]
fn archives_whose_members_are_looked_at_are_of_low_severity() {
    let looked = "members = archive.getmembers()\nfor member in members:\n    \
                  if not is_within(folder, member.name):\n        raise ValueError\n\
                  archive.extractall(folder)";
    assert_eq!(
        severity("unsafe-tar-extraction", looked),
        Some(Severity::Low)
    );
    let plain = "archive.extractall(folder)";
    assert_eq!(
        severity("unsafe-tar-extraction", plain),
        Some(Severity::High)
    );
}

#[test]
fn a_weak_hash_is_as_bad_as_what_it_is_for() {
    let made = |line: &str| severity("weak-hash", &format!("import hashlib\n{line}"));
    assert_eq!(made("digest = hashlib.md5(b'x')"), Some(Severity::High));
    assert_eq!(made("etag = hashlib.md5(b'x')"), Some(Severity::Low));
    assert_eq!(
        made("def gravatar(mail):\n    return hashlib.md5(mail)"),
        Some(Severity::Low)
    );
    assert_eq!(
        made("def sign(mail):\n    return hashlib.md5(mail)"),
        Some(Severity::High)
    );
}
