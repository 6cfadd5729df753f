//! What f-strings consist of, as Python 3.13 says it.
//!
//! Neighbouring pieces of text are one constant that begins where the first and ends where the last of them does, empty
//! ones are dropped, and `{x=}` leaves its text to the constant in front of it.

use ruff_python_ast::{FStringPart, InterpolatedStringElement};
use ruff_text_size::Ranged;

use super::Syntax;
use super::ranges::bytes;

/// A value of an f-string and where it stands.
pub(super) type Piece<'a> = (Syntax<'a>, (u32, u32));

/// The values of an f-string in all its parts.
pub(super) fn of_parts<'a>(
    parts: impl Iterator<Item = &'a FStringPart>,
    texts: &mut Vec<Box<str>>,
) -> Vec<Piece<'a>> {
    let mut values = Values::new(texts);
    for part in parts {
        match part {
            FStringPart::Literal(literal) => values.text(literal.as_str(), bytes(literal)),
            FStringPart::FString(string) => {
                for element in &string.elements {
                    values.element(element);
                }
            }
        }
    }
    values.finish()
}

/// The values of one string or format specification.
pub(super) fn of_elements<'a>(
    elements: impl IntoIterator<Item = &'a InterpolatedStringElement>,
    texts: &mut Vec<Box<str>>,
) -> Vec<Piece<'a>> {
    let mut values = Values::new(texts);
    for element in elements {
        values.element(element);
    }
    values.finish()
}

struct Values<'a, 't> {
    texts: &'t mut Vec<Box<str>>,
    out: Vec<Piece<'a>>,
    /// The text that still grows.
    open: Option<(String, (u32, u32))>,
}

impl<'a, 't> Values<'a, 't> {
    fn new(texts: &'t mut Vec<Box<str>>) -> Self {
        Self {
            texts,
            out: Vec::new(),
            open: None,
        }
    }

    fn element(&mut self, element: &'a InterpolatedStringElement) {
        match element {
            InterpolatedStringElement::Literal(literal) => {
                self.text(&literal.value, bytes(literal));
            }
            InterpolatedStringElement::Interpolation(part) => {
                if let Some(debug) = &part.debug_text {
                    let start = part.start().to_u32() + 1;
                    let length = u32::try_from(debug.as_str().len()).unwrap_or(0);
                    self.text(debug.as_str(), (start, start + length));
                }
                self.close();
                self.out.push((Syntax::Interpolation(part), bytes(part)));
            }
        }
    }

    fn text(&mut self, text: &str, place: (u32, u32)) {
        match &mut self.open {
            Some((open, span)) => {
                open.push_str(text);
                span.1 = place.1;
            }
            None => self.open = Some((text.to_owned(), place)),
        }
    }

    fn close(&mut self) {
        if let Some((text, place)) = self.open.take()
            && !text.is_empty()
        {
            let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
            self.texts.push(text.into());
            self.out.push((Syntax::Text(number), place));
        }
    }

    fn finish(mut self) -> Vec<Piece<'a>> {
        self.close();
        self.out
    }
}
