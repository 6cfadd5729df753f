//! Functions and classes.

use ruff_python_ast::{Identifier, Stmt};

use super::{Field, Keyword, Kind, Node, view};
use crate::tree::Syntax;

view! {
    /// A `def` or `async def`.
    Function is FunctionDef | AsyncFunctionDef
}

view! {
    /// A class.
    Class is ClassDef
}

/// A parameter of a function.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    /// Its node.
    pub node: Node<'a>,
    /// Its name.
    pub name: &'a str,
    /// What it is if not given.
    pub default: Option<Node<'a>>,
}

impl Parameter<'_> {
    /// Whether it stands before a `/`.
    pub fn is_positional_only(&self) -> bool {
        self.node.field() == Field::Posonlyargs
    }

    /// Whether it stands behind a `*`.
    pub fn is_keyword_only(&self) -> bool {
        self.node.field() == Field::Kwonlyargs
    }
}

impl<'a> Function<'a> {
    /// Its name.
    pub fn name(self) -> &'a str {
        match self.node().syntax() {
            Syntax::Stmt(Stmt::FunctionDef(def)) => def.name.as_str(),
            _ => "",
        }
    }

    /// Whether it is an `async def`.
    pub fn is_async(self) -> bool {
        self.kind() == Kind::AsyncFunctionDef
    }

    /// Its parameters but `*args` and `**kwargs`, in their order.
    pub fn parameters(self) -> Vec<Parameter<'a>> {
        let Syntax::Stmt(Stmt::FunctionDef(def)) = self.node().syntax() else {
            return Vec::new();
        };
        let Some(arguments) = self.node().child(Field::Args) else {
            return Vec::new();
        };
        let mut nodes = arguments.children().filter(|node| {
            matches!(
                node.field(),
                Field::Posonlyargs | Field::Args | Field::Kwonlyargs
            )
        });
        let mut defaults = arguments.children_in(Field::Defaults);
        let mut keyword_defaults = arguments.children_in(Field::KwDefaults);
        let all = def.parameters.iter_non_variadic_params();
        all.filter_map(|parameter| {
            let node = nodes.next()?;
            let default = parameter.default.as_ref().and_then(|_| {
                if node.field() == Field::Kwonlyargs {
                    keyword_defaults.next()
                } else {
                    defaults.next()
                }
            });
            Some(Parameter {
                node,
                name: parameter.parameter.name.as_str(),
                default,
            })
        })
        .collect()
    }

    /// The statements in it.
    pub fn body(self) -> impl Iterator<Item = Node<'a>> {
        self.node().children_in(Field::Body)
    }

    /// Its decorators.
    pub fn decorators(self) -> impl Iterator<Item = Node<'a>> {
        self.node().children_in(Field::DecoratorList)
    }
}

impl<'a> Class<'a> {
    /// Its name.
    pub fn name(self) -> &'a str {
        match self.node().syntax() {
            Syntax::Stmt(Stmt::ClassDef(def)) => def.name.as_str(),
            _ => "",
        }
    }

    /// Its base classes.
    pub fn bases(self) -> impl Iterator<Item = Node<'a>> {
        self.node().children_in(Field::Bases)
    }

    /// Its keywords (`metaclass=…`).
    pub fn keywords(self) -> impl Iterator<Item = Keyword<'a>> {
        self.node()
            .children_in(Field::Keywords)
            .filter_map(Keyword::of)
    }

    /// The statements in it.
    pub fn body(self) -> impl Iterator<Item = Node<'a>> {
        self.node().children_in(Field::Body)
    }
}

impl<'a> Node<'a> {
    /// The name a parameter, handler, function or class gives to something.
    pub(crate) fn defined_name(self) -> Option<&'a str> {
        match self.syntax() {
            Syntax::Parameter(parameter) => Some(parameter.name.as_str()),
            Syntax::Handler(handler) => handler.name.as_ref().map(Identifier::as_str),
            Syntax::Stmt(Stmt::FunctionDef(def)) => Some(def.name.as_str()),
            Syntax::Stmt(Stmt::ClassDef(def)) => Some(def.name.as_str()),
            _ => None,
        }
    }
}
