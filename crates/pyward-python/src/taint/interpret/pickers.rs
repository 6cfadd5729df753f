//! Functions of the standard library that pick something out of what they are given, or put something into it.

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::value::{Kind, Object, Shape, Value};

impl Interpreter<'_> {
    /// `itemgetter("a", "b")(x)`, `attrgetter("a.b")(x)`: what it gives.
    pub(super) fn picked(
        &mut self,
        frame: &mut Frame,
        picker: &Object,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        let Kind::External(name) = &picker.kind else {
            return None;
        };
        let from = arguments.get(0)?;
        let mut found = Vec::new();
        for key in &picker.items {
            found.push(match &**name {
                "operator.itemgetter" => self.subscript(frame, from, key, place),
                "operator.attrgetter" => {
                    let path = key.as_constant().and_then(Constant::as_str)?.to_owned();
                    let mut value = from.clone();
                    for part in path.split('.') {
                        value = self.attribute(frame, &value, part, place);
                    }
                    value
                }
                _ => return None,
            });
        }
        match found.len() {
            0 => None,
            1 => found.pop(),
            _ => {
                let mut tuple = Object::new(Kind::Tuple);
                tuple.items = found;
                Some(Value::object(tuple))
            }
        }
    }
}

/// A heap that something was pushed onto: what comes out first is not known.
pub(super) fn pushed(name: &str, arguments: &Arguments) -> Option<Value> {
    if name != "heapq.heappush" && name != "bisect.insort" {
        return None;
    }
    let mut heap = arguments.get(0)?.clone();
    let Shape::Object(object) = &mut heap.shape else {
        return None;
    };
    let object = object.edit();
    object.forget();
    object.blur(arguments.get(1)?.clone());
    Some(heap)
}
