//! A module's syntax as a flat list of nodes, in the order in which Python's own `ast` module visits them.
//!
//! A node knows its parent, the field of the parent it stands in, and where its subtree ends; so walking is a loop over
//! the list, looking up and sideways is arithmetic, and nothing recurses. The order is that of
//! [the abstract grammar](https://docs.python.org/3.13/library/ast.html#abstract-grammar): a function's body before its
//! decorators, a dict's keys before its values, an `elif` as an `if` inside of `else`.

mod children;
mod interpolated;
mod kind;
mod ranges;
mod syntax;

pub use kind::{Field, Kind};
pub(crate) use syntax::Syntax;

use crate::{Module, Span};

/// The nodes of a module.
pub struct Tree<'a> {
    module: &'a Module,
    nodes: Vec<Record<'a>>,
    /// The texts of f-string parts, which the parser has only in pieces.
    texts: Vec<Box<str>>,
}

/// A node as it is kept.
pub(crate) struct Record<'a> {
    pub(crate) syntax: Syntax<'a>,
    pub(crate) kind: Kind,
    pub(crate) field: Field,
    pub(crate) parent: u32,
    /// The node behind its subtree.
    pub(crate) end: u32,
    /// First byte, and the byte behind the last.
    pub(crate) bytes: (u32, u32),
}

/// A child that waits for its place in the list.
pub(crate) struct Pending<'a> {
    pub(crate) syntax: Syntax<'a>,
    pub(crate) field: Field,
    pub(crate) bytes: (u32, u32),
}

impl<'a> Tree<'a> {
    /// Lists the nodes of a module.
    pub fn of(module: &'a Module) -> Self {
        let mut tree = Self {
            module,
            nodes: Vec::with_capacity(module.source().text.len() / 6 + 1),
            texts: Vec::new(),
        };
        tree.build();
        tree
    }

    /// The module.
    pub fn module(&self) -> &'a Module {
        self.module
    }

    /// How many nodes there are; the first is the module.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is nothing but the module.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() < 2
    }

    pub(crate) fn record(&self, place: u32) -> Option<&Record<'a>> {
        self.nodes.get(place as usize)
    }

    pub(crate) fn text(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", AsRef::as_ref)
    }

    pub(crate) fn span(&self, bytes: (u32, u32)) -> Span {
        self.module.span(bytes.0 as usize, bytes.1 as usize)
    }

    fn build(&mut self) {
        let Some(module) = self.module.ast() else {
            return;
        };
        let length = u32::try_from(self.module.source().text.len()).unwrap_or(u32::MAX);
        let mut waiting = vec![(
            Pending {
                syntax: Syntax::Module(module),
                field: Field::Body,
                bytes: (0, length),
            },
            0,
        )];
        let mut found = Vec::new();
        while let Some((next, parent)) = waiting.pop() {
            let place = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            if !next.syntax.is_leaf() {
                children::list(
                    next.syntax,
                    next.bytes,
                    &mut self.texts,
                    &self.module.source().text,
                    &mut found,
                );
            }
            self.nodes.push(Record {
                syntax: next.syntax,
                kind: next.syntax.kind(),
                field: next.field,
                parent,
                end: place + 1,
                bytes: next.bytes,
            });
            waiting.extend(found.drain(..).rev().map(|child| (child, place)));
        }
        self.close();
    }

    /// Tells each node where its subtree ends, and those without a place of their own where they stand: from the first
    /// to the last beginning of a node within.
    fn close(&mut self) {
        for place in (1..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get(place) else {
                continue;
            };
            let (end, parent) = (node.end, node.parent as usize);
            if !node.kind.has_place() {
                let within = self.nodes.get(place + 1..end as usize).unwrap_or(&[]);
                let starts = within
                    .iter()
                    .filter(|node| node.kind.has_place())
                    .map(|node| node.bytes.0);
                let (first, last) = starts.fold((u32::MAX, 0), |(first, last), start| {
                    (first.min(start), last.max(start))
                });
                if let Some(node) = self.nodes.get_mut(place)
                    && first <= last
                {
                    node.bytes = (first, last);
                }
            }
            if let Some(parent) = self.nodes.get_mut(parent) {
                parent.end = parent.end.max(end);
            }
        }
    }
}
