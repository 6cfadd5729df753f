//! What a rule about a pattern would report is left alone where all that arrives is written in the program, or was made
//! harmless; and only there.

use std::collections::BTreeSet;

use pyward_model::Confidence;
use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, FileFindings, Mode, project_of};

/// The rules that report something of the body of a view, which stands below some imports.
fn rules(mode: Mode, before: &str, body: &str) -> BTreeSet<&'static str> {
    let body = body.replace('\n', "\n    ");
    let text = format!(
        "import os, pickle, shlex, sqlite3, subprocess, base64, io, json\nimport xml.sax, xml.sax.handler\n\
         from flask import Flask, request\n\napp = Flask(__name__)\n{before}\n\n\
         @app.route('/')\ndef view():\n    given = request.args['q']\n    {body}\n    return 'done'\n"
    );
    let read = |text: &String| -> Result<Module, Box<FileFindings>> {
        Ok(Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8"))
    };
    let settings = CodeSettings {
        mode,
        ..CodeSettings::default()
    };
    let found = project_of(&[text], &read, &settings);
    assert!(found.files.iter().all(|file| file.fault_lines.is_empty()));
    found.findings().map(|finding| finding.rule.name).collect()
}

/// What has to be there before the view, its body, and the rule that speaks of the pattern.
type Case = (&'static str, &'static str, &'static str);

const SHELL: &str = "process-with-shell";

/// All of these are reported by bandit's words.
const HARMLESS: &[Case] = &[
    (
        "",
        "table = {'a': 'ls', 'b': given}\nos.system('echo ' + table['a'])",
        SHELL,
    ),
    (
        "",
        "command = given\ncommand = 'ls'\nos.system(f'{command} -l')",
        SHELL,
    ),
    (
        "",
        "number = 106\ncommand = 'ls' if 7 * 18 + number > 200 else given\nos.system('echo ' + command)",
        SHELL,
    ),
    (
        "def chosen(text):\n    return 'ls'\n",
        "os.system('echo ' + chosen(given))",
        SHELL,
    ),
    ("", "os.system('echo ' + shlex.quote(given))", SHELL),
    // What is one of ours is ours, decoded or not.
    (
        "",
        "if given not in ('ls', 'id'):\n    return 'no'\nos.system(given)",
        SHELL,
    ),
    (
        "def one_of(text):\n    if text in {'gASVBAAAAAAAAABLAS4='}:\n        return text\n    return 'gASVBAAAAAAAAABLAi4='\n",
        "pickle.load(io.BytesIO(base64.b64decode(one_of(given))))",
        "pickle-call",
    ),
    ("", "os.system('echo ' + given * 0)", SHELL),
    (
        "",
        "marks = ', '.join(['?'] * len(given))\nsqlite3.connect('x').execute('SELECT a FROM t WHERE n IN (' + marks + ')', given)",
        "sql-from-strings",
    ),
    (
        "@app.route('/<int:number>')\ndef other(number):\n    print(request.args['q'])\n    os.system(f'echo {number}')\n",
        "pass",
        SHELL,
    ),
    (
        "ALLOWED = {'id': 'id', 'name': 'name'}\ndef found(order):\n    text = 'SELECT a FROM t ORDER BY {}'.format(ALLOWED.get(order, 'id'))\n    return sqlite3.connect('x').execute(text)\n",
        "found(given)",
        "sql-from-strings",
    ),
    (
        "",
        "if not given.isdigit():\n    return 'no'\nsubprocess.run(f'echo {given}', shell=True)",
        "subprocess-with-shell",
    ),
    (
        "",
        "kept = ['a', given]\nkept.pop(0)\nkept.append('b')\nsqlite3.connect('x').execute(\"SELECT a FROM t WHERE n = '\" + kept[1] + \"'\")",
        "sql-from-strings",
    ),
    (
        "",
        "column = 'name' if given else 'id'\nquery = f'SELECT a FROM t ORDER BY {column}'\nsqlite3.connect('x').execute(query)",
        "sql-from-strings",
    ),
    (
        "",
        "sqlite3.connect('x').execute('SELECT a FROM t WHERE n = ' + str(int(given)))",
        "sql-from-strings",
    ),
    (
        "",
        "text = 'gASVBAAAAAAAAABLAS4='\npickle.loads(base64.b64decode(text))",
        "pickle-call",
    ),
    (
        "",
        "text = '<a/>'\nparser = xml.sax.make_parser()\nparser.setFeature(xml.sax.handler.feature_external_ges, True)\nparser.parse(io.StringIO(text))",
        "xml-external-entities",
    ),
];

/// None of these is known to be harmless.
const OPEN: &[Case] = &[
    // A slow pattern that something else compiles, and one that is compiled here under its name.
    (
        "import lexers\nTAG = r'(a+)+b'\n",
        "lexers.add(TAG)",
        "slow-regex",
    ),
    (
        "import re\nTAG = r'(a+)+b'\n",
        "re.compile(TAG)",
        "slow-regex",
    ),
    (
        "@app.route('/<number>')\ndef other(number):\n    print(request.args['q'])\n    os.system(f'echo {app.name} {len(number)}')\n",
        "pass",
        SHELL,
    ),
    // Whoever calls the function decides.
    (
        "def run(command='ls'):\n    print(request.args['x'])\n    os.system('echo ' + command)\nrun('a')\n",
        "run('b')",
        SHELL,
    ),
    (
        "def run(command):\n    os.system('echo ' + command)\n",
        "run('ls')",
        SHELL,
    ),
    (
        "",
        "os.system('echo ' + os.path.basename(__file__) + app.name)",
        SHELL,
    ),
    (
        "COMMAND = 'ls'\ndef choose(text):\n    global COMMAND\n    COMMAND = text\n",
        "os.system('echo ' + COMMAND)",
        SHELL,
    ),
    (
        "",
        "command = 'ls'\nfor line in app.lines:\n    os.system('echo ' + command)\n    command = line",
        SHELL,
    ),
    (
        "",
        "command = 'ls'\ntry:\n    command = app.next()\nexcept ValueError:\n    pass\nos.system('echo ' + command)",
        SHELL,
    ),
    (
        "",
        "words = []\nfor line in app.lines:\n    words.append(line)\nos.system('echo ' + ' '.join(words))",
        SHELL,
    ),
    (
        "",
        "options = {'a': 'ls'}\noptions.update(app.options)\nos.system('echo ' + options['a'])",
        SHELL,
    ),
    (
        "",
        "command = 'ls'\ndef change():\n    nonlocal command\n    command = app.next()\nchange()\nos.system('echo ' + command)",
        SHELL,
    ),
    ("", "os.system('echo ' + app.get('command', 'ls'))", SHELL),
    (
        "",
        "os.system('echo %s' % app.command)\nos.system('echo {}'.format(app.command))",
        SHELL,
    ),
    (
        "",
        "sqlite3.connect('x').execute('SELECT a FROM t WHERE n = ' + app.name)",
        "sql-from-strings",
    ),
    ("", "pickle.loads(app.read())", "pickle-call"),
    (
        "",
        "pickle.loads(base64.b64decode(app.read()))",
        "pickle-call",
    ),
    // What is known is bad by itself.
    (
        "import re\n",
        "re.match(r'^(([a-z])+.)+[A-Z]([a-z])+$', given)",
        "slow-regex",
    ),
    (
        "",
        "exec(base64.b64decode('aW1wb3J0IG9zO29zLnN5c3RlbSgnaWQnKQ=='))",
        "obfuscated-code",
    ),
    ("", "subprocess.run(['ls'])", "partial-executable-path"),
    // The name of a file is known, what is in it is not.
    (
        "import pandas\n",
        "pandas.read_pickle('model.pkl')",
        "pickle-call",
    ),
    (
        "",
        "parser = xml.sax.make_parser()\nparser.setFeature(xml.sax.handler.feature_external_ges, True)\nparser.parse('page.xml')",
        "xml-external-entities",
    ),
    (
        "",
        "parser = xml.sax.make_parser()\nparser.setFeature(xml.sax.handler.feature_external_ges, True)\nparser.parse(io.StringIO('<a/>'))\nparser.parse(app.file)",
        "xml-external-entities",
    ),
    (
        "",
        "parser = xml.sax.make_parser()\nparser.setFeature(xml.sax.handler.feature_external_ges, True)\napp.parser = parser",
        "xml-external-entities",
    ),
];

#[test]
fn what_is_known_to_be_harmless_is_left_alone() {
    let wrong = HARMLESS.iter().filter(|(before, body, rule)| {
        rules(Mode::Own, before, body).contains(rule)
            || !rules(Mode::Compat, before, body).contains(rule) && *rule != "xml-external-entities"
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&Case>::new());
}

#[test]
fn what_is_not_known_is_reported() {
    let wrong = OPEN
        .iter()
        .filter(|(before, body, rule)| !rules(Mode::Own, before, body).contains(rule));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&Case>::new());
}

#[test]
fn what_all_callers_give_says_something() {
    let of = |argument: &str| {
        let text = format!(
            "import os, shlex\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\ndef run(host):\n    \
             os.system('ping ' + host)\n\n@app.route('/')\ndef view():\n    run({argument})\n    return request.args['q']\n"
        );
        let read = |text: &String| -> Result<Module, Box<FileFindings>> {
            Ok(Module::read("app.py", text.as_bytes(), SourceKind::Module).expect("it is UTF-8"))
        };
        let found = project_of(&[text], &read, &CodeSettings::default());
        let found = found.findings().filter(|it| it.rule.cwes.contains(&78));
        let found = found.map(|it| (it.rule.name, it.severity.word(), it.confidence));
        found.collect::<Vec<_>>()
    };
    let low = [(SHELL, "low", Confidence::Low)];
    assert_eq!(of("'localhost'"), low);
    assert_eq!(of("shlex.quote(request.args['host'])"), low);
    assert_eq!(of("app.host"), [(SHELL, "high", Confidence::Medium)]);
    assert_eq!(
        of("request.args['host']"),
        [("command-injection", "high", Confidence::High)]
    );
}

#[test]
fn what_is_given_by_somebody_is_still_followed() {
    let found = rules(Mode::Own, "", "os.system('echo ' + given)");
    assert!(found.contains("command-injection"), "{found:?}");
}
