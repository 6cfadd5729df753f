//! What the verbs that upgrade share: opening and auditing a target, planning for each of its projects, and proving what
//! was written.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_model::{
    Family, Inventory, Location, Notice, NoticeKind, PackageName, Plan, Report, Severity, SmolStr,
    Step, Version, printable,
};
use pyward_policy::Settings;
use pyward_resolve::{
    Ban, Builds, Engine, PlanError, Planned, Requirement, Resolution, ResolveError, Scope, Upgrade,
    plan,
};
use pyward_target::Tree;

use super::edits::{Edits, edits};
use super::project::{self, Project, Pythons};
use super::rewrite::Journal;
use super::{bans, hints, prove, venv};
use crate::args::{IndexArgs, ReadingArgs};
use crate::commands::audit::{opening, options};
use crate::commands::db;
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::indexes::{self, Local};
use crate::resolution;
use crate::scan::{Request, Resolving, scan};
use crate::terminal::Terminal;
use crate::{interrupt, syncing};

/// A target that is to be upgraded.
pub(crate) struct Job<'a> {
    pub(crate) target: &'a Path,
    pub(crate) reading: &'a ReadingArgs,
    /// Advisory data, by the user's word for it.
    pub(crate) data: Option<&'a str>,
    pub(crate) index: &'a IndexArgs,
    pub(crate) builds: Option<Builds>,
    pub(crate) wish: Wish,
    pub(crate) environment: &'a Environment,
    pub(crate) settings: &'a Settings,
    pub(crate) terminal: Terminal,
}

/// What is to move, and how far.
pub(crate) struct Wish {
    pub(crate) scope: Scope,
    /// These packages alone.
    pub(crate) only: Option<BTreeSet<PackageName>>,
    pub(crate) max_step: Option<Step>,
    /// The least level that is worth an upgrade.
    pub(crate) lowest: Severity,
    /// The Python of the environment beside the files.
    pub(crate) python: Option<Version>,
}

/// A command that must succeed after an upgrade.
pub(crate) struct Proof<'a> {
    pub(crate) command: &'a str,
    pub(crate) limit: Duration,
}

impl Job<'_> {
    pub(crate) fn open(&self) -> Result<Tree, Failure> {
        let mut options = opening(self.reading, self.settings);
        Tree::open(
            self.target.as_os_str(),
            &self.environment.working_folder,
            &mut options,
        )
        .map_err(|error| Failure {
            hint: error.hint(),
            ..Failure::usage(chain(&error))
        })
    }

    /// The report of the target as it is locked.
    pub(crate) fn audit(&self) -> Result<Report, Failure> {
        scan(Request {
            targets: &[self.target],
            opening: opening(self.reading, self.settings),
            reading: options(self.reading, self.settings)?,
            data: db::choice(self.data, self.environment),
            as_of: None,
            services: Vec::new(),
            resolving: Resolving::Never,
            builds: None,
            families: &[Family::Vulnerability],
            known: None,
            breaches: &[],
            code: None,
            settings: self.settings,
            environment: self.environment,
        })
    }

    /// The plans of all projects of the target, as one, and what they mean for files. What is held stays at its version of
    /// today.
    pub(crate) fn plan(
        &self,
        tree: &Tree,
        report: &Report,
        held: &BTreeSet<PackageName>,
    ) -> Result<Prepared, Failure> {
        let progress = self.terminal.progress("resolving");
        let planner = Planner::new(self, tree.root(), report)?;
        let mut whole = Plan::default();
        let mut projects = Vec::new();
        let mut all = Edits {
            notices: planner.notices.clone(),
            ..Edits::default()
        };
        for project in project::find(&report.inventory) {
            if !project.has_pins() {
                continue;
            }
            let mut base = planner.request(&project, &report.inventory)?;
            let pins = project.pins().into_iter();
            let pins = pins.filter(|pin| held.contains(&pin.name));
            let stay = pins.map(|pin| Requirement::new(&format!("{}=={}", pin.name, pin.version)));
            base.constraints.extend(stay);
            let planned = planner
                .ask(&project, base.clone())
                .map_err(|error| planner.failure(&project, &error))?;
            let mut planned = planned;
            let target = &base.target;
            hints::add(&planner.engine, target, tree, &mut planned.plan);
            let more = edits(tree, &project, &planned.plan, &planned.resolution)?;
            all.rewrites.extend(more.rewrites);
            all.managed.extend(more.managed);
            all.notices.extend(more.notices);
            all.notices.extend(notes(project.home, &planned));
            let file = project.files.first().map_or(project.home, |(file, _)| file);
            let file = Location::file(file);
            all.notices
                .extend(resolution::unverified(&planned.resolution, &file));
            whole.changes.extend(planned.plan.changes.clone());
            whole.stuck.extend(planned.plan.stuck.clone());
            projects.push(Ready {
                home: project.home.to_owned(),
                base,
                plan: planned.plan,
                resolution: planned.resolution,
            });
        }
        drop(progress);
        Ok(Prepared {
            plan: whole,
            edits: all,
            engine: Some(planner.engine),
            projects,
        })
    }

    /// Runs the command that proves the upgrade; where it fails, everything is taken back.
    pub(crate) fn prove(
        &self,
        proof: Option<&Proof<'_>>,
        folder: &Path,
        venv: Option<&Path>,
        journal: &Journal,
        plan: &mut Plan,
    ) -> Result<(), Failure> {
        let Some(proof) = proof else {
            return Ok(());
        };
        let progress = self.terminal.progress("verifying");
        let variables = self.variables(venv);
        let verified = prove::shell(proof.command, folder, &variables, proof.limit);
        drop(progress);
        let verified = match verified {
            Ok(verified) => verified,
            Err(error) => {
                journal.recover()?;
                return Err(Failure::usage(format!(
                    "`{}` cannot be run: {error}; everything was taken back",
                    printable(proof.command)
                )));
            }
        };
        if interrupt::came() {
            journal.recover()?;
            return Err(interrupt::failure());
        }
        if verified.exit_code != Some(0) {
            let files = journal.recover()?;
            let written = plan.progress.written.iter();
            let folders = written.filter(|path| !files.contains(path));
            plan.progress.written = files.iter().chain(folders).cloned().collect();
            plan.progress.applied = false;
            plan.progress.rolled_back = true;
        }
        plan.progress.verified = Some(verified);
        Ok(())
    }
}

