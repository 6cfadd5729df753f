//! Classes of the project.

use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;
use ruff_python_ast::{Expr, Stmt};

use super::arguments::Arguments;
use super::{Frame, Interpreter, Map, qualify};
use crate::constants::Constant;
use crate::taint::flow::Place;
use crate::taint::model::Entry;
use crate::taint::state::Env;
use crate::taint::value::{Kind, Object, Shape, Value};

/// How many base classes are followed.
const MOST_BASES: usize = 16;

/// What the decorators of a method make of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    Plain,
    Static,
    Class,
    Property,
}

/// The names that a class body binds, but for its methods.
#[derive(Default)]
pub(super) struct ClassNames<'a> {
    names: HashSet<&'a str, FixedState>,
    /// Whether it has statements that may bind any.
    any: bool,
}

impl<'a> ClassNames<'a> {
    fn of(body: &'a [Stmt]) -> Self {
        let mut found = Self::default();
        for stmt in body {
            match stmt {
                Stmt::Assign(assign) => assign.targets.iter().for_each(|target| found.take(target)),
                Stmt::AnnAssign(assign) if assign.value.is_some() => found.take(&assign.target),
                Stmt::ClassDef(def) => {
                    found.names.insert(def.name.as_str());
                }
                Stmt::If(_) | Stmt::Try(_) | Stmt::For(_) | Stmt::With(_) => found.any = true,
                _ => {}
            }
        }
        found
    }

    fn take(&mut self, target: &'a Expr) {
        if let Expr::Name(name) = target {
            self.names.insert(name.id.as_str());
        }
    }

    fn binds(&self, name: &str) -> bool {
        self.any || self.names.contains(name)
    }
}

/// How many classes a method is run for that have it from its own.
const MOST_HEIRS: usize = 3;

impl<'a> Interpreter<'a> {
    fn bases(&mut self, class: u32) -> Rc<[Value]> {
        if let Some(bases) = self.class_bases.get(&class) {
            return Rc::clone(bases);
        }
        self.class_bases.insert(class, Rc::from([]));
        let index = self.index;
        let mut bases = Vec::new();
        if let Some(found) = index.classes.get(class as usize) {
            let mut frame = Frame {
                module: found.module,
                class: Some(class),
                env: Some(Env::default()),
                ..Frame::default()
            };
            if let Some(arguments) = &found.def.arguments {
                for base in arguments.args.iter().take(MOST_BASES) {
                    bases.push(self.eval(&mut frame, base));
                }
            }
        }
        let bases: Rc<[Value]> = Rc::from(bases);
        self.class_bases.insert(class, Rc::clone(&bases));
        bases
    }

    /// The class and those it derives from, in order.
    pub(super) fn lineage(&mut self, class: u32) -> Rc<[u32]> {
        if let Some(lineage) = self.lineages.get(&class) {
            return Rc::clone(lineage);
        }
        let mut all = vec![class];
        let mut at = 0;
        while let Some(next) = all.get(at).copied() {
            at += 1;
            for base in self.bases(next).iter() {
                if let Shape::Class(base) = base.shape
                    && !all.contains(&base)
                    && all.len() < MOST_BASES
                {
                    all.push(base);
                }
            }
        }
        let lineage: Rc<[u32]> = Rc::from(all);
        self.lineages.insert(class, Rc::clone(&lineage));
        lineage
    }

    /// A few classes that have a method from the class it stands in, and something of their own.
    pub(super) fn heirs_of(&mut self, function: u32) -> Vec<u32> {
        let index = self.index;
        let Some(found) = index.functions.get(function as usize) else {
            return Vec::new();
        };
        let Some(class) = found.class else {
            return Vec::new();
        };
        if self.heirs.is_none() {
            let mut heirs: Map<u32, Vec<u32>> = Map::default();
            for heir in 0..index.classes.len() as u32 {
                for base in self.lineage(heir).iter().skip(1) {
                    heirs.entry(*base).or_default().push(heir);
                }
            }
            self.heirs = Some(heirs);
        }
        let heirs = self.heirs.as_ref().and_then(|heirs| heirs.get(&class));
        let mut heirs = heirs.cloned().unwrap_or_default();
        heirs.retain(|heir| {
            let own = index.classes.get(*heir as usize);
            own.is_some_and(|own| !own.methods.is_empty())
                && self.method_of(*heir, found.name()) == Some(function)
        });
        heirs.truncate(MOST_HEIRS);
        heirs
    }

