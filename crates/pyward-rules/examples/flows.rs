//! Prints the flows of the Python files below some folders: `cargo run -p pyward-rules --example flows -- [--public] FOLDER`.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a tool for those who write models"
)]

use std::path::Path;
use std::time::Instant;

use pyward_python::{Module, Project, Source};

fn gather(root: &Path, at: &Path, into: &mut Vec<Module>) {
    let Ok(entries) = std::fs::read_dir(at) else {
        return;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            gather(root, &path, into);
        } else if path.extension().is_some_and(|ending| ending == "py") {
            let Ok(bytes) = std::fs::read(&path) else {
                continue;
            };
            let shown = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if let Ok(source) = Source::decode(shown, &bytes) {
                into.push(Module::parse(source));
            }
        }
    }
}

fn main() {
    let public = std::env::args().any(|argument| argument == "--public");
    for root in std::env::args().skip(1).filter(|root| root != "--public") {
        let root = Path::new(&root);
        let start = Instant::now();
        let mut modules = Vec::new();
        gather(root, root, &mut modules);
        let parsed = start.elapsed();
        let project = Project::new(modules);
        let analysis = pyward_rules::flows::flows(&project, pyward_python::taint::Scope { public });
        let line = |place: &pyward_python::taint::Place| {
            let module = project.modules().get(place.module as usize);
            module.map_or_else(String::new, |module| {
                let before = module
                    .source()
                    .text
                    .get(..place.start as usize)
                    .unwrap_or_default();
                format!(
                    "{}:{}",
                    module.source().path,
                    before.matches('\n').count() + 1
                )
            })
        };
        for flow in &analysis.flows {
            let origin = flow.origin.as_ref();
            println!(
                "{} {} {}({}) from {} {}{}{}",
                line(&flow.sink),
                flow.weakness,
                flow.callee,
                flow.argument,
                origin.map_or_else(String::new, |origin| format!(
                    "{} [{}]",
                    line(&origin.place),
                    origin.kind
                )),
                flow.steps.len(),
                if flow.through_unknown { " unknown" } else { "" },
                if flow.guessed_sink { " guessed" } else { "" },
            );
        }
        for limit in &analysis.limits {
            let module = project.modules().get(limit.module as usize);
            println!(
                "limit: {} {}: {}",
                module.map_or("", |module| &module.source().path),
                limit.function,
                limit.what
            );
        }
        println!(
            "{} files, parsed in {parsed:?}, all in {:?}",
            project.modules().len(),
            start.elapsed()
        );
    }
}
