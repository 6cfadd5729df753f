//! How well flows are found: true and safe cases, family by family. The table is printed with `-- --nocapture`.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a case that cannot be read is a bug"
)]

use std::collections::BTreeMap;
use std::path::Path;

use pyward_python::taint::Scope;
use pyward_python::{Module, Project, SourceKind};

/// A case is a file, or a folder of files.
fn modules(at: &Path) -> Vec<Module> {
    let mut paths = vec![at.to_owned()];
    let mut modules = Vec::new();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let mut entries: Vec<_> = std::fs::read_dir(&path)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            entries.sort();
            paths.extend(entries);
        } else if let Some(kind) = SourceKind::of(&path.to_string_lossy(), b"") {
            let root = if at.is_dir() {
                at
            } else {
                at.parent().unwrap()
            };
            let shown = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let bytes = std::fs::read(&path).unwrap();
            modules.push(Module::read(shown, &bytes, kind).unwrap());
        }
    }
    modules
}

#[test]
fn every_family_keeps_its_floor() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows");
    let mut table: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut families: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    families.sort();
    for family in families {
        let name = family.file_name().unwrap().to_string_lossy().into_owned();
        let mut cases: Vec<_> = std::fs::read_dir(&family)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        cases.sort();
        for case in cases {
            let label = case.file_name().unwrap().to_string_lossy().into_owned();
            let bad = label.starts_with("bad");
            let analysis =
                pyward_rules::flows::flows(&Project::new(modules(&case)), Scope::default());
            let found = analysis
                .flows
                .iter()
                .any(|flow| flow.weakness.replace('-', "_") == name);
            let row = table.entry(name.clone()).or_default();
            match (bad, found) {
                (true, true) => row[0] += 1,
                (true, false) => row[1] += 1,
                (false, true) => row[2] += 1,
                (false, false) => row[3] += 1,
            }
            if bad != found {
                wrong.push(format!("{name}/{label}"));
            }
        }
    }
    println!(
        "{:<22} {:>5} {:>5} {:>6} {:>6}",
        "family", "true", "safe", "TPR", "FPR"
    );
    let rate = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let mut low = Vec::new();
    for (name, [hits, misses, alarms, rests]) in &table {
        let (found, false_alarms) = (rate(*hits, hits + misses), rate(*alarms, alarms + rests));
        println!(
            "{name:<22} {:>5} {:>5} {found:>6.2} {false_alarms:>6.2}",
            hits + misses,
            alarms + rests
        );
        assert!(
            hits + misses >= 10 && alarms + rests >= 10,
            "{name} has too few cases"
        );
        if found < 0.9 || false_alarms > 0.1 {
            low.push(name.clone());
        }
    }
    println!("wrong: {wrong:#?}");
    assert!(low.is_empty(), "below their floors: {low:?}");
    assert!(table.len() >= 14);
}

/// Cases whose sources are the parameters of public functions. None of them is one where nobody asked for that.
#[test]
fn what_a_library_is_given_is_followed_where_that_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/library");
    let mut wrong = Vec::new();
    for family in std::fs::read_dir(&root).unwrap() {
        let family = family.unwrap().path();
        let name = family.file_name().unwrap().to_string_lossy().into_owned();
        for case in std::fs::read_dir(&family).unwrap() {
            let case = case.unwrap().path();
            let label = case.file_name().unwrap().to_string_lossy().into_owned();
            for public in [false, true] {
                let analysis =
                    pyward_rules::flows::flows(&Project::new(modules(&case)), Scope { public });
                let found = analysis
                    .flows
                    .iter()
                    .any(|flow| flow.weakness.replace('-', "_") == name);
                if found != (public && label.starts_with("bad")) {
                    wrong.push(format!("{name}/{label}, public: {public}"));
                }
            }
        }
    }
    wrong.sort();
    assert_eq!(wrong, Vec::<String>::new());
}
