//! `environment.yml`: what an environment of conda is made of
//! ([format](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#create-env-file-manually)).
//!
//! Requirements below `pip:` are pip's. Packages of conda are listed, and not matched with advisories that speak of PyPI.

#[cfg(test)]
mod tests;

use pyward_model::{Component, Notice, NoticeKind, Scope, Specifiers, printable};
use pyward_target::TreePath;

use super::conda_meta;
use crate::yaml::{self, Value};
use crate::{Format, Input, Package, Reading, Requirement, Role, origin};

/// How many entries are read.
const MOST: usize = 50_000;

/// An `environment.yml`.
pub(super) struct CondaEnvironment;

impl Format for CondaEnvironment {
    fn name(&self) -> &'static str {
        "conda-environment"
    }

    fn title(&self) -> &'static str {
        "conda's environment.yml (pip's part; packages of conda are listed)"
    }

    fn role(&self) -> Role {
        Role::Requirements
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path.file_name().to_ascii_lowercase();
        let stem = name
            .strip_suffix(".yml")
            .or_else(|| name.strip_suffix(".yaml"));
        stem.is_some_and(|stem| {
            let stem = stem.strip_prefix("environment").or_else(|| {
                let stem = stem.strip_suffix("environment")?;
                stem.ends_with(['-', '_', '.']).then_some("")
            });
            stem.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', '.']))
        })
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        let has = |line: &[u8]| {
            memchr::memmem::find_iter(head, line).any(|at| {
                matches!(
                    at.checked_sub(1).and_then(|at| head.get(at)),
                    None | Some(b'\n')
                )
            })
        };
        has(b"dependencies:") && (has(b"channels:") || has(b"name:"))
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let (text, odd) = input.text();
        let document = yaml::parse(&text);
        let mut reading = Reading::default();
        reading.notices.extend(odd);
        reading.notices.extend(told(input, &document));
        let mut environment = Environment { input, reading };
        match document
            .root
            .as_ref()
            .and_then(|root| root.get("dependencies"))
        {
            Some(dependencies) => environment.dependencies(dependencies),
            // Other programs have files of this name too.
            None => environment.reading.notices.push(Notice::info(
                NoticeKind::NothingFound,
                Some(input.file()),
                "it has no `dependencies`, so it is no environment of conda",
            )),
        }
        environment.finish()
    }
}

/// What is wrong with a file as YAML.
pub(super) fn told(input: &Input<'_>, document: &yaml::Document) -> Vec<Notice> {
    let error = document.error.as_ref().map(|error| {
        let message = format!(
            "it is not YAML: {}; what stands before that is audited",
            printable(&error.problem)
        );
        Notice::gap(NoticeKind::Malformed, Some(input.line(error.line)), message)
    });
    let alias = document.alias.map(|line| {
        let message = "it refers to values elsewhere in the file by `*`, which is not followed";
        Notice::gap(NoticeKind::Unsupported, Some(input.line(line)), message)
            .hint("write the values out")
    });
    error.into_iter().chain(alias).collect()
}

struct Environment<'a> {
    input: &'a Input<'a>,
    reading: Reading,
}

