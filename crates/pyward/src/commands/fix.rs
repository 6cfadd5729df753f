//! `pyward fix`: the smallest set of upgrades that clears the findings, carried out, proven, and taken back on demand.

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_model::{
    Ecosystem, Notice, NoticeKind, PackageName, Plan, Report, Severity, Step, printable,
};
use pyward_report::RenderOptions;
use pyward_resolve::Scope;
use pyward_target::Tree;

use super::audit::exit_code;
use crate::args::{DisplayArgs, FixArgs};
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE};
use crate::fixing::bisect::{self, Found};
use crate::fixing::job::{Job, Prepared, Proof, Wish};
use crate::fixing::locks::Writer;
use crate::fixing::rewrite::Journal;
use crate::fixing::venv;
use crate::reports::Wanted;
use crate::terminal::Terminal;
use crate::updating::subject::python_of;
use crate::{builds, config, interrupt, reports};

/// The environment that is upgraded where none is named and it is there.
const USUAL_VENV: &str = ".venv";

/// What the verb works with.
struct Fix<'a> {
    args: &'a FixArgs,
    job: Job<'a>,
}

pub(crate) fn run(args: &FixArgs, environment: &Environment) -> Result<u8, Failure> {
    let DisplayArgs {
        quiet,
        verbose: _,
        color,
        no_progress,
    } = args.display;
    let terminal = Terminal::new(environment, color, no_progress, quiet);
    let wanted = reports::wanted(&args.output)?;
    let (settings, origins) = config::load(
        &args.target,
        &args.policy,
        &args.reading,
        environment,
        terminal.color,
    )?;
    if args.policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    if args.target == Path::new("-") {
        return Err(
            Failure::usage("standard input has no file to write versions into")
                .hint("name a project folder or a file: `pyward fix requirements.txt`"),
        );
    }
    let mut fix = Fix {
        args,
        job: Job {
            target: &args.target,
            reading: &args.reading,
            data: args.data.data.as_deref(),
            index: &args.index,
            builds: builds::builds(&args.builds, &args.target, environment)?,
            wish: wish(args),
            environment,
            settings: &settings,
            terminal,
        },
    };
    let tree = fix.job.open()?;
    let venv = fix.venv(&tree);
    fix.job.wish.python = venv.and_then(|venv| python_of(&venv, environment));
    if args.dry_run || args.upgrade == "none" {
        return fix.only_show(&tree, &wanted);
    }
    let journal = Journal::open(tree.root(), environment)?;
    if args.rollback {
        let restored = journal.take_back()?;
        return reports::print(&format!("restored {}\n", shown(&restored))).map(|()| 0);
    }
    if args.forget {
        journal.forget()?;
        return Ok(0);
    }
    let recovered = journal.recover()?;
    if !recovered.is_empty() {
        reports::complain(&format!(
            "an earlier fix was interrupted: restored {}\n",
            shown(&recovered)
        ));
    }
    let report = fix.run(&tree, Some(&journal))?;
    reports::write(&report, &wanted, &fix.rendering())?;
    Ok(fix.exit_code(&report))
}

fn wish(args: &FixArgs) -> Wish {
    let only: BTreeSet<_> = args
        .only
        .iter()
        .map(|name| PackageName::pypi(name))
        .collect();
    Wish {
        scope: if args.upgrade == "all" {
            Scope::All
        } else {
            Scope::Conservative
        },
        only: Some(only).filter(|names| !names.is_empty()),
        max_step: args.max_step.as_deref().map(|step| match step {
            "patch" => Step::Patch,
            "minor" => Step::Minor,
            _ => Step::Major,
        }),
        lowest: lowest(args),
        python: None,
    }
}

/// The least level that is shown, and worth an upgrade.
fn lowest(args: &FixArgs) -> Severity {
    let named = args.output.severity.as_deref();
    named
        .and_then(Severity::from_word)
        .unwrap_or(Severity::Info)
}

pub(crate) fn shown(files: &[String]) -> String {
    let files: Vec<_> = files.iter().map(|file| printable(file)).collect();
    files.join(", ")
}