    /// The classes outside of the project it derives from.
    pub(super) fn external_bases(&mut self, class: u32) -> Rc<[Arc<str>]> {
        if let Some(bases) = self.outside.get(&class) {
            return Rc::clone(bases);
        }
        let mut all = Vec::new();
        for class in self.lineage(class).iter().copied() {
            for base in self.bases(class).iter() {
                let several = match &base.shape {
                    Shape::Union(several) => several,
                    _ => std::slice::from_ref(base),
                };
                for base in several {
                    if let Shape::External(name) = &base.shape
                        && &**name != "builtins.object"
                        && !all.contains(name)
                    {
                        all.push(Arc::clone(name));
                    }
                }
            }
        }
        let bases: Rc<[Arc<str>]> = Rc::from(all);
        self.outside.insert(class, Rc::clone(&bases));
        bases
    }

    /// The variables of a class body.
    fn class_env(&mut self, class: u32) -> Rc<Env> {
        if let Some(env) = self.class_envs.get(&class) {
            return Rc::clone(env);
        }
        self.class_envs.insert(class, Rc::default());
        let index = self.index;
        let mut frame = Frame {
            class: Some(class),
            env: Some(Env::default()),
            ..Frame::default()
        };
        if let Some(found) = index.classes.get(class as usize) {
            frame.module = found.module;
            for stmt in &found.def.body {
                if !matches!(stmt, Stmt::FunctionDef(_)) {
                    self.body(&mut frame, std::slice::from_ref(stmt));
                }
            }
        }
        let hits = std::mem::take(&mut frame.hits);
        self.record(hits);
        let env = Rc::new(frame.env.unwrap_or_default());
        self.class_envs.insert(class, Rc::clone(&env));
        env
    }

    /// Whether its instances are what its body says, and nothing else.
    pub(super) fn is_enumeration(&mut self, class: u32) -> bool {
        let bases = self.external_bases(class);
        bases.iter().any(|base| base.starts_with("enum."))
    }

    /// What a property of a class does when it is assigned to.
    pub(super) fn setter_of(&mut self, class: u32, name: &str) -> Option<u32> {
        let index = self.index;
        let lineage = self.lineage(class);
        let mut all = lineage
            .iter()
            .filter_map(|class| index.classes.get(*class as usize));
        all.find_map(|class| class.setters.get(name).copied())
    }

    pub(super) fn method_of(&mut self, class: u32, name: &str) -> Option<u32> {
        let index = self.index;
        self.lineage(class).iter().find_map(|class| {
            index
                .classes
                .get(*class as usize)?
                .methods
                .get(name)
                .copied()
        })
    }

    /// An attribute found in a class or those it derives from.
    pub(super) fn class_attribute(
        &mut self,
        frame: &mut Frame,
        class: u32,
        name: &str,
        instance: Option<&Value>,
        place: Place,
    ) -> Option<Value> {
        let index = self.index;
        let asked = class;
        for class in self.lineage(class).iter().copied() {
            let Some(found) = index.classes.get(class as usize) else {
                continue;
            };
            if let Some(method) = found.methods.get(name) {
                let mut closure = Self::closure(*method);
                let binding = self.binding(*method);
                match binding {
                    Binding::Static => {}
                    Binding::Class => closure.receiver = Some(Value::of(Shape::Class(asked))),
                    Binding::Plain | Binding::Property => closure.receiver = instance.cloned(),
                }
                let value = Value::of(Shape::Function(Rc::new(closure)));
                if instance.is_some() && binding == Binding::Property {
                    return Some(self.call(frame, &value, Arguments::default(), place).0);
                }
                return Some(value);
            }
            if self.class_names(class).binds(name) {
                let env = self.class_env(class);
                if let Some(value) = env.vars.get(name) {
                    return Some(value.clone());
                }
            }
        }
        None
    }

    /// What a form or serializer read, by the names of the fields its class declares.
    pub(super) fn form_fields(
        &mut self,
        class: u32,
        base: &str,
        name: &str,
        place: Place,
    ) -> Option<Value> {
        let model = self.model;
        let entries = model.entries(&qualify(base, name)).iter();
        let spec = entries.into_iter().find_map(|entry| match entry {
            Entry::Fields(at) => model.fields.get(*at),
            _ => None,
        })?;
        let marked = Value::marked(self.source_mark(spec.source, place));
        let index = self.index;
        let mut object = Object::new(Kind::Dict);
        object.exact = false;
        for class in self.lineage(class).iter() {
            let Some(found) = index.classes.get(*class as usize) else {
                continue;
            };
            for stmt in &found.def.body {
                if let Stmt::Assign(assign) = stmt
                    && let [Expr::Name(field)] = assign.targets.as_slice()
                    && let Expr::Call(call) = &*assign.value
                {
                    let made = match &*call.func {
                        Expr::Name(name) => name.id.as_str(),
                        Expr::Attribute(attribute) => attribute.attr.as_str(),
                        _ => continue,
                    };
                    let value = if spec.clean.iter().any(|clean| clean == made) {
                        Value::default()
                    } else {
                        marked.clone()
                    };
                    let key = Constant::Str(Arc::from(field.id.as_str()));
                    object.fields.insert_new(key, || value);
                }
            }
        }
        if object.fields.is_empty() || base.contains("Model") {
            object.blur(marked);
        }
        Some(Value::object(object))
    }

