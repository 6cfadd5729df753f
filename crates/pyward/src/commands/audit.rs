//! `pyward audit`: every check on a target, one verdict, one set of reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyward_inventory::{FORMATS, Options, Platform, Wanted};
use pyward_model::{Date, Family, GateOutcome, Severity, Verdict, Version};
use pyward_policy::Settings;
use pyward_report::RenderOptions;
use pyward_target::OpenOptions;

use crate::args::{DisplayArgs, ReadingArgs, ResolvingArgs, ScanArgs};
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE};
use crate::scan::{CodeRequest, Request, Resolving, scan};
use crate::terminal::Terminal;
use crate::{builds, coding, config, reports, services, tools};

/// The families `audit` runs.
const FAMILIES: &[Family] = &[
    Family::Vulnerability,
    Family::SupplyChain,
    Family::Policy,
    Family::Code,
];

pub(crate) fn run(
    targets: &[PathBuf],
    args: &ScanArgs,
    environment: &Environment,
) -> Result<u8, Failure> {
    run_families(targets, args, environment, FAMILIES)
}

/// Scans for some families of rules and writes the reports; the exit code is the verdict's.
pub(crate) fn run_families(
    targets: &[PathBuf],
    args: &ScanArgs,
    environment: &Environment,
    families: &[Family],
) -> Result<u8, Failure> {
    let ScanArgs {
        output,
        policy,
        reading,
        data,
        advice,
        resolving,
        display,
    } = args;
    let DisplayArgs {
        quiet,
        verbose,
        color,
        no_progress,
    } = *display;
    let terminal = Terminal::new(environment, color, no_progress, quiet);
    let wanted = reports::wanted(output)?;
    let targets = chosen(targets, reading, environment)?;
    let targets: Vec<&Path> = targets.iter().map(PathBuf::as_path).collect();
    // The settings are those of the first: they are the whole run's.
    let first = targets.first().copied().unwrap_or(Path::new("."));
    let (settings, origins) = config::load(first, policy, reading, environment, terminal.color)?;
    if policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    if resolving.no_resolve && resolving.builds.allow_build {
        return Err(
            Failure::usage("`--allow-build` has nothing to build with `--no-resolve`")
                .hint("leave one of them away"),
        );
    }
    let builds = builds::builds(&resolving.builds, first, environment)?;
    let progress = terminal.progress("auditing");
    let folders: Vec<&Path> = targets
        .iter()
        .copied()
        .filter(|target| is_project(&environment.working_folder.join(target)))
        .collect();
    let looks = families.contains(&Family::Code) && !folders.is_empty();
    let code = if looks {
        Some(CodeRequest {
            roots: &folders,
            rules: coding::rules_of(first, &settings, environment)?,
        })
    } else {
        None
    };
    let report = scan(Request {
        code,
        targets: &targets,
        opening: opening(reading, &settings),
        reading: options(reading, &settings)?,
        data: super::db::choice(data.data.as_deref(), environment),
        as_of: as_of(advice.as_of.as_deref(), environment)?,
        services: services::named(&advice.service, resolving.offline, environment)?,
        resolving: self::resolving(resolving, environment),
        builds,
        families,
        settings: &settings,
        environment,
    })?;
    drop(progress);
    let options = RenderOptions {
        color: terminal.color,
        width: Some(terminal.width),
        links: terminal.links,
        show_from: output
            .severity
            .as_deref()
            .and_then(Severity::from_word)
            .unwrap_or(Severity::Info),
        verbose,
        quiet,
        show_suppressed: verbose > 0,
    };
    reports::write(&report, &wanted, &options)?;
    let code = exit_code(&report.verdict, policy.exit_zero);
    // The process ends here: the system takes all memory back at once, where freeing each part of a large report would
    // take as long as making it.
    std::mem::forget(report);
    Ok(code)
}

