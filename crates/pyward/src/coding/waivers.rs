//! Entries of the ignore list that speak of code, among those that speak of advisories.

use std::path::Path;

use pyward_model::{Family, Finding};
use pyward_policy::{Settings, Waiver};
use pyward_rules::CodeSettings;

use crate::environment::Environment;

/// What a run looks at: of other things nobody can say that an entry matches nothing.
#[derive(Clone, Copy)]
pub(crate) enum Seen<'a> {
    /// No code.
    Dependencies,
    /// Code by these rules, below these paths, and nothing else.
    Code(&'a CodeSettings, &'a [&'a Path]),
    /// Both.
    Both(&'a CodeSettings, &'a [&'a Path]),
}

/// The settings with the entries of the ignore list that a run can judge.
pub(crate) fn judged(
    settings: &Settings,
    seen: Seen<'_>,
    findings: &[Finding],
    environment: &Environment,
) -> Settings {
    let mut settings = settings.clone();
    let ground = settings.ground.clone();
    let (rules, paths) = match seen {
        Seen::Dependencies => {
            settings.waivers.retain(|waiver| !is_of_code(waiver));
            return settings;
        }
        Seen::Code(rules, paths) => {
            settings.waivers.retain(is_of_code);
            (rules, paths)
        }
        Seen::Both(rules, paths) => (rules, paths),
    };
    let config = Path::new(&ground.config_folder);
    let is_whole = paths.iter().any(|path| {
        let full = environment.working_folder.join(path);
        config.starts_with(full.canonicalize().unwrap_or(full))
    });
    settings.waivers.retain(|waiver| {
        let is_asked = waiver.id.as_deref().is_some_and(|id| rules.asks(id));
        !is_of_code(waiver)
            || (is_whole && is_asked)
            || findings.iter().any(|it| waiver.covers(it, None, &ground))
    });
    settings
}

/// Whether an entry speaks of code: it names a rule about it, or paths.
fn is_of_code(waiver: &Waiver) -> bool {
    let rule = waiver.id.as_deref().and_then(pyward_rules::find);
    !waiver.paths.is_empty() || rule.is_some_and(|rule| rule.family == Family::Code)
}
