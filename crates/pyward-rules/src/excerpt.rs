//! The source a finding stands in, to be shown beside it.

use pyward_model::{Finding, SourceLine};
use pyward_python::Module;

/// The most lines that are shown of one place.
const LINES: u32 = 200;

/// CWEs whose findings are about secrets that stand in the source.
const SECRETS: [u32; 5] = [259, 321, 522, 547, 798];

/// Gives each finding the lines it stands in, with `context` lines around them all told, as bandit counts them.
pub(crate) fn fill(module: &Module, findings: &mut [Finding], context: u32) {
    for finding in findings {
        let is_secret = finding.cwes.iter().any(|cwe| SECRETS.contains(cwe));
        let Some(code) = &mut finding.code else {
            continue;
        };
        let place = finding.locations.first();
        let (line, end) = if let Some(bandit) = &code.bandit {
            (
                bandit.line,
                bandit.line + bandit.lines.1.saturating_sub(bandit.lines.0),
            )
        } else {
            let line = place.and_then(|place| place.line).unwrap_or(1);
            (line, place.and_then(|place| place.end_line).unwrap_or(line))
        };
        let count = end.saturating_sub(line) + 1;
        let first = line.saturating_sub(context / 2).max(1);
        let count = (count + context).saturating_sub(1).min(LINES);
        let last = u32::try_from(module.line_count()).unwrap_or(u32::MAX);
        let mut open = None;
        code.source = (first..first.saturating_add(count))
            .take_while(|number| *number <= last)
            .map(|number| {
                let text = module.line_text(number).trim_end_matches(['\r', '\n']);
                let text = if is_secret {
                    masked(text, &mut open).into()
                } else {
                    text.into()
                };
                SourceLine { number, text }
            })
            .collect();
        // An empty line at the very end is none.
        if code
            .source
            .last()
            .is_some_and(|line| line.number == last && line.text.is_empty())
        {
            code.source.pop();
        }
    }
}

/// A line of source with the texts in quotes, and what stands in a comment, left out: they may be secrets.
pub fn masked_line(line: &str) -> String {
    masked(line, &mut None)
}

/// A line with the texts in quotes left out but for their first letter. `open` is the quote that an earlier line opened
/// and did not close.
fn masked(line: &str, open: &mut Option<&'static str>) -> String {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let mut made = String::new();
    let mut rest = line;
    loop {
        if let Some(quote) = *open {
            let end = closing(rest, quote);
            let inner = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
            made.extend(inner.chars().next());
            if inner.chars().nth(1).is_some() {
                made.push('…');
            }
            let Some(end) = end else {
                // Only a text in three quotes goes on in the next line.
                *open = Some(quote).filter(|quote| quote.len() == 3);
                return made;
            };
            made.push_str(quote);
            rest = rest.get(end + quote.len()..).unwrap_or("");
            *open = None;
        }
        let found = QUOTES
            .iter()
            .filter_map(|quote| Some((rest.find(quote)?, *quote)))
            .min_by_key(|(at, quote)| (*at, std::cmp::Reverse(quote.len())));
        // What stands in a comment says nothing to Python, and may say anything to a reader.
        let comment = rest.find('#');
        match (found, comment) {
            (Some((at, quote)), comment) if comment.is_none_or(|comment| at < comment) => {
                made.push_str(rest.get(..at + quote.len()).unwrap_or(""));
                rest = rest.get(at + quote.len()..).unwrap_or("");
                *open = Some(quote);
            }
            (_, Some(comment)) => {
                made.push_str(rest.get(..=comment).unwrap_or(""));
                made.push('…');
                return made;
            }
            _ => {
                made.push_str(rest);
                return made;
            }
        }
    }
}

/// Where a text in quotes ends.
fn closing(text: &str, quote: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, ch)| {
        if escaped {
            escaped = false;
            return None;
        }
        escaped = ch == '\\';
        text.get(at..)?.starts_with(quote).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_quotes_is_masked() {
        for (line, expected) in [
            (
                "password = 'hunter2'  # old: hunter1",
                "password = 'h…'  #…",
            ),
            (
                r#"connect("host", pwd="a\"b") + 1"#,
                r#"connect("h…", pwd="a…") + 1"#,
            ),
            ("x = ''", "x = ''"),
            ("x = \"\"\"one\"\"\" + 'y'", "x = \"\"\"o…\"\"\" + 'y'"),
            ("no quotes", "no quotes"),
            ("broken = 'abc", "broken = 'a…"),
        ] {
            assert_eq!(masked(line, &mut None), expected);
        }
        let mut open = None;
        let lines = ["key = '''first", "second secret", "third''' + x"];
        let made: Vec<_> = lines.iter().map(|line| masked(line, &mut open)).collect();
        assert_eq!(made, ["key = '''f…", "s…", "t…''' + x"]);
    }
}
