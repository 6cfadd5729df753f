//! Where running starts.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{Expr, StmtFunctionDef};

use super::arguments::Arguments;
use super::conversions::{converted, is_base, is_clean, is_converted, is_in_address, is_text};
use super::handled::{is_method, is_named_handler};
use super::injected::injection;
use super::{Frame, Interpreter};
use crate::project::index::{Body, Function, ModuleIndex, hash};
use crate::taint::model::HandlerSpec;
use crate::taint::state::Env;
use crate::taint::value::{Kind, Shape, Value};

impl<'a> Interpreter<'a> {
    /// Runs the top level of a module.
    pub(in crate::taint) fn run_module(&mut self, module: u32) {
        self.fill();
        let given = self.fuel;
        self.module_env(module);
        self.settle_up(given);
        self.asking.clear();
    }

    /// Runs a function as if somebody from outside called it.
    pub(in crate::taint) fn run_entry(&mut self, function: u32) {
        self.fill_for(function);
        let given = self.fuel;
        self.runs.clear();
        if self.enter(function, None, None) {
            for class in self.heirs_of(function) {
                self.enter(function, None, Some(class));
            }
        }
        self.settle_up(given);
        self.asked_by(function);
    }

    /// Runs the functions within a function that are entries themselves, with what is around them as it was at the end.
    pub(super) fn run_deferred(&mut self, frame: &mut Frame, end: Option<&Env>) {
        for id in std::mem::take(&mut frame.deferred) {
            if self.stack.len() < 4 {
                let around = end.map(|env| Rc::new(env.clone()));
                self.enter(id, around, None);
            }
        }
    }

    /// Runs it, on an object of a class that has it from its own if one is given. Says whether it is a handler because of its
    /// class.
    fn enter(&mut self, id: u32, captured: Option<Rc<Env>>, class: Option<u32>) -> bool {
        let index = self.index;
        let Some(function) = index.functions.get(id as usize) else {
            return false;
        };
        let Body::Def(def) = &function.body else {
            return false;
        };
        let mut frame = Frame {
            module: function.module,
            function: Some(id),
            class: function.class,
            env: Some(Env::default()),
            captured: captured.clone(),
            ..Frame::default()
        };
        let handler = self.handler(&mut frame, id, def);
        let mut arguments = Arguments::default();
        let is_static = self
            .decorator_names(id)
            .iter()
            .any(|name| name == "staticmethod");
        let mut parameters = def.parameters.iter_non_variadic_params();
        if let (Some(class), false) = (class.or(function.class), is_static)
            && parameters.next().is_some()
        {
            let mut receiver = self.receiver(&mut frame, class);
            let before = handler.map_or(&[][..], |spec| &spec.before);
            for name in before.iter().filter(|name| **name != *def.name) {
                receiver = self.called_before(&mut frame, class, name, receiver);
            }
            arguments.plain.push(receiver);
        }
        for (position, parameter) in parameters.enumerate() {
            let value = self.entry_parameter(&mut frame, handler, position, parameter, def);
            arguments
                .named
                .push((Arc::from(parameter.parameter.name.as_str()), value));
        }
        if let Some(source) = handler.and_then(|spec| spec.source)
            && let Some(kwarg) = &def.parameters.kwarg
        {
            let place = Self::place(&frame, &kwarg.name);
            arguments.stars = Some(Value::marked(self.source_mark(source, place)));
        }
        self.enters = true;
        if let Some(around) = captured {
            // What is around has no arguments of its own here.
            let mut around = (*around).clone();
            for value in around.vars.values_mut() {
                value.map_marks(&mut |marks| {
                    *marks = marks.map(|mark| {
                        matches!(mark.origin, crate::taint::mark::Origin::Source(..))
                            .then_some(mark)
                    });
                });
            }
            around.cleared.clear();
            let outcome = self.run(id, Some(Rc::new(around)), arguments);
            self.page(&mut frame, handler, id, def, outcome.value);
        } else {
            let outcome = self.run(id, None, arguments);
            self.page(&mut frame, handler, id, def, outcome.value);
        }
        handler.is_some_and(|spec| !spec.bases.is_empty())
    }

