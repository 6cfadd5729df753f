//! Text is plain: no tabs (but in comments that show some), trailing blanks or carriage returns; no marks of unfinished
//! work, no silent `allow`, no test left out without a reason; and nothing names the machine it was written on.

use super::Problem;
use crate::house::{House, is_exhibit, is_kind};

/// Marks of unfinished work, each in two halves so that this file does not carry them.
const UNFINISHED: &[(&str, &str)] = &[
    ("to", "do!("),
    ("unimple", "mented!("),
    ("FIX", "ME"),
    ("XX", "X"),
];

/// Where people's own folders stand, in two halves for the same reason.
const PEOPLES_FOLDERS: &[(&str, &str)] = &[
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("/Us", "ers/"),
    ("C:\\Us", "ers\\"),
];

pub(super) fn check(house: &House) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in house.texts().filter(|(path, _)| !is_exhibit(path)) {
        let is_rust = is_kind(path, "rs");
        let is_plain = is_rust || is_kind(path, "md") || is_kind(path, "toml");
        if is_plain && !text.is_empty() && !text.ends_with('\n') {
            problems.push(Problem::new(path, "does not end with a line feed"));
        }
        for (line, content) in (1..).zip(text.split_inclusive('\n')) {
            let content = content.strip_suffix('\n').unwrap_or(content);
            let mut objections = Vec::from_iter(machine(content));
            if is_plain {
                objections.extend(blanks(content));
            }
            if is_rust {
                objections.extend(unfinished(content));
                objections.extend(silenced(content));
            }
            problems.extend(
                objections
                    .into_iter()
                    .map(|what| Problem::at(path, line, what)),
            );
        }
    }
    problems
}

fn blanks(line: &str) -> Option<String> {
    // A comment may show what has tabs in it.
    let is_shown = line.trim_start().starts_with("//");
    let what = if line.contains('\t') && (!is_shown || line.starts_with('\t')) {
        "a tab: blanks indent, and in a literal it is `\\t`"
    } else if line.ends_with('\r') {
        "a carriage return: lines end with a line feed alone"
    } else if line.ends_with(' ') {
        "a blank at the end of the line"
    } else {
        return None;
    };
    Some(what.to_owned())
}

fn unfinished(line: &str) -> Option<String> {
    let is_word = |mark: &str| {
        line.match_indices(mark).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let after = line
                .get(at + mark.len()..)
                .and_then(|text| text.chars().next());
            let joins = |ch: Option<char>| {
                ch.is_some_and(|ch| ch.is_alphanumeric() || matches!(ch, '-' | '_'))
            };
            !joins(before) && (mark.ends_with('(') || !joins(after))
        })
    };
    let mark = UNFINISHED
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .find(|mark| is_word(mark))?;
    Some(format!(
        "`{}` marks unfinished work: finish it, or open an issue",
        mark.trim_end_matches('(')
    ))
}

fn silenced(line: &str) -> Option<String> {
    let line = line.trim_start();
    let attribute = line
        .strip_prefix("#[")
        .or_else(|| line.strip_prefix("#!["))?;
    if attribute.starts_with("allow(") {
        Some(
            "write `#[expect(lint, reason = \"...\")]`: it tells when it is no longer needed"
                .to_owned(),
        )
    } else if attribute.starts_with("ignore]") {
        Some("a test that is left out says why: `#[ignore = \"...\"]`".to_owned())
    } else {
        None
    }
}

fn machine(line: &str) -> Option<String> {
    let folder = PEOPLES_FOLDERS
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .find(|folder| line.contains(folder))?;
    Some(format!("a path below `{folder}` is of one machine"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    fn of_line(path: &str, line: &str) -> Vec<String> {
        said(check, &[(path, &format!("{line}\n"))])
    }

    #[test]
    fn each_kind_of_untidy_line_is_told() {
        for line in [
            "\tlet a = 1;".to_owned(),
            "let a = 1; ".to_owned(),
            "let a = 1;\r".to_owned(),
            ["    to", "do!()"].concat(),
            ["    // FIX", "ME later"].concat(),
            ["// X", "XX"].concat(),
            ["#[al", "low(dead_code)]"].concat(),
            ["#[ig", "nore]"].concat(),
            ["\"/ho", "me/somebody/src\""].concat(),
        ] {
            assert_eq!(of_line("a.rs", &line).len(), 1, "{line:?}");
        }
    }

    #[test]
    fn what_only_looks_untidy_is_not_told() {
        for line in [
            "GHSA-XXXX",
            "#[expect(dead_code, reason = \"\")]",
            "#[ignore = \"slow\"]",
            "a CVE-XXX-1 id",
            "to_do",
        ] {
            assert_eq!(of_line("a.rs", line), [""; 0], "{line:?}");
        }
        assert_eq!(of_line("a.py", "\tx = 1"), [""; 0]);
        assert_eq!(of_line("tests/fixtures/a.toml", "\tx = 1"), [""; 0]);
        assert_eq!(
            said(check, &[("a.md", "no line feed")]),
            ["a.md: does not end with a line feed"]
        );
    }
}
