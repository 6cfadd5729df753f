//! pysentry: `.pysentry.toml`, `[tool.pysentry]` of a `pyproject.toml`, and its flags in commands.

use toml_edit::{Item, TableLike};

use super::{commands, tables};
use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "pysentry",
    files: &[
        ".pysentry.toml",
        "pyproject.toml",
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
        "pyproject.toml" => &["tool", "pysentry"],
        ".pysentry.toml" => &[],
        _ => {
            flags(found, carried);
            return;
        }
    };
    tables::with(found, way, carried, |table, carried| {
        for (key, item) in table.iter() {
            match (key, item.as_table_like()) {
                ("ignore", Some(table)) => ignore(found, table, carried),
                ("defaults", Some(table)) => defaults(found, table, carried),
                ("maintenance", Some(table)) => maintenance(found, table, carried),
                ("version", _) => {}
                // How it fetches and prints is nothing to carry over.
                ("cache" | "http" | "output" | "ci" | "resolver", _) => carried.keeps(
                    tables::place(found, item),
                    format!("[{key}]"),
                    "pyward has options of its own for that",
                ),
                ("sources", _) => carried.left(
                    tables::place(found, item),
                    "[sources]",
                    "`pyward db update --source NAME` fetches further sources; all that are there are asked",
                ),
                (other, _) => carried.left(
                    tables::place(found, item),
                    format!("[{other}]"),
                    "there is nothing like it in pyward's settings",
                ),
            }
        }
    });
}

fn ignore(found: &Found<'_>, table: &dyn TableLike, carried: &mut Carried) {
    for (key, item) in table.iter() {
        match key {
            "ids" | "while_no_fix" => {
                for (id, place) in tables::texts(found, item) {
                    carried.ignore(Ignored {
                        until_fixed: key == "while_no_fix",
                        ..Ignored::id(&id, place)
                    });
                }
            }
            "packages" => {
                for entry in tables::tables(item) {
                    package(found, item, entry, carried);
                }
            }
            other => carried.left(
                tables::place(found, item),
                format!("ignore.{other}"),
                "ids are compared whole here, not by pattern",
            ),
        }
    }
}

/// What is ignored in one package alone.
fn package(found: &Found<'_>, list: &Item, entry: &dyn TableLike, carried: &mut Carried) {
    let Some(name) = tables::text(entry, "name") else {
        return;
    };
    let place = entry
        .get("name")
        .map_or_else(|| tables::place(found, list), |it| tables::place(found, it));
    let ids = entry.get("ids").map(|item| tables::texts(found, item));
    let ids = ids.unwrap_or_default();
    if ids.is_empty() {
        let why = format!(
            "what covers all that is known of a package needs versions and an end: `pyward ignore --package {name} \
             --versions RANGE --expires DAY --reason TEXT`"
        );
        carried.left(place, format!("ignore.packages of {name}"), &why);
        return;
    }
    let versions = entry.get("versions").map(|item| tables::texts(found, item));
    let versions: Vec<String> = versions
        .into_iter()
        .flatten()
        .map(|(version, _)| {
            let is_range = version.starts_with(['<', '>', '=', '!', '~']);
            if is_range {
                version
            } else {
                format!("=={version}")
            }
        })
        .collect();
    for (id, place) in ids {
        let whole = Ignored {
            package: Some(name.to_owned()),
            reason: tables::text(entry, "reason").map(str::to_owned),
            ..Ignored::id(&id, place)
        };
        if versions.is_empty() {
            carried.ignore(whole);
            continue;
        }
        for version in &versions {
            carried.ignore(Ignored {
                versions: Some(version.clone()),
                ..whole.clone()
            });
        }
    }
}

fn defaults(found: &Found<'_>, table: &dyn TableLike, carried: &mut Carried) {
    for (key, item) in table.iter() {
        let place = tables::place(found, item);
        match (key, item.as_str(), item.as_bool()) {
            ("fail_on", Some(level), _) => carried.block_from(level, &place),
            ("fail_on_unknown", _, Some(false)) => {
                carried.set("gate.unknown", "\"log\"", place);
            }
            ("fail_on_unknown", ..) => {}
            ("severity", Some(level), _) => {
                let why = format!("the report shows all; `--severity {level}` shows less of it");
                carried.left(place, "defaults.severity", &why);
            }
            ("scope", Some("main"), _) => carried.left(
                place,
                "defaults.scope = \"main\"",
                "everything is told; `gate.scopes = { dev = \"log\" }` keeps development from blocking",
            ),
            ("direct_only", _, Some(true)) => carried.left(
                place,
                "defaults.direct_only",
                "what others need is installed too, and always audited",
            ),
            ("include_withdrawn", _, Some(true)) => carried.left(
                place,
                "defaults.include_withdrawn",
                "withdrawn advisories are counted and never reported",
            ),
            // How it prints.
            (
                "format" | "display" | "compact" | "detailed" | "no_ci_detect" | "include_scripts"
                | "scope" | "direct_only" | "include_withdrawn",
                ..,
            ) => {}
            (other, ..) => carried.left(
                place,
                format!("defaults.{other}"),
                "there is nothing like it in pyward's settings",
            ),
        }
    }
}

/// What an index says of a project; it is asked for by `--service index`.
fn maintenance(found: &Found<'_>, table: &dyn TableLike, carried: &mut Carried) {
    for (key, item) in table.iter() {
        let place = tables::place(found, item);
        if key.starts_with("forbid_") && item.as_bool() == Some(true) {
            if key == "forbid_quarantined" {
                let why = "a quarantined project blocks without being told to, where `--service index` asks";
                carried.keeps(place, "maintenance.forbid_quarantined", why);
            } else {
                carried.set("gate.standing", "\"block\"", place.clone());
                let why = "one key speaks of all of them, and `--service index` must ask";
                carried.left(place, format!("maintenance.{key} alone"), why);
            }
        }
    }
}

fn flags(found: &Found<'_>, carried: &mut Carried) {
    for words in commands::arguments(found.text, &[&["pysentry"], &["pysentry-rs"]]) {
        for (flag, until_fixed) in [("--ignore", false), ("--ignore-while-no-fix", true)] {
            for value in commands::values(&words, flag) {
                carried.ignore(Ignored {
                    until_fixed,
                    ..Ignored::id(value.text, found.line(value.line))
                });
            }
        }
        for value in commands::values(&words, "--fail-on") {
            carried.block_from(value.text, &found.line(value.line));
        }
    }
}
