//! Foreign text in [GitHub Flavored Markdown](https://github.github.com/gfm/), read as what it is.

use std::borrow::Cow;

use pyward_model::printable;

/// Text that is shown character by character: no markup, no HTML, no table bars, no autolinks, and nobody is mentioned
/// by `@` nor an issue by `#` (both are looked for in the finished page, where escapes no longer help: an invisible
/// space parts them from what follows).
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    let text = printable(text);
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("@&#8203;"),
            '#' => safe.push_str("#&#8203;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' | '$' => {
                safe.push('\\');
                safe.push(ch);
            }
            // `https://` and `www.` become links by themselves.
            ':' if chars.peek() == Some(&'/') => safe.push_str("\\:"),
            '.' if safe.ends_with(['w', 'W']) => safe.push_str("\\."),
            _ => safe.push(ch),
        }
    }
    safe
}

/// Text as code, in a fence of more backticks than it holds. Bars are escaped as tables demand, and only there: outside
/// of tables a path with a bar shows a backslash, which misleads nobody. Nothing is nothing: code cannot be empty.
pub(crate) fn code(text: &str) -> String {
    let text: Cow<'_, str> = printable(text);
    let longest = text
        .split(|ch| ch != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if text.is_empty() {
        return String::new();
    }
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            escape("**a** <b> `c` [d](e) | f"),
            "\\*\\*a\\*\\* &lt;b&gt; \\`c\\` \\[d\\](e) \\| f"
        );
        assert_eq!(
            escape("@me #1 see https://x www.y"),
            "@&#8203;me #&#8203;1 see https\\://x www\\.y"
        );
        assert_eq!(escape("a\u{1b}\n"), "a\\\\u\\{1b\\}\\\\u\\{a\\}");
        assert_eq!(escape("3.1.6, GHSA-h75v"), "3.1.6, GHSA-h75v");
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code("jinja2"), "`jinja2`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code(""), "");
    }
}
