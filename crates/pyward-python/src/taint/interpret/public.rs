//! Functions that whoever uses the package may call, with what they choose.

use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};

use super::arguments::Arguments;
use super::conversions::is_clean;
use super::{Frame, Interpreter};
use crate::project::index::Body;
use crate::taint::state::Env;
use crate::taint::value::{Kind, Object, Shape, Value};

impl<'a> Interpreter<'a> {
    /// Runs functions with arguments that whoever uses the package chose. Together they have half as many steps as all
    /// others have, and each of them a third, since what they lead to is mostly met from elsewhere, too; where they are too
    /// many that is told once.
    pub(in crate::taint) fn run_all_public(&mut self, functions: impl Iterator<Item = u32>) {
        let mut sources = self.model.sources.iter();
        let Some(source) = sources.position(|spec| &*spec.kind == "api") else {
            return;
        };
        self.left = super::steps_for(self.project) / 2;
        let most_fuel = self.most_fuel;
        self.most_fuel /= 3;
        let others = std::mem::take(&mut self.limits);
        let mut unfinished = 0usize;
        let mut first = None;
        for function in functions {
            self.run_public(function, source);
            let limits = std::mem::take(&mut self.limits);
            unfinished += usize::from(!limits.is_empty());
            first = first.or_else(|| limits.into_iter().next());
        }
        self.most_fuel = most_fuel;
        self.limits = others;
        if let Some(mut limit) = first {
            if unfinished > 1 {
                limit.function = Arc::from(format!("{unfinished} public functions"));
            }
            self.limits.insert(limit);
        }
    }

    fn run_public(&mut self, function: u32, source: usize) {
        let index = self.index;
        let Some(found) = index.functions.get(function as usize) else {
            return;
        };
        let Body::Def(def) = &found.body else { return };
        self.fill();
        let given = self.fuel;
        self.runs.clear();
        let mut frame = Frame {
            module: found.module,
            function: Some(function),
            class: found.class,
            env: Some(Env::default()),
            ..Frame::default()
        };
        let mut arguments = Arguments::default();
        let decorators = self.decorator_names(function);
        let mut parameters = def.parameters.iter_non_variadic_params();
        if let (Some(class), false) = (
            found.class,
            decorators.iter().any(|name| name == "staticmethod"),
        ) && parameters.next().is_some()
        {
            let made = self.made_by_anybody(&mut frame, class, source);
            arguments.plain.push(if def.name.as_str() == "__init__" {
                Value::object(Object::new(Kind::Instance(class)))
            } else {
                made
            });
        }
        for parameter in parameters {
            let value = self.chosen(&mut frame, parameter, source);
            arguments
                .named
                .push((Arc::from(parameter.parameter.name.as_str()), value));
        }
        self.enters = true;
        self.run(function, None, arguments);
        self.settle_up(given);
    }

    /// What whoever uses the package gives for a parameter.
    fn chosen(
        &mut self,
        frame: &mut Frame,
        parameter: &'a ruff_python_ast::ParameterWithDefault,
        source: usize,
    ) -> Value {
        if let Some(annotation) = &parameter.parameter.annotation {
            let typed = self.annotated(frame, annotation);
            if let Shape::Object(object) = &typed.shape {
                let place = Self::place(frame, &parameter.parameter.name);
                match &object.kind {
                    Kind::Instance(class) if self.is_record(*class) => {
                        let marks = self.source_mark(source, place);
                        return self.filled(frame, *class, &marks);
                    }
                    Kind::External(class) if is_address(class) => {
                        return typed.with(&self.source_mark(source, place));
                    }
                    _ => {}
                }
            }
            if !matches!(typed.shape, Shape::Unknown)
                || is_clean(self.spelt_out(frame.module, annotation))
            {
                return typed;
            }
        }
        // A switch is no text.
        if matches!(
            parameter.default(),
            Some(Expr::BooleanLiteral(_) | Expr::NumberLiteral(_))
        ) {
            return Value::default();
        }
        let place = Self::place(frame, &parameter.parameter.name);
        Value::marked(self.source_mark(source, place))
    }

    /// Whether a class only holds what its instances are made of: a dataclass, a model, a named tuple. Whoever makes one
    /// chooses all of it.
    fn is_record(&mut self, class: u32) -> bool {
        if self.method_of(class, "__init__").is_some() {
            return false;
        }
        let index = self.index;
        let is_field = |stmt: &Stmt| matches!(stmt, Stmt::AnnAssign(_));
        let has_fields = self.lineage(class).iter().any(|class| {
            let found = index.classes.get(*class as usize);
            found.is_some_and(|found| found.def.body.iter().any(is_field))
        });
        let bases = self.external_bases(class);
        let is_other = |base: &Arc<str>| base.starts_with("enum.") || base.ends_with(".Protocol");
        has_fields && !bases.iter().any(is_other)
    }

    /// An instance whose constructor was given what whoever uses the package chose.
    fn made_by_anybody(&mut self, frame: &mut Frame, class: u32, source: usize) -> Value {
        let index = self.index;
        let mut arguments = Arguments::default();
        if let Some(init) = self.method_of(class, "__init__")
            && let Some(Body::Def(def)) = index.functions.get(init as usize).map(|init| &init.body)
        {
            for parameter in def.parameters.iter_non_variadic_params().skip(1) {
                let value = self.chosen(frame, parameter, source);
                arguments
                    .named
                    .push((Arc::from(parameter.parameter.name.as_str()), value));
            }
        }
        let place = crate::taint::flow::Place {
            module: frame.module,
            start: 0,
            end: 0,
        };
        let hits = std::mem::take(&mut frame.hits);
        let made = self.instantiate(frame, class, arguments, place);
        frame.hits = hits;
        match made.shape {
            Shape::Object(_) => made,
            _ => Value::object(Object::new(Kind::Instance(class))),
        }
    }
}

/// Whether a class outside of the project is a path or an address, and nothing else.
fn is_address(class: &str) -> bool {
    let last = class.rsplit('.').next().unwrap_or(class);
    ["Path", "Url", "URL"].iter().any(|end| last.ends_with(end))
}
