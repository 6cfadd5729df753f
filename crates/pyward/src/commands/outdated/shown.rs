//! The table, in its formats.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pyward_model::{Version, printable};
use serde_json::{Value, json};

use super::Found;
use super::row::Row;

/// For people.
pub(super) fn human(found: &Found, quiet: bool) -> String {
    let heads = [
        "Package", "Current", "Allowed", "Newest", "Step", "Kind", "",
    ];
    let rows: Vec<Vec<String>> = found.rows.iter().map(cells).collect();
    let mut text = if rows.is_empty() {
        String::new()
    } else {
        table(&heads.map(str::to_owned), &rows, false)
    };
    if !quiet {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&summary(found));
    }
    text
}

fn cells(row: &Row) -> Vec<String> {
    let version = |version: Option<&Version>| {
        version.map_or("-".to_owned(), |version| {
            printable(version.as_str()).into_owned()
        })
    };
    let mut remarks = Vec::new();
    if let Some(reason) = &row.yanked {
        remarks.push(if reason.is_empty() {
            "withdrawn".to_owned()
        } else {
            let reason: String = reason.chars().take(60).collect();
            format!("withdrawn: {}", printable(&reason))
        });
    }
    remarks.extend(row.status.map(str::to_owned));
    vec![
        printable(row.name.as_str()).into_owned(),
        version(Some(&row.current)),
        version(row.allowed.as_ref()),
        version(row.newest.as_ref()),
        if row.is_outdated() {
            row.step.word().to_owned()
        } else {
            "-".to_owned()
        },
        kind(row).to_owned(),
        remarks.join(", "),
    ]
}

fn kind(row: &Row) -> &'static str {
    if row.direct { "direct" } else { "transitive" }
}

fn summary(found: &Found) -> String {
    let mut steps: BTreeMap<_, usize> = BTreeMap::new();
    for row in found.rows.iter().filter(|row| row.is_outdated()) {
        *steps.entry(row.step).or_default() += 1;
    }
    let outdated: usize = steps.values().sum();
    let packages = if found.checked == 1 {
        "package"
    } else {
        "packages"
    };
    if outdated == 0 {
        return format!("{} {packages}, none of them outdated\n", found.checked);
    }
    let parts: Vec<String> = steps
        .iter()
        .map(|(step, count)| format!("{count} {step}"))
        .collect();
    format!(
        "{outdated} of {} {packages} outdated: {}\n",
        found.checked,
        parts.join(", ")
    )
}

/// As `pip list --outdated` prints it.
pub(super) fn columns(found: &Found) -> String {
    let rows: Vec<Vec<String>> = found
        .rows
        .iter()
        .filter(|row| row.is_outdated())
        .map(|row| {
            let newest = row.newest.as_ref().map(Version::as_str).unwrap_or_default();
            vec![
                printable(row.name.as_str()).into_owned(),
                printable(row.current.as_str()).into_owned(),
                printable(newest).into_owned(),
                if row.is_wheel { "wheel" } else { "sdist" }.to_owned(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let heads = ["Package", "Version", "Latest", "Type"].map(str::to_owned);
    table(&heads, &rows, true)
}

/// A table; `ruled` with a line below its head.
fn table(heads: &[String], rows: &[Vec<String>], ruled: bool) -> String {
    let mut widths: Vec<usize> = heads.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let gap = if ruled { " " } else { "  " };
    let mut text = String::new();
    let mut line = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        let _ = writeln!(text, "{}", padded.join(gap).trim_end());
    };
    line(heads);
    if ruled {
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        line(&rules);
    }
    for row in rows {
        line(row);
    }
    text
}

/// For programs.
pub(super) fn json(found: &Found) -> String {
    let version = |version: Option<&Version>| version.map(|version| version.as_str().to_owned());
    let packages: Vec<Value> = found
        .rows
        .iter()
        .map(|row| {
            json!({
                "name": row.name.as_str(),
                "version": row.current.as_str(),
                "allowed": version(row.allowed.as_ref()),
                "newest": version(row.newest.as_ref()),
                "outdated": row.is_outdated(),
                "step": row.is_outdated().then(|| row.step.word()),
                "direct": row.direct,
                "yanked": row.yanked,
                "status": row.status,
            })
        })
        .collect();
    let failed: Vec<Value> = found
        .failed
        .iter()
        .map(|(name, reason)| json!({ "name": name.as_str(), "reason": reason }))
        .collect();
    let unknown: Vec<&str> = found
        .unknown
        .iter()
        .map(pyward_model::PackageName::as_str)
        .collect();
    let document = json!({
        "schema": "pyward-outdated/1",
        "target": found.target,
        "python": found.python,
        "checked": found.checked,
        "packages": packages,
        "not_on_an_index": unknown,
        "failed": failed,
    });
    format!("{document:#}\n")
}
