//! Comments that say a finding is meant: `# nosec`, `# noqa: S…`, and `# ruff: noqa: S…` for a whole file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use pyward_python::Module;
use regex::Regex;

use crate::Check;
use crate::index::ALL_TABLES;
use crate::settings::Mode;

/// The comments of a module, by line.
#[derive(Default)]
pub(crate) struct Comments {
    lines: BTreeMap<u32, Meant>,
    /// The rules that the whole file does without, by name, with the line that says so.
    everywhere: BTreeMap<&'static str, u32>,
    used: BTreeSet<u32>,
    /// Whether more comments than the first count.
    is_loose: bool,
}

/// How many comments in the lines of one finding count.
const MOST: usize = 64;

/// What a comment says.
struct Meant {
    /// The rules it names, by name; empty: all.
    rules: BTreeSet<&'static str>,
    is_nosec: bool,
}

/// How a finding is suppressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// By a comment that names no rule.
    pub(crate) is_blanket: bool,
    /// The line of the comment.
    pub(crate) line: u32,
}

impl Comments {
    /// Reads the comments of a module; `known` are all rules about code, asked or not.
    pub(crate) fn of(module: &Module, mode: Mode, known: &[&'static Check]) -> Self {
        let mut comments = Self {
            is_loose: mode == Mode::Own,
            ..Self::default()
        };
        for comment in module.comments() {
            let said = match mode {
                Mode::Compat => nosec(comment.text, |words| words_of_bandit(words, known)),
                Mode::Own => nosec(comment.text, |words| words_of_pyward(words, known)),
            };
            let meant = said
                .map(|rules| Meant {
                    rules,
                    is_nosec: true,
                })
                .or_else(|| (mode == Mode::Own).then(|| noqa(comment.text, known))?);
            match meant {
                Some(meant) if !meant.is_nosec && is_for_file(comment.text) => {
                    let rules = meant.rules.into_iter();
                    let everywhere = rules.map(|rule| (rule, comment.line));
                    comments.everywhere.extend(everywhere);
                }
                Some(meant) => {
                    comments.lines.insert(comment.line, meant);
                }
                None => {}
            }
        }
        comments
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.everywhere.is_empty()
    }

    /// Whether a finding of a rule is meant. `line` is where the finding was put, if not where its node stands; `lines`
    /// are the lines of what was looked at, of which in compat mode the first with a comment counts; `edges` are the first
    /// and the last line of the statement around it, which count in pyward's own mode.
    pub(crate) fn mark(
        &mut self,
        rule: &str,
        line: Option<u32>,
        lines: (u32, u32),
        edges: [Option<u32>; 2],
    ) -> Option<Mark> {
        if let Some(line) = self.everywhere.get(rule) {
            return Some(Mark {
                is_blanket: false,
                line: *line,
            });
        }
        if self.lines.is_empty() {
            return None;
        }
        let at = |line: Option<u32>| line.and_then(|line| self.lines.get_key_value(&line));
        let (here, edges) = (at(line), edges.map(at));
        let many = if self.is_loose { MOST } else { 1 };
        let around = self.lines.range(lines.0..=lines.1.max(lines.0));
        let both = || {
            let within = here.into_iter().chain(around.clone().take(many));
            within.chain(edges.into_iter().flatten())
        };
        both().next()?;
        // A comment that names rules beside one that names none: what is named counts.
        let named: Vec<_> = both()
            .filter(|(_, meant)| !meant.rules.is_empty())
            .collect();
        let mark = if named.is_empty() {
            both().next().map(|(line, _)| Mark {
                is_blanket: true,
                line: *line,
            })
        } else {
            let naming = named.iter().find(|(_, meant)| meant.rules.contains(rule));
            naming.map(|(line, _)| Mark {
                is_blanket: false,
                line: **line,
            })
        }?;
        self.used.insert(mark.line);
        Some(mark)
    }

    /// The lines of `nosec` comments that suppressed nothing. `is_asked` tells whether a rule looked at the module, if
    /// not all did: of what others might have found nothing is known.
    pub(crate) fn unused(&self, is_asked: impl Fn(Option<&str>) -> bool) -> Vec<u32> {
        let is_unused = |line: &u32, meant: &Meant| {
            let mut rules = meant.rules.iter();
            let is_judged = if meant.rules.is_empty() {
                is_asked(None)
            } else {
                rules.all(|rule| is_asked(Some(rule)))
            };
            meant.is_nosec && is_judged && !self.used.contains(line)
        };
        let lines = self.lines.iter();
        let unused = lines.filter(|(line, meant)| is_unused(line, meant));
        unused.map(|(line, _)| *line).collect()
    }
}

/// The rules a `nosec` comment names, if it is one.
fn nosec(
    comment: &str,
    read: impl Fn(&str) -> BTreeSet<&'static str>,
) -> Option<BTreeSet<&'static str>> {
    let rest = comment.match_indices('#').find_map(|(at, _)| {
        let rest = comment.get(at + 1..)?.trim_start_matches(is_space);
        rest.strip_prefix("nosec")
    })?;
    let words = rest.split('#').next().unwrap_or("");
    Some(read(words))
}

/// What Python takes for white space.
fn is_space(ch: char) -> bool {
    ch.is_whitespace() || ('\x1c'..='\x1f').contains(&ch)
}

