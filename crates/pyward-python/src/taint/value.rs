//! What a variable may hold.
//!
//! Values are trees: a list holds its elements, an instance its attributes. There is no heap and no aliasing; what a call
//! does to its arguments is written back to where they came from.

use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use super::mark::{Fact, Marks, Origin};
pub(super) use super::object::{Kind, Object, Shared};
use crate::constants::Constant;

/// The name of what is made of nothing but what is written in the program.
pub(super) const WRITTEN: &str = "(known)";

/// The most constants a value may be one of.
const MOST_CONSTANTS: usize = 8;
/// The most shapes a value may have.
const MOST_SHAPES: usize = 4;
/// The most entries a container is followed with.
pub(super) const MOST_ENTRIES: usize = 64;
/// The most values within a value that is given to a function.
pub(super) const MOST_NODES: usize = 200;
/// How deep containers are looked into.
pub(super) const DEEPEST: usize = 6;

/// What a variable may hold: its shape, the marks it carries as a whole, and what its truth says.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    pub(super) shape: Shape,
    pub(super) marks: Marks,
    pub(super) fact: Option<Rc<Fact>>,
}

/// What kind of thing a value is.
#[derive(Clone, Debug, Default)]
pub(super) enum Shape {
    /// Anything.
    #[default]
    Unknown,
    /// This constant.
    Constant(Constant),
    /// One of these constants.
    OneOf(Rc<[Constant]>),
    /// A container or an instance.
    Object(Shared),
    /// A function of the project, with what it closes over and the receiver it is bound to.
    Function(Rc<Closure>),
    /// A class of the project.
    Class(u32),
    /// A module of the project.
    Module(u32),
    /// A folder of the project without an `__init__.py`.
    Folder(Arc<str>),
    /// Something outside of the project, by its qualified name.
    External(Arc<str>),
    /// A method of a value, not called yet.
    Method(Rc<(Value, Arc<str>)>),
    /// One of several.
    Union(Rc<[Value]>),
}

/// A function with its surroundings.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    pub(super) function: u32,
    pub(super) receiver: Option<Value>,
    pub(super) captured: Option<Rc<super::state::Env>>,
    /// Arguments given beforehand (`functools.partial`).
    pub(super) given: Vec<Value>,
    pub(super) named: Vec<(Arc<str>, Value)>,
    /// Which of those that close over something it is, by the order in which they were met.
    pub(super) number: u64,
}

impl Value {
    pub(super) fn of(shape: Shape) -> Self {
        Self {
            shape,
            ..Self::default()
        }
    }

    pub(super) fn constant(constant: Constant) -> Self {
        Self::of(Shape::Constant(constant))
    }

    pub(super) fn bool(value: bool) -> Self {
        Self::constant(Constant::Bool(value))
    }

    pub(super) fn none() -> Self {
        Self::constant(Constant::None)
    }

    pub(super) fn external(name: impl Into<Arc<str>>) -> Self {
        Self::of(Shape::External(name.into()))
    }

    /// What is made of nothing but what is written in the program, or can be nothing but a number and the like.
    pub(super) fn written() -> Self {
        Self::external(WRITTEN)
    }

    pub(super) fn object(object: Object) -> Self {
        Self::of(Shape::Object(Shared::new(object)))
    }

    pub(super) fn marked(marks: Marks) -> Self {
        Self {
            marks,
            ..Self::default()
        }
    }

    pub(super) fn with(mut self, marks: &Marks) -> Self {
        self.marks.add(marks);
        self
    }

