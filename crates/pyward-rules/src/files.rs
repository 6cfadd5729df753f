//! Rules about code, over the files of a project.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use pyward_model::{Confidence, Finding, Location, Severity};
use pyward_python::taint::Scope;
use pyward_python::{Module, Project, SourceKind, SyntaxFault};
use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator,
};

use crate::OwnModel;
use crate::flowing::{finding, rule_of};
use crate::flows::model;
use crate::harmless::Harmless;
use crate::index::Index;
use crate::nosec::Mark;
use crate::settings::{CodeSettings, Mode};
use crate::{excerpt, walk};

/// What was found in code.
#[derive(Clone, Debug, Default)]
pub struct CodeFindings {
    /// File by file, in the order they were given.
    pub files: Vec<FileFindings>,
    /// Where data was not followed to its end.
    pub unfollowed: Vec<Unfollowed>,
}

/// A place where data was not followed to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfollowed {
    /// The file, as shown.
    pub path: Arc<str>,
    /// The function.
    pub function: String,
    /// What was too much, in words.
    pub what: String,
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
    /// Whether its bytes could not be read at all; the one fault says why.
    pub is_unread: bool,
    /// `nosec` comments that suppressed nothing.
    pub unused: Vec<Location>,
}

/// A finding of a flow, with the bytes of its sink.
#[derive(Clone)]
pub(crate) struct Flow {
    pub(crate) finding: Finding,
    pub(crate) bytes: (usize, usize),
    /// Whether it gives way to what it would else stand for: nobody knows whether anything comes that way.
    pub(crate) gives_way: bool,
    /// Whether it is no finding, but says that what arrives there was made harmless before.
    pub(crate) calms: bool,
}

