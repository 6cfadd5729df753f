//! Marks: where a value came from, how it got here, and what it has been made safe for.

use std::hash::{BuildHasher as _, Hash, Hasher};
use std::rc::Rc;

use foldhash::fast::FixedState;

use super::flow::{Place, What};

/// The most marks a value carries; more would say nothing new.
const MOST_MARKS: usize = 8;
/// The most steps that are kept of a way.
const MOST_STEPS: usize = 24;

/// A set of weaknesses, a bit each, as the model numbers them.
pub(super) type Kinds = u64;

/// Where a mark began: at a source, or as an argument of the function looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Origin {
    /// At a source, at a place.
    Source(Place, Part),
    /// As the argument with this number.
    Argument(u16, Part),
}

/// Which part of what began there: none for the whole, or a number made of a key. What a guard says of one part it does
/// not say of another.
pub(super) type Part = u16;

/// The bit of a part that says that it was decoded since: what was asked about before was another text.
const DECODED: Part = 0x8000;

/// The bit of a part that says that it is a part of a part.
const NESTED: Part = 0x4000;

/// The bits that a key has.
const KEY: Part = 0x3FFF;

impl Origin {
    pub(super) fn part(self) -> Part {
        match self {
            Self::Source(_, part) | Self::Argument(_, part) => part,
        }
    }

    /// The whole it is a part of; what was decoded is a part of something decoded.
    pub(super) fn whole(self) -> Self {
        self.with_part(self.part() & DECODED)
    }

    /// A part of it, which may be a part itself.
    pub(super) fn within(self, part: Part) -> Self {
        let (own, key) = (self.part(), part);
        let mixed = match (own & KEY, key & KEY) {
            (0, key) => key,
            (own, 0) => own,
            (own, key) => ((own.rotate_left(1) ^ key) & KEY) | NESTED,
        };
        self.with_part(mixed | ((own | key) & (DECODED | NESTED)))
    }

    pub(super) fn with_part(self, part: Part) -> Self {
        match self {
            Self::Source(place, _) => Self::Source(place, part),
            Self::Argument(number, _) => Self::Argument(number, part),
        }
    }
}

/// The part that a key stands for.
fn part_of(key: &impl Hash) -> Part {
    (FixedState::with_seed(5).hash_one(key) % u64::from(KEY)) as Part + 1
}

/// A way.
#[derive(Debug)]
pub(super) struct Trail {
    /// Where its last step is.
    pub(super) place: Place,
    /// Where its first step is.
    first: Place,
    length: usize,
    made: Made,
}

/// How a way was made.
#[derive(Debug)]
enum Made {
    /// By one more step.
    Step(What, Option<Rc<Trail>>),
    /// Of two ways, one behind the other. Where the second begins where the first ends, that step counts once.
    Joined(Rc<Trail>, Rc<Trail>),
}

impl Trail {
    /// Its steps, from the first on.
    pub(super) fn steps(&self) -> Vec<(Place, &What)> {
        let mut steps = Vec::with_capacity(self.length);
        self.gather(&mut steps);
        steps
    }

    /// Ways are at most [`MOST_STEPS`] long, and so is the way down here.
    fn gather<'t>(&'t self, steps: &mut Vec<(Place, &'t What)>) {
        match &self.made {
            Made::Step(what, before) => {
                if let Some(before) = before {
                    before.gather(steps);
                }
                if steps.last().is_none_or(|(place, _)| *place != self.place) {
                    steps.push((self.place, what));
                }
            }
            Made::Joined(before, after) => {
                before.gather(steps);
                after.gather(steps);
            }
        }
    }
}

/// A trail with one more step. What is too long keeps its beginning.
pub(super) fn extend(before: Option<&Rc<Trail>>, place: Place, what: What) -> Option<Rc<Trail>> {
    let length = before.map_or(0, |trail| trail.length) + 1;
    if length > MOST_STEPS || before.is_some_and(|trail| trail.place == place) {
        return before.cloned();
    }
    Some(Rc::new(Trail {
        place,
        first: before.map_or(place, |trail| trail.first),
        length,
        made: Made::Step(what, before.cloned()),
    }))
}

