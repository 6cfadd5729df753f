//! A set of few things, in order.

use std::fmt;

/// A set whose members stand in order in one piece of memory: what most components have one of takes little room in it.
/// For sets that may grow large by single insertions use a `BTreeSet`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortedSet<T>(Vec<T>);

impl<T: Ord> SortedSet<T> {
    /// The empty set.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a member; says whether it was not there. Quickest where members come in order.
    pub fn insert(&mut self, member: T) -> bool {
        if self.0.last().is_none_or(|last| *last < member) {
            if self.0.is_empty() {
                self.0.reserve_exact(1);
            }
            self.0.push(member);
            return true;
        }
        match self.0.binary_search(&member) {
            Ok(_) => false,
            Err(place) => {
                self.0.insert(place, member);
                true
            }
        }
    }

    /// Whether it is a member.
    pub fn contains(&self, member: &T) -> bool {
        self.0.binary_search(member).is_ok()
    }

    /// Takes a member out; says whether it was there.
    pub fn remove(&mut self, member: &T) -> bool {
        let place = self.0.binary_search(member);
        place.map(|place| self.0.remove(place)).is_ok()
    }

    /// Removes all members.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: fmt::Debug> fmt::Debug for SortedSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.0).finish()
    }
}

impl<T> std::ops::Deref for SortedSet<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ord> Extend<T> for SortedSet<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, members: I) {
        let before = self.0.len();
        self.0.extend(members);
        if self.0.len() > before {
            self.0.sort();
            self.0.dedup();
        }
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        let mut set = Self::default();
        set.extend(members);
        set
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(members: [T; N]) -> Self {
        members.into_iter().collect()
    }
}

impl<T> IntoIterator for SortedSet<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a SortedSet<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_is_what_a_tree_set_is(one in proptest::collection::vec(0_u8..9, 0..12), more in proptest::collection::vec(0_u8..9, 0..12)) {
            let (mut ours, mut theirs) = (SortedSet::new(), BTreeSet::new());
            for member in one {
                prop_assert_eq!(ours.insert(member), theirs.insert(member));
            }
            prop_assert_eq!(ours.remove(&4), theirs.remove(&4));
            ours.extend(more.iter().copied());
            theirs.extend(more);
            prop_assert!(ours.iter().eq(&theirs));
            prop_assert!((0..9).all(|member| ours.contains(&member) == theirs.contains(&member)));
        }
    }
}
