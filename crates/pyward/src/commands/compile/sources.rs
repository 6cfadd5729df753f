//! What is to be pinned: the sources of a compilation, read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use pyward_edit::compile::{PinOrigin, Via};
use pyward_inventory::{
    FileOption, OptionLines, Options, RequirementLine, RequirementLines, requirement_lines,
};
use pyward_model::{
    Inventory, Notice, NoticeKind, Origin, PackageName, Project, Requirement, Scope, Weight,
    printable,
};
use pyward_resolve::index::{RequirementOption, Wish};
use pyward_target::{OpenOptions, Tree};

use super::known;
use crate::args::{ChoiceArgs, CompileArgs};
use crate::environment::Environment;
use crate::failure::{FAILED, Failure, chain};

/// Everything that is asked for, and by whom.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) requirements: Vec<pyward_resolve::Requirement>,
    pub(super) constraints: Vec<pyward_resolve::Requirement>,
    pub(super) overrides: Vec<pyward_resolve::Requirement>,
    /// Who asks for a package.
    pub(super) askers: BTreeMap<PackageName, BTreeSet<Via>>,
    /// Files that constrain a package.
    pub(super) constrained: BTreeMap<PackageName, BTreeSet<Via>>,
    /// Packages that stay as a line names them.
    pub(super) placed: BTreeMap<PackageName, PinOrigin>,
    /// The same, where nobody knows which package it is.
    pub(super) unnamed: Vec<(PinOrigin, Via)>,
    pub(super) options: OptionLines,
    /// What the projects say of Python.
    pub(super) requires_python: Vec<String>,
    pub(super) notices: Vec<Notice>,
}

impl Asked {
    /// Whether a file says `--pre`.
    pub(super) fn wants_prereleases(&self) -> bool {
        let mut options = self.options.iter();
        options.any(|it| it.option == FileOption::Pre)
    }
}

/// What a file of requirements is read for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Source,
    Constraint,
    Override,
}

/// Reads everything that the command line names.
pub(super) fn read(
    sources: &[PathBuf],
    args: &CompileArgs,
    environment: &Environment,
) -> Result<Asked, Failure> {
    let mut reader = Reader {
        environment,
        asked: Asked::default(),
        unread: Vec::new(),
    };
    let mut wishes = Wishes::of(&args.choice);
    for source in sources {
        if is_manifest(source) {
            reader.manifest(source, &mut wishes)?;
        } else {
            reader.lines(source, Purpose::Source)?;
        }
    }
    wishes.all_were_met()?;
    for file in &args.constraint {
        reader.lines(file, Purpose::Constraint)?;
    }
    for file in &args.r#override {
        reader.lines(file, Purpose::Override)?;
    }
    reader.finish()
}

/// What indexes settings take of the options of files.
pub(crate) fn index_options(options: &OptionLines) -> Vec<RequirementOption> {
    let wished = options.iter().filter_map(|it| {
        let wish = match &it.option {
            FileOption::IndexUrl(url) => Wish::IndexUrl(url.clone()),
            FileOption::ExtraIndexUrl(url) => Wish::ExtraIndexUrl(url.clone()),
            FileOption::NoIndex => Wish::NoIndex,
            FileOption::FindLinks(place) => Wish::FindLinks(place.clone()),
            FileOption::TrustedHost(host) => Wish::TrustedHost(host.clone()),
            FileOption::Pre | FileOption::NoBinary(_) | FileOption::OnlyBinary(_) => return None,
        };
        Some(RequirementOption {
            path: it.file.clone(),
            line: it.line,
            wish,
        })
    });
    wished.collect()
}

/// Whether a source is read for what its project declares.
pub(super) fn is_manifest(source: &Path) -> bool {
    let is_script = source
        .extension()
        .is_some_and(|end| end == "py" || end == "pyw");
    is_script || is_pyproject(source)
}

fn is_pyproject(source: &Path) -> bool {
    source
        .file_name()
        .is_some_and(|name| name == "pyproject.toml")
}

/// The extras and groups that are wanted, and which of them were found.
struct Wishes<'a> {
    extras: BTreeSet<PackageName>,
    all_extras: bool,
    groups: Vec<(&'a str, Scope)>,
    known_extras: BTreeSet<PackageName>,
    known_groups: BTreeSet<String>,
    found: Vec<Scope>,
}

