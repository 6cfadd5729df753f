//! `Pipfile`: what a project asks for, as Pipenv reads it.
//!
//! Follows the [Pipfile specification](https://github.com/pypa/pipfile) and
//! [Pipenv's page on it](https://pipenv.pypa.io/en/latest/pipfile.html): a table per category, a requirement per key.

mod asked;

use pyward_model::{Notice, NoticeKind, PackageName, Project, Scope, printable};
use pyward_target::TreePath;

pub(super) use asked::{Asked, Sources, requires_python};

use crate::toml::{self, Kind, Table, Value};
use crate::{Format, Input, Reading, Role, Root};

/// Tables that are no category of packages.
const SETTINGS: [&str; 5] = ["source", "requires", "scripts", "pipenv", "pipfile"];

/// A `Pipfile`.
pub(super) struct Pipfile;

impl Format for Pipfile {
    fn name(&self) -> &'static str {
        "pipfile"
    }

    fn title(&self) -> &'static str {
        "Pipfile"
    }

    fn role(&self) -> Role {
        Role::Manifest
    }

    fn claims(&self, path: &TreePath) -> bool {
        path.file_name() == "Pipfile"
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut reading = Reading::default();
        let (text, odd) = input.text();
        reading.notices.extend(odd);
        match toml::parse(&text) {
            Ok(document) => declared(input, &document, &mut reading),
            Err(error) => {
                let message = format!("it is not TOML: {}", error.message);
                let place = Some(input.line(error.line));
                reading
                    .notices
                    .push(Notice::gap(NoticeKind::Malformed, place, message));
            }
        }
        reading
    }
}

/// What a category of packages is for.
pub(super) fn scope(category: &str) -> Scope {
    match category {
        "packages" | "default" => Scope::Main,
        "dev-packages" | "develop" => Scope::Dev,
        // A category of the user's own; `Scope::group` knows the names that mean one of the two above.
        other => Scope::group(other),
    }
}

fn declared(input: &Input<'_>, document: &Table<'_>, reading: &mut Reading) {
    let requires = document.table("requires");
    let python = |key| requires.and_then(|requires| requires.string(key));
    reading.projects.push(Project {
        location: input.file(),
        name: None,
        version: None,
        requires_python: requires_python(python("python_version"), python("python_full_version")),
    });
    let mut sources = Sources::default();
    for (_, source) in document.tables("source") {
        sources.add(source.string("name"), source.string("url"));
    }
    for (category, value) in document.iter().filter(|(key, _)| !SETTINGS.contains(key)) {
        let Some(packages) = value.as_table() else {
            reading.notices.push(odd(
                input,
                value,
                &format!(
                    "`{}` is {}, not a table of packages",
                    printable(category),
                    value.type_name()
                ),
            ));
            continue;
        };
        for (name, value) in packages.iter() {
            match asked(value) {
                Some(asked) => reading.roots.push(Root {
                    requires: asked.requires(PackageName::pypi(name), &sources),
                    scope: scope(category),
                    location: input.line(value.line),
                }),
                None => reading.notices.push(odd(
                    input,
                    value,
                    &format!(
                        "what is asked of {} is {}, not a version or a table",
                        printable(name),
                        value.type_name()
                    ),
                )),
            }
        }
    }
}

fn odd(input: &Input<'_>, value: &Value<'_>, message: &str) -> Notice {
    Notice::gap(NoticeKind::Malformed, Some(input.line(value.line)), message)
}

fn asked<'a>(value: &'a Value<'_>) -> Option<Asked<'a>> {
    let mut asked = Asked::default();
    match &value.kind {
        Kind::String(version) => asked.put("version", &**version),
        Kind::Table(table) => {
            for (key, value) in table.iter() {
                match &value.kind {
                    Kind::String(text) => asked.put(key, &**text),
                    Kind::Boolean(true) if key == "editable" => asked.editable = true,
                    Kind::Array(_) if key == "extras" => {
                        asked.extras = table.strings(key).map(Into::into).collect();
                    }
                    _ => {}
                }
            }
        }
        _ => return None,
    }
    Some(asked)
}

