//! Which functions the model calls handlers, by names alone.

use ruff_python_ast::{Expr, StmtFunctionDef};

use super::descent::Descent;
use crate::project::index::{Body, Function, ModuleIndex};
use crate::taint::model::{HandlerSpec, Model};

/// Whether a handler has methods of a name. No names are all but hidden ones.
pub(super) fn is_method(spec: &HandlerSpec, name: &str) -> bool {
    if spec.methods.is_empty() {
        return !name.starts_with('_');
    }
    spec.methods
        .iter()
        .any(|method| match method.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => method == name,
        })
}

/// Whether a function is one that whoever runs the program calls by its name, with these parameters.
pub(super) fn is_named_handler(spec: &HandlerSpec, def: &StmtFunctionDef) -> bool {
    spec.names.iter().any(|name| name == def.name.as_str())
        && spec.parameters.iter().all(|wanted| {
            let mut all = def.parameters.iter();
            all.any(|parameter| parameter.name().as_str() == wanted)
        })
}

/// What of the model a module could use by what it imports.
#[derive(Default)]
pub(super) struct Offers {
    /// By the number of the handler.
    handlers: Vec<bool>,
    /// By the number of the parameter.
    parameters: Vec<bool>,
}

impl Offers {
    pub(super) fn of(own: &ModuleIndex<'_>, model: &Model) -> Self {
        let handlers = model.handlers.iter();
        let parameters = model.parameters.iter();
        Self {
            handlers: handlers.map(|it| own.imports_any(&it.imports)).collect(),
            parameters: parameters.map(|it| own.imports_any(&it.imports)).collect(),
        }
    }

    pub(super) fn handler(&self, number: usize) -> bool {
        self.handlers.get(number).copied().unwrap_or(false)
    }

    fn parameter(&self, number: usize) -> bool {
        self.parameters.get(number).copied().unwrap_or(false)
    }
}

/// Whether the model may call a function a handler, by names alone.
pub(super) fn is_handler<'p: 'a, 'a>(
    descent: &mut Descent<'p, 'a>,
    function: &Function<'a>,
    offers: &Offers,
    model: &Model,
) -> bool {
    let Body::Def(def) = &function.body else {
        return false;
    };
    let mut handlers = model.handlers.iter().enumerate();
    let by_handler = handlers.any(|(handler, spec)| {
        if !spec.given.is_empty() {
            return false;
        }
        if !spec.names.is_empty() {
            return is_named_handler(spec, def);
        }
        if !spec.decorators.is_empty() {
            return descent.may_decorate(function, offers.handler(handler), handler);
        }
        if !spec.bases.is_empty() {
            return function
                .class
                .is_some_and(|class| descent.may_be(class, handler))
                && is_method(spec, def.name.as_str());
        }
        if !spec.methods.is_empty() {
            return function.class.is_some()
                && offers.handler(handler)
                && is_method(spec, def.name.as_str());
        }
        function.class.is_none()
            && offers.handler(handler)
            && def
                .parameters
                .iter()
                .next()
                .is_some_and(|first| first.name().as_str() == "request")
    });
    by_handler
        || model.parameters.iter().enumerate().any(|(number, spec)| {
            offers.parameter(number)
                && def
                    .parameters
                    .iter()
                    .any(|parameter| *parameter.name() == *spec.name)
        })
        || def.parameters.iter_non_variadic_params().any(|parameter| {
            match parameter.parameter.annotation.as_deref() {
                Some(Expr::Name(name)) => {
                    matches!(name.id.as_str(), "Request" | "HttpRequest" | "WebSocket")
                }
                Some(Expr::Attribute(attribute)) => matches!(
                    attribute.attr.as_str(),
                    "Request" | "HttpRequest" | "WebSocket"
                ),
                _ => false,
            }
        })
}
