use pyward_python::{Module, SourceKind};

use super::CODE;
use crate::{CodeSettings, Mode, code, mend, project_of};

/// The blocks of a kind (`bad`, `good`) on a page, each with the file it stands for.
fn blocks(docs: &str, kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = docs
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    while let Some(line) = lines.next() {
        let opening = line
            .strip_prefix("```")
            .and_then(|rest| rest.strip_prefix(kind));
        if let Some(name) = opening {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((name.trim().to_owned(), text.join("\n")));
        }
    }
    found
}

#[test]
fn examples_of_every_code_rule_hold() {
    for check in CODE {
        for (kind, expected) in [("bad", true), ("good", false)] {
            let examples = blocks(check.rule.docs, kind);
            assert!(
                !examples.is_empty(),
                "{} has no {kind} example",
                check.rule.name
            );
            for (file, text) in examples {
                let kind_of = SourceKind::of(&file, b"").unwrap_or(SourceKind::Module);
                let module = || Module::read(&*file, text.as_bytes(), kind_of).unwrap();
                assert_eq!(module().faults().count(), 0, "{text}");
                // Alone: another rule may say more about the same node.
                let settings = CodeSettings {
                    tests: [check.rule.name.to_owned()].into(),
                    ..CodeSettings::default()
                };
                let found = project_of(&[()], &|()| Ok(module()), &settings);
                let is_found = found
                    .findings()
                    .any(|finding| finding.rule.name == check.rule.name);
                assert_eq!(is_found, expected, "{} {kind}:\n{text}", check.rule.name);
            }
        }
    }
}

/// What pyward's own mode finds, as `line rule` with a mark where it is suppressed.
fn found(text: &str) -> Vec<String> {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
    let found = code(vec![module], &CodeSettings::default());
    found
        .findings()
        .map(|finding| {
            let line = finding.locations[0].line.unwrap_or(0);
            let mark = if finding.is_active() { "" } else { " (meant)" };
            format!("{line} {}{mark}", finding.rule.name)
        })
        .collect()
}

/// The source with the edits of all findings made.
fn fixed(text: &str) -> String {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
    let found = code(vec![module], &CodeSettings::default());
    let fixes: Vec<_> = found
        .findings()
        .filter_map(|finding| finding.code.as_ref()?.fix.as_ref())
        .collect();
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
    mend(&module, &fixes).text
}

#[test]
fn what_says_more_stands_alone_and_keeps_the_comment_of_what_it_replaces() {
    let guard = "def pay(user):\n    assert user.is_admin";
    assert_eq!(found(guard), ["2 assert-as-guard"]);
    let meant = format!("{guard}  # nosec B101\n");
    assert_eq!(found(&meant), ["2 assert-as-guard (meant)"]);
    assert_eq!(found("assert 1 < 2\n"), ["1 assert-used"]);
    assert_eq!(
        found("SECRET_KEY = 'kd93-lq0v-88zm'\n"),
        ["1 fixed-secret-key"]
    );
}

#[test]
fn one_place_is_told_once_and_counted_once() {
    for (text, expected) in [
        (
            "from django.utils.safestring import mark_safe\ndef f(x):\n    mark_safe(x)\n",
            "django-mark-safe",
        ),
        (
            "from cryptography.hazmat.primitives.asymmetric import rsa\n\nrsa.generate_private_key(65537, 512)\n",
            "small-key",
        ),
        (
            "import ftplib\n\nftplib.FTP('h', 'u', p, timeout=3)\n",
            "ftp-call",
        ),
        (
            "import ssl\n\nssl._create_default_https_context = ssl._create_unverified_context\n",
            "unchecked-tls-context",
        ),
        ("import hashlib\n\nx = hashlib.md5(data)\n", "weak-hash"),
        (
            "import hashlib\nNAME = 'md5'\nx = hashlib.new(NAME, data)\n",
            "weak-hash-by-name",
        ),
        (
            "import hashlib\n\nhashlib.md5(password).hexdigest()\n",
            "password-plain-hash",
        ),
        (
            "from Crypto.Hash import MD5\n\nx = MD5.new(data)\n",
            "broken-digest-object",
        ),
    ] {
        let read = |text: &&str| {
            let module = Module::read("app.py", text.as_bytes(), SourceKind::Module);
            Ok(module.unwrap())
        };
        let found = project_of(&[text], &read, &CodeSettings::default());
        let rules: Vec<_> = found
            .findings()
            .filter(|it| it.locations[0].line == Some(3))
            .map(|it| it.rule.name)
            .collect();
        assert_eq!(rules, [expected], "{text}");
        let metrics = found.files[0].metrics;
        let counted: usize = metrics.severity.iter().sum();
        assert_eq!(counted, found.findings().count(), "{text}");
        // bandit counts its own, each for itself.
        let compat = CodeSettings {
            mode: Mode::Compat,
            ..CodeSettings::default()
        };
        let found = project_of(&[text], &read, &compat);
        let own = found
            .findings()
            .filter(|it| it.code.as_ref().unwrap().bandit.is_none());
        assert_eq!(own.count(), 0, "{text}");
    }
    let both = "from django.utils.safestring import mark_safe\ndef f(x):\n    mark_safe(x)\n";
    let module = Module::read("app.py", both.as_bytes(), SourceKind::Module).unwrap();
    let compat = CodeSettings {
        mode: Mode::Compat,
        ..CodeSettings::default()
    };
    let found = code(vec![module], &compat);
    assert_eq!(found.findings().count(), 2);
}

