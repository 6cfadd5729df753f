//! A map whose entries stand in one piece, in the order of their keys.
//!
//! Objects and functions mostly have a handful of entries, which are copied and compared far more often than they are
//! added to.

use std::cmp::Ordering;

/// Entries by key, in the order of the keys.
#[derive(Clone, Debug)]
pub(super) struct Sorted<K, V>(Vec<(K, V)>);

impl<K, V> Default for Sorted<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Sorted<K, V> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a key stands, or would.
    fn place(&self, key: &K) -> Result<usize, usize> {
        // New keys are mostly the last.
        if self.0.last().is_none_or(|(last, _)| last < key) {
            return Err(self.0.len());
        }
        self.0.binary_search_by(|(own, _)| own.cmp(key))
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.find(|own| own.cmp(key))
    }

    /// The value of the key that is told by how keys compare to it.
    pub(super) fn find(&self, order: impl Fn(&K) -> Ordering) -> Option<&V> {
        let at = self.0.binary_search_by(|(own, _)| order(own)).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    pub(super) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.place(key).ok()?;
        self.0.get_mut(at).map(|(_, value)| value)
    }

    pub(super) fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Sets what a key has; what it had.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(at) => {
                let entry = self.0.get_mut(at)?;
                Some(std::mem::replace(&mut entry.1, value))
            }
            Err(at) => {
                self.0.insert(at, (key, value));
                None
            }
        }
    }

    /// Sets what a key has that has nothing yet.
    pub(super) fn insert_new(&mut self, key: K, value: impl FnOnce() -> V) {
        if let Err(at) = self.place(&key) {
            self.0.insert(at, (key, value()));
        }
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.place(key).ok()?;
        Some(self.0.remove(at).1)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&K) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub(super) fn keys(&self) -> impl ExactSizeIterator<Item = &K> {
        self.0.iter().map(|(key, _)| key)
    }

    pub(super) fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(super) fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl<K: Ord + Clone, V: Clone> Sorted<K, V> {
    /// Takes in the entries of another map. What both have becomes what `both` makes of the two: nothing where that is
    /// what stands here.
    pub(super) fn merge(&mut self, others: &Self, mut both: impl FnMut(&V, &V) -> Option<V>) {
        let mut at = 0;
        let mut new: Vec<(usize, &(K, V))> = Vec::new();
        for entry in &others.0 {
            while self.0.get(at).is_some_and(|(own, _)| *own < entry.0) {
                at += 1;
            }
            match self.0.get_mut(at) {
                Some((key, value)) if *key == entry.0 => {
                    if let Some(joined) = both(value, &entry.1) {
                        *value = joined;
                    }
                    at += 1;
                }
                _ => new.push((at, entry)),
            }
        }
        if new.is_empty() {
            return;
        }
        let mut whole = Vec::with_capacity(self.0.len() + new.len());
        let mut own = std::mem::take(&mut self.0).into_iter();
        let mut taken = 0;
        for (before, entry) in new {
            whole.extend(own.by_ref().take(before - taken));
            taken = before;
            whole.push(entry.clone());
        }
        whole.extend(own);
        self.0 = whole;
    }
}

impl<K: Ord, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn of(entries: &[(u8, u8)]) -> Sorted<u8, u8> {
        let mut made = Sorted::default();
        for (key, value) in entries {
            made.insert(*key, *value);
        }
        made
    }

    proptest! {
        #[test]
        fn it_holds_what_a_tree_holds(
            own in proptest::collection::vec((0u8..20, 0u8..9), 0..20),
            others in proptest::collection::vec((0u8..20, 0u8..9), 0..20),
            gone in 0u8..20,
        ) {
            let mut made = of(&own);
            let mut tree: BTreeMap<u8, u8> = own.iter().copied().collect();
            prop_assert_eq!(made.remove(&gone), tree.remove(&gone));
            prop_assert_eq!(made.get(&3), tree.get(&3));
            made.insert_new(gone, || 7);
            tree.entry(gone).or_insert(7);
            made.merge(&of(&others), |own, other| (own != other).then(|| own.wrapping_add(*other)));
            for (key, value) in of(&others) {
                let known = tree.get(&key).copied();
                tree.insert(key, match known {
                    Some(own) if own != value => own.wrapping_add(value),
                    _ => value,
                });
            }
            prop_assert!(made.iter().eq(tree.iter()));
            made.retain(|key| key % 2 == 0);
            tree.retain(|key, _| key % 2 == 0);
            prop_assert_eq!(made.into_iter().collect::<Vec<_>>(), tree.into_iter().collect::<Vec<_>>());
        }
    }
}
