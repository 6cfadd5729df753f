//! A report, written out.
//!
//! Every format reads the same [`pyward_model::Report`] and nothing else: no file, no clock, no terminal. What two
//! formats could disagree on (which findings belong together, what clears them, how they are counted) is computed in
//! one place, `report_view` and what it is made of; a format only decides how it looks.

#![forbid(unsafe_code)]

mod agreement;
mod code_view;
mod comparison;
mod csv_text;
mod format;
mod formats;
mod json_text;
mod link;
mod maintenance;
mod markup_text;
mod package_view;
mod remedy;
mod report_view;
mod source_root;
mod tally;
mod wording;

#[cfg(test)]
mod sample;

pub use agreement::agreement;
pub use comparison::{Comparison, Side};
pub use format::{Format, RenderOptions};
pub use formats::json::json_schema;
pub use formats::pip_audit::summary_line;
pub use formats::{FORMATS, find, formats_reference};
pub use json_text::pretty as pretty_json;
pub use link::{advisory_url, rule_url};
pub use maintenance::{Maintenance, maintenance_json, maintenance_markdown};