impl<'a> Wishes<'a> {
    fn of(choice: &'a ChoiceArgs) -> Self {
        Self {
            extras: choice
                .extra
                .iter()
                .map(|name| PackageName::pypi(name))
                .collect(),
            all_extras: choice.all_extras,
            groups: choice
                .group
                .iter()
                .map(|name| (name.as_str(), Scope::group(name)))
                .collect(),
            known_extras: BTreeSet::new(),
            known_groups: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    /// Looks at what a project has to offer; which scopes are wanted of it. An extra may be made of others of the same
    /// project.
    fn scopes(&mut self, inventory: &Inventory) -> BTreeSet<Scope> {
        let mut extras = self.extras.clone();
        for asked in &inventory.requirements {
            self.found.push(asked.scope.clone());
            match &asked.scope {
                Scope::Extra(name) => {
                    self.known_extras.insert(PackageName::pypi(name));
                }
                Scope::Group(name) => {
                    self.known_groups.insert(name.to_string());
                }
                Scope::Dev => {
                    self.known_groups.insert("dev".to_owned());
                }
                Scope::Main | Scope::Build | Scope::Vendored(_) | Scope::System | Scope::User => {}
            }
        }
        if self.all_extras {
            extras.extend(self.known_extras.iter().cloned());
        }
        loop {
            let before = extras.len();
            let own = inventory
                .requirements
                .iter()
                .filter(|asked| is_own(inventory, asked) && is_in(&asked.scope, &extras));
            let more: Vec<PackageName> = own
                .flat_map(|asked| asked.extras.iter().map(|extra| PackageName::pypi(extra)))
                .collect();
            extras.extend(more);
            if extras.len() == before {
                break;
            }
        }
        let extras = extras
            .iter()
            .map(|extra| Scope::Extra(extra.as_str().into()));
        let groups = self.groups.iter().map(|(_, scope)| scope.clone());
        extras.chain(groups).chain([Scope::Main]).collect()
    }

    /// An extra or group that no source has is a mistake.
    fn all_were_met(&self) -> Result<(), Failure> {
        let known = |known: &BTreeSet<String>| {
            if known.is_empty() {
                "no source declares any".to_owned()
            } else {
                let names: Vec<&str> = known.iter().map(String::as_str).collect();
                format!("there are {}", names.join(", "))
            }
        };
        if let Some(missing) = self
            .extras
            .iter()
            .find(|extra| !self.known_extras.contains(*extra))
        {
            let names = self.known_extras.iter().map(ToString::to_string).collect();
            return Err(
                Failure::usage(format!("no source has an extra `{missing}`")).hint(known(&names)),
            );
        }
        if let Some((missing, _)) = self
            .groups
            .iter()
            .find(|(_, scope)| !self.found.contains(scope))
        {
            return Err(
                Failure::usage(format!("no source has a dependency group `{missing}`"))
                    .hint(known(&self.known_groups)),
            );
        }
        Ok(())
    }
}

fn is_in(scope: &Scope, extras: &BTreeSet<PackageName>) -> bool {
    match scope {
        Scope::Main => true,
        Scope::Extra(name) => extras.contains(&PackageName::pypi(name)),
        _ => false,
    }
}

/// Whether a project asks for itself, meaning extras of its own.
fn is_own(inventory: &Inventory, asked: &Requirement) -> bool {
    inventory
        .projects
        .iter()
        .any(|project| project.name.as_ref() == Some(&asked.name))
}

struct Reader<'a> {
    environment: &'a Environment,
    asked: Asked,
    /// What could not be read: a file without it would lack something.
    unread: Vec<Notice>,
}

impl Reader<'_> {
    fn open(&self, path: &Path) -> Result<Tree, Failure> {
        if self.environment.working_folder.join(path).is_dir() {
            return Err(Failure::usage(format!("{} is a folder", path.display()))
                .hint("name a requirements file or pyproject.toml"));
        }
        let mut options = OpenOptions::default();
        if path == Path::new("-") {
            options.stdin = Some(Box::new(std::io::stdin()));
        }
        Tree::open(path, &self.environment.working_folder, &mut options).map_err(|error| Failure {
            hint: error.hint(),
            ..Failure::usage(chain(&error))
        })
    }

    /// Reads a requirements file with those it includes.
    fn lines(&mut self, path: &Path, purpose: Purpose) -> Result<(), Failure> {
        let file = path.file_name().unwrap_or_default();
        if file == "setup.py" || file == "setup.cfg" {
            return Err(Failure::usage(format!(
                "{} is not read, since it is code",
                path.display()
            ))
            .hint("declare the dependencies in pyproject.toml, or in requirements.in"));
        }
        let RequirementLines {
            lines,
            options,
            notices,
        } = requirement_lines(&self.open(path)?);
        self.told(notices, |_| true);
        self.asked.options.append(options);
        for line in lines {
            self.line(&line, purpose);
        }
        Ok(())
    }