    /// A view returns: text is a page.
    fn page(
        &mut self,
        frame: &mut Frame,
        handler: Option<&'a HandlerSpec>,
        _: u32,
        def: &'a StmtFunctionDef,
        value: Value,
    ) {
        let Some(spec) = handler else { return };
        let Some(kind) = spec.returns else { return };
        if spec.html_only {
            let html = def
                .decorator_list
                .iter()
                .any(|decorator| match &decorator.expression {
                    Expr::Call(call) => {
                        call.arguments
                            .keywords
                            .iter()
                            .any(|keyword| match &keyword.value {
                                Expr::Name(name) => {
                                    keyword
                                        .arg
                                        .as_ref()
                                        .is_some_and(|arg| arg == "response_class")
                                        && name.id == "HTMLResponse"
                                }
                                _ => false,
                            })
                    }
                    _ => false,
                });
            if !html {
                return;
            }
        }
        let place = Self::place(frame, &def.name);
        self.headers_returned(frame, &value, place);
        let marks = super::sinks::part(&value, crate::taint::model::Part::Text);
        let is_text = match &value.shape {
            Shape::Object(object) => {
                (object.kind == Kind::Tuple && !super::pages::is_plain(object))
                    || object.kind == Kind::List
            }
            _ => true,
        };
        if is_text {
            // The page is where it is returned.
            for mark in marks.iter() {
                let at = mark.trail.as_ref().map_or(place, |trail| trail.place);
                let one = crate::taint::mark::Marks::one(mark.clone());
                self.hit(frame, kind, &one, "return", def.name.as_str(), at, false);
            }
        }
        let hits = std::mem::take(&mut frame.hits);
        self.record(hits);
    }