#[cfg(test)]
mod tests {
    use pyward_model::Origin;
    use pyward_target::Tree;

    use super::*;

    fn read(text: &str) -> Reading {
        let tree = Tree::memory(&[("Pipfile", text.as_bytes())]);
        Pipfile.read(&Input::new(&tree, &tree.entries()[0].path, text.as_bytes()))
    }

    #[test]
    fn categories_are_scopes_and_keys_are_requirements() {
        let reading = read(concat!(
            "[[source]]\nname = \"pypi\"\nurl = \"https://pypi.org/simple\"\n",
            "[[source]]\nname = \"own\"\nurl = \"https://me:pw@own.example/simple/\"\n",
            "[packages]\nDjango = \"==4.2.7\"\nflask = \"*\"\n",
            "celery = {version = \"==5.3.6\", extras = [\"Redis\"], index = \"own\"}\n",
            "here = {path = \".\", editable = true}\n",
            "tool = {git = \"https://me:pw@host/tool.git\", ref = \"v1\"}\n",
            "win = {version = \">=1\", sys_platform = \"== 'win32'\", markers = \"python_version < '3.9'\"}\n",
            "[dev-packages]\npytest = \">=7\"\n[docs]\nsphinx = \"7.2.6\"\n[scripts]\nrun = \"python\"\n",
            "[requires]\npython_version = \"3.11\"\n",
        ));
        let told: Vec<String> = reading
            .roots
            .iter()
            .map(|root| {
                let requires = &root.requires;
                format!(
                    "{} {} [{}] {:?} {:?} {} {}",
                    requires.name,
                    requires.specifiers,
                    requires.extras.join(","),
                    requires.marker,
                    requires.origin,
                    root.scope,
                    root.location
                )
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        django ==4.2.7 [] None Index main Pipfile:8
        flask  [] None Index main Pipfile:9
        celery ==5.3.6 [redis] None NamedIndex("https://own.example/simple") main Pipfile:10
        here  [] None Path { path: ".", editable: true } main Pipfile:11
        tool  [] None Vcs { url: "git+https://host/tool.git", reference: Some("v1") } main Pipfile:12
        win >=1 [] Some("(sys_platform == 'win32') and (python_version < '3.9')") Index main Pipfile:13
        pytest >=7 [] None Index dev Pipfile:15
        sphinx 7.2.6 [] None Index group docs Pipfile:17
        "#);
        assert_eq!(
            reading.projects[0].requires_python.as_deref(),
            Some("==3.11.*")
        );
        assert!(reading.notices.is_empty(), "{:?}", reading.notices);
    }

    #[test]
    fn what_is_odd_is_told_with_its_line() {
        let reading = read("packages = 1\n[dev-packages]\na = 2\nb = \"*\"\n");
        let told: Vec<String> = reading
            .notices
            .iter()
            .map(|notice| format!("{}: {}", notice.location.as_ref().unwrap(), notice.message))
            .collect();
        assert_eq!(
            told,
            [
                "Pipfile:1: `packages` is an integer, not a table of packages",
                "Pipfile:3: what is asked of a is an integer, not a version or a table"
            ]
        );
        assert_eq!(reading.roots.len(), 1);
        let reading = read("[packages]\na = \n");
        assert_eq!(reading.notices[0].location.as_ref().unwrap().line, Some(2));
    }

    #[test]
    fn the_first_source_is_the_default() {
        let reading = read(
            "[[source]]\nname = \"own\"\nurl = \"https://own.example/simple\"\n[packages]\na = \"*\"\n",
        );
        assert_eq!(
            reading.roots[0].requires.origin,
            Origin::NamedIndex("https://own.example/simple".into())
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(text in "(\\[(packages|x)\\]\n|[a-z]{1,3} ?= ?(\"[^\"]{0,9}\"|\\{path ?= ?\"\\PC{0,5}\"\\}|1)\n|\\PC{0,9}\n){0,9}") {
            let reading = read(&text);
            proptest::prop_assert!(reading.roots.len() <= text.lines().count());
        }
    }
}
