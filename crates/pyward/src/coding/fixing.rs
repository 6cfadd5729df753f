//! Findings cleared by their edits: worked out, tried, and written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pyward_model::{CodeFix, CodeFixed, Finding, Location, Notice, NoticeKind, printable};
use pyward_python::{Module, SourceKind, encoded};
use pyward_rules::{Change, CodeSettings, mend};
use pyward_target::TargetKind;

use super::files::{Found, Trees};
use super::look::{Looked, look};
use crate::reports;

/// How often the whole is looked at again after files whose edits do not do were left out.
const ROUNDS: usize = 3;

/// What edits make of a project.
#[derive(Default)]
pub(crate) struct Fixes {
    files: Vec<FileFix>,
    /// What is left, and why.
    pub(crate) notices: Vec<Notice>,
    /// What is found once all edits are made; `None` where there are none.
    after: Option<Looked>,
}

/// The edits of one file.
struct FileFix {
    /// Its place among the files.
    number: usize,
    shown: String,
    /// Where it is, links resolved.
    real: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
    changes: Vec<Change>,
    text: Module,
    made: Vec<CodeFixed>,
    packages: BTreeSet<String>,
}

/// Works out the edits of all findings that count, and looks at the result: an edit stands only where the file is Python
/// as before, its findings are gone, and no other finding came instead.
pub(crate) fn fixes(
    trees: &mut Trees,
    rules: &CodeSettings,
    before: &Looked,
    counting: &[Finding],
) -> Fixes {
    let mut fixes = Fixes::default();
    let mut by_path: BTreeMap<&str, Vec<(&Finding, &CodeFix)>> = BTreeMap::new();
    for finding in counting.iter().filter(|finding| finding.is_active()) {
        let fix = finding.code.as_ref().and_then(|code| code.fix.as_ref());
        if let (Some(fix), Some(place)) = (fix, finding.locations.first()) {
            // A place in a notebook names its cell.
            let path = place.path.split("#cell-").next().unwrap_or(&place.path);
            let path = if trees.has(&place.path) {
                &*place.path
            } else {
                path
            };
            by_path.entry(path).or_default().push((finding, fix));
        }
    }
    let mut edited = BTreeSet::new();
    for (path, findings) in by_path {
        let number = trees.files.iter().position(|file| &*file.shown == path);
        let Some(number) = number else { continue };
        match of_file(trees, number, &findings) {
            Ok(fix) => {
                if fix.made.len() < findings.len() {
                    let message = "some edits overlap others, and were left".to_owned();
                    fixes.notices.push(left(path, message).hint("run it again"));
                }
                // Another name of a file that is edited already.
                if edited.insert(fix.real.clone()) {
                    fixes.files.push(fix);
                }
            }
            Err(why) => {
                let count = wording(findings.len());
                let message = format!("{count} in it was left: {why}");
                fixes.notices.push(left(path, message));
            }
        }
    }
    fixes.prove(trees, rules, before);
    fixes
}

fn wording(count: usize) -> String {
    match count {
        1 => "what could be fixed".to_owned(),
        count => format!("each of {count} findings that could be fixed"),
    }
}

fn left(path: &str, message: String) -> Notice {
    Notice::info(NoticeKind::Skipped, Some(Location::file(path)), message)
}

/// The edits of one file, or why there are none.
fn of_file(
    trees: &Trees,
    number: usize,
    findings: &[(&Finding, &CodeFix)],
) -> Result<FileFix, String> {
    let file = trees.files.get(number).ok_or("it is gone")?;
    match file.kind {
        SourceKind::Notebook => return Err("notebooks are not edited".to_owned()),
        SourceKind::Template => return Err("templates are not edited".to_owned()),
        SourceKind::Module | SourceKind::Stub => {}
    }
    let real = writable(trees, file)?;
    let before = trees.read(file)?;
    if !trees.is_as_read(file, &before) {
        return Err("it has changed since it was looked at".to_owned());
    }
    let module = parsed(file, &before)?;
    if module.faults().next().is_some() {
        return Err("it is no Python somewhere".to_owned());
    }
    let parts: Vec<&CodeFix> = findings.iter().map(|(_, fix)| *fix).collect();
    let mended = mend(&module, &parts);
    let after = encoded(&module.source().text, &before)
        .filter(|same| *same == before)
        .and_then(|_| encoded(&mended.text, &before))
        .ok_or("its encoding cannot be written back as it was")?;
    if parsed(file, &after)?.faults().next().is_some() {
        return Err("it would be no Python with its edits".to_owned());
    }
    let made = mended.made.iter().filter_map(|place| findings.get(*place));
    Ok(FileFix {
        number,
        shown: file.shown.to_string(),
        real,
        before,
        after,
        changes: mended.changes,
        text: module,
        packages: made
            .clone()
            .filter_map(|(_, fix)| Some(fix.package.as_ref()?.to_string()))
            .collect(),
        made: made
            .map(|(finding, fix)| CodeFixed {
                location: finding
                    .locations
                    .first()
                    .cloned()
                    .unwrap_or_else(|| Location::file(&*file.shown)),
                rule: finding.rule.name,
                title: fix.title.clone(),
            })
            .collect(),
    })
}

fn parsed(file: &Found, bytes: &[u8]) -> Result<Module, String> {
    Module::read(file.shown.clone(), bytes, file.kind).map_err(|error| error.to_string())
}

