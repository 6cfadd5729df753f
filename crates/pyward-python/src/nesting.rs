//! How deeply a source nests, told before it is parsed.
//!
//! The parser grows its stack as it goes down, so hostile nesting costs memory instead of ending the process, and what it
//! returns is a tree whose mere dropping goes down as far again. Both are proportional to the depth, which is therefore
//! bounded: Python itself refuses far shallower sources.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_parser::{Mode, lexer};

/// The deepest nesting that is parsed, in nodes.
pub(crate) const DEEPEST: usize = 20_000;

/// How deep a source may nest that is walked by recursion.
pub(crate) const WALKED: usize = 2_000;

/// An upper bound for the depth of a source's syntax tree, exact enough to tell the hostile from the large. Where the
/// source is too short or too plain to nest deeply, the bound is not computed and [`DEEPEST`] or less is returned:
/// [`bound_of`] then says what its tokens allow.
pub(crate) fn bound(text: &str) -> usize {
    // Each level takes a byte.
    if text.len() <= WALKED {
        return text.len();
    }
    let plain = possible(text.as_bytes());
    if plain <= DEEPEST {
        return plain;
    }
    let mut lexer = lexer::lex(text, Mode::Ipython);
    let all = std::iter::repeat_with(|| lexer.next_token());
    of_tokens(all.take_while(|kind| *kind != TokenKind::EndOfFile))
}

/// The same bound, of a source that was read: what is merely long is told from what is deep.
pub(crate) fn bound_of(tokens: &[Token]) -> usize {
    of_tokens(tokens.iter().map(Token::kind))
}

fn of_tokens(tokens: impl Iterator<Item = TokenKind>) -> usize {
    let mut depth = Depth::default();
    tokens.for_each(|kind| depth.take(kind));
    depth.deepest
}

/// How many bytes of a source could open a level at all: operators, brackets, dots, and the words that nest.
fn possible(bytes: &[u8]) -> usize {
    const SIGNS: [bool; 256] = {
        let mut signs = [false; 256];
        let all = b"([{+-*/%&|^~@.<>=!\t";
        let mut at = 0;
        while at < all.len() {
            signs[all[at] as usize] = true;
            at += 1;
        }
        signs
    };
    let is_sign = |byte: &&u8| SIGNS.get(usize::from(**byte)) == Some(&true);
    let signs = bytes.iter().filter(is_sign).count();
    // Where the signs alone are too many, the words add nothing to what is known.
    if signs > DEEPEST {
        return signs;
    }
    let words: usize = [&b"not"[..], b"lambda", b"await", b"else", b"yield", b" :"]
        .iter()
        .map(|word| memchr::memmem::find_iter(bytes, word).count())
        .sum();
    signs + words
}

/// The levels open at a token.
#[derive(Default)]
struct Depth {
    /// Blocks around it.
    blocks: usize,
    /// For each open bracket, the levels chained in front of it.
    open: Vec<usize>,
    /// Their sum.
    outer: usize,
    /// The levels chained since the innermost bracket, comma or statement began.
    chain: usize,
    /// Those of them that a comma does not end: a lambda's parameters have commas too.
    lasting: usize,
    /// The most levels so far.
    deepest: usize,
}

impl Depth {
    fn take(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::Indent => self.blocks += 1,
            TokenKind::Dedent => self.blocks = self.blocks.saturating_sub(1),
            TokenKind::Newline | TokenKind::Semi => {
                *self = Self {
                    blocks: self.blocks,
                    deepest: self.deepest,
                    ..Self::default()
                }
            }
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                let before = self.chain + self.lasting + 1;
                self.open.push(before);
                self.outer += before;
                self.chain = 0;
                self.lasting = 0;
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                let before = self.open.pop().unwrap_or(0);
                self.outer -= before;
                self.chain = before;
                self.lasting = 0;
            }
            TokenKind::Comma => self.chain = 0,
            TokenKind::Lambda => self.lasting += 1,
            TokenKind::Name
            | TokenKind::Int
            | TokenKind::String
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline => return,
            _ => self.chain += 1,
        }
        let now = self.blocks * 2 + self.outer + self.chain + self.lasting;
        self.deepest = self.deepest.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_and_brackets_count_and_long_lists_do_not() {
        let many = DEEPEST + 10;
        for deep in [
            "(".repeat(many),
            format!("{}1", "-".repeat(many)),
            format!("{}1", "not ".repeat(many)),
            format!("a{}", ".b".repeat(many)),
            format!("a{}", "()".repeat(many)),
            format!("a{}", " + a".repeat(many)),
            format!("{}1", "lambda a, b: ".repeat(many)),
            format!("x = {}1", "(1, [".repeat(many)),
        ] {
            assert!(bound(&deep) > DEEPEST, "{}", &deep[..20]);
        }
        for flat in [
            "x.y(1)\n".repeat(many),
            format!("x = [{}]", "a.b(-1), ".repeat(many)),
            format!("x = {{{}}}", "'a': [1, 2],\n".repeat(many)),
            format!("'''{}'''", "-".repeat(many)),
            "# a comment\n".repeat(many),
        ] {
            assert!(bound(&flat) < 100, "{}: {}", &flat[..20], bound(&flat));
        }
    }
}
