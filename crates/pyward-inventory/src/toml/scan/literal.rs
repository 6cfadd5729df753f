//! Strings, numbers, truth values, dates and times in their plain forms.

use std::borrow::Cow;

use super::Scanner;
use crate::toml::Kind;

impl<'a> Scanner<'a, '_> {
    /// `"…"`, borrowed where there are no escapes.
    pub(super) fn basic_string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at + 1;
        let rest = self.bytes.get(start..)?;
        let length = memchr::memchr3(b'"', b'\\', b'\n', rest)?;
        let end = start + length;
        match self.bytes.get(end)? {
            b'"' => self.close_string(start, end, b'"').map(Cow::Borrowed),
            b'\\' => self.escaped_string(start, end).map(Cow::Owned),
            _ => None,
        }
    }

    /// `'…'`.
    pub(super) fn literal_string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at + 1;
        let length = memchr::memchr2(b'\'', b'\n', self.bytes.get(start..)?)?;
        let end = start + length;
        if self.bytes.get(end) != Some(&b'\'') {
            return None;
        }
        self.close_string(start, end, b'\'').map(Cow::Borrowed)
    }

    /// Steps over the closing quote; `None` for what may be the start of a multi-line string.
    fn close_string(&mut self, start: usize, end: usize, quote: u8) -> Option<&'a str> {
        self.at = end + 1;
        let is_multi_line = start == end && self.peek() == Some(quote);
        if is_multi_line {
            None
        } else {
            self.text.get(start..end)
        }
    }

    /// A basic string whose first escape stands at `escape`.
    fn escaped_string(&mut self, start: usize, mut escape: usize) -> Option<String> {
        let mut string = String::with_capacity(escape - start + 32);
        let mut from = start;
        loop {
            string.push_str(self.text.get(from..escape)?);
            let mut next = escape + 2;
            string.push(match self.bytes.get(escape + 1)? {
                b'"' => '"',
                b'\\' => '\\',
                b'n' => '\n',
                b't' => '\t',
                b'r' => '\r',
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'u' => {
                    next += 4;
                    unicode(self.bytes.get(escape + 2..next)?)?
                }
                b'U' => {
                    next += 8;
                    unicode(self.bytes.get(escape + 2..next)?)?
                }
                _ => return None,
            });
            let end = next + memchr::memchr3(b'"', b'\\', b'\n', self.bytes.get(next..)?)?;
            match self.bytes.get(end)? {
                b'"' => {
                    string.push_str(self.text.get(next..end)?);
                    self.at = end + 1;
                    return Some(string);
                }
                b'\\' => (from, escape) = (next, end),
                _ => return None,
            }
        }
    }

    /// A whole number, a truth value, a date, or a date and time in UTC or without an offset.
    pub(super) fn bare_value(&mut self) -> Option<Kind<'a>> {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b':' | b'.' | b'+' | b'_') =
            self.peek()
        {
            self.at += 1;
        }
        let word = self.text.get(start..self.at)?;
        match word {
            "true" => Some(Kind::Boolean(true)),
            "false" => Some(Kind::Boolean(false)),
            _ if is_integer(word) => word.parse().ok().map(Kind::Integer),
            // `2024-01-01 12:00:00` is a date and time with a space between: whoever reads on finds the rest and gives up.
            _ if is_datetime(word.as_bytes()) => Some(Kind::Datetime(Cow::Borrowed(word))),
            _ => None,
        }
    }
}

/// The character of hexadecimal digits.
fn unicode(digits: &[u8]) -> Option<char> {
    let mut code = 0;
    for digit in digits {
        code = code * 16 + char::from(*digit).to_digit(16)?;
    }
    char::from_u32(code)
}

/// Whether these are decimal digits without leading zeros, perhaps with a minus, that fit 64 bits.
fn is_integer(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word).as_bytes();
    match digits {
        [b'0'] => word.len() == 1,
        [b'1'..=b'9', rest @ ..] => rest.len() < 18 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Whether this is `YYYY-MM-DD`, alone or with `THH:MM:SS`, a fraction, `Z`.
fn is_datetime(word: &[u8]) -> bool {
    let Some((date, time)) = word.split_at_checked(10) else {
        return false;
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (
        number(&[*y1, *y2, *y3, *y4]),
        number(&[*m1, *m2]),
        number(&[*d1, *d2]),
    ) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day) && (time.is_empty() || is_time(time))
}

/// Whether this is `THH:MM:SS`, perhaps with a fraction and `Z`. Leap seconds and offsets are left to the full reader.
fn is_time(time: &[u8]) -> bool {
    let Some((clock, rest)) = time.split_at_checked(9) else {
        return false;
    };
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2] = clock else {
        return false;
    };
    let in_range = |tens: u8, ones: u8, end: u32| number(&[tens, ones]).is_some_and(|n| n < end);
    let rest = rest.strip_suffix(b"Z").unwrap_or(rest);
    let fraction = match rest {
        [] => true,
        [b'.', digits @ ..] => {
            matches!(digits.len(), 1..=9) && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    };
    fraction && in_range(*h1, *h2, 24) && in_range(*m1, *m2, 60) && in_range(*s1, *s2, 60)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n, digit| {
        digit
            .is_ascii_digit()
            .then(|| n * 10 + u32::from(digit - b'0'))
    })
}
