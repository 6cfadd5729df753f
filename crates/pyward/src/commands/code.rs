//! `pyward code`: security defects in Python code.

use std::cmp::Reverse;
use std::path::Path;

use pyward_model::{Confidence, Finding, Severity, Suppression, SuppressionKind};
use pyward_policy::CodeBar;
use pyward_report::RenderOptions;
use pyward_rules::{CodeSettings, Mode};
use pyward_target::OpenOptions;

use super::audit::exit_code;
use crate::args::{CodeArgs, FileArgs, ReadingArgs, RuleArgs};
use crate::coding::bandit_files::{Choice, EXCLUDED, exclusions};
use crate::coding::bandit_settings::{self, BanditSettings, Places};
use crate::coding::baseline::Baseline;
use crate::coding::cache::Cache;
use crate::coding::files::Trees;
use crate::coding::look::{Looked, look};
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure};
use crate::scan::scan_code;
use crate::terminal::Terminal;
use crate::{config, reports};

pub(crate) fn run(args: &CodeArgs, environment: &Environment) -> Result<u8, Failure> {
    let display = &args.display;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let wanted = reports::wanted(&args.output)?;
    let first = args.paths.first().map_or(Path::new("."), |path| path);
    let reading = ReadingArgs {
        exclude: args.files.exclude.clone(),
        ..ReadingArgs::default()
    };
    let (mut settings, origins) =
        config::load(first, &args.policy, &reading, environment, terminal.color)?;
    // The entries of the ignore list are about advisories.
    settings.waivers.clear();
    if origins.of("gate.code").is_empty() {
        settings.gate.code = CodeBar::Any;
    }
    if args.policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    about_advisories(args)?;
    let is_compat = args.choice.compat.is_some();
    let bandit = bandit_settings::load(
        &Places {
            configfile: args.choice.configfile.as_deref(),
            profile: args.choice.profile.as_deref(),
            ini: args.choice.ini.as_deref(),
            target: first,
            finds: !is_compat,
        },
        environment,
    )?;
    let rules = rules(&args.choice, &bandit)?;
    let thresholds = Thresholds::new(&args.choice, &bandit)?;
    let mut baseline = match &args.choice.baseline {
        Some(path) => Some((
            Baseline::read(&environment.working_folder.join(path))?,
            path.display().to_string(),
        )),
        None => None,
    };
    if let Some(jobs) = args.running.jobs {
        crate::coding::share_among(jobs)?;
    }
    let progress = terminal.progress("looking at code");
    let trees = if is_compat {
        as_bandit(args, &bandit, environment)?
    } else {
        own(args, &bandit, &settings.exclude, environment)?
    };
    let cache = (!args.running.no_cache)
        .then(|| Cache::of(environment))
        .flatten();
    let mut looked = look(&trees, &rules, cache.as_ref());
    looked.notices.extend(bandit.idle());
    drop(trees);
    thresholds.mark(&mut looked.findings);
    if let Some((baseline, shown)) = &mut baseline {
        baseline.mark(&mut looked.findings, shown);
    }
    order(&mut looked.findings, &args.files, is_compat);
    if is_compat {
        return compat(args, looked, &settings, environment, &wanted, terminal);
    }
    let report = scan_code(&args.paths, looked, &settings, environment);
    drop(progress);
    reports::write(&report, &wanted, &rendering(args, terminal))?;
    let code = exit_code(&report.verdict, args.policy.exit_zero);
    // See `audit`: the system frees all at once.
    std::mem::forget(report);
    Ok(code)
}

/// Options of the policy that say something of advisories alone, and would do nothing here.
fn about_advisories(args: &CodeArgs) -> Result<(), Failure> {
    if !args.policy.ignore.is_empty() {
        return Err(
            Failure::usage("`--ignore` is about advisories, and code has none").hint(
                "leave rules out with `--skip RULE`, or one place with a comment: `# nosec B602`",
            ),
        );
    }
    if args.policy.max_db_age.is_some() {
        return Err(
            Failure::usage("`--max-db-age` is about advisories, and code needs none")
                .hint("leave it away"),
        );
    }
    Ok(())
}

/// bandit's exit code: 1 where anything counts, whatever could not be read.
fn compat(
    args: &CodeArgs,
    looked: Looked,
    settings: &pyward_policy::Settings,
    environment: &Environment,
    wanted: &[reports::Wanted],
    terminal: Terminal,
) -> Result<u8, Failure> {
    let report = scan_code(&args.paths, looked, settings, environment);
    reports::write(&report, wanted, &rendering(args, terminal))?;
    let counts = report.findings.iter().any(Finding::is_active);
    Ok(if counts && !args.policy.exit_zero {
        BLOCKED
    } else {
        0
    })
}

fn rendering(args: &CodeArgs, terminal: Terminal) -> RenderOptions {
    let verbose = args.display.verbose;
    let severity = args.output.severity.as_deref();
    RenderOptions {
        color: terminal.color,
        width: Some(terminal.width),
        links: terminal.links,
        show_from: severity
            .and_then(Severity::from_word)
            .unwrap_or(Severity::Info),
        verbose,
        quiet: args.display.quiet,
        show_suppressed: verbose > 0,
    }
}

