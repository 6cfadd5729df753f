//! The model of sources, sinks, sanitizers and guards that pyward comes with: a file a subject below `data/flows`.

use std::sync::LazyLock;

use pyward_python::Project;
use pyward_python::taint::{Analysis, Model, ModelError, Scope};

/// The files, in the order they are read: groups are defined before they are used.
const FILES: &[(&str, &str)] = &[
    ("python.toml", include_str!("../data/flows/python.toml")),
    ("commands.toml", include_str!("../data/flows/commands.toml")),
    ("sql.toml", include_str!("../data/flows/sql.toml")),
    ("paths.toml", include_str!("../data/flows/paths.toml")),
    ("web.toml", include_str!("../data/flows/web.toml")),
    ("flask.toml", include_str!("../data/flows/flask.toml")),
    ("django.toml", include_str!("../data/flows/django.toml")),
    ("fastapi.toml", include_str!("../data/flows/fastapi.toml")),
    ("data.toml", include_str!("../data/flows/data.toml")),
    ("crypto.toml", include_str!("../data/flows/crypto.toml")),
    ("archives.toml", include_str!("../data/flows/archives.toml")),
    ("chat.toml", include_str!("../data/flows/chat.toml")),
    ("queues.toml", include_str!("../data/flows/queues.toml")),
    ("models.toml", include_str!("../data/flows/models.toml")),
    (
        "command_line.toml",
        include_str!("../data/flows/command_line.toml"),
    ),
    ("library.toml", include_str!("../data/flows/library.toml")),
    (
        "frameworks.toml",
        include_str!("../data/flows/frameworks.toml"),
    ),
];

static MODEL: LazyLock<Model> = LazyLock::new(|| read().expect("every file is read by a test"));

fn read() -> Result<Model, ModelError> {
    let mut model = Model::default();
    for (name, text) in FILES {
        model.parse(name, text)?;
    }
    Ok(model)
}

/// The model pyward comes with. Others are made of it: clone it and parse more files into it.
#[must_use]
pub fn model() -> &'static Model {
    &MODEL
}

/// The files of that model, by name: what the findings of flows depend on besides the program.
pub fn texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied()
}

/// The flows of a project, by the model pyward comes with.
#[must_use]
pub fn flows(project: &Project, scope: Scope) -> Analysis {
    project.flows(&MODEL, scope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyward_python::{Module, Source};

    #[test]
    fn every_file_is_read() {
        let faults: Vec<String> = FILES
            .iter()
            .scan(Model::default(), |model, (name, text)| {
                Some(model.parse(name, text))
            })
            .filter_map(Result::err)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn examples_of_every_file_hold() {
        let mut wrong = Vec::new();
        for example in model().examples() {
            let source = Source::decode("example.py", example.code.as_bytes()).unwrap();
            let analysis = flows(&Project::new(vec![Module::parse(source)]), Scope::default());
            let mut found: Vec<String> = analysis
                .flows
                .iter()
                .filter(|flow| {
                    flow.weakness.as_ref() != "insecure-cookie"
                        || example.found.iter().any(|kind| kind == "insecure-cookie")
                })
                .map(|flow| flow.weakness.to_string())
                .collect();
            found.sort();
            if found != example.found {
                wrong.push(format!(
                    "{}: {}\nfound {found:?}, not {:?}",
                    example.file, example.code, example.found
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