/// A trail with the steps of another behind it. What is too long keeps its beginning.
pub(super) fn appended(before: Option<Rc<Trail>>, after: Option<&Rc<Trail>>) -> Option<Rc<Trail>> {
    let (Some(first), Some(second)) = (&before, after) else {
        return before.or_else(|| after.cloned());
    };
    let length = first.length + second.length - usize::from(first.place == second.first);
    if length == first.length || first.length == MOST_STEPS {
        return before;
    }
    if length > MOST_STEPS {
        return second
            .steps()
            .into_iter()
            .fold(before, |whole, (place, what)| {
                extend(whole.as_ref(), place, what.clone())
            });
    }
    Some(Rc::new(Trail {
        place: second.place,
        first: first.first,
        length,
        made: Made::Joined(Rc::clone(first), Rc::clone(second)),
    }))
}

/// One reason why a value is not to be trusted.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) origin: Origin,
    /// Which source, by its number in the model.
    pub(super) source: u16,
    /// What it can no longer do.
    pub(super) cleared: Kinds,
    /// Whether it went through a call nobody knows.
    pub(super) unknown: bool,
    pub(super) trail: Option<Rc<Trail>>,
}

/// The marks of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks(Option<Rc<Vec<Mark>>>);

impl Marks {
    pub(super) fn one(mark: Mark) -> Self {
        Self(Some(Rc::new(vec![mark])))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether these are the other marks themselves.
    pub(super) fn is_one_with(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(theirs)) => Rc::ptr_eq(own, theirs),
            (None, None) => true,
            _ => false,
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.0.iter().flat_map(|marks| marks.iter())
    }

    /// Adds the marks of another value. Of two with one origin, the less safe counts.
    pub(super) fn add(&mut self, other: &Self) {
        let Some(theirs) = &other.0 else { return };
        let Some(own) = &mut self.0 else {
            self.0 = Some(Rc::clone(theirs));
            return;
        };
        if Rc::ptr_eq(own, theirs) {
            return;
        }
        for mark in theirs.iter() {
            let same = |own: &Mark| own.origin == mark.origin && own.source == mark.source;
            match own.iter().position(same) {
                Some(at) => {
                    let Some(seen) = own.get(at) else { continue };
                    if seen.cleared & !mark.cleared != 0 || (seen.unknown && !mark.unknown) {
                        let own = Rc::make_mut(own);
                        let Some(seen) = own.get_mut(at) else {
                            continue;
                        };
                        if seen.cleared & !mark.cleared != 0 {
                            seen.trail.clone_from(&mark.trail);
                        }
                        seen.cleared &= mark.cleared;
                        seen.unknown &= mark.unknown;
                    }
                }
                None if own.len() < MOST_MARKS => Rc::make_mut(own).push(mark.clone()),
                None => {}
            }
        }
    }

    /// The marks, and those of what they are parts of.
    pub(super) fn with_whole(&self) -> Self {
        let mut all = self.clone();
        all.add(&self.map(|mut mark| {
            mark.origin = mark.origin.whole();
            Some(mark)
        }));
        all
    }

    /// The marks, each changed; those for which nothing is left are gone.
    pub(super) fn map(&self, mut change: impl FnMut(Mark) -> Option<Mark>) -> Self {
        let Some(own) = &self.0 else {
            return Self::default();
        };
        let changed: Vec<Mark> = own.iter().cloned().filter_map(&mut change).collect();
        if changed.is_empty() {
            return Self::default();
        }
        Self(Some(Rc::new(changed)))
    }

    /// The marks, made safe for some weaknesses.
    pub(super) fn cleared(&self, kinds: Kinds) -> Self {
        if kinds == 0 {
            return self.clone();
        }
        self.map(|mut mark| {
            mark.cleared |= kinds;
            (mark.cleared != Kinds::MAX).then_some(mark)
        })
    }

    /// The marks, with something taken back that was known of them.
    pub(super) fn without(&self, kinds: Kinds) -> Self {
        if kinds == 0 || self.iter().all(|mark| mark.cleared & kinds == 0) {
            return self.clone();
        }
        self.map(|mut mark| {
            mark.cleared &= !kinds;
            Some(mark)
        })
    }

