//! Globs of paths in the words of `.gitignore`.

/// No glob that a person writes is longer, in bytes.
const LONGEST: usize = 500;

/// No glob has more parts.
const MOST_PARTS: usize = 64;

/// A glob: `*` and `?` within a part, `**` for any parts. One without a slash stands for a file or folder of that name
/// anywhere, another for a path from the folder of the config file; a folder stands for all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathGlob {
    /// As written.
    pub text: Box<str>,
    parts: Vec<Box<str>>,
}

impl PathGlob {
    /// Reads one; an error in words.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err("this glob is too long".to_owned());
        }
        let plain = text.strip_prefix("./").unwrap_or(text);
        let plain = plain.trim_end_matches('/');
        let (is_rooted, plain) = match plain.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (plain.contains('/'), plain),
        };
        if plain.is_empty() {
            return Err("this glob names nothing".to_owned());
        }
        let mut parts: Vec<Box<str>> = Vec::new();
        if !is_rooted {
            parts.push("**".into());
        }
        for part in plain.split('/') {
            if matches!(part, "" | "." | "..") {
                return Err(format!("`{part}` can be no part of a path here"));
            }
            // Several in a row say the same as one.
            if part != "**" || parts.last().is_none_or(|last| &**last != "**") {
                parts.push(part.into());
            }
        }
        if parts.len() > MOST_PARTS {
            return Err("this glob has too many parts".to_owned());
        }
        Ok(Self {
            text: text.into(),
            parts,
        })
    }

    /// Whether it stands for a path, or a folder above it.
    pub fn covers(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        // By part of the glob: whether what is before it matches the parts of the path up to here.
        let mut at = vec![false; self.parts.len() + 1];
        if let Some(first) = at.first_mut() {
            *first = true;
        }
        self.skip(&mut at);
        for part in parts {
            let mut next = vec![false; at.len()];
            for (number, glob) in self.parts.iter().enumerate() {
                if at.get(number) != Some(&true) {
                    continue;
                }
                let reached = if &**glob == "**" {
                    Some(number)
                } else {
                    is_like(glob, part).then_some(number + 1)
                };
                if let Some(place) = reached.and_then(|place| next.get_mut(place)) {
                    *place = true;
                }
            }
            self.skip(&mut next);
            // All that is below a folder is meant with it.
            if next.last() == Some(&true) {
                return true;
            }
            at = next;
        }
        false
    }

    /// `**` stands for no part too.
    fn skip(&self, at: &mut [bool]) {
        for (number, glob) in self.parts.iter().enumerate() {
            if &**glob == "**"
                && at.get(number) == Some(&true)
                && let Some(next) = at.get_mut(number + 1)
            {
                *next = true;
            }
        }
    }
}

/// Whether a part of a path, or any other name, is like a part of a glob.
pub(crate) fn is_like(glob: &str, part: &str) -> bool {
    let (glob, part): (Vec<char>, Vec<char>) = (glob.chars().collect(), part.chars().collect());
    let (mut at, mut place) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(ch) = part.get(place) {
        match glob.get(at) {
            Some('*') => {
                star = Some((at, place));
                at += 1;
            }
            Some(same) if *same == '?' || same == ch => {
                at += 1;
                place += 1;
            }
            _ => match star {
                Some((from, taken)) => {
                    star = Some((from, taken + 1));
                    at = from + 1;
                    place = taken + 1;
                }
                None => return false,
            },
        }
    }
    glob.get(at..)
        .is_some_and(|rest| rest.iter().all(|ch| *ch == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn covers(glob: &str, path: &str) -> bool {
        PathGlob::parse(glob).unwrap().covers(path)
    }

    #[test]
    fn globs_are_read_as_gitignore_reads_them() {
        for (glob, path) in [
            ("tests", "tests/a.py"),
            ("tests", "src/tests/deep/a.py"),
            ("tests/", "tests/a.py"),
            ("/tests", "tests/a.py"),
            ("src/*.py", "src/a.py"),
            ("./src/a.py", "src/a.py"),
            ("src/**", "src/a/b.py"),
            ("**/migrations/*.py", "a/b/migrations/1.py"),
            ("**/migrations/*.py", "migrations/1.py"),
            ("src/**/b.py", "src/b.py"),
            ("test_?.py", "a/test_1.py"),
            ("*_test*.py", "a/x_test_y_test.py"),
            ("**", "a.py"),
        ] {
            assert!(covers(glob, path), "{glob} {path}");
        }
        for (glob, path) in [
            ("/tests", "src/tests/a.py"),
            ("src/*.py", "src/a/b.py"),
            ("src/a", "other/src/a/b.py"),
            ("test", "tests/a.py"),
            ("test_?.py", "test_12.py"),
            ("a.py", "ba.py"),
        ] {
            assert!(!covers(glob, path), "{glob} {path}");
        }
        for glob in [
            "/",
            "",
            "a//b",
            "../a",
            "a/../b",
            &"a/".repeat(100),
            &"x".repeat(600),
        ] {
            assert!(PathGlob::parse(glob).is_err(), "{glob}");
        }
    }

    proptest! {
        #[test]
        fn any_glob_is_matched_with_any_path(glob in "[*?a/]{0,40}", path in "[a/]{0,60}") {
            if let Ok(glob) = PathGlob::parse(&glob) {
                let _ = glob.covers(&path);
            }
        }
    }
}
