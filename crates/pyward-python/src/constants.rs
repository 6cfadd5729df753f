//! Constants, and what operators and methods make of them.
//!
//! Numbers are 64-bit integers; what does not fit is no constant. Texts past [`LONGEST`] bytes are no constants either, so
//! that `"x" * 10**9` costs nothing.

use std::cmp::Ordering;
use std::sync::Arc;

use ruff_python_ast::{CmpOp, Expr, Number, Operator, UnaryOp};

/// The longest text or list of bytes that is followed, in bytes.
const LONGEST: usize = 4096;

/// A value known before the program runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constant {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A float, by its bits.
    Float(u64),
    /// Text.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
}

impl Constant {
    /// The constant of a text.
    #[must_use]
    pub fn text(text: &str) -> Option<Self> {
        (text.len() <= LONGEST).then(|| Self::Str(Arc::from(text)))
    }

    /// The constant a literal says.
    pub(crate) fn of_literal(expr: &Expr) -> Option<Self> {
        Some(match expr {
            Expr::NoneLiteral(_) => Self::None,
            Expr::BooleanLiteral(literal) => Self::Bool(literal.value),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => Self::Int(int.as_i64()?),
                Number::Float(float) => Self::Float(float.to_bits()),
                Number::Complex { .. } => return None,
            },
            Expr::StringLiteral(literal) => Self::text(literal.value.to_str())?,
            Expr::BytesLiteral(literal) => {
                let bytes: Vec<u8> = literal.value.bytes().take(LONGEST + 1).collect();
                if bytes.len() > LONGEST {
                    return None;
                }
                Self::Bytes(Arc::from(bytes))
            }
            _ => return None,
        })
    }

    /// The text, where it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// How it compares to a text.
    pub(crate) fn cmp_text(&self, other: &str) -> Ordering {
        match self {
            Self::Str(text) => (**text).cmp(other),
            Self::Bytes(_) => Ordering::Greater,
            Self::None | Self::Bool(_) | Self::Int(_) | Self::Float(_) => Ordering::Less,
        }
    }

    /// Whether it counts as true.
    #[must_use]
    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(bits) => f64::from_bits(*bits) != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
        }
    }

    /// The number it counts as.
    fn number(&self) -> Option<f64> {
        match self {
            Self::Bool(value) => Some(f64::from(u8::from(*value))),
            Self::Int(value) => Some(*value as f64),
            Self::Float(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    /// The whole number it counts as.
    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Self::Bool(value) => Some(i64::from(*value)),
            Self::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// What `str()` makes of it.
    pub(crate) fn shown(&self) -> Option<String> {
        Some(match self {
            Self::None => "None".into(),
            Self::Bool(true) => "True".into(),
            Self::Bool(false) => "False".into(),
            Self::Int(value) => value.to_string(),
            Self::Str(text) => text.to_string(),
            Self::Float(_) | Self::Bytes(_) => return None,
        })
    }
}

/// What a binary operator makes of two constants.
pub(crate) fn binary(left: &Constant, operator: Operator, right: &Constant) -> Option<Constant> {
    use Constant::{Bytes, Float, Int, Str};
    match (left, operator, right) {
        (Str(a), Operator::Add, Str(b)) => {
            if a.len() + b.len() > LONGEST {
                return None;
            }
            return Constant::text(&format!("{a}{b}"));
        }
        (Bytes(a), Operator::Add, Bytes(b)) if a.len() + b.len() <= LONGEST => {
            return Some(Bytes([&a[..], &b[..]].concat().into()));
        }
        (Str(a), Operator::Mult, Int(n)) | (Int(n), Operator::Mult, Str(a)) => {
            let n = usize::try_from((*n).max(0)).ok()?;
            if a.len().checked_mul(n)? > LONGEST {
                return None;
            }
            return Constant::text(&a.repeat(n));
        }
        (Str(a), Operator::Mod, value) => return percent(a, value),
        _ => {}
    }
    if let (Some(a), Some(b)) = (left.int(), right.int()) {
        let whole = match operator {
            Operator::Add => a.checked_add(b),
            Operator::Sub => a.checked_sub(b),
            Operator::Mult => a.checked_mul(b),
            Operator::FloorDiv => a.checked_div_euclid(b).filter(|_| b > 0),
            Operator::Mod => a.checked_rem_euclid(b).filter(|_| b > 0),
            Operator::Pow => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            Operator::LShift => u32::try_from(b).ok().and_then(|b| {
                let shifted = a.checked_shl(b)?;
                (shifted >> b == a).then_some(shifted)
            }),
            Operator::RShift => u32::try_from(b).ok().and_then(|b| a.checked_shr(b)),
            Operator::BitOr => Some(a | b),
            Operator::BitXor => Some(a ^ b),
            Operator::BitAnd => Some(a & b),
            Operator::Div => {
                return (b != 0).then(|| Float((a as f64 / b as f64).to_bits()));
            }
            Operator::MatMult => None,
        };
        return whole.map(Int);
    }
    let (a, b) = (left.number()?, right.number()?);
    let float = match operator {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        Operator::Pow => a.powf(b),
        _ => return None,
    };
    Some(Float(float.to_bits()))
}

/// `"…%s…" % value` with one plain placeholder.
fn percent(template: &str, value: &Constant) -> Option<Constant> {
    let (before, after) = template
        .split_once("%s")
        .or_else(|| template.split_once("%d"))?;
    if before.contains('%') || after.contains('%') {
        return None;
    }
    Constant::text(&format!("{before}{}{after}", value.shown()?))
}

/// What a unary operator makes of a constant.
pub(crate) fn unary(operator: UnaryOp, value: &Constant) -> Option<Constant> {
    Some(match operator {
        UnaryOp::Not => Constant::Bool(!value.truth()),
        UnaryOp::USub => match value {
            Constant::Float(bits) => Constant::Float((-f64::from_bits(*bits)).to_bits()),
            other => Constant::Int(other.int()?.checked_neg()?),
        },
        UnaryOp::UAdd => Constant::Int(value.int()?),
        UnaryOp::Invert => Constant::Int(!value.int()?),
    })
}

/// What a comparison says of two constants.
#[expect(clippy::float_cmp, reason = "Python compares floats so, too")]
pub(crate) fn compare(left: &Constant, operator: CmpOp, right: &Constant) -> Option<bool> {
    let numbers = left.number().zip(right.number());
    let same = match numbers {
        Some((a, b)) => a == b,
        None => left == right,
    };
    let order = match (left, right) {
        (Constant::Str(a), Constant::Str(b)) => Some(a.cmp(b)),
        (Constant::Bytes(a), Constant::Bytes(b)) => Some(a.cmp(b)),
        _ => numbers.and_then(|(a, b)| a.partial_cmp(&b)),
    };
    match operator {
        CmpOp::Eq => Some(same),
        CmpOp::NotEq => Some(!same),
        CmpOp::Is => Some(same),
        CmpOp::IsNot => Some(!same),
        CmpOp::Lt => order.map(std::cmp::Ordering::is_lt),
        CmpOp::LtE => order.map(std::cmp::Ordering::is_le),
        CmpOp::Gt => order.map(std::cmp::Ordering::is_gt),
        CmpOp::GtE => order.map(std::cmp::Ordering::is_ge),
        CmpOp::In | CmpOp::NotIn => {
            let inside = right.as_str()?.contains(left.as_str()?);
            Some(inside == (operator == CmpOp::In))
        }
    }
}

/// Python's index, counted from the end where it is negative.
pub(crate) fn position(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let index = if index < 0 { index + length } else { index };
    (0..length)
        .contains(&index)
        .then(|| usize::try_from(index).ok())?
}

/// One character of a text, or one byte of bytes.
pub(crate) fn item(value: &Constant, index: &Constant) -> Option<Constant> {
    let index = index.int()?;
    match value {
        Constant::Str(text) => {
            let at = position(index, text.chars().count())?;
            text.chars()
                .nth(at)
                .and_then(|ch| Constant::text(ch.encode_utf8(&mut [0; 4])))
        }
        Constant::Bytes(bytes) => {
            let at = position(index, bytes.len())?;
            bytes.get(at).map(|byte| Constant::Int(i64::from(*byte)))
        }
        _ => None,
    }
}

/// A slice of a text, without a step.
pub(crate) fn slice(value: &Constant, lower: Option<i64>, upper: Option<i64>) -> Option<Constant> {
    let text = value.as_str()?;
    let length = i64::try_from(text.chars().count()).ok()?;
    let bound = |index: i64| (if index < 0 { index + length } else { index }).clamp(0, length);
    let from = bound(lower.unwrap_or(0));
    let to = bound(upper.unwrap_or(length)).max(from);
    let taken: String = text
        .chars()
        .skip(usize::try_from(from).ok()?)
        .take(usize::try_from(to - from).ok()?)
        .collect();
    Constant::text(&taken)
}

/// What a method of a constant text returns for constant arguments.
pub(crate) fn method(text: &str, name: &str, arguments: &[Constant]) -> Option<Constant> {
    let first = arguments.first().and_then(Constant::as_str);
    let made = match (name, arguments.len()) {
        ("lower" | "casefold", 0) => text.to_lowercase(),
        ("upper", 0) => text.to_uppercase(),
        ("strip", 0) => text.trim().to_owned(),
        ("lstrip", 0) => text.trim_start().to_owned(),
        ("rstrip", 0) => text.trim_end().to_owned(),
        ("strip", 1) => text
            .trim_matches(|ch| first.is_some_and(|set| set.contains(ch)))
            .to_owned(),
        ("lstrip", 1) => text
            .trim_start_matches(|ch| first.is_some_and(|set| set.contains(ch)))
            .to_owned(),
        ("rstrip", 1) => text
            .trim_end_matches(|ch| first.is_some_and(|set| set.contains(ch)))
            .to_owned(),
        ("replace", 2) => {
            let to = arguments.get(1)?.as_str()?;
            if text.len().saturating_mul(to.len().max(1)) > LONGEST {
                return None;
            }
            text.replace(first?, to)
        }
        ("removeprefix", 1) => text.strip_prefix(first?).unwrap_or(text).to_owned(),
        ("removesuffix", 1) => text.strip_suffix(first?).unwrap_or(text).to_owned(),
        ("startswith", 1) => return Some(Constant::Bool(text.starts_with(first?))),
        ("endswith", 1) => return Some(Constant::Bool(text.ends_with(first?))),
        ("isdigit" | "isdecimal" | "isnumeric", 0) => {
            return Some(Constant::Bool(
                !text.is_empty() && text.chars().all(char::is_numeric),
            ));
        }
        ("isalpha", 0) => {
            return Some(Constant::Bool(
                !text.is_empty() && text.chars().all(char::is_alphabetic),
            ));
        }
        ("find", 1) => {
            let found = text.find(first?).and_then(|at| text.get(..at));
            return Some(Constant::Int(match found {
                Some(before) => i64::try_from(before.chars().count()).ok()?,
                None => -1,
            }));
        }
        ("count", 1) if first.is_some_and(|part| !part.is_empty()) => {
            return Some(Constant::Int(
                i64::try_from(text.matches(first?).count()).ok()?,
            ));
        }
        ("encode", _) => return Some(Constant::Bytes(Arc::from(text.as_bytes()))),
        _ => return None,
    };
    Constant::text(&made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_count_as_python_counts() {
        let int = Constant::Int;
        assert_eq!(binary(&int(7), Operator::Mult, &int(18)), Some(int(126)));
        assert_eq!(binary(&int(-7), Operator::FloorDiv, &int(2)), Some(int(-4)));
        assert_eq!(binary(&int(-7), Operator::Mod, &int(3)), Some(int(2)));
        assert_eq!(binary(&int(i64::MAX), Operator::Add, &int(1)), None);
        assert_eq!(binary(&int(1), Operator::FloorDiv, &int(0)), None);
        assert_eq!(binary(&int(1), Operator::LShift, &int(200)), None);
    }

    #[test]
    fn texts_are_sliced_by_characters() {
        let text = Constant::text("aéc").unwrap();
        assert_eq!(item(&text, &Constant::Int(1)), Constant::text("é"));
        assert_eq!(item(&text, &Constant::Int(-1)), Constant::text("c"));
        assert_eq!(item(&text, &Constant::Int(3)), None);
        assert_eq!(slice(&text, Some(-2), None), Constant::text("éc"));
    }

    #[test]
    fn long_texts_are_no_constants() {
        let text = Constant::text("xxxx").unwrap();
        assert_eq!(
            binary(&text, Operator::Mult, &Constant::Int(1_000_000_000)),
            None
        );
    }
}
