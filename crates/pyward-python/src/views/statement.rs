//! Strings, assignments and handlers.

use super::{Field, Kind, Node, view};

view! {
    /// A string constant, or a part of an f-string that is text.
    Str is Str
}

view! {
    /// What gives a value to something: `=`, `: T =`, `+=` and their like, `:=`.
    Assign is Assign | AnnAssign | AugAssign | NamedExpr
}

view! {
    /// An `except` clause.
    ExceptHandler is ExceptHandler
}

impl<'a> Str<'a> {
    /// Its value.
    pub fn value(self) -> &'a str {
        self.str_value().unwrap_or("")
    }

    /// Whether it is a statement of its own: a docstring, or as good as one.
    pub fn is_docstring(self) -> bool {
        self.parent().is_some_and(|node| node.kind() == Kind::Expr)
    }
}

impl<'a> Assign<'a> {
    /// What gets the value.
    pub fn targets(self) -> impl Iterator<Item = Node<'a>> {
        self.node()
            .children()
            .filter(|node| matches!(node.field(), Field::Target | Field::Targets))
    }

    /// The value; `None` for a mere annotation.
    pub fn value(self) -> Option<Node<'a>> {
        self.node().child(Field::Value)
    }
}

impl<'a> ExceptHandler<'a> {
    /// What it catches; `None` for a bare `except:`.
    pub fn caught(self) -> Option<Node<'a>> {
        self.node().child(Field::Type)
    }

    /// The name the exception gets.
    pub fn name(self) -> Option<&'a str> {
        self.node().defined_name()
    }

    /// The statements in it.
    pub fn body(self) -> impl Iterator<Item = Node<'a>> {
        self.node().children_in(Field::Body)
    }
}
