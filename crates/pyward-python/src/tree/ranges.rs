//! Where nodes stand, as Python says it.

use ruff_python_ast::{Decorator, Stmt};
use ruff_text_size::Ranged;

/// The bytes of a piece of syntax.
pub(super) fn bytes(piece: &impl Ranged) -> (u32, u32) {
    (piece.start().to_u32(), piece.end().to_u32())
}

/// The bytes of a statement. Python has a decorated function or class begin at its `def` or `class`.
pub(super) fn of_statement(stmt: &Stmt, text: &str) -> (u32, u32) {
    let (start, end) = bytes(stmt);
    let decorators: &[Decorator] = match stmt {
        Stmt::FunctionDef(def) => &def.decorator_list,
        Stmt::ClassDef(def) => &def.decorator_list,
        _ => &[],
    };
    let Some(last) = decorators.last() else {
        return (start, end);
    };
    let mut at = last.end().to_usize();
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at) {
            Some(b'#') => {
                let rest = bytes.get(at..).unwrap_or(&[]);
                at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            }
            Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'\\') => at += 1,
            _ => break,
        }
    }
    (u32::try_from(at).unwrap_or(start).min(end), end)
}
