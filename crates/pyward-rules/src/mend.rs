//! The edits of findings, made in a module's text.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::CodeFix;
use pyward_python::views::{Import, Kind, Node};
use pyward_python::{Module, Tree};

/// A text with edits made in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// What was changed, by line.
    pub changes: Vec<Change>,
    /// Which fixes were made, by their place in what was given.
    pub made: Vec<usize>,
    /// Which were not, since they overlap one that was.
    pub left: Vec<usize>,
}

/// Lines that were changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first line that was changed, from 1; where lines were only put in, the line behind them.
    pub line: u32,
    /// The lines that stood there, with their ends.
    pub before: Vec<String>,
    /// The lines that stand there now, with their ends.
    pub after: Vec<String>,
}

/// A replacement, by the bytes it replaces.
type Edits<'f> = BTreeMap<(usize, usize), &'f str>;

/// Makes the edits of fixes in the text of a module. Of fixes that overlap the first is made; the same edit of several
/// fixes is made once. Imports that the edits need are put behind the module's docstring and its first imports.
#[must_use]
pub fn mend(module: &Module, fixes: &[&CodeFix]) -> Mended {
    let text = &*module.source().text;
    let mut edits = Edits::new();
    let mut imports = BTreeSet::new();
    let mut mended = Mended::default();
    for (number, fix) in fixes.iter().enumerate() {
        if take(&mut edits, fix, text) {
            mended.made.push(number);
            imports.extend(fix.imports.iter().map(AsRef::as_ref));
        } else {
            mended.left.push(number);
        }
    }
    let tree = Tree::of(module);
    let imported = import_lines(&tree, &imports);
    if let Some((at, lines)) = &imported {
        // No edit puts anything in there: it is the beginning of a line that is none of a statement.
        edits.entry((*at, *at)).or_insert(lines);
    }
    mended.changes = changes(module, &edits);
    mended.text = applied(text, &edits);
    mended
}

/// Takes the edits of a fix among the others, or none of them where one overlaps another.
fn take<'f>(edits: &mut Edits<'f>, fix: &'f CodeFix, text: &str) -> bool {
    let mut new = Edits::new();
    for edit in &fix.edits {
        let key = (edit.start, edit.end);
        let is_sound = edit.start <= edit.end
            && text.get(edit.start..edit.end).is_some()
            && new.insert(key, &edit.replacement).is_none();
        if !is_sound {
            return false;
        }
    }
    let fits = |(key, replacement): (&(usize, usize), &&str)| match edits.get(key) {
        Some(same) => same == replacement,
        None => is_free(edits, *key),
    };
    let is_taken = !new.is_empty() && new.iter().all(fits);
    if is_taken {
        edits.extend(new);
    }
    is_taken
}

/// Whether no edit touches these bytes. Two that put something in at one place touch.
fn is_free(edits: &Edits<'_>, (start, end): (usize, usize)) -> bool {
    let touches = |(from, to): (usize, usize)| {
        if from == to || start == end {
            from <= end && start <= to && (from == start || (from < end && start < to))
        } else {
            from < end && start < to
        }
    };
    let before = edits.range(..(start, end)).next_back();
    let behind = edits.range((start, end)..).next();
    before
        .into_iter()
        .chain(behind)
        .all(|(key, _)| !touches(*key))
}

fn applied(text: &str, edits: &Edits<'_>) -> String {
    let mut made = String::with_capacity(text.len());
    let mut at = 0;
    for ((start, end), replacement) in edits {
        made.push_str(text.get(at..*start).unwrap_or_default());
        made.push_str(replacement);
        at = *end;
    }
    made.push_str(text.get(at..).unwrap_or_default());
    made
}

