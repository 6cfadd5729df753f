//! Options of a line, those of one requirement and those of the file
//! ([supported options](https://pip.pypa.io/en/stable/reference/requirements-file-format/#supported-options)).

use pyward_model::Hash;

use crate::FileOption;

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// `--hash`.
    Hash(Hash),
    /// `-e`.
    Editable(String),
    /// `-r`.
    Requirements(String),
    /// `-c`.
    Constraints(String),
    /// `--require-hashes`.
    RequireHashes,
    /// One that says where packages come from, and which of their files are taken.
    OfFile(FileOption),
    /// One that says nothing about what is installed.
    Accepted,
    /// One that pip does not know, or not here.
    Unknown(String),
    /// What is wrong with the line.
    Wrong(String),
}

#[derive(Clone, Copy)]
enum Meaning {
    Hash,
    Editable,
    Requirements,
    Constraints,
    RequireHashes,
    IndexUrl,
    ExtraIndexUrl,
    NoIndex,
    FindLinks,
    TrustedHost,
    Pre,
    NoBinary,
    OnlyBinary,
    /// Accepted, without a value.
    Switch,
    /// Accepted, with a value.
    Value,
}

/// Short name, long name, meaning.
const OPTIONS: &[(&str, &str, Meaning)] = &[
    ("", "--hash", Meaning::Hash),
    ("-e", "--editable", Meaning::Editable),
    ("-r", "--requirement", Meaning::Requirements),
    ("-c", "--constraint", Meaning::Constraints),
    ("-i", "--index-url", Meaning::IndexUrl),
    ("", "--pypi-url", Meaning::IndexUrl),
    ("", "--require-hashes", Meaning::RequireHashes),
    ("", "--extra-index-url", Meaning::ExtraIndexUrl),
    ("", "--no-index", Meaning::NoIndex),
    ("-f", "--find-links", Meaning::FindLinks),
    ("", "--no-binary", Meaning::NoBinary),
    ("", "--only-binary", Meaning::OnlyBinary),
    ("", "--prefer-binary", Meaning::Switch),
    ("", "--pre", Meaning::Pre),
    ("", "--trusted-host", Meaning::TrustedHost),
    ("", "--use-feature", Meaning::Value),
    ("", "--global-option", Meaning::Value),
    ("", "--install-option", Meaning::Value),
    ("-C", "--config-settings", Meaning::Value),
    ("", "--config-setting", Meaning::Value),
];

/// A line parted into what is required and its options: the first word that begins with `-` begins the options.
pub(super) fn split(line: &str) -> (&str, &str) {
    let begins_word = |at: &usize| {
        let before = line.get(..*at).unwrap_or_default();
        before.chars().next_back().is_none_or(char::is_whitespace)
    };
    let start = memchr::memchr_iter(b'-', line.as_bytes()).find(begins_word);
    let (required, options) = line.split_at(start.unwrap_or(line.len()));
    (required.trim_end(), options)
}

/// The options of a line. `word=value`, `word value` and `-xvalue` are the same.
pub(super) fn read(text: &str) -> Vec<Given> {
    let words = match words(text) {
        Ok(words) => words,
        Err(problem) => return vec![Given::Wrong(problem)],
    };
    let mut given = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let Some((name, meaning, attached)) = named(&word) else {
            let name = word.split('=').next().unwrap_or_default();
            if name.starts_with('-') {
                given.push(Given::Unknown(name.to_owned()));
            }
            // The value of an unknown option, or a word that pip passes over.
            continue;
        };
        let needs_value = !matches!(
            meaning,
            Meaning::Switch | Meaning::RequireHashes | Meaning::NoIndex | Meaning::Pre
        );
        let value = match attached {
            None if needs_value => words.next(),
            attached => attached.map(ToOwned::to_owned),
        };
        given.push(match (value, needs_value) {
            (Some(value), true) => meaning.with(value),
            (None, true) => Given::Wrong(format!("`{name}` has no value")),
            (_, false) => meaning.with(String::new()),
        });
    }
    given
}

/// The option a word begins, and the value that is attached to it.
fn named(word: &str) -> Option<(&'static str, Meaning, Option<&str>)> {
    OPTIONS.iter().find_map(|&(short, long, meaning)| {
        if let Some(rest) = word.strip_prefix(long) {
            return match rest.strip_prefix('=') {
                Some(value) => Some((long, meaning, Some(value))),
                None => rest.is_empty().then_some((long, meaning, None)),
            };
        }
        let rest = word.strip_prefix(short).filter(|_| !short.is_empty())?;
        Some((short, meaning, Some(rest).filter(|rest| !rest.is_empty())))
    })
}

