//! Methods of what nobody knows.

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::taint::flow::Place;
use crate::taint::value::{Kind, Object, Shape, Value};

/// Methods that texts, containers and files have, too.
const COMMON: &[&str] = &[
    "add",
    "append",
    "clear",
    "close",
    "copy",
    "count",
    "decode",
    "encode",
    "endswith",
    "extend",
    "find",
    "flush",
    "format",
    "get",
    "index",
    "insert",
    "items",
    "join",
    "keys",
    "lower",
    "match",
    "open",
    "pop",
    "put",
    "read",
    "remove",
    "replace",
    "search",
    "set",
    "setdefault",
    "sort",
    "split",
    "startswith",
    "strip",
    "update",
    "upper",
    "values",
    "write",
];

impl Interpreter<'_> {
    /// A method of something nobody knows, where one class of the project alone has a method of that name.
    pub(super) fn sole(
        &mut self,
        frame: &mut Frame,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        if !matches!(receiver.shape, Shape::Unknown | Shape::Method(_))
            || !receiver.marks.is_empty()
            || COMMON.contains(&name)
            || arguments.marks().is_empty()
        {
            return None;
        }
        let id = self.index.sole_method(name)?;
        let class = self.index.functions.get(id as usize)?.class?;
        if !self.reach.sinks(id) {
            return None;
        }
        let mut given = arguments.clone();
        let all = given.plain.iter_mut();
        for value in all.chain(given.named.iter_mut().map(|(_, value)| value)) {
            value.map_marks(&mut |marks| *marks = marks.unknown());
        }
        let mut closure = Self::closure(id);
        closure.receiver = Some(Value::object(Object::new(Kind::Instance(class))));
        let (value, _) = self.call_closure(frame, &closure, given, place);
        self.gone = false;
        Some(value.with(&arguments.marks().unknown()))
    }
}
