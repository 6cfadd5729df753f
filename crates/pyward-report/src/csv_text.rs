//! Rows of comma-separated values ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)) that a spreadsheet can open without
//! harm.

use pyward_model::printable;

/// No cell is longer, in characters; spreadsheets take up to 32,767.
const LONGEST: usize = 8_000;

/// Appends a row: cells in quotes where they need them, and a carriage return with the line feed.
pub(crate) fn push_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_cell(out, text);
    }
    out.push_str("\r\n");
}

/// Foreign text that starts like a formula gets `'` before it, which spreadsheets take for "this is text".
fn push_cell(out: &mut String, text: &str) {
    let (text, is_cut) = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), true),
        None => (text, false),
    };
    let shown = printable(text);
    let is_formula = shown.trim_start().starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    let quoted = shown.contains(['"', ',']);
    if quoted {
        out.push('"');
    }
    if is_formula {
        out.push('\'');
    }
    if shown.contains('"') {
        out.push_str(&shown.replace('"', "\"\""));
    } else {
        out.push_str(&shown);
    }
    if is_cut {
        out.push('…');
    }
    if quoted {
        out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let mut out = String::new();
        push_row(&mut out, cells.iter().copied());
        out
    }

    #[test]
    fn cells_keep_to_themselves() {
        assert_eq!(
            row(&["a,b", "say \"x\"", "", "c\r\nd"]),
            "\"a,b\",\"say \"\"x\"\"\",,c\\u{d}\\u{a}d\r\n"
        );
        assert_eq!(row(&[&"ä".repeat(9_000)]).chars().count(), LONGEST + 3);
    }

    #[test]
    fn formulas_are_text() {
        assert_eq!(
            row(&["=1+1", " @x", "-2", "+a,b", "a=b"]),
            "'=1+1,' @x,'-2,\"'+a,b\",a=b\r\n"
        );
    }
}
