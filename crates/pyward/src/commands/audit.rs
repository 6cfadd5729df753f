//! `pyward audit`: every check on a target, one verdict, one set of reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyward_inventory::{FORMATS, Files, Options, Platform, Wanted};
use pyward_model::{Breach, Date, Family, GateOutcome, Report, Severity, Verdict, Version};
use pyward_policy::{Origins, Settings};
use pyward_report::RenderOptions;
use pyward_target::OpenOptions;

use crate::args::{ComparedArgs, DisplayArgs, PolicyArgs, ReadingArgs, ResolvingArgs, ScanArgs};
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE};
use crate::known::{self, Known};
use crate::review::{self, Base};
use crate::scan::{CodeRequest, Request, Resolving, scan};
use crate::terminal::Terminal;
use crate::{builds, coding, config, reports, services, tools};

/// The families `audit` runs.
pub(super) const FAMILIES: &[Family] = &[
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
    let DisplayArgs {
        quiet,
        verbose,
        color,
        no_progress,
    } = args.display;
    let terminal = Terminal::new(environment, color, no_progress, quiet);
    let wanted = reports::wanted(&args.output)?;
    let targets = chosen(targets, &args.reading, environment)?;
    let compared = compared(args, &targets, environment, families, terminal)?;
    if args.policy.show_config {
        reports::print(&compared.settings.show(&compared.origins))?;
        return Ok(0);
    }
    let progress = terminal.progress("auditing");
    let report = compared.report(args, families)?;
    drop(progress);
    let options = RenderOptions {
        color: terminal.color,
        width: Some(terminal.width),
        links: terminal.links,
        show_from: args
            .output
            .severity
            .as_deref()
            .and_then(Severity::from_word)
            .unwrap_or(Severity::Info),
        verbose,
        quiet,
        show_suppressed: verbose > 0,
    };
    reports::write(&report, &wanted, &options)?;
    let code = exit_code(&report.verdict, args.policy.exit_zero);
    // The process ends here: the system takes all memory back at once, where freeing each part of a large report would
    // take as long as making it.
    std::mem::forget(report);
    Ok(code)
}

/// What is audited, by which settings, and what it is compared with.
struct Compared {
    targets: Vec<PathBuf>,
    environment: Environment,
    settings: Settings,
    origins: Origins,
    known: Option<Known>,
    breaches: Vec<Breach>,
}

impl Compared {
    fn report(&self, args: &ScanArgs, families: &[Family]) -> Result<Report, Failure> {
        audited(
            &Audit {
                targets: &self.targets,
                settings: &self.settings,
                known: self.known.as_ref(),
                breaches: &self.breaches,
                environment: &self.environment,
            },
            args,
            families,
        )
    }
}