#[test]
fn a_comment_that_bandit_needs_is_not_called_unused() {
    let unused = |text: &str| {
        let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
        let found = code(vec![module], &CodeSettings::default());
        let lines = found.files[0].unused.iter().filter_map(|at| at.line);
        lines.collect::<Vec<_>>()
    };
    let text = "import subprocess  # nosec\nimport os  # nosec\nimport pickle  # nosec B403\n\
                subprocess.run(['/bin/ls'])  # nosec\nx = 1  # nosec B603\n";
    assert_eq!(unused(text), [2, 5]);
    // Rules that only bandit asks are bandit's to judge.
    assert_eq!(
        unused("import json  # nosec B404\nimport subprocess  # nosec B404\n"),
        [1]
    );
    // What bandit would not read it does not need.
    assert_eq!(unused("import subprocess  # nosec\nx = = 1\n"), [1]);
}

#[test]
fn edits_clear_what_they_are_for_and_nothing_else() {
    for (before, after) in [
        (
            "import requests\nrequests.get(url, verify=False, timeout=3)\n",
            "import requests\nrequests.get(url, timeout=3)\n",
        ),
        (
            "import requests as r\ns = r.Session()\ns.get(\n    url,\n    timeout=3,\n    verify=False,\n)\n",
            "import requests as r\ns = r.Session()\ns.get(\n    url,\n    timeout=3,\n)\n",
        ),
        (
            "import httpx\nclient = httpx.Client(verify=False)\n",
            "import httpx\nclient = httpx.Client()\n",
        ),
        (
            "import yaml\nx = yaml.load(é, Loader=yaml.Loader)\n",
            "import yaml\nx = yaml.safe_load(é)\n",
        ),
        (
            "import yaml\nx = yaml.load(f, yaml.Loader)\ny = yaml.full_load(f)\n",
            "import yaml\nx = yaml.safe_load(f)\ny = yaml.safe_load(f)\n",
        ),
        (
            "import tarfile\nwith tarfile.open(p) as t:\n    t.extractall(d)\n",
            "import tarfile\nwith tarfile.open(p) as t:\n    t.extractall(d, filter=\"data\")\n",
        ),
        (
            "import hashlib\netag = hashlib.md5(body).hexdigest()\n",
            "import hashlib\netag = hashlib.md5(body, usedforsecurity=False).hexdigest()\n",
        ),
        (
            "from yaml import load\nx = load(f)\ny = load(g, Loader=L)\n",
            "from yaml import load, safe_load\nx = safe_load(f)\ny = safe_load(g)\n",
        ),
        (
            "from yaml import load\nsafe_load = 1\nx = load(f)\n",
            "from yaml import load\nsafe_load = 1\nx = load(f)\n",
        ),
        (
            "from yaml import (\n    load as read,\n    safe_load,\n)\nx = read(f)\n",
            "from yaml import (\n    load as read,\n    safe_load,\n)\nx = safe_load(f)\n",
        ),
        (
            "import urllib3, ssl\np = urllib3.PoolManager(cert_reqs='CERT_NONE')\nq = urllib3.PoolManager(cert_reqs=ssl.CERT_NONE)\n",
            "import urllib3, ssl\np = urllib3.PoolManager(cert_reqs='CERT_REQUIRED')\nq = urllib3.PoolManager(cert_reqs=ssl.CERT_REQUIRED)\n",
        ),
        (
            "import requests\ns = requests.Session()\ns.verify = False\n",
            "import requests\ns = requests.Session()\ns.verify = True\n",
        ),
        (
            "import tempfile\nname = tempfile.mktemp('.txt', dir=d)\nwith open(name, 'w') as f:\n    f.write(x)\n",
            "import tempfile\nname = tempfile.NamedTemporaryFile(suffix='.txt', dir=d, delete=False).name\nwith open(name, 'w') as f:\n    f.write(x)\n",
        ),
        (
            "from tempfile import mktemp\nf = open(mktemp(), 'w')\n",
            "from tempfile import mktemp, NamedTemporaryFile\nf = open(NamedTemporaryFile(delete=False).name, 'w')\n",
        ),
        // Where the file must not be there yet.
        (
            "import os, tempfile\nname = tempfile.mktemp()\nos.mkdir(name)\nopen(tempfile.mktemp(), 'x')\n",
            "import os, tempfile\nname = tempfile.mktemp()\nos.mkdir(name)\nopen(tempfile.mktemp(), 'x')\n",
        ),
        (
            "import xml.etree.ElementTree as ET\na = ET.parse(f)\nb = ET.fromstring(t)\n",
            "import defusedxml.ElementTree as ET\na = ET.parse(f)\nb = ET.fromstring(t)\n",
        ),
        (
            "from xml.dom import minidom\na = minidom.parse(f)\n",
            "from defusedxml import minidom\na = minidom.parse(f)\n",
        ),
        (
            "from xml.sax import parse, parseString\na = parse(f, h)\n",
            "from defusedxml.sax import parse, parseString\na = parse(f, h)\n",
        ),
        (
            "import xml.etree.ElementTree as ET\na = ET.parse(f)\nb = ET.Element('a')\n",
            "import xml.etree.ElementTree as ET\nimport defusedxml.ElementTree\na = defusedxml.ElementTree.parse(f)\nb = ET.Element('a')\n",
        ),
        (
            "import xml.dom.minidom\na = xml.dom.minidom.parse(f)\n",
            "import xml.dom.minidom\nimport defusedxml.minidom\na = defusedxml.minidom.parse(f)\n",
        ),
        // What defusedxml lacks.
        (
            "import xml.etree.ElementTree as ET\na = ET.fromstringlist(l)\n",
            "import xml.etree.ElementTree as ET\na = ET.fromstringlist(l)\n",
        ),
        (
            "import hashlib\nproof = hashlib.md5(body).hexdigest()\n",
            "import hashlib\nproof = hashlib.md5(body).hexdigest()\n",
        ),
    ] {
        assert_eq!(fixed(before), after);
    }
}

