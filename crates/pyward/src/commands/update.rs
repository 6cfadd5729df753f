//! `pyward update`: the whole maintenance run: audit, upgrade, prove, report, freeze.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use pyward_model::{
    Family, Location, Notice, NoticeKind, Plan, Report, Severity, Version, Weight, printable,
};
use pyward_policy::Settings;
use pyward_report::{Maintenance, RenderOptions};
use pyward_resolve::Scope;
use pyward_target::Tree;

use super::audit::{exit_code, opening, options};
use crate::args::{DisplayArgs, UpdateArgs};
use crate::environment::Environment;
use crate::failure::{BLOCKED, FAILED, Failure, INCOMPLETE};
use crate::fixing::edits::Edits;
use crate::fixing::job::{Job, Planner, Proof, Wish, notes};
use crate::fixing::locks::Managed;
use crate::fixing::project::Project;
use crate::fixing::rewrite::Journal;
use crate::scan::{CodeRequest, Request, Resolving, scan};
use crate::terminal::Terminal;
use crate::updating::compiled::{Compilation, compiled};
use crate::updating::install::{Reach, Wanted, apply_to_environment, behind, moved};
use crate::updating::records;
use crate::updating::subject::{Subject, must_take_reports, python_of};
use crate::{coding, config, interrupt, reports};

/// One run.
struct Update<'a> {
    args: &'a UpdateArgs,
    environment: &'a Environment,
    settings: &'a Settings,
    subject: &'a Subject,
    /// The Python of the environment.
    python: Option<&'a Version>,
    terminal: Terminal,
}

/// What an upgrade came to.
#[derive(Default)]
struct Outcome {
    plan: Option<Plan>,
    notices: Vec<Notice>,
    /// Why it could not be done.
    failure: Option<Failure>,
}

pub(crate) fn run(args: &UpdateArgs, environment: &Environment) -> Result<u8, Failure> {
    let DisplayArgs {
        quiet,
        verbose: _,
        color,
        no_progress,
    } = args.display;
    let terminal = Terminal::new(environment, color, no_progress, quiet);
    let subject = Subject::find(args.req.as_deref(), args.venv.as_deref(), environment)?;
    let (mut settings, origins) = config::load(
        subject.planned(),
        &args.policy,
        &args.reading,
        environment,
        terminal.color,
    )?;
    if args.policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    // Pins among the reports of earlier runs are no part of the project.
    if args.reports.is_relative() {
        let folder = args.reports.to_string_lossy().replace('\\', "/");
        let folder = folder.trim_start_matches("./").trim_matches('/');
        settings.exclude.push(format!("/{folder}/"));
    }
    let venv = subject.venv.as_deref();
    let python = venv.and_then(|venv| python_of(venv, environment));
    let update = Update {
        args,
        environment,
        settings: &settings,
        subject: &subject,
        python: python.as_ref(),
        terminal,
    };
    update.run()
}

