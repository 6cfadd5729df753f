//! Every rule, a file each: given what is there and what is known about it, what is wrong.
//!
//! A rule is a value ([`Check`]): what it is called, what it looks at, and a plain function. Rules are pure: they read no
//! file, no clock and no network, so the same inventory and facts give the same findings in the same order. They create
//! findings and nothing else does; what a finding means for the exit code is policy's business.

mod argument;
mod assigned;
mod chain;
mod check;
mod code;
mod cx;
mod declare;
mod defused;
mod edit;
mod excerpt;
mod files;
mod fixed;
mod flowing;
pub mod flows;
mod harmless;
mod hit;
mod http;
mod index;
mod mend;
mod nosec;
mod occurrences;
mod own_model;
mod password;
mod policy;
mod process;
mod regex_paths;
mod regex_shape;
mod setting;
mod settings;
mod settle;
mod shell_pattern;
mod subject;
mod supply_chain;
mod swallowed;
mod tls;
mod value;
mod vulnerability;
mod walk;
mod word;
mod xml;

pub use check::{CATALOGUE, Check, Subject, check, find, names};
pub use cx::Cx;
pub use excerpt::masked_line;
pub use files::{CodeFindings, FileFindings, Metrics, Unfollowed, code, code_of, project_of};
pub use flowing::Flowing;
pub use hit::Hit;
pub use mend::{Change, Mended, mend};
pub use own_model::OwnModel;
pub use settings::{CodeSettings, Listed, Mode, Setting};
pub use shell_pattern::matches as shell_matches;
pub use subject::{Bandit, Code, Look, Names, Table};
