//! Calls that take functions, and makers of containers, of the standard library.

use std::rc::Rc;
use std::sync::Arc;

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::value::{Kind, Object, Shape, Value};

impl Interpreter<'_> {
    /// Calls that take functions: `functools.partial`, `map`, threads.
    pub(super) fn functional(
        &mut self,
        frame: &mut Frame,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        match name {
            "functools.partial" => {
                let first = arguments.get(0)?;
                let Shape::Function(closure) = &first.shape else {
                    return match &first.shape {
                        // It is called with the rest later: as well now.
                        Shape::External(_) if !arguments.marks().is_empty() => {
                            let mut rest = arguments.clone();
                            let first = rest.plain.remove(0);
                            self.call(frame, &first, rest, place);
                            None
                        }
                        Shape::External(_) | Shape::Method(_) => Some(partial(arguments)),
                        _ => None,
                    };
                };
                let mut closure = (**closure).clone();
                closure
                    .given
                    .extend(arguments.plain.iter().skip(1).cloned());
                closure.named.extend(arguments.named.iter().cloned());
                Some(Value::of(Shape::Function(Rc::new(closure))))
            }
            "functools.reduce" => {
                let first = arguments.get(0)?.clone();
                let any = self.element(frame, arguments.get(1)?);
                let start = arguments.get(2).unwrap_or(&any).clone();
                // What it made of the first is given to it again.
                let mut value = start;
                for _ in 0..2 {
                    let given = Arguments::plain(vec![value.clone(), any.clone()]);
                    let (next, _) = self.call(frame, &first, given, place);
                    value = value.join(next);
                }
                Some(value)
            }
            "asyncio.gather" if arguments.star.is_none() => {
                let mut object = Object::new(Kind::List);
                object.items.clone_from(&arguments.plain);
                Some(Value::object(object))
            }
            "dataclasses.replace" | "copy.replace" => {
                let first = arguments.get(0)?;
                replaced(first, arguments)
            }
            "heapq.heappop" | "heapq.heapreplace" | "heapq.heappushpop" => {
                let mut any = self.element(frame, arguments.get(0)?);
                if let Some(pushed) = arguments.get(1) {
                    any = any.join(pushed.clone());
                }
                Some(any)
            }
            "heapq.nsmallest" | "heapq.nlargest" => {
                let each = arguments.get(1)?;
                Some(self.listed(frame, each, Kind::List))
            }
            "builtins.str.maketrans" => arguments
                .get(0)
                .filter(|table| matches!(&table.shape, Shape::Object(_)))
                .cloned(),
            "operator.itemgetter" | "operator.attrgetter" => {
                let mut object = Object::new(Kind::External(Arc::from(name)));
                object.items.clone_from(&arguments.plain);
                Some(Value::object(object))
            }
            "asyncio.run"
            | "asyncio.wait_for"
            | "asyncio.ensure_future"
            | "asyncio.create_task"
            | "copy.copy"
            | "copy.deepcopy" => arguments.get(0).cloned(),
            "asyncio.to_thread"
            | "anyio.to_thread.run_sync"
            | "starlette.concurrency.run_in_threadpool"
            | "fastapi.concurrency.run_in_threadpool"
            | "twisted.internet.threads.deferToThread"
            | "trio.to_thread.run_sync" => {
                let first = arguments.get(0)?.clone();
                let mut rest = arguments.clone();
                rest.plain.remove(0);
                Some(self.call(frame, &first, rest, place).0)
            }
            "functools.wraps" => Some(Value::external("functools.wraps()")),
            "functools.wraps()"
            | "functools.lru_cache"
            | "functools.cache"
            | "contextlib.contextmanager"
            | "contextlib.asynccontextmanager" => arguments
                .get(0)
                .filter(|value| matches!(value.shape, Shape::Function(_)))
                .cloned(),
            "threading.Thread" | "multiprocessing.Process" | "threading.Timer" => {
                let target = arguments.named("target").or_else(|| arguments.get(1));
                let target = target?.clone();
                let given = arguments
                    .named("args")
                    .or_else(|| arguments.get(2))
                    .and_then(|args| self.known_items(args))
                    .unwrap_or_default();
                self.call(frame, &target, Arguments::plain(given), place);
                Some(Value::external(format!("{name}()")))
            }
            "collections.OrderedDict" | "collections.defaultdict" | "collections.ChainMap" => {
                let mut object = Object::new(Kind::Dict);
                let is_factory = |value: &&Value| {
                    matches!(
                        &value.shape,
                        Shape::Function(_) | Shape::Class(_) | Shape::External(_)
                    )
                };
                // Of a chain the first counts, of others the last.
                let mut maps: Vec<&Value> = arguments.plain.iter().collect();
                maps.retain(|value| !is_factory(value));
                if name.ends_with("ChainMap") {
                    maps.reverse();
                }
                for value in maps {
                    super::expressions::merge(&mut object, value);
                }
                for (name, value) in &arguments.named {
                    object
                        .fields
                        .insert(Constant::Str(Arc::clone(name)), value.clone());
                }
                Some(Value::object(object))
            }
            "collections.deque" => Some(match arguments.get(0) {
                Some(value) => self.listed(frame, value, Kind::List),
                None => Value::object(Object::new(Kind::List)),
            }),
            "collections.namedtuple" | "typing.NamedTuple" => {
                Some(Value::external("types.SimpleNamespace"))
            }
            "types.SimpleNamespace" | "argparse.Namespace" => {
                let mut object = Object::new(Kind::External(Arc::from("types.SimpleNamespace")));
                for (name, value) in &arguments.named {
                    object
                        .fields
                        .insert(Constant::Str(Arc::clone(name)), value.clone());
                }
                let mut made = Value::object(object);
                for value in &arguments.plain {
                    made.marks.add(&value.deep());
                }
                Some(made)
            }
            "itertools.chain" => {
                let mut object = Object::new(Kind::List);
                for value in &arguments.plain {
                    let any = self.element(frame, value);
                    object.blur(any);
                }
                Some(Value::object(object))
            }
            _ => None,
        }
    }
}

/// A copy of an instance with some of its fields replaced.
pub(super) fn replaced(instance: &Value, arguments: &Arguments) -> Option<Value> {
    let Shape::Object(_) = &instance.shape else {
        return None;
    };
    let mut made = instance.clone();
    for (name, value) in &arguments.named {
        super::targets::set_attribute(&mut made, name, value.clone());
    }
    Some(made)
}

/// Stands for a function from outside with some of its arguments.
const PARTIAL: &str = "functools.partial()";

/// A function with some of its arguments: itself, then those by position, and those by name.
fn partial(arguments: &Arguments) -> Value {
    let mut object = Object::new(Kind::External(Arc::from(PARTIAL)));
    object.items.clone_from(&arguments.plain);
    for (name, value) in &arguments.named {
        let name = Constant::Str(Arc::clone(name));
        object.fields.insert(name, value.clone());
    }
    Value::object(object)
}

/// What is called where such a thing is called, and with what.
pub(super) fn completed(object: &Object, rest: &Arguments) -> Option<(Value, Arguments)> {
    if !matches!(&object.kind, Kind::External(name) if **name == *PARTIAL) {
        return None;
    }
    let (function, given) = object.items.split_first()?;
    let mut all = rest.clone();
    all.plain.splice(0..0, given.iter().cloned());
    for (name, value) in object.fields.iter() {
        if let Constant::Str(name) = name
            && all.named(name).is_none()
        {
            all.named.push((Arc::clone(name), value.clone()));
        }
    }
    Some((function.clone(), all))
}
