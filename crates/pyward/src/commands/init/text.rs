//! The text of a configuration: short, commented, with what was carried over in force.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pyward_model::{Location, PackageName};
use toml_edit::{DocumentMut, Item, Value};

use crate::failure::Failure;
use crate::peer::{Carried, Ignored};

/// Keys that are shown with what holds where they are not written: the key, its value, and what it means.
const SHOWN: &[(&str, &str, &str)] = &[
    (
        "gate.critical",
        "\"block\"",
        "block: exit 1; warn and log only tell",
    ),
    (
        "gate.high",
        "\"block\"",
        "or { action = \"warn\", block-at = 5 }: warn until there are five",
    ),
    ("gate.medium", "\"block\"", ""),
    ("gate.low", "\"block\"", ""),
    (
        "gate.unknown",
        "\"block\"",
        "an advisory without a score may be anything",
    ),
    (
        "gate.unfixed",
        "\"block\"",
        "the most that a finding without a fix brings about",
    ),
    (
        "gate.incomplete",
        "\"warn\"",
        "block: exit 3 where anything could not be checked",
    ),
    (
        "ignores.require",
        "[\"reason\"]",
        "also \"owner\", \"expires\", \"ticket\"",
    ),
];

/// The text of a `pyward.toml`.
pub(super) fn own(carried: &Carried) -> String {
    let mut text = String::from(
        "# How pyward judges this project. What is commented out is what holds anyway; all keys are in the\n\
         # configuration reference, and `pyward --show-config` prints what is in force.\n\
         version = 1\n",
    );
    write(&mut text, "", carried);
    text
}

