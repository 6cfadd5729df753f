//! Where pyward's own mode deliberately differs from bandit's plugins, each line of `docs/bandit-differences.md` about them
//! being a case here, and the options they take.

use std::collections::BTreeMap;

use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, Mode, Setting, code};

fn count(id: &str, text: &str, settings: CodeSettings) -> usize {
    let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8");
    assert_eq!(module.faults().count(), 0, "{text}");
    let settings = CodeSettings {
        tests: [id.to_owned()].into(),
        ..settings
    };
    code(vec![module], &settings).findings().count()
}

/// How many findings bandit's mode and pyward's own have.
fn both(id: &str, text: &str) -> (usize, usize) {
    let of = |mode| {
        let settings = CodeSettings {
            mode,
            ..CodeSettings::default()
        };
        count(id, text, settings)
    };
    (of(Mode::Compat), of(Mode::Own))
}

/// Each case: the rule, what stands before, and lines with the findings of bandit and of pyward's own mode.
fn compare(id: &str, before: &str, cases: &[(&str, usize, usize)]) {
    for (line, bandit, own) in cases {
        let text = format!("{before}\n{line}\n");
        assert_eq!(both(id, &text), (*bandit, *own), "{id}: {text}");
    }
}

#[test]
fn fixed_texts_are_no_danger() {
    compare(
        "B102",
        "",
        &[
            ("exec('a')", 1, 0),
            ("exec(a)", 1, 1),
            ("TEXT = 'a'\nexec(TEXT)", 1, 0),
            ("def exec(a): pass\nexec(b)", 1, 0),
        ],
    );
    compare(
        "B105",
        "",
        &[("password = ''", 1, 0), ("password = 'a'", 1, 1)],
    );
    compare("B106", "", &[("f(password='')", 1, 0)]);
    compare(
        "B107",
        "",
        &[
            ("def f(password=''): pass", 1, 0),
            ("async def f(password='a'): pass", 0, 1),
            ("def f(*, password='a'): pass", 0, 1),
        ],
    );
    compare(
        "B601",
        "import paramiko",
        &[("c.exec_command('ls')", 1, 0), ("c.exec_command(a)", 1, 1)],
    );
    compare(
        "B603",
        "import subprocess",
        &[
            ("subprocess.run(['a', 'b'])", 1, 0),
            ("subprocess.run([a])", 1, 1),
            ("subprocess.run(['/usr/bin/id', a])", 1, 0),
            ("subprocess.run(('ls', *a))", 1, 0),
            ("c = ['ls', a]\nsubprocess.run(c)", 1, 0),
            ("subprocess.run(['/bin/sh', '-c', a])", 1, 1),
            ("subprocess.run(['git', 'clone', a])", 1, 1),
            ("subprocess.run([f'{a}', 'b'])", 1, 1),
            ("subprocess.run(['ls'] + a)", 1, 1),
        ],
    );
    compare(
        "B606",
        "import os",
        &[
            ("os.execl('/a', 'a')", 1, 0),
            ("os.spawnl(os.P_WAIT, '/a', 'a')", 1, 0),
            ("os.execv(a, b)", 1, 1),
        ],
    );
}

#[test]
fn modes_are_read_as_what_they_allow() {
    compare(
        "B103",
        "import os, stat",
        &[
            ("os.chmod(a, 0o755)", 1, 0),
            ("os.chmod(a, 0o664)", 1, 1),
            ("os.chmod(a, mode=0o777)", 0, 1),
            ("os.chmod(a, stat.S_IRWXU | stat.S_IWOTH)", 0, 1),
            ("os.chmod(a, b | stat.S_IXUSR)", 0, 0),
            ("os.chmod(a, os.stat(a).st_mode | stat.S_IWGRP)", 0, 1),
            ("mode = 0o777\nos.chmod(a, mode)", 0, 1),
            ("path.chmod(0o777)", 0, 1),
            ("chmod_all(a, 0o777)", 1, 0),
        ],
    );
}

#[test]
fn what_is_only_compared_with_is_left_alone() {
    compare(
        "B104",
        "",
        &[
            ("a == '0.0.0.0'", 1, 0),
            ("a in ('0.0.0.0', b)", 1, 0),
            ("bind('0.0.0.0')", 1, 1),
        ],
    );
    compare(
        "B108",
        "import tempfile",
        &[
            ("open('/tmp/a')", 1, 1),
            ("open('/tmpfile')", 1, 0),
            ("a == '/tmp'", 1, 0),
            ("a.startswith('/tmp/')", 1, 0),
            ("tempfile.mkdtemp(dir='/tmp')", 1, 0),
        ],
    );
    compare("B110", "", &[("try: a\nexcept BaseException: pass", 0, 1)]);
    compare(
        "B112",
        "",
        &[(
            "for a in b:\n  try: a\n  except BaseException: continue",
            0,
            1,
        )],
    );
}