    /// What its decorators make of a method.
    fn binding(&mut self, method: u32) -> Binding {
        if let Some(known) = self.bindings.get(&method) {
            return *known;
        }
        let decorators = self.decorator_names(method);
        let has = |wanted: &str| decorators.iter().any(|name| name == wanted);
        let binding = if has("staticmethod") {
            Binding::Static
        } else if has("classmethod") {
            Binding::Class
        } else if has("property") || has("cached_property") {
            Binding::Property
        } else {
            Binding::Plain
        };
        self.bindings.insert(method, binding);
        binding
    }

    fn class_names(&mut self, class: u32) -> Rc<ClassNames<'a>> {
        if let Some(known) = self.class_names.get(&class) {
            return Rc::clone(known);
        }
        let index = self.index;
        let found = index.classes.get(class as usize);
        let names = Rc::new(
            found.map_or_else(ClassNames::default, |found| ClassNames::of(&found.def.body)),
        );
        self.class_names.insert(class, Rc::clone(&names));
        names
    }

    /// The last parts of the names of a function's decorators.
    pub(super) fn decorator_names(&self, function: u32) -> Vec<String> {
        let Some(found) = self.index.functions.get(function as usize) else {
            return Vec::new();
        };
        let crate::project::index::Body::Def(def) = &found.body else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for decorator in &def.decorator_list {
            let mut expr = &decorator.expression;
            if let ruff_python_ast::Expr::Call(call) = expr {
                expr = &call.func;
            }
            match expr {
                ruff_python_ast::Expr::Name(name) => names.push(name.id.to_string()),
                ruff_python_ast::Expr::Attribute(attribute) => {
                    names.push(attribute.attr.to_string());
                }
                _ => {}
            }
        }
        names
    }

    /// Makes an instance.
    pub(super) fn instantiate(
        &mut self,
        frame: &mut Frame,
        class: u32,
        arguments: Arguments,
        place: Place,
    ) -> Value {
        let index = self.index;
        let mut object = Object::new(Kind::Instance(class));
        // A member of an enumeration is one of its constants.
        if self.is_enumeration(class) {
            return Value::object(object);
        }
        for (field, value) in &arguments.named {
            self.keep_in_field(frame, class, field, value, place);
        }
        if let Some(init) = self.method_of(class, "__init__") {
            let mut closure = Self::closure(init);
            let instance = Value::object(object);
            closure.receiver = Some(instance.clone());
            let (_, after) = self.call_closure(frame, &closure, arguments, place);
            let made = after.and_then(|parameters| parameters.into_iter().next().flatten());
            return made.unwrap_or(instance);
        }
        // A dataclass, a model, a named tuple: fields in their order.
        let mut fields: Vec<Arc<str>> = Vec::new();
        for class in self.lineage(class).iter().rev().copied() {
            let Some(found) = index.classes.get(class as usize) else {
                continue;
            };
            for stmt in &found.def.body {
                if let Stmt::AnnAssign(assign) = stmt
                    && let ruff_python_ast::Expr::Name(name) = &*assign.target
                {
                    fields.push(Arc::from(name.id.as_str()));
                }
            }
        }
        let bases = self.external_bases(class);
        if fields.is_empty() && !bases.is_empty() {
            let marks = arguments.marks();
            for (name, value) in arguments.named {
                object.fields.insert(Constant::Str(name), value);
            }
            return Value::object(object).with(&marks);
        }
        for (name, value) in fields.iter().zip(arguments.plain) {
            object.fields.insert(Constant::Str(Arc::clone(name)), value);
        }
        for (name, value) in arguments.named {
            object.fields.insert(Constant::Str(name), value);
        }
        if let Some(value) = arguments.stars.or(arguments.star) {
            object.blur(Value::marked(value.deep()));
        }
        Value::object(object)
    }
}
