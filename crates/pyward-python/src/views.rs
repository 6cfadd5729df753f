//! What rules see of a module: nodes of its tree, cheap to copy, without the parser's types.
//!
//! [`Node`] is any node; [`Call`], [`Str`], [`Function`] and their like are nodes known to be of a kind, with what only
//! that kind has, and deref to [`Node`].

mod call;
mod constant;
mod definition;
mod import;
mod node;
mod statement;

pub use crate::tree::{Field, Kind};
pub use call::{Call, Keyword};
pub use constant::Const;
pub use definition::{Class, Function, Parameter};
pub use import::{Import, ImportedName};
pub use node::Node;
pub use statement::{Assign, ExceptHandler, Str};

/// Declares a node known to be of one of some kinds.
macro_rules! view {
    ($(#[doc = $doc:literal])+ $name:ident is $($kind:ident)|+) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq)]
        pub struct $name<'a>($crate::views::Node<'a>);

        impl<'a> $name<'a> {
            /// The node as one of this kind, if it is.
            pub fn of(node: $crate::views::Node<'a>) -> Option<Self> {
                matches!(node.kind(), $($crate::views::Kind::$kind)|+).then_some(Self(node))
            }

            /// The node.
            pub fn node(self) -> $crate::views::Node<'a> {
                self.0
            }
        }

        impl<'a> std::ops::Deref for $name<'a> {
            type Target = $crate::views::Node<'a>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    };
}
pub(crate) use view;

#[cfg(test)]
mod tests;
