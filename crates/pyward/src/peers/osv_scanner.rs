//! osv-scanner: `osv-scanner.toml`.

use toml_edit::TableLike;

use super::tables;
use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "osv-scanner",
    files: &["osv-scanner.toml"],
    read,
};

fn read(found: &Found<'_>, carried: &mut Carried) {
    tables::with(found, &[], carried, |table, carried| {
        for (key, item) in table.iter() {
            match key {
                "IgnoredVulns" => {
                    for entry in tables::tables(item) {
                        vulnerability(found, entry, carried);
                    }
                }
                "PackageOverrides" => {
                    for entry in tables::tables(item) {
                        package(found, entry, carried);
                    }
                }
                "GoVersionOverride" => carried.left(
                    tables::place(found, item),
                    key,
                    "it is about Go, which pyward does not read",
                ),
                _ => carried.left(
                    tables::place(found, item),
                    key,
                    "pyward does not know what it means",
                ),
            }
        }
    });
}

fn vulnerability(found: &Found<'_>, entry: &dyn TableLike, carried: &mut Carried) {
    let Some((item, id)) = entry
        .get("id")
        .and_then(|item| Some((item, item.as_str()?)))
    else {
        return;
    };
    let place = tables::place(found, item);
    let expires = tables::day(entry, "ignoreUntil");
    if entry.contains_key("ignoreUntil") && expires.is_none() {
        let what = format!("ignoreUntil of {id}");
        carried.left(
            place,
            what,
            "it is no day, and an entry without end was not meant",
        );
        return;
    }
    carried.ignore(Ignored {
        reason: tables::text(entry, "reason").map(str::to_owned),
        expires,
        ..Ignored::id(id, place)
    });
}

/// What is decided about a package. Everything about it may be waived here too, but only with versions and an end.
fn package(found: &Found<'_>, entry: &dyn TableLike, carried: &mut Carried) {
    let name = tables::text(entry, "name");
    let spot = entry.iter().next().map(|(_, item)| item);
    let place = spot.map_or_else(|| found.line(1), |item| tables::place(found, item));
    let what = format!("PackageOverrides of {}", name.unwrap_or("all packages"));
    if let Some(other) = tables::text(entry, "ecosystem").filter(|it| *it != "PyPI") {
        carried.left(place, what, &format!("{other} packages are not pyward's"));
        return;
    }
    if entry.contains_key("license") {
        let why = "licenses are not judged";
        carried.left(place.clone(), format!("{what}: license"), why);
    }
    if let Some(group) = tables::text(entry, "group") {
        let why = format!("`gate.scopes` says what the group {group} may bring about");
        carried.left(place, what, &why);
        return;
    }
    let ignores = entry.get("vulnerability").and_then(|it| it.as_table_like());
    let ignores = ignores.and_then(|it| it.get("ignore")?.as_bool()) == Some(true);
    let is_whole = entry.get("ignore").and_then(toml_edit::Item::as_bool) == Some(true);
    if !ignores && !is_whole {
        return;
    }
    let expires = tables::day(entry, "effectiveUntil");
    match (name, tables::text(entry, "version"), expires) {
        (Some(name), Some(version), Some(_)) => carried.ignore(Ignored {
            place,
            id: None,
            package: Some(name.to_owned()),
            versions: Some(format!("=={version}")),
            reason: tables::text(entry, "reason").map(str::to_owned),
            expires,
            until_fixed: false,
        }),
        (None, _, _) => {
            carried.left(place, what, "what covers every package hides everything");
        }
        (Some(name), _, _) => {
            let why = format!(
                "what covers all that is known of a package needs versions and an end: `pyward ignore --package {name} \
                 --versions RANGE --expires DAY --reason TEXT`"
            );
            carried.left(place, what, &why);
        }
    }
}
