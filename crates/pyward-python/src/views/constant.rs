//! Values known from the source.

use std::borrow::Cow;

use ruff_python_ast::{Expr, Number};

/// The value of a constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Const<'a> {
    /// A string.
    Str(&'a str),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An integer; `None` where it does not fit.
    Int(Option<i64>),
    /// A floating point number.
    Float(f64),
    /// A complex number: its imaginary part.
    Complex(f64),
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
}

impl<'a> Const<'a> {
    pub(crate) fn of(expr: &'a Expr) -> Option<Self> {
        Some(match expr {
            Expr::StringLiteral(literal) => Self::Str(literal.value.to_str()),
            Expr::BytesLiteral(literal) => match literal.value.as_slice() {
                [one] => Self::Bytes(Cow::Borrowed(one.as_slice())),
                _ => Self::Bytes(literal.value.bytes().collect()),
            },
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(value) => Self::Int(value.as_i64()),
                Number::Float(value) => Self::Float(*value),
                Number::Complex { imag, .. } => Self::Complex(*imag),
            },
            Expr::BooleanLiteral(literal) => Self::Bool(literal.value),
            Expr::NoneLiteral(_) => Self::None,
            Expr::EllipsisLiteral(_) => Self::Ellipsis,
            _ => return None,
        })
    }

    /// Whether Python takes it for true.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::Int(value) => *value != Some(0),
            Self::Float(value) | Self::Complex(value) => *value != 0.0,
            Self::Bool(value) => *value,
            Self::None => false,
            Self::Ellipsis => true,
        }
    }
}