/// Settles what is audited. With `--base` the base is audited first: what it has is known, and its policy judges.
fn compared(
    args: &ScanArgs,
    targets: &[PathBuf],
    environment: &Environment,
    families: &[Family],
    terminal: Terminal,
) -> Result<Compared, Failure> {
    let ComparedArgs { baseline, base } = &args.compared;
    let base = base
        .as_deref()
        .map(|rev| Base::check_out(rev, targets, environment))
        .transpose()?;
    let (environment, targets) = match &base {
        Some(base) => (&base.environment_here, base.here.as_slice()),
        None => (environment, targets),
    };
    let typed = match (&base, &baseline) {
        (Some(_), _) => Some("--base".to_owned()),
        (None, Some(_)) => Some("--baseline".to_owned()),
        (None, None) => None,
    };
    // The settings are those of the first: they are the whole run's.
    let first = targets.first().map_or(Path::new("."), PathBuf::as_path);
    let load = |policy: &PolicyArgs, environment: &Environment| {
        let color = terminal.color;
        config::load_with(
            first,
            policy,
            &args.reading,
            environment,
            color,
            typed.clone(),
        )
    };
    let (mut settings, origins) = load(&args.policy, environment)?;
    let mut known = Known::default();
    if let Some(path) = baseline {
        let full = environment.working_folder.join(path);
        known.add_file(&full, &path.display().to_string())?;
    }
    let mut breaches = Vec::new();
    if let Some(base) = &base {
        let mut policy = PolicyArgs {
            config: args.policy.config.as_deref().map(|it| base.path_there(it)),
            ..args.policy.clone()
        };
        // The branch is that of the change: its base is a folder of files.
        if policy.branch.is_none() && policy.env.is_empty() {
            policy.branch = config::branch_of(first, environment);
        }
        let (there, _) = load(&policy, &base.environment)?;
        if !base.targets.is_empty() {
            let audit = Audit {
                targets: &base.targets,
                settings: &there,
                known: None,
                breaches: &[],
                environment: &base.environment,
            };
            known.add_report(&audited(&audit, args, families)?, &base.shown);
        }
        let reviewed = review::judged_by_base(settings, there, base);
        settings = reviewed.settings;
        breaches = reviewed.breaches;
        for notice in reviewed.notices {
            known.tell(notice);
        }
    }
    let known = match typed {
        Some(_) => Some(known),
        None => known::of_settings(&settings, environment)?,
    };
    Ok(Compared {
        targets: targets.to_vec(),
        environment: environment.clone(),
        settings,
        origins,
        known,
        breaches,
    })
}

/// One audit.
pub(super) struct Audit<'a> {
    pub(super) targets: &'a [PathBuf],
    pub(super) settings: &'a Settings,
    pub(super) known: Option<&'a Known>,
    pub(super) breaches: &'a [Breach],
    pub(super) environment: &'a Environment,
}

/// Scans, as the arguments say.
pub(super) fn audited(
    audit: &Audit<'_>,
    args: &ScanArgs,
    families: &[Family],
) -> Result<Report, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let ScanArgs {
        output: _,
        policy: _,
        compared: _,
        reading,
        data,
        advice,
        resolving,
        display: _,
    } = args;
    let Audit {
        targets,
        settings,
        known,
        breaches,
        environment,
    } = *audit;
    let targets: Vec<&Path> = targets.iter().map(PathBuf::as_path).collect();
    let first = targets.first().copied().unwrap_or(Path::new("."));
    if resolving.no_resolve && resolving.builds.allow_build {
        return Err(
            Failure::usage("`--allow-build` has nothing to build with `--no-resolve`")
                .hint("leave one of them away"),
        );
    }
    let builds = builds::builds(&resolving.builds, first, environment)?;
    let folders: Vec<&Path> = targets
        .iter()
        .copied()
        .filter(|target| is_project(&environment.working_folder.join(target)))
        .collect();
    let looks = families.contains(&Family::Code) && !folders.is_empty();
    let code = if looks {
        Some(CodeRequest {
            roots: &folders,
            rules: coding::rules_of(first, settings, environment)?,
        })
    } else {
        None
    };
    scan(Request {
        code,
        targets: &targets,
        opening: opening(reading, settings),
        reading: Options {
            files: files(settings),
            ..options(reading, settings)?
        },
        data: super::db::choice(data.data.as_deref(), environment),
        as_of: as_of(advice.as_of.as_deref(), environment)?,
        services: services::named(&advice.service, resolving.offline, environment)?,
        resolving: self::resolving(resolving, environment),
        builds,
        families,
        known,
        breaches,
        settings,
        environment,
    })
}

/// No finding and no report speaks of the files of packages, but for the days on which they were uploaded.
fn files(settings: &Settings) -> Files {
    match settings.packages.cooldown {
        Some(_) => Files::Read,
        None => Files::PassedOver,
    }
}

/// What is audited: what the user names, each once; without that, what `--as` names a place for, else the folder here.
pub(super) fn chosen(
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
        ..Options::default()
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
