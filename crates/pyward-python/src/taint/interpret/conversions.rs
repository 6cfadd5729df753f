//! What annotations and addresses let through.

use ruff_python_ast::{Decorator, Expr, ExprCall, StmtFunctionDef};

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
                | "time"
                | "timedelta"
                | "complex"
                | "UUID1"
                | "UUID3"
                | "UUID5"
                | "PositiveInt"
                | "NegativeInt"
                | "NonNegativeInt"
                | "NonPositiveInt"
                | "PositiveFloat"
                | "NonNegativeFloat"
                | "StrictInt"
                | "StrictFloat"
                | "StrictBool"
                | "ByteSize"
                | "PastDate"
                | "FutureDate"
                | "AwareDatetime"
                | "NaiveDatetime"
                | "conint"
                | "confloat"
                | "condecimal"
                | "Context"
        )
    };
    match annotation {
        Expr::Name(name) => clean(name.id.as_str()),
        Expr::Attribute(attribute) => clean(attribute.attr.as_str()),
        Expr::Call(call) => is_clean(&call.func),
        Expr::BinOp(binary) => {
            is_clean(&binary.left) && matches!(&*binary.right, Expr::NoneLiteral(_))
        }
        Expr::Subscript(subscript) => match &*subscript.value {
            Expr::Name(name) if name.id == "Literal" => true,
            Expr::Name(name) if name.id == "Union" => match &*subscript.slice {
                Expr::Tuple(all) => {
                    let is_none = |one: &Expr| matches!(one, Expr::NoneLiteral(_));
                    all.elts.iter().all(|one| is_none(one) || is_clean(one))
                }
                _ => false,
            },
            Expr::Name(name)
                if matches!(
                    name.id.as_str(),
                    "Optional"
                        | "List"
                        | "list"
                        | "Annotated"
                        | "Set"
                        | "set"
                        | "Sequence"
                        | "FrozenSet"
                        | "frozenset"
                ) =>
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

/// Whether an annotation lets nothing but text through, where it is enforced.
pub(super) fn is_text(annotation: &Expr) -> bool {
    match annotation {
        Expr::Name(name) => matches!(
            name.id.as_str(),
            "str"
                | "EmailStr"
                | "NameEmail"
                | "SecretStr"
                | "StrictStr"
                | "HttpUrl"
                | "AnyUrl"
                | "AnyHttpUrl"
                | "constr"
        ),
        Expr::Call(call) => is_text(&call.func),
        Expr::BinOp(binary) => {
            is_text(&binary.left) && matches!(&*binary.right, Expr::NoneLiteral(_))
        }
        Expr::Subscript(subscript) => {
            let is_wrapper = matches!(&*subscript.value, Expr::Name(name) if matches!(name.id.as_str(), "Optional" | "Annotated"));
            let inner = match &*subscript.slice {
                Expr::Tuple(tuple) => tuple.elts.first(),
                inner => Some(inner),
            };
            is_wrapper && inner.is_some_and(is_text)
        }
        _ => false,
    }
}

/// `<int:name>` in the address of a route, or an option of a command line that lets only numbers, choices and flags
/// through.
pub(super) fn converted(def: &StmtFunctionDef, parameter: &str) -> bool {
    let mut options = def.decorator_list.iter().filter_map(option).peekable();
    if options.peek().is_some() {
        // What no option names is what the program hands over itself.
        let mut named = options.filter(|call| names(call, parameter)).peekable();
        return named.peek().is_none() || named.any(is_narrow);
    }
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

/// Whether a route's address has a place for a parameter (`<name>`, `<path:name>`). One that has none has it from whoever
/// stands between, a decorator say. Without an address in sight, any may be in it.
pub(super) fn is_in_address(def: &StmtFunctionDef, parameter: &str) -> bool {
    let mut addresses = def
        .decorator_list
        .iter()
        .filter_map(|decorator| match &decorator.expression {
            Expr::Call(call) => Some(call.arguments.args.iter()),
            _ => None,
        })
        .flatten()
        .filter_map(|expr| match expr {
            Expr::StringLiteral(text) => Some(text.value.to_str()),
            _ => None,
        })
        .filter(|text| text.starts_with('/'))
        .peekable();
    let ends = [format!("<{parameter}>"), format!(":{parameter}>")];
    addresses.peek().is_none()
        || addresses.any(|address| ends.iter().any(|end| address.contains(end.as_str())))
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

/// `@click.option(…)`, `@click.argument(…)`.
fn option(decorator: &Decorator) -> Option<&ExprCall> {
    let Expr::Call(call) = &decorator.expression else {
        return None;
    };
    let name = match &*call.func {
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::Name(name) => name.id.as_str(),
        _ => return None,
    };
    matches!(name, "option" | "argument").then_some(call)
}

/// Whether an option is given as a parameter: `--dry-run` as `dry_run`.
fn names(call: &ExprCall, parameter: &str) -> bool {
    call.arguments.args.iter().any(|expr| match expr {
        Expr::StringLiteral(text) => {
            let mut all = text.value.to_str().split('/');
            all.any(|name| name.trim_start_matches('-').replace('-', "_") == parameter)
        }
        _ => false,
    })
}

/// Whether an option is a number, a choice or a flag.
fn is_narrow(call: &ExprCall) -> bool {
    call.arguments.keywords.iter().any(|keyword| {
        let kind = match &keyword.value {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        let kind = match kind {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => "",
        };
        match keyword.arg.as_deref() {
            Some("is_flag" | "count" | "flag_value") => true,
            Some("type") => matches!(
                kind,
                "int"
                    | "float"
                    | "bool"
                    | "INT"
                    | "FLOAT"
                    | "BOOL"
                    | "UUID"
                    | "Choice"
                    | "IntRange"
                    | "FloatRange"
                    | "DateTime"
            ),
            _ => false,
        }
    })
}
