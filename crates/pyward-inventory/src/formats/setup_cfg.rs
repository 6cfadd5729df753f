//! `setup.cfg`: what a project built by setuptools asks for
//! ([declarative configuration](https://setuptools.pypa.io/en/latest/userguide/declarative_config.html)).

mod sections;

#[cfg(test)]
mod tests;

use pyward_model::{Location, Notice, NoticeKind, printable};
use pyward_target::TreePath;

use self::sections::{Line, Sections};
use super::setuptools::{Condition, Declared, EXTRAS, lists};
use crate::{Format, Input, Reading, Role, origin};

/// A `setup.cfg`.
pub(super) struct SetupCfg;

impl Format for SetupCfg {
    fn name(&self) -> &'static str {
        "setup-cfg"
    }

    fn title(&self) -> &'static str {
        "setup.cfg"
    }

    fn role(&self) -> Role {
        Role::Manifest
    }

    fn claims(&self, path: &TreePath) -> bool {
        path.file_name() == "setup.cfg"
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut declared = Declared::new(input);
        let (text, odd) = input.text();
        if let Some(odd) = odd {
            declared.tell(odd);
        }
        let sections = sections::read(&text);
        for line in &sections.odd {
            let message = "it is neither a section, a key nor the rest of a value";
            let notice = Notice::gap(NoticeKind::Malformed, Some(input.line(*line)), message);
            declared.tell(notice.hint("write `key = value`, or indent what belongs to a value"));
        }
        project(&sections, &mut declared);
        declared.finish()
    }
}

fn project(sections: &Sections<'_>, declared: &mut Declared<'_>) {
    // What starts like this stands in another file or in code.
    let stated = |key: &str| {
        let value = sections.value("metadata", key)?;
        (!value.starts_with("attr:") && !value.starts_with("file:")).then_some(value)
    };
    if let Some(name) = stated("name") {
        declared.name(&name);
    }
    if let Some(version) = stated("version") {
        declared.version(&version);
    }
    if let Some(range) = sections.value("options", "python_requires") {
        declared.requires_python(&range);
    }
    for (key, scope) in lists() {
        if let Some(lines) = sections.lines("options", key) {
            list(lines, &Condition::of(scope), declared);
        }
    }
    for (key, lines) in sections.all(&format!("options.{EXTRAS}")) {
        list(lines, &Condition::extra(key), declared);
    }
}

/// A list of requirements: one on a line or, on a single line, between semicolons, as setuptools splits it.
fn list(lines: &[Line<'_>], condition: &Condition, declared: &mut Declared<'_>) {
    let place = |line: &Line<'_>| declared.input.line(line.number);
    let first = lines.iter().find(|line| !line.text.trim().is_empty());
    if let Some((first, files)) =
        first.and_then(|first| Some((first, first.text.trim().strip_prefix("file:")?)))
    {
        let place = place(first);
        let rest = lines.iter().filter(|line| line.number > first.number);
        let names = files
            .split(',')
            .chain(rest.flat_map(|line| line.text.split(',')));
        let names: Vec<&str> = names.map(str::trim).filter(|it| !it.is_empty()).collect();
        for name in names {
            declared.file(name, condition, &place);
        }
        return;
    }
    match lines {
        [line] if !line.text.contains('\n') => split(line, condition, declared),
        _ => {
            for line in lines {
                let place: Location = declared.input.line(line.number);
                declared.requirement(line.text, condition, &place);
            }
        }
    }
}

/// A single line. setuptools takes every semicolon for the end of a requirement, so a marker on it is lost: pyward tells.
fn split(line: &Line<'_>, condition: &Condition, declared: &mut Declared<'_>) {
    let place = declared.input.line(line.number);
    // Before it is taken apart: a URL may hold a secret after a semicolon.
    let text = origin::without_credentials(line.text);
    for part in text.split(';') {
        let part = part.trim();
        let is_marker = part
            .split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_')
            .next()
            .is_some_and(|word| MARKERS.contains(&word));
        if is_marker {
            let message = format!(
                "`{}` on one line with its requirement is no marker to setuptools, which takes `;` for the end of a requirement",
                printable(part)
            );
            let notice = Notice::info(NoticeKind::Malformed, Some(place.clone()), message);
            declared.tell(notice.hint("put each requirement on a line of its own"));
            continue;
        }
        declared.requirement(part, condition, &place);
    }
}

/// Words a marker begins with.
const MARKERS: [&str; 12] = [
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
];
