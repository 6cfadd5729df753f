//! The plan of an upgrade, as the document tells it.

use pyward_model::{Change, Cleared, PackageName, Stuck, Version};
use schemars::JsonSchema;
use serde::Serialize;

/// What was planned, and perhaps done, to clear the findings.
#[derive(Serialize, JsonSchema)]
pub(super) struct Plan<'a> {
    /// Packages that move, are added or go, most urgent first; together a consistent set.
    upgrades: Vec<Upgrade<'a>>,
    /// Packages whose findings no consistent set clears.
    stuck: Vec<StuckPackage<'a>>,
    /// Whether it was carried out and stands.
    applied: bool,
    /// Files and environments that were changed.
    written: &'a [String],
    /// The command that was to prove the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<Verified<'a>>,
    /// Whether it was carried out and taken back.
    rolled_back: bool,
}

/// One package that moves.
#[derive(Serialize, JsonSchema)]
struct Upgrade<'a> {
    /// Its name.
    name: &'a str,
    /// The version that is there; absent for a package that comes along.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
    /// The version that is wanted; absent for a package that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    /// Whether the project asks for it itself.
    direct: bool,
    /// Who needs it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    via: Vec<&'a str>,
    /// How far it moves.
    #[schemars(extend("enum" = ["same", "patch", "minor", "major", "pre-release", "downgrade", "new", "removed"]))]
    step: &'static str,
    /// The advisories it clears, worst first.
    clears: Vec<&'a str>,
    /// Why it moves, where it clears nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    /// What may break.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    breaking: &'a [String],
}

/// A package that stays vulnerable.
#[derive(Serialize, JsonSchema)]
struct StuckPackage<'a> {
    /// Its name.
    name: &'a str,
    /// The version it stays at.
    version: &'a str,
    /// The advisories that stay, worst first.
    advisories: Vec<&'a str>,
    /// Why.
    because: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    way_out: Option<&'a str>,
}

/// A command that proves an upgrade.
#[derive(Serialize, JsonSchema)]
struct Verified<'a> {
    /// As given.
    command: &'a str,
    /// How it ended; absent where it was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<i32>,
    /// The last lines it printed.
    last_lines: &'a [String],
}

impl<'a> Plan<'a> {
    pub(super) fn new(plan: &'a pyward_model::Plan) -> Self {
        let progress = &plan.progress;
        Self {
            upgrades: plan.changes.iter().map(Upgrade::new).collect(),
            stuck: plan.stuck.iter().map(StuckPackage::new).collect(),
            applied: progress.applied,
            written: &progress.written,
            verified: progress.verified.as_ref().map(|verified| Verified {
                command: &verified.command,
                exit_code: verified.exit_code,
                last_lines: &verified.last_lines,
            }),
            rolled_back: progress.rolled_back,
        }
    }
}

impl<'a> Upgrade<'a> {
    fn new(change: &'a Change) -> Self {
        Self {
            name: change.name.as_str(),
            from: change.from.as_ref().map(Version::as_str),
            to: change.to.as_ref().map(Version::as_str),
            direct: change.direct,
            via: change.via.iter().map(PackageName::as_str).collect(),
            step: change.step.word(),
            clears: ids(&change.clears),
            because: change.because.as_deref(),
            breaking: &change.hints,
        }
    }
}

impl<'a> StuckPackage<'a> {
    fn new(stuck: &'a Stuck) -> Self {
        Self {
            name: stuck.name.as_str(),
            version: stuck.version.as_str(),
            advisories: ids(&stuck.flaws),
            because: &stuck.because,
            way_out: stuck.way_out.as_deref(),
        }
    }
}

fn ids(flaws: &[Cleared]) -> Vec<&str> {
    flaws.iter().map(|flaw| flaw.id.as_str()).collect()
}
