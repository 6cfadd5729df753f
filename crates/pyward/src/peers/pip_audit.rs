//! pip-audit: it has no file of its own, so its flags in the commands that a project runs.

use pyward_inventory::yaml;

use super::commands::{self, Word};
use super::tables;
use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "pip-audit",
    files: &[
        ".github/workflows/*.yml",
        ".github/workflows/*.yaml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "Jenkinsfile",
        "Justfile",
        "justfile",
        "Makefile",
        "noxfile.py",
        "tox.ini",
        "pyproject.toml",
    ],
    read,
};

/// What its flags are here; flags with a value end in `=`.
const FLAGS: &[(&[&str], &str)] = &[
    (
        &["--vulnerability-service=", "-s="],
        "advisories come from the data at hand; `--service osv` or `--service pypi` asks one too",
    ),
    (&["--osv-url="], "`--service osv=URL` asks another address"),
    (
        &["--require-hashes"],
        "a hash that is missing where others are is told without being asked for",
    ),
    (
        &["--skip-editable"],
        "what stands in a folder is told and never fails, but under `--strict`",
    ),
    (
        &["--no-deps", "--disable-pip"],
        "nothing is installed to be audited; `--no-resolve` asks no index either",
    ),
    (&["--fix"], "`pyward fix` upgrades what is vulnerable"),
    (
        &["--format=", "-f="],
        "`--format pip-audit` and `--format pip-audit-columns` write what it writes",
    ),
    (
        &["--requirement=", "-r="],
        "name the file instead: `pyward audit FILE`",
    ),
    (
        &["--path="],
        "name the folder instead: `pyward audit FOLDER`",
    ),
    (
        &["--local", "-l"],
        "name the environment instead: `pyward audit .venv`",
    ),
    (
        &["--index-url=", "-i=", "--extra-index-url="],
        "indexes are those pip and uv are configured for (`PIP_INDEX_URL`, `pip.conf`)",
    ),
];

fn read(found: &Found<'_>, carried: &mut Carried) {
    if found.path == "pyproject.toml" {
        table(found, carried);
        return;
    }
    let all = commands::all(found.text);
    // The name of the flag is nobody else's, so it need not stand beside the command.
    for value in commands::values(&all, "--ignore-vuln") {
        carried.ignore(Ignored::id(value.text, found.line(value.line)));
    }
    if found.text.contains("ignore-vulns") {
        action(found, carried);
    }
    for words in commands::arguments(found.text, &[&["pip-audit"], &["pip_audit"]]) {
        flags(found, &words, carried);
    }
}

fn flags(found: &Found<'_>, words: &[Word<'_>], carried: &mut Carried) {
    for (at, word) in words.iter().enumerate() {
        let place = found.line(word.line);
        if matches!(word.text, "--strict" | "-S") {
            carried.set("gate.incomplete", "\"block\"", place);
            continue;
        }
        let told = FLAGS.iter().find(|(names, _)| {
            names.iter().any(|name| match name.strip_suffix('=') {
                Some(name) => word.text == name || word.text.starts_with(&format!("{name}=")),
                None => word.text == *name,
            })
        });
        if let Some((_, why)) = told {
            let value = words.get(at + 1).filter(|_| !word.text.contains('='));
            let value = value.filter(|value| !value.text.starts_with('-'));
            let what = match value {
                Some(value) => format!("{} {}", word.text, value.text),
                None => word.text.to_owned(),
            };
            carried.left(place, what, why);
        }
    }
}

/// `with: { ignore-vulns: … }` of the action that runs it.
fn action(found: &Found<'_>, carried: &mut Carried) {
    let document = yaml::parse(found.text);
    let mut open: Vec<&yaml::Value> = document.root.iter().collect();
    while let Some(value) = open.pop() {
        open.extend(value.items());
        for (key, inner) in value.entries() {
            let ids = inner.as_str().filter(|_| &**key == "ignore-vulns");
            for id in ids.into_iter().flat_map(str::split_whitespace) {
                carried.ignore(Ignored::id(id, found.line(inner.line)));
            }
            open.push(inner);
        }
    }
}

/// pip-audit reads no table, but people keep lists for their scripts in one.
fn table(found: &Found<'_>, carried: &mut Carried) {
    tables::with(found, &["tool", "pip-audit"], carried, |table, carried| {
        for (key, item) in table.iter() {
            let place = tables::place(found, item);
            match key.replace('_', "-").as_str() {
                "ignore-vuln" | "ignore-vulns" | "ignore" => {
                    for (id, place) in tables::texts(found, item) {
                        carried.ignore(Ignored::id(&id, place));
                    }
                }
                "strict" if item.as_bool() == Some(true) => {
                    carried.set("gate.incomplete", "\"block\"", place);
                }
                other => {
                    let why = "pip-audit itself reads no such table";
                    carried.left(place, format!("[tool.pip-audit] {other}"), why);
                }
            }
        }
    });
}
