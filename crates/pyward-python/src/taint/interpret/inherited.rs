//! Methods of the classes above one: `super().method`.

use std::rc::Rc;

use ruff_python_ast::name::Name;
use ruff_python_ast::{Expr, ExprAttribute};

use super::{Frame, Interpreter};
use crate::project::index::Body;
use crate::taint::flow::Place;
use crate::taint::value::{Shape, Value};

impl<'a> Interpreter<'a> {
    /// `super().method`.
    pub(super) fn super_call(
        &mut self,
        frame: &mut Frame,
        attribute: &'a ExprAttribute,
        place: Place,
    ) -> Option<Value> {
        let Expr::Call(inner) = &*attribute.value else {
            return None;
        };
        match &*inner.func {
            Expr::Name(name) if name.id == "super" => {}
            _ => return None,
        }
        let class = frame.class?;
        let own = self.lineage(class);
        let receiver = self.first_parameter(frame);
        for base in own.iter().skip(1) {
            if let Some(method) = self
                .index
                .classes
                .get(*base as usize)?
                .methods
                .get(attribute.attr.as_str())
            {
                let mut closure = Self::closure(*method);
                closure.receiver = receiver;
                return Some(Value::of(Shape::Function(Rc::new(closure))));
            }
        }
        let bases = self.external_bases(class);
        let base = bases.first()?;
        Some(self.external_attribute(&format!("{base}.{}", attribute.attr), place))
    }

    fn first_parameter(&mut self, frame: &Frame) -> Option<Value> {
        let name = self.first_name(frame)?;
        frame.env.as_ref()?.vars.get(&name).cloned()
    }

    pub(super) fn first_name(&self, frame: &Frame) -> Option<Name> {
        let function = self.index.functions.get(frame.function? as usize)?;
        let Body::Def(def) = &function.body else {
            return None;
        };
        Some(def.parameters.iter().next()?.name().id.clone())
    }
}