#[test]
fn requests_are_known_by_their_library() {
    compare(
        "B113",
        "import requests, httpx",
        &[
            ("requests.get(a, timeout=f())", 1, 0),
            ("requests.get(a, **b)", 1, 0),
            ("requests.request('GET', a)", 0, 1),
            ("s = requests.Session()\ns.get(a)", 0, 1),
            ("with requests.Session() as s:\n  s.get(a)", 0, 1),
            ("c = httpx.Client()\nc.get(a, timeout=None)", 0, 1),
            ("c = httpx.Client()\nc.get(a)", 0, 0),
        ],
    );
    compare(
        "B113",
        "",
        &[("for requests in a: requests.get('x')", 1, 0)],
    );
    compare(
        "B501",
        "import requests, httpx",
        &[
            ("requests.request('GET', a, verify=False)", 0, 1),
            ("requests.Session().get(a, verify=False)", 0, 1),
            ("requests.get(a, verify=0)", 0, 1),
            ("requests.get(a, verify=None)", 0, 0),
            ("requests.get(a, verify=False)", 1, 1),
        ],
    );
}

#[test]
fn receivers_are_known_by_what_made_them() {
    compare(
        "B201",
        "import asyncio\nfrom flask import Flask",
        &[
            ("asyncio.run(main(), debug=True)", 1, 0),
            ("app = Flask('a')\napp.run(debug=True)", 1, 1),
            ("app = Flask('a')\napp.run(debug=1)", 0, 1),
            ("app = Other('a')\napp.run(debug=True)", 1, 0),
        ],
    );
    compare(
        "B201",
        "import flask_login",
        &[("app.run(debug=True)", 1, 0)],
    );
    compare(
        "B202",
        "import tarfile, zipfile",
        &[
            ("zipfile.ZipFile(a).extractall(b)", 1, 0),
            ("with zipfile.ZipFile(a) as z:\n  z.extractall(b)", 1, 0),
            ("tarfile.open(a).extractall(b)", 1, 1),
            ("tarfile.open(a).extractall(b, filter='tar')", 1, 0),
            (
                "tarfile.open(a).extractall(b, filter='fully_trusted')",
                1,
                1,
            ),
            ("tarfile.open(a).extractall(b, members=c.d())", 0, 1),
        ],
    );
    compare(
        "B202",
        "from tarfile import open",
        &[("open(a).extractall(b)", 0, 1)],
    );
}

#[test]
fn versions_of_tls_are_found_wherever_they_are_asked_for() {
    compare(
        "B502",
        "import ssl\nfrom OpenSSL import SSL",
        &[
            ("ssl.SSLContext(ssl.PROTOCOL_TLSv1)", 0, 1),
            ("SSL.Context(SSL.TLSv1_METHOD)", 0, 1),
            ("SSL.Context(method=SSL.SSLv23_METHOD)", 1, 0),
            ("f(method='TLSv1_METHOD')", 1, 0),
            ("f(method=SSL.TLSv1_METHOD)", 1, 1),
        ],
    );
    compare(
        "B503",
        "from ssl import PROTOCOL_TLSv1\nimport ssl",
        &[
            ("def f(a=PROTOCOL_TLSv1): pass", 0, 1),
            ("async def f(a=ssl.PROTOCOL_TLSv1): pass", 0, 1),
            ("def f(*, a=ssl.PROTOCOL_TLSv1): pass", 0, 1),
        ],
    );
    compare(
        "B504",
        "import ssl",
        &[
            ("ssl.wrap_socket(a, ssl_version=f())", 1, 0),
            ("ssl.wrap_socket(a, **b)", 1, 0),
            ("ssl.wrap_socket(a)", 1, 1),
        ],
    );
}

#[test]
fn keys_and_hosts_are_followed_through_names() {
    compare(
        "B505",
        "from cryptography.hazmat.primitives.asymmetric import ec, rsa",
        &[
            ("bits = 1024\nrsa.generate_private_key(65537, bits)", 0, 1),
            ("ec.generate_private_key(ec.SECP192R1())", 0, 1),
            ("ec.generate_private_key(ec.SECP192R1)", 1, 1),
            ("ec.generate_private_key(ec.SECP256R1())", 0, 0),
        ],
    );
    compare(
        "B507",
        "import paramiko",
        &[
            (
                "c.set_missing_host_key_policy(policy=paramiko.AutoAddPolicy)",
                0,
                1,
            ),
            (
                "p = paramiko.AutoAddPolicy()\nc.set_missing_host_key_policy(p)",
                0,
                1,
            ),
        ],
    );
    compare(
        "B508",
        "from pysnmp.hlapi import CommunityData as C\nfrom pysnmp.hlapi.asyncio import CommunityData as D",
        &[("C('a')", 0, 1), ("D('a', mpModel=0)", 0, 1)],
    );
    compare(
        "B509",
        "from pysnmp.hlapi import UsmUserData as U",
        &[
            ("U('a', authKey=b, privKey=c)", 1, 0),
            ("U('a', b, None)", 0, 1),
        ],
    );
}

