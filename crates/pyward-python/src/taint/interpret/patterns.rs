//! Regular expressions that let only harmless characters through.

/// Whether what a pattern fits can hold no characters that mean anything to a shell, a database, a page or a path.
/// `whole` where the call itself asks for the whole text, `slash` where slashes do no harm.
pub(super) fn is_safe_pattern(pattern: &str, whole: bool, slash: bool) -> bool {
    let mut rest = pattern;
    let anchored_start = rest.starts_with('^') || rest.starts_with("\\A");
    rest = rest
        .strip_prefix('^')
        .or_else(|| rest.strip_prefix("\\A"))
        .unwrap_or(rest);
    let (body, anchored_end) = match rest.strip_suffix('$').or_else(|| rest.strip_suffix("\\Z")) {
        Some(body) => (body, true),
        None => (rest, false),
    };
    if !whole && !anchored_end {
        return false;
    }
    let _ = anchored_start;
    let mut chars = body.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '.' => return false,
            '\\' => match chars.next() {
                Some('w' | 'd' | 'A' | 'Z' | 'b' | '.' | '-' | '_') => {}
                _ => return false,
            },
            '[' => {
                if chars.peek() == Some(&'^') {
                    return false;
                }
                let mut escaped = false;
                for ch in chars.by_ref() {
                    match ch {
                        ']' if !escaped => break,
                        '\\' if !escaped => {
                            escaped = true;
                            continue;
                        }
                        'S' | 'W' | 'D' if escaped => return false,
                        ch if ch.is_alphanumeric()
                            || matches!(ch, '_' | '-' | '.' | '@' | '+' | ' ' | ':') => {}
                        '/' if slash => {}
                        _ => return false,
                    }
                    escaped = false;
                }
            }
            '(' | ')' | '|' | '?' | '*' | '+' => {}
            '{' => {
                for ch in chars.by_ref() {
                    match ch {
                        '}' => break,
                        '0'..='9' | ',' => {}
                        _ => return false,
                    }
                }
            }
            ':' | '-' | '_' | '@' | ' ' => {}
            '/' if slash => {}
            ch if ch.is_alphanumeric() => {}
            _ => return false,
        }
    }
    true
}

/// Whether what a pattern fits is a path of this host: a slash, and no second one right behind it.
pub(super) fn is_rooted_pattern(pattern: &str, whole: bool) -> bool {
    let rest = pattern
        .strip_prefix('^')
        .or_else(|| pattern.strip_prefix("\\A"));
    let body = rest.unwrap_or(pattern);
    let Some(behind) = body.strip_prefix("\\/").or_else(|| body.strip_prefix('/')) else {
        return false;
    };
    let is_ended = whole || body.ends_with('$') || body.ends_with("\\Z");
    let behind = behind.strip_prefix("(?:").unwrap_or(behind);
    let first_is_none = match behind.strip_prefix('[') {
        Some(class) => match class.split_once(']') {
            Some((class, rest)) => {
                !class.starts_with('^')
                    && !class.contains(['/', '\\'])
                    && !rest.starts_with(['*', '?'])
            }
            None => false,
        },
        None => {
            behind.starts_with("\\w") || behind.starts_with(|ch: char| ch.is_ascii_alphanumeric())
        }
    };
    is_ended && first_is_none && !behind.contains('|')
}

#[cfg(test)]
mod tests {
    use super::{is_rooted_pattern, is_safe_pattern};

    #[test]
    fn a_path_of_this_host_begins_with_one_slash() {
        assert!(is_rooted_pattern(r"/[a-z0-9-]+(?:/[a-z0-9-]+)*", true));
        assert!(is_rooted_pattern(r"^/\w+$", false));
        assert!(!is_rooted_pattern(r"/[a-z/]+", true));
        assert!(!is_rooted_pattern(r"^/[a-z]*/x$", false));
        assert!(!is_rooted_pattern(r"^/[a-z]+", false));
        assert!(!is_rooted_pattern(r"^//[a-z]+$", false));
    }

    #[test]
    fn classes_of_harmless_characters_are_safe() {
        assert!(is_safe_pattern("^[a-zA-Z0-9_]+$", false, false));
        assert!(is_safe_pattern(r"\w{1,20}", true, false));
        assert!(is_safe_pattern(r"^(?:asc|desc)$", false, false));
        assert!(!is_safe_pattern(r"^[a-z]+", false, false));
        assert!(!is_safe_pattern(r"^.*$", false, false));
        assert!(!is_safe_pattern(r"^[^;]+$", false, false));
        assert!(!is_safe_pattern(r"^\S+$", false, false));
        assert!(!is_safe_pattern(r"^[a-z']+$", false, false));
        assert!(!is_safe_pattern(r"[\w-]+/[\w-]+", true, false));
        assert!(is_safe_pattern(r"[\w-]+/[\w/-]+", true, true));
    }
}
