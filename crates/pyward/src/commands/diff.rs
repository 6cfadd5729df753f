//! `pyward diff`: what a change does to the packages, and which findings it brings or clears.

use std::path::Path;

use pyward_model::{Family, Report, Weight};
use pyward_policy::Settings;
use pyward_report::{Comparison, Side};

use crate::args::DiffArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::scan::{Request, Resolving, scan};
use crate::terminal::Terminal;
use crate::{config, reports};

/// The families a change of packages is looked at for.
const FAMILIES: &[Family] = &[Family::Vulnerability];

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
    let (settings, origins) = config::load(base, policy, reading, environment, terminal.color)?;
    if policy.show_config {
        reports::print(&settings.show(&origins))?;
        return Ok(0);
    }
    let progress = terminal.progress("comparing");
    let before = state(args, base, &settings, environment)?;
    let after = state(args, head, &settings, environment)?;
    drop(progress);
    let (base, head) = (base.display().to_string(), head.display().to_string());
    let comparison = Comparison::new(
        Side {
            name: &base,
            report: &before,
        },
        Side {
            name: &head,
            report: &after,
        },
    );
    let notices = comparison.notices();
    let verdict =
        pyward_policy::judge(&comparison.brought(), &after.inventory, &notices, &settings);
    let text = match format.as_str() {
        "json" => comparison.json(&verdict, &notices),
        "markdown" => comparison.markdown(&verdict),
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

/// One state, read and judged as an audit does, but that nobody is asked on the network: what no lock pins is told as
/// not pinned on either side.
fn state(
    args: &DiffArgs,
    target: &Path,
    settings: &Settings,
    environment: &Environment,
) -> Result<Report, Failure> {
    scan(Request {
        targets: &[target],
        opening: super::audit::opening(&args.reading, settings),
        reading: super::audit::options(&args.reading, settings)?,
        data: super::db::choice(args.data.data.as_deref(), environment),
        as_of: None,
        services: Vec::new(),
        resolving: Resolving::Never,
        builds: None,
        families: FAMILIES,
        code: None,
        settings,
        environment,
    })
}
