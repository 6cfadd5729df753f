//! What annotations and addresses let through.

use ruff_python_ast::{Expr, StmtFunctionDef};

/// Whether a class is the one that is wanted, or, after a star, ends as it should.
pub(super) fn is_base(wanted: &str, base: &str) -> bool {
    match wanted.strip_prefix('*') {
        Some(end) => base.ends_with(end),
        None => wanted == base,
    }
}

/// Whether what an annotation lets through can do no harm.
pub(super) fn is_clean(annotation: &Expr) -> bool {
    let clean = |name: &str| {
        matches!(
            name,
            "int"
                | "float"
                | "bool"
                | "UUID"
                | "UUID4"
                | "Decimal"
                | "datetime"
                | "date"
                | "PositiveInt"
                | "conint"
                | "EmailStr_"
        )
    };
    match annotation {
        Expr::Name(name) => clean(name.id.as_str()),
        Expr::Attribute(attribute) => clean(attribute.attr.as_str()),
        Expr::BinOp(binary) => {
            is_clean(&binary.left) && matches!(&*binary.right, Expr::NoneLiteral(_))
        }
        Expr::Subscript(subscript) => match &*subscript.value {
            Expr::Name(name) if name.id == "Literal" => true,
            Expr::Name(name)
                if matches!(name.id.as_str(), "Optional" | "List" | "list" | "Annotated") =>
            {
                match &*subscript.slice {
                    Expr::Tuple(tuple) => tuple.elts.first().is_some_and(is_clean),
                    inner => is_clean(inner),
                }
            }
            _ => false,
        },
        _ => false,
    }
}

/// `<int:name>` in the address of a route.
pub(super) fn converted(def: &StmtFunctionDef, parameter: &str) -> bool {
    def.decorator_list.iter().any(|decorator| {
        let Expr::Call(call) = &decorator.expression else {
            return false;
        };
        call.arguments.args.iter().any(|expr| match expr {
            Expr::StringLiteral(text) => is_converted(text.value.to_str(), parameter),
            _ => false,
        })
    })
}

/// Whether an address lets only numbers and the like through for a parameter.
pub(super) fn is_converted(address: &str, parameter: &str) -> bool {
    ["int", "float", "uuid"].iter().any(|kind| {
        address.contains(&format!("<{kind}:{parameter}>"))
            || address.contains(&format!("{{{parameter}:{kind}}}"))
            || address.contains(&format!("(?P<{parameter}>[0-9]"))
            || address.contains(&format!("(?P<{parameter}>\\d"))
    })
}
