//! An environment brought to what was decided, told as it goes.

use std::fmt::Write as _;
use std::path::Path;

use pyward_model::{PackageName, Version, printable};
use pyward_resolve::{
    Applied, ApplyError, Engine, Environment, EnvironmentError, JournalError, Restored, SyncEvent,
    SyncPlan, apply,
};

use crate::failure::{Failure, chain};
use crate::terminal::Terminal;
use crate::{interrupt, reports};

/// Opens an environment; what an interrupted run left half done in it is taken back first.
pub(crate) fn open(path: &Path) -> Result<Environment, Failure> {
    let environment = Environment::open(path).map_err(|error| refused(&error))?;
    environment.ready().map_err(|error| refused(&error))?;
    if let Some(restored) = environment.recover().map_err(|error| stuck(&error))? {
        reports::complain(&format!(
            "an earlier change of {} was interrupted: {}\n",
            printable(&path.to_string_lossy()),
            told(&restored)
        ));
    }
    Ok(environment)
}

/// Carries a plan out, with progress.
pub(crate) fn carry_out(
    engine: &Engine,
    environment: &Environment,
    plan: &SyncPlan,
    terminal: Terminal,
) -> Result<Applied, Failure> {
    let progress = terminal.progress("installing");
    let mut bytes = std::collections::BTreeMap::new();
    let mut hear = |event: SyncEvent| match event {
        SyncEvent::Download {
            package,
            received,
            size,
        } => {
            bytes.insert(package, (received, size.unwrap_or(received)));
            let done = bytes.values().map(|(done, _)| done).sum();
            progress.set(done, Some(bytes.values().map(|(_, of)| of).sum()));
        }
        SyncEvent::Verified { done, of } | SyncEvent::Switched { done, of } => {
            progress.set(done as u64, Some(of as u64));
        }
        SyncEvent::Staged { .. } | SyncEvent::TakingBack => {}
    };
    apply(engine, environment, plan, &mut hear, &interrupt::came).map_err(|error| failed(&error))
}

/// What a plan changes, a line each: `+ flask 3.1.3`, `~ jinja2 3.1.2 → 3.1.6`, `- six 1.17.0`.
pub(crate) fn difference(plan: &SyncPlan) -> String {
    let mut lines: Vec<(PackageName, String)> = Vec::new();
    for pin in &plan.install {
        lines.push((pin.name.clone(), line("+", &pin.name, &pin.version)));
    }
    for replace in &plan.replace {
        let to = &replace.to;
        let line = format!(
            "~ {} {} → {}",
            printable(to.name.as_str()),
            printable(replace.from.as_str()),
            printable(to.version.as_str())
        );
        lines.push((to.name.clone(), line));
    }
    for (name, version) in &plan.remove {
        lines.push((name.clone(), line("-", name, version)));
    }
    lines.sort();
    let mut text = String::new();
    for (_, line) in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn line(sign: &str, name: &PackageName, version: &Version) -> String {
    format!(
        "{sign} {} {}",
        printable(name.as_str()),
        printable(version.as_str())
    )
}

/// Takes the last change of an environment back.
pub(crate) fn take_back(environment: &Environment) -> Result<Restored, Failure> {
    environment.rollback_last().map_err(|error| stuck(&error))
}

/// What was restored, in words.
pub(crate) fn told(restored: &Restored) -> String {
    let mut text = format!(
        "{} brought back, {} taken out",
        packages(restored.back.len()),
        packages(restored.gone.len())
    );
    for difference in &restored.differences {
        let _ = write!(text, "; {}", printable(difference));
    }
    text
}

fn packages(count: usize) -> String {
    format!(
        "{count} {}",
        if count == 1 { "package" } else { "packages" }
    )
}

pub(crate) fn refused(error: &EnvironmentError) -> Failure {
    Failure::usage(chain(error)).hint(error.hint())
}

fn stuck(error: &JournalError) -> Failure {
    Failure::usage(chain(error)).hint(error.hint())
}

fn failed(error: &ApplyError) -> Failure {
    let mut failure = Failure::usage(chain(error)).hint(error.hint());
    if interrupt::came() {
        failure.exit_code = 130;
    }
    failure
}
