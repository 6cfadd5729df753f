//! A requirements file and those it includes, line by line.

use std::collections::HashSet;
use std::sync::Arc;

use pyward_model::{Hash, Location, Notice, NoticeKind, Origin, PackageName, Scope};
use pyward_target::{Tree, TreePath};

use super::annotation::Annotation;
use super::asked::{self, Asked, Target};
use super::options::{self, Given};
use super::{lines, scope, shown};
use crate::{FileOption, Input, RequirementLine, RequirementLines, origin};

/// How deep files may include one another.
const DEPTH: usize = 16;
/// How many files may be included.
const FILES: usize = 1_000;
/// How many notices one reading may make; the others are counted.
const NOTICES: usize = 1_000;

/// A package that a line asks for.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) asked: Asked,
    pub(super) location: Location,
    pub(super) scope: Scope,
    /// Whether the project asks for it itself, as far as the comments say.
    pub(super) direct: bool,
    /// The listed packages that need it, by the comments.
    pub(super) via: Vec<PackageName>,
    /// It stands in a file of constraints: it says which version, not that it is needed.
    pub(super) is_constraint: bool,
}

/// Everything the files say.
pub(super) struct Gathered {
    pub(super) listed: Vec<Listed>,
    /// The index that takes the place of PyPI.
    pub(super) index: Origin,
    /// Whether every requirement must have a hash.
    pub(super) hashes_required: bool,
    pub(super) included: Vec<TreePath>,
    pub(super) notices: Notices,
    /// Every line as it is, where somebody wants that.
    pub(super) kept: Option<RequirementLines>,
}

/// Notices up to a bound.
#[derive(Default)]
pub(super) struct Notices {
    told: Vec<Notice>,
    untold: usize,
}

impl Notices {
    pub(super) fn tell(&mut self, notice: Notice) {
        if self.told.len() < NOTICES {
            self.told.push(notice);
        } else {
            self.untold += 1;
        }
    }

    pub(super) fn into_vec(self, file: &Location) -> Vec<Notice> {
        let Self { mut told, untold } = self;
        if untold > 0 {
            let message =
                format!("{untold} more problems were found, only the first {NOTICES} are told");
            told.push(Notice::gap(NoticeKind::Limit, Some(file.clone()), message));
        }
        told
    }
}

/// Reads the file and what it includes.
pub(super) fn gather(input: &Input<'_>, keep_lines: bool) -> Gathered {
    let mut walk = Walk {
        tree: input.tree,
        gathered: Gathered {
            listed: Vec::new(),
            index: Origin::Index,
            hashes_required: false,
            included: Vec::new(),
            notices: Notices::default(),
            kept: keep_lines.then(RequirementLines::default),
        },
        visited: HashSet::from([(Arc::clone(input.path.shown()), false)]),
        full: false,
    };
    let (text, notice) = input.text();
    if let Some(notice) = notice {
        walk.tell(notice);
    }
    walk.file(
        &File {
            path: input.path,
            constrains: false,
            depth: 0,
        },
        &text,
    );
    walk.gathered.know_projects();
    walk.gathered
}

impl Gathered {
    /// A name after `via` that no line lists is that of the project, which `uv export` tells without its file.
    fn know_projects(&mut self) {
        if self.listed.iter().all(|listed| listed.via.is_empty()) {
            return;
        }
        let packages = self.listed.iter().filter(|listed| !listed.is_constraint);
        let names: HashSet<PackageName> =
            packages.map(|listed| listed.asked.name.clone()).collect();
        for listed in &mut self.listed {
            let before = listed.via.len();
            listed.via.retain(|name| names.contains(name));
            listed.direct |= listed.via.len() < before;
        }
    }
}

/// A file that is being read.
struct File<'a> {
    path: &'a TreePath,
    constrains: bool,
    depth: usize,
}

struct Walk<'a> {
    tree: &'a Tree,
    gathered: Gathered,
    /// Files read, each as requirements and as constraints.
    visited: HashSet<(Arc<str>, bool)>,
    /// The bound on files was reached and told.
    full: bool,
}

