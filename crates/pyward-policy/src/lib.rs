//! What blocks, what warns and what is accepted: settings, waivers and gates.
//!
//! The way through: a config file's text becomes [`Written`] (as written, with every problem reported at once), that and
//! the command line's [`Overrides`] become [`Settings`] (nothing left open), [`apply`] marks what is waived and
//! [`judge`] says whether the rest passes. A finding is marked, never removed; thresholds choose the exit code, never
//! the view.
//!
//! Nothing here reads a file, asks the time or prints: text, the path it is shown under and today's date come in,
//! settings, notices and a verdict go out.

mod action;
mod breaches;
mod code_bar;
mod context;
mod exploit_rule;
mod freshness;
mod gate;
mod gates;
mod ground;
mod library;
mod named_package;
mod package_rules;
mod path_glob;
mod preset;
mod presets;
mod scope;
mod sentence;
mod settings;
mod strictness;
mod verdict;
mod waiver;
mod waivers;
mod wording;
mod words;

#[cfg(test)]
mod samples;

pub use action::{Action, LevelRule};
pub use breaches::{Releases, breaches, undated};
pub use code_bar::CodeBar;
pub use context::{Activity, Context, ContextGroup};
pub use exploit_rule::{EpssRule, Probability};
pub use freshness::{USUAL_MAX_AGE, freshness};
pub use gate::{Case, Gate, Pile};
pub use gates::GATES;
pub use ground::Ground;
pub use library::Library;
pub use named_package::NamedPackage;
pub use package_rules::{
    AllowedPackage, BlockedPackage, Cooldown, NamePattern, PackageRules, Unlisted,
};
pub use path_glob::PathGlob;
pub use preset::Preset;
pub use presets::PRESETS;
pub use scope::{ScopeCaps, ScopeSelector};
pub use settings::{
    Age, AgeError, ConfigError, Demand, Extended, GateSettings, IgnoreRules, KEYS, Key, Levels,
    Loosened, NewInReview, Origin, Origins, Overrides, Problem, Reach, Settings, Unused, Written,
    config_reference, extended, parse_pyproject, parse_pyproject_over, parse_pyward_toml,
    parse_pyward_toml_over,
};
pub use verdict::judge;
pub use waiver::{Justification, Status, Until, WaivedVersions, Waiver};
pub use waivers::apply;