    fn line(&mut self, line: &RequirementLine, purpose: Purpose) {
        let file: Box<str> = if &*line.location.path == "<stdin>" {
            "-".into()
        } else {
            (*line.location.path).into()
        };
        let constrains = purpose == Purpose::Constraint || line.is_constraint;
        let via = if constrains {
            Via::Constraints(file)
        } else {
            Via::File(file)
        };
        let mut asked = line.asked.clone();
        let known = known::of_line(line, self.environment);
        if asked.is_none() {
            asked = known
                .as_ref()
                .and_then(|found| Some(found.requirement(line, found.name.clone()?)));
        }
        let Some(asked) = asked else {
            if !constrains && purpose == Purpose::Source {
                self.asked.notices.push(unknown(line));
                self.asked.unnamed.push((as_written(line), via));
            }
            return;
        };
        let requirement = pyward_resolve::Requirement {
            origin: Some(line.location.clone()),
            written: Some(line.written.clone()),
            editable: line.editable,
            known: known.map(|found| found.known),
            ..pyward_resolve::Requirement::new(&asked.pep508())
        };
        if purpose == Purpose::Override {
            return self.asked.overrides.push(requirement);
        }
        if constrains {
            let files = self.asked.constrained.entry(asked.name).or_default();
            files.insert(via);
            return self.asked.constraints.push(requirement);
        }
        if !asked.origin.is_index() {
            let placed = self.asked.placed.entry(asked.name.clone());
            placed.or_insert_with(|| as_written(line));
        }
        self.asked.askers.entry(asked.name).or_default().insert(via);
        self.asked.requirements.push(requirement);
    }

    /// Reads what a project or a script declares.
    fn manifest(&mut self, path: &Path, wishes: &mut Wishes<'_>) -> Result<(), Failure> {
        let inventory = pyward_inventory::read(&self.open(path)?, &Options::default());
        let scopes = wishes.scopes(&inventory);
        let wanted =
            |asked: &&Requirement| scopes.contains(&asked.scope) && !is_own(&inventory, asked);
        for asked in inventory.requirements.iter().filter(wanted) {
            let requirement = pyward_resolve::Requirement {
                origin: Some(asked.location.clone()),
                known: known::of_origin(&asked.origin, &asked.location, self.environment)
                    .map(|found| found.known),
                ..pyward_resolve::Requirement::new(&asked.pep508())
            };
            let is_editable = matches!(&asked.origin, Origin::Path { editable: true, .. });
            if let (Origin::Path { path, .. }, true) = (&asked.origin, is_editable) {
                let origin = PinOrigin::Editable(path.clone());
                self.asked.placed.insert(asked.name.clone(), origin);
            }
            let via = asker(&inventory.projects, &asked.location.path);
            let askers = self.asked.askers.entry(asked.name.clone()).or_default();
            askers.insert(via);
            self.asked.requirements.push(requirement);
        }
        let pythons = inventory.projects.iter();
        let pythons = pythons.filter_map(|project| project.requires_python.clone());
        self.asked.requires_python.extend(pythons);
        self.told(inventory.notices, |notice| {
            !matches!(
                notice.kind,
                NoticeKind::Unlocked
                    | NoticeKind::Unpinned
                    | NoticeKind::Unauditable
                    | NoticeKind::Excluded
            )
        });
        Ok(())
    }

    fn told(&mut self, notices: Vec<Notice>, counts: impl Fn(&Notice) -> bool) {
        for notice in notices.into_iter().filter(|notice| counts(notice)) {
            if notice.weight == Weight::Info {
                self.asked.notices.push(notice);
            } else {
                self.unread.push(notice);
            }
        }
    }

    fn finish(self) -> Result<Asked, Failure> {
        if self.unread.is_empty() {
            return Ok(self.asked);
        }
        let told: Vec<String> = self
            .unread
            .iter()
            .take(20)
            .map(|notice| {
                let place = notice.location.as_ref();
                let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
                format!("  {place}{}", printable(&notice.message))
            })
            .collect();
        let count = self.unread.len();
        let hint = self.unread.iter().find_map(|notice| notice.hint.clone());
        Err(Failure {
            message: format!(
                "what is asked for could not be read in {count} {}, so nothing was written",
                if count == 1 { "place" } else { "places" }
            ),
            hint: hint.or_else(|| Some("mend the lines, and try again".to_owned())),
            detail: Some(told.join("\n")),
            exit_code: FAILED,
        })
    }
}

/// A line as it goes into the output.
fn as_written(line: &RequirementLine) -> PinOrigin {
    let written = line.written.clone();
    match line.editable {
        // With a marker behind it, or a space in its path, it is a line and no more.
        true if written.contains(char::is_whitespace) => {
            PinOrigin::Line(format!("-e {written}").into())
        }
        true => PinOrigin::Editable(written),
        false => PinOrigin::Line(written),
    }
}

/// Who asks for what a manifest declares.
fn asker(projects: &[Project], file: &str) -> Via {
    let project = projects
        .iter()
        .find(|project| *project.location.path == *file);
    match project.and_then(|project| project.name.as_ref()) {
        Some(name) => Via::Project {
            project: name.as_str().into(),
            file: file.into(),
        },
        None => Via::File(file.into()),
    }
}

fn unknown(line: &RequirementLine) -> Notice {
    let message = format!(
        "`{}` stays as it is: which package it is, and what it needs, only a build would tell",
        line.written
    );
    Notice::gap(
        NoticeKind::Unauditable,
        Some(line.location.clone()),
        message,
    )
    .hint("write its name before it (`name @ …`), and list what it needs")
}
