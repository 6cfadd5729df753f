//! The shape of a regular expression of Python: enough of it to tell whether a text can make it take time that doubles
//! with every character.
//!
//! That happens where a loop can split one text in many ways (`(a+)+`, `(\w|\d)*`, `(.*,)*`) and what follows it can
//! fail, so that all ways are tried. Only such loops are told; those whose time merely grows with a power are not.

/// The longest pattern that is read.
const LONGEST: usize = 4096;

/// The deepest nesting of groups that is read.
const DEEPEST: usize = 40;

/// A piece of a pattern.
enum Piece {
    /// One character.
    Set(Chars),
    /// One behind the other.
    Seq(Vec<Self>),
    /// One of them.
    Alt(Vec<Self>),
    /// A loop.
    Repeat(Loop),
    /// Something that takes no character and may fail: `$`, `\b`, a look around.
    Mark,
    /// Something not looked into: a back reference, an atomic group.
    Opaque,
}

/// A loop over a piece.
struct Loop {
    inner: Box<Piece>,
    least: u32,
    /// No limit: `None`.
    most: Option<u32>,
}

/// Characters: ASCII one by one, all others as one.
#[derive(Clone, Copy, PartialEq)]
struct Chars {
    ascii: u128,
    others: bool,
}

impl Chars {
    const NONE: Self = Self {
        ascii: 0,
        others: false,
    };

    fn of(is: impl Fn(u8) -> bool, others: bool) -> Self {
        let ascii = (0..128)
            .filter(|byte| is(*byte))
            .fold(0, |set, byte| set | (1 << byte));
        Self { ascii, others }
    }

    fn one(ch: char) -> Self {
        let is_same =
            |byte: u8| char::from(byte).eq_ignore_ascii_case(&ch) && char::from(byte) == ch;
        Self::of(is_same, !ch.is_ascii())
    }

    fn not(self) -> Self {
        Self {
            ascii: !self.ascii,
            others: true,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            others: self.others || other.others,
        }
    }

    fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || (self.others && other.others)
    }

    /// The class a letter behind a backslash stands for.
    fn class(letter: char) -> Option<Self> {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r' | 0x1c..=0x1f);
        Some(match letter {
            'd' => Self::of(|byte| byte.is_ascii_digit(), false),
            'D' => Self::of(|byte| !byte.is_ascii_digit(), true),
            'w' => Self::of(is_word, true),
            'W' => Self::of(|byte| !is_word(byte), false),
            's' => Self::of(is_space, false),
            'S' => Self::of(|byte| !is_space(byte), true),
            _ => return None,
        })
    }
}

/// Whether a text can make the pattern take time that doubles with every character. `is_whole`: the pattern must match
/// up to the end of the text.
pub(crate) fn is_exponential(pattern: &str, is_verbose: bool, is_whole: bool) -> bool {
    if pattern.len() > LONGEST {
        return false;
    }
    let mut parser = Parser {
        rest: pattern.chars().collect(),
        at: 0,
        is_verbose,
    };
    let piece = parser.alternatives(0);
    piece.is_some_and(|piece| parser.at == parser.rest.len() && doubles(&piece, is_whole))
}

/// Whether a loop in a piece doubles; `fails`: what follows the piece can fail.
fn doubles(piece: &Piece, fails: bool) -> bool {
    match piece {
        Piece::Seq(items) => {
            let mut fails = fails;
            items.iter().rev().any(|item| {
                let is_bad = doubles(item, fails);
                fails = fails || can_fail(item);
                is_bad
            })
        }
        Piece::Alt(branches) => branches.iter().any(|branch| doubles(branch, fails)),
        Piece::Repeat(of) => {
            (fails && of.most.is_none() && splits(&of.inner)) || doubles(&of.inner, fails)
        }
        Piece::Set(_) | Piece::Mark | Piece::Opaque => false,
    }
}

fn can_fail(piece: &Piece) -> bool {
    matches!(piece, Piece::Mark) || !is_optional(piece)
}

/// Whether a piece can match nothing.
fn is_optional(piece: &Piece) -> bool {
    match piece {
        Piece::Set(_) => false,
        Piece::Seq(items) => items.iter().all(is_optional),
        Piece::Alt(branches) => branches.iter().any(is_optional),
        Piece::Repeat(of) => of.least == 0 || is_optional(&of.inner),
        Piece::Mark | Piece::Opaque => true,
    }
}

/// Whether a loop over the piece can split one text in many ways.
fn splits(piece: &Piece) -> bool {
    match piece {
        Piece::Repeat(of) => varies(of) && !matches!(*of.inner, Piece::Mark | Piece::Opaque),
        Piece::Alt(branches) => {
            branches.iter().any(splits)
                || branches.iter().enumerate().any(|(number, branch)| {
                    let Piece::Set(set) = branch else {
                        return false;
                    };
                    let others = branches
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != number);
                    let mut others = others.map(|(_, other)| other);
                    others.any(|other| is_made_of(other, *set))
                })
        }
        Piece::Seq(items) => items.iter().enumerate().any(|(number, item)| {
            let Piece::Repeat(of) = item else {
                return false;
            };
            let Piece::Set(set) = *of.inner else {
                return false;
            };
            let mut others = items
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number);
            varies(of) && others.all(|(_, other)| is_absorbed(other, set))
        }),
        Piece::Set(_) | Piece::Mark | Piece::Opaque => false,
    }
}

