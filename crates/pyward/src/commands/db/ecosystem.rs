//! Ecosystems by name, and what `db status` tells of those besides PyPI.

use std::fmt::Write as _;

use pyward_advisory::{Database, DatabaseError};
use pyward_model::{Date, ECOSYSTEMS, EcosystemRules, SourceFailure, printable};
use serde_json::{Value, json};

use super::{WEEK, licenses};
use crate::failure::Failure;

/// Ecosystems that OSV publishes and whose versions pyward cannot order, so that it cannot match them either.
const NOT_MATCHED: [&str; 24] = [
    "AlmaLinux",
    "Alpine",
    "Android",
    "Bioconductor",
    "Bitnami",
    "Chainguard",
    "ConanCenter",
    "CRAN",
    "Debian",
    "GHC",
    "GitHub Actions",
    "GIT",
    "Hackage",
    "Julia",
    "Linux",
    "Mageia",
    "opam",
    "openSUSE",
    "OSS-Fuzz",
    "Photon OS",
    "Red Hat",
    "Rocky Linux",
    "SUSE",
    "Ubuntu",
];

/// The ecosystems of these names, each once, in the order they are named.
pub(super) fn named(texts: &[String]) -> Result<Vec<&'static EcosystemRules>, Failure> {
    let mut named: Vec<&'static EcosystemRules> = Vec::new();
    for text in texts {
        let text = text.trim();
        let rules = EcosystemRules::named(text).ok_or_else(|| unknown(text))?;
        if !named.iter().any(|known| std::ptr::eq(*known, rules)) {
            named.push(rules);
        }
    }
    Ok(named)
}

fn unknown(name: &str) -> Failure {
    // Debian's releases are named behind a colon.
    let family = name.split(':').next().unwrap_or(name);
    let names: Vec<&str> = ECOSYSTEMS.iter().map(|rules| rules.name).collect();
    let all = format!("the ecosystems are {}", names.join(", "));
    let shown = printable(name);
    let known = |known: &&str| known.eq_ignore_ascii_case(family);
    if NOT_MATCHED.iter().any(known) {
        let message = format!(
            "advisories about `{shown}` cannot be matched: pyward does not know the order of its versions"
        );
        return Failure::usage(message).hint(all);
    }
    let hint = match EcosystemRules::near(name).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => all,
    };
    Failure::usage(format!("there is no ecosystem `{shown}`")).hint(hint)
}

/// A store about another ecosystem than PyPI, or why it cannot be used.
pub(super) type Other = (&'static EcosystemRules, Result<Database, DatabaseError>);

/// All of them, opened.
pub(super) fn others(database: &Database) -> Vec<Other> {
    let others = database.other_ecosystems().into_iter();
    let opened = others.filter_map(|rules| Some((rules, database.of_ecosystem(rules)?)));
    opened.collect()
}

/// What kept stores from being used.
pub(super) fn failures(others: &[Other]) -> Vec<SourceFailure> {
    let failed = others.iter().filter_map(|(rules, opened)| {
        Some(SourceFailure {
            name: format!("advisory store of {}", rules.name),
            error: opened.as_ref().err()?.to_string(),
        })
    });
    failed.collect()
}

/// Lines about the ecosystems that can be used.
pub(super) fn lines(others: &[Other], today: Date) -> String {
    let mut text = String::new();
    for (rules, database) in others {
        let Ok(database) = database else { continue };
        let header = database.header();
        let _ = write!(
            text,
            "  ecosystem {}: {} records about {} packages",
            rules.name, header.records, header.packages
        );
        if let Some(current) = &header.current {
            let _ = write!(text, ", {}", printable(current));
        }
        if let Some(age) = database.age_days(today) {
            let old = if age > WEEK { ", old" } else { "" };
            let _ = write!(text, " ({age} days{old})");
        }
        let origin = header.origin.as_ref().map(|origin| origin.url.as_str());
        let from = printable(origin.unwrap_or("a file"));
        let _ = writeln!(text, ", from {from}{}", licenses(header));
    }
    text
}

/// The same for programs, PyPI first.
pub(super) fn documents(primary: &Database, others: &[Other], today: Date) -> Vec<Value> {
    let others = others.iter().filter_map(|(_, opened)| opened.as_ref().ok());
    let all = std::iter::once(primary).chain(others);
    all.map(|database| document(database, today)).collect()
}

fn document(database: &Database, today: Date) -> Value {
    let status = database.status();
    let header = &status.header;
    json!({
        "ecosystem": database.rules().name,
        "purl_type": database.rules().purl_type,
        "built_in": status.path.is_none(),
        "path": status.path.as_ref().map(|path| path.display().to_string()),
        "bytes": status.bytes,
        "records": header.records,
        "packages": header.packages,
        "withdrawn": header.withdrawn,
        "current": header.current,
        "created": header.created,
        "age_days": database.age_days(today),
        "sha256": header.sha256,
        "checked": status.stamped,
        "origin": header.origin.as_ref().map(|origin| &origin.url),
    })
}
