//! Changes as a unified diff, as `patch` and `git apply` read it.

use std::fmt::Write as _;

use pyward_model::printable;
use pyward_python::Module;
use pyward_rules::Change;

/// Lines that are shown around a change.
const AROUND: u32 = 3;

/// The diff of one file.
pub(crate) fn unified(path: &str, before: &Module, changes: &[Change]) -> String {
    let path = printable(path.strip_prefix("./").unwrap_or(path));
    let mut text = String::new();
    let (old, new) = if path.starts_with('/') {
        (path.clone().into_owned(), path.into_owned())
    } else {
        (format!("a/{path}"), format!("b/{path}"))
    };
    let _ = writeln!(text, "--- {old}\n+++ {new}");
    let count = lines_of(before);
    let mut shift = 0_i64;
    let mut rest = changes;
    while !rest.is_empty() {
        let together = near(rest);
        let (hunk, behind) = rest.split_at(together);
        shift = write_hunk(&mut text, before, hunk, count, shift);
        rest = behind;
    }
    text
}

/// How many lines there are, the empty one behind the last line end left out.
fn lines_of(module: &Module) -> u32 {
    let count = u32::try_from(module.line_count()).unwrap_or(u32::MAX);
    let is_empty = module.line_text(count).is_empty();
    count.saturating_sub(u32::from(is_empty))
}

/// How many of the first changes share their surroundings.
fn near(changes: &[Change]) -> usize {
    let apart = changes.windows(2).position(|pair| match pair {
        [first, second] => second.line > end(first).saturating_add(2 * AROUND),
        _ => true,
    });
    apart.map_or(changes.len(), |place| place + 1)
}

/// The line behind a change.
fn end(change: &Change) -> u32 {
    let length = u32::try_from(change.before.len()).unwrap_or(u32::MAX);
    change.line.saturating_add(length)
}

/// Writes one hunk; how many lines more the new file has up to its end.
fn write_hunk(text: &mut String, before: &Module, hunk: &[Change], count: u32, shift: i64) -> i64 {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return shift;
    };
    let start = first.line.saturating_sub(AROUND).max(1);
    let behind = end(last)
        .saturating_add(AROUND)
        .min(count.saturating_add(1));
    let old = i64::from(behind.saturating_sub(start));
    let more: i64 = hunk
        .iter()
        .map(|it| size(&it.after) - size(&it.before))
        .sum();
    let new = old + more;
    // Of no lines the one before is named.
    let at = |line: i64, length: i64| if length == 0 { line - 1 } else { line };
    let from = i64::from(start);
    let _ = writeln!(
        text,
        "@@ -{},{old} +{},{new} @@",
        at(from, old),
        at(from + shift, new)
    );
    let mut line = start;
    for change in hunk {
        kept(text, before, line, change.line);
        change.before.iter().for_each(|it| put(text, '-', it));
        change.after.iter().for_each(|it| put(text, '+', it));
        line = end(change);
    }
    kept(text, before, line, behind);
    shift + more
}

fn size(lines: &[String]) -> i64 {
    i64::try_from(lines.len()).unwrap_or(i64::MAX)
}

fn kept(text: &mut String, before: &Module, from: u32, to: u32) {
    (from..to).for_each(|line| put(text, ' ', before.line_text(line)));
}

/// A line, its carriage return and tabs as they are, with nothing else that steers a terminal.
fn put(text: &mut String, mark: char, line: &str) {
    let body = line.strip_suffix('\n');
    let plain = body.unwrap_or(line);
    let (plain, end) = match plain.strip_suffix('\r') {
        Some(plain) => (plain, "\r"),
        None => (plain, ""),
    };
    text.push(mark);
    for (number, part) in plain.split('\t').enumerate() {
        if number > 0 {
            text.push('\t');
        }
        text.push_str(&printable(part));
    }
    text.push_str(end);
    text.push('\n');
    if body.is_none() && end.is_empty() {
        text.push_str("\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use pyward_python::SourceKind;

    use super::*;

    fn change(line: u32, before: &[&str], after: &[&str]) -> Change {
        let owned = |lines: &[&str]| lines.iter().map(|it| (*it).to_owned()).collect();
        Change {
            line,
            before: owned(before),
            after: owned(after),
        }
    }

    fn diff(text: &str, changes: &[Change]) -> String {
        let module = Module::read("a.py", text.as_bytes(), SourceKind::Module).unwrap();
        unified("./a.py", &module, changes)
    }

    #[test]
    fn near_changes_share_a_hunk_and_far_ones_do_not() {
        let lines: Vec<String> = (1..=20).map(|line| format!("l{line}\n")).collect();
        let text = lines.concat();
        let changes = [
            change(1, &[], &["new\n"]),
            change(7, &["l7\n"], &["x\n", "y\n"]),
            change(20, &["l20\n"], &[]),
        ];
        let expected = "--- a/a.py\n+++ b/a.py\n\
            @@ -1,10 +1,12 @@\n+new\n l1\n l2\n l3\n l4\n l5\n l6\n-l7\n+x\n+y\n l8\n l9\n l10\n\
            @@ -17,4 +19,3 @@\n l17\n l18\n l19\n-l20\n";
        assert_eq!(diff(&text, &changes), expected);
    }

    #[test]
    fn ends_of_lines_are_kept_and_escapes_are_shown() {
        let changes = [
            change(1, &["a\r\n"], &["\tb\u{1b}[2J\r\n"]),
            change(2, &["c"], &["d"]),
        ];
        assert_eq!(
            diff("a\r\nc", &changes),
            "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n-a\r\n+\tb\\u{1b}[2J\r\n-c\n\\ No newline at end of file\n+d\n\\ No newline at end of file\n"
        );
        assert_eq!(
            diff("", &[change(1, &[], &["a\n"])]),
            "--- a/a.py\n+++ b/a.py\n@@ -0,0 +1,1 @@\n+a\n"
        );
    }
}
