//! Names that stand for annotations: `Region = Literal["eu", "us"]`.

use ruff_python_ast::{Expr, Stmt};

use super::patterns::is_safe_pattern;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::project::Found;
use crate::project::index::Top;
use crate::taint::value::Value;

/// How many names may stand for one another.
const MOST_NAMES: usize = 4;

impl<'a> Interpreter<'a> {
    /// What an annotation says, where a name alone stands for it that a module of the project binds once.
    pub(super) fn spelt_out(&mut self, module: u32, annotation: &'a Expr) -> &'a Expr {
        let (mut module, mut annotation) = (module, annotation);
        for _ in 0..MOST_NAMES {
            let Expr::Name(name) = annotation else {
                break;
            };
            match self.bound_to(module, name.id.as_str()) {
                Some((there, expr)) => (module, annotation) = (there, expr),
                None => break,
            }
        }
        annotation
    }

    /// Whether an annotation or a default (`Field(pattern="^[a-z]+$")`, `constr(regex=…)`) lets only harmless characters
    /// through.
    pub(super) fn is_constrained(
        &mut self,
        frame: &mut Frame,
        annotation: Option<&'a Expr>,
        default: Option<&'a Expr>,
    ) -> bool {
        let mut calls = Vec::new();
        calls.extend(default.and_then(Expr::as_call_expr));
        match annotation {
            Some(Expr::Call(call)) => calls.push(call),
            Some(Expr::Subscript(subscript)) => {
                if let Expr::Tuple(parts) = &*subscript.slice {
                    calls.extend(parts.elts.iter().filter_map(Expr::as_call_expr));
                }
            }
            _ => {}
        }
        calls.iter().any(|call| {
            let mut keywords = call.arguments.keywords.iter();
            let pattern = keywords
                .find(|keyword| matches!(keyword.arg.as_deref(), Some("pattern" | "regex")));
            let value = pattern.map(|keyword| self.eval(frame, &keyword.value));
            let text = value
                .as_ref()
                .and_then(Value::as_constant)
                .and_then(Constant::as_str);
            // It is looked for anywhere in what is given.
            text.is_some_and(|text| text.starts_with('^') && is_safe_pattern(text, false, false))
        })
    }

    fn bound_to(&mut self, module: u32, name: &str) -> Option<(u32, &'a Expr)> {
        let own = self.index.modules.get(module as usize)?;
        match own.top.get(name)? {
            Top::Other => {
                let statements = self.project.modules().get(module as usize)?.statements();
                let mut found = statements.iter().filter_map(|stmt| assigned(stmt, name));
                let first = found.next()?;
                (found.next().is_none() && may_be_type(first)).then_some((module, first))
            }
            Top::Import(Stmt::ImportFrom(import)) => {
                let is_it = |alias: &&ruff_python_ast::Alias| {
                    alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name
                };
                let alias = import.names.iter().find(is_it)?;
                let dotted = import.module.as_ref().map_or("", |module| module.as_str());
                match self.found_by(module, import.level, dotted)? {
                    Found::Module(there) if there != module => {
                        self.bound_to_there(there, alias.name.as_str())
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The same in the module it is imported from; what that imports itself is not looked into.
    fn bound_to_there(&mut self, module: u32, name: &str) -> Option<(u32, &'a Expr)> {
        let own = self.index.modules.get(module as usize)?;
        matches!(own.top.get(name)?, Top::Other)
            .then(|| self.bound_to(module, name))
            .flatten()
    }
}

/// What a statement assigns to a name.
fn assigned<'a>(stmt: &'a Stmt, name: &str) -> Option<&'a Expr> {
    let is_name = |target: &Expr| matches!(target, Expr::Name(found) if found.id == name);
    match stmt {
        Stmt::Assign(assign) => match &*assign.targets {
            [target] if is_name(target) => Some(&assign.value),
            _ => None,
        },
        Stmt::AnnAssign(assign) if is_name(&assign.target) => assign.value.as_deref(),
        Stmt::TypeAlias(alias) if is_name(&alias.name) => Some(&alias.value),
        _ => None,
    }
}

/// Whether an expression can be a type: `Annotated[…]`, `A | B`, `constr(…)`.
fn may_be_type(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Subscript(_) | Expr::Name(_) | Expr::Attribute(_) | Expr::BinOp(_) | Expr::Call(_)
    )
}
