//! Imports.

use ruff_python_ast::{Identifier, Stmt};

use super::{Field, Node, view};
use crate::tree::Syntax;

view! {
    /// An `import` or `from … import` statement.
    Import is Import | ImportFrom
}

/// One name of an import.
#[derive(Clone, Copy)]
pub struct ImportedName<'a> {
    /// Its node.
    pub node: Node<'a>,
    /// The name as written: `a.b` of `import a.b`, `c` of `from a import c`.
    pub name: &'a str,
    /// The name it gets (`as x`).
    pub alias: Option<&'a str>,
}

impl<'a> Import<'a> {
    /// Whether it is a `from … import`.
    pub fn is_from(self) -> bool {
        matches!(self.node().syntax(), Syntax::Stmt(Stmt::ImportFrom(_)))
    }

    /// The module behind `from`, without the dots of a relative import; `None` for `import` and `from . import`.
    pub fn module(self) -> Option<&'a str> {
        match self.node().syntax() {
            Syntax::Stmt(Stmt::ImportFrom(import)) => {
                import.module.as_ref().map(Identifier::as_str)
            }
            _ => None,
        }
    }

    /// The dots of a relative import.
    pub fn level(self) -> u32 {
        match self.node().syntax() {
            Syntax::Stmt(Stmt::ImportFrom(import)) => import.level,
            _ => 0,
        }
    }

    /// What is imported.
    pub fn names(self) -> impl Iterator<Item = ImportedName<'a>> {
        self.node()
            .children_in(Field::Names)
            .filter_map(|node| match node.syntax() {
                Syntax::Alias(alias) => Some(ImportedName {
                    node,
                    name: alias.name.as_str(),
                    alias: alias.asname.as_ref().map(Identifier::as_str),
                }),
                _ => None,
            })
    }
}
