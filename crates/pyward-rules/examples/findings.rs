//! Prints what is found in the Python files of some projects, patterns and flows alike, a line for each finding:
//! `cargo run --release -p pyward-rules --example findings -- [--public] FOLDER`. Lines are made of tabs, for scripts to read.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool is its own binary: it reads arguments and files, and prints"
)]

use std::path::{Path, PathBuf};

use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, FileFindings, project_of};

fn main() {
    let settings = CodeSettings {
        public: std::env::args().any(|argument| argument == "--public"),
        ..CodeSettings::default()
    };
    for root in std::env::args().skip(1).filter(|it| it != "--public") {
        let root = PathBuf::from(root);
        let mut files = Vec::new();
        collect(&root, &mut files);
        files.sort();
        let read = |path: &PathBuf| {
            let bytes = std::fs::read(path).unwrap_or_default();
            let shown = path.strip_prefix(&root).unwrap_or(path);
            let kind = SourceKind::of(&shown.to_string_lossy(), b"").unwrap_or(SourceKind::Module);
            Module::read(&*shown.to_string_lossy(), &bytes, kind).map_err(|_| {
                Box::new(FileFindings {
                    path: shown.to_string_lossy().into(),
                    findings: Vec::new(),
                    metrics: pyward_rules::Metrics::default(),
                    faults: Vec::new(),
                    fault_lines: Vec::new(),
                    is_refused: true,
                    is_unread: true,
                    unused: Vec::new(),
                })
            })
        };
        let found = project_of(&files, &read, &settings);
        for finding in found.findings().filter(|finding| finding.is_active()) {
            let place = finding.locations.first();
            println!(
                "{}\t{}\t{}\t{}\t{}\t{}",
                place.map_or("", |place| &*place.path),
                place.and_then(|place| place.line).unwrap_or(0),
                finding.rule.name,
                finding.severity.word(),
                finding.confidence.word(),
                finding.message
            );
        }
        for limit in &found.unfollowed {
            println!(
                "{}\t0\tlimit\t\t\t{} {}",
                limit.path, limit.function, limit.what
            );
        }
    }
}

/// Modules and templates.
fn is_looked_at(path: &Path) -> bool {
    let kind = SourceKind::of(&path.to_string_lossy(), b"");
    matches!(kind, Some(SourceKind::Module | SourceKind::Template)) && path.extension().is_some()
}

/// The Python files below a path, and the templates.
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
        } else if is_looked_at(&path) {
            files.push(path);
        }
    }
}
