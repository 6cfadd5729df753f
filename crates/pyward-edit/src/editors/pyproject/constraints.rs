//! Bounds for packages that a project does not ask for itself: `[tool.uv] constraint-dependencies`
//! ([reference](https://docs.astral.sh/uv/reference/settings/#constraint-dependencies)).

use toml_edit::{Array, Item};

use crate::patch::each;
use crate::toml_text::{self, TomlText, literal, table};
use crate::{Because, Change, EditError, Edited, Made, Request};

const KEY: &str = "constraint-dependencies";

/// Adds each package of the request to `[tool.uv] constraint-dependencies`, from its new version up, unless a constraint
/// of the list names it already ([`crate::Editor::edit`] rewrites that one). The table and the list are made where they
/// are missing.
///
/// # Errors
///
/// Where the text is not TOML, or holds `tool.uv` in a form that nothing can be added to.
pub fn constrain(text: &str, request: &Request<'_>) -> Result<Edited, EditError> {
    let (document, mut text) = toml_text::read(text, request)?;
    let root = document.as_table();
    let uv = table(root, &["tool", "uv"]);
    let list = uv.and_then(|uv| uv.get(KEY)).and_then(Item::as_array);
    let mut added: Vec<(&Change, String)> = Vec::new();
    for change in request.changes {
        if !change.is_writable() {
            text.leave(&change.name, None, Because::Unwritable);
        } else if list.is_some_and(|list| names(list, change)) {
            text.leave(&change.name, None, Because::Already);
        } else {
            let marker = change.marker.as_ref().map(|marker| format!("; {marker}"));
            let bound = format!(
                "{}>={}{}",
                change.name,
                change.to.public(),
                marker.unwrap_or_default()
            );
            added.push((change, bound));
        }
    }
    if added.is_empty() {
        return text.finish();
    }
    let literals: Vec<String> = added.iter().map(|(_, bound)| literal(bound)).collect();
    let at = if let Some(list) = list {
        extend(&mut text, list, &literals)
    } else {
        let header = root
            .get("tool")
            .and_then(Item::as_table)
            .and_then(|tool| tool.get("uv"))
            .and_then(Item::as_table)
            .filter(|uv| !uv.is_implicit() && !uv.is_dotted());
        let newline = text.newline;
        let items = each(&literals, "    ", &format!(",{newline}"));
        let entry = format!("{KEY} = [{newline}{items}]{newline}");
        make(&mut text, header.and_then(toml_edit::Table::span), &entry)
    };
    let line = text.line(at);
    for (change, bound) in added {
        text.made.push(Made {
            line,
            last_line: if list.is_some() { line } else { line - 1 },
            name: change.name.clone(),
            before: String::new(),
            after: bound,
        });
    }
    text.finish()
}

fn names(list: &Array, change: &Change) -> bool {
    let asked = |text: &str| {
        crate::requirement::Requirement::find(text)
            .is_some_and(|requirement| requirement.name == change.name)
    };
    list.iter().filter_map(|value| value.as_str()).any(asked)
}

/// Adds items to the end of a list in its layout; where that is.
fn extend(text: &mut TomlText<'_>, list: &Array, items: &[String]) -> usize {
    let span = list.span().unwrap_or_default();
    let last = list.iter().last().and_then(toml_edit::Value::span);
    let Some(last) = last else {
        let at = span.start + 1;
        text.patch.insert(at, items.join(", "));
        return at;
    };
    let before = text
        .body
        .get(span.start + 1..last.start)
        .unwrap_or_default();
    let separator = match before.rfind('\n') {
        Some(_) => {
            let start = text.line_start(last.start);
            let indent = text.body.get(start..last.start).unwrap_or_default();
            let indent: String = indent.chars().take_while(|ch| ch.is_whitespace()).collect();
            format!("{}{indent}", text.newline)
        }
        None => " ".to_owned(),
    };
    let new = each(items, &format!(",{separator}"), "");
    // A comma that follows stays at the end of the list.
    text.patch.insert(last.end, new);
    last.end
}

/// Adds the entry under the header of the table, or the table at the end of the text; where that is.
fn make(text: &mut TomlText<'_>, header: Option<std::ops::Range<usize>>, entry: &str) -> usize {
    let newline = text.newline;
    if let Some(header) = header {
        let at = text.next_line(header.start);
        let gap = if text
            .body
            .get(..at)
            .is_some_and(|before| before.ends_with('\n'))
        {
            ""
        } else {
            newline
        };
        text.patch.insert(at, format!("{gap}{entry}"));
        return at;
    }
    let gap = match text.body {
        "" => "",
        body if body.ends_with('\n') => newline,
        _ => {
            return append(
                text,
                &format!("{newline}{newline}[tool.uv]{newline}{entry}"),
            );
        }
    };
    append(text, &format!("{gap}[tool.uv]{newline}{entry}"))
}

fn append(text: &mut TomlText<'_>, entry: &str) -> usize {
    let at = text.body.len();
    text.patch.insert(at, entry);
    at
}
