//! What the source fixes, whatever the program is given.

use pyward_python::views::{Call, Kind, Node};

use crate::Cx;

/// How many names and operations are looked through.
const DEEPEST: usize = 16;

/// Whether an expression is a text constant, or a name for one.
pub(crate) fn is_fixed(cx: &Cx<'_>, node: Node<'_>) -> bool {
    let is_text = |node: Node<'_>| matches!(node.kind(), Kind::Str | Kind::Bytes);
    is_text(node) || cx.value_of(node).is_some_and(is_text)
}

/// The text an expression begins with: of sums, `%`, `.format` and f-strings too, and through names.
pub(crate) fn start<'a>(cx: &Cx<'a>, node: Node<'a>) -> Option<&'a str> {
    let mut at = node;
    for _ in 0..DEEPEST {
        if let Some(text) = at.str_value() {
            return Some(text);
        }
        at = match at.kind() {
            Kind::Name => cx.value_of(at)?,
            Kind::JoinedStr | Kind::FormattedValue => at.children().next()?,
            Kind::BinOp if matches!(at.operator(), Some("+" | "%")) => at.children().next()?,
            Kind::Call => {
                let func = Call::of(at)?.func();
                let is_format = func.attribute() == Some("format");
                is_format.then(|| func.children().next())??
            }
            _ => return None,
        };
    }
    None
}
