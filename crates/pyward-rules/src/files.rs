//! Rules about code, over the files of a project.

use std::sync::Arc;

use pyward_model::{Confidence, Finding, Location, Severity};
use pyward_python::{Module, SyntaxFault};
use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator,
};

use crate::Hit;
use crate::index::Index;
use crate::nosec::Mark;
use crate::settings::CodeSettings;
use crate::{excerpt, walk};

/// What was found in code.
#[derive(Clone, Debug, Default)]
pub struct CodeFindings {
    /// File by file, in the order they were given.
    pub files: Vec<FileFindings>,
}

/// What was found in a file.
#[derive(Clone, Debug)]
pub struct FileFindings {
    /// Its path as shown.
    pub path: Arc<str>,
    /// Findings, suppressed ones included: in compat mode in bandit's order, else by place.
    pub findings: Vec<Finding>,
    /// What bandit counts.
    pub metrics: Metrics,
    /// Where it is no Python.
    pub faults: Vec<SyntaxFault>,
    /// The lines of these faults, from 1; those of a file that could not be read have none.
    pub fault_lines: Vec<u32>,
    /// Whether it was not looked at: for its faults, as bandit would not (compat mode only), or because it could not be read.
    pub is_refused: bool,
    /// `nosec` comments that suppressed nothing.
    pub unused: Vec<Location>,
}

/// What bandit counts in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Lines that are neither blank nor a comment.
    pub loc: usize,
    /// Findings suppressed by a comment that names no rule.
    pub nosec: usize,
    /// Findings suppressed by a comment that names their rule.
    pub skipped_tests: usize,
    /// Active findings of low, medium, and high severity or worse.
    pub severity: [usize; 3],
    /// Active findings of low, medium and high confidence.
    pub confidence: [usize; 3],
}

impl Metrics {
    /// Counts the lines of a module.
    pub(crate) fn of(module: &Module) -> Self {
        let mut metrics = Self::of_bytes(module.source().text.as_bytes());
        // A byte order mark makes code of a line to bandit.
        let first = module.line_text(1).trim_start();
        if module.has_mark() && (first.is_empty() || first.starts_with('#')) {
            metrics.loc += 1;
        }
        metrics
    }

    /// Counts the lines of a file that could not be read as Python.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let loc = bytes
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .filter_map(|line| {
                line.iter()
                    .find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0b' | b'\x0c'))
            })
            .filter(|first| **first != b'#')
            .count();
        Self {
            loc,
            ..Self::default()
        }
    }

    pub(crate) fn count(&mut self, hit: &Hit, mark: Option<Mark>) {
        match mark {
            Some(mark) if mark.is_blanket => self.nosec += 1,
            Some(_) => self.skipped_tests += 1,
            None => {
                let severity = match hit.severity {
                    Severity::Info | Severity::Low => 0,
                    Severity::Unknown | Severity::Medium => 1,
                    Severity::High | Severity::Critical => 2,
                };
                let confidence = match hit.confidence {
                    Confidence::Low => 0,
                    Confidence::Medium => 1,
                    Confidence::High => 2,
                };
                let add = |counts: &mut [usize; 3], place: usize| {
                    if let Some(count) = counts.get_mut(place) {
                        *count += 1;
                    }
                };
                add(&mut self.severity, severity);
                add(&mut self.confidence, confidence);
            }
        }
    }
}

impl CodeFindings {
    /// All findings, in the order of the files.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.files.iter().flat_map(|file| &file.findings)
    }
}

/// Asks the rules about code that the settings ask for about files, several at a time. `read` parses a file, or says what
/// is to be told of one that cannot be; a module is dropped as soon as it was looked at. The order of the files is kept.
pub fn code_of<F: Sync>(
    files: &[F],
    read: &(dyn Fn(&F) -> Result<Module, Box<FileFindings>> + Sync),
    settings: &CodeSettings,
) -> CodeFindings {
    let index = Index::of(settings);
    let files = files
        .par_iter()
        .map(|file| match read(file) {
            Ok(module) => look(&module, &index, settings),
            Err(refused) => *refused,
        })
        .collect();
    CodeFindings { files }
}

fn look(module: &Module, index: &Index, settings: &CodeSettings) -> FileFindings {
    let mut found = walk::module(module, index, settings);
    walk::identify(&module.source().path.clone(), module, &mut found.findings);
    excerpt::fill(module, &mut found.findings, settings.context);
    found
}

/// Asks the rules about code that the settings ask for about modules, several at a time. A module is dropped as soon as
/// it was looked at, so an iterator that parses as it goes keeps few in memory. The order of the files is kept.
pub fn code<I>(modules: I, settings: &CodeSettings) -> CodeFindings
where
    I: IntoParallelIterator<Item = Module>,
    I::Iter: IndexedParallelIterator,
{
    let index = Index::of(settings);
    let files = modules
        .into_par_iter()
        .map(|module| look(&module, &index, settings))
        .collect();
    CodeFindings { files }
}
