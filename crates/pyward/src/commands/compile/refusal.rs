//! Why nothing was written, in words.

use std::collections::BTreeSet;

use pyward_edit::compile::Via;
use pyward_model::{Version, printable};
use pyward_resolve::{Engine, Resolution, ResolveError};

use super::sources::Asked;
use crate::failure::{BLOCKED, FAILED, Failure};
use crate::forbidden::Ruling;

/// How many lines of the resolver's explanation are shown.
const LINES: usize = 24;
/// How many advisories are named for a package.
const NAMED: usize = 4;

/// No versions satisfy the requirements, or the index does not answer.
pub(super) fn unsolved(what: &str, error: &ResolveError) -> Failure {
    let hint = match error {
        ResolveError::Unsolvable { hints, .. } if !hints.is_empty() => {
            format!("{}; {}", hints.join("; "), error.hint())
        }
        _ => error.hint().to_owned(),
    };
    let place = match error {
        ResolveError::Requirement {
            origin: Some(place),
            ..
        } => format!("{place}: "),
        _ => String::new(),
    };
    Failure {
        message: format!("{place}{what} cannot be pinned: {error}"),
        hint: Some(hint),
        detail: explanation(error),
        exit_code: FAILED,
    }
}

fn explanation(error: &ResolveError) -> Option<String> {
    let ResolveError::Unsolvable { report, .. } = error else {
        return None;
    };
    let mut lines: Vec<String> = report
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(LINES)
        .map(|line| format!("  {}", printable(line.trim_end())))
        .collect();
    if report.lines().count() > LINES {
        lines.push("  ...".to_owned());
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// There are versions, and some of them are known to be vulnerable.
pub(super) fn vulnerable(
    what: &str,
    resolution: &Resolution,
    error: Option<&ResolveError>,
    ruling: &Ruling<'_>,
    engine: &Engine,
    asked: &Asked,
) -> Failure {
    let mut lines = Vec::new();
    for package in &resolution.packages {
        let Some(version) = &package.version else {
            continue;
        };
        let flaws = ruling.flaws(&package.name, version);
        if flaws.is_empty() {
            continue;
        }
        let named: Vec<String> = flaws
            .iter()
            .take(NAMED)
            .map(|flaw| format!("{} ({})", flaw.id, flaw.severity))
            .collect();
        let more = match flaws.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        lines.push(format!(
            "  {} {}: {}{more}",
            printable(package.name.as_str()),
            printable(version.as_str()),
            named.join(", ")
        ));
        let packages = package.via.iter().map(ToString::to_string);
        let askers = asked.askers.get(&package.name).into_iter().flatten();
        let constrained = asked.constrained.get(&package.name).into_iter().flatten();
        let whose: BTreeSet<String> = packages
            .chain(askers.chain(constrained).map(asker))
            .collect();
        let clean = engine.releases(&package.name).ok().and_then(|releases| {
            let fits = |version: &Version| {
                !version.is_prerelease() && ruling.flaws(&package.name, version).is_empty()
            };
            let newest = releases.releases.iter().rev();
            let mut clean = newest.filter(|it| it.yanked.is_none() && fits(&it.version));
            clean.next().map(|release| release.version.clone())
        });
        let way = clean.map_or_else(
            || "no release is without a known vulnerability".to_owned(),
            |clean| format!("{} has none known", printable(clean.as_str())),
        );
        let whose: Vec<String> = whose.into_iter().collect();
        lines.push(format!(
            "    asked for by {}; {way}",
            printable(&whose.join(", "))
        ));
    }
    if let Some(explained) = error.and_then(explanation) {
        lines.push("  with the affected versions left out, the resolver says:".to_owned());
        lines.push(explained);
    }
    Failure {
        message: format!(
            "{what} cannot be pinned without known vulnerabilities, so nothing was written"
        ),
        hint: Some(
            "relax what holds these packages, or accept a vulnerability with a waiver ([[ignore]] in pyward.toml, or `--ignore ID`)"
                .to_owned(),
        ),
        detail: Some(lines.join("\n")),
        exit_code: BLOCKED,
    }
}

fn asker(via: &Via) -> String {
    match via {
        Via::File(file) => file.to_string(),
        Via::Constraints(file) => format!("-c {file}"),
        Via::Project { file, .. } => file.to_string(),
        Via::Package(name) => name.to_string(),
    }
}
