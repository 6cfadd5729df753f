//! One line of a store, which is one record about one package.

use crate::store::lookup;

/// A line of facts, and the store it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    /// 0 for the primary one.
    pub(crate) store: usize,
}

impl<'a> Line<'a> {
    /// The package it speaks of, as it stands there.
    pub(crate) fn package(&self) -> &'a [u8] {
        lookup::first_column(self.bytes)
    }

    /// The id of its record, as it stands there.
    pub(crate) fn id(&self) -> &'a [u8] {
        let rest = self.bytes.get(self.package().len() + 1..);
        lookup::first_column(rest.unwrap_or_default())
    }
}
