//! The files a maintenance run leaves: what was found, what was done, what is installed.

use std::path::Path;

use pyward_inventory::{FreezeOptions, freeze};
use pyward_model::{Notice, Report};
use pyward_report::{Maintenance, RenderOptions, maintenance_json, maintenance_markdown};

use crate::environment::Environment;
use crate::failure::Failure;
use crate::reports;

/// The time of a run, `YYYYMMDD-HHMMSS` in UTC, from RFC 3339 in UTC.
pub(crate) fn stamp(now: &str) -> String {
    let digits: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, time) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    format!("{day}-{time}")
}

/// Writes the reports of a run and its summary; the names go into the summary.
pub(crate) fn write(
    report: &Report,
    run: &mut Maintenance,
    folder: &Path,
    environment: &Environment,
) -> Result<(), Failure> {
    let folder = environment.working_folder.join(folder);
    let options = RenderOptions::default();
    for (name, format) in [("pip-audit", "pip-audit-list"), ("safety", "safety")] {
        let format = pyward_report::find(format).expect("the format is in the registry");
        let file = format!("{name}-{}.json", run.stamp);
        let text = format.render(report, &options);
        reports::replace(&folder.join(&file), text.as_bytes())?;
        run.files.push(file);
    }
    if report.code.is_some() {
        let file = format!("bandit-{}.json", run.stamp);
        reports::replace(&folder.join(&file), bandit(report, &options).as_bytes())?;
        run.files.push(file);
    }
    let summary = format!("security-summary-{}", run.stamp);
    let names = ["json", "md"].map(|end| format!("{summary}.{end}"));
    run.files.extend(names.iter().cloned());
    run.files.sort();
    let texts = [
        maintenance_json(report, run),
        maintenance_markdown(report, run),
    ];
    for (name, text) in names.iter().zip(texts) {
        reports::replace(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

/// What bandit writes of the code; to its counts those are added that the guide of the maintenance run reads.
fn bandit(report: &Report, options: &RenderOptions) -> String {
    let format = pyward_report::find("bandit").expect("the format is in the registry");
    let text = format.render(report, options);
    let Ok(mut document) = serde_json::from_str::<serde_json::Value>(&text) else {
        return text;
    };
    let totals = document.pointer("/metrics/_totals").cloned();
    let metrics = document
        .get_mut("metrics")
        .and_then(|it| it.as_object_mut());
    if let (Some(totals), Some(metrics)) = (totals, metrics) {
        for level in ["HIGH", "MEDIUM", "LOW"] {
            if let Some(count) = totals.get(format!("SEVERITY.{level}")) {
                metrics.insert(format!("severity.{level}"), count.clone());
            }
        }
    }
    serde_json::to_string_pretty(&document).map_or(text, |text| text + "\n")
}

/// Writes what is installed as pins; what could not be read of it.
pub(crate) fn write_frozen(
    venv: &Path,
    run: &mut Maintenance,
    folder: &Path,
    environment: &Environment,
) -> Result<Vec<Notice>, Failure> {
    let found = crate::commands::freeze::read(venv, environment)?;
    let frozen = freeze(found, &FreezeOptions::default());
    let mut text = frozen.lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    let file = format!("requirements-freeze-{}.txt", run.stamp);
    let path = environment.working_folder.join(folder).join(&file);
    reports::replace(&path, text.as_bytes())?;
    run.files.push(file);
    Ok(frozen.notices)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_stamp_is_a_day_and_a_time() {
        assert_eq!(super::stamp("2025-01-23T14:30:22Z"), "20250123-143022");
    }
}