#[test]
fn commands_are_read_as_a_shell_reads_them() {
    compare(
        "B602",
        "import subprocess",
        &[("subprocess.run(args=a, shell=True)", 0, 1)],
    );
    compare(
        "B604",
        "",
        &[
            ("f(shell=a)", 1, 0),
            ("f(shell='/bin/sh')", 1, 0),
            ("f(shell=True)", 1, 1),
        ],
    );
    compare("B605", "import os", &[("os.system(command=a)", 0, 1)]);
    compare(
        "B609",
        "import os, subprocess",
        &[
            ("os.system('start *')", 1, 0),
            ("os.system('tar -cf a.tar ./*')", 1, 0),
            ("os.system('ls * | tar -cf -')", 1, 0),
            ("os.system(f'/bin/tar -cf {a} *')", 0, 1),
            ("os.system('tar -cf ' + a + ' *')", 0, 1),
            ("subprocess.run('tar -cf a *', shell=1)", 0, 1),
            ("os.system(['tar', '*'])", 1, 0),
        ],
    );
}

#[test]
fn frameworks_are_known_by_their_imports() {
    compare("B610", "", &[("q.extra(where=a)", 1, 0)]);
    compare(
        "B610",
        "import django",
        &[
            ("q.extra(where=('a',))", 1, 0),
            ("a = ['b']\nq.extra(where=a)", 1, 0),
            ("q.extra(where=a)", 1, 1),
        ],
    );
    compare(
        "B611",
        "from django.db.models.expressions import RawSQL",
        &[("a = 'b'\nRawSQL(a)", 1, 0), ("RawSQL(a)", 1, 1)],
    );
    compare(
        "B611",
        "import django.db.models\nfrom mine import RawSQL",
        &[("RawSQL(a)", 1, 0)],
    );
    compare(
        "B612",
        "import logging.config",
        &[
            ("logging.config.listen(1, a)", 1, 0),
            ("logging.config.listen(verify=None)", 0, 1),
        ],
    );
    compare(
        "B614",
        "from torch import load",
        &[("load(a)", 0, 1), ("load(a, weights_only=b)", 0, 0)],
    );
    compare(
        "B614",
        "import torch",
        &[("torch.load(a, weights_only=b)", 1, 0)],
    );
    compare(
        "B615",
        "import transformers",
        &[
            (
                "transformers.A.from_pretrained('a', local_files_only=True)",
                1,
                0,
            ),
            ("transformers.A.from_pretrained('a', **b)", 1, 0),
        ],
    );
}

#[test]
fn markup_is_followed_to_what_escapes_it() {
    compare(
        "B701",
        "import jinja2\nfrom jinja2 import sandbox",
        &[
            ("sandbox.SandboxedEnvironment()", 0, 1),
            ("jinja2.Environment(autoescape=lambda name: True)", 1, 0),
            ("jinja2.Environment(**a)", 1, 0),
            ("jinja2.Environment(loader=f(autoescape=True))", 0, 1),
            ("on = True\njinja2.Environment(autoescape=on)", 1, 0),
        ],
    );
    compare(
        "B702",
        "from mako.template import Template",
        &[("Template(a, default_filters=['h'])", 1, 0)],
    );
    compare(
        "B703",
        "from django.utils.safestring import mark_safe\nfrom django.utils.html import escape",
        &[
            ("mark_safe(escape(a))", 1, 0),
            ("def f():\n  a: str = 'b'\n  return mark_safe(a)", 1, 0),
        ],
    );
    compare(
        "B704",
        "from markupsafe import Markup, escape",
        &[("Markup(escape(a))", 1, 0), ("a = 'b'\nMarkup(a)", 1, 0)],
    );
    compare(
        "B506",
        "import yaml",
        &[("yaml.load(a, Loader=yaml.BaseLoader)", 1, 0)],
    );
    compare("B506", "from yaml import load", &[("load(a)", 0, 1)]);
    compare(
        "B608",
        "marks = ', '.join('?' for _ in ids)\nnumbers = ', '.join(f':{n}' for n in range(len(ids)))\nname = quote_identifier(table)",
        &[
            (
                "c.execute(f'select a from t where id in ({marks})', ids)",
                1,
                0,
            ),
            (
                "c.execute('select a from t where id in (%s)' % numbers)",
                1,
                0,
            ),
            ("c.execute('select a from {} where b'.format(name))", 1, 0),
            ("c.execute(f'select a from {name} where b = {other}')", 1, 1),
            ("c.execute('select a from t where id in (%s)' % ids)", 1, 1),
        ],
    );
    compare(
        "B506",
        "import yaml\nfrom yaml import CSafeLoader as Quick\nclass Own(Quick):\n    pass\nclass Other(yaml.Loader):\n    pass",
        &[
            ("yaml.load(a, Loader=Own)", 1, 0),
            ("yaml.load(a, Loader=Quick)", 1, 0),
            ("yaml.load(a, Loader=Other)", 1, 1),
        ],
    );
}