/// What is audited: what the user names, each once; without that, what `--as` names a place for, else the folder here.
fn chosen(
    named: &[PathBuf],
    reading: &ReadingArgs,
    environment: &Environment,
) -> Result<Vec<PathBuf>, Failure> {
    if !named.is_empty() {
        let mut seen = BTreeSet::new();
        let targets = named.iter().filter(|it| seen.insert(*it));
        return Ok(targets.cloned().collect());
    }
    let Some(places) = reading
        .read_as
        .as_deref()
        .and_then(|it| tools::places(it, environment))
    else {
        return Ok(vec![PathBuf::from(".")]);
    };
    let there: Vec<PathBuf> = places.iter().filter(|it| it.is_dir()).cloned().collect();
    if there.is_empty() {
        let looked: Vec<String> = places.iter().map(|it| it.display().to_string()).collect();
        return Err(
            Failure::usage(format!("no installed tools are at {}", looked.join(" or ")))
                .hint("name the folder: `pyward audit --as pipx FOLDER`"),
        );
    }
    Ok(there)
}

/// Whether a folder is a project with code of its own, and no environment.
fn is_project(folder: &Path) -> bool {
    folder.is_dir() && !pyward_target::is_environment(folder)
}

/// The verdict's exit code; with `--exit-zero`, what is left of it when nothing blocks: a run that did not do its whole
/// job has not passed.
pub(crate) fn exit_code(verdict: &Verdict, exit_zero: bool) -> u8 {
    let incomplete = verdict
        .gates
        .iter()
        .any(|gate| gate.outcome == GateOutcome::Incomplete);
    match (exit_zero && verdict.exit_code == BLOCKED, incomplete) {
        (false, _) => verdict.exit_code,
        (true, true) => INCOMPLETE,
        (true, false) => 0,
    }
}

pub(crate) fn opening(reading: &ReadingArgs, settings: &Settings) -> OpenOptions {
    OpenOptions {
        exclude: settings.exclude.clone(),
        environments: reading.include_environments,
        respect_gitignore: !reading.no_gitignore,
        ..OpenOptions::default()
    }
}

pub(crate) fn options(reading: &ReadingArgs, settings: &Settings) -> Result<Options, Failure> {
    let python = settings.python.as_deref().map(python).transpose()?;
    let platform = settings.platform.as_deref().map(platform).transpose()?;
    // clap lets only known names through.
    let read_as = reading
        .read_as
        .as_deref()
        .and_then(|name| FORMATS.iter().copied().find(|format| format.name() == name));
    Ok(Options {
        wanted: Wanted { python, platform },
        read_as,
        resolved: Vec::new(),
    })
}

pub(crate) fn resolving(args: &ResolvingArgs, environment: &Environment) -> Resolving {
    if args.no_resolve {
        Resolving::Never
    } else if args.offline || environment.offline {
        Resolving::Offline
    } else {
        Resolving::Online
    }
}

/// The day that `--as-of` names.
fn as_of(stated: Option<&str>, environment: &Environment) -> Result<Option<Date>, Failure> {
    let Some(text) = stated else {
        return Ok(None);
    };
    let day = Date::parse(text).ok_or_else(|| {
        Failure::usage(format!("`{text}` is not a day")).hint("write it like `2026-11-22`")
    })?;
    if day > environment.today {
        return Err(Failure::usage(format!("{day} has not come yet"))
            .hint("--as-of looks back; leave it out for the present"));
    }
    Ok(Some(day))
}

fn python(text: &str) -> Result<Version, Failure> {
    Version::pep440(text).ok_or_else(|| {
        Failure::usage(format!("`{text}` is not a Python version"))
            .hint("write it like `3.12` or `3.12.4`")
    })
}

fn platform(text: &str) -> Result<Platform, Failure> {
    text.parse().map_err(|_| {
        Failure::usage(format!("`{text}` is not a platform pyward knows")).hint(
            "write `linux`, `macos` or `windows`, with a machine if it matters (`linux-x86_64`)",
        )
    })
}
