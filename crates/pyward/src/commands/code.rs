//! `pyward code`: security defects in Python code.

use std::cmp::Reverse;
use std::path::Path;

use pyward_model::{Confidence, Finding, Inventory, Severity, Suppression, SuppressionKind};
use pyward_policy::{CodeBar, Library};
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
use crate::coding::fixing::{Fixes, fixes};
use crate::coding::look::{Looked, look};
use crate::coding::models;
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure};
use crate::scan::scan_code;
use crate::terminal::Terminal;
use crate::{config, known, reports};

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
    if origins.of("gate.code").is_empty() {
        settings.gate.code = CodeBar::Any;
    }
    if args.policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    check(args)?;
    let is_compat = args.choice.compat.is_some();
    if is_compat {
        // bandit knows no ignore list.
        settings.waivers.clear();
    }
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
    let thresholds = Thresholds::new(&args.choice, &bandit)?;
    let args = &typed(args, &bandit, is_compat)?;
    let mut rules = rules(&args.choice, &bandit)?;
    if !is_compat {
        rules.own_model = models::load(&settings)?;
    }
    let baseline = match &args.choice.baseline {
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
    let mut trees = if is_compat {
        as_bandit(args, &bandit, environment)?
    } else {
        own(args, &bandit, &settings.exclude, environment)?
    };
    let asked = args.choice.library.as_deref();
    let library = asked.and_then(Library::of_word);
    rules.public = library
        .unwrap_or(settings.code_library)
        .counts(trees.is_release);
    let cache = (!args.running.no_cache)
        .then(|| Cache::of(environment))
        .flatten();
    let mark = |findings: &mut [Finding]| {
        thresholds.mark(findings);
        if let Some((baseline, shown)) = &baseline {
            baseline.clone().mark(findings, shown);
        }
    };
    let (mut looked, diff) = look_and_edit(args, &mut trees, &rules, cache.as_ref(), &|findings| {
        mark(findings);
        let nothing = Inventory::default();
        pyward_policy::apply(findings, &nothing, &settings, environment.today);
    });
    looked.notices.extend(bandit.idle(is_compat));
    drop(trees);
    mark(&mut looked.findings);
    looked.scan.has_baseline = baseline.is_some();
    order(&mut looked.findings, &args.files, is_compat);
    if is_compat {
        return compat(
            args,
            looked,
            &rules,
            &settings,
            environment,
            &wanted,
            terminal,
        );
    }
    let known = match &args.choice.baseline {
        Some(_) => None,
        None => known::of_settings(&settings, environment)?,
    };
    let report = scan_code(
        &args.paths,
        looked,
        &rules,
        &settings,
        known.as_ref(),
        environment,
    );
    drop(progress);
    if let Some((diff, count)) = diff {
        show(&diff, count, args, &wanted)?;
    }
    reports::write(&report, &wanted, &rendering(args, terminal))?;
    let code = exit_code(&report.verdict, args.policy.exit_zero);
    // See `audit`: the system frees all at once.
    std::mem::forget(report);
    Ok(code)
}

/// Edits to show: as a diff, with how many findings they clear in how many files.
type Shown = (String, (usize, usize));

/// Looks at the code and, where that is asked for, works out the edits of what counts (`mark` says what does not), and
/// writes them.
fn look_and_edit(
    args: &CodeArgs,
    trees: &mut Trees,
    rules: &CodeSettings,
    cache: Option<&Cache>,
    mark: &dyn Fn(&mut [Finding]),
) -> (Looked, Option<Shown>) {
    if !args.choice.fix && !args.choice.diff {
        return (look(trees, rules, cache), None);
    }
    trees.remember();
    let mut looked = look(trees, rules, cache);
    let mut counting = looked.findings.clone();
    mark(&mut counting);
    let mut fixes = fixes(trees, rules, &looked, &counting);
    let shown = (fixes.diff(), fixes.count());
    if args.choice.fix {
        looked = fixed(&mut fixes, trees, rules, looked);
    }
    looked.notices.append(&mut fixes.notices);
    (looked, Some(shown))
}

