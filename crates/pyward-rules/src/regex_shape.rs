//! The shape of a regular expression of Python: what it is made of, as far as it matters for the time it takes.

/// The longest pattern that is read, in bytes.
pub(crate) const LONGEST: usize = 4096;

/// The deepest nesting of groups that is read.
const DEEPEST: usize = 40;

/// A piece of a pattern.
pub(crate) enum Piece {
    /// One character.
    Set(Chars),
    /// One behind the other.
    Seq(Vec<Self>),
    /// One of them.
    Alt(Vec<Self>),
    /// A loop.
    Repeat(Loop),
    /// Something that takes no character and may fail: `$`, `\b`.
    Mark,
    /// The beginning of the text: `^`, `\A`.
    Start,
    /// Something not looked into: a look around, a back reference, an atomic group.
    Opaque,
}

/// A loop over a piece.
pub(crate) struct Loop {
    pub(crate) inner: Box<Piece>,
    pub(crate) least: u32,
    /// No limit: `None`.
    pub(crate) most: Option<u32>,
}

/// Characters: ASCII one by one, all others as one.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Chars {
    ascii: u128,
    others: bool,
}

impl Chars {
    pub(crate) const NONE: Self = Self {
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

    /// Those of both.
    pub(crate) fn common(self, other: Self) -> Self {
        Self {
            ascii: self.ascii & other.ascii,
            others: self.others && other.others,
        }
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.common(other) != Self::NONE
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

/// The piece a whole pattern is; `None` where it is too large, or has something that is not known here.
pub(crate) fn parse(pattern: &str, is_verbose: bool) -> Option<Piece> {
    if pattern.len() > LONGEST {
        return None;
    }
    let mut parser = Parser {
        rest: pattern.chars().collect(),
        at: 0,
        is_verbose,
    };
    let piece = parser.alternatives(0)?;
    (parser.at == parser.rest.len()).then_some(piece)
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
            '^' => Piece::Start,
            '$' => Piece::Mark,
            '\\' => self.escaped()?,
            ch => Piece::Set(Chars::one(ch)),
        };
        Some(piece)
    }

    fn escaped(&mut self) -> Option<Piece> {
        let ch = self.next()?;
        Some(match ch {
            'A' => Piece::Start,
            'b' | 'B' | 'Z' | 'z' => Piece::Mark,
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
        let mut is_opaque = false;
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
            } else if ["=", "!", "<=", "<!", ">"]
                .iter()
                .any(|kind| self.take(kind))
            {
                is_opaque = true;
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
        Some(if is_opaque { Piece::Opaque } else { inner })
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

    proptest::proptest! {
        #[test]
        fn any_pattern_is_read(pattern in r"[a\[\](){}*+?.|^$\\dwx0-9,:=!<>P#-]{0,40}", is_verbose: bool) {
            parse(&pattern, is_verbose);
        }
    }
}