/// The text of a `pyproject.toml` with the tables at its end. A table of pyward's that is there is taken out first.
pub(super) fn into_manifest(manifest: &str, carried: &Carried) -> Result<String, Failure> {
    let mut text = if has_table(manifest) {
        let mut document: DocumentMut = manifest.parse().map_err(|error| {
            Failure::usage(format!("pyproject.toml is no TOML: {error}")).hint("mend it first")
        })?;
        if let Some(tools) = document.get_mut("tool").and_then(Item::as_table_like_mut) {
            tools.remove("pyward");
        }
        document.to_string()
    } else {
        manifest.to_owned()
    };
    let kept = text.trim_end().len();
    text.truncate(kept);
    text.push_str(
        "\n\n# How pyward judges this project. What is commented out is what holds anyway.\n\
         [tool.pyward]\nversion = 1\n",
    );
    write(&mut text, "tool.pyward.", carried);
    if manifest.contains("\r\n") {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok(text)
}

/// Whether a manifest has a table of pyward's.
pub(super) fn has_table(manifest: &str) -> bool {
    // What cannot be read is told by whoever reads it for what it is.
    let read = pyward_policy::parse_pyproject(manifest, "pyproject.toml");
    !matches!(read, Ok(None))
}

fn write(text: &mut String, prefix: &str, carried: &Carried) {
    let tops: Vec<_> = carried
        .settings
        .iter()
        .filter(|(key, _)| !key.contains('.'))
        .collect();
    for (key, (value, place)) in tops {
        let _ = writeln!(text, "{key} = {value}  # {}", comment(place));
    }
    for table in ["gate", "ignores"] {
        let _ = writeln!(text, "\n[{prefix}{table}]");
        for (key, value, comment) in lines(table, carried) {
            let line = format!("{key} = {value}");
            match comment.as_str() {
                "" => text.push_str(&line),
                comment => {
                    let _ = write!(text, "{line:<28}  # {comment}");
                }
            }
            text.push('\n');
        }
    }
    for ignored in &carried.ignores {
        let _ = write!(text, "\n{}", entry(prefix, ignored));
    }
    if carried.ignores.is_empty() {
        let _ = write!(
            text,
            "\n# An accepted finding; `pyward ignore` writes such entries.\n\
             # [[{prefix}ignore]]\n\
             # id = \"CVE-2024-56326\"\n\
             # package = \"jinja2\"\n\
             # reason = \"No template of a user reaches the sandbox.\"\n\
             # expires = 2027-01-31\n"
        );
    }
}

/// The lines of a table: keys that are set, and the others as comments.
fn lines(table: &str, carried: &Carried) -> Vec<(String, String, String)> {
    let own = |path: &str| {
        let (owner, leaf) = path.split_once('.')?;
        (owner == table).then(|| leaf.to_owned())
    };
    let mut rest: BTreeMap<&str, _> = carried
        .settings
        .iter()
        .map(|(key, it)| (*key, it))
        .collect();
    let mut lines = Vec::new();
    for (path, default, about) in SHOWN {
        let Some(leaf) = own(path) else {
            continue;
        };
        lines.push(match rest.remove(path) {
            Some((value, place)) => (leaf, value.clone(), comment(place)),
            None => (
                format!("# {leaf}"),
                (*default).to_owned(),
                (*about).to_owned(),
            ),
        });
    }
    for (path, (value, place)) in rest {
        if let Some(leaf) = own(path) {
            lines.push((leaf, value.clone(), comment(place)));
        }
    }
    lines
}

fn comment(place: &Location) -> String {
    format!("from {place}")
}

/// An entry of the ignore list, with where it is from.
pub(super) fn entry(prefix: &str, ignored: &Ignored) -> String {
    let from = comment(&ignored.place);
    let mut text = format!("# {from}\n[[{prefix}ignore]]\n");
    let quoted = |value: &str| Value::from(value).to_string();
    if let Some(id) = &ignored.id {
        let _ = writeln!(text, "id = {}", quoted(id));
    }
    if let Some(package) = &ignored.package {
        let name = PackageName::pypi(package);
        let _ = writeln!(text, "package = {}", quoted(name.as_str()));
    }
    if let Some(versions) = &ignored.versions {
        let _ = writeln!(text, "versions = {}", quoted(versions));
    }
    let _ = writeln!(text, "reason = {}", quoted(&reason(ignored)));
    if let Some(day) = ignored.expires {
        let _ = writeln!(text, "expires = {day}");
    }
    if ignored.until_fixed {
        text.push_str("until = \"fix-available\"\n");
    }
    text
}

/// The reason that was given, where the policy takes it for one.
fn reason(ignored: &Ignored) -> String {
    let stand_in = || {
        format!(
            "Carried over from {}, which gives no reason.",
            ignored.place
        )
    };
    let Some(given) = &ignored.reason else {
        return stand_in();
    };
    // On one line, and of no more than one reads.
    let given: String = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let given: String = given.chars().take(500).collect();
    let is_sound = |text: &str| {
        let quoted = Value::from(text).to_string();
        let entry = format!("[[ignore]]\nid = \"CVE-2000-0001\"\nreason = {quoted}\n");
        pyward_policy::parse_pyward_toml(&entry, "").is_ok()
    };
    let longer = format!("{given} (carried over from {})", ignored.place);
    [given, longer]
        .into_iter()
        .find(|text| is_sound(text))
        .unwrap_or_else(stand_in)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::existing::of_text;
    use super::*;

    #[test]
    fn what_the_policy_refuses_keeps_nothing_else() {
        let text = "[ignore]\nids = [\"CVE-2024-1\"]\n[[ignore.packages]]\nname = \"a\"\nids = [\"CVE-2024-2\"]\nversions = [\"no version\"]\n[[ignore.packages]]\nname = \"Jinja2\"\nids = [\"CVE-2024-3\"]\n[[ignore.packages]]\nname = \"jinja2\"\nids = [\"CVE-2024-3\"]\n";
        let carried = of_text(".pysentry.toml", text);
        assert_eq!(carried.ignores.len(), 2, "{:?}", carried.ignores);
        assert_eq!(carried.left.len(), 1, "{:?}", carried.left);
        pyward_policy::parse_pyward_toml(&own(&carried), "").unwrap();
    }

    proptest! {
        #[test]
        fn whatever_is_carried_over_is_a_configuration(
            path in prop::sample::select(vec![".trivyignore", ".pysentry.toml", "osv-scanner.toml", ".safety-policy.yml", "trivy.yaml", "tox.ini", "uv.toml"]),
            words in prop::collection::vec(prop::sample::select(vec![
                "CVE-2024-1", " exp:2027-01-31", "\n", "# why so", "[ignore]\nids = [\"", "\"]\n", "[[IgnoredVulns]]\nid = \"", "\"\nreason = \"todo\"\n",
                "security:\n  ignore-vulnerabilities:\n    ", "51457", ":\n      reason: ", "n/a", "      expires: 2026-01-01\n", "severity: [HIGH]\n",
                "scan:\n  skip-dirs: ['", "']\n", "pip-audit --ignore-vuln ", " --strict", "[audit]\nignore-until-fixed = [\"", "\u{1b}[2J", "\"", "\\", "é", "$X",
            ]), 0..12),
        ) {
            let carried = of_text(path, &words.concat());
            let text = own(&carried);
            prop_assert!(pyward_policy::parse_pyward_toml(&text, "").is_ok(), "{text}");
            let shared = into_manifest("[project]\nname = \"a\"\n", &carried).unwrap();
            prop_assert!(pyward_policy::parse_pyproject(&shared, "").is_ok(), "{shared}");
        }
    }
}
