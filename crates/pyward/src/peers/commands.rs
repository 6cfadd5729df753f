//! Words of commands, wherever they stand: in a shell script, a Makefile, a list of YAML.
//!
//! No shell is understood: words are what stands between blanks, quotes, commas and brackets. That finds the flags of a
//! tool however they are written down, and takes nothing for one that is none.

/// A word and the line it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) line: u32,
    pub(super) text: &'a str,
}

/// Lines that belong together, as their words.
pub(super) fn commands(text: &str) -> Vec<Vec<Word<'_>>> {
    let mut commands = Vec::new();
    let mut open: Vec<Word<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let bare = line.trim();
        if bare.starts_with('#') {
            continue;
        }
        let (bare, goes_on) = match bare.strip_suffix('\\') {
            Some(bare) => (bare, true),
            None => (bare, false),
        };
        open.extend(words(bare, number));
        if !goes_on && !open.is_empty() {
            commands.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        commands.push(open);
    }
    commands
}

/// All words of a file, but those of comments.
pub(super) fn all(text: &str) -> Vec<Word<'_>> {
    commands(text).into_iter().flatten().collect()
}

fn words(line: &str, number: u32) -> impl Iterator<Item = Word<'_>> {
    let parts = line.split(|ch: char| {
        ch.is_whitespace() || matches!(ch, '"' | '\'' | ',' | '[' | ']' | '\\' | ';' | '(' | ')')
    });
    let parts = parts.filter(|part| !part.is_empty() && *part != "-");
    // What follows a hash is a comment in all of these files.
    let parts = parts.take_while(|part| !part.starts_with('#'));
    parts.map(move |text| Word { line: number, text })
}

/// The values of a flag that takes one: `--flag VALUE` and `--flag=VALUE`.
pub(super) fn values<'a>(words: &[Word<'a>], flag: &str) -> Vec<Word<'a>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.text == flag {
            let value = words.get(at + 1);
            found.extend(value.filter(|value| !value.text.starts_with('-')));
        } else if let Some(value) = word
            .text
            .strip_prefix(flag)
            .and_then(|rest| rest.strip_prefix('='))
            .filter(|value| !value.is_empty())
        {
            found.push(Word {
                line: word.line,
                text: value,
            });
        }
    }
    found
}
