//! The configuration of a git repository, as far as remotes stand in it
//! ([syntax](https://git-scm.com/docs/git-config#_syntax)). Files that it includes are not read.

/// The URL of the remote `origin`, or of the first one where there is no such.
pub(super) fn remote(text: &str) -> Option<String> {
    let mut first = None;
    let mut in_remote = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut line = line.trim().to_owned();
        if let Some(header) = line.strip_prefix('[') {
            let (header, rest) = header.split_once(']').unwrap_or((header, ""));
            in_remote = remote_name(header);
            line = rest.trim().to_owned();
        }
        let Some(name) = &in_remote else {
            continue;
        };
        let Some((key, written)) = line.split_once('=') else {
            continue;
        };
        if !key.trim().eq_ignore_ascii_case("url") {
            continue;
        }
        let mut written = written.trim().to_owned();
        while written.ends_with('\\') && !written.ends_with("\\\\") {
            written.pop();
            let Some(more) = lines.next() else { break };
            written.push_str(more);
        }
        // What stands after a blank is no part of a URL.
        let url = value(&written);
        let Some(url) = url.split_whitespace().next() else {
            continue;
        };
        if name == "origin" {
            return Some(url.to_owned());
        }
        first.get_or_insert_with(|| url.to_owned());
    }
    first
}

/// `NAME` of `remote "NAME"` or of the older `remote.NAME`.
fn remote_name(header: &str) -> Option<String> {
    let header = header.trim();
    let after = header
        .get(..6)
        .filter(|start| start.eq_ignore_ascii_case("remote"))
        .and(header.get(6..))?;
    match after.strip_prefix('.') {
        Some(name) => Some(name.to_ascii_lowercase()),
        None => Some(value(after.trim())),
    }
}

/// A value without its quotes, escapes resolved, up to a comment.
fn value(written: &str) -> String {
    let mut value = String::with_capacity(written.len());
    let mut in_quotes = false;
    let mut chars = written.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '"' => in_quotes = !in_quotes,
            '#' | ';' if !in_quotes => break,
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('t') => value.push('\t'),
                Some(ch) => value.push(ch),
                None => {}
            },
            ch => value.push(ch),
        }
    }
    value.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn origin_goes_before_the_first_remote() {
        let text = "[core]\n\turl = no\n[remote \"fork\"]\n\turl = https://h/fork\n\turl = x\n\
                    [Remote \"origin\"] ; mine\n  fetch = y\n  URL = \"https://h/a\\\"b\" # c\n[branch \"url\"]\nurl=z\n";
        assert_eq!(remote(text).as_deref(), Some("https://h/a\"b"));
        let (fork, _) = text.split_once("[Remote").unwrap();
        assert_eq!(remote(fork).as_deref(), Some("https://h/fork"));
        assert_eq!(remote("[core]\nurl = x"), None);
        assert_eq!(
            remote("[remote.up]\nurl = ht\\\ntps://h").as_deref(),
            Some("https://h")
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "((\\[remote|\\[|\"a\"\\]|url ?=|\\\\|\"|#| |a|\n)){0,30}") {
            if let Some(url) = remote(&text) {
                prop_assert!(!url.is_empty() && !url.contains(char::is_whitespace));
            }
        }
    }
}
