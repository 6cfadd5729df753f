//! `pyward fix`: the smallest set of upgrades that clears the findings, carried out, proven, and taken back on demand.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_model::{
    Family, Notice, NoticeKind, PackageName, Plan, Report, Severity, Step, printable,
};
use pyward_policy::Settings;
use pyward_report::RenderOptions;
use pyward_resolve::{Engine, Resolution, Scope, Upgrade, plan};
use pyward_target::Tree;

use super::audit::{exit_code, opening, options};
use crate::args::{DisplayArgs, FixArgs};
use crate::environment::Environment;
use crate::failure::{BLOCKED, Failure, INCOMPLETE, chain};
use crate::fixing::edits::{Edits, Managed, edits};
use crate::fixing::rewrite::Journal;
use crate::fixing::{bans, project, prove, venv};
use crate::indexes::{self, Local};
use crate::scan::{Request, Resolving, scan};
use crate::terminal::Terminal;
use crate::{config, interrupt, reports, syncing};

/// How long a manager may take to write its lock.
const MANAGER_LIMIT: Duration = Duration::from_mins(15);

/// The environment that is upgraded where none is named and it is there.
const USUAL_VENV: &str = ".venv";

/// Everything worked out, nothing done.
struct Prepared {
    plan: Plan,
    edits: Edits,
    engine: Engine,
    projects: Vec<Ready>,
}

/// The plan of one project, with what it was made from and what it leads to.
struct Ready {
    base: pyward_resolve::Request,
    plan: Plan,
    resolution: Resolution,
}

/// What the verb works with.
struct Job<'a> {
    args: &'a FixArgs,
    environment: &'a Environment,
    settings: Settings,
    terminal: Terminal,
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
    let job = Job {
        args,
        environment,
        settings,
        terminal,
    };
    let tree = job.open()?;
    let journal = Journal::open(tree.root(), environment)?;
    if args.rollback {
        let mut restored = journal.take_back()?;
        let venv = job
            .venv(&tree)
            .map(|path| syncing::open(&path))
            .transpose()?;
        if let Some(environment) = venv.filter(|it| it.last_change().is_some()) {
            syncing::take_back(&environment)?;
            restored.push(environment.root().display().to_string());
        }
        return reports::print(&format!("restored {}\n", shown(&restored))).map(|()| 0);
    }
    let recovered = journal.recover()?;
    if !recovered.is_empty() {
        reports::complain(&format!(
            "an earlier fix was interrupted: restored {}\n",
            shown(&recovered)
        ));
    }
    let report = job.fix(&tree, &journal)?;
    reports::write(&report, &wanted, &job.rendering())?;
    Ok(job.exit_code(&report))
}

fn shown(files: &[String]) -> String {
    let files: Vec<_> = files.iter().map(|file| printable(file)).collect();
    files.join(", ")
}

