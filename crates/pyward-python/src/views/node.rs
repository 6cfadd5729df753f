//! Any node.

use pyward_model::Location;
use ruff_python_ast::{Expr, Stmt};

use super::{Const, Field, Kind};
use crate::tree::{Record, Syntax};
use crate::{Span, Tree};

/// A node of a module's tree.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a Tree<'a>,
    place: u32,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at {}", self.kind(), self.span().line)
    }
}

impl<'a> Tree<'a> {
    /// The node with this number in visiting order.
    pub fn node(&'a self, place: usize) -> Option<Node<'a>> {
        let place = u32::try_from(place).ok()?;
        self.record(place).map(|_| Node { tree: self, place })
    }

    /// All nodes in visiting order.
    pub fn nodes(&'a self) -> impl Iterator<Item = Node<'a>> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|place| Node { tree: self, place })
    }
}

impl<'a> Node<'a> {
    fn record(self) -> &'a Record<'a> {
        self.tree
            .record(self.place)
            .expect("a node is made for places in the list only")
    }

    pub(crate) fn syntax(self) -> Syntax<'a> {
        self.record().syntax
    }

    /// Its number in visiting order.
    pub fn place(self) -> usize {
        self.place as usize
    }

    /// The tree it stands in.
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.record().kind
    }

    /// The field of its parent it stands in.
    pub fn field(self) -> Field {
        self.record().field
    }

    /// The node around it; `None` for the module.
    pub fn parent(self) -> Option<Self> {
        (self.place != 0).then(|| self.at(self.record().parent))
    }

    /// The nodes around it, innermost first.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The statement it belongs to, itself if it is one.
    pub fn statement(self) -> Option<Self> {
        std::iter::successors(Some(self), |node| node.parent())
            .find(|node| matches!(node.syntax(), Syntax::Stmt(_) | Syntax::Elif(..)))
    }

    /// The nearest function or lambda around it.
    pub fn function(self) -> Option<Self> {
        self.ancestors().find(|node| {
            matches!(
                node.kind(),
                Kind::FunctionDef | Kind::AsyncFunctionDef | Kind::Lambda
            )
        })
    }

    /// The nodes right below it, in visiting order.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let end = self.record().end;
        let mut next = self.place + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = self.at(next);
                next = child.record().end;
                child
            })
        })
    }

    /// The children in a field.
    pub fn children_in(self, field: Field) -> impl Iterator<Item = Self> {
        self.children().filter(move |child| child.field() == field)
    }

    /// The first child in a field.
    pub fn child(self, field: Field) -> Option<Self> {
        self.children_in(field).next()
    }

    /// All nodes below it, in visiting order.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        (self.place + 1..self.record().end).map(move |place| self.at(place))
    }

    /// The next node of the list it stands in.
    pub fn next_sibling(self) -> Option<Self> {
        let parent = self.parent()?;
        let next = self.record().end;
        let is_inside = self.field().is_list() && next < parent.record().end;
        is_inside
            .then(|| self.at(next))
            .filter(|node| node.field() == self.field())
    }

    fn at(self, place: u32) -> Self {
        Self {
            tree: self.tree,
            place,
        }
    }

    /// Whether it is `other` or below it.
    pub fn is_within(self, other: Self) -> bool {
        (other.place..other.record().end).contains(&self.place)
    }

    /// The number of the node behind the last below it.
    pub fn end_place(self) -> usize {
        self.record().end as usize
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        self.tree.span(self.record().bytes)
    }

    /// Its first line, from 1.
    pub fn line(self) -> u32 {
        self.tree.module().line_of(self.record().bytes.0 as usize)
    }

    /// Where it stands, for people.
    pub fn location(self) -> Location {
        self.tree.module().location(self.span())
    }

    /// Its source text.
    pub fn text(self) -> &'a str {
        let (start, end) = self.record().bytes;
        let text = &self.tree.module().source().text;
        text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The value of a constant.
    pub fn constant(self) -> Option<Const<'a>> {
        match self.syntax() {
            Syntax::Text(number) => Some(Const::Str(self.tree.text(number))),
            Syntax::Expr(expr) => Const::of(expr),
            _ => None,
        }
    }

    /// The value of a string constant. A part of an f-string that is text is one too.
    pub fn str_value(self) -> Option<&'a str> {
        match self.syntax() {
            Syntax::Text(number) => Some(self.tree.text(number)),
            Syntax::Expr(Expr::StringLiteral(literal)) => Some(literal.value.to_str()),
            _ => None,
        }
    }

    /// The value of an integer constant that fits.
    pub fn int_value(self) -> Option<i64> {
        match self.constant() {
            Some(Const::Int(value)) => value,
            _ => None,
        }
    }

    /// The value of `True` or `False`.
    pub fn bool_value(self) -> Option<bool> {
        match self.constant() {
            Some(Const::Bool(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether it is a constant, or a list, tuple, set or dict of nothing but constants.
    pub fn is_literal(self) -> bool {
        let is_plain = |node: Self| {
            node.constant().is_some()
                || matches!(
                    node.kind(),
                    Kind::List | Kind::Tuple | Kind::Set | Kind::Dict
                )
        };
        is_plain(self) && self.descendants().all(is_plain)
    }

    /// The identifier of a name.
    pub fn name_id(self) -> Option<&'a str> {
        match self.syntax() {
            Syntax::Expr(Expr::Name(name)) => Some(name.id.as_str()),
            _ => None,
        }
    }

    /// The last part of `x.y`.
    pub fn attribute(self) -> Option<&'a str> {
        match self.syntax() {
            Syntax::Expr(Expr::Attribute(attribute)) => Some(attribute.attr.as_str()),
            _ => None,
        }
    }

    /// A name's identifier, or the last part of an attribute.
    pub fn last_name(self) -> Option<&'a str> {
        self.name_id().or_else(|| self.attribute())
    }

    /// A value as bandit compares arguments: an attribute by its last part, a name by its identifier, `True`, `False` and
    /// `None` by their words, a string by its value.
    pub fn loose_text(self) -> Option<&'a str> {
        match self.constant() {
            Some(Const::Str(text)) => Some(text),
            Some(Const::Bool(true)) => Some("True"),
            Some(Const::Bool(false)) => Some("False"),
            Some(Const::None) => Some("None"),
            Some(_) => None,
            None => self.last_name(),
        }
    }

    /// The operator of a binary, augmented or unary operation (`+`, `%`, `not`, `-` …).
    pub fn operator(self) -> Option<&'static str> {
        match self.syntax() {
            Syntax::Expr(Expr::BinOp(operation)) => Some(operation.op.as_str()),
            Syntax::Expr(Expr::UnaryOp(operation)) => Some(operation.op.as_str()),
            Syntax::Stmt(Stmt::AugAssign(operation)) => Some(operation.op.as_str()),
            _ => None,
        }
    }

    /// The first operator of a comparison (`==`, `not in` …).
    pub fn comparison(self) -> Option<&'static str> {
        match self.syntax() {
            Syntax::Expr(Expr::Compare(comparison)) => {
                comparison.ops.first().map(ruff_python_ast::CmpOp::as_str)
            }
            _ => None,
        }
    }

    /// The entries of a dict display; of `**other` the key is missing.
    pub fn entries(self) -> Vec<(Option<Self>, Self)> {
        let Syntax::Expr(Expr::Dict(dict)) = self.syntax() else {
            return Vec::new();
        };
        let mut keys = self.children_in(Field::Keys);
        let mut next =
            |item: &ruff_python_ast::DictItem| item.key.as_ref().and_then(|_| keys.next());
        let values = self.children_in(Field::Values);
        dict.items
            .iter()
            .zip(values)
            .map(|(item, value)| (next(item), value))
            .collect()
    }

    /// Whether a name or attribute is assigned to or deleted where it stands.
    pub(crate) fn is_stored(self) -> bool {
        match self.syntax() {
            Syntax::Expr(Expr::Name(name)) => !name.ctx.is_load(),
            _ => false,
        }
    }

    /// The constant a key of a dict display stands for.
    pub fn dict_value(self) -> Option<Const<'a>> {
        let Some(Syntax::Expr(Expr::Dict(dict))) = self.parent().map(Self::syntax) else {
            return None;
        };
        let start = self.record().bytes.0;
        // Items stand in the order of their values; a key stands right before its own.
        let item = dict.items.partition_point(|item| {
            use ruff_text_size::Ranged as _;
            item.value.end().to_u32() <= start
        });
        (self.field() == Field::Keys)
            .then(|| dict.items.get(item))
            .flatten()
            .and_then(|item| Const::of(&item.value))
    }
}