/// The rule bandit calls so. Its name for all entries of its blacklists counts as a rule that nothing is found by.
fn by_bandit(word: &str, known: &[&'static Check]) -> Option<&'static str> {
    let same = |check: &&&'static Check| {
        let bandit = check.code().and_then(|code| code.bandit);
        bandit.is_some_and(|bandit| bandit.id == word || bandit.name == word)
    };
    let found = known.iter().find(same).map(|check| check.rule.name);
    found.or_else(|| (word == ALL_TABLES).then_some(ALL_TABLES))
}

/// What bandit takes for words joined by commas, or by nothing. The letters beyond ASCII are those Python takes for `i`,
/// `s` and `k` where case does not matter.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:([Bb]\d+|[A-Za-z\d_\u{130}\u{131}\u{17f}\u{212a}]+),?)+").expect("it is one")
});

/// Bandit's reading: of words joined by commas without a space, only the last counts; what it does not know counts for
/// nothing, so that a comment of nothing else names no rule.
fn words_of_bandit(words: &str, known: &[&'static Check]) -> BTreeSet<&'static str> {
    let last = |found: regex::Captures<'_>| by_bandit(found.get(1)?.as_str(), known);
    WORDS.captures_iter(words).filter_map(last).collect()
}

/// Pyward's reading: names of rules, their aliases and bandit's names of several words, split at spaces and commas. A
/// bandit name of one word (`random`) is as likely part of a reason.
fn words_of_pyward(words: &str, known: &[&'static Check]) -> BTreeSet<&'static str> {
    let is_part = |ch: char| ch.is_ascii_alphanumeric() || "_-".contains(ch);
    words
        .split(|ch| !is_part(ch))
        .filter(|word| !word.is_empty())
        .filter_map(|word| {
            let named = known.iter().find(|check| check.is_called(word));
            let named = named.map(|check| check.rule.name);
            named.or_else(|| by_bandit(word, known).filter(|_| word.contains('_')))
        })
        .collect()
}

/// The rules a `noqa` comment names. One without names is meant for style and counts for nothing here.
fn noqa(comment: &str, known: &[&'static Check]) -> Option<Meant> {
    let lower = comment.to_ascii_lowercase();
    let at = lower.find("noqa:")?;
    let rules = words_of_pyward(comment.get(at + 5..)?, known);
    (!rules.is_empty()).then_some(Meant {
        rules,
        is_nosec: false,
    })
}

/// Whether a `noqa` comment speaks of the whole file: `# ruff: noqa: S101`.
fn is_for_file(comment: &str) -> bool {
    let words = comment.trim_start_matches('#').trim_start();
    let tool = words.split(':').next().unwrap_or("");
    matches!(tool.to_ascii_lowercase().as_str(), "ruff" | "flake8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CODE;

    fn bandit(comment: &str) -> Option<Vec<&'static str>> {
        let rules = nosec(comment, |words| words_of_bandit(words, CODE))?;
        Some(rules.into_iter().collect())
    }

    #[test]
    fn comments_are_read_as_bandit_reads_them() {
        let (shell, none) = ("subprocess-with-shell", "subprocess-without-shell");
        for (comment, rules) in [
            ("# nosec", Some(vec![])),
            ("#nosec:B602", Some(vec![shell])),
            ("# nosec B602, B603", Some(vec![shell, none])),
            ("# nosec B602,B603", Some(vec![none])),
            ("# nosec: B602 B603 # why", Some(vec![shell, none])),
            (
                "# nosec subprocess_popen_with_shell_equals_true",
                Some(vec![shell]),
            ),
            ("# noqa # nosec B602 # x", Some(vec![shell])),
            ("# nosec because", Some(vec![])),
            ("# nosecure", Some(vec![])),
            ("# nosec B999", Some(vec![])),
            ("# nosec B999, B602", Some(vec![shell])),
            ("# nosec B602Because", Some(vec![])),
            ("# nosec b602", Some(vec![])),
            ("# nosec Xtry_except_pass", Some(vec![])),
            ("# nosec B001", Some(vec!["B001"])),
            ("#\x1cnosec B602", Some(vec![shell])),
            ("# NOSEC", None),
            ("# plain", None),
        ] {
            assert_eq!(bandit(comment), rules, "{comment}");
        }
    }

    #[test]
    fn comments_are_read_as_people_mean_them() {
        let own = |comment: &str| {
            let rules = nosec(comment, |words| words_of_pyward(words, CODE))?;
            Some(rules.into_iter().collect::<Vec<_>>())
        };
        let both = Some(vec!["subprocess-with-shell", "subprocess-without-shell"]);
        assert_eq!(own("# nosec B602,S603"), both);
        assert_eq!(own("# nosec: subprocess-with-shell, B603"), both);
        let import = Some(vec!["pickle-import"]);
        assert_eq!(own("# nosec: import_pickle"), import);
        assert_eq!(own("# nosec: random is fine here"), Some(vec![]));
        assert!(noqa("# noqa: E501, S602", CODE).is_some());
        assert!(noqa("# noqa", CODE).is_none());
        assert!(noqa("# noqa: E501", CODE).is_none());
    }
}
