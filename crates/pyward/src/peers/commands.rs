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

/// What follows the name of a tool in each command that runs it, up to the next command. Names are one word or more, one
/// after the other.
pub(super) fn arguments<'a>(text: &'a str, names: &[&[&str]]) -> Vec<Vec<Word<'a>>> {
    let is_next = |word: &&Word<'_>| !matches!(word.text, "&&" | "||" | "|" | "&");
    let runs = commands(text).into_iter().filter_map(|command| {
        let end = names.iter().find_map(|name| {
            let is_name =
                |run: &[Word<'_>]| run.iter().map(|word| word.text).eq(name.iter().copied());
            let at = command.windows(name.len()).position(is_name)?;
            Some(at + name.len())
        })?;
        let rest = command.iter().skip(end).take_while(is_next);
        Some(rest.copied().collect())
    });
    runs.collect()
}

/// All words of a file, but those of comments.
pub(super) fn all(text: &str) -> Vec<Word<'_>> {
    commands(text).into_iter().flatten().collect()
}

fn words(line: &str, number: u32) -> impl Iterator<Item = Word<'_>> {
    let parts = line.split(|ch: char| {
        ch.is_whitespace() || matches!(ch, '"' | '\'' | '[' | ']' | '\\' | ';' | '(' | ')')
    });
    // A comma parts the elements of a list, and also the values of one flag, which stay together here.
    let parts = parts.flat_map(|part| {
        let is_list = part.starts_with('-') && !part.contains('=');
        let most = if is_list { usize::MAX } else { 1 };
        part.trim_matches(',').splitn(most, ',')
    });
    let parts = parts.filter(|part| !part.is_empty() && *part != "-");
    // What follows a hash is a comment in all of these files.
    let parts = parts.take_while(|part| !part.starts_with('#'));
    parts.map(move |text| Word { line: number, text })
}

/// The values of a flag: `--flag VALUE` and `--flag=VALUE`, where commas part several.
pub(super) fn values<'a>(words: &[Word<'a>], flag: &str) -> Vec<Word<'a>> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let value = if word.text == flag {
            let next = words.get(at + 1);
            next.filter(|next| !next.text.starts_with('-')).copied()
        } else {
            let rest = word.text.strip_prefix(flag);
            let value = rest.and_then(|rest| rest.strip_prefix('='));
            value.map(|text| Word {
                line: word.line,
                text,
            })
        };
        let Some(Word { line, text }) = value else {
            continue;
        };
        let texts = text.split(',').filter(|text| !text.is_empty());
        found.extend(texts.map(|text| Word { line, text }));
    }
    found
}