impl Environment<'_> {
    fn dependencies(&mut self, dependencies: &Value) {
        for item in dependencies.items().iter().take(MOST) {
            if let Some(text) = item.as_str() {
                self.conda(text, item.line);
            } else if let Some(list) = item.get("pip") {
                for line in list.items().iter().take(MOST) {
                    match line.as_str() {
                        Some(text) => self.pip(text, line.line),
                        None => self.odd("a requirement of pip", line.line),
                    }
                }
            } else {
                self.odd("a dependency", item.line);
            }
        }
        if dependencies.items().len() > MOST {
            let message = format!("more than {MOST} dependencies; the rest is not read");
            let place = Some(self.input.file());
            self.reading
                .notices
                .push(Notice::gap(NoticeKind::Limit, place, message));
        }
    }

    /// `channel::name=version=build`, `name >=1.0`, `name[version='>=1']`.
    fn conda(&mut self, text: &str, line: u32) {
        let bare = text.rsplit_once("::").map_or(text, |(_, bare)| bare).trim();
        let end = bare.find(|ch: char| ch.is_whitespace() || "=<>!~[".contains(ch));
        let (name, rest) = bare.split_at(end.unwrap_or(bare.len()));
        if name.is_empty() {
            return self.odd("a dependency", line);
        }
        let mut component = conda_meta::component(name, exact(rest));
        if component.version.is_none() {
            component.requirement = Some(rest.trim().into());
        }
        self.take(component, line);
    }

    /// A line of a requirements file.
    fn pip(&mut self, text: &str, line: u32) {
        let text = text.split(" #").next().unwrap_or_default().trim();
        if text.starts_with('-') {
            let message = format!(
                "`{}` is an option of pip, which is not followed here",
                printable(&origin::without_credentials(text))
            );
            let notice = Notice::gap(
                NoticeKind::Unsupported,
                Some(self.input.line(line)),
                message,
            );
            return self
                .reading
                .notices
                .push(notice.hint("audit the file it names too"));
        }
        let requirement = match Requirement::parse(text) {
            Ok(requirement) => requirement,
            Err(error) => {
                let message = format!(
                    "`{}` is no requirement: {error}",
                    printable(&origin::without_credentials(text))
                );
                let place = Some(self.input.line(line));
                let notice = Notice::gap(NoticeKind::Malformed, place, message);
                return self.reading.notices.push(notice.hint(error.hint()));
            }
        };
        let pin = Specifiers::parse(&requirement.specifiers)
            .ok()
            .and_then(|specifiers| specifiers.pin().cloned());
        let mut component = Component::pypi(requirement.name, pin);
        component.origin = requirement
            .url
            .map(|url| origin::url(&url))
            .unwrap_or_default();
        component.extras = requirement.extras.into_iter().collect();
        component.markers = requirement.marker.into_iter().collect();
        if component.version.is_none() {
            component.requirement = Some(requirement.specifiers);
        }
        self.take(component, line);
    }

    fn take(&mut self, mut component: Component, line: u32) {
        component.direct = true;
        component.scopes.insert(Scope::Main);
        component.locations.push(self.input.line(line));
        self.reading.packages.push(Package::new(component));
    }

    fn odd(&mut self, what: &str, line: u32) {
        let message = format!("it is not {what}");
        let place = Some(self.input.line(line));
        self.reading
            .notices
            .push(Notice::gap(NoticeKind::Malformed, place, message));
    }

    fn finish(mut self) -> Reading {
        // Without a version there is nothing to list of a package of conda but its name, and no pin is missed.
        let (listed, open): (Vec<Package>, Vec<Package>) =
            self.reading.packages.into_iter().partition(|package| {
                let component = &package.component;
                component.ecosystem == pyward_model::Ecosystem::PyPI || component.version.is_some()
            });
        self.reading.packages = listed;
        if !open.is_empty() {
            let names: Vec<String> = open
                .iter()
                .take(6)
                .map(|package| printable(package.component.name.as_str()).into_owned())
                .collect();
            let more = match open.len().saturating_sub(names.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let message = format!(
                "packages of conda without an exact version are not listed: {}{more}",
                names.join(", ")
            );
            let place = Some(self.input.file());
            let notice = Notice::info(NoticeKind::Unpinned, place, message);
            self.reading
                .notices
                .push(notice.hint("audit the environment, or its conda-lock.yml"));
        }
        let file = self.input.file();
        self.reading
            .notices
            .extend(conda_meta::not_matched(&self.reading.packages, &file));
        self.reading
    }
}

/// The version that conda's words mean, where they mean a single one: `==1.2.3`, or `=1.2.3=build`.
fn exact(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    let version = rest.strip_prefix("==").or_else(|| {
        let (version, build) = rest.strip_prefix('=')?.split_once('=')?;
        (!build.is_empty()).then_some(version)
    })?;
    let version = version.trim().split('=').next().unwrap_or_default();
    let is_one = !version.is_empty()
        && version
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._+!-".contains(&b));
    is_one.then_some(version)
}