/// The edits by the lines they change; edits that share a line are one change.
fn changes(module: &Module, edits: &Edits<'_>) -> Vec<Change> {
    let text = &*module.source().text;
    let mut spans: Vec<(u32, u32, Edits<'_>)> = Vec::new();
    for ((start, end), replacement) in edits {
        let first = module.line_of(*start);
        let last = module.line_of(*end);
        let is_put_in = start == end && *start == module.line_start(first);
        let whole_lines = is_put_in && replacement.ends_with(['\n', '\r']);
        let last = if whole_lines {
            first.saturating_sub(1)
        } else {
            last
        };
        let entry = ((*start, *end), *replacement);
        match spans.last_mut() {
            Some((_, until, edits)) if first <= *until => {
                *until = (*until).max(last);
                edits.insert(entry.0, entry.1);
            }
            _ => spans.push((first, last, Edits::from([entry]))),
        }
    }
    let made = spans.into_iter().map(|(first, last, edits)| {
        let before: Vec<&str> = (first..=last).map(|line| module.line_text(line)).collect();
        let start = module.line_start(first);
        let length: usize = before.iter().map(|line| line.len()).sum();
        let shifted: Edits<'_> = edits
            .iter()
            .map(|((from, to), text)| {
                (
                    (from.saturating_sub(start), to.saturating_sub(start)),
                    *text,
                )
            })
            .collect();
        let part = text.get(start..start + length).unwrap_or_default();
        Change {
            line: first,
            before: before.into_iter().map(ToOwned::to_owned).collect(),
            after: lines(&applied(part, &shifted)),
        }
    });
    made.collect()
}

/// The lines of a text with their ends, as Python counts them.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let ends = match ch {
            '\n' => true,
            '\r' => chars.peek().is_none_or(|(_, next)| *next != '\n'),
            _ => false,
        };
        if ends {
            lines.push(text.get(start..=at).unwrap_or_default().to_owned());
            start = at + 1;
        }
    }
    let rest = text.get(start..).unwrap_or_default();
    if !rest.is_empty() {
        lines.push(rest.to_owned());
    }
    lines
}

/// Where imports go that are not there yet, and their lines.
fn import_lines(tree: &Tree<'_>, imports: &BTreeSet<&str>) -> Option<(usize, String)> {
    let module = tree.module();
    let root = tree.node(0)?;
    let statements: Vec<Node<'_>> = root.children().collect();
    let is_there = |statement: &str| statements.iter().any(|it| it.text() == statement);
    let missing: Vec<&str> = imports.iter().copied().filter(|it| !is_there(it)).collect();
    if missing.is_empty() {
        return None;
    }
    let behind = last_of_head(&statements);
    let end = ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|end| module.line_text(1).ends_with(end))
        .unwrap_or("\n");
    let mut lines = String::new();
    let Some(last) = behind else {
        for statement in missing {
            lines.push_str(statement);
            lines.push_str(end);
        }
        return Some((first_free(module, &statements), lines));
    };
    // What begins on the last line of the head may end on another.
    let mut line = 0;
    for statement in &statements {
        let span = statement.span();
        if statement.place() <= last.place() || span.line <= line {
            line = line.max(span.end_line);
        }
    }
    let at = module.line_start(line) + module.line_text(line).len();
    if !module.line_text(line).ends_with(['\n', '\r']) {
        lines.push_str(end);
    }
    if Import::of(*last).is_none() {
        lines.push_str(end);
    }
    for statement in missing {
        lines.push_str(statement);
        lines.push_str(end);
    }
    Some((at, lines))
}

/// The last statement of a module's head: its docstring, what it takes from `__future__`, its first imports.
fn last_of_head<'s, 'a>(statements: &'s [Node<'a>]) -> Option<&'s Node<'a>> {
    let mut last = None;
    for (number, statement) in statements.iter().enumerate() {
        let is_docstring = number == 0
            && statement.kind() == Kind::Expr
            && statement
                .children()
                .next()
                .is_some_and(|child| child.str_value().is_some());
        if !is_docstring && Import::of(*statement).is_none() {
            break;
        }
        last = Some(statement);
    }
    last
}

/// Where the first statement may stand: behind comments at the top, such as the first line of a script, and the blank
/// lines after them.
fn first_free(module: &Module, statements: &[Node<'_>]) -> usize {
    let first = statements.first().map_or(1, |it| {
        let decorated = it.children().map(Node::line).min();
        decorated.map_or(it.line(), |line| line.min(it.line()))
    });
    let is_comment = |line: &u32| module.line_text(*line).trim_start().starts_with('#');
    let is_blank = |line: &u32| module.line_text(*line).trim().is_empty();
    // Comments right above the first statement belong to it, unless they begin the file.
    let top = (1..first).take_while(is_comment).last().unwrap_or(0);
    let blank = (top + 1..first).take_while(is_blank).last().unwrap_or(top);
    module.line_start(blank + 1)
}

#[cfg(test)]
mod tests;