/// Whether a loop can run more often or less often.
fn varies(of: &Loop) -> bool {
    of.most.is_none_or(|most| most > of.least.max(1)) && !is_optional(&of.inner)
}

/// Whether a loop over some characters could also take what the piece takes: the piece may be missing, or is one of them.
fn is_absorbed(piece: &Piece, set: Chars) -> bool {
    match piece {
        Piece::Set(other) => other.meets(set),
        Piece::Repeat(of) if of.least > 0 => is_absorbed(&of.inner, set),
        Piece::Mark | Piece::Opaque => false,
        other => is_optional(other),
    }
}

/// Whether a piece is one or more characters that could all be of a set.
fn is_made_of(piece: &Piece, set: Chars) -> bool {
    match piece {
        Piece::Set(other) => other.meets(set),
        Piece::Seq(items) => {
            !items.is_empty()
                && items
                    .iter()
                    .all(|item| matches!(item, Piece::Set(other) if other.meets(set)))
        }
        _ => false,
    }
}

/// Reads a pattern. Nothing comes of what it does not know.
struct Parser {
    rest: Vec<char>,
    at: usize,
    is_verbose: bool,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let ch = self.peek()?;
        self.at += 1;
        Some(ch)
    }

    fn take(&mut self, text: &str) -> bool {
        let matches = text
            .chars()
            .enumerate()
            .all(|(number, ch)| self.rest.get(self.at + number) == Some(&ch));
        if matches {
            self.at += text.chars().count();
        }
        matches
    }

    fn alternatives(&mut self, depth: usize) -> Option<Piece> {
        if depth > DEEPEST {
            return None;
        }
        let mut branches = vec![self.sequence(depth)?];
        while self.take("|") {
            branches.push(self.sequence(depth)?);
        }
        if branches.len() > 1 {
            return Some(Piece::Alt(branches));
        }
        branches.pop()
    }

    fn sequence(&mut self, depth: usize) -> Option<Piece> {
        let mut items = Vec::new();
        while let Some(ch) = self.peek() {
            if matches!(ch, '|' | ')') {
                break;
            }
            if self.is_verbose && self.skip() {
                continue;
            }
            let item = self.atom(depth)?;
            items.push(self.quantified(item));
        }
        if items.len() == 1 {
            return items.pop();
        }
        Some(Piece::Seq(items))
    }

    /// Skips blanks and comments of a verbose pattern.
    fn skip(&mut self) -> bool {
        match self.peek() {
            Some(ch) if ch.is_whitespace() => self.at += 1,
            Some('#') => while self.next().is_some_and(|ch| ch != '\n') {},
            _ => return false,
        }
        true
    }

    /// One atom; an empty sequence where it was only a remark.
    fn atom(&mut self, depth: usize) -> Option<Piece> {
        let piece = match self.next()? {
            '(' => return self.group(depth),
            '[' => Piece::Set(self.class()?),
            '.' => Piece::Set(Chars::one('\n').not()),
            '^' | '$' => Piece::Mark,
            '\\' => self.escaped()?,
            ch => Piece::Set(Chars::one(ch)),
        };
        Some(piece)
    }

    fn escaped(&mut self) -> Option<Piece> {
        let ch = self.next()?;
        Some(match ch {
            'b' | 'B' | 'A' | 'Z' | 'z' => Piece::Mark,
            '1'..='9' => Piece::Opaque,
            _ => Piece::Set(self.escape(ch)?),
        })
    }

    /// The characters an escape stands for, its backslash and first letter read.
    fn escape(&mut self, ch: char) -> Option<Chars> {
        if let Some(class) = Chars::class(ch) {
            return Some(class);
        }
        let digits = match ch {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'N' | 'p' | 'P' => return None,
            _ => {
                let plain = match ch {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'f' => '\x0c',
                    'v' => '\x0b',
                    'a' => '\x07',
                    '0' => '\0',
                    other => other,
                };
                return Some(Chars::one(plain));
            }
        };
        let mut code = 0_u32;
        for _ in 0..digits {
            code = code
                .checked_mul(16)?
                .checked_add(self.next()?.to_digit(16)?)?;
        }
        Some(Chars::one(char::from_u32(code)?))
    }

    fn class(&mut self) -> Option<Chars> {
        let is_negated = self.take("^");
        let mut set = Chars::NONE;
        let mut is_first = true;
        loop {
            let ch = self.next()?;
            if ch == ']' && !is_first {
                break;
            }
            is_first = false;
            let start = if ch == '\\' {
                let letter = self.next()?;
                let chars = self.escape(letter)?;
                if Chars::class(letter).is_some() {
                    set = set.and(chars);
                    continue;
                }
                set = set.and(chars);
                letter
            } else {
                set = set.and(Chars::one(ch));
                ch
            };
            let is_range =
                self.peek() == Some('-') && self.rest.get(self.at + 1).is_some_and(|ch| *ch != ']');
            if is_range {
                self.at += 1;
                let end = self.next()?;
                let end = if end == '\\' { self.next()? } else { end };
                if matches!(end, 'x' | 'u' | 'U')
                    && self.rest.get(self.at.checked_sub(2)?) == Some(&'\\')
                {
                    let chars = self.escape(end)?;
                    set = set.and(chars);
                    set.others = set.others || chars.others;
                    continue;
                }
                set = set.and(Chars::of(
                    |byte| (start..=end).contains(&char::from(byte)),
                    !end.is_ascii(),
                ));
            }
        }
        Some(if is_negated { set.not() } else { set })
    }

    fn group(&mut self, depth: usize) -> Option<Piece> {
        let mut is_mark = false;
        let mut is_atomic = false;
        if self.take("?") {
            if self.take("#") {
                while self.next()? != ')' {}
                return Some(Piece::Seq(Vec::new()));
            }
            if self.take("P=") {
                while self.next()? != ')' {}
                return Some(Piece::Opaque);
            }
            if self.take("P<") {
                while self.next()? != '>' {}
            } else if self.take("=") || self.take("!") || self.take("<=") || self.take("<!") {
                is_mark = true;
            } else if self.take(">") {
                is_atomic = true;
            } else if !self.take(":") {
                match self.flags()? {
                    ')' => return Some(Piece::Seq(Vec::new())),
                    ':' => {}
                    _ => return None,
                }
            }
        }
        let inner = self.alternatives(depth + 1)?;
        if !self.take(")") {
            return None;
        }
        Some(match (is_mark, is_atomic) {
            (true, _) => Piece::Mark,
            (_, true) => Piece::Opaque,
            _ => inner,
        })
    }

    /// Reads flags, and what ends them.
    fn flags(&mut self) -> Option<char> {
        let mut is_on = true;
        loop {
            match self.next()? {
                'x' => self.is_verbose = is_on,
                '-' => is_on = false,
                'a' | 'i' | 'L' | 'm' | 's' | 'u' => {}
                end => return Some(end),
            }
        }
    }

    fn quantified(&mut self, item: Piece) -> Piece {
        let mut item = item;
        loop {
            while self.is_verbose && self.skip() {}
            let (least, most) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => match self.counts() {
                    Some(counts) => counts,
                    None => return item,
                },
                _ => return item,
            };
            self.at += 1;
            // `a*+` gives nothing back.
            if self.take("+") {
                item = Piece::Opaque;
                continue;
            }
            self.take("?");
            item = Piece::Repeat(Loop {
                inner: Box::new(item),
                least,
                most,
            });
        }
    }

    /// `{2,5}`, up to before its closing brace.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let rest = self.rest.get(self.at + 1..)?;
        let end = rest.iter().take(16).position(|ch| *ch == '}')?;
        let text: String = rest.get(..end)?.iter().collect();
        let counts = match text.split_once(',') {
            Some(("", "")) => return None,
            Some((least, "")) => (least.parse().ok()?, None),
            Some(("", most)) => (0, Some(most.parse().ok()?)),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
            None => {
                let number = text.parse().ok()?;
                (number, Some(number))
            }
        };
        self.at += end + 1;
        Some(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_that_split_one_text_in_many_ways_are_told() {
        for pattern in [
            r"^(a+)+$",
            r"^(\w+\s?)+$",
            r"(.*,)*x",
            r"^(\w|\d)*$",
            r#""(?:[^"]|\\.)*""#,
            r"(?:\s*\w+)*:",
            r"^([a-zA-Z0-9]+)*@",
            r"(x{1,5})*y",
            r"(?P<n>(?:ab)+)+c",
        ] {
            assert!(is_exponential(pattern, false, false), "{pattern}");
        }
        assert!(is_exponential(r"(\w+)*", false, true));
        assert!(is_exponential("( \\w+ # word\n )+ $", true, false));
    }

    #[test]
    fn loops_that_cannot_are_not() {
        for pattern in [
            r"^(\w+\.)*\w+$",
            r"(\w+)+",
            r"^[a-z]+(-[a-z]+)*$",
            r#""(?:[^"\\]|\\.)*""#,
            r"^(?:\s+\S+)*$",
            r"(a|b)*c",
            r"(?>a+)+b",
            r"(?:a++)+b",
            r"(\d{3})+$",
            r"(?:\d{1,3}\.){3}\d",
            r"^(?:(?:a|b)c)*d",
            r"(?:x(?=y))*z",
        ] {
            assert!(!is_exponential(pattern, false, false), "{pattern}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_is_read(pattern in r"[a\[\](){}*+?.|^$\\dwx0-9,:=!<>P#-]{0,40}", is_verbose: bool) {
            is_exponential(&pattern, is_verbose, true);
        }
    }
}
