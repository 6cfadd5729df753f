//! A package, told for people.

use std::fmt::Write as _;

use pyward_model::{AdvisoryKind, Component, Finding, Origin, Scope, printable};
use pyward_policy::{Until, Waiver};

use super::package::{Copied, Told, place};
use super::safe::{self, Safe};

/// Places, ways and flaws that are named of each unless everything is asked for.
const NAMED: usize = 8;

pub(super) fn human(told: &Told, is_whole: bool) -> String {
    let most = if is_whole { usize::MAX } else { NAMED };
    let name = printable(told.name.as_str());
    let mut text = String::new();
    let here = told.copies.iter().filter(|copied| copied.is_here).count();
    let target = printable(&told.target);
    let _ = match here {
        0 => writeln!(text, "{name}: not in {target}"),
        1 => writeln!(text, "{name}: in {target}"),
        count => writeln!(text, "{name}: {count} versions in {target}"),
    };
    for copied in &told.copies {
        text.push('\n');
        copy(&mut text, copied, most);
    }
    text.push('\n');
    known(&mut text, told, most, is_whole);
    for waiver in &told.waivers {
        line(&mut text, "waived by", &self::waiver(waiver, told));
    }
    if told.waivers.is_empty() {
        line(&mut text, "waived by", "no entry of the ignore list");
    }
    text
}

fn copy(text: &mut String, copied: &Copied, most: usize) {
    let component = &copied.component;
    let _ = writeln!(text, "  {}", title(component));
    if !copied.is_here {
        line(text, "here", "no, it is only asked about");
    }
    line(text, "needed", &needed(component));
    listed(
        text,
        "stands in",
        component.locations.iter().map(place),
        most,
    );
    listed(
        text,
        "through",
        copied.ways.iter().map(|way| way.join(" › ")),
        most,
    );
    if let Some(elsewhere) = elsewhere(&component.origin) {
        line(text, "got from", elsewhere);
    }
    listed(
        text,
        "known",
        copied.findings.iter().map(finding),
        usize::MAX,
    );
    line(text, "safe", &safe(copied));
}

/// `3.1.2`, `>=2 (not pinned)`.
fn title(component: &Component) -> String {
    match (&component.version, &component.requirement) {
        (Some(version), _) => printable(version.as_str()).into_owned(),
        (None, Some(requirement)) if !requirement.is_empty() => {
            format!("{} (not pinned)", printable(requirement))
        }
        (None, _) => "any version (not pinned)".to_owned(),
    }
}

fn needed(component: &Component) -> String {
    let scopes: Vec<String> = component.scopes.iter().map(Scope::to_string).collect();
    let scopes = if scopes.is_empty() {
        String::new()
    } else {
        format!("for {}", scopes.join(", "))
    };
    match (component.direct, scopes.is_empty()) {
        (true, true) => "by the project itself".to_owned(),
        (true, false) => format!("by the project itself, {scopes}"),
        (false, _) => scopes,
    }
}

fn elsewhere(origin: &Origin) -> Option<&str> {
    match origin {
        Origin::Index => None,
        Origin::NamedIndex(url)
        | Origin::Url(url)
        | Origin::Vcs { url, .. }
        | Origin::Path { path: url, .. } => Some(url),
    }
}

/// `high  CVE-2024-56326 (GHSA-…): fixed in 3.1.5; waived: why`.
fn finding(finding: &Finding) -> String {
    let mut text = format!("{:<8} ", finding.severity.word());
    match finding.advisory.as_deref() {
        Some(group) => {
            text.push_str(&group.id);
            let cve = |id: &&str| id.starts_with("CVE-") && **id != *group.id;
            if let Some(cve) = group.ids().find(cve) {
                let _ = write!(text, " ({cve})");
            }
            if group.kind == AdvisoryKind::Malware {
                text.push_str(", malware");
            }
            if group.known_exploited == Some(true) {
                text.push_str(", known exploited");
            }
        }
        None => text.push_str(&finding.message),
    }
    match &finding.fix {
        Some(fix) => {
            let _ = write!(text, ", fixed in {}", fix.version);
        }
        None => text.push_str(", no fix is known"),
    }
    if let Some(suppression) = &finding.suppression {
        let _ = write!(text, "; waived: {}", suppression.reason);
    }
    text
}