    /// The constant it is.
    pub(super) fn as_constant(&self) -> Option<&Constant> {
        match &self.shape {
            Shape::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    /// The constants it may be, where it is nothing else.
    pub(super) fn constants(&self) -> Option<&[Constant]> {
        match &self.shape {
            Shape::Constant(constant) => Some(std::slice::from_ref(constant)),
            Shape::OneOf(constants) => Some(constants),
            _ => None,
        }
    }

    pub(super) fn one_of(mut constants: Vec<Constant>) -> Self {
        constants.sort();
        constants.dedup();
        match constants.len() {
            1 => constants.pop().map_or_else(Self::default, Self::constant),
            2..=MOST_CONSTANTS => Self::of(Shape::OneOf(constants.into())),
            _ => Self::default(),
        }
    }

    /// Whether it counts as true, where that is known.
    pub(super) fn truth(&self) -> Option<bool> {
        match &self.shape {
            Shape::Constant(_) | Shape::OneOf(_) => {
                let constants = self.constants()?;
                let truth = constants.first()?.truth();
                constants
                    .iter()
                    .all(|constant| constant.truth() == truth)
                    .then_some(truth)
            }
            Shape::Object(object) => match object.kind {
                Kind::Instance(_) | Kind::External(_) => None,
                _ if !object.exact => None,
                _ => Some(!object.items.is_empty() || !object.fields.is_empty()),
            },
            Shape::Function(_) | Shape::Class(_) | Shape::Module(_) => Some(true),
            _ => None,
        }
    }

    /// The value, with what is deep in it forgotten where there is too much of it.
    pub(super) fn trimmed(self) -> Self {
        match &self.shape {
            Shape::Object(object) if object.nodes(MOST_NODES) >= MOST_NODES => self.flattened(2),
            _ => self,
        }
    }

    fn flattened(mut self, depth: usize) -> Self {
        if let Shape::Object(object) = &mut self.shape {
            if depth == 0 {
                return Self::marked(self.deep());
            }
            for value in object.edit().within_mut() {
                *value = std::mem::take(value).flattened(depth - 1);
            }
        }
        self
    }

    /// All marks in it, those of its elements among them.
    pub(super) fn deep(&self) -> Marks {
        let mut marks = self.marks.clone();
        self.gather(&mut marks, 0);
        marks
    }

    fn gather(&self, marks: &mut Marks, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match &self.shape {
            Shape::Object(object) => {
                for value in object.within() {
                    marks.add(&value.marks);
                    value.gather(marks, depth + 1);
                }
            }
            Shape::Union(values) => {
                for value in values.iter() {
                    marks.add(&value.marks);
                    value.gather(marks, depth + 1);
                }
            }
            Shape::Method(method) => {
                marks.add(&method.0.marks);
                method.0.gather(marks, depth + 1);
            }
            _ => {}
        }
    }

    /// Every mark in it, changed.
    pub(super) fn map_marks(&mut self, change: &mut dyn FnMut(&mut Marks)) {
        self.map_at(change, 0);
    }

    /// Whether there is a mark in it that [`Value::map_marks`] would change.
    pub(super) fn is_marked(&self) -> bool {
        !self.marks.is_empty()
            || match &self.shape {
                Shape::Object(object) => object.is_marked(),
                Shape::Union(values) => values.iter().any(Self::is_marked),
                _ => false,
            }
    }

    /// Whether it is nothing but a text of somebody else, or a part of such a thing.
    pub(super) fn is_text_of_others(&self) -> bool {
        matches!(self.shape, Shape::Unknown | Shape::Method(_))
    }

    /// Whether a mark in it began at a source.
    pub(super) fn is_from_source(&self) -> bool {
        self.is_marked()
            && self
                .deep()
                .iter()
                .any(|mark| matches!(mark.origin, Origin::Source(..)))
    }

    fn map_at(&mut self, change: &mut dyn FnMut(&mut Marks), depth: usize) {
        if !self.marks.is_empty() {
            change(&mut self.marks);
        }
        if depth > DEEPEST {
            return;
        }
        match &mut self.shape {
            Shape::Object(object) if object.is_marked() => {
                for value in object.edit().within_mut() {
                    value.map_at(change, depth + 1);
                }
            }
            Shape::Union(values) if values.iter().any(Self::is_marked) => {
                let mut all = values.to_vec();
                for value in &mut all {
                    value.map_at(change, depth + 1);
                }
                *values = all.into();
            }
            _ => {}
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "either of two values, neither of them used otherwise"
    )]
    pub(super) fn join(self, other: Self) -> Self {
        self.joined(&other, 0)
    }

    /// Whether it is the other value itself, so that joining the two changes nothing. Looks no deeper than where they
    /// are kept.
    pub(super) fn is_one_with(&self, other: &Self) -> bool {
        let is_same_fact = match (&self.fact, &other.fact) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        is_same_fact
            && self.marks.is_one_with(&other.marks)
            && match (&self.shape, &other.shape) {
                (Shape::Constant(a), Shape::Constant(b)) => a == b,
                (Shape::OneOf(a), Shape::OneOf(b)) => Rc::ptr_eq(a, b),
                (Shape::Union(a), Shape::Union(b)) => Rc::ptr_eq(a, b),
                _ => self.same(other),
            }
    }

    pub(super) fn joined(&self, other: &Self, depth: usize) -> Self {
        if self.is_one_with(other) {
            return self.clone();
        }
        let mut marks = self.marks.clone();
        marks.add(&other.marks);
        let fact = match (&self.fact, &other.fact) {
            (Some(a), Some(b)) => Some(Rc::new(a.join(b))),
            (Some(fact), None) => fact.beside(other.truth()),
            (None, Some(fact)) => fact.beside(self.truth()),
            (None, None) => None,
        };
        let shape = join_shapes(self, other, depth, &mut marks);
        Self { shape, marks, fact }
    }

    /// Adds what it is to a hash. Where marks came from does not count; what they are does.
    pub(super) fn key(&self, hasher: &mut impl Hasher, depth: usize) {
        std::mem::discriminant(&self.shape).hash(hasher);
        self.marks.key(hasher);
        if depth > DEEPEST {
            return;
        }
        match &self.shape {
            Shape::Unknown => {}
            Shape::Constant(constant) => constant.hash(hasher),
            Shape::OneOf(constants) => constants.hash(hasher),
            Shape::Object(object) => object.key(depth).hash(hasher),
            Shape::Function(closure) => {
                closure.function.hash(hasher);
                if let Some(receiver) = &closure.receiver {
                    receiver.key(hasher, depth + 1);
                }
                for given in &closure.given {
                    given.key(hasher, depth + 1);
                }
                for (name, value) in &closure.named {
                    name.hash(hasher);
                    value.key(hasher, depth + 1);
                }
                // What it closes over is told by its number.
                closure.number.hash(hasher);
            }
            Shape::Class(id) | Shape::Module(id) => id.hash(hasher),
            Shape::Folder(name) | Shape::External(name) => name.hash(hasher),
            Shape::Method(method) => {
                method.0.key(hasher, depth + 1);
                method.1.hash(hasher);
            }
            Shape::Union(values) => {
                for value in values.iter() {
                    value.key(hasher, depth + 1);
                }
            }
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (&self.shape, &other.shape) {
            (Shape::Unknown, Shape::Unknown) => true,
            (Shape::Object(a), Shape::Object(b)) => a.is_one_with(b),
            (Shape::Function(a), Shape::Function(b)) => {
                Rc::ptr_eq(a, b)
                    || (a.function == b.function && a.receiver.is_none() && b.receiver.is_none())
            }
            (Shape::Class(a), Shape::Class(b)) | (Shape::Module(a), Shape::Module(b)) => a == b,
            (Shape::External(a), Shape::External(b)) | (Shape::Folder(a), Shape::Folder(b)) => {
                a == b
            }
            (Shape::Method(a), Shape::Method(b)) => {
                Rc::ptr_eq(a, b) || (a.1 == b.1 && a.0.same(&b.0))
            }
            _ => false,
        }
    }
}

fn join_shapes(a: &Value, b: &Value, depth: usize, marks: &mut Marks) -> Shape {
    if a.same(b) {
        return a.shape.clone();
    }
    if let (Some(left), Some(right)) = (a.constants(), b.constants()) {
        return Value::one_of([left, right].concat()).shape;
    }
    let is_written =
        |value: &Value| matches!(&value.shape, Shape::External(name) if **name == *WRITTEN);
    match (&a.shape, &b.shape) {
        // One of several that are written in the program.
        (Shape::External(_), Shape::Constant(_) | Shape::OneOf(_)) if is_written(a) => {
            a.shape.clone()
        }
        (Shape::Constant(_) | Shape::OneOf(_), Shape::External(_)) if is_written(b) => {
            b.shape.clone()
        }
        (Shape::Object(left), Shape::Object(right))
            if left.kind == right.kind && depth <= DEEPEST =>
        {
            Shape::Object(Shared::new(left.join(right, depth)))
        }
        // `None` beside an instance is the instance: nothing is called on `None`.
        (
            Shape::Constant(Constant::None),
            Shape::Unknown | Shape::Constant(_) | Shape::OneOf(_),
        ) => Shape::Unknown,
        (Shape::Constant(Constant::None), other) | (other, Shape::Constant(Constant::None)) => {
            other.clone()
        }
        (Shape::Unknown, Shape::External(_)) | (Shape::External(_), Shape::Unknown) => {
            Shape::Unknown
        }
        (Shape::Unknown | Shape::OneOf(_), _) | (_, Shape::Unknown | Shape::OneOf(_)) => {
            marks.add(&a.deep());
            marks.add(&b.deep());
            Shape::Unknown
        }
        _ => {
            let mut all: Vec<Value> = Vec::new();
            for value in [a, b] {
                match &value.shape {
                    Shape::Union(values) => all.extend(values.iter().cloned()),
                    _ => all.push(value.clone()),
                }
            }
            let mut kept: Vec<Value> = Vec::new();
            for value in all {
                if !kept.iter().any(|other| other.same(&value)) {
                    kept.push(value);
                }
            }
            if kept.len() > MOST_SHAPES {
                marks.add(&a.deep());
                marks.add(&b.deep());
                return Shape::Unknown;
            }
            Shape::Union(kept.into())
        }
    }
}
