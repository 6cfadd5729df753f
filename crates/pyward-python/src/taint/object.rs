//! Containers and instances.

use std::cell::Cell;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::sorted::Sorted;
use super::value::{DEEPEST, MOST_NODES, Shape, Value};
use crate::constants::Constant;

/// Which kind of container or instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    List,
    Tuple,
    Set,
    Dict,
    /// Of a class of the project.
    Instance(u32),
    /// Of a class outside of the project.
    External(Arc<str>),
}

/// A container or an instance.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) kind: Kind,
    /// The elements, in order, where the positions are known.
    pub(super) items: Vec<Value>,
    /// Entries of a dict by key; attributes by name.
    pub(super) fields: Sorted<Constant, Value>,
    /// What stands at positions or keys that are not known.
    pub(super) rest: Option<Box<Value>>,
    /// Whether positions and keys are all known.
    pub(super) exact: bool,
}

impl Object {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            kind,
            items: Vec::new(),
            fields: Sorted::default(),
            rest: None,
            exact: true,
        }
    }

    /// All values directly within.
    pub(super) fn within(&self) -> impl Iterator<Item = &Value> {
        let all = self.items.iter().chain(self.fields.values());
        all.chain(self.rest.as_deref())
    }

    /// The same, to be changed.
    pub(super) fn within_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let all = self.items.iter_mut().chain(self.fields.values_mut());
        all.chain(self.rest.as_deref_mut())
    }

    /// An attribute, or what stands under a text.
    pub(super) fn under(&self, name: &str) -> Option<&Value> {
        self.fields.find(|key| key.cmp_text(name))
    }

    /// Puts a value where it is not known where.
    pub(super) fn blur(&mut self, value: Value) {
        self.exact = false;
        self.rest = Some(match self.rest.take() {
            Some(mut rest) => {
                *rest = rest.joined(&value, 0);
                rest
            }
            None => Box::new(value),
        });
    }

    /// Forgets the positions.
    pub(super) fn forget(&mut self) {
        let items = std::mem::take(&mut self.items);
        for item in items {
            self.blur(item);
        }
        self.exact = false;
    }

    /// Any of its elements.
    pub(super) fn any(&self) -> Value {
        let mut all: Option<Value> = self.rest.as_deref().cloned();
        for item in self.items.iter().chain(self.fields.values()) {
            all = Some(match all {
                Some(all) => all.joined(item, 0),
                None => item.clone(),
            });
        }
        all.unwrap_or_default()
    }

    pub(super) fn join(&self, other: &Self, depth: usize) -> Self {
        let mut joined = Self::new(self.kind.clone());
        joined.exact = self.exact && other.exact;
        if self.items.len() == other.items.len() {
            let pairs = self.items.iter().zip(&other.items);
            joined.items = pairs.map(|(a, b)| a.joined(b, depth + 1)).collect();
        } else {
            for item in self.items.iter().chain(&other.items) {
                joined.blur(item.clone());
            }
        }
        joined.fields = self.fields.clone();
        joined.fields.merge(&other.fields, |own, value| {
            (!own.is_one_with(value)).then(|| own.joined(value, depth + 1))
        });
        for rest in [&self.rest, &other.rest].into_iter().flatten() {
            joined.blur((**rest).clone());
        }
        joined
    }
}

/// An object that values share until one of them changes it. What was found out about it as a whole is kept with it.
#[derive(Clone, Debug)]
pub(super) struct Shared(Rc<Kept>);

#[derive(Clone, Debug)]
struct Kept {
    object: Object,
    known: Cell<Known>,
}

/// What is known of an object as a whole, as long as nobody changes it.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    is_marked: Option<bool>,
    /// How many values there are within; no more are counted than matter.
    nodes: Option<u32>,
    /// Its hash, where it stands this deep in something.
    key: Option<(usize, u64)>,
}

impl Deref for Shared {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.0.object
    }
}

impl Shared {
    pub(super) fn new(object: Object) -> Self {
        Self(Rc::new(Kept {
            object,
            known: Cell::default(),
        }))
    }

    /// Whether it is the other object itself.
    pub(super) fn is_one_with(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// The object, to be changed. Where others share it they keep it as it was.
    pub(super) fn edit(&mut self) -> &mut Object {
        let kept = Rc::make_mut(&mut self.0);
        kept.known = Cell::default();
        &mut kept.object
    }

    /// Whether there is a mark in it.
    pub(super) fn is_marked(&self) -> bool {
        self.is_marked_at(0)
    }

    fn is_marked_at(&self, depth: usize) -> bool {
        let known = self.0.known.get();
        if let Some(is_marked) = known.is_marked {
            return is_marked;
        }
        let mut is_sure = true;
        let is_marked = self.within().any(|value| {
            !value.marks.is_empty()
                || match &value.shape {
                    Shape::Object(_) if depth > DEEPEST => {
                        is_sure = false;
                        true
                    }
                    Shape::Object(inner) => inner.is_marked_at(depth + 1),
                    Shape::Union(_) => true,
                    _ => false,
                }
        });
        if is_sure && (depth == 0 || !is_marked) {
            let is_marked = Some(is_marked);
            self.0.known.set(Known { is_marked, ..known });
        }
        is_marked
    }

    /// How many values are within it: no more than `most` are counted.
    pub(super) fn nodes(&self, most: usize) -> usize {
        let known = self.0.known.get();
        if let Some(nodes) = known.nodes {
            return (nodes as usize).min(most);
        }
        let mut count = 0;
        for value in self.within() {
            count += 1;
            if count >= most {
                break;
            }
            if let Shape::Object(inner) = &value.shape {
                count += inner.nodes(most - count);
            }
        }
        if count < most || most == MOST_NODES {
            let nodes = Some(u32::try_from(count).unwrap_or(u32::MAX));
            self.0.known.set(Known { nodes, ..known });
        }
        count.min(most)
    }

    /// A hash of what it is, where it stands this deep in something.
    pub(super) fn key(&self, depth: usize) -> u64 {
        let known = self.0.known.get();
        if let Some((at, key)) = known.key
            && at == depth
        {
            return key;
        }
        let mut hasher = FixedState::with_seed(11).build_hasher();
        self.kind.hash(&mut hasher);
        self.exact.hash(&mut hasher);
        self.items.len().hash(&mut hasher);
        for item in &self.items {
            item.key(&mut hasher, depth + 1);
        }
        for (key, value) in self.fields.iter() {
            key.hash(&mut hasher);
            value.key(&mut hasher, depth + 1);
        }
        if let Some(rest) = &self.rest {
            rest.key(&mut hasher, depth + 1);
        }
        let key = hasher.finish();
        let known = self.0.known.get();
        self.0.known.set(Known {
            key: Some((depth, key)),
            ..known
        });
        key
    }
}
