//! Edits of calls that change nothing else.

use pyward_python::Span;
use pyward_python::views::{Call, Kind, Node};

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