/// What following data says of a module.
#[derive(Default)]
pub(crate) struct Followed {
    pub(crate) flows: Vec<Flow>,
    pub(crate) harmless: Harmless,
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
        if module.kind() == SourceKind::Template {
            return Self::default();
        }
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
        let mut loc = 0;
        let mut from = 0;
        for to in memchr::memchr2_iter(b'\n', b'\r', bytes).chain([bytes.len()]) {
            let line = bytes.get(from..to).unwrap_or_default();
            let mut line = line.iter();
            let first = line.find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0b' | b'\x0c'));
            loc += usize::from(first.is_some_and(|first| *first != b'#'));
            from = to + 1;
        }
        Self {
            loc,
            ..Self::default()
        }
    }

    /// Counts a finding that stays.
    pub(crate) fn count(&mut self, finding: &Finding, mark: Option<Mark>) {
        let Finding {
            severity,
            confidence,
            ..
        } = finding;
        match mark {
            Some(mark) if mark.is_blanket => self.nosec += 1,
            Some(_) => self.skipped_tests += 1,
            None => {
                let severity = match severity {
                    Severity::Info | Severity::Low => 0,
                    Severity::Unknown | Severity::Medium => 1,
                    Severity::High | Severity::Critical => 2,
                };
                let confidence = match confidence {
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
            Ok(module) => look(&module, &index, settings, Followed::default()),
            Err(refused) => *refused,
        })
        .collect();
    CodeFindings {
        files,
        unfollowed: Vec::new(),
    }
}

/// The same for the files of one project, whose data is followed from file to file. All of its modules are in memory at
/// once.
pub fn project_of<F: Sync>(
    files: &[F],
    read: &(dyn Fn(&F) -> Result<Module, Box<FileFindings>> + Sync),
    settings: &CodeSettings,
) -> CodeFindings {
    let index = Index::of(settings);
    if settings.mode == Mode::Compat || !index.follows() {
        return code_of(files, read, settings);
    }
    let_go();
    let parsed: Vec<_> = files.par_iter().map(read).collect();
    let mut modules = Vec::new();
    let mut places = Vec::new();
    for result in parsed {
        places.push(result.map(|module| {
            modules.push(module);
            modules.len() - 1
        }));
    }
    let project = Project::new(modules);
    let own = settings.own_model.as_ref().map(OwnModel::model);
    let scope = Scope {
        public: settings.public,
    };
    let analysis = project.flows(own.unwrap_or_else(|| model()), scope);
    let mut by_module: BTreeMap<usize, Followed> = Harmless::by_module(&analysis.judged)
        .into_iter()
        .map(|(number, harmless)| {
            let flows = Vec::new();
            (number, Followed { flows, harmless })
        })
        .collect();
    for flow in &analysis.flows {
        let Some((check, flowing)) = rule_of(&flow.weakness) else {
            continue;
        };
        let number = flow.sink.module as usize;
        let module = project.modules().get(number);
        if let Some(module) = module.filter(|_| index.is_asked(Some(check.rule.name))) {
            let found = finding(check, flowing, flow, &project, module);
            // Of several sources that reach one place, the worst is told.
            let known = &mut by_module.entry(number).or_default().flows;
            let gives_way = flow.origin.as_ref().is_some_and(|it| &*it.kind == "api");
            let same = known.iter_mut().find(|it| {
                it.finding.rule.name == found.rule.name && it.finding.locations == found.locations
            });
            let weight = |it: &Finding| (it.severity, it.confidence);
            match same {
                Some(same) if weight(&same.finding) < weight(&found) => {
                    same.finding = found;
                    same.gives_way = gives_way;
                }
                Some(same) => same.gives_way &= gives_way,
                None => known.push(Flow {
                    finding: found,
                    bytes: (flow.sink.start as usize, flow.sink.end as usize),
                    gives_way,
                    calms: false,
                }),
            }
        }
    }
    for flow in &analysis.harmless {
        let rule = rule_of(&flow.weakness).filter(|(_, flowing)| flowing.is_told_by_patterns());
        let number = flow.sink.module as usize;
        if let (Some((check, flowing)), Some(module)) = (rule, project.modules().get(number)) {
            by_module.entry(number).or_default().flows.push(Flow {
                finding: finding(check, flowing, flow, &project, module),
                bytes: (flow.sink.start as usize, flow.sink.end as usize),
                gives_way: false,
                calms: true,
            });
        }
    }
    let followed: Vec<_> = places
        .into_iter()
        .map(|place| place.map(|number| (number, by_module.remove(&number).unwrap_or_default())))
        .collect();
    let looked = |place: Result<(usize, Followed), Box<FileFindings>>| match place {
        Err(refused) => *refused,
        Ok((number, followed)) => {
            let module = project.modules().get(number);
            look(
                module.expect("it was put there"),
                &index,
                settings,
                followed,
            )
        }
    };
    let files: Vec<FileFindings> = followed.into_par_iter().map(looked).collect();
    let limits = analysis.limits.into_iter().filter_map(|limit| {
        let module = project.modules().get(limit.module as usize)?;
        Some(Unfollowed {
            path: module.source().path.clone(),
            function: limit.function.to_string(),
            what: limit.what.to_owned(),
        })
    });
    let found = CodeFindings {
        files,
        unfollowed: limits.collect(),
    };
    keep(project);
    found
}

/// The project looked at last, kept until the next one comes or to the end of the process: taking its trees apart takes a
/// twentieth of all the time, and mostly the process ends before.
static LAST: Mutex<Option<Project>> = Mutex::new(None);

fn keep(project: Project) {
    if let Ok(mut last) = LAST.lock() {
        *last = Some(project);
    }
}

/// Lets go of the project that was kept, in the background, before another takes as much memory.
fn let_go() {
    let former = LAST.lock().map(|mut last| last.take());
    if let Ok(Some(former)) = former {
        rayon::spawn(move || drop(former));
    }
}

fn look(
    module: &Module,
    index: &Index,
    settings: &CodeSettings,
    followed: Followed,
) -> FileFindings {
    let mut found = walk::module(module, index, settings, followed);
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
        .map(|module| look(&module, &index, settings, Followed::default()))
        .collect();
    CodeFindings {
        files,
        unfollowed: Vec::new(),
    }
}
