//! trivy: `.trivyignore`, `.trivyignore.yaml`, `trivy.yaml`.

use pyward_inventory::yaml::{self, Value};
use pyward_model::{Date, PackageName};

use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "trivy",
    files: &[
        ".trivyignore",
        ".trivyignore.yaml",
        ".trivyignore.yml",
        "trivy.yaml",
    ],
    read,
};

fn read(found: &Found<'_>, carried: &mut Carried) {
    if found.path == ".trivyignore" {
        plain(found, carried);
        return;
    }
    let document = yaml::parse(found.text);
    if let Some(error) = &document.error {
        let place = found.line(error.line);
        carried.left(place, "what follows", &error.problem);
    }
    let Some(root) = &document.root else {
        return;
    };
    if found.path == "trivy.yaml" {
        settings(found, root, carried);
    } else {
        entries(found, root, carried);
    }
}

/// An id a line, `exp:YYYY-MM-DD` after it; comments above tell why.
fn plain(found: &Found<'_>, carried: &mut Carried) {
    let mut said: Vec<&str> = Vec::new();
    for (number, line) in (1..).zip(found.text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            said.clear();
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            said.push(comment.trim_start_matches('#').trim());
            continue;
        }
        let (rule, beside) = match line.split_once(" #") {
            Some((rule, comment)) => (rule.trim(), Some(comment.trim())),
            None => (line, None),
        };
        let mut words = rule.split_whitespace();
        let id = words.next().unwrap_or_default();
        let place = found.line(number);
        let end = words.find_map(|word| word.strip_prefix("exp:"));
        let expires = end.and_then(Date::parse);
        if let (Some(end), None) = (end, expires) {
            let why = format!("`{end}` is no day, and an entry without end was not meant");
            carried.left(place, format!("ignore {id}"), &why);
            continue;
        }
        if is_other(id) {
            let why = "it is no advisory about a package of PyPI";
            carried.left(place, format!("ignore {id}"), why);
            continue;
        }
        let reason = beside.map_or_else(|| said.join(" "), str::to_owned);
        carried.ignore(Ignored {
            reason: Some(reason).filter(|reason| !reason.is_empty()),
            expires,
            ..Ignored::id(id, place)
        });
    }
}

/// Whether an id is of a misconfiguration or a kind of secret, which a plain file holds beside those of advisories.
fn is_other(id: &str) -> bool {
    const DATABASES: [&str; 7] = ["CVE-", "GHSA-", "PYSEC-", "MAL-", "OSV-", "GMS-", "SNYK-"];
    !DATABASES.iter().any(|start| id.starts_with(start))
}

fn entries(found: &Found<'_>, root: &Value, carried: &mut Carried) {
    for (section, list) in root.entries() {
        if &**section != "vulnerabilities" {
            for item in list.items() {
                let id = item.string("id").unwrap_or("an entry");
                let why = "only vulnerabilities are pyward's here";
                carried.left(found.line(item.line), format!("{section}: {id}"), why);
            }
            continue;
        }
        for item in list.items() {
            vulnerability(found, item, carried);
        }
    }
}

fn vulnerability(found: &Found<'_>, item: &Value, carried: &mut Carried) {
    let place = found.line(item.line);
    let Some(id) = item.string("id") else {
        carried.left(place, "an entry of vulnerabilities", "it has no id");
        return;
    };
    let end = item.string("expired_at");
    let expires = end.and_then(|end| Date::parse(end.trim()));
    if let (Some(end), None) = (end, expires) {
        let why = format!("`{end}` is no day, and an entry without end was not meant");
        carried.left(place, format!("ignore {id}"), &why);
        return;
    }
    if item.get("paths").is_some() {
        let why = "an advisory is waived by package, not by path: the entry would cover more than was meant; \
                   `pyward ignore ID --package NAME` narrows it";
        carried.left(place, format!("ignore {id} below paths"), why);
        return;
    }
    let whole = Ignored {
        reason: item.string("statement").map(str::to_owned),
        expires,
        ..Ignored::id(id, place.clone())
    };
    let Some(purls) = item.get("purls") else {
        carried.ignore(whole);
        return;
    };
    for purl in purls.items().iter().filter_map(Value::as_str) {
        match of_purl(purl) {
            Some((package, versions)) => carried.ignore(Ignored {
                package: Some(package),
                versions,
                ..whole.clone()
            }),
            None => carried.left(
                place.clone(),
                format!("ignore {id} in {purl}"),
                "it is no package of PyPI",
            ),
        }
    }
}

/// `pkg:pypi/jinja2@3.1.2` as a name and the versions meant.
fn of_purl(purl: &str) -> Option<(String, Option<String>)> {
    let rest = purl.strip_prefix("pkg:pypi/")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (name, version) = match rest.split_once('@') {
        Some((name, version)) => (name, Some(format!("=={version}"))),
        None => (rest, None),
    };
    let name = PackageName::pypi(name);
    name.is_valid().then(|| (name.to_string(), version))
}

fn settings(found: &Found<'_>, root: &Value, carried: &mut Carried) {
    for (key, value) in root.entries() {
        let place = found.line(value.line);
        match &**key {
            "severity" => {
                let levels: Vec<String> = match value.as_str() {
                    Some(text) => text.split(',').map(|it| it.trim().to_owned()).collect(),
                    None => value
                        .items()
                        .iter()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect(),
                };
                carried.block_on(&levels, &place);
            }
            "vulnerability" => {
                for (key, value) in value.entries() {
                    let place = found.line(value.line);
                    match (&**key, value.as_str()) {
                        ("ignore-unfixed", Some("true")) => {
                            carried.set("gate.unfixed", "\"log\"", place);
                        }
                        ("ignore-unfixed", _) => {}
                        (other, _) => carried.left(
                            place,
                            format!("vulnerability.{other}"),
                            "there is nothing like it in pyward's settings",
                        ),
                    }
                }
            }
            "scan" => scan(found, value, carried),
            "exit-code" => carried.left(
                place,
                "exit-code",
                "the gate decides: 0 it passes, 1 it blocks; `--exit-zero` never blocks",
            ),
            "ignorefile" => carried.left(
                place,
                format!("ignorefile {}", value.as_str().unwrap_or_default()),
                "only .trivyignore and .trivyignore.yaml are looked into; rename it for the moment",
            ),
            other => carried.left(
                place,
                other.to_owned(),
                "there is nothing like it in pyward's settings",
            ),
        }
    }
}

fn scan(found: &Found<'_>, value: &Value, carried: &mut Carried) {
    let mut globs = Vec::new();
    let mut at = None;
    for (key, value) in value.entries() {
        match &**key {
            "skip-dirs" | "skip-files" => {
                at.get_or_insert(value.line);
                globs.extend(value.items().iter().filter_map(Value::as_str));
            }
            other => carried.left(
                found.line(value.line),
                format!("scan.{other}"),
                "there is nothing like it in pyward's settings",
            ),
        }
    }
    if let Some(line) = at.filter(|_| !globs.is_empty()) {
        let list: Vec<String> = globs
            .iter()
            .map(|glob| toml_edit::Value::from(*glob).to_string().trim().to_owned())
            .collect();
        let value = format!("[{}]", list.join(", "));
        carried.set("exclude", &value, found.line(line));
    }
}
