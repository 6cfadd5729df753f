//! Looks at the Python files below some paths with pyward's own rules, and prints a line for each finding that is not
//! bandit's: what a new rule fires on. `--tests a-rule,another` chooses rules, `--all` shows bandit's too.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool is its own binary: it reads arguments and files, and prints"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, code};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

fn main() {
    let mut settings = CodeSettings::default();
    let mut files = Vec::new();
    let mut is_all = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => is_all = true,
            "--tests" => {
                let list = arguments.next().unwrap_or_default();
                settings.tests = list.split(',').map(str::to_owned).collect();
            }
            path => collect(Path::new(path), &mut files),
        }
    }
    files.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let shown = path.to_string_lossy().into_owned();
        Module::read(shown.as_str(), &bytes, SourceKind::Module).ok()
    };
    let modules: Vec<Module> = files.into_par_iter().filter_map(read).collect();
    let found = code(modules, &settings);
    let mut counts = BTreeMap::<&str, usize>::new();
    for finding in found.findings().filter(|finding| finding.is_active()) {
        let is_bandits = finding
            .code
            .as_ref()
            .is_some_and(|code| code.bandit.is_some());
        if is_bandits && !is_all {
            continue;
        }
        *counts.entry(finding.rule.name).or_default() += 1;
        let place = finding.locations.first();
        println!(
            "{}:{} {} {}/{} {}",
            place.map_or("", |place| &*place.path),
            place.and_then(|place| place.line).unwrap_or(0),
            finding.rule.name,
            finding.severity.word(),
            finding.confidence.word(),
            finding.message
        );
    }
    for (rule, count) in counts {
        println!("{count:6} {rule}");
    }
}

/// The Python files below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if path.is_dir() && !is_link {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "py") {
            files.push(path);
        }
    }
}
