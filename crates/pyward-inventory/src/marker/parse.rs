//! From text to expression.

use std::borrow::Cow;

use super::MarkerError;
use super::expression::{Comparison, Expression, Operand, Operator, SIGNS, Variable};

/// How deep parentheses may nest.
const DEPTH: usize = 64;

/// Reads the whole text as one marker.
pub(super) fn marker(text: &str) -> Result<Expression, MarkerError> {
    let mut parser = Parser { text, at: 0 };
    let expression = parser.either(0)?;
    parser.skip_space();
    if parser.rest().is_empty() {
        Ok(expression)
    } else {
        Err(parser.expected("`and`, `or` or the end"))
    }
}

/// The text and how far it is read, in bytes.
struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn expected(&self, what: impl Into<Cow<'static, str>>) -> MarkerError {
        let before = self.text.get(..self.at).unwrap_or_default();
        MarkerError {
            column: before.chars().count() as u32 + 1,
            expected: what.into(),
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    /// The letters, digits, `_` and `.` that stand next; nothing is consumed.
    fn word(&mut self) -> &'a str {
        self.skip_space();
        let rest = self.rest();
        let end = rest.find(|ch: char| !(ch.is_ascii_alphanumeric() || "_.".contains(ch)));
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = self.word() == wanted;
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn either(&mut self, depth: usize) -> Result<Expression, MarkerError> {
        let first = self.both(depth)?;
        let mut parts = vec![first];
        while self.take_word("or") {
            parts.push(self.both(depth)?);
        }
        Ok(joined(parts, Expression::Or))
    }

    fn both(&mut self, depth: usize) -> Result<Expression, MarkerError> {
        let mut parts = vec![self.single(depth)?];
        while self.take_word("and") {
            parts.push(self.single(depth)?);
        }
        Ok(joined(parts, Expression::And))
    }

    fn single(&mut self, depth: usize) -> Result<Expression, MarkerError> {
        if !self.take("(") {
            let (left, operator, right) = (self.operand()?, self.operator()?, self.operand()?);
            return Ok(Expression::Comparison(Box::new(Comparison::new(
                left, operator, right,
            ))));
        }
        if depth == DEPTH {
            return Err(self.expected("no more than 64 nested parentheses"));
        }
        let inner = self.either(depth + 1)?;
        if self.take(")") {
            Ok(inner)
        } else {
            Err(self.expected("`and`, `or` or `)`"))
        }
    }

    fn operand(&mut self) -> Result<Operand, MarkerError> {
        for quote in ['\'', '"'] {
            self.skip_space();
            if let Some(after) = self.rest().strip_prefix(quote) {
                let Some((literal, _)) = after.split_once(quote) else {
                    return Err(self.expected("a string that is closed"));
                };
                self.at += literal.len() + 2;
                return Ok(Operand::Literal(literal.into()));
            }
        }
        let word = self.word();
        let variable = Variable::named(word).ok_or_else(|| {
            self.expected("a string in quotes or a variable such as `python_version`")
        })?;
        self.at += word.len();
        Ok(Operand::Variable(variable))
    }

    fn operator(&mut self) -> Result<Operator, MarkerError> {
        if self.take_word("in") {
            return Ok(Operator::In);
        }
        if self.take_word("not") {
            return if self.take_word("in") {
                Ok(Operator::NotIn)
            } else {
                Err(self.expected("`in`"))
            };
        }
        let found = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign));
        let (sign, operator) =
            found.ok_or_else(|| self.expected("a comparison such as `==` or `in`"))?;
        self.at += sign.len();
        Ok(*operator)
    }
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => join(parts),
    }
}