    /// The marks, one step further.
    pub(super) fn at(&self, place: Place, what: &What) -> Self {
        self.map(|mut mark| {
            mark.trail = extend(mark.trail.as_ref(), place, what.clone());
            Some(mark)
        })
    }

    /// The marks of what stands under a key.
    pub(super) fn under(&self, key: &impl Hash) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        let part = part_of(key);
        self.map(|mut mark| {
            if mark.origin.part() & !DECODED == 0 {
                mark.origin = mark.origin.within(part);
            }
            Some(mark)
        })
    }

    /// The same, also of what is a part itself; what was found out about that has to be among these marks, since it is not
    /// asked for any more.
    pub(super) fn deeper(&self, key: &impl Hash) -> Self {
        let part = part_of(key);
        self.map(|mut mark| {
            let own = mark.origin.part();
            if own & !DECODED == 0 {
                mark.origin = mark.origin.within(part);
            } else if own & NESTED == 0 {
                let mixed = (own & KEY).rotate_left(1) ^ part;
                mark.origin = (mark.origin).with_part((own & DECODED) | NESTED | (mixed & KEY));
            }
            Some(mark)
        })
    }

    /// The marks of one of several parts that are told apart by their number alone.
    pub(super) fn part(&self, number: usize) -> Self {
        self.deeper(&("part", number))
    }

    /// The marks of what these are decoded to: only what `kept` says of each was found out about that, too.
    pub(super) fn decoded(&self, kept: impl Fn(&Mark) -> Kinds) -> Self {
        self.map(|mut mark| {
            let kept = kept(&mark);
            if mark.cleared & !kept != 0 || mark.origin.part() & DECODED == 0 {
                mark.cleared &= kept;
                mark.origin = mark.origin.with_part(mark.origin.part() | DECODED);
            }
            Some(mark)
        })
    }

    /// The marks, gone through a call nobody knows.
    pub(super) fn unknown(&self) -> Self {
        self.map(|mut mark| {
            mark.unknown = true;
            Some(mark)
        })
    }

    pub(super) fn key(&self, hasher: &mut impl Hasher) {
        for mark in self.iter() {
            (mark.source, mark.cleared, mark.unknown).hash(hasher);
            if let Origin::Argument(number, part) = mark.origin {
                (number, part).hash(hasher);
            }
        }
        0xffu8.hash(hasher);
    }
}

/// What the truth of a value says: which origins are then safe for what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) if_true: Vec<(Origin, Kinds)>,
    pub(super) if_false: Vec<(Origin, Kinds)>,
}

impl Fact {
    /// What holds whichever of two values it is.
    pub(super) fn join(&self, other: &Self) -> Self {
        Self {
            if_true: meet(&self.if_true, &other.if_true),
            if_false: meet(&self.if_false, &other.if_false),
        }
    }

    /// What holds when the other value says nothing, but has a known truth.
    pub(super) fn beside(&self, truth: Option<bool>) -> Option<Rc<Self>> {
        match truth {
            Some(true) => Some(Rc::new(Self {
                if_true: Vec::new(),
                if_false: self.if_false.clone(),
            })),
            Some(false) => Some(Rc::new(Self {
                if_true: self.if_true.clone(),
                if_false: Vec::new(),
            })),
            None => None,
        }
    }

    pub(super) fn swapped(&self) -> Self {
        Self {
            if_true: self.if_false.clone(),
            if_false: self.if_true.clone(),
        }
    }
}

/// What both say.
pub(super) fn meet(a: &[(Origin, Kinds)], b: &[(Origin, Kinds)]) -> Vec<(Origin, Kinds)> {
    let mut both = Vec::new();
    for (origin, kinds) in a {
        if let Some((_, others)) = b.iter().find(|(other, _)| other == origin)
            && kinds & others != 0
        {
            both.push((*origin, kinds & others));
        }
    }
    both
}

/// What either says.
pub(super) fn unite(into: &mut Vec<(Origin, Kinds)>, from: &[(Origin, Kinds)]) {
    for (origin, kinds) in from {
        match into.iter_mut().find(|(other, _)| other == origin) {
            Some((_, own)) => *own |= kinds,
            None => into.push((*origin, *kinds)),
        }
    }
}
