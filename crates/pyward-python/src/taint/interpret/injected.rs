//! What a framework makes of a request before it calls a handler: dependencies, and models with fields.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{Expr, ExprCall, ParameterWithDefault, Stmt, StmtFunctionDef};

use super::arguments::Arguments;
use super::conversions::{is_clean, is_text};
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::project::index::Body;
use crate::taint::flow::Place;
use crate::taint::mark::Marks;
use crate::taint::value::{Kind, Object, Shape, Value};

/// How deep dependencies are followed that need others.
const DEEPEST: usize = 4;

impl Interpreter<'_> {
    /// What a dependency gives: its own parameters come from the request, too. A class is made with them.
    pub(super) fn dependency(
        &mut self,
        frame: &mut Frame,
        dependency: &Value,
        place: Place,
        depth: usize,
    ) -> Value {
        if depth > DEEPEST {
            return Value::default();
        }
        match &dependency.shape {
            Shape::Function(closure) => {
                let closure = Rc::clone(closure);
                let skipped = usize::from(closure.receiver.is_some());
                let arguments = self.requested(closure.function, skipped, depth);
                self.call_closure(frame, &closure, arguments, place).0
            }
            Shape::Class(class) => match self.method_of(*class, "__init__") {
                Some(init) => {
                    let arguments = self.requested(init, 1, depth);
                    self.instantiate(frame, *class, arguments, place)
                }
                None => match self.request_of_dependencies() {
                    Some(source) => {
                        let marks = self.source_mark(source, place);
                        self.filled(frame, *class, &marks)
                    }
                    None => Value::default(),
                },
            },
            _ => Value::default(),
        }
    }

    /// The fields of a model as a dict: `model.model_dump()`.
    pub(super) fn dumped(&mut self, receiver: &Value, method: &str) -> Option<Value> {
        if !matches!(method, "model_dump" | "dict") {
            return None;
        }
        let Shape::Object(object) = &receiver.shape else {
            return None;
        };
        let Kind::Instance(class) = object.kind else {
            return None;
        };
        let bases = self.external_bases(class);
        let is_model = bases.iter().any(|base| base.starts_with("pydantic."));
        if !is_model || object.fields.is_empty() || self.method_of(class, method).is_some() {
            return None;
        }
        let mut dict = Object::new(Kind::Dict);
        for (name, value) in object.fields.iter() {
            dict.fields.insert(name.clone(), value.clone());
        }
        Some(Value::object(dict))
    }

    /// The source that parameters of dependencies are.
    fn request_of_dependencies(&self) -> Option<usize> {
        let mut handlers = self.model.handlers.iter();
        handlers.find(|spec| spec.html_only)?.source
    }

    /// What a function is given that is called with what the request says: all but what is injected itself, and what can be
    /// nothing but a number and the like.
    fn requested(&mut self, function: u32, skipped: usize, depth: usize) -> Arguments {
        let mut arguments = Arguments::default();
        let index = self.index;
        let id = function;
        let found = index.functions.get(id as usize);
        let (Some(function), Some(source)) = (found, self.request_of_dependencies()) else {
            return arguments;
        };
        let Body::Def(def) = &function.body else {
            return arguments;
        };
        for parameter in meant(def, skipped) {
            let annotation = parameter.annotation();
            let mut own = Frame {
                module: function.module,
                function: Some(id),
                ..Frame::default()
            };
            let place = Self::place(&own, &parameter.parameter.name);
            let name = Arc::from(parameter.parameter.name.as_str());
            let annotation = annotation.map(|it| self.spelt_out(function.module, it));
            if let Some(call) = injection(parameter, annotation) {
                if let Some(expr) = call.arguments.args.first() {
                    let inner = self.eval(&mut own, expr);
                    let value = self.dependency(&mut own, &inner, place, depth + 1);
                    arguments.named.push((name, value));
                }
                continue;
            }
            if annotation.is_some_and(is_clean) {
                continue;
            }
            let mut marks = self.source_mark(source, place);
            if self.is_constrained(&mut own, annotation, parameter.default()) {
                marks = self.cleared_by(&own, "builtins.int", &marks);
            }
            arguments.named.push((name, Value::marked(marks)));
        }
        arguments
    }

    /// A model whose fields are what the request says, but those that can only be numbers and the like.
    pub(super) fn filled(&mut self, frame: &mut Frame, class: u32, marks: &Marks) -> Value {
        let index = self.index;
        let mut object = Object::new(Kind::Instance(class));
        for class in self.lineage(class).iter().copied() {
            let Some(found) = index.classes.get(class as usize) else {
                continue;
            };
            for stmt in &found.def.body {
                if let Stmt::AnnAssign(assign) = stmt
                    && let Expr::Name(name) = &*assign.target
                {
                    let annotation = self.spelt_out(found.module, &assign.annotation);
                    let mut clean = is_clean(annotation);
                    let typed = self.annotated(frame, &assign.annotation);
                    if let Shape::Object(inner) = &typed.shape
                        && let Kind::Instance(class) = inner.kind
                    {
                        clean |= self
                            .external_bases(class)
                            .iter()
                            .any(|base| base.starts_with("enum."));
                    }
                    let default = assign.value.as_deref();
                    let value = if clean {
                        Value::written()
                    } else if self.is_constrained(frame, Some(annotation), default) {
                        Value::marked(self.cleared_by(frame, "builtins.int", marks))
                    } else if is_text(annotation) {
                        Value::marked(self.cleared_by(frame, "builtins.str", marks))
                    } else {
                        Value::marked(marks.clone())
                    };
                    object
                        .fields
                        .insert(Constant::Str(Arc::from(name.id.as_str())), value);
                }
            }
        }
        object.blur(Value::marked(marks.clone()));
        Value::object(object)
    }
}

/// The parameters behind the first few.
fn meant(def: &StmtFunctionDef, skipped: usize) -> impl Iterator<Item = &ParameterWithDefault> {
    def.parameters.iter_non_variadic_params().skip(skipped)
}

/// `Depends(…)`, as a parameter's default or in its annotation.
pub(super) fn injection<'e>(
    parameter: &'e ParameterWithDefault,
    annotation: Option<&'e Expr>,
) -> Option<&'e ExprCall> {
    let is_injection = |call: &&ExprCall| match &*call.func {
        Expr::Name(name) => matches!(name.id.as_str(), "Depends" | "Security"),
        Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "Depends" | "Security"),
        _ => false,
    };
    let default = parameter.default().and_then(Expr::as_call_expr);
    let annotated = || match annotation? {
        Expr::Subscript(subscript) => match &*subscript.slice {
            Expr::Tuple(parts) => {
                let mut calls = parts.elts.iter().filter_map(Expr::as_call_expr);
                calls.find(is_injection)
            }
            _ => None,
        },
        _ => None,
    };
    default.filter(is_injection).or_else(annotated)
}
