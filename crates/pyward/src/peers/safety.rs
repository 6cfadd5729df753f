//! safety: `.safety-policy.yml` of version 2 and 3, `.safety-project.ini`, and its flags in the commands a project runs.

use pyward_inventory::yaml::{self, Value};
use pyward_model::{Date, Location};

use super::commands::{self, Word};
use crate::peer::{Carried, Found, Ignored, Peer};

pub(super) static PEER: Peer = Peer {
    name: "safety",
    files: &[
        ".safety-policy.yml",
        ".safety-policy.yaml",
        ".safety-project.ini",
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

const NOTHING_LIKE_IT: &str = "there is nothing like it in pyward's settings";

fn read(found: &Found<'_>, carried: &mut Carried) {
    match found.path {
        ".safety-policy.yml" | ".safety-policy.yaml" => policy(found, carried),
        ".safety-project.ini" => carried.keeps(
            found.line(1),
            "the whole file",
            "it ties the project to an account, and pyward has none",
        ),
        _ => flags(found, carried),
    }
}

/// `safety check -i 70612`, `--ignore=70612,51457`.
fn flags(found: &Found<'_>, carried: &mut Carried) {
    for command in commands::commands(found.text) {
        let is_own = |word: &Word<'_>| word.text == "safety";
        let own = command.iter().any(is_own);
        for flag in ["--ignore", "-i"] {
            for value in commands::values(&command, flag) {
                // A list of a hook's arguments does not name the tool; its numbers are long.
                let is_number = value.text.bytes().all(|byte| byte.is_ascii_digit());
                if own || (flag == "--ignore" && is_number && value.text.len() >= 5) {
                    ignore(value.text, found.line(value.line), None, carried);
                }
            }
        }
    }
}

/// Carries an id of Safety's own over, and says what that is worth.
fn ignore(id: &str, place: Location, more: Option<&Value>, carried: &mut Carried) {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let known = if is_number {
        format!("pyup.io-{id}")
    } else {
        id.to_owned()
    };
    if is_number {
        let why = "a number of Safety's own: the entry is written as `pyup.io-NUMBER`, which counts only where \
                   Safety's data is installed (`pyward db update --source safety=PATH`); write the CVE instead";
        carried.left(place.clone(), format!("ignore {id}"), why);
    }
    let reason = more.and_then(|it| it.string("reason")).map(str::to_owned);
    let end = more.and_then(|it| it.string("expires"));
    let expires = end.and_then(|end| Date::parse(end.trim()));
    if let (Some(end), None) = (end, expires) {
        let why = format!("`{end}` is no day, and an entry without end was not meant");
        carried.left(place, format!("ignore {id}"), &why);
        return;
    }
    let whole = Ignored {
        reason,
        expires,
        ..Ignored::id(&known, place.clone())
    };
    let ranges = more.and_then(|it| it.get("specifications"));
    match ranges.map(Value::items) {
        None | Some([]) => carried.ignore(whole),
        Some(ranges) => {
            for range in ranges.iter().filter_map(Value::as_str) {
                // Names may stand before the range: `django>=3,<4`.
                let start = range.find(['<', '>', '=', '!', '~']).unwrap_or(range.len());
                let (name, versions) = range.split_at(start);
                carried.ignore(Ignored {
                    package: Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
                    versions: Some(versions.trim().to_owned()).filter(|it| !it.is_empty()),
                    ..whole.clone()
                });
            }
        }
    }
}

fn policy(found: &Found<'_>, carried: &mut Carried) {
    let document = yaml::parse(found.text);
    if let Some(error) = &document.error {
        carried.left(found.line(error.line), "what follows", &error.problem);
    }
    for (key, value) in document.root.iter().flat_map(Value::entries) {
        match &**key {
            "version" => {}
            "security" => second(found, value, carried),
            "scanning-settings" => scanning(found, value, carried),
            "report" => report(found, value, carried),
            "fail-scan-with-exit-code" => fail_on(found, value, carried),
            "alert" | "filename" | "security-updates" | "installation" | "project" => {
                carried.left(found.line(value.line), key.to_string(), NOTHING_LIKE_IT);
            }
            other => carried.left(found.line(value.line), other.to_owned(), NOTHING_LIKE_IT),
        }
    }
}

/// `security` of version 2.
fn second(found: &Found<'_>, table: &Value, carried: &mut Carried) {
    for (key, value) in table.entries() {
        let place = found.line(value.line);
        match (&**key, value.as_str()) {
            ("ignore-vulnerabilities", _) => vulnerabilities(found, value, carried),
            ("ignore-cvss-severity-below", Some(score)) => below(score, &place, carried),
            ("ignore-cvss-unknown-severity", Some("true" | "True" | "yes")) => {
                carried.set("gate.unknown", "\"log\"", place);
            }
            ("continue-on-vulnerability-error", Some("true" | "True" | "yes")) => carried.left(
                place,
                key.to_string(),
                "`--exit-zero` reports without blocking",
            ),
            ("ignore-cvss-unknown-severity" | "continue-on-vulnerability-error", _) => {}
            (other, _) => carried.left(place, other.to_owned(), NOTHING_LIKE_IT),
        }
    }
}

/// A score below which nothing counts, as levels: one in which some scores count keeps blocking.
fn below(score: &str, place: &Location, carried: &mut Carried) {
    let Ok(score) = score.parse::<f64>() else {
        return;
    };
    for (key, top) in [("gate.low", 4.0), ("gate.medium", 7.0), ("gate.high", 9.0)] {
        if score >= top {
            carried.set(key, "\"log\"", place.clone());
        }
    }
    let is_at_a_bound = [0.0, 4.0, 7.0, 9.0]
        .iter()
        .any(|bound: &f64| (score - bound).abs() < 1e-9);
    if !is_at_a_bound {
        let why = "levels are judged here, not scores; a level in which some scores count blocks";
        let what = format!("ignore-cvss-severity-below: {score}");
        carried.left(place.clone(), what, why);
    }
}

fn vulnerabilities(found: &Found<'_>, table: &Value, carried: &mut Carried) {
    for (id, entry) in table.entries() {
        // What the entry says begins below its id.
        let line = if entry.entries().is_empty() {
            entry.line
        } else {
            entry.line.saturating_sub(1).max(1)
        };
        ignore(id, found.line(line), Some(entry), carried);
    }
}

fn scanning(found: &Found<'_>, table: &Value, carried: &mut Carried) {
    for (key, value) in table.entries() {
        let place = found.line(value.line);
        match &**key {
            "exclude" => {
                let globs = value.items().iter().filter_map(Value::as_str);
                let globs = globs.map(|glob| toml_edit::Value::from(glob).to_string());
                let globs: Vec<String> = globs.map(|glob| glob.trim().to_owned()).collect();
                if !globs.is_empty() {
                    carried.set("exclude", &format!("[{}]", globs.join(", ")), place);
                }
            }
            "max-depth" | "root-directories" => {}
            other => {
                let is_empty = value.items().is_empty() && value.entries().is_empty();
                if !is_empty || value.as_str().is_some() {
                    let what = format!("scanning-settings.{other}");
                    carried.left(place, what, NOTHING_LIKE_IT);
                }
            }
        }
    }
}

/// `report.dependency-vulnerabilities.auto-ignore-in-report` of version 3.
fn report(found: &Found<'_>, table: &Value, carried: &mut Carried) {
    let ignores = table
        .get("dependency-vulnerabilities")
        .and_then(|it| it.get("auto-ignore-in-report"));
    for (key, value) in ignores.into_iter().flat_map(Value::entries) {
        let place = found.line(value.line);
        match &**key {
            "vulnerabilities" => vulnerabilities(found, value, carried),
            "cvss-severity" => {
                for level in value.items().iter().filter_map(Value::as_str) {
                    if let Some(key) = gate_of(level) {
                        carried.set(key, "\"log\"", place.clone());
                    }
                }
            }
            "python" => {
                if value.string("unpinned-requirements") == Some("true") {
                    let why = "what is not pinned is told as not audited, and never judged as any version";
                    carried.keeps(place, "unpinned-requirements", why);
                }
            }
            other => carried.left(place, other.to_owned(), NOTHING_LIKE_IT),
        }
    }
}

fn gate_of(level: &str) -> Option<&'static str> {
    Some(match level.to_ascii_lowercase().as_str() {
        "critical" => "gate.critical",
        "high" => "gate.high",
        "medium" => "gate.medium",
        "low" => "gate.low",
        "unknown" | "none" => "gate.unknown",
        _ => return None,
    })
}

/// `fail-scan-with-exit-code.dependency-vulnerabilities` of version 3.
fn fail_on(found: &Found<'_>, table: &Value, carried: &mut Carried) {
    let Some(own) = table.get("dependency-vulnerabilities") else {
        return;
    };
    if own.string("enabled") == Some("false") {
        let why = "`--exit-zero` reports without blocking";
        carried.left(found.line(own.line), "enabled: false", why);
        return;
    }
    let Some(any) = own.get("fail-on-any-of") else {
        return;
    };
    if let Some(levels) = any.get("cvss-severity") {
        let words = levels.items().iter().filter_map(Value::as_str);
        let words: Vec<String> = words.map(str::to_owned).collect();
        carried.block_on(&words, &found.line(levels.line));
    }
    if let Some(levels) = any.get("exploitability") {
        let why = "its levels are not told apart by numbers; `gate.epss = { at = 0.5, action = \"block\" }` is the like";
        carried.left(found.line(levels.line), "exploitability", why);
    }
}