fn safe(copied: &Copied) -> String {
    let Some(version) = &copied.component.version else {
        return "cannot be told: no version is pinned".to_owned();
    };
    if copied.component.auditable_version().is_none() {
        return "cannot be told: it is no release that advisories speak of".to_owned();
    }
    if copied.findings.is_empty() {
        return format!("nothing is known against {version}");
    }
    if let Some(holder) = copied.component.vendored_by() {
        return format!("it is a copy inside of {holder}, and moves with that");
    }
    let safe = Safe::of(&copied.findings);
    let of = copied.findings.len();
    match (safe.smallest, safe.clears_all) {
        (None, _) => "no version is known to clear any of it".to_owned(),
        (Some((smallest, _)), Some(all)) if smallest == all => {
            format!("{all}, the smallest that clears anything, clears all that is known")
        }
        (Some((smallest, clears)), Some(all)) => {
            format!("{smallest} clears {clears} of {of}; {all} clears all that is known")
        }
        (Some((smallest, clears)), None) => {
            format!("{smallest} clears {clears} of {of}; no version is known to clear all")
        }
    }
}

/// All that is known of the package, so that one can choose among its versions.
fn known(text: &mut String, told: &Told, most: usize, is_whole: bool) {
    if told.known.is_empty() {
        line(text, "advisories", "none is known, of any version");
        return;
    }
    let touched: Vec<&str> = told
        .copies
        .iter()
        .flat_map(|copied| &copied.findings)
        .filter_map(|finding| finding.advisory.as_deref())
        .map(|group| &*group.id)
        .collect();
    let touching = told.known.iter().filter(|it| touched.contains(&&*it.id));
    let summary = match told.copies.len() {
        0 => format!("{} known, of all versions", told.known.len()),
        _ => format!(
            "{} known, of all versions; {} of them against those above",
            told.known.len(),
            touching.count()
        ),
    };
    line(text, "advisories", &summary);
    // Those against a version above are told there.
    if told.copies.is_empty() || is_whole {
        let rows = told.known.iter().map(|group| {
            let fixes: Vec<String> = safe::fixed(group).iter().map(ToString::to_string).collect();
            let fixes = match fixes.as_slice() {
                [] => "no fix is known".to_owned(),
                fixes => format!("fixed in {}", fixes.join(", ")),
            };
            format!("{:<8} {}, {fixes}", group.severity.word(), group.id)
        });
        listed(text, "", rows, most);
    }
}

/// `pyward.toml:12  CVE-2024-56326 in jinja2 <3.1.5, until 2027-01-31, @web: why`.
fn waiver(waiver: &Waiver, told: &Told) -> String {
    let mut text = format!("{}: {}", waiver.location, waiver.subject());
    if let Some(last) = waiver.expires {
        let word = if last < told.today {
            "expired on"
        } else {
            "until"
        };
        let _ = write!(text, ", {word} {last}");
    }
    if waiver.until == Until::FixAvailable {
        text.push_str(", until a fix is there");
    }
    if let Some(owner) = &waiver.owner {
        let _ = write!(text, ", {owner}");
    }
    if !waiver.reason.is_empty() {
        let _ = write!(text, ": {}", waiver.reason);
    }
    text
}

fn listed(text: &mut String, label: &str, rows: impl Iterator<Item = String>, most: usize) {
    let rows: Vec<String> = rows.collect();
    for (at, row) in rows.iter().take(most).enumerate() {
        line(text, if at == 0 { label } else { "" }, row);
    }
    if let Some(more) = rows.len().checked_sub(most).filter(|more| *more > 0) {
        line(text, "", &format!("and {more} more (-v shows them)"));
    }
}

fn line(text: &mut String, label: &str, value: &str) {
    if !value.is_empty() {
        let row = format!("    {label:<11} {}", printable(value));
        let _ = writeln!(text, "{}", row.trim_end());
    }
}