impl Job<'_> {
    /// Brings the environment of a target to the plan of the project that stands beside it; what is to be told of it. An
    /// error means that the environment is as it was.
    pub(crate) fn install(
        &self,
        path: &Path,
        prepared: &Prepared,
        journal: &Journal,
        plan: &mut Plan,
    ) -> Result<Vec<Notice>, Failure> {
        let Some(engine) = &prepared.engine else {
            return Ok(Vec::new());
        };
        let place = || Some(Location::file(path.display().to_string()));
        let own = match prepared.projects.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|ready| ready.home == "."),
        };
        let Some(ready) = own else {
            let message =
                "the environment was left as it is: which of the projects it is for cannot be told";
            let notice = Notice::incomplete(NoticeKind::Unlocked, place(), message);
            return Ok(vec![
                notice.hint("name one project: `pyward fix FOLDER --venv PATH`"),
            ]);
        };
        let environment = syncing::open(path)?;
        journal.with_environment(&environment)?;
        let Ready {
            home: _,
            base,
            plan: own,
            resolution,
        } = ready;
        let applied = venv::upgrade(engine, &environment, base, own, resolution, self.terminal)?;
        let Some(applied) = applied else {
            return Ok(Vec::new());
        };
        plan.progress.written.push(path.display().to_string());
        let unmet = applied.problems.iter().map(|problem| {
            Notice::incomplete(NoticeKind::Unlocked, place(), problem.to_string())
                .hint("make it whole: `pyward sync`")
        });
        let odd = applied.oddities.iter();
        let odd = odd.map(|oddity| Notice::info(NoticeKind::Unlocked, place(), oddity.as_str()));
        Ok(unmet.chain(odd).collect())
    }

    /// What tells a command which environment is meant, as an activated one does.
    fn variables(&self, venv: Option<&Path>) -> Vec<(&'static str, OsString)> {
        let Some(folder) = venv else {
            return Vec::new();
        };
        let folder = self.environment.working_folder.join(folder);
        let scripts = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let path = self.environment.variables.get(&OsString::from("PATH"));
        // Without any, a program is looked for where the system keeps them.
        let usual = OsString::from("/usr/local/bin:/usr/bin:/bin");
        let others = std::env::split_paths(path.unwrap_or(&usual));
        let path = std::env::join_paths(std::iter::once(scripts).chain(others));
        let mut variables = vec![("VIRTUAL_ENV", folder.into_os_string())];
        variables.extend(path.ok().map(|path| ("PATH", path)));
        variables
    }
}

