//! `pyward baseline`: the findings there are, written down so that only new ones count. A ratchet: once written, it only
//! shrinks.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyward_model::{Finding, GateOutcome, Report, SuppressionKind, printable};
use pyward_policy::Settings;

use super::audit::{Audit, FAMILIES, audited, chosen};
use crate::args::{BaselineArgs, PolicyArgs, ScanArgs};
use crate::environment::Environment;
use crate::failure::{Failure, INCOMPLETE};
use crate::known::{self, Entry};
use crate::terminal::Terminal;
use crate::{config, reports};

pub(crate) fn run(args: &BaselineArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let BaselineArgs {
        targets,
        file,
        owner,
        reset,
        dry_run,
        config: config_file,
        no_config,
        reading,
        data,
        advice,
        resolving,
        display,
    } = args;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let scan = ScanArgs {
        policy: PolicyArgs {
            config: config_file.clone(),
            no_config: *no_config,
            ..PolicyArgs::default()
        },
        reading: reading.clone(),
        data: data.clone(),
        advice: advice.clone(),
        resolving: resolving.clone(),
        ..ScanArgs::default()
    };
    let targets = chosen(targets, reading, environment)?;
    let first = targets.first().map_or(Path::new("."), PathBuf::as_path);
    let (settings, _) = config::load(first, &scan.policy, reading, environment, terminal.color)?;
    let path = match file {
        Some(file) => environment.working_folder.join(file),
        None => known::place(&settings.ground.config_folder),
    };
    let shown = config::shown(&path, environment);
    let before = known::read(&path, &shown)?.filter(|_| !reset);
    let progress = terminal.progress("auditing");
    let report = report_of(&targets, &settings, &scan, environment)?;
    drop(progress);
    let lines = &report.verdict.gates;
    let is_incomplete = lines
        .iter()
        .any(|line| line.outcome == GateOutcome::Incomplete);
    let there: BTreeMap<&str, &Finding> = report
        .findings
        .iter()
        .filter(|it| it.is_active() || is_known(it))
        .map(|it| (it.fingerprint.as_str(), it))
        .collect();
    let shrunk = match before {
        Some(before) => shrink(before, &there, is_incomplete),
        None => begin(&there, owner.as_deref(), environment),
    };
    if !dry_run {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::usage(format!("{} cannot be made: {error}", folder.display()))
            })?;
        }
        reports::replace(&path, known::written(&shrunk.entries).as_bytes())?;
    }
    if !display.quiet {
        reports::print(&told(&shrunk, &shown, *dry_run, is_incomplete))?;
    }
    Ok(if is_incomplete { INCOMPLETE } else { 0 })
}

/// Everything there is: nothing is known before.
fn report_of(
    targets: &[PathBuf],
    settings: &Settings,
    scan: &ScanArgs,
    environment: &Environment,
) -> Result<Report, Failure> {
    let audit = Audit {
        targets,
        settings,
        known: None,
        breaches: &[],
        environment,
    };
    audited(&audit, scan, FAMILIES)
}

fn is_known(finding: &Finding) -> bool {
    let suppression = finding.suppression.as_ref();
    suppression.is_some_and(|it| it.kind == SuppressionKind::Baseline)
}

/// What becomes of a baseline.
struct Shrunk {
    entries: BTreeMap<String, Entry>,
    /// Entries that are found no longer, and what they were.
    gone: Vec<String>,
    /// Findings that are not taken in, and what they are.
    new: Vec<String>,
    is_first: bool,
}

fn begin(
    there: &BTreeMap<&str, &Finding>,
    owner: Option<&str>,
    environment: &Environment,
) -> Shrunk {
    let entries = there.iter().map(|(id, finding)| {
        let entry = known::entry(finding, Some(environment.today), owner);
        ((*id).to_owned(), entry)
    });
    Shrunk {
        entries: entries.collect(),
        gone: Vec::new(),
        new: Vec::new(),
        is_first: true,
    }
}

/// Leaves what is still found. An audit that did not see everything takes nothing out.
fn shrink(
    mut entries: BTreeMap<String, Entry>,
    there: &BTreeMap<&str, &Finding>,
    is_incomplete: bool,
) -> Shrunk {
    let new = there.iter().filter(|(id, _)| !entries.contains_key(**id));
    let new = new.map(|(_, finding)| finding.message.clone()).collect();
    let mut gone = Vec::new();
    if !is_incomplete {
        entries.retain(|id, entry| {
            let stays = there.contains_key(id.as_str());
            if !stays {
                gone.push(entry.what.clone());
            }
            stays
        });
    }
    Shrunk {
        entries,
        gone,
        new,
        is_first: false,
    }
}

fn told(shrunk: &Shrunk, shown: &str, dry_run: bool, is_incomplete: bool) -> String {
    let count = |number: usize| match number {
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    let shown = printable(shown);
    let kept = count(shrunk.entries.len());
    let word = if dry_run {
        "would be written"
    } else {
        "written"
    };
    let mut text = format!("{word}: {shown}, {kept}\n");
    for what in &shrunk.gone {
        let _ = writeln!(text, "  gone: {}", printable(what));
    }
    for what in &shrunk.new {
        let _ = writeln!(text, "  new: {}", printable(what));
    }
    if !shrunk.new.is_empty() {
        let _ = writeln!(
            text,
            "{} not taken in: a baseline only shrinks; accept one with `pyward ignore`, or begin anew with `--reset`",
            count(shrunk.new.len())
        );
    }
    if is_incomplete && !shrunk.is_first {
        text.push_str("the audit was incomplete, so that nothing was taken out\n");
    }
    text
}