impl Job<'_> {
    fn open(&self) -> Result<Tree, Failure> {
        let mut options = opening(&self.args.reading, &self.settings);
        Tree::open(
            self.args.target.as_os_str(),
            &self.environment.working_folder,
            &mut options,
        )
        .map_err(|error| Failure {
            hint: error.hint(),
            ..Failure::usage(chain(&error))
        })
    }

    fn audit(&self) -> Result<Report, Failure> {
        scan(Request {
            target: &self.args.target,
            opening: opening(&self.args.reading, &self.settings),
            reading: options(&self.args.reading, &self.settings)?,
            data: super::db::choice(self.args.reading.data.as_deref(), self.environment),
            resolving: Resolving::Never,
            families: &[Family::Vulnerability],
            settings: &self.settings,
            environment: self.environment,
        })
    }

    /// The whole way; the report is of the state that is left behind.
    fn fix(&self, tree: &Tree, journal: &Journal) -> Result<Report, Failure> {
        let mut report = self.audit()?;
        let mut plan = Plan::default();
        let mut all = Edits::default();
        let mut planned = Vec::new();
        let mut engine = None;
        if self.args.upgrade != "none" {
            let prepared = self.plan(tree, &report)?;
            (plan, all, planned) = (prepared.plan, prepared.edits, prepared.projects);
            engine = Some(prepared.engine);
        }
        report.notices.append(&mut all.notices);
        let venv = self.venv(tree);
        let has_work = !all.rewrites.is_empty() || !all.managed.is_empty() || venv.is_some();
        if plan.changes.is_empty() || !has_work || !self.agreed(&plan, &report)? {
            report.notices.extend(all.managed.iter().map(Managed::told));
            report.plan = Some(plan);
            return Ok(report);
        }
        let others: Vec<_> = all
            .managed
            .iter()
            .filter(|_| self.args.run_manager)
            .map(|managed| (managed.file.clone(), managed.path.clone()))
            .collect();
        interrupt::watch();
        journal.write(&all.rewrites, &others)?;
        plan.progress.applied = true;
        plan.progress.written = all.rewrites.iter().map(|it| it.shown.clone()).collect();
        let mut notices = std::mem::take(&mut report.notices);
        for managed in &all.managed {
            match self.manage(managed)? {
                Some(notice) => notices.push(notice),
                None => plan.progress.written.push(managed.file.clone()),
            }
        }
        let mut changed = None;
        if let (Some(path), Some(engine)) = (&venv, &engine) {
            changed = self.install(path, engine, &planned, journal, &mut plan)?;
        }
        self.prove(tree, journal, changed.as_ref(), &mut plan)?;
        if plan.progress.applied {
            journal.finish()?;
        }
        let mut after = self.audit()?;
        after.notices.extend(notices);
        after.notices.sort();
        after.notices.dedup();
        after.plan = Some(plan);
        Ok(after)
    }

    /// The plans of all projects of the target, as one, and what they mean for files.
    fn plan(&self, tree: &Tree, report: &Report) -> Result<Prepared, Failure> {
        let progress = self.terminal.progress("resolving");
        let local = Local {
            project: Some(tree.root().to_owned()),
            ..Local::default()
        };
        let (engine, notices) =
            indexes::engine(indexes::settings(&self.index(), local, self.environment)?)?;
        let data = super::db::choice(self.args.reading.data.as_deref(), self.environment);
        let bans = bans::all(&data, self.lowest(), self.environment)?;
        let settled = bans::settled(report);
        let python = options(&self.args.reading, &self.settings)?.wanted.python;
        let mut whole = Plan::default();
        let mut projects = Vec::new();
        let mut all = Edits {
            notices,
            ..Edits::default()
        };
        for project in project::find(&report.inventory) {
            if !project.has_pins() {
                continue;
            }
            let upgrade = Upgrade {
                base: project.request(&report.inventory, python.as_ref()),
                installed: project.pins(),
                bans: bans.clone(),
                settled: settled.clone(),
                only: self.only(),
                max_step: self.max_step(),
                scope: if self.args.upgrade == "all" {
                    Scope::All
                } else {
                    Scope::Conservative
                },
            };
            let planned = plan(&engine, &upgrade, &interrupt::came).map_err(|error| {
                let message = format!("{}: {error}", printable(project.home));
                Failure::usage(message).hint(error.hint())
            })?;
            let more = edits(tree, &project, &planned.plan, &planned.resolution)?;
            all.rewrites.extend(more.rewrites);
            all.managed.extend(more.managed);
            all.notices.extend(more.notices);
            let place = || Some(pyward_model::Location::file(project.home));
            all.notices.extend(
                planned
                    .notes
                    .into_iter()
                    .map(|note| Notice::info(NoticeKind::Unlocked, place(), note)),
            );
            whole.changes.extend(planned.plan.changes.clone());
            whole.stuck.extend(planned.plan.stuck.clone());
            projects.push(Ready {
                base: upgrade.base,
                plan: planned.plan,
                resolution: planned.resolution,
            });
        }
        drop(progress);
        Ok(Prepared {
            plan: whole,
            edits: all,
            engine,
            projects,
        })
    }

    fn index(&self) -> crate::args::IndexArgs {
        let mut index = self.args.index.clone();
        index.offline |= self.environment.offline;
        index
    }

    /// The least level that is worth an upgrade.
    fn lowest(&self) -> Severity {
        let named = self.args.output.severity.as_deref();
        named
            .and_then(Severity::from_word)
            .unwrap_or(Severity::Info)
    }

    fn only(&self) -> Option<BTreeSet<PackageName>> {
        let names = self.args.only.iter().map(|name| PackageName::pypi(name));
        Some(names.collect()).filter(|names: &BTreeSet<_>| !names.is_empty())
    }

    fn max_step(&self) -> Option<Step> {
        Some(match self.args.max_step.as_deref()? {
            "patch" => Step::Patch,
            "minor" => Step::Minor,
            _ => Step::Major,
        })
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

    /// Has a lock written by its own manager, where that is allowed; what is left to do by hand is a notice.
    fn manage(&self, managed: &Managed) -> Result<Option<Notice>, Failure> {
        if !self.args.run_manager {
            return Ok(Some(managed.told()));
        }
        let instruction = &managed.instruction;
        let overrides = match &instruction.overrides {
            Some(text) => {
                let mut file = tempfile::NamedTempFile::new()
                    .map_err(|error| Failure::usage(format!("no temporary file: {error}")))?;
                std::io::Write::write_all(&mut file, text.as_bytes())
                    .map_err(|error| Failure::usage(format!("no temporary file: {error}")))?;
                Some(file)
            }
            None => None,
        };
        for command in &instruction.commands {
            let arguments = command.iter().map(|argument| match &overrides {
                Some(file) if argument == pyward_edit::manager::OVERRIDES => {
                    file.path().to_string_lossy().into_owned()
                }
                _ => argument.clone(),
            });
            let ran = prove::run(
                instruction.program,
                arguments,
                &managed.folder,
                &[],
                MANAGER_LIMIT,
            );
            let (status, lines) = match ran {
                Ok(ran) => ran,
                Err(error) => {
                    let message = format!("`{}` cannot be run: {error}", instruction.program);
                    return Ok(Some(managed.undone(&message)));
                }
            };
            if !status.is_some_and(|status| status.success()) {
                let said = lines.last().map_or("", String::as_str);
                let message = format!("`{}` did not write it: {said}", instruction.program);
                return Ok(Some(managed.undone(&message)));
            }
        }
        Ok(None)
    }

    /// The environment that is upgraded with the files.
    fn venv(&self, tree: &Tree) -> Option<PathBuf> {
        if self.args.no_venv {
            return None;
        }
        let named = self.args.venv.as_ref();
        let named = named.map(|path| self.environment.working_folder.join(path));
        named.or_else(|| Some(tree.root().join(USUAL_VENV)).filter(|path| venv::is_there(path)))
    }

    /// Brings the environment to the plan; where that cannot be done, the files are taken back.
    fn install(
        &self,
        path: &Path,
        engine: &Engine,
        projects: &[Ready],
        journal: &Journal,
        plan: &mut Plan,
    ) -> Result<Option<pyward_resolve::Environment>, Failure> {
        let installed = syncing::open(path).and_then(|environment| {
            let mut applied = None;
            for Ready {
                base,
                plan,
                resolution,
            } in projects
            {
                applied =
                    venv::upgrade(engine, &environment, base, plan, resolution, self.terminal)?;
            }
            Ok((environment, applied))
        });
        let (environment, applied) = match installed {
            Ok(installed) => installed,
            Err(failure) => {
                journal.take_back()?;
                let hint = failure.hint.clone().unwrap_or_default();
                return Err(failure.hint(format!("{hint}; no file was changed")));
            }
        };
        let Some(applied) = applied else {
            return Ok(None);
        };
        plan.progress.written.push(path.display().to_string());
        for problem in &applied.problems {
            reports::complain(&format!("unmet: {problem}\n"));
        }
        Ok(Some(environment))
    }

    /// Runs the command that proves the upgrade; where it fails, everything is taken back.
    fn prove(
        &self,
        tree: &Tree,
        journal: &Journal,
        changed: Option<&pyward_resolve::Environment>,
        plan: &mut Plan,
    ) -> Result<(), Failure> {
        let Some(command) = &self.args.verify else {
            return Ok(());
        };
        let progress = self.terminal.progress("verifying");
        let limit = Duration::from_secs(self.args.verify_timeout);
        let variables = self.variables(tree);
        let verified = prove::shell(command, tree.root(), &variables, limit);
        drop(progress);
        let verified = match verified {
            Ok(verified) => verified,
            Err(error) => {
                take_back(journal, changed)?;
                return Err(Failure::usage(format!(
                    "`{}` cannot be run: {error}; everything was taken back",
                    printable(command)
                )));
            }
        };
        if verified.exit_code != Some(0) {
            let files = take_back(journal, changed)?;
            let folders = plan
                .progress
                .written
                .iter()
                .filter(|path| !files.contains(path));
            plan.progress.written = files.iter().chain(folders).cloned().collect();
            plan.progress.applied = false;
            plan.progress.rolled_back = true;
        }
        plan.progress.verified = Some(verified);
        Ok(())
    }

    /// What tells a command which environment is meant, as an activated one does.
    fn variables(&self, tree: &Tree) -> Vec<(&'static str, OsString)> {
        let Some(folder) = self.venv(tree) else {
            return Vec::new();
        };
        let scripts = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let path = self.environment.variables.get(&OsString::from("PATH"));
        let others = path.map(std::env::split_paths).into_iter().flatten();
        let path = std::env::join_paths(std::iter::once(scripts).chain(others));
        let mut variables = vec![("VIRTUAL_ENV", folder.into_os_string())];
        variables.extend(path.ok().map(|path| ("PATH", path)));
        variables
    }

    fn rendering(&self) -> RenderOptions {
        RenderOptions {
            color: self.terminal.color,
            width: Some(self.terminal.width),
            links: self.terminal.links,
            show_from: self.lowest(),
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

/// Takes back the files and the environment; the files, as shown.
fn take_back(
    journal: &Journal,
    changed: Option<&pyward_resolve::Environment>,
) -> Result<Vec<String>, Failure> {
    if let Some(environment) = changed {
        syncing::take_back(environment)?;
    }
    journal.take_back()
}

/// Whether a notice says that a lock was to be written and was not.
fn is_undone(notice: &Notice) -> bool {
    notice.kind == NoticeKind::Unlocked && notice.weight == pyward_model::Weight::Incomplete
}

impl Managed {
    /// What to run by hand.
    fn told(&self) -> Notice {
        let program = self.instruction.program;
        let lines: Vec<String> = self
            .instruction
            .commands
            .iter()
            .map(|arguments| format!("`{program} {}`", arguments.join(" ")))
            .collect();
        let message = format!("only its own tool writes it: {}", self.instruction.why);
        Notice::gap(NoticeKind::Unlocked, Some(self.place()), message).hint(format!(
            "run {}, or let pyward do it with `--run-manager`",
            lines.join(", then ")
        ))
    }

    fn undone(&self, message: &str) -> Notice {
        Notice::incomplete(NoticeKind::Unlocked, Some(self.place()), message)
            .hint("the other files are changed already: run it by hand, or `pyward fix --rollback`")
    }

    fn place(&self) -> pyward_model::Location {
        pyward_model::Location::file(self.file.as_str())
    }
}