#[test]
fn values_are_followed_to_where_they_are_written() {
    let hash = |lines: &str| {
        let text = format!("import hashlib\n{lines}\nhashlib.new(name, data)\n");
        found(&text)
            .iter()
            .any(|line| line.ends_with("weak-hash-by-name"))
    };
    assert!(hash("name = 'sha256'\nif old:\n    name = 'md5'"));
    assert!(hash(
        "if old:\n    name = 'md5'\nelse:\n    name = 'sha256'"
    ));
    assert!(hash("name = 'md5' if old else 'sha256'"));
    assert!(hash(
        "table = {'a': 'md5', 'b': 'sha256'}\nname = table['a']"
    ));
    assert!(!hash(
        "table = {'a': 'md5', 'b': 'sha256'}\nname = table['b']"
    ));
    assert!(!hash("name = 'md5'\nname = 'sha256'"));
}

#[test]
fn secrets_do_not_stand_in_messages() {
    let secret = concat!("gh", "p_x9Kq2vR7mZt4LwB1nYc8HdJ5sPf3GaQ6eUoT");
    let text = format!("import jwt\nx = \"{secret}\"\njwt.encode(claims, \"{secret}\")\n");
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).unwrap();
    let found = code(vec![module], &CodeSettings::default());
    assert!(found.findings().count() >= 3);
    for finding in found.findings() {
        assert!(!finding.message.contains("x9Kq2"), "{}", finding.message);
    }
}

#[test]
fn tangled_choices_are_given_up_soon() {
    let step = |number: usize| {
        let before = format!("x{}", number - 1);
        let choice = vec![format!("({before} + {before})"); 30].join(" or ");
        format!("x{number} = {choice}\ny{number} = ({before} if c else {before}) or {before}\n")
    };
    let steps: String = (1..40).map(step).collect();
    let text = format!("import hashlib\nx0 = b'a'\n{steps}hashlib.scrypt(p, salt=x39, n=y39)\n");
    assert!(found(&text).is_empty());
}
