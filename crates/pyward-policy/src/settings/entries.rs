//! The entries of the ignore list, `[[ignore]]`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pyward_model::{Location, PackageName, Specifiers};
use toml_edit::{Item, TableLike, Value};

use crate::{Justification, NamedPackage, PathGlob, Status, Until, WaivedVersions, Waiver};

use super::reader::{Entries, Entry, Reader};
use super::{Demand, contexts};

/// What is asked of every entry.
pub(super) struct Demands {
    /// Keys it must have.
    pub(super) required: BTreeSet<Demand>,
    /// Whether days are counted from `added`.
    pub(super) added_for_max_days: bool,
    /// The environments an entry can name.
    pub(super) environments: Vec<Box<str>>,
}

/// A reason shorter than this explains nothing.
const SHORTEST_REASON: usize = 15;

/// No range of versions that a person writes is longer, in bytes.
const LONGEST_RANGE: usize = 500;

/// All entries that are sound; what is wrong with the others is kept by the reader.
pub(super) fn waivers<'t>(
    reader: &mut Reader<'t>,
    entry: &Entry<'t>,
    demands: &Demands,
) -> Vec<Waiver> {
    let Some(tables) = tables(entry) else {
        reader.wrong_type(entry);
        return Vec::new();
    };
    let mut first_lines = BTreeMap::new();
    let mut waivers = Vec::new();
    for (table, span) in tables {
        let entries = reader.table(entry.key.path, table, span);
        let Some(waiver) = waiver(reader, &entries, demands) else {
            continue;
        };
        let line = reader.line(&entries.span);
        if let Some(first) = first_lines.get(&identity(&waiver)) {
            reader.problem(
                entries.span_of("id"),
                format!("{} is waived twice", waiver.subject()),
                Some(format!(
                    "the first entry is on line {first}; make one of the two"
                )),
            );
        } else {
            first_lines.insert(identity(&waiver), line);
            waivers.push(waiver);
        }
    }
    waivers
}

/// What no two entries may have in common.
fn identity(waiver: &Waiver) -> Identity {
    (
        waiver.id.as_ref().map(|id| id.to_ascii_lowercase()),
        waiver.package.clone(),
        waiver.versions.as_ref().map(|range| range.text.clone()),
        waiver.paths.iter().map(|glob| glob.text.clone()).collect(),
        waiver.environments.iter().cloned().collect(),
    )
}

/// An id, a package, a range, paths and environments.
type Identity = (
    Option<String>,
    Option<NamedPackage>,
    Option<Box<str>>,
    BTreeSet<Box<str>>,
    BTreeSet<Box<str>>,
);

/// No entry has more globs.
const MOST_PATHS: usize = 200;

/// The globs of an entry; what is wrong with one is kept by the reader.
fn paths<'t>(reader: &mut Reader<'t>, entries: &Entries<'t>) -> Vec<PathGlob> {
    let Some(entry) = entries.get("paths") else {
        return Vec::new();
    };
    let texts = reader.texts(entry).unwrap_or_default();
    if texts.is_empty() || texts.len() > MOST_PATHS {
        reader.problem(
            entry.span.clone(),
            format!("`ignore.paths` takes from 1 to {MOST_PATHS} globs"),
            Some("leave the key out where the entry holds everywhere".to_owned()),
        );
    }
    for other in ["package", "versions"] {
        if entries.has(other) {
            reader.problem(
                entries.span_of(other),
                format!("an entry with `paths` is about code, which has no `{other}`"),
                Some("make two entries of it".to_owned()),
            );
        }
    }
    let mut globs = Vec::new();
    for (text, span) in texts.into_iter().take(MOST_PATHS) {
        match PathGlob::parse(text) {
            Ok(glob) => globs.push(glob),
            Err(why) => reader.problem(
                span,
                why,
                Some("such as `tests`, `src/legacy/**` or `/setup.py`".to_owned()),
            ),
        }
    }
    globs
}

