//! Parameters, and decorators.

use std::sync::Arc;

use ruff_python_ast::{Expr, Parameters};

use super::arguments::Arguments;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::value::{Kind, Object, Shape, Value};

impl<'a> Interpreter<'a> {
    /// Gives each parameter its value; the names of the positional ones.
    pub(super) fn bind_parameters(
        &mut self,
        frame: &mut Frame,
        parameters: &'a Parameters,
        arguments: Arguments,
    ) -> Vec<String> {
        let mut names = Vec::new();
        let mut plain = arguments.plain.into_iter();
        let mut named = arguments.named;
        let positional = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .map(|parameter| (parameter, true));
        let keyword = parameters
            .kwonlyargs
            .iter()
            .map(|parameter| (parameter, false));
        for (parameter, positional) in positional.chain(keyword) {
            let name = &parameter.parameter.name;
            let given = if positional { plain.next() } else { None };
            if given.is_some() {
                named.retain(|(own, _)| **own != *name.as_str());
            }
            let given = given.or_else(|| {
                let at = named.iter().position(|(own, _)| **own == *name.as_str())?;
                Some(named.swap_remove(at).1)
            });
            let mut value = match given {
                Some(value) => value,
                None => match arguments.star.iter().chain(&arguments.stars).next() {
                    Some(any) if positional || arguments.stars.is_some() => any.clone(),
                    _ => match parameter.default() {
                        Some(default) => self.eval(frame, default),
                        None => Value::default(),
                    },
                },
            };
            if let (Shape::Unknown, Some(annotation)) =
                (&value.shape, &parameter.parameter.annotation)
            {
                let typed = self.annotated(frame, annotation);
                if value.marks.is_empty() {
                    value = typed;
                }
            }
            if positional {
                names.push(name.to_string());
            }
            if !value.marks.is_empty() {
                self.named(frame, name.as_str(), &value, name);
            }
            if let Some(env) = &mut frame.env {
                env.vars.insert(name.id.as_str(), value);
            }
        }
        if let Some(vararg) = &parameters.vararg {
            let mut object = Object::new(Kind::Tuple);
            object.items = plain.collect();
            if let Some(star) = arguments.star {
                object.blur(star);
            }
            if let Some(env) = &mut frame.env {
                env.vars
                    .insert(vararg.name.id.as_str(), Value::object(object));
            }
        }
        if let Some(kwarg) = &parameters.kwarg {
            let mut object = Object::new(Kind::Dict);
            for (name, value) in named {
                object.fields.insert(Constant::Str(name), value);
            }
            if let Some(stars) = arguments.stars {
                object.blur(stars);
            }
            if let Some(env) = &mut frame.env {
                env.vars
                    .insert(kwarg.name.id.as_str(), Value::object(object));
            }
        }
        names
    }

    /// The defaults of a function that is defined within another, as they are there and then.
    pub(super) fn defaults(
        &mut self,
        frame: &mut Frame,
        parameters: &'a Parameters,
    ) -> Vec<(Arc<str>, Value)> {
        let mut all = Vec::new();
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default @ Expr::Name(_)) = parameter.default() {
                let value = self.eval(frame, default);
                all.push((self.text(parameter.parameter.name.as_str()), value));
            }
        }
        all
    }

    /// What a decorator makes of a function.
    pub(super) fn decorated(
        &mut self,
        frame: &mut Frame,
        decorator: &'a Expr,
        value: Value,
    ) -> Value {
        let made = match decorator {
            Expr::Call(_) | Expr::Name(_) => self.eval(frame, decorator),
            _ => return value,
        };
        match &made.shape {
            Shape::Function(_) => {
                let place = Self::place(frame, decorator);
                let (wrapped, _) =
                    self.call(frame, &made, Arguments::plain(vec![value.clone()]), place);
                match wrapped.shape {
                    Shape::Function(_) | Shape::Object(_) | Shape::Union(_) => wrapped,
                    _ => value,
                }
            }
            _ => value,
        }
    }
}
