//! Models of data flows that people write for their own code.

use std::sync::Arc;

use pyward_model::fingerprint;
use pyward_python::taint::{Model, ModelError, Scope};
use pyward_python::{Module, Project, Source};

use crate::flowing::rule_of;
use crate::flows::model;

/// No more examples are run.
const MOST_EXAMPLES: usize = 500;

/// The model that pyward comes with, and what was added to it.
#[derive(Clone, Debug)]
pub struct OwnModel {
    model: Arc<Model>,
    /// A digest of what was added: another model finds other things in the same code.
    pub digest: String,
}

impl OwnModel {
    /// Reads files (name and text), in their order, and runs their examples, all of which must hold.
    pub fn read(files: &[(String, String)]) -> Result<Self, ModelError> {
        let mut own = model().clone();
        let shipped = own.examples().len();
        let is_known = |weakness: &str| rule_of(weakness).is_some();
        for (name, text) in files {
            own.parse_own(name, text, is_known)?;
        }
        let examples = own.examples().get(shipped..).unwrap_or_default();
        if let Some(example) = examples.get(MOST_EXAMPLES) {
            return Err(ModelError {
                file: example.file.to_string(),
                line: Some(example.line),
                what: format!("there are more than {MOST_EXAMPLES} examples"),
            });
        }
        for example in examples {
            let found = found(&own, &example.code);
            if found != example.found {
                return Err(ModelError {
                    file: example.file.to_string(),
                    line: Some(example.line),
                    what: format!(
                        "in the example {} was found, and not {}",
                        listed(&found),
                        listed(&example.found)
                    ),
                });
            }
        }
        let parts: Vec<&str> = files
            .iter()
            .flat_map(|(name, text)| [&**name, &**text])
            .collect();
        Ok(Self {
            digest: fingerprint(&parts),
            model: Arc::new(own),
        })
    }

    /// The model.
    pub(crate) fn model(&self) -> &Model {
        &self.model
    }
}

/// The weaknesses that are found in a snippet, sorted.
fn found(model: &Model, code: &str) -> Vec<String> {
    let Ok(source) = Source::decode("example.py", code.as_bytes()) else {
        return Vec::new();
    };
    let project = Project::new(vec![Module::parse(source)]);
    let analysis = project.flows(model, Scope::default());
    let rules = analysis
        .flows
        .iter()
        .filter(|flow| rule_of(&flow.weakness).is_some());
    let mut found: Vec<String> = rules.map(|flow| flow.weakness.to_string()).collect();
    found.sort();
    found
}

fn listed(weaknesses: &[String]) -> String {
    match weaknesses {
        [] => "nothing".to_owned(),
        some => some.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CodeSettings, project_of};

    const OWN: &str = r#"
[[source]]
of = ["acme.inbox.next_message"]
what = "a message of a stranger"

[[sink]]
of = ["acme.shell.run"]
kind = "command-injection"
args = ["0|command"]

[[sanitizer]]
of = ["acme.shell.quote"]
clears = ["command-injection"]

[[example]]
code = """
from acme import inbox, shell
shell.run(inbox.next_message())
"""
found = ["command-injection"]

[[example]]
code = """
from acme import inbox, shell
shell.run(shell.quote(inbox.next_message()))
"""
found = []
"#;

    fn read(text: &str) -> Result<OwnModel, String> {
        let files = [("own.toml".to_owned(), text.to_owned())];
        OwnModel::read(&files).map_err(|error| error.to_string())
    }

    #[test]
    fn what_people_add_finds_and_clears() {
        let settings = CodeSettings {
            own_model: Some(read(OWN).unwrap()),
            ..CodeSettings::default()
        };
        let text = "from acme import inbox, shell\nx = inbox.next_message()\nshell.run(x)\nshell.run(shell.quote(x))\n";
        let found = |settings: &CodeSettings| {
            let read = |text: &&str| {
                Ok(Module::parse(
                    Source::decode("a.py", text.as_bytes()).unwrap(),
                ))
            };
            let found = project_of(&[text], &read, settings);
            let lines: Vec<_> = found
                .findings()
                .map(|it| (it.rule.name, it.locations[0].line))
                .collect();
            lines
        };
        assert_eq!(found(&settings), [("command-injection", Some(3))]);
        assert_eq!(found(&CodeSettings::default()), []);
    }

    #[test]
    fn the_page_about_it_shows_one_that_is_read() {
        let page = include_str!("../../../docs/code.md");
        let start = page.find("[[source]]").unwrap();
        let end = start + page[start..].find("```").unwrap();
        assert!(read(&page[start..end]).is_ok());
        assert_eq!(page[start..end].matches("[[").count(), 6);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let fails = |text: &str| read(text).map(|_| ()).unwrap_err();
        let sink = "[[sink]]\nof = [\"a.b\"]\n";
        assert_eq!(fails("x = = 1"), "own.toml:1: extra `=`, expected nothing");
        assert_eq!(
            fails(&format!("\n\n{sink}")),
            "own.toml:3: [[sink]]: kind is missing"
        );
        assert_eq!(
            fails(&format!("{sink}kind = \"sql-injektion\"\nargs = [\"0\"]\n")),
            "own.toml:3: there is no weakness sql-injektion"
        );
        assert_eq!(
            fails("\n[[sinks]]\n"),
            "own.toml:2: [[sinks]]: sinks means nothing here"
        );
        assert_eq!(
            fails(&OWN.replace("found = []", "found = [\"sql-injection\"]")),
            "own.toml:22: in the example nothing was found, and not sql-injection"
        );
        let many = "[[example]]\ncode = \"x\"\nfound = []\n".repeat(501);
        assert!(fails(&many).contains("more than 500 examples"));
    }
}