/// The rules that are asked, and how. The command line goes before what bandit was told.
fn rules(choice: &RuleArgs, bandit: &BanditSettings) -> Result<CodeSettings, Failure> {
    let trimmed = |names: &[String]| {
        let names = names.iter().map(|name| name.trim().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let mut settings = CodeSettings {
        mode: if choice.compat.is_some() {
            Mode::Compat
        } else {
            Mode::Own
        },
        tests: trimmed(&choice.tests),
        skips: trimmed(&choice.skip),
        ignore_nosec: choice.ignore_nosec,
        context: choice.context,
        options: bandit.options.clone(),
    };
    let known = |name: &String| pyward_rules::find(name).is_some();
    // bandit only warns of names it does not know, and so do its configurations here.
    if let Some(unknown) = settings
        .tests
        .iter()
        .chain(&settings.skips)
        .find(|it| !known(it))
    {
        let names = pyward_rules::names();
        let near = pyward_model::nearest(unknown, names);
        let hint = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "rules are named as in `pyward explain`, or as bandit and ruff name them".into()
            }
        };
        return Err(Failure::usage(format!(
            "there is no rule `{}`",
            pyward_model::printable(unknown)
        ))
        .hint(hint));
    }
    if settings.tests.is_empty() {
        settings.tests = bandit
            .tests
            .iter()
            .filter(|it| known(it))
            .cloned()
            .collect();
    }
    settings
        .skips
        .extend(bandit.skips.iter().filter(|it| known(it)).cloned());
    if let Some(both) = settings
        .tests
        .iter()
        .find(|it| settings.skips.contains(*it))
    {
        return Err(
            Failure::usage(format!("`{both}` is both asked for and skipped")).hint("name it once"),
        );
    }
    Ok(settings)
}

/// The least that counts.
struct Thresholds {
    severity: Severity,
    confidence: Confidence,
}

impl Thresholds {
    fn new(choice: &RuleArgs, bandit: &BanditSettings) -> Result<Self, Failure> {
        let typed = |key: &str, count: u8| -> Result<u8, Failure> {
            match bandit.typed.get(key) {
                Some(text) if count == 0 => text.parse().map_err(|_| {
                    Failure::usage(format!(
                        "`{key} = {}` of .bandit is no number",
                        pyward_model::printable(text)
                    ))
                    .hint("1 is low, 2 medium, 3 high")
                }),
                _ => Ok(count),
            }
        };
        let level = match choice.severity_level.as_deref() {
            Some(word) => number(word),
            None => typed("level", choice.level)?,
        };
        let confidence = match choice.confidence_level.as_deref() {
            Some(word) => number(word),
            None => typed("confidence", choice.confidence)?,
        };
        Ok(Self {
            severity: match level {
                0 | 1 => Severity::Info,
                2 => Severity::Medium,
                _ => Severity::High,
            },
            confidence: match confidence {
                0 | 1 => Confidence::Low,
                2 => Confidence::Medium,
                _ => Confidence::High,
            },
        })
    }

    /// Marks what does not count.
    fn mark(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|finding| finding.is_active()) {
            // Bandit has no level of its own for what nobody knows.
            let is_low = finding.severity < self.severity && finding.severity != Severity::Unknown;
            if is_low || finding.confidence < self.confidence {
                finding.suppression = Some(Suppression {
                    kind: SuppressionKind::CommandLine,
                    reason: "below the level that was asked for".to_owned(),
                    owner: None,
                    until: None,
                    status: None,
                    location: None,
                });
            }
        }
    }
}

fn number(word: &str) -> u8 {
    match word {
        "medium" => 2,
        "high" => 3,
        _ => 1,
    }
}

/// The files of the project itself.
fn own(
    args: &CodeArgs,
    bandit: &BanditSettings,
    exclude: &[String],
    environment: &Environment,
) -> Result<Trees, Failure> {
    let FileArgs {
        exclude: _,
        include_environments,
        no_gitignore,
        recursive: _,
        aggregate: _,
    } = &args.files;
    let mut trees = Trees::default();
    for path in &args.paths {
        let mut options = OpenOptions {
            exclude: exclude.iter().chain(&bandit.exclude).cloned().collect(),
            environments: *include_environments,
            respect_gitignore: !no_gitignore,
            ..OpenOptions::default()
        };
        trees.add(path, &mut options, environment)?;
    }
    trees.settle();
    Ok(trees)
}

/// The files that bandit would take.
fn as_bandit(
    args: &CodeArgs,
    bandit: &BanditSettings,
    environment: &Environment,
) -> Result<Trees, Failure> {
    let mut exclude: Vec<String> = if args.files.exclude.is_empty() {
        EXCLUDED.map(ToOwned::to_owned).into()
    } else {
        args.files.exclude.clone()
    };
    exclude.extend(bandit.exclude.iter().cloned());
    let include = match (bandit.include.as_slice(), &args.choice.configfile) {
        ([], None) => vec!["*.py".to_owned(), "*.pyw".to_owned()],
        ([], Some(_)) => vec!["*.py".to_owned()],
        (include, _) => include.to_vec(),
    };
    let choice = Choice {
        include,
        exclude: exclusions(&exclude, environment),
        recursive: args.files.recursive,
    };
    let mut trees = Trees::default();
    for path in &args.paths {
        trees.add_as_bandit(path, &choice, environment)?;
    }
    trees.settle();
    Ok(trees)
}

/// By file, as they come; or by rule. On their own, pyward's findings stand worst first.
fn order(findings: &mut [Finding], files: &FileArgs, is_compat: bool) {
    let name = |finding: &Finding| {
        let bandit = finding.code.as_ref().and_then(|code| code.bandit.as_ref());
        bandit.map_or(finding.rule.name, |bandit| bandit.test)
    };
    if files.aggregate == "vuln" {
        findings.sort_by(|a, b| name(a).cmp(name(b)));
    } else if !is_compat {
        findings.sort_by_key(|finding| Reverse(finding.severity));
    }
}
