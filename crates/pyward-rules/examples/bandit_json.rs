//! Looks at the Python files below some paths as bandit would, and writes bandit's JSON: the other side of
//! `tests/differential/bandit.py`. `--tests B101,B602` chooses rules, `--own` shows pyward's own findings.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a development tool is its own binary: it reads arguments and files, and prints"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pyward_model::{Confidence, Finding, Severity};
use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, FileFindings, Metrics, Mode, code};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde_json::{Map, Value, json};

fn main() {
    let mut settings = CodeSettings {
        mode: Mode::Compat,
        ..CodeSettings::default()
    };
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--own" => settings.mode = Mode::Own,
            "--tests" => {
                let list = arguments.next().unwrap_or_default();
                settings.tests = list.split(',').map(str::to_owned).collect();
            }
            path => collect(Path::new(path), &mut files),
        }
    }
    files.sort();
    let texts: Vec<_> = files
        .into_par_iter()
        .map(|path| {
            let bytes = std::fs::read(&path).unwrap_or_default();
            let shown = path.to_string_lossy().into_owned();
            let module = Module::read(shown.as_str(), &bytes, SourceKind::Module);
            module.map_err(|_| (shown, Metrics::of_bytes(&bytes)))
        })
        .collect();
    let (mut modules, mut refused) = (Vec::new(), Vec::new());
    for text in texts {
        match text {
            Ok(module) => modules.push(module),
            Err(file) => refused.push(file),
        }
    }
    let found = code(modules, &settings);
    println!("{}", report(&found.files, &refused));
}

/// The files bandit would find below a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        files.push(path.to_owned());
        return;
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if path.is_dir() {
            if !is_link {
                collect(&path, files);
            }
        } else if path
            .extension()
            .is_some_and(|ending| ending == "py" || ending == "pyw")
        {
            files.push(path);
        }
    }
}

fn report(files: &[FileFindings], refused: &[(String, Metrics)]) -> Value {
    let reason = "syntax error while parsing AST from file";
    let error = |path: &str| json!({"filename": path, "reason": reason});
    let mut errors: Vec<Value> = refused.iter().map(|(path, _)| error(path)).collect();
    let mut metrics = BTreeMap::new();
    let mut total = Metrics::default();
    let mut results = Vec::new();
    for (path, lines) in refused {
        metrics.insert(path.clone(), counts(lines, false));
        add(&mut total, lines);
    }
    for file in files {
        if file.is_refused {
            errors.push(error(&file.path));
        }
        metrics.insert(
            file.path.to_string(),
            counts(&file.metrics, !file.is_refused),
        );
        add(&mut total, &file.metrics);
        let active = file.findings.iter().filter(|finding| finding.is_active());
        results.extend(active.filter_map(|finding| result(finding, &file.path)));
    }
    metrics.insert("_totals".into(), counts(&total, true));
    json!({"errors": errors, "metrics": metrics, "results": results})
}

fn add(total: &mut Metrics, one: &Metrics) {
    total.loc += one.loc;
    total.nosec += one.nosec;
    total.skipped_tests += one.skipped_tests;
    for (sum, count) in total.severity.iter_mut().zip(one.severity) {
        *sum += count;
    }
    for (sum, count) in total.confidence.iter_mut().zip(one.confidence) {
        *sum += count;
    }
}

fn counts(metrics: &Metrics, is_whole: bool) -> Value {
    let mut map = Map::new();
    map.insert("loc".into(), metrics.loc.into());
    map.insert("nosec".into(), metrics.nosec.into());
    map.insert("skipped_tests".into(), metrics.skipped_tests.into());
    for (what, three) in [
        ("SEVERITY", metrics.severity),
        ("CONFIDENCE", metrics.confidence),
    ] {
        if is_whole {
            map.insert(format!("{what}.UNDEFINED"), 0.into());
            for (level, count) in ["LOW", "MEDIUM", "HIGH"].iter().zip(three) {
                map.insert(format!("{what}.{level}"), count.into());
            }
        }
    }
    Value::Object(map)
}

fn result(finding: &Finding, path: &str) -> Option<Value> {
    let bandit = finding.code.as_ref()?.bandit.as_ref()?;
    let severity = match finding.severity {
        Severity::Info | Severity::Low => "LOW",
        Severity::Unknown | Severity::Medium => "MEDIUM",
        Severity::High | Severity::Critical => "HIGH",
    };
    let confidence = match finding.confidence {
        Confidence::Low => "LOW",
        Confidence::Medium => "MEDIUM",
        Confidence::High => "HIGH",
    };
    let lines: Vec<u32> = (bandit.lines.0..=bandit.lines.1).collect();
    Some(json!({
        "col_offset": bandit.column,
        "end_col_offset": bandit.end_column,
        "filename": path,
        "issue_confidence": confidence,
        "issue_cwe": {"id": finding.cwes.first()},
        "issue_severity": severity,
        "issue_text": finding.message,
        "line_number": bandit.line,
        "line_range": lines,
        "test_id": bandit.id,
        "test_name": bandit.test,
    }))
}
