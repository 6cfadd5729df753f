//! Shell patterns, as Python's `fnmatch` reads them.

/// Whether a text matches a pattern of `*`, `?` and plain characters; `*` stands for slashes too. Time is the product of
/// both lengths at most.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut place) = (0, 0);
    let mut star = None;
    while place < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(ch) if *ch == '?' || text.get(place) == Some(ch) => {
                at += 1;
                place += 1;
            }
            _ => match star {
                Some((from, reached)) => {
                    star = Some((from, reached + 1));
                    at = from + 1;
                    place = reached + 1;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .is_some_and(|rest| rest.iter().all(|ch| *ch == '*'))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_whole_paths() {
        assert!(matches("*/test_*.py", "./a/b/test_x.py"));
        assert!(matches("a?c", "abc"));
        assert!(!matches("*_test.py", "./a/test_b.py"));
        assert!(!matches("test", "tests"));
    }
}
