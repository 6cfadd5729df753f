//! House work: what no compiler checks and nobody should write by hand.
//!
//! `cargo xtask tidy` holds the house to its own rules, `cargo xtask docs` writes the pages that are made from the code,
//! `cargo xtask new-rule` starts a rule, `cargo xtask refresh-data` rebuilds the advisory snapshot. The first two run as
//! tests too, so `cargo test --workspace` covers them.

mod disk;
mod docs;
mod house;
mod manifest;
mod new_rule;
mod refresh_data;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask VERB

  tidy                    hold the house to its rules
  docs [--check]          write the generated pages, or tell which are stale
  new-rule FAMILY NAME    start a rule: its file, and the lines to add
  refresh-data FACTS      rebuild the advisory snapshot from OSV records, one a line
";

/// Where the snapshot stands.
const SNAPSHOT_FOLDER: &str = "crates/pyward-advisory/data";

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "the door of this program")]
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["tidy"] => tidy::run(&root()),
        ["docs"] => docs::write(&root()),
        ["docs", "--check"] => docs::check(&root()),
        ["new-rule", family, name] => new_rule::run(&root(), family, name),
        ["refresh-data", facts] => refresh(Path::new(facts)),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(text) => {
            say(&mut std::io::stdout(), &text);
            ExitCode::SUCCESS
        }
        Err(text) => {
            say(&mut std::io::stderr(), &text);
            ExitCode::FAILURE
        }
    }
}

/// Rebuilds the snapshot that is built into the program.
fn refresh(facts: &Path) -> Result<String, String> {
    let out = root().join(SNAPSHOT_FOLDER);
    let header = refresh_data::run(facts, &out)
        .map_err(|error| format!("no snapshot was made of {}: {error}", facts.display()))?;
    let (records, packages) = (header.records, header.packages);
    Ok(format!(
        "{records} records about {packages} packages are in {SNAPSHOT_FOLDER}/snapshot.txt; build anew to use them"
    ))
}

/// The root of the repository: the folder this crate's own folder stands in.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a crate of the workspace stands in a folder of it")
        .to_path_buf()
}

/// Whoever reads may have gone away; the exit code still tells.
fn say(out: &mut dyn std::io::Write, text: &str) {
    let _ = writeln!(out, "{}", text.trim_end());
}
