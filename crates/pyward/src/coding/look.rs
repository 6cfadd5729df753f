//! From files to findings.

use std::sync::Arc;

use pyward_model::{CodeFile, CodeScan, Finding, Location, Notice, NoticeKind};
use pyward_python::{Module, SyntaxFault};
use pyward_rules::{CodeSettings, FileFindings, Metrics, Mode, code_of};

use super::files::{Found, Trees};

/// How many faults of a file are told one by one.
const FAULTS: usize = 3;

/// What came of looking at code.
#[derive(Default)]
pub(crate) struct Looked {
    pub(crate) findings: Vec<Finding>,
    pub(crate) scan: CodeScan,
    pub(crate) notices: Vec<Notice>,
}

/// Looks at all files by the rules.
pub(crate) fn look(trees: &Trees, settings: &CodeSettings) -> Looked {
    let read = |file: &Found| -> Result<Module, Box<FileFindings>> {
        let bytes = trees
            .read(file)
            .map_err(|reason| refused(file, Metrics::default(), reason))?;
        Module::read(file.shown.clone(), &bytes, file.kind)
            .map_err(|error| refused(file, Metrics::of_bytes(&bytes), error.to_string()))
    };
    let mut looked = Looked {
        notices: trees.notices.clone(),
        ..Looked::default()
    };
    let is_compat = settings.mode == Mode::Compat;
    for file in code_of(&trees.files, &read, settings).files {
        tell(&file, is_compat, &mut looked.notices);
        looked.scan.files.push(CodeFile {
            path: file.path.clone(),
            loc: file.metrics.loc,
            nosec: file.metrics.nosec,
            skipped_tests: file.metrics.skipped_tests,
            severity: file.metrics.severity,
            confidence: file.metrics.confidence,
            refused: file
                .is_refused
                .then(|| "syntax error while parsing AST from file".into()),
        });
        looked.findings.extend(file.findings);
    }
    looked
}

fn refused(file: &Found, metrics: Metrics, reason: String) -> Box<FileFindings> {
    Box::new(FileFindings {
        path: file.shown.clone(),
        findings: Vec::new(),
        metrics,
        faults: vec![SyntaxFault {
            message: reason,
            offset: 0,
        }],
        fault_lines: Vec::new(),
        is_refused: true,
        unused: Vec::new(),
    })
}

/// What is to be told of a file: where it could not be read, and comments that do nothing.
fn tell(file: &FileFindings, is_compat: bool, notices: &mut Vec<Notice>) {
    let at = |line: Option<u32>| match line {
        Some(line) => Location::line(Arc::clone(&file.path), line),
        None => Location::file(Arc::clone(&file.path)),
    };
    let lines = file.fault_lines.iter().copied().map(Some);
    let lines = lines.chain(std::iter::repeat(None));
    for (fault, line) in file.faults.iter().zip(lines).take(FAULTS) {
        let message = if file.is_refused {
            format!("it was not looked at: {}", fault.message)
        } else {
            format!(
                "it is no Python here, and was looked at around it: {}",
                fault.message
            )
        };
        notices.push(Notice::gap(NoticeKind::Malformed, Some(at(line)), message));
    }
    if is_compat {
        return;
    }
    for place in &file.unused {
        let message = "this comment suppresses nothing";
        let notice = Notice::info(NoticeKind::WaiverUnmatched, Some(place.clone()), message);
        notices.push(notice.hint("remove it"));
    }
}
