//! `setup.py`: what a project built by setuptools or distutils asks for, as far as it is written down in it.
//!
//! Nothing of it is run. What stands in it as a literal is read, also by way of a variable of the module; what only
//! running would show is told with its line.

mod values;

#[cfg(test)]
mod tests;

use pyward_model::{Notice, NoticeKind, printable};
use pyward_python::views::{Call, Kind, Node};
use pyward_python::{Module, SourceKind, Tree};
use pyward_target::TreePath;

use self::values::{Read, Variables};
use super::setuptools::{Condition, Declared, EXTRAS, lists};
use crate::{Format, Input, Reading, Role};

/// How many calls of `setup` are looked at.
const CALLS: usize = 32;

/// A `setup.py`.
pub(super) struct SetupPy;

impl Format for SetupPy {
    fn name(&self) -> &'static str {
        "setup-py"
    }

    fn title(&self) -> &'static str {
        "setup.py (what is written in it; it is never run)"
    }

    fn role(&self) -> Role {
        Role::Manifest
    }

    fn claims(&self, path: &TreePath) -> bool {
        path.file_name() == "setup.py"
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut declared = Declared::new(input);
        let shown = input.path.shown().clone();
        match Module::read(shown, input.bytes, SourceKind::Module) {
            Ok(module) => script(&module, &mut declared),
            Err(error) => {
                let message = format!("it cannot be read: {}", printable(&error.to_string()));
                let place = Some(input.file());
                declared.tell(Notice::gap(NoticeKind::Unreadable, place, message));
            }
        }
        declared.finish()
    }
}

fn script(module: &Module, declared: &mut Declared<'_>) {
    if let Some(fault) = module.faults().next() {
        let place = declared.input.line(module.line_of(fault.offset));
        let message = format!(
            "it is not Python: {}; what could be read around that is taken",
            printable(&fault.message)
        );
        declared.tell(Notice::gap(NoticeKind::Malformed, Some(place), message));
    }
    let tree = Tree::of(module);
    let calls: Vec<Call<'_>> = tree
        .nodes()
        .filter_map(Call::of)
        .filter(|call| call.func().last_name() == Some("setup"))
        .take(CALLS)
        .collect();
    if calls.is_empty() {
        return;
    }
    let variables = Variables::of(&tree);
    for call in calls {
        for keyword in call.keywords() {
            match keyword.name() {
                Some(name) => argument(name, keyword.value(), &variables, declared),
                None => unpacked(keyword.value(), &variables, declared),
            }
        }
    }
}

/// `setup(**settings)`.
fn unpacked(value: Node<'_>, variables: &Variables<'_>, declared: &mut Declared<'_>) {
    let dict = variables.value(value);
    if let Some(call) = dict.and_then(Call::of)
        && call.func().name_id() == Some("dict")
        && !call.has_unpacking()
    {
        for keyword in call.keywords() {
            if let Some(name) = keyword.name() {
                argument(name, keyword.value(), variables, declared);
            }
        }
        return;
    }
    let entries = dict.filter(|dict| dict.kind() == Kind::Dict);
    let Some(entries) = entries.map(Node::entries) else {
        return declared.computed(
            "what is handed over with `**`",
            declared.input.line(value.line()),
        );
    };
    for (key, value) in entries {
        match key.map(Node::str_value) {
            Some(Some(name)) => argument(name, value, variables, declared),
            Some(None) => {}
            None => declared.computed(
                "what is handed over with `**`",
                declared.input.line(value.line()),
            ),
        }
    }
}

fn argument(name: &str, value: Node<'_>, variables: &Variables<'_>, declared: &mut Declared<'_>) {
    let text = || variables.value(value).and_then(Node::str_value);
    match name {
        "name" => {
            if let Some(name) = text() {
                declared.name(name);
            }
        }
        "version" => {
            if let Some(version) = text() {
                declared.version(version);
            }
        }
        "python_requires" => match text() {
            Some(range) => declared.requires_python(range),
            None => declared.computed(name, declared.input.line(value.line())),
        },
        EXTRAS => extras(value, variables, declared),
        _ => {
            if let Some((_, scope)) = lists().into_iter().find(|(key, _)| *key == name) {
                list(name, value, &Condition::of(scope), variables, declared);
            }
        }
    }
}

/// Requirements by extra.
fn extras(value: Node<'_>, variables: &Variables<'_>, declared: &mut Declared<'_>) {
    let (entries, open) = variables.entries(value);
    for (key, value) in entries {
        let key = variables.value(key).and_then(Node::str_value);
        match key {
            Some(key) => list(
                &format!("{EXTRAS}[{key:?}]"),
                value,
                &Condition::extra(key),
                variables,
                declared,
            ),
            None => declared.computed("an extra", declared.input.line(value.line())),
        }
    }
    for node in open {
        declared.computed(EXTRAS, declared.input.line(node.line()));
    }
}

fn list(
    name: &str,
    value: Node<'_>,
    condition: &Condition,
    variables: &Variables<'_>,
    declared: &mut Declared<'_>,
) {
    let Read { texts, open, added } = variables.texts(value);
    for (text, line) in texts {
        let place = declared.input.line(line);
        // A string with a requirement on each line is a list too.
        for requirement in text.lines() {
            declared.requirement(requirement, condition, &place);
        }
    }
    for node in open {
        declared.computed(name, declared.input.line(node.line()));
    }
    for node in added {
        let message = format!(
            "{} is added to here, perhaps not in every case: all that is added is taken",
            printable(name)
        );
        let place = Some(declared.input.line(node.line()));
        declared.tell(Notice::info(NoticeKind::Unsupported, place, message));
    }
}