/// The file behind a path, if it is one of the target's own and can be written.
fn writable(trees: &Trees, file: &Found) -> Result<PathBuf, String> {
    let tree = trees.tree(file);
    if tree.kind() == TargetKind::Stdin {
        return Err("standard input cannot be written".to_owned());
    }
    let resolved = |path: &Path| path.canonicalize().map_err(|error| error.to_string());
    let real = resolved(file.at.real())?;
    if !real.starts_with(resolved(tree.root())?) {
        return Err("it is a link that leads out of the target".to_owned());
    }
    let metadata = std::fs::metadata(&real).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no plain file".to_owned());
    }
    if metadata.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    Ok(real)
}

impl Fixes {
    /// Leaves out the files whose edits do not do what they should.
    fn prove(&mut self, trees: &mut Trees, rules: &CodeSettings, before: &Looked) {
        for _ in 0..ROUNDS {
            if self.files.is_empty() {
                break;
            }
            self.show(trees);
            let after = look(trees, rules, None);
            let (was, is) = (counts(&before.findings), counts(&after.findings));
            let mut odd = Vec::new();
            self.files.retain(|file| {
                let does = does(file, &was, &is);
                if !does {
                    odd.push(file.shown.clone());
                }
                does
            });
            if odd.is_empty() {
                self.after = Some(after);
                return;
            }
            for path in odd {
                let message = "its edits were left: they would not clear what they are for, or bring something else";
                self.notices.push(left(&path, message.to_owned()));
            }
        }
        self.files.clear();
        self.show(trees);
    }

    /// Lets files be read as they would be.
    fn show(&self, trees: &mut Trees) {
        trees.changed = self
            .files
            .iter()
            .map(|file| (file.real.clone(), file.after.clone()))
            .collect();
    }

    /// The edits as a unified diff.
    pub(crate) fn diff(&self) -> String {
        let files = self.files.iter();
        files
            .map(|file| super::diff::unified(&file.shown, &file.text, &file.changes))
            .collect()
    }

    /// How many findings are cleared, and in how many files.
    pub(crate) fn count(&self) -> (usize, usize) {
        let made = self.files.iter().map(|file| file.made.len()).sum();
        (made, self.files.len())
    }

    /// What is found once all edits are made.
    pub(crate) fn take_after(&mut self) -> Option<Looked> {
        self.after.take()
    }

    /// Writes all files; what was cleared. One that changed in the meantime, or that cannot be written, is left as it is
    /// and told, and `after` is looked at again.
    pub(crate) fn write(&mut self, trees: &mut Trees, rules: &CodeSettings) -> Vec<CodeFixed> {
        let mut failed = Vec::new();
        self.files.retain(|file| {
            let written = replaced(trees, file);
            let is_written = written.is_ok();
            if let Err(why) = written {
                failed.push(left(&file.shown, format!("it was not written: {why}")));
            }
            is_written
        });
        if !failed.is_empty() {
            self.notices.append(&mut failed);
            // What was written is read from where it stands now.
            trees.changed.clear();
            self.after = Some(look(trees, rules, None));
        }
        let mut packages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in &self.files {
            for package in &file.packages {
                packages.entry(package).or_default().push(&file.shown);
            }
        }
        for (package, files) in packages {
            let first = files.first().copied().unwrap_or_default();
            let others = match files.len() {
                0 | 1 => String::new(),
                count => format!(", and {} more files do", count - 1),
            };
            let message = format!("it needs the package {package} now{others}");
            let notice = Notice::info(
                NoticeKind::Unsupported,
                Some(Location::file(first)),
                message,
            );
            self.notices.push(notice.hint(format!(
                "add {package} to what the project requires, unless it is there"
            )));
        }
        let made = self.files.iter().flat_map(|file| file.made.iter().cloned());
        let mut made: Vec<CodeFixed> = made.collect();
        made.sort();
        made
    }
}

/// Writes a file that is as it was looked at.
fn replaced(trees: &Trees, fix: &FileFix) -> Result<(), String> {
    let file = trees.files.get(fix.number).ok_or("it is gone")?;
    // Links may have been turned meanwhile.
    if writable(trees, file)? != fix.real {
        return Err("it has moved since it was looked at".to_owned());
    }
    if trees.stored(file)? != fix.before {
        return Err("it has changed since it was looked at".to_owned());
    }
    reports::replace(&fix.real, &fix.after).map_err(|failure| failure.message)
}

/// Findings by file and rule, suppressed ones included.
type Counts = BTreeMap<String, BTreeMap<&'static str, usize>>;

fn counts(findings: &[Finding]) -> Counts {
    let mut counts = Counts::new();
    for finding in findings {
        let path = finding.locations.first().map_or("", |place| &place.path);
        let rules = counts.entry(path.to_owned()).or_default();
        *rules.entry(finding.rule.name).or_default() += 1;
    }
    counts
}

/// Whether all that was to be cleared in a file is gone, and nothing came instead.
fn does(file: &FileFix, was: &Counts, is: &Counts) -> bool {
    let none = BTreeMap::new();
    let (was, is) = (
        was.get(&file.shown).unwrap_or(&none),
        is.get(&file.shown).unwrap_or(&none),
    );
    let mut left = was.clone();
    for made in &file.made {
        if let Some(count) = left.get_mut(made.rule) {
            *count = count.saturating_sub(1);
        }
    }
    is.iter()
        .all(|(rule, count)| left.get(rule).is_some_and(|left| count <= left))
}

impl Trees {
    /// Whether a file is shown under this name.
    fn has(&self, shown: &str) -> bool {
        self.files.iter().any(|file| &*file.shown == shown)
    }
}

impl std::fmt::Debug for Fixes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let files: Vec<_> = self.files.iter().map(|it| printable(&it.shown)).collect();
        f.debug_tuple("Fixes").field(&files).finish()
    }
}