/// The tables of `[[ignore]]`, or of `ignore = [{ … }, …]`, each with its place.
pub(super) fn tables<'t>(entry: &Entry<'t>) -> Option<Vec<(&'t dyn TableLike, Range<usize>)>> {
    let whole = || entry.key_span.clone();
    match entry.item {
        Item::ArrayOfTables(array) => Some(
            array
                .iter()
                .map(|table| (table as &dyn TableLike, table.span().unwrap_or_else(whole)))
                .collect(),
        ),
        Item::Value(Value::Array(array)) => array
            .iter()
            .map(|value| {
                let table = value.as_inline_table()?;
                Some((table as &dyn TableLike, value.span().unwrap_or_else(whole)))
            })
            .collect(),
        _ => None,
    }
}

/// One entry; `None` where it cannot be made into a waiver.
fn waiver<'t>(reader: &mut Reader<'t>, entries: &Entries<'t>, demands: &Demands) -> Option<Waiver> {
    let id = reader.parsed(
        entries.get("id"),
        advisory_id,
        "an id such as CVE-2024-56326, GHSA-4xh5-x5gv-qwph or PYSEC-2024-75, or a rule such as B602",
    );
    let package = reader.parsed(
        entries.get("package"),
        named_package,
        "a name alone, such as jinja2 or pkg:npm/lodash; the range goes into `versions`",
    );
    let versions = reader.parsed(
        entries.get("versions"),
        waived_versions,
        "clauses of PEP 440 between commas, such as `>=3.0,<3.1.5`",
    );
    let paths = paths(reader, entries);
    let environments = contexts::named(reader, entries.get("env"), &demands.environments);
    let reason = reader.parsed(
        entries.get("reason"),
        |text| sound_reason(text, SHORTEST_REASON),
        "say why, so that it is still understood next year: 15 characters at least",
    );
    let until = reader.word(entries.get("until"), Until::WORDS);
    let until = until.map_or(Until::Date, |at| at.value);
    let unless_written = match until {
        Until::FixAvailable => Status::AwaitingFix,
        Until::Date => Status::AcceptedRisk,
    };
    let status = reader.word(entries.get("status"), Status::WORDS);
    let misread = entries.has("status") && status.is_none();
    let justification = reader.word(entries.get("justification"), Justification::WORDS);
    let waiver = Waiver {
        id: id.map(|at| at.value),
        package: package.map(|at| at.value),
        versions: versions.map(|at| at.value),
        paths,
        environments,
        status: status.map_or(unless_written, |at| at.value),
        justification: justification.map(|at| at.value),
        reason: reason.map(|at| at.value).unwrap_or_default(),
        owner: reader.text(entries.get("owner")).map(|at| at.value),
        added: reader.date(entries.get("added")).map(|at| at.value),
        review: reader.date(entries.get("review")).map(|at| at.value),
        expires: reader.date(entries.get("expires")).map(|at| at.value),
        until,
        ticket: reader.text(entries.get("ticket")).map(|at| at.value),
        location: Location::line(Arc::clone(&reader.path), reader.line(&entries.span)),
    };
    demand(reader, entries, &waiver, demands);
    if !misread {
        demand_justification(reader, entries, &waiver);
    }
    is_scoped(reader, entries).then_some(waiver)
}

/// Whether it says what it covers: an id, or a package with versions and an end.
fn is_scoped(reader: &mut Reader<'_>, entries: &Entries<'_>) -> bool {
    if entries.has("id") {
        return true;
    }
    let missing: Vec<&str> = ["package", "versions", "expires"]
        .into_iter()
        .filter(|leaf| !entries.has(leaf))
        .collect();
    if missing.is_empty() {
        return true;
    }
    let (message, hint) = if entries.has("package") {
        let missing = missing.join("` and `");
        (
            "a waiver of a whole package needs `versions` and `expires`".to_owned(),
            format!(
                "add `{missing}`, or an `id`: without them it would hide what is not known yet"
            ),
        )
    } else {
        (
            "the entry has no `id`".to_owned(),
            "name the advisory, or a `package` with `versions` and `expires`".to_owned(),
        )
    };
    reader.problem(entries.span.clone(), message, Some(hint));
    false
}