impl Update<'_> {
    fn run(&self) -> Result<u8, Failure> {
        if !self.args.dry_run {
            must_take_reports(&self.args.reports, self.environment)?;
        }
        let journal = self.journal()?;
        let names: Vec<_> = self.subject.targets();
        let names: Vec<String> = names.iter().map(|it| it.display().to_string()).collect();
        self.step(&format!("auditing {}", names.join(" and ")));
        let mut report = self.audit()?;
        if report.inventory.formats.is_empty() && self.subject.requirements.is_none() {
            return Err(nothing_here());
        }
        self.step(&format!("{} findings", report.findings.len()));
        let outcome = if self.args.upgrade == "none" {
            Outcome::default()
        } else {
            self.upgrade(journal.as_ref())
        };
        let progress = outcome.plan.as_ref().map(|plan| &plan.progress);
        if progress.is_some_and(|progress| progress.applied || progress.rolled_back) {
            self.step("auditing what stands now");
            report = self.audit()?;
        }
        self.finish(report, outcome)
    }

    /// The journal of the project; nobody else changes it while this is held. A run that changes nothing has none.
    fn journal(&self) -> Result<Option<Journal>, Failure> {
        if self.args.dry_run || self.args.upgrade == "none" {
            return Ok(None);
        }
        self.subject.must_be_writable(self.environment)?;
        let journal = Journal::open(&self.subject.folder, self.environment)?;
        let recovered = journal.recover()?;
        if !recovered.is_empty() {
            reports::complain(&format!(
                "an earlier run was interrupted: restored {}\n",
                super::fix::shown(&recovered)
            ));
        }
        Ok(Some(journal))
    }

    /// The requirements file and the environment as one, or the project here.
    fn audit(&self) -> Result<Report, Failure> {
        let progress = self.terminal.progress("auditing");
        let is_offline = self.args.index.offline || self.environment.offline;
        let root = self.subject.shown_folder(self.environment);
        let roots = [root.as_path()];
        let code = if self.args.bandit {
            Some(CodeRequest {
                roots: &roots,
                rules: coding::rules_of(&root, self.settings, self.environment)?,
            })
        } else {
            None
        };
        let report = scan(Request {
            targets: &self.subject.targets(),
            opening: opening(&self.args.reading, self.settings),
            reading: options(&self.args.reading, self.settings)?,
            data: super::db::choice(self.args.data.data.as_deref(), self.environment),
            as_of: None,
            services: Vec::new(),
            resolving: if is_offline {
                Resolving::Offline
            } else {
                Resolving::Online
            },
            builds: None,
            families: &[Family::Vulnerability],
            known: None,
            breaches: &[],
            code,
            settings: self.settings,
            environment: self.environment,
        });
        drop(progress);
        report
    }

    /// Plans and writes. What goes wrong is kept: the audit is reported all the same.
    fn upgrade(&self, journal: Option<&Journal>) -> Outcome {
        let mut outcome = Outcome::default();
        if let Err(failure) = self.try_upgrade(journal, &mut outcome) {
            outcome.failure = Some(failure);
        }
        outcome
    }

    fn try_upgrade(&self, journal: Option<&Journal>, outcome: &mut Outcome) -> Result<(), Failure> {
        let job = self.job();
        let tree = job.open()?;
        let report = job.audit()?;
        self.step("planning");
        let (mut plan, edits) = self.plan(&job, &tree, &report)?;
        outcome.notices.extend(edits.notices);
        outcome
            .notices
            .extend(edits.managed.iter().map(Managed::told));
        for change in &plan.changes {
            let version = |version: &Option<Version>| {
                let shown = version.as_ref().map(|it| printable(it.as_str()));
                shown.unwrap_or("nothing".into()).into_owned()
            };
            let (from, to) = (version(&change.from), version(&change.to));
            let name = printable(change.name.as_str());
            self.step(&format!("{name}: {from} to {to}"));
        }
        let Some(journal) = journal else {
            outcome.plan = Some(plan);
            return Ok(());
        };
        for rewrite in &edits.rewrites {
            self.step(&format!("writing {}", printable(&rewrite.shown)));
        }
        interrupt::watch();
        journal.write(&edits.rewrites, &[])?;
        if !edits.rewrites.is_empty() {
            plan.progress.applied = true;
            plan.progress.written = edits.rewrites.iter().map(|it| it.shown.clone()).collect();
        }
        match self.install(&mut plan, journal) {
            Ok(notices) => outcome.notices.extend(notices),
            Err(failure) => {
                journal.recover()?;
                return Err(failure);
            }
        }
        if plan.progress.applied {
            let folder = &self.subject.folder;
            let proof = self.proof();
            if let Some(proof) = &proof {
                self.step(&format!("running `{}`", printable(proof.command)));
            }
            let venv = self.subject.venv.as_deref();
            job.prove(proof.as_ref(), folder, venv, journal, &mut plan)?;
        }
        if plan.progress.applied {
            journal.finish()?;
        }
        outcome.plan = Some(plan);
        Ok(())
    }

    /// What is to move, and what that means for files.
    fn plan(&self, job: &Job<'_>, tree: &Tree, report: &Report) -> Result<(Plan, Edits), Failure> {
        if self.subject.is_environment_alone() {
            let planner = Planner::new(job, tree.root(), report)?;
            let project = Project::of_environment(&report.inventory);
            if !project.has_pins() {
                return Ok((Plan::default(), Edits::default()));
            }
            let base = planner.request(&project, &report.inventory)?;
            let planned = planner
                .ask(&project, base)
                .map_err(|error| planner.failure(&project, &error))?;
            let mut notices = planner.notices.clone();
            notices.extend(notes(&job.target.display().to_string(), &planned));
            let edits = Edits {
                notices,
                ..Edits::default()
            };
            return Ok((planned.plan, edits));
        }
        let named = self.subject.requirements.as_deref();
        if let (Some(wishes), Some(pins)) = (named, self.subject.compiled()) {
            let is_new = !self.environment.working_folder.join(&pins).exists();
            if is_new || self.args.upgrade == "all" {
                let compilation = Compilation {
                    wishes,
                    pins: &pins,
                    command: format!(
                        "pyward update --req {} --upgrade {}",
                        wishes.display(),
                        self.args.upgrade
                    ),
                };
                return compiled(job, tree, report, &compilation);
            }
        }
        let prepared = job.plan(tree, report, &BTreeSet::new())?;
        Ok((prepared.plan, prepared.edits))
    }

    /// Brings the environment to what the files say now.
    fn install(&self, plan: &mut Plan, journal: &Journal) -> Result<Vec<Notice>, Failure> {
        let Some(venv) = &self.subject.venv else {
            return Ok(Vec::new());
        };
        let pins = self.subject.compiled();
        let (wanted, behind) = match (&pins, &self.subject.requirements) {
            (Some(file), _) | (None, Some(file)) => {
                let report = self.audit()?;
                (Wanted::File(file), behind(&report.inventory, venv))
            }
            (None, None) => {
                let pins = moved(plan);
                let names = pins.iter().map(|(name, _)| name.clone()).collect();
                (Wanted::Pins(pins), names)
            }
        };
        // What was compiled anew is what the environment is to be, as with pip-sync.
        let is_exact = pins.is_some() && self.args.upgrade == "all";
        if behind.is_empty() && !is_exact {
            return Ok(Vec::new());
        }
        self.step(&format!("installing into {}", venv.display()));
        let reach = if is_exact {
            Reach::Exact
        } else {
            Reach::Only(behind)
        };
        let index = &self.args.index;
        let installed = apply_to_environment(
            venv,
            &wanted,
            reach,
            index,
            journal,
            self.environment,
            self.terminal,
        )?;
        if installed.is_changed {
            plan.progress.applied = true;
            plan.progress.written.push(venv.display().to_string());
        }
        Ok(installed.notices)
    }

    /// Freezes, writes the reports, and says how it ended.
    fn finish(&self, mut report: Report, outcome: Outcome) -> Result<u8, Failure> {
        let Outcome {
            plan,
            notices,
            failure,
        } = outcome;
        report.plan = plan;
        let mut more = notices;
        more.extend(self.subject.notices.iter().cloned());
        let mut run = self.maintenance(failure.as_ref());
        if self.args.freeze && !self.args.dry_run {
            more.extend(self.freeze(&mut run)?);
        }
        let is_part = more
            .iter()
            .any(|notice| notice.weight == Weight::Incomplete);
        report.notices.extend(more);
        report.notices.sort();
        report.notices.dedup();
        run.exit_code = match &failure {
            Some(_) => FAILED,
            None => self.exit_code(&report, is_part),
        };
        if !self.args.dry_run {
            records::write(&report, &mut run, &self.args.reports, self.environment)?;
        }
        let human = pyward_report::find("human").expect("the format is in the registry");
        reports::print(&human.render(&report, &self.rendering()))?;
        if !self.args.dry_run && !self.args.display.quiet {
            reports::complain(&format!(
                "reports in {}: {}\n",
                printable(&self.args.reports.to_string_lossy()),
                run.files.join(", ")
            ));
        }
        match failure {
            Some(failure) => Err(failure),
            None => Ok(run.exit_code),
        }
    }

    fn freeze(&self, run: &mut Maintenance) -> Result<Option<Notice>, Failure> {
        let Some(venv) = &self.subject.venv else {
            let message = "there is no environment to freeze";
            return Ok(Some(
                Notice::incomplete(NoticeKind::Skipped, None, message)
                    .hint("name it with `--venv PATH`"),
            ));
        };
        self.step(&format!("freezing {}", venv.display()));
        let said = records::write_frozen(venv, run, &self.args.reports, self.environment)?;
        let missing = said.iter().find(|notice| notice.weight != Weight::Info);
        Ok(missing.map(|notice| {
            let place = Some(Location::file(venv.display().to_string()));
            let message = format!("the frozen pins are not whole: {}", notice.message);
            Notice::incomplete(NoticeKind::Unreadable, place, message)
        }))
    }

    fn maintenance(&self, failure: Option<&Failure>) -> Maintenance {
        let shown = |path: &Path| path.display().to_string();
        Maintenance {
            stamp: records::stamp(&self.environment.now),
            python: self.python.map(|version| format!("Python {version}")),
            venv: self.subject.venv.as_deref().map(shown),
            requirements: self.subject.requirements.as_deref().map(shown),
            mode: self.args.upgrade.clone(),
            failed: failure.map(|failure| failure.message.clone()),
            files: Vec::new(),
            exit_code: 0,
        }
    }

    /// The verdict's exit code; a proof that failed blocks, and what was done only in part has not passed.
    fn exit_code(&self, report: &Report, is_part: bool) -> u8 {
        let progress = report.plan.as_ref().map(|plan| &plan.progress);
        if progress.is_some_and(|progress| progress.rolled_back) {
            return BLOCKED;
        }
        match exit_code(&report.verdict, self.args.policy.exit_zero) {
            0 if is_part => INCOMPLETE,
            code => code,
        }
    }

    fn job(&self) -> Job<'_> {
        Job {
            target: self.subject.planned(),
            reading: &self.args.reading,
            data: self.args.data.data.as_deref(),
            index: &self.args.index,
            builds: None,
            wish: Wish {
                scope: if self.args.upgrade == "all" {
                    Scope::All
                } else {
                    Scope::Conservative
                },
                only: None,
                max_step: None,
                lowest: Severity::Info,
                python: self.python.cloned(),
            },
            environment: self.environment,
            settings: self.settings,
            terminal: self.terminal,
        }
    }

    fn proof(&self) -> Option<Proof<'_>> {
        self.args.verify.as_deref().map(|command| Proof {
            command,
            limit: Duration::from_secs(self.args.verify_timeout),
        })
    }

    fn rendering(&self) -> RenderOptions {
        RenderOptions {
            color: self.terminal.color,
            width: Some(self.terminal.width),
            links: self.terminal.links,
            show_from: Severity::Info,
            verbose: self.args.display.verbose,
            quiet: self.args.display.quiet,
            show_suppressed: self.args.display.verbose > 0,
        }
    }

    /// With `--verbose`, says what is done next.
    fn step(&self, what: &str) {
        if self.args.display.verbose > 0 {
            reports::complain(&format!("{}\n", printable(what)));
        }
    }
}

fn nothing_here() -> Failure {
    Failure::usage(
        "there is no environment `.venv` here, and no requirements file, lock or manifest",
    )
    .hint("name what to look after: `pyward update --req requirements.txt`, or `--venv PATH`")
}
