//! `pyward diff`: what a change does to the packages, and which findings it brings or clears.

mod policy;
mod state;

use std::path::Path;

use pyward_model::{Family, Report, Weight};
use pyward_policy::Settings;
use pyward_report::{Comparison, Side};

use crate::args::DiffArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::reports;
use crate::scan::{Request, Resolving, scan};
use crate::terminal::Terminal;

use self::state::{Named, State};

/// The families a change of packages is looked at for.
const FAMILIES: &[Family] = &[Family::Vulnerability, Family::Policy];

pub(crate) fn run(args: &DiffArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let DiffArgs {
        base,
        head,
        format,
        output,
        policy,
        reading,
        data: _,
        display,
    } = args;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    let head = head.as_deref().unwrap_or(Path::new("."));
    let (before, after) = states(base, head, environment)?;
    let (settings, origins) = policy::of(&before, policy, reading, environment, terminal.color)?;
    if policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    let progress = terminal.progress("comparing");
    let base = read(args, &before, &settings)?;
    let head = read(args, &after, &settings)?;
    drop(progress);
    let comparison = Comparison::new(
        Side {
            name: &before.name,
            report: &base,
        },
        Side {
            name: &after.name,
            report: &head,
        },
    );
    let mut notices = comparison.notices();
    notices.extend(before.notices.iter().chain(&after.notices).cloned());
    notices.extend(policy::added(
        &settings,
        &after,
        policy,
        reading,
        terminal.color,
    ));
    let verdict = pyward_policy::judge(&comparison.brought(), &head.inventory, &notices, &settings);
    let text = match format.as_str() {
        "json" => comparison.json(&verdict, &notices),
        "markdown" => comparison.markdown(&verdict, &notices),
        _ => comparison.human(&verdict, display.quiet),
    };
    match output {
        Some(path) => reports::replace(path, text.as_bytes())?,
        None => reports::print(&text)?,
    }
    for notice in notices {
        let is_told = match notice.weight {
            Weight::Incomplete => true,
            Weight::Gap => !display.quiet,
            Weight::Info => display.verbose > 0,
        };
        if is_told && format != "json" {
            reports::complain(&super::freeze::told(&notice));
        }
    }
    Ok(super::audit::exit_code(&verdict, policy.exit_zero))
}

/// The two states. A revision is looked at where the other state is, or where the working folder is.
fn states(base: &Path, head: &Path, environment: &Environment) -> Result<(State, State), Failure> {
    let here = Path::new(".");
    match (
        state::named(base, environment),
        state::named(head, environment),
    ) {
        (Named::Place(base), Named::Place(head)) => Ok((
            state::present(&base, environment),
            state::present(&head, environment),
        )),
        (Named::Revision(rev), Named::Place(head)) => Ok((
            state::of_revision(&rev, &head, environment)?,
            state::present(&head, environment),
        )),
        (Named::Place(base), Named::Revision(rev)) => Ok((
            state::present(&base, environment),
            state::of_revision(&rev, &base, environment)?,
        )),
        (Named::Revision(base), Named::Revision(head)) => Ok((
            state::of_revision(&base, here, environment)?,
            state::of_revision(&head, here, environment)?,
        )),
    }
}

/// Reads and judges a state as an audit does, but that nobody is asked on the network: what no lock pins is told as not
/// pinned on either side.
fn read(args: &DiffArgs, state: &State, settings: &Settings) -> Result<Report, Failure> {
    scan(Request {
        targets: &[&state.target],
        opening: super::audit::opening(&args.reading, settings),
        reading: super::audit::options(&args.reading, settings)?,
        data: super::db::choice(args.data.data.as_deref(), &state.environment),
        as_of: None,
        services: Vec::new(),
        resolving: Resolving::Never,
        builds: None,
        families: FAMILIES,
        code: None,
        known: None,
        breaches: &[],
        settings,
        environment: &state.environment,
    })
}