    /// What the model says a function is.
    fn handler(
        &mut self,
        frame: &mut Frame,
        id: u32,
        def: &'a StmtFunctionDef,
    ) -> Option<&'a HandlerSpec> {
        let index = self.index;
        let model = self.model;
        let function = index.functions.get(id as usize)?;
        let module = index.modules.get(function.module as usize)?;
        let path = self
            .project
            .modules()
            .get(function.module as usize)?
            .source()
            .path
            .clone();
        let mut decorators: Vec<String> = Vec::new();
        for decorator in &def.decorator_list {
            let expr = match &decorator.expression {
                Expr::Call(call) => &*call.func,
                other => other,
            };
            let value = self.eval(frame, expr);
            match &value.shape {
                Shape::External(name) => decorators.push(name.to_string()),
                Shape::Method(method) => {
                    if let Shape::Object(object) = &method.0.shape
                        && let Kind::External(class) = &object.kind
                    {
                        decorators.push(format!("{class}.{}", method.1));
                    }
                    decorators.push(format!("*.{}", method.1));
                }
                _ => {}
            }
            // An object nobody knows: its method's name is all there is.
            if let Expr::Attribute(attribute) = expr {
                decorators.push(format!("*.{}", attribute.attr));
            }
        }
        let bases = match function.class {
            Some(class) => self.all_bases(class),
            None => Vec::new(),
        };
        let registration = self.reach.registered.get(id);
        if let Some(spec) = registration.and_then(|it| model.handlers.get(it.handler)) {
            return Some(spec);
        }
        for spec in &model.handlers {
            let fits = if !spec.given.is_empty() {
                false
            } else if !spec.names.is_empty() {
                function.class.is_none() && is_named_handler(spec, def)
            } else if !spec.decorators.is_empty() {
                let exact = spec
                    .decorators
                    .iter()
                    .any(|name| !name.starts_with('*') && decorators.contains(name));
                exact
                    || (module.imports_any(&spec.imports)
                        && spec
                            .decorators
                            .iter()
                            .any(|name| name.starts_with('*') && decorators.contains(name)))
            } else if !spec.bases.is_empty() {
                bases
                    .iter()
                    .any(|base| spec.bases.iter().any(|wanted| is_base(wanted, base)))
                    && is_method(spec, def.name.as_str())
            } else if !spec.methods.is_empty() {
                function.class.is_some()
                    && module.imports_any(&spec.imports)
                    && is_method(spec, def.name.as_str())
            } else {
                function.class.is_none()
                    && function.around.is_none()
                    && module.imports_any(&spec.imports)
                    && spec.files.iter().any(|file| match file.as_str() {
                        "*" => self.is_called_from_outside(function, module, def),
                        start => path
                            .rsplit('/')
                            .next()
                            .is_some_and(|name| name.starts_with(start)),
                    })
                    && def
                        .parameters
                        .iter()
                        .next()
                        .is_some_and(|first| first.name().as_str() == "request")
            };
            if fits {
                return Some(spec);
            }
        }
        None
    }

    /// Whether nothing in its module calls a function of a module that makes answers to requests.
    fn is_called_from_outside(
        &self,
        function: &Function<'a>,
        module: &ModuleIndex<'a>,
        def: &StmtFunctionDef,
    ) -> bool {
        let answers = |(_, means): &(u64, String)| {
            means.starts_with("django.http") || means.starts_with("django.shortcuts")
        };
        let name = hash(def.name.as_str());
        let mut own = self.index.functions.iter();
        module.imports.iter().any(answers)
            && !own.any(|other| other.module == function.module && other.mentions(name))
    }

    /// The names of the classes a class derives from, in and outside of the project.
    fn all_bases(&mut self, class: u32) -> Vec<Arc<str>> {
        let mut all = self.external_bases(class).to_vec();
        let index = self.index;
        for base in self.lineage(class).iter().skip(1) {
            let found = index.classes.get(*base as usize);
            all.extend(found.map(|found| Arc::from(found.def.name.as_str())));
        }
        all
    }

    /// An instance of the class a method is called on, after its constructor where that takes nothing.
    fn receiver(&mut self, frame: &mut Frame, class: u32) -> Value {
        let place = crate::taint::flow::Place {
            module: frame.module,
            start: 0,
            end: 0,
        };
        let external = !self.external_bases(class).is_empty();
        let made = match self.method_of(class, "__init__") {
            Some(init) if !external => {
                let arguments = self.undecided(init);
                self.instantiate(frame, class, arguments, place)
            }
            _ => Value::object(crate::taint::value::Object::new(Kind::Instance(class))),
        };
        match made.shape {
            Shape::Object(_) => made,
            _ => Value::object(crate::taint::value::Object::new(Kind::Instance(class))),
        }
    }

    /// Arguments that leave open what is switched on and off: nobody says that it is made with what its constructor
    /// takes else.
    fn undecided(&self, function: u32) -> Arguments {
        let mut arguments = Arguments::default();
        let found = self.index.functions.get(function as usize);
        if let Some(Body::Def(def)) = found.map(|found| &found.body) {
            for parameter in def.parameters.iter_non_variadic_params() {
                if matches!(parameter.default(), Some(Expr::BooleanLiteral(_))) {
                    let name = Arc::from(parameter.parameter.name.as_str());
                    arguments.named.push((name, Value::default()));
                }
            }
        }
        arguments
    }

    /// An object after a method of it was called that a framework calls before.
    fn called_before(
        &mut self,
        frame: &mut Frame,
        class: u32,
        name: &str,
        receiver: Value,
    ) -> Value {
        let Some(method) = self.method_of(class, name) else {
            return receiver;
        };
        let place = crate::taint::flow::Place {
            module: frame.module,
            start: 0,
            end: 0,
        };
        let mut closure = Self::closure(method);
        closure.receiver = Some(receiver.clone());
        let (_, after) = self.call_closure(frame, &closure, Arguments::default(), place);
        let changed = after.and_then(|parameters| parameters.into_iter().next().flatten());
        changed
            .filter(|value| matches!(value.shape, Shape::Object(_)))
            .unwrap_or(receiver)
    }

    fn entry_parameter(
        &mut self,
        frame: &mut Frame,
        handler: Option<&'a HandlerSpec>,
        position: usize,
        parameter: &'a ruff_python_ast::ParameterWithDefault,
        def: &'a StmtFunctionDef,
    ) -> Value {
        let name = &parameter.parameter.name;
        let mut typed = Value::default();
        let mut clean = false;
        let annotation = parameter.annotation();
        let annotation = annotation.map(|it| self.spelt_out(frame.module, it));
        if let Some(annotation) = annotation {
            typed = self.annotated(frame, annotation);
            clean = is_clean(annotation);
            if let Shape::Object(object) = &typed.shape
                && let Kind::Instance(class) = object.kind
            {
                clean |= self
                    .external_bases(class)
                    .iter()
                    .any(|base| base.starts_with("enum."));
            }
            if let Expr::Name(found) = annotation {
                let value = self.name(frame, found.id.as_str(), Self::place(frame, annotation));
                clean |= matches!(&value.shape, Shape::External(name) if matches!(&**name, "uuid.UUID" | "decimal.Decimal" | "datetime.date" | "datetime.datetime"));
            }
        }
        let index = self.index;
        let own = index.modules.get(frame.module as usize);
        if let Some(spec) = handler {
            let request = spec
                .request
                .as_ref()
                .filter(|_| position == 0 && matches!(typed.shape, Shape::Unknown));
            if let Some(class) = request {
                return self.instance_of(class);
            }
            let is_meant = spec.parameters.is_empty()
                || spec
                    .parameters
                    .iter()
                    .any(|wanted| wanted == name.as_str() || wanted.parse() == Ok(position));
            if let Some(source) = spec.source.filter(|_| is_meant) {
                let injected = injection(parameter, annotation);
                let known = matches!(&typed.shape, Shape::Object(object) if matches!(&object.kind, Kind::External(class) if self.model.names.keys().any(|name| name.starts_with(&**class))));
                if let Some(call) = injected {
                    let dependency = match (call.arguments.args.first(), &typed.shape) {
                        (Some(expr), _) => self.eval(frame, expr),
                        (None, Shape::Object(object)) => match object.kind {
                            Kind::Instance(class) => Value::of(Shape::Class(class)),
                            _ => return typed,
                        },
                        _ => return typed,
                    };
                    let place = Self::place(frame, name);
                    return self.dependency(frame, &dependency, place, 0);
                }
                if known {
                    return typed;
                }
                let registration = frame.function.and_then(|id| self.reach.registered.get(id));
                let address = registration.map_or("", |it| it.address.as_str());
                let is_address = self
                    .model
                    .sources
                    .get(source)
                    .is_some_and(|spec| spec.what.starts_with("a part of the address"));
                if is_address && !is_in_address(def, name.as_str()) {
                    return typed;
                }
                if clean || converted(def, name.as_str()) || is_converted(address, name.as_str()) {
                    return Value::written();
                }
                let mut mark = self.source_mark(source, Self::place(frame, name));
                if self.is_constrained(frame, annotation, parameter.default()) {
                    mark = self.cleared_by(frame, "builtins.int", &mark);
                } else if annotation.is_some_and(is_text) {
                    mark = self.cleared_by(frame, "builtins.str", &mark);
                }
                if let Shape::Object(object) = &typed.shape
                    && let Kind::Instance(class) = object.kind
                {
                    return self.filled(frame, class, &mark);
                }
                return Value::marked(mark);
            }
        }
        for spec in &self.model.parameters {
            if *spec.name == *name.as_str()
                && own.is_some_and(|own| own.imports_any(&spec.imports))
                && matches!(typed.shape, Shape::Unknown)
            {
                return self.instance_of(&spec.class);
            }
        }
        typed
    }
}
