//! Jupyter notebooks: their code cells as one source.
//!
//! The form is [nbformat](https://nbformat.readthedocs.io/en/latest/format_description.html) 4, or 3 with its worksheets.

use std::sync::Arc;

use serde_json::Value;

use crate::{Source, SourceError};

/// Where a cell's lines stand in the joined source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its number among all cells of the notebook, from 1.
    pub number: u32,
    /// Its first line in the joined source, from 1.
    pub first_line: u32,
}

/// The code cells of a notebook, joined with line ends, and where each begins. Cells in another language
/// (`%%bash`, `%%html` …) are left out.
pub(crate) fn join(path: Arc<str>, bytes: &[u8]) -> Result<(Source, Vec<Cell>), SourceError> {
    let document: Value = serde_json::from_slice(bytes).map_err(|_| SourceError::NoNotebook)?;
    let sheets = document.get("worksheets").and_then(Value::as_array);
    let cells: Vec<&Value> = match (document.get("cells").and_then(Value::as_array), sheets) {
        (Some(cells), _) => cells.iter().collect(),
        (None, Some(sheets)) => sheets
            .iter()
            .filter_map(|sheet| sheet.get("cells").and_then(Value::as_array))
            .flatten()
            .collect(),
        (None, None) => return Err(SourceError::NoNotebook),
    };
    let mut text = String::new();
    let mut places = Vec::new();
    let mut line = 1_u32;
    for (number, cell) in (1_u32..).zip(cells) {
        if cell.get("cell_type").and_then(Value::as_str) != Some("code") {
            continue;
        }
        let Some(code) = code_of(cell) else { continue };
        if is_foreign(&code) {
            continue;
        }
        places.push(Cell {
            number,
            first_line: line,
        });
        let start = text.len();
        text.push_str(&code);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let lines = lines_of(text.get(start..).unwrap_or(""));
        line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }
    let source = Source {
        path,
        text: Arc::from(text),
    };
    Ok((source, places))
}

/// A cell's text: a string, or a list of lines with their ends.
fn code_of(cell: &Value) -> Option<String> {
    match cell.get("source").or_else(|| cell.get("input"))? {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => Some(lines.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// How many lines end in a text, as Python counts them.
fn lines_of(text: &str) -> usize {
    text.matches(['\n', '\r']).count() - text.matches("\r\n").count()
}

/// Whether a cell's magic hands it to something that is not Python.
fn is_foreign(code: &str) -> bool {
    let Some(magic) = code.trim_start().strip_prefix("%%") else {
        return false;
    };
    let name = magic.split_whitespace().next().unwrap_or("");
    !matches!(
        name,
        "time" | "timeit" | "capture" | "prun" | "python" | "python3" | "pypy"
    )
}