impl Walk<'_> {
    fn file(&mut self, file: &File<'_>, text: &str) {
        let scope = scope::of(file.path.shown());
        let mut annotations: Vec<(usize, Annotation)> = Vec::new();
        // Whether the next comment may belong to the last requirement.
        let mut open = false;
        for line in lines::logical(text) {
            if !line.text.is_empty() {
                let location = Location::line(Arc::clone(file.path.shown()), line.number);
                let listed = self.line(file, &line.text, &location, &scope);
                open = listed.is_some();
                annotations.extend(listed.map(|at| (at, Annotation::default())));
            }
            match (&line.comment, annotations.last_mut()) {
                (Some(comment), Some((_, annotation))) if open => annotation.take(comment),
                (None, _) if line.text.is_empty() => open = false,
                _ => {}
            }
        }
        self.annotate(annotations);
    }

    fn annotate(&mut self, annotations: Vec<(usize, Annotation)>) {
        let says_whom = annotations
            .iter()
            .any(|(_, annotation)| annotation.is_present());
        for (at, annotation) in annotations {
            if let Some(listed) = self.gathered.listed.get_mut(at) {
                listed.direct =
                    !says_whom || annotation.by_project || annotation.packages.is_empty();
                listed.via = annotation.packages;
            }
        }
    }

    /// Reads a line; the place of the package it lists, if it does.
    fn line(
        &mut self,
        file: &File<'_>,
        text: &str,
        location: &Location,
        scope: &Scope,
    ) -> Option<usize> {
        let (required, given) = options::split(text);
        let mut hashes = Vec::new();
        let mut listed = None;
        for given in options::read(given) {
            match given {
                Given::Hash(hash) if !required.is_empty() => hashes.push(hash),
                Given::Unknown(name) => self.unsupported(
                    location,
                    &format!("the option `{}` is not known", shown(&name)),
                ),
                Given::Wrong(problem) => {
                    self.tell(Notice::gap(
                        NoticeKind::Malformed,
                        Some(location.clone()),
                        shown(&problem),
                    ));
                }
                Given::Accepted => {}
                _ if !required.is_empty() => {
                    self.unsupported(location, "an option of the file stands in the line of a requirement, where it has no effect");
                }
                Given::Editable(what) if listed.is_none() => {
                    listed = self.requirement(file, &what, true, Vec::new(), location, scope);
                }
                Given::Hash(_) | Given::Editable(_) => {
                    self.unsupported(location, "an option belongs to no requirement");
                }
                Given::Requirements(reference) => self.include(file, &reference, false, location),
                Given::Constraints(reference) => self.include(file, &reference, true, location),
                Given::OfFile(option) => self.option(file, option, location),
                Given::RequireHashes => self.gathered.hashes_required = true,
            }
        }
        if required.is_empty() {
            listed
        } else {
            self.requirement(file, required, false, hashes, location, scope)
        }
    }

    fn option(&mut self, file: &File<'_>, option: FileOption, location: &Location) {
        if let FileOption::IndexUrl(url) = &option {
            self.gathered.index = origin::index(url);
        }
        if let Some(kept) = &mut self.gathered.kept {
            let line = location.line.unwrap_or_default();
            kept.options.push(file.path.real(), line, option);
        }
    }

    fn requirement(
        &mut self,
        file: &File<'_>,
        text: &str,
        editable: bool,
        hashes: Vec<Hash>,
        location: &Location,
        scope: &Scope,
    ) -> Option<usize> {
        let place = Some(location.clone());
        // A variable may well be a password, which is not needed to know what is asked for.
        let clean = origin::without_credentials(text);
        if let Some(name) = asked::variable(&clean) {
            let message = format!(
                "`{}` contains ${{{}}}, whose value pyward does not read",
                shown(&clean),
                shown(name)
            );
            self.tell(Notice::gap(NoticeKind::Unauditable, place, message).hint(
                "write the value into the file, or audit the environment it is installed into",
            ));
            return None;
        }
        let mut asked = match asked::read(text, editable) {
            Target::Package(asked) => *asked,
            Target::Unnamed(_) if self.gathered.kept.is_some() => {
                self.keep(None, &clean, editable, file, location, scope);
                return None;
            }
            Target::Unnamed(reason) => {
                self.tell(
                    Notice::gap(NoticeKind::Unauditable, place, reason)
                        .hint("audit it on its own, or the environment it is installed into"),
                );
                return None;
            }
            Target::Wrong(problem) => {
                self.tell(Notice::gap(NoticeKind::Malformed, place, problem));
                return None;
            }
        };
        match asked.oddity.take() {
            Some((NoticeKind::Malformed, message)) => {
                self.tell(Notice::gap(NoticeKind::Malformed, place, message));
            }
            Some((kind, message)) => self.tell(Notice::info(kind, place, message)),
            None => {}
        }
        self.gathered.hashes_required |= !hashes.is_empty() && !file.constrains;
        asked.hashes.extend(hashes);
        self.keep(Some(&asked), &clean, editable, file, location, scope);
        self.gathered.listed.push(Listed {
            asked,
            location: location.clone(),
            scope: scope.clone(),
            direct: true,
            via: Vec::new(),
            is_constraint: file.constrains,
        });
        Some(self.gathered.listed.len() - 1)
    }

    /// Keeps a line as it is, where somebody wants that.
    fn keep(
        &mut self,
        asked: Option<&Asked>,
        written: &str,
        editable: bool,
        file: &File<'_>,
        location: &Location,
        scope: &Scope,
    ) {
        if let Some(kept) = &mut self.gathered.kept {
            kept.lines.push(RequirementLine {
                asked: asked.map(|asked| asked.requirement(location, scope)),
                written: written.into(),
                editable,
                is_constraint: file.constrains,
                hashes: asked.map(|asked| asked.hashes.clone()).unwrap_or_default(),
                location: location.clone(),
            });
        }
    }

    /// Reads a file that a line refers to. As in pip, what a file of constraints includes by `-r` are requirements.
    fn include(&mut self, from: &File<'_>, reference: &str, constrains: bool, location: &Location) {
        let place = Some(location.clone());
        if let Some(reason) = not_followed(reference) {
            let clean = origin::without_credentials(reference);
            let message = format!("`{}` {reason}", shown(&clean));
            self.tell(
                Notice::gap(NoticeKind::Skipped, place, message)
                    .hint("audit it on its own, from a copy"),
            );
            return;
        }
        let reference = reference
            .strip_prefix("file:")
            .map_or(reference, |path| path.strip_prefix("//").unwrap_or(path));
        let path = match self.tree.resolve(from.path, reference) {
            Ok(path) => path,
            Err(error) => return self.tell(error.notice(location.clone())),
        };
        if !self.visited.insert((Arc::clone(path.shown()), constrains)) {
            return;
        }
        if from.depth == DEPTH || self.visited.len() > FILES {
            if !std::mem::replace(&mut self.full, true) {
                let message = format!(
                    "files are included more than {DEPTH} deep or more than {FILES} times, the rest is not read"
                );
                self.tell(Notice::gap(NoticeKind::Limit, place, message));
            }
            return;
        }
        let bytes = match self.tree.read(&path) {
            Ok(bytes) => bytes,
            Err(error) => return self.tell(error.notice(location.clone())),
        };
        let (text, notice) =
            pyward_target::decode(&bytes, &Location::file(Arc::clone(path.shown())));
        if let Some(notice) = notice {
            self.tell(notice);
        }
        self.file(
            &File {
                path: &path,
                constrains,
                depth: from.depth + 1,
            },
            &text,
        );
        if !self.gathered.included.contains(&path) {
            self.gathered.included.push(path);
        }
    }

    fn tell(&mut self, notice: Notice) {
        self.gathered.notices.tell(notice);
    }

    fn unsupported(&mut self, location: &Location, message: &str) {
        self.tell(Notice::info(
            NoticeKind::Unsupported,
            Some(location.clone()),
            message,
        ));
    }
}

/// Why a reference to a file is not followed.
fn not_followed(reference: &str) -> Option<String> {
    if let Some((scheme, _)) = reference.split_once("://")
        && !scheme.eq_ignore_ascii_case("file")
    {
        return Some("is not fetched".to_owned());
    }
    let name = asked::variable(reference)?;
    Some(format!(
        "contains ${{{}}}, whose value pyward does not read",
        shown(name)
    ))
}
