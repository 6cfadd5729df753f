//! What stands between the braces of a template.

/// Filters after which nothing is left that a page or a script could run: they escape, or make numbers and the like.
const CLEAN: &[&str] = &[
    "escape",
    "e",
    "force_escape",
    "forceescape",
    "escapejs",
    "tojson",
    "to_json",
    "json",
    "jsonify",
    "json_script",
    "json_dumps",
    "urlencode",
    "striptags",
    "int",
    "float",
    "length",
    "count",
    "wordcount",
    "filesizeformat",
    "floatformat",
    "intcomma",
    "date",
    "time",
    "timesince",
    "timeuntil",
    "naturaltime",
    "slugify",
    "linebreaks",
    "linebreaksbr",
    "urlize",
    "urlizetrunc",
    "nl2br",
    "bleach",
    "sanitize",
    "clean",
    "sanitize_html",
    "clean_html",
    "yesno",
    "pluralize",
    "divisibleby",
    "round",
    "abs",
    "sum",
    "bool",
    "get_digit",
    "localize",
    "unlocalize",
];

/// Last parts of names that are numbers by custom, and functions' own.
const NUMBERS: &[&str] = &[
    "id",
    "pk",
    "count",
    "length",
    "index",
    "index0",
    "counter",
    "counter0",
    "revcounter",
    "size",
    "number",
    "total",
    "year",
    "month",
    "day",
    "width",
    "height",
    "page",
    "pages",
];

/// Words that are no names of values.
const WORDS: &[&str] = &[
    "if",
    "else",
    "and",
    "or",
    "not",
    "in",
    "is",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "null",
    "loop",
    "forloop",
    "self",
    "super",
    "block",
    "caller",
    "cycler",
    "defined",
    "undefined",
    "csrf_token",
    "csrf_input",
];

/// An expression of a template.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Expression {
    /// The names it begins with, but for functions and words of the language.
    pub(super) names: Vec<String>,
    /// Whether a filter escapes it, or makes something harmless of it.
    pub(super) is_clean: bool,
    /// Whether the filter `safe` is last to speak of it.
    pub(super) is_safe: bool,
    /// Whether it is a number by its name.
    pub(super) is_number: bool,
}

impl Expression {
    pub(super) fn of(text: &str) -> Self {
        let mut made = Self::default();
        let mut parts = pieces(text).into_iter();
        let first = parts.next().unwrap_or_default();
        made.names = names(first);
        let whole = first.trim();
        let last = whole.rsplit('.').next().unwrap_or(whole);
        made.is_number =
            NUMBERS.contains(&last) || last.ends_with("_id") || last.ends_with("_count");
        for filter in parts {
            let name = filter.trim();
            let end = name.find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_');
            let name = name.get(..end.unwrap_or(name.len())).unwrap_or(name);
            match name {
                "safe" | "safeseq" => made.is_safe = true,
                _ if CLEAN.contains(&name) => made.is_clean = true,
                _ => {}
            }
        }
        made
    }
}

/// An expression, cut at `|` that stand outside of quotes and brackets; one in brackets that are all of it is cut inside.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0usize, None);
    for (at, ch) in text.char_indices() {
        match (quote, ch) {
            (Some(open), _) if ch == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(ch),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => {
                found.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(text.get(start..).unwrap_or_default());
    found
}

/// The names in an expression: what stands behind a dot, in quotes, or is called, is none.
fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(ch) = rest.chars().next() {
        if ch == '"' || ch == '\'' {
            let inner = rest.get(1..).unwrap_or_default();
            let end = inner.find(ch).map_or(inner.len(), |end| end + 1);
            rest = inner.get(end..).unwrap_or_default();
            before = ch;
            continue;
        }
        if !(ch.is_ascii_alphabetic() || ch == '_') || before.is_ascii_alphanumeric() {
            rest = rest.get(ch.len_utf8()..).unwrap_or_default();
            before = ch;
            continue;
        }
        let end = rest.find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_');
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let is_called = behind.trim_start().starts_with('(');
        let is_keyword =
            behind.trim_start().starts_with('=') && !behind.trim_start().starts_with("==");
        if before != '.' && !is_called && !is_keyword && !WORDS.contains(&word) && found.len() < 16
        {
            found.push(word.to_owned());
        }
        before = word.chars().next_back().unwrap_or(' ');
        rest = behind;
    }
    found
}

/// Whether a text is one name.
pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 100
        && text
            .chars()
            .all(|ch| ch.is_ascii_alphanumeric() || ch == '_')
}