/// Settings with one option, under bandit's names.
fn with(mode: Mode, section: &str, option: &str, value: Setting) -> CodeSettings {
    let options = BTreeMap::from([(option.to_owned(), value)]);
    CodeSettings {
        mode,
        options: BTreeMap::from([(section.to_owned(), options)]),
        ..CodeSettings::default()
    }
}

fn list(texts: &[&str]) -> Setting {
    Setting::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn options_count_under_the_names_bandit_has_for_them() {
    let text = "import os\nfrom m import run, Safe, clean\nfrom markupsafe import Markup\nfrom Crypto.PublicKey import RSA\n\
                run(a, shell=True)\nSafe(a)\nMarkup(clean(a))\nRSA.generate(4096)\nos.system(a)\nopen('/srv/a')\n\
                f(method=m.NEW)\nassert a\ntry: a\nexcept E: pass\n";
    for mode in [Mode::Compat, Mode::Own] {
        let cases = [
            (
                "B602",
                "shell_injection",
                "subprocess",
                list(&["m.run"]),
                0,
                1,
            ),
            (
                "B604",
                "shell_injection",
                "subprocess",
                list(&["m.run"]),
                1,
                0,
            ),
            ("B605", "shell_injection", "shell", list(&["m.run"]), 1, 1),
            (
                "B606",
                "shell_injection",
                "no_shell",
                list(&["os.system"]),
                0,
                1,
            ),
            (
                "B108",
                "hardcoded_tmp_directory",
                "tmp_dirs",
                list(&["/srv"]),
                0,
                1,
            ),
            (
                "B502",
                "ssl_with_bad_version",
                "bad_protocol_versions",
                list(&["NEW"]),
                0,
                1,
            ),
            (
                "B704",
                "markupsafe_xss",
                "extend_markup_names",
                list(&["m.Safe"]),
                1,
                2,
            ),
            (
                "B704",
                "markupsafe_xss",
                "allowed_calls",
                list(&["m.clean"]),
                1,
                0,
            ),
            ("B101", "assert_used", "skips", list(&["*.py"]), 1, 0),
            (
                "B110",
                "try_except_pass",
                "check_typed_exception",
                Setting::Flag(true),
                0,
                1,
            ),
        ];
        for (id, section, option, value, unset, set) in cases {
            let plain = CodeSettings {
                mode,
                ..CodeSettings::default()
            };
            assert_eq!(count(id, text, plain), unset, "{id} {mode:?}");
            let settings = with(mode, section, option, value);
            assert_eq!(count(id, text, settings), set, "{id} {option} {mode:?}");
        }
    }
}

#[test]
fn limits_of_keys_are_options() {
    let text = "from Crypto.PublicKey import RSA\nRSA.generate(3000)\n";
    let settings = || {
        with(
            Mode::Own,
            "weak_cryptographic_key",
            "weak_key_size_rsa_medium",
            Setting::Number(4096),
        )
    };
    assert_eq!(count("B505", text, settings()), 1);
    // Bandit's plugin fails unless all six are set.
    let cut = CodeSettings {
        mode: Mode::Compat,
        ..settings()
    };
    assert_eq!(count("B505", text, cut), 0);
}

#[test]
fn a_searched_path_is_its_own_weakness() {
    let cwes = |mode| {
        let text = "import subprocess\nsubprocess.run(['ls'])\n";
        let module = Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("UTF-8");
        let settings = CodeSettings {
            mode,
            tests: ["B607".to_owned()].into(),
            ..CodeSettings::default()
        };
        let found = code(vec![module], &settings);
        let found: Vec<_> = found.findings().map(|it| it.cwes.clone()).collect();
        found
    };
    assert_eq!(cwes(Mode::Compat), [[78]]);
    assert_eq!(cwes(Mode::Own), [[426]]);
}