impl Fix<'_> {
    /// The plan and no more: nothing is written, not even in the data folder.
    fn only_show(&self, tree: &Tree, wanted: &[Wanted]) -> Result<u8, Failure> {
        if Journal::is_interrupted(tree.root(), self.job.environment)? {
            return Err(Failure::usage(
                "a fix of this project is half done: it was interrupted, or is under way",
            )
            .hint("wait for it to end, or take it back: `pyward fix --rollback`"));
        }
        let report = self.run(tree, None)?;
        reports::write(&report, wanted, &self.rendering())?;
        Ok(self.exit_code(&report))
    }

    /// The whole way; the report is of the state that is left behind. Without a journal nothing is carried out.
    fn run(&self, tree: &Tree, journal: Option<&Journal>) -> Result<Report, Failure> {
        let mut report = self.job.audit()?;
        let mut prepared = Prepared::default();
        if self.args.upgrade != "none" {
            prepared = self.job.plan(tree, &report, &BTreeSet::new())?;
        }
        let venv = self.venv(tree);
        if self.args.upgrade == "conservative" && self.args.only.is_empty() {
            report
                .notices
                .extend(self.unplanned(&report, &prepared.plan));
        }
        report.notices.append(&mut prepared.edits.notices);
        let all = &prepared.edits;
        let has_work = !all.rewrites.is_empty() || !all.managed.is_empty() || venv.is_some();
        let is_wanted = !prepared.plan.changes.is_empty()
            && has_work
            && self.agreed(&prepared.plan, &report)?;
        let Some(journal) = journal.filter(|_| is_wanted) else {
            let writer = self.writer(&prepared);
            let is_first = all.rewrites.iter().all(|it| !is_manifest(&it.path));
            let previews = all.managed.iter();
            let previews = previews.filter_map(|managed| writer.preview(managed, is_first));
            report.notices.extend(previews);
            report.plan = Some(prepared.plan);
            return Ok(report);
        };
        interrupt::watch();
        let (mut plan, mut more) = self.attempt(tree, &prepared, journal, true)?;
        if plan.progress.rolled_back && self.args.bisect {
            (plan, more) = self.bisect(tree, &report, plan, journal)?;
        }
        let mut notices = std::mem::take(&mut report.notices);
        notices.extend(more);
        let mut after = self.job.audit().map_err(|failure| {
            failure.hint("the upgrade stands, but could not be audited again; `pyward fix --rollback` takes it back")
        })?;
        after.notices.extend(notices);
        after.notices.sort();
        after.notices.dedup();
        after.plan = Some(plan);
        Ok(after)
    }

    /// Carries a plan out; where that fails, all is as it was. Unless it is to `stand`, a success is taken back too.
    fn attempt(
        &self,
        tree: &Tree,
        prepared: &Prepared,
        journal: &Journal,
        stand: bool,
    ) -> Result<(Plan, Vec<Notice>), Failure> {
        let writer = self.writer(prepared);
        let managed = prepared.edits.managed.iter();
        let others: Vec<_> = managed
            .filter(|managed| writer.may_write(managed))
            .map(|managed| (managed.file.clone(), managed.path.clone()))
            .collect();
        journal.write(&prepared.edits.rewrites, &others)?;
        let mut plan = prepared.plan.clone();
        match self.carry_out(tree, prepared, journal, &mut plan) {
            Ok(notices) => {
                if plan.progress.applied && stand {
                    journal.finish()?;
                } else {
                    journal.recover()?;
                }
                Ok((plan, notices))
            }
            Err(failure) => {
                journal.recover()?;
                let back = "everything was taken back".to_owned();
                let hint = failure.hint.clone();
                let hint = hint.map_or(back.clone(), |hint| format!("{hint}; {back}"));
                Err(failure.hint(hint))
            }
        }
    }

    /// Finds out which changes of a plan make the proof fail, and carries the others out.
    fn bisect(
        &self,
        tree: &Tree,
        report: &Report,
        failed: Plan,
        journal: &Journal,
    ) -> Result<(Plan, Vec<Notice>), Failure> {
        let command = self.args.verify.as_deref().unwrap_or_default();
        let moves = failed
            .changes
            .iter()
            .filter(|it| it.from.is_some() && it.to.is_some());
        let names: Vec<PackageName> = moves.map(|change| change.name.clone()).collect();
        let mut kept = None;
        let found = bisect::search(&names, |held, stand| {
            let mut prepared = self.job.plan(tree, report, held)?;
            let told = std::mem::take(&mut prepared.edits.notices);
            let (plan, mut notices) = self.attempt(tree, &prepared, journal, stand)?;
            let passed = plan.progress.applied;
            if passed && stand {
                notices.extend(told);
                kept = Some((plan, notices));
            }
            Ok::<_, Failure>(passed)
        })?;
        let place = Some(pyward_model::Location::file(
            self.args.target.to_string_lossy(),
        ));
        let command = printable(command);
        let note = |message: String| Notice::info(NoticeKind::Unlocked, place.clone(), message);
        let (held, (mut plan, mut notices)) = match (found, kept) {
            (Found::Held(held), Some(kept)) => (held, kept),
            (Found::Broken, _) => {
                let message = format!("`{command}` fails without any upgrade too");
                return Ok((failed, vec![note(message)]));
            }
            _ => {
                let message = format!("`{command}` fails whichever package moves");
                return Ok((failed, vec![note(message)]));
            }
        };
        for change in failed.changes.iter().filter(|it| held.contains(&it.name)) {
            let to = change
                .to
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let name = printable(change.name.as_str());
            let because = format!("`{command}` fails with {name} {to}");
            notices.push(note(format!("{name} was left as it is: {because}")));
            for stuck in plan.stuck.iter_mut().filter(|it| it.name == change.name) {
                stuck.because.clone_from(&because);
            }
        }
        Ok((plan, notices))
    }

    /// Findings that no part of the plan speaks of: what they are about was not seen by the planner.
    fn unplanned(&self, report: &Report, plan: &Plan) -> Vec<Notice> {
        let moved = plan.changes.iter().map(|change| &change.name);
        let stuck = plan.stuck.iter().map(|stuck| &stuck.name);
        let told: BTreeSet<&PackageName> = moved.chain(stuck).collect();
        let lowest = lowest(self.args);
        let findings = report.findings.iter();
        let active = findings.filter(|finding| finding.is_active() && finding.severity >= lowest);
        let components = active.filter_map(|finding| finding.component);
        let missed: BTreeSet<_> = components
            .map(|id| report.inventory.component(id))
            .filter(|component| {
                component.ecosystem != Ecosystem::PyPI || !told.contains(&component.name)
            })
            .map(|component| {
                let place = component.locations.first().cloned();
                (&component.ecosystem, component.name.clone(), place)
            })
            .collect();
        let notice = |(ecosystem, name, place): (
            &Ecosystem,
            PackageName,
            Option<pyward_model::Location>,
        )| {
            let message = format!("no upgrade was planned for {}", printable(name.as_str()));
            let hint = match ecosystem {
                Ecosystem::PyPI => "name the file that pins it: `pyward fix FILE`".to_owned(),
                Ecosystem::Other(kind) => {
                    format!("it is a package of {kind}, which pyward audits and does not move")
                }
            };
            Notice::incomplete(NoticeKind::Unlocked, place, message).hint(hint)
        };
        missed.into_iter().map(notice).collect()
    }

    /// Everything after the files are written. An error means that it must all be taken back.
    fn carry_out(
        &self,
        tree: &Tree,
        prepared: &Prepared,
        journal: &Journal,
        plan: &mut Plan,
    ) -> Result<Vec<Notice>, Failure> {
        let all = &prepared.edits;
        plan.progress.applied = true;
        plan.progress.written = all.rewrites.iter().map(|it| it.shown.clone()).collect();
        let mut notices = Vec::new();
        let writer = self.writer(prepared);
        for managed in &all.managed {
            let locked = writer.write(managed)?;
            notices.extend(locked.notices);
            if locked.is_written {
                plan.progress.written.push(managed.file.clone());
            }
        }
        journal.learn()?;
        let venv = self.venv(tree);
        if let Some(path) = &venv {
            notices.extend(self.job.install(path, prepared, journal, plan)?);
        }
        if interrupt::came() {
            return Err(interrupt::failure());
        }
        let proof = self.args.verify.as_deref().map(|command| Proof {
            command,
            limit: Duration::from_secs(self.args.verify_timeout),
        });
        let folder = tree.root();
        self.job
            .prove(proof.as_ref(), folder, venv.as_deref(), journal, plan)?;
        Ok(notices)
    }

    /// The environment that is upgraded with the files.
    fn venv(&self, tree: &Tree) -> Option<PathBuf> {
        if self.args.no_venv {
            return None;
        }
        let named = self.args.venv.as_ref();
        let named = named.map(|path| self.job.environment.working_folder.join(path));
        named.or_else(|| Some(tree.root().join(USUAL_VENV)).filter(|path| venv::is_there(path)))
    }

    /// Whether the plan is to be carried out: as said by a flag, or on a terminal by an answer.
    fn agreed(&self, plan: &Plan, report: &Report) -> Result<bool, Failure> {
        if self.args.dry_run || self.args.yes {
            return Ok(self.args.yes);
        }
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Ok(false);
        }
        let shown = Report {
            plan: Some(plan.clone()),
            ..report.clone()
        };
        let human = pyward_report::find("human").expect("the format is in the registry");
        reports::complain(&human.render(&shown, &self.rendering()));
        reports::complain("carry it out? [y/N] ");
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        read.map_err(|error| Failure::usage(format!("the answer cannot be read: {error}")))?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
    }

    /// Who writes locks.
    fn writer<'p>(&'p self, prepared: &'p Prepared) -> Writer<'p> {
        Writer {
            engine: prepared.engine.as_ref(),
            index: self.job.index,
            environment: self.job.environment,
            run_manager: self.args.run_manager,
        }
    }

    fn rendering(&self) -> RenderOptions {
        RenderOptions {
            color: self.job.terminal.color,
            width: Some(self.job.terminal.width),
            links: self.job.terminal.links,
            show_from: lowest(self.args),
            verbose: self.args.display.verbose,
            quiet: self.args.display.quiet,
            show_suppressed: self.args.display.verbose > 0,
        }
    }

    /// The verdict's exit code; a proof that failed blocks, whatever the policy says.
    fn exit_code(&self, report: &Report) -> u8 {
        let progress = report.plan.as_ref().map(|plan| &plan.progress);
        if progress.is_some_and(|progress| progress.rolled_back) {
            return BLOCKED;
        }
        match exit_code(&report.verdict, self.args.policy.exit_zero) {
            0 if progress.is_some_and(|progress| progress.applied)
                && report.notices.iter().any(is_undone) =>
            {
                INCOMPLETE
            }
            code => code,
        }
    }
}

/// Whether a file says what a project requires.
fn is_manifest(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == "pyproject.toml")
}

/// Whether a notice says that a lock was to be written and was not.
fn is_undone(notice: &Notice) -> bool {
    notice.kind == NoticeKind::Unlocked && notice.weight == pyward_model::Weight::Incomplete
}