/// The arguments with what a `.bandit` file says for options that nobody typed.
fn typed(args: &CodeArgs, bandit: &BanditSettings, is_compat: bool) -> Result<CodeArgs, Failure> {
    let mut args = args.clone();
    let choice = &mut args.choice;
    if choice.context == RuleArgs::CONTEXT
        && let Some(word) = bandit.word("number")
    {
        choice.context = word
            .parse()
            .map_err(|_| odd("number", word, "say how many lines"))?;
    }
    if args.files.aggregate == FileArgs::AGGREGATE
        && let Some(word) = bandit.word("aggregate")
    {
        if !["file", "vuln"].contains(&word) {
            return Err(odd("aggregate", word, "say `file` or `vuln`"));
        }
        word.clone_into(&mut args.files.aggregate);
    }
    if choice.baseline.is_none() {
        choice.baseline = bandit.word("baseline").map(Into::into);
    }
    choice.ignore_nosec |= bandit.is_on("ignore-nosec", is_compat);
    args.files.recursive |= bandit.is_on("recursive", is_compat);
    Ok(args)
}

fn odd(key: &str, word: &str, hint: &str) -> Failure {
    let word = pyward_model::printable(word);
    Failure::usage(format!("`{key} = {word}` of .bandit cannot be")).hint(hint)
}

/// Writes the edits: what is found then.
fn fixed(fixes: &mut Fixes, trees: &mut Trees, rules: &CodeSettings, before: Looked) -> Looked {
    let made = fixes.write(trees, rules);
    let mut after = fixes.take_after().unwrap_or(before);
    after.scan.fixed = made;
    after
}

/// Shows the edits: before a report for people, beside one for programs.
fn show(
    diff: &str,
    (findings, files): (usize, usize),
    args: &CodeArgs,
    wanted: &[reports::Wanted],
) -> Result<(), Failure> {
    if reports::is_for_people(wanted) {
        let end = if diff.is_empty() || args.output.output.is_some() {
            ""
        } else {
            "\n"
        };
        reports::print(&format!("{diff}{end}"))?;
    } else {
        reports::complain(diff);
    }
    if args.choice.diff {
        let counted = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        reports::complain(&match findings {
            0 => "nothing can be fixed by an edit\n".to_owned(),
            _ => format!(
                "{} in {} can be fixed; `--fix` does it\n",
                counted(findings, "finding"),
                counted(files, "file")
            ),
        });
    }
    Ok(())
}

/// Refuses options that would do nothing here.
fn check(args: &CodeArgs) -> Result<(), Failure> {
    if let Some(unknown) = unknown(args.policy.ignore.iter().map(String::as_str)) {
        return Err(unknown);
    }
    if args.choice.fix && args.paths.iter().any(|path| path == Path::new("-")) {
        return Err(
            Failure::usage("standard input cannot be written").hint("`--diff` shows the edits")
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
    rules: &CodeSettings,
    settings: &pyward_policy::Settings,
    environment: &Environment,
    wanted: &[reports::Wanted],
    terminal: Terminal,
) -> Result<u8, Failure> {
    let report = scan_code(&args.paths, looked, rules, settings, None, environment);
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
        own_model: None,
        public: false,
    };
    // bandit only warns of names it does not know, and so do its configurations here.
    let named = settings.tests.iter().chain(&settings.skips);
    if let Some(unknown) = unknown(named.map(String::as_str)) {
        return Err(unknown);
    }
    let known = |name: &String| pyward_rules::find(name).is_some();
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

/// The first of some names that is no rule's, as a failure.
fn unknown<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<Failure> {
    let unknown = names.find(|name| pyward_rules::find(name).is_none())?;
    let near = pyward_model::nearest(unknown, pyward_rules::names());
    let hint = match near.first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => "rules are named as in `pyward explain`, or as bandit and ruff name them".into(),
    };
    let message = format!("there is no rule `{}`", pyward_model::printable(unknown));
    Some(Failure::usage(message).hint(hint))
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
                Some(text) if count == 0 => text
                    .parse()
                    .map_err(|_| odd(key, text, "1 is low, 2 medium, 3 high")),
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