/// Everything worked out, nothing done.
#[derive(Default)]
pub(crate) struct Prepared {
    pub(crate) plan: Plan,
    pub(crate) edits: Edits,
    pub(crate) engine: Option<Engine>,
    pub(crate) projects: Vec<Ready>,
}

/// The plan of one project, with what it was made from and what it leads to.
pub(crate) struct Ready {
    /// The folder of the project, as shown.
    pub(crate) home: String,
    pub(crate) base: pyward_resolve::Request,
    pub(crate) plan: Plan,
    pub(crate) resolution: Resolution,
}

/// What a plan should be told with.
pub(crate) fn notes(place: &str, planned: &Planned) -> Vec<Notice> {
    let note = |note: &String| {
        let place = Some(Location::file(place));
        Notice::info(NoticeKind::Unlocked, place, note.as_str())
    };
    let odd = &planned.resolution.oddities;
    planned.notes.iter().chain(odd).map(note).collect()
}

/// What planning needs, made once for all projects of a target.
pub(crate) struct Planner<'a> {
    job: &'a Job<'a>,
    engine: Engine,
    pub(crate) is_offline: bool,
    /// What is to be told of the indexes.
    pub(crate) notices: Vec<Notice>,
    bans: Vec<Ban>,
    settled: BTreeSet<SmolStr>,
    root: PathBuf,
    pythons: Pythons,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(job: &'a Job<'a>, root: &Path, report: &Report) -> Result<Self, Failure> {
        let files = report.inventory.formats.iter();
        let files: Vec<PathBuf> = files
            .filter(|read| read.format == "requirements-txt")
            .map(|read| job.environment.working_folder.join(root).join(&*read.path))
            .filter(|path| path.is_file())
            .collect();
        let local = Local {
            project: Some(root.to_owned()),
            virtual_environment: None,
            requirements: indexes::options_in(&files, job.environment)?,
        };
        let mut index = job.index.clone();
        index.offline |= job.environment.offline;
        let is_offline = index.offline;
        let (engine, notices) = indexes::engine_with(
            indexes::settings(&index, local, job.environment)?,
            job.builds.clone(),
        )?;
        let data = db::choice(job.data, job.environment);
        let python = options(job.reading, job.settings)?.wanted.python;
        Ok(Self {
            engine,
            is_offline,
            notices,
            bans: bans::all(&data, job.wish.lowest, job.environment)?,
            settled: bans::settled(report),
            root: root.to_owned(),
            pythons: Pythons {
                named: python,
                here: job.wish.python.clone(),
            },
            job,
        })
    }

    /// The plan for one project, of what must hold for it.
    pub(crate) fn ask(
        &self,
        project: &Project<'_>,
        base: pyward_resolve::Request,
    ) -> Result<Planned, PlanError> {
        let wish = &self.job.wish;
        let upgrade = Upgrade {
            base,
            installed: project.pins(),
            bans: self.bans.clone(),
            settled: self.settled.clone(),
            only: wish.only.clone(),
            max_step: wish.max_step,
            scope: wish.scope,
        };
        plan(&self.engine, &upgrade, &interrupt::came)
    }

    /// What must hold for a project.
    pub(crate) fn request(
        &self,
        project: &Project<'_>,
        inventory: &Inventory,
    ) -> Result<pyward_resolve::Request, Failure> {
        Ok(pyward_resolve::Request {
            constraints: project.constraints(&self.root, self.job.environment)?,
            ..project.request(inventory, &self.pythons)
        })
    }

    /// Why there is no plan for a project, in words.
    pub(crate) fn failure(&self, project: &Project<'_>, error: &PlanError) -> Failure {
        let reason = match error {
            PlanError::Resolve(error) => resolution::reason(error),
            PlanError::Cancelled => error.to_string(),
        };
        let place = project.files.first().map_or(project.home, |(file, _)| file);
        let failure = Failure::usage(format!("{}: {reason}", printable(place)));
        if self.is_offline && is_conflict(error) {
            return failure.hint(
                "the network is switched off, and the cache does not hold all: run once with the network to fill it",
            );
        }
        failure.hint(error.hint())
    }
}

/// Whether requirements exclude each other, or ask for what no index has.
pub(crate) fn is_conflict(error: &PlanError) -> bool {
    matches!(
        error,
        PlanError::Resolve(ResolveError::Unsolvable { .. } | ResolveError::NotFound { .. })
    )
}
