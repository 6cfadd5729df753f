//! Markers judged once each.

use foldhash::{HashMap, HashMapExt as _};

use super::Marker;
use super::evaluate::{Judge, Known};
use crate::Environments;

/// Judges markers for one set of environments and remembers: locks repeat the same few markers thousands of times.
pub(crate) struct MarkerCache<'e> {
    environments: &'e Environments,
    entries: HashMap<Box<str>, Entry>,
    known: Known,
}

struct Entry {
    /// `None` for a text that is no marker.
    marker: Option<Marker>,
    /// The normalised extras the marker speaks of, sorted.
    extras: Vec<Box<str>>,
    /// What was judged, by which of those extras were asked for.
    judged: HashMap<Vec<bool>, bool>,
}

impl<'e> MarkerCache<'e> {
    pub(crate) fn new(environments: &'e Environments) -> Self {
        Self {
            environments,
            entries: HashMap::new(),
            known: Known::default(),
        }
    }

    /// What [`Marker::applies`] says of the marker; `extras` are normalised. A text that is no marker applies, since
    /// nothing is known against it.
    pub(crate) fn applies(&mut self, text: &str, extras: &[&str]) -> bool {
        if !self.entries.contains_key(text) {
            self.entries.insert(text.into(), Entry::new(text));
        }
        let Some(entry) = self.entries.get_mut(text) else {
            return true;
        };
        let Some(marker) = &entry.marker else {
            return true;
        };
        let asked: Vec<bool> = entry
            .extras
            .iter()
            .map(|name| extras.contains(&name.as_ref()))
            .collect();
        if let Some(judged) = entry.judged.get(&asked) {
            return *judged;
        }
        let applies = marker.possible(&Judge {
            environments: self.environments,
            has_extra: &|name| extras.contains(&name),
            known: Some(&self.known),
        });
        entry.judged.insert(asked, applies);
        applies
    }
}

impl Entry {
    fn new(text: &str) -> Self {
        let marker = Marker::parse(text).ok();
        let mut extras: Vec<Box<str>> = marker
            .iter()
            .flat_map(Marker::extras)
            .map(Into::into)
            .collect();
        extras.sort_unstable();
        extras.dedup();
        Self {
            marker,
            extras,
            judged: HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_answers_as_the_marker_does() {
        let environments = Environments::all();
        let mut cache = MarkerCache::new(&environments);
        for _ in 0..2 {
            assert!(cache.applies("extra == 'A_b' and python_version > '3'", &["a-b", "c"]));
            assert!(!cache.applies("extra == 'A_b' and python_version > '3'", &["c"]));
            assert!(!cache.applies("python_version < '2'", &[]));
            assert!(cache.applies("no marker", &[]));
        }
        assert_eq!(cache.entries.len(), 3);
        assert_eq!(
            cache.entries["extra == 'A_b' and python_version > '3'"]
                .judged
                .len(),
            2
        );
    }
}
