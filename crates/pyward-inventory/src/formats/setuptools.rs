//! What setuptools is told a project needs, whether in `setup.py` or in `setup.cfg`
//! ([keywords](https://setuptools.pypa.io/en/latest/references/keywords.html)).

use pyward_model::{Location, Notice, NoticeKind, PackageName, Project, Scope, Version, printable};
use pyward_target::TargetKind;

use super::core_metadata;
use crate::{Input, Reading, Requirement, Root, origin};

/// How many requirements of one file are read.
const MOST: usize = 50_000;
/// How many notices of one file are told.
const TOLD: usize = 200;

/// Keys that hold a list of requirements, and what those are for. Extras have a form of their own.
pub(super) fn lists() -> [(&'static str, Scope); 3] {
    [
        ("install_requires", Scope::Main),
        ("setup_requires", Scope::Build),
        ("tests_require", Scope::Group("test".into())),
    ]
}

/// The key of requirements by extra.
pub(super) const EXTRAS: &str = "extras_require";

/// What one file declares, while it is read.
pub(super) struct Declared<'a> {
    pub(super) input: &'a Input<'a>,
    name: Option<PackageName>,
    version: Option<Version>,
    requires_python: Option<String>,
    reading: Reading,
    /// Notices that were left out.
    untold: usize,
}

/// Under what a list is needed.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) scope: Scope,
    pub(super) marker: Option<Box<str>>,
}

impl Condition {
    /// A list that is needed without condition.
    pub(super) fn of(scope: Scope) -> Self {
        Self {
            scope,
            marker: None,
        }
    }

    /// That of a key of extras: `name`, `:marker` or `name:marker`.
    pub(super) fn extra(key: &str) -> Self {
        // Before it is taken apart: what looks like a condition may be a password.
        let key = &*origin::without_credentials(key);
        let (name, marker) = key.split_once(':').unwrap_or((key, ""));
        let name = PackageName::pypi(name.trim());
        let marker = marker.trim();
        Self {
            scope: match name.as_str() {
                "" => Scope::Main,
                name => Scope::Extra(name.into()),
            },
            marker: (!marker.is_empty()).then(|| marker.into()),
        }
    }
}

impl<'a> Declared<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        Self {
            input,
            name: None,
            version: None,
            requires_python: None,
            reading: Reading::default(),
            untold: 0,
        }
    }

    pub(super) fn name(&mut self, name: &str) {
        let name = PackageName::pypi(name.trim());
        self.name = Some(name).filter(PackageName::is_valid);
    }

    pub(super) fn version(&mut self, version: &str) {
        let version = version.trim();
        self.version = (!version.is_empty()).then(|| Version::new(version));
    }

    pub(super) fn requires_python(&mut self, range: &str) {
        let range = range.trim();
        self.requires_python = (!range.is_empty()).then(|| range.to_owned());
    }

    /// One requirement, as written at a place.
    pub(super) fn requirement(&mut self, text: &str, condition: &Condition, place: &Location) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        if self.reading.roots.len() >= MOST {
            let message = format!("more than {MOST} requirements; the rest is not read");
            return self.tell(Notice::gap(
                NoticeKind::Limit,
                Some(self.input.file()),
                message,
            ));
        }
        match Requirement::parse(text) {
            Ok(requirement) => {
                let mut requires = core_metadata::requires(requirement);
                requires.marker = match (&condition.marker, requires.marker) {
                    (Some(own), Some(other)) => Some(format!("({own}) and ({other})").into()),
                    (own, other) => own.clone().or(other),
                };
                self.reading.roots.push(Root {
                    requires,
                    scope: condition.scope.clone(),
                    location: place.clone(),
                });
            }
            Err(error) => {
                let message = format!(
                    "`{}` is no requirement: {error}",
                    printable(&origin::without_credentials(text))
                );
                let notice = Notice::gap(NoticeKind::Malformed, Some(place.clone()), message);
                self.tell(notice.hint(error.hint()));
            }
        }
    }

    /// Requirements that stand in another file, one on a line.
    pub(super) fn file(&mut self, reference: &str, condition: &Condition, place: &Location) {
        let reference = reference.trim();
        let input = self.input;
        let read = input
            .tree
            .resolve(input.path, reference)
            .and_then(|path| input.tree.read(&path).map(|bytes| (path, bytes)));
        match read {
            Ok((path, bytes)) => {
                let file = Location::file(path.shown().clone());
                let (text, odd) = pyward_target::decode(&bytes, &file);
                if let Some(odd) = odd {
                    self.tell(odd);
                }
                for (number, line) in (1..).zip(text.lines()) {
                    let place = Location::line(path.shown().clone(), number);
                    self.requirement(without_comment(line), condition, &place);
                }
            }
            Err(error) => self.tell(error.notice(place.clone())),
        }
    }

    /// Tells of something that only running the file would show.
    pub(super) fn computed(&mut self, what: &str, place: Location) {
        let message = format!(
            "{} is computed when it runs, and nothing is run: what it asks for is not known",
            printable(what)
        );
        self.tell(
            Notice::gap(NoticeKind::Unsupported, Some(place), message)
                .hint("audit a lock file, a pinned requirements file or the environment it is installed in"),
        );
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        if self.reading.notices.len() < TOLD {
            self.reading.notices.push(notice);
        } else {
            self.untold += 1;
        }
    }

    /// What was declared; nothing at all where it says nothing of a project.
    pub(super) fn finish(mut self) -> Reading {
        if self.untold > 0 {
            let message = format!("{} more problems are not listed", self.untold);
            let place = Some(self.input.file());
            self.reading
                .notices
                .push(Notice::gap(NoticeKind::Limit, place, message));
        }
        let says = self.name.is_some() || !self.reading.roots.is_empty();
        let is_named = self.input.tree.kind() == TargetKind::File;
        if says || self.requires_python.is_some() {
            self.reading.projects.push(Project {
                location: self.input.file(),
                name: self.name,
                version: self.version,
                requires_python: self.requires_python,
            });
        } else if is_named && self.reading.notices.is_empty() {
            let message = "it declares nothing that a project needs";
            let notice = Notice::gap(NoticeKind::NothingFound, Some(self.input.file()), message);
            self.reading
                .notices
                .push(notice.hint("audit the project it belongs to"));
        }
        self.reading
    }
}

/// A line without what stands after ` #`.
fn without_comment(line: &str) -> &str {
    line.split_once(" #").map_or(line, |(before, _)| before)
}