/// Keeps a problem for every key that is missing or contradicts another.
fn demand(reader: &mut Reader<'_>, entries: &Entries<'_>, waiver: &Waiver, demands: &Demands) {
    for demand in &demands.required {
        let is_of_code = *demand == Demand::Package && !waiver.paths.is_empty();
        if !entries.has(demand.word()) && !is_of_code {
            reader.problem(
                entries.span.clone(),
                format!("the entry has no `{}`", demand.word()),
                Some("`require` in `[ignores]` asks every entry for it".to_owned()),
            );
        }
    }
    let free = waiver.status.is_harmless();
    let counted = demands.added_for_max_days && !demands.required.contains(&Demand::Added);
    if counted && !free && !entries.has("added") {
        reader.problem(
            entries.span.clone(),
            "the entry has no `added`",
            Some("`max-days` in `[ignores]` counts from that day".to_owned()),
        );
    }
    for leaf in ["review", "expires"] {
        let day = if leaf == "review" {
            waiver.review
        } else {
            waiver.expires
        };
        if let (Some(added), Some(day)) = (waiver.added, day)
            && day < added
        {
            reader.problem(
                entries.span_of(leaf),
                format!("`{leaf}` is before `added`"),
                None,
            );
        }
    }
}

/// Keeps a problem where status and justification do not go together.
fn demand_justification(reader: &mut Reader<'_>, entries: &Entries<'_>, waiver: &Waiver) {
    if waiver.status == Status::NotAffected && !entries.has("justification") {
        let words: Vec<&str> = Justification::WORDS.iter().map(|(word, _)| *word).collect();
        reader.problem(
            entries.span_of("status"),
            "status \"not-affected\" needs a `justification`",
            Some(format!("one of {}", words.join(", "))),
        );
    }
    if !waiver.status.is_harmless() && waiver.justification.is_some() {
        reader.problem(
            entries.span_of("justification"),
            format!(
                "a `justification` says why nothing is affected, and status \"{}\" says that something is",
                waiver.status.word()
            ),
            Some("leave it out, or set `status = \"not-affected\"`".to_owned()),
        );
    }
}

pub(super) fn waived_versions(text: &str) -> Result<WaivedVersions, String> {
    if text.len() > LONGEST_RANGE {
        return Err("this range is too long".to_owned());
    }
    let specifiers = Specifiers::parse(text).map_err(|error| error.to_string())?;
    if specifiers.is_empty() {
        return Err("this range holds for every version".to_owned());
    }
    Ok(WaivedVersions {
        text: text.into(),
        specifiers,
    })
}

fn advisory_id(text: &str) -> Result<Box<str>, String> {
    let sound = text.bytes().all(|byte| byte.is_ascii_graphic()) && text.len() <= 200;
    if sound {
        Ok(text.into())
    } else {
        Err("this is no advisory id".to_owned())
    }
}

fn named_package(text: &str) -> Result<NamedPackage, String> {
    NamedPackage::parse(text).map_err(str::to_owned)
}

pub(super) fn package_name(text: &str) -> Result<PackageName, String> {
    let name = PackageName::pypi(text);
    if name.is_valid() {
        Ok(name)
    } else {
        Err("this is no package name".to_owned())
    }
}

/// A reason, unless it stands in for one.
pub(super) fn sound_reason(text: &str, shortest: usize) -> Result<String, &'static str> {
    const STAND_INS: [&str; 7] = ["tbd", "tba", "todo", "fixme", "xxx", "lorem", "asdf"];
    let lower = text.to_lowercase();
    let mut words = lower.split(|ch: char| !ch.is_alphanumeric());
    if words.any(|word| STAND_INS.contains(&word)) {
        return Err("this is a placeholder, not a reason");
    }
    if text.chars().count() < shortest {
        return Err("this is too short for a reason");
    }
    let said = lower.strip_prefix("n/a").unwrap_or(&lower);
    let said = said.trim_matches(|ch: char| !ch.is_alphanumeric());
    if said.is_empty() || (said.len() < lower.len() && said.chars().count() < shortest / 2) {
        return Err("this is a placeholder, not a reason");
    }
    Ok(text.to_owned())
}
