//! From files to findings.

use std::sync::{Arc, Mutex, PoisonError};

use pyward_model::{
    CodeFile, CodeScan, Finding, Location, Notice, NoticeKind, SkippedPath, printable,
};
use pyward_python::taint::IN_TESTS;
use pyward_python::{Module, SyntaxFault};
use pyward_rules::{CodeFindings, CodeSettings, FileFindings, Metrics, Mode, project_of};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::cache::{self, Cache, Key};
use super::files::{Found, Trees};

/// How many faults of a file are told one by one.
const FAULTS: usize = 3;

/// What came of looking at code.
#[derive(Default)]
pub(crate) struct Looked {
    pub(crate) findings: Vec<Finding>,
    pub(crate) scan: CodeScan,
    pub(crate) notices: Vec<Notice>,
    /// What was found and left out.
    pub(crate) skipped: Vec<SkippedPath>,
}

/// Looks at all files by the rules, or takes from the cache what was found in the same files before.
pub(crate) fn look(trees: &Trees, settings: &CodeSettings, cache: Option<&Cache>) -> Looked {
    let mut looked = Looked {
        notices: trees.notices.clone(),
        skipped: trees.skipped.clone(),
        ..Looked::default()
    };
    let is_compat = settings.mode == Mode::Compat;
    let found = match cache {
        // Even the model of flows takes longer to read than a lock does.
        _ if trees.files.is_empty() => CodeFindings::default(),
        Some(cache) => cached(trees, settings, cache),
        None => project_of(
            &trees.files,
            &|file: &Found| parsed(file, trees.read(file)),
            settings,
        ),
    };
    for place in found.unfollowed {
        let message = format!(
            "data was not followed to its end in {}: {}",
            printable(&place.function),
            place.what
        );
        let at = Some(Location::file(place.path));
        let notice = if place.what == IN_TESTS {
            Notice::info(NoticeKind::Limit, at, message)
        } else {
            Notice::gap(NoticeKind::Limit, at, message)
        };
        looked.notices.push(notice);
    }
    for file in found.files {
        tell(&file, is_compat, &mut looked.notices);
        looked.scan.files.push(CodeFile {
            path: file.path.clone(),
            loc: file.metrics.loc,
            nosec: file.metrics.nosec,
            skipped_tests: file.metrics.skipped_tests,
            severity: file.metrics.severity,
            confidence: file.metrics.confidence,
            refused: refusal(&file),
        });
        looked.findings.extend(file.findings);
    }
    looked
}

fn parsed(file: &Found, bytes: Result<Vec<u8>, String>) -> Result<Module, Box<FileFindings>> {
    let bytes = bytes.map_err(|reason| refused(file, Metrics::default(), reason, true))?;
    Module::read(file.shown.clone(), &bytes, file.kind)
        .map_err(|error| refused(file, Metrics::of_bytes(&bytes), error.to_string(), false))
}

/// A file whose bytes are held until they are parsed: what is parsed is what the key was made of.
struct Held<'a> {
    file: &'a Found,
    content: Key,
    bytes: Mutex<Option<Vec<u8>>>,
}

impl<'a> Held<'a> {
    fn read(trees: &Trees, file: &'a Found) -> Result<Self, String> {
        let bytes = trees.read(file)?;
        Ok(Self {
            file,
            content: cache::digest(&bytes),
            bytes: Mutex::new(Some(bytes)),
        })
    }

    fn parse(&self, trees: &Trees) -> Result<Module, Box<FileFindings>> {
        let mut held = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = held.take().map_or_else(|| trees.read(self.file), Ok);
        parsed(self.file, bytes)
    }
}

/// What is found in the files, from the cache where these very files were looked at before. Where one of them cannot be
/// read the cache is left alone.
fn cached(trees: &Trees, settings: &CodeSettings, cache: &Cache) -> CodeFindings {
    let held: Result<Vec<Held<'_>>, String> = trees
        .files
        .par_iter()
        .map(|file| Held::read(trees, file))
        .collect();
    let Ok(held) = held else {
        let read = |file: &Found| parsed(file, trees.read(file));
        return project_of(&trees.files, &read, settings);
    };
    let files = held.iter().map(|held| cache::File {
        path: &held.file.shown,
        kind: held.file.kind,
        content: held.content,
    });
    let key = cache::key(cache.program(), settings, files);
    if let Some(found) = cache.find(&key) {
        return found;
    }
    let found = project_of(&held, &|held: &Held<'_>| held.parse(trees), settings);
    cache.keep(&key, &found);
    found
}

/// How many files were looked at, of those that were found.
pub(crate) fn count(scan: &CodeScan) -> usize {
    scan.files.iter().filter(|it| it.refused.is_none()).count()
}

/// Why a file was not looked at: what the system said, or what bandit says of all else.
fn refusal(file: &FileFindings) -> Option<Box<str>> {
    let fault = file.faults.first().filter(|_| file.is_unread);
    let reason = fault.map_or("syntax error while parsing AST from file", |it| &it.message);
    file.is_refused.then(|| reason.into())
}

fn refused(file: &Found, metrics: Metrics, reason: String, is_unread: bool) -> Box<FileFindings> {
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
        is_unread,
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
        let kind = if file.is_unread {
            NoticeKind::Unreadable
        } else {
            NoticeKind::Malformed
        };
        let notice = Notice::gap(kind, Some(at(line)), message);
        notices.push(notice.hint("mend it, or leave the file out: `--exclude`"));
    }
    if let Some(more) = file.faults.len().checked_sub(FAULTS + 1) {
        let message = format!("it is no Python in {} more places", more + 1);
        notices.push(Notice::gap(NoticeKind::Malformed, Some(at(None)), message));
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
