//! Calls.

use ruff_python_ast::{ArgOrKeyword, Expr};

use super::{Field, Kind, Node, view};
use crate::tree::Syntax;

view! {
    /// A call.
    Call is Call
}

view! {
    /// `name=value`, or `**value`, in a call or a class's bases.
    Keyword is Keyword
}

impl<'a> Call<'a> {
    /// What is called.
    pub fn func(self) -> Node<'a> {
        self.children()
            .next()
            .expect("the first child of a call is what it calls")
    }

    /// The positional arguments, starred ones included.
    pub fn positionals(self) -> impl Iterator<Item = Node<'a>> {
        self.node().children_in(Field::Args)
    }

    /// The positional argument with this number, from 0.
    pub fn positional(self, number: usize) -> Option<Node<'a>> {
        self.positionals().nth(number)
    }

    /// How many positional arguments there are.
    pub fn positional_count(self) -> usize {
        match self.node().syntax() {
            Syntax::Expr(Expr::Call(call)) => call.arguments.args.len(),
            _ => 0,
        }
    }

    /// The keyword arguments.
    pub fn keywords(self) -> impl Iterator<Item = Keyword<'a>> {
        self.node()
            .children_in(Field::Keywords)
            .filter_map(Keyword::of)
    }

    /// The names of the keyword arguments.
    pub fn keyword_names(self) -> impl Iterator<Item = &'a str> {
        let all: &[ruff_python_ast::Keyword] = match self.node().syntax() {
            Syntax::Expr(Expr::Call(call)) => &call.arguments.keywords,
            _ => &[],
        };
        all.iter()
            .filter_map(|keyword| keyword.arg.as_ref())
            .map(ruff_python_ast::Identifier::as_str)
    }

    /// The value of a keyword argument.
    pub fn keyword(self, name: &str) -> Option<Node<'a>> {
        let Syntax::Expr(Expr::Call(call)) = self.node().syntax() else {
            return None;
        };
        // Most calls have no such keyword, which the parser's list tells at once.
        call.arguments.find_keyword(name)?;
        self.keywords()
            .find(|keyword| keyword.name() == Some(name))
            .map(Keyword::value)
    }

    /// An argument given by name or by position.
    pub fn argument(self, name: &str, number: usize) -> Option<Node<'a>> {
        let Syntax::Expr(Expr::Call(call)) = self.node().syntax() else {
            return None;
        };
        match call.arguments.find_argument(name, number)? {
            ArgOrKeyword::Arg(_) => self.positional(number),
            ArgOrKeyword::Keyword(_) => self.keyword(name),
        }
    }

    /// Whether arguments are hidden in `*args` or `**kwargs`.
    pub fn has_unpacking(self) -> bool {
        self.positionals().any(|node| node.kind() == Kind::Starred)
            || self.keywords().any(|keyword| keyword.name().is_none())
    }
}

impl<'a> Keyword<'a> {
    /// The name; `None` for `**value`.
    pub fn name(self) -> Option<&'a str> {
        match self.node().syntax() {
            Syntax::Keyword(keyword) => keyword
                .arg
                .as_ref()
                .map(ruff_python_ast::Identifier::as_str),
            _ => None,
        }
    }

    /// The value.
    pub fn value(self) -> Node<'a> {
        self.children()
            .next()
            .expect("the only child of a keyword is its value")
    }
}
