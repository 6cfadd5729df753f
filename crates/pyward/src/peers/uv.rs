//! uv: `[tool.uv.audit]` of a `pyproject.toml`, `[audit]` of a `uv.toml`, and flags of `uv audit` in commands.

use super::{commands, tables};
use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "uv",
    files: &[
        "pyproject.toml",
        "uv.toml",
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
    ],
    read,
};

fn read(found: &Found<'_>, carried: &mut Carried) {
    let way: &[&str] = match found.path {
        "uv.toml" => &["audit"],
        "pyproject.toml" => &["tool", "uv", "audit"],
        _ => {
            flags(found, carried);
            return;
        }
    };
    tables::with(found, way, carried, |table, carried| {
        for (key, item) in table.iter() {
            match key {
                "ignore" | "ignore-until-fixed" => {
                    for (id, place) in tables::texts(found, item) {
                        carried.ignore(Ignored {
                            until_fixed: key == "ignore-until-fixed",
                            ..Ignored::id(&id, place)
                        });
                    }
                }
                "service-url" | "service-format" => carried.left(
                    tables::place(found, item),
                    format!("audit.{key}"),
                    "`--service osv=URL` asks another service",
                ),
                "malware-check" => carried.left(
                    tables::place(found, item),
                    "audit.malware-check",
                    "malware always blocks; `gate.malicious` says otherwise",
                ),
                other => carried.left(
                    tables::place(found, item),
                    format!("audit.{other}"),
                    "pyward does not know what it means",
                ),
            }
        }
    });
}

fn flags(found: &Found<'_>, carried: &mut Carried) {
    for words in commands::arguments(found.text, &[&["uv", "audit"], &["uv", "tool", "audit"]]) {
        for (flag, until_fixed) in [("--ignore", false), ("--ignore-until-fixed", true)] {
            for value in commands::values(&words, flag) {
                carried.ignore(Ignored {
                    until_fixed,
                    ..Ignored::id(value.text, found.line(value.line))
                });
            }
        }
        for value in commands::values(&words, "--service-url") {
            carried.left(
                found.line(value.line),
                format!("--service-url {}", value.text),
                "`--service osv=URL` asks another service",
            );
        }
    }
}