impl Meaning {
    fn with(self, value: String) -> Given {
        match self {
            Self::Hash => hash(&value),
            Self::Editable => Given::Editable(value),
            Self::Requirements => Given::Requirements(value),
            Self::Constraints => Given::Constraints(value),
            Self::RequireHashes => Given::RequireHashes,
            Self::IndexUrl => Given::OfFile(FileOption::IndexUrl(value)),
            Self::ExtraIndexUrl => Given::OfFile(FileOption::ExtraIndexUrl(value)),
            Self::NoIndex => Given::OfFile(FileOption::NoIndex),
            Self::FindLinks => Given::OfFile(FileOption::FindLinks(value)),
            Self::TrustedHost => Given::OfFile(FileOption::TrustedHost(value)),
            Self::Pre => Given::OfFile(FileOption::Pre),
            Self::NoBinary => Given::OfFile(FileOption::NoBinary(value)),
            Self::OnlyBinary => Given::OfFile(FileOption::OnlyBinary(value)),
            Self::Switch | Self::Value => Given::Accepted,
        }
    }
}

fn hash(value: &str) -> Given {
    match value
        .split_once(':')
        .and_then(|(algorithm, digits)| hash_of(algorithm, digits))
    {
        Some(hash) => Given::Hash(hash),
        None => Given::Wrong(format!(
            "`--hash={value}` is not an algorithm, a colon and hexadecimal digits"
        )),
    }
}

/// A hash, if the digits are some.
pub(super) fn hash_of(algorithm: &str, digits: &str) -> Option<Hash> {
    let fits = !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_hexdigit())
        && !algorithm.is_empty()
        && algorithm
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    fits.then(|| Hash {
        algorithm: algorithm.to_ascii_lowercase().into(),
        digits: digits.to_ascii_lowercase().into(),
    })
}

/// Words as a POSIX shell parts them: quotes and backslashes keep white space together.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        None => {
                            return Err(format!("a quotation that begins with {ch} is not closed"));
                        }
                        Some(end) if end == ch => break,
                        Some('\\') if ch == '"' => match chars.next() {
                            Some(escaped @ ('"' | '\\')) => word.push(escaped),
                            Some(other) => word.extend(['\\', other]),
                            None => {}
                        },
                        Some(quoted) => word.push(quoted),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            ch if ch.is_whitespace() => words.extend(word.take()),
            ch => word.get_or_insert_default().push(ch),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sha256(digits: &str) -> Given {
        Given::Hash(Hash {
            algorithm: "sha256".into(),
            digits: digits.into(),
        })
    }

    #[test]
    fn the_first_dashed_word_begins_the_options() {
        assert_eq!(split("a-b==1 ; x\t--hash=y"), ("a-b==1 ; x", "--hash=y"));
        assert_eq!(split("-r x"), ("", "-r x"));
        assert_eq!(split("a"), ("a", ""));
    }

    #[test]
    fn values_are_attached_or_follow() {
        assert_eq!(
            read("--hash=SHA256:AB --hash sha256:cd"),
            [sha256("ab"), sha256("cd")]
        );
        let file = || Given::Requirements("a b.txt".to_owned());
        for text in [
            "-r 'a b.txt'",
            "-ra\\ b.txt",
            "--requirement=\"a b.txt\"",
            "--requirement a\" \"b.txt",
        ] {
            assert_eq!(read(text), [file()], "{text}");
        }
        assert_eq!(
            read("--no-index -f x --pre -C k=v --extra-index-url https://e --require-hashes"),
            [
                Given::OfFile(FileOption::NoIndex),
                Given::OfFile(FileOption::FindLinks("x".into())),
                Given::OfFile(FileOption::Pre),
                Given::Accepted,
                Given::OfFile(FileOption::ExtraIndexUrl("https://e".into())),
                Given::RequireHashes,
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(
            read("--no-such=1 word -z"),
            [
                Given::Unknown("--no-such".into()),
                Given::Unknown("-z".into())
            ]
        );
        assert_eq!(read("-r"), [Given::Wrong("`-r` has no value".into())]);
        for text in [
            "--hash sha256",
            "--hash sha256:xyz",
            "--hash=:ab",
            "--hash=sha256:",
        ] {
            assert!(matches!(&read(text)[..], [Given::Wrong(_)]), "{text}");
        }
        assert_eq!(
            read("-r 'a"),
            [Given::Wrong(
                "a quotation that begins with ' is not closed".into()
            )]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[-a-z=:'\"\\\\ ]{0,40}") {
            let (required, options) = split(&text);
            prop_assert!(required.len() + options.len() <= text.len());
            let _ = read(options);
        }
    }
}
