//! What is called by a name that others chose: `getattr(module, name)()`.

use ruff_python_ast::ExprCall;

use super::arguments::Arguments;
use super::targets::set_attribute;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::mark::Kinds;
use crate::taint::value::{Shape, Value};

/// What `getattr` gives where the name is not known.
const CHOSEN: &str = "builtins.getattr()";

impl<'a> Interpreter<'a> {
    /// What is found under a name that others chose. Reading it does no harm, and what is read is not theirs: the marks
    /// only say who chose. A name with something fixed in front is one of those that are meant.
    pub(super) fn chosen_attribute(&self, object: &Value, key: &Value) -> Option<Value> {
        let kind = self.reflected()?;
        let fixed = self.model.fixed_text;
        let others = self.model.others(kind);
        let marks = key.deep().map(|mut mark| {
            let is_free = mark.cleared & fixed == 0 && self.model.can(mark.cleared, kind);
            mark.cleared |= others;
            is_free.then_some(mark)
        });
        let is_ours = object.marks.is_empty() || is_chosen(object);
        (is_ours && !marks.is_empty())
            .then(|| Value::external(CHOSEN).with(&object.marks).with(&marks))
    }

    /// `setattr(object, "name", value)`, as the assignment that it is.
    pub(super) fn set_by_name(
        &mut self,
        frame: &mut Frame,
        call: &'a ExprCall,
        callee: &Value,
        arguments: &Arguments,
    ) -> bool {
        if !matches!(&callee.shape, Shape::External(name) if **name == *"builtins.setattr") {
            return false;
        }
        let (Some(target), [object, key, value]) =
            (call.arguments.args.first(), arguments.plain.as_slice())
        else {
            return false;
        };
        let Some(name) = key.as_constant().and_then(Constant::as_str) else {
            return false;
        };
        self.stored(frame, object, Some(name), None, value, call);
        let mut object = object.clone();
        set_attribute(&mut object, name, value.clone());
        self.write_back(frame, target, object);
        true
    }

    /// Calls what was found so.
    pub(super) fn call_chosen(&mut self, frame: &mut Frame, callee: &Value, place: Place) {
        if !callee.marks.is_empty()
            && is_chosen(callee)
            && let Some(kind) = self.reflected()
        {
            let marks = callee.marks.clone();
            self.hit(frame, kind, &marks, "getattr", "1", place, false);
        }
    }

    /// The weakness it is, by its number.
    fn reflected(&self) -> Option<u8> {
        let kinds = &self.model.kinds;
        let at = kinds.iter().position(|kind| **kind == *"code-injection")?;
        u8::try_from(at)
            .ok()
            .filter(|at| u32::from(*at) < Kinds::BITS)
    }
}

fn is_chosen(value: &Value) -> bool {
    matches!(&value.shape, Shape::External(name) if **name == *CHOSEN)
}
