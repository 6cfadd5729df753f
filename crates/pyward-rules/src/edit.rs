//! Edits of calls that change nothing else.

use pyward_python::Span;
use pyward_python::views::{Call, ImportedName, Kind, Node};

use crate::Cx;

/// The edit that takes an argument out of a call. `value`: that of a keyword argument, or a positional argument behind
/// the first.
pub(crate) fn without(call: Call<'_>, value: Node<'_>) -> Option<(Span, String)> {
    let argument = value
        .parent()
        .filter(|around| around.kind() == Kind::Keyword)
        .unwrap_or(value);
    let module = call.tree().module();
    let text = &module.source().text;
    let (whole, argument) = (call.span(), argument.span());
    let before = text.get(whole.start..argument.start)?.trim_end();
    if let Some(rest) = before.strip_suffix(',') {
        let from = whole.start + rest.len();
        return Some((module.span(from, argument.end), String::new()));
    }
    let after = text.get(argument.end..whole.end)?;
    let rest = after
        .trim_start()
        .strip_prefix(',')
        .map_or(after, str::trim_start);
    let span = module.span(argument.start, whole.end - rest.len());
    before.ends_with('(').then(|| (span, String::new()))
}

/// The edit that puts a keyword argument behind all others.
pub(crate) fn with(call: Call<'_>, argument: &str) -> Option<(Span, String)> {
    let end = call.span().end.checked_sub(1)?;
    let before = call.text().strip_suffix(')')?.trim_end();
    // Behind a comment the text would be part of it, and a lone generator needs parentheses.
    let is_plain = !call.text().contains('#')
        && call
            .positionals()
            .all(|node| node.kind() != Kind::GeneratorExp);
    let comma = match before.chars().next_back()? {
        '(' => "",
        ',' => " ",
        _ => ", ",
    };
    let place = call.tree().module().span(end, end);
    is_plain.then(|| (place, format!("{comma}{argument}")))
}

/// The edit that calls another attribute of the same object.
pub(crate) fn calling(call: Call<'_>, name: &str) -> Option<(Span, String)> {
    let func = call.func();
    let end = func.span().end;
    let start = end.checked_sub(func.attribute()?.len())?;
    Some((call.tree().module().span(start, end), name.to_owned()))
}

/// The edits that call another function of the same module: another attribute of the module, or another name imported
/// beside the one that is called (`from yaml import load, safe_load`).
pub(crate) fn sibling(cx: &Cx<'_>, call: Call<'_>, name: &str) -> Option<Vec<(Span, String)>> {
    let func = call.func();
    let Some(called) = func.name_id() else {
        return Some(vec![calling(call, name)?]);
    };
    let written = cx.occurrences();
    let (import, imported) = written.import(called)?;
    let mut edits = vec![(func.span(), name.to_owned())];
    let is_there = |other: &ImportedName<'_>| other.name == name && other.alias.is_none();
    if !import.names().any(|other| is_there(&other)) {
        let is_taken = written.is_taken(name, &cx.module().source().text);
        let end = imported.node.span().end;
        let beside = (cx.module().span(end, end), format!(", {name}"));
        edits.push((import.is_from() && !is_taken).then_some(beside)?);
    }
    Some(edits)
}
