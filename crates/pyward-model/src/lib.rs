//! The nouns of pyward, one a file, in the words of the standards they come from.
//!
//! Nothing here reads a file, opens a socket, asks the time or knows how a report is written: every other crate speaks
//! in these types, so they say what things *are* and nothing else. Data flows one way, and so do the nouns:
//! [`Inventory`] (what is there) → [`Facts`] (what is known about it) → [`Finding`]s (what is wrong with it) →
//! [`Verdict`] (whether that passes) → [`Report`] (all of it, immutable).

mod advisory;
mod breach;
mod code;
mod component;
mod date;
mod digest;
mod ecosystem;
mod ecosystems;
mod facts;
mod finding;
mod inventory;
mod location;
mod name;
mod nearest;
mod notice;
mod plan;
mod project_state;
mod purl;
mod redact;
mod release_file;
mod report;
mod rule;
mod semver;
mod severity;
mod sorted_set;
mod specifier;
mod suppression;
mod text;
mod verdict;
mod version;
mod version_key;
mod via;

pub use advisory::{
    Advisory, AdvisoryGroup, AdvisoryKind, AffectedRange, Event, Exploitation, Interval, Score,
    id_rank,
};
pub use breach::{Breach, BreachKind};
pub use code::{
    BanditFacts, CodeEdit, CodeFacts, CodeFile, CodeFix, CodeFixed, CodeScan, SourceLine, TraceStep,
};
pub use component::{Component, ComponentId, Hash, Origin, Scope};
pub use date::Date;
pub use digest::fingerprint;
pub use ecosystem::{Ecosystem, EcosystemRules};
pub use ecosystems::ECOSYSTEMS;
pub use facts::{DataSource, Facts, Match, MatchedBy, SourceFailure, Standing, StandingKind};
pub use finding::{Confidence, Finding, Fix};
pub use inventory::{Edge, FormatRead, Inventory, Project, Requirement, SkippedPath};
pub use location::Location;
pub use name::PackageName;
pub use nearest::nearest;
pub use notice::{Notice, NoticeKind, Weight};
pub use plan::{Change, Cleared, Plan, Progress, Step, Stuck, Verified};
pub use project_state::{Agreement, EnvironmentState, LockState, ProjectState};
pub use purl::Purl;
pub use redact::{is_secret_parameter, masked_credentials, without_credentials};
pub use release_file::is_release_file;
pub use report::{Report, TargetInfo, ToolInfo};
pub use rule::{Family, Rule};
pub use severity::Severity;
pub use smol_str::SmolStr;
pub use sorted_set::SortedSet;
pub use specifier::{Specifier, SpecifierError, Specifiers};
pub use suppression::{Suppression, SuppressionKind};
pub use text::printable;
pub use verdict::{GateLine, GateOutcome, Outcome, Verdict};
pub use version::Version;
pub use version_key::VersionKey;
pub use via::Paths;
