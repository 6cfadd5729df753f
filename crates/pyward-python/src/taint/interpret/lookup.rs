//! Names, attributes and imports.

use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{Expr, Stmt};

use super::{Frame, Interpreter, qualify};
use crate::project::Found;
use crate::project::index::hash;
use crate::taint::flow::{Place, What};
use crate::taint::mark::{Mark, Marks, Origin, extend};
use crate::taint::model::{Entry, Model};
use crate::taint::value::{Kind, Object, Shape, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn name(&mut self, frame: &mut Frame, name: &str, place: Place) -> Value {
        if !frame.globals.iter().any(|global| global == name) {
            let local = frame.env.as_ref().and_then(|env| env.vars.get(name));
            if let Some(value) =
                local.or_else(|| frame.captured.as_ref().and_then(|env| env.vars.get(name)))
            {
                let value = value.clone();
                return self.read(value, place);
            }
        }
        if frame.function.is_some() || frame.class.is_some() {
            if let Some(value) = self.global(frame.module, name) {
                return self.read(value, place);
            }
        } else {
            // A module that is being run: stars, and names bound later.
            let index = self.index;
            if let Some(own) = index.modules.get(frame.module as usize) {
                // Of two the later counts.
                for stmt in own.stars.iter().rev() {
                    if let Some(value) = self.starred(frame.module, stmt, name) {
                        return self.read(value, place);
                    }
                }
            }
        }
        if name == "__name__" {
            return Value::default();
        }
        let value = Value::external(self.builtin_name(name));
        self.read(value, place)
    }

    /// Reading something outside of the project may be reading a source.
    fn read(&mut self, value: Value, place: Place) -> Value {
        match &value.shape {
            Shape::External(name) if value.marks.is_empty() => {
                let marks = self.source_marks(name, place);
                value.with(&marks)
            }
            _ => value,
        }
    }

    pub(super) fn source_marks(&self, name: &str, place: Place) -> Marks {
        for entry in self.model.entries(name) {
            if let Entry::Source(at) = entry
                && self
                    .model
                    .sources
                    .get(*at)
                    .is_some_and(|spec| spec.when.is_empty())
            {
                return self.source_mark(*at, place);
            }
        }
        Marks::default()
    }

    pub(super) fn source_mark(&self, source: usize, place: Place) -> Marks {
        let Some(spec) = self.model.sources.get(source) else {
            return Marks::default();
        };
        Marks::one(Mark {
            origin: Origin::Source(place, 0),
            source: source as u16,
            cleared: self.model.alone | self.model.lacks(spec),
            unknown: false,
            trail: extend(None, place, What::Source),
        })
    }

    /// An attribute of a value.
    pub(super) fn attribute(
        &mut self,
        frame: &mut Frame,
        object: &Value,
        name: &str,
        place: Place,
    ) -> Value {
        match &object.shape {
            Shape::Object(inner) => {
                if !inner.fields.is_empty()
                    && inner.kind != Kind::Dict
                    && let Some(value) = inner.under(name)
                {
                    return value.clone();
                }
                match &inner.kind {
                    Kind::Instance(class) => {
                        if let Some(value) =
                            self.class_attribute(frame, *class, name, Some(object), place)
                        {
                            if matches!(value.shape, Shape::Function(_)) {
                                return value;
                            }
                            return match self.kept_by_class(*class, name) {
                                Some(kept) => value.join(kept),
                                None => value,
                            };
                        }
                        if let Some(kept) = self.field_of(*class, name) {
                            return kept;
                        }
                        if matches!(name, "value" | "name" | "_value_")
                            && self.is_enumeration(*class)
                        {
                            return Value::written();
                        }
                        let mut marks = object.marks.clone();
                        let mut known = false;
                        for base in self.external_bases(*class).iter() {
                            if let Some(value) = self.form_fields(*class, base, name, place) {
                                return value;
                            }
                            if let Some(made) = self.property(base, name, place, &mut marks) {
                                return made;
                            }
                            known = true;
                        }
                        if let Some(rest) = &inner.rest {
                            return (**rest).clone().with(&marks);
                        }
                        let _ = known;
                        self.method(object, name).with(&marks)
                    }
                    Kind::External(class) => {
                        let mut marks = object.marks.clone();
                        if let Some(made) = self.property(class, name, place, &mut marks) {
                            return made;
                        }
                        if matches!(name, "name" | "stem") {
                            marks = self.cleared_by(frame, &qualify(class, name), &marks);
                        }
                        let method = self.method(object, name).with(&marks);
                        self.part_of(name, method)
                    }
                    _ => self.method(object, name).with(&object.marks),
                }
            }
            Shape::Module(module) => {
                self.ask((*module, hash(name)));
                if let Some(value) = self.global(*module, name) {
                    return self.read(value, place);
                }
                match self.project.below(&Found::Module(*module), name) {
                    Some(found) => of_found(found),
                    None => Value::default(),
                }
            }
            Shape::Folder(folder) => {
                match self.project.below(&Found::Folder(folder.to_string()), name) {
                    Some(found) => of_found(found),
                    None => Value::default(),
                }
            }
            Shape::Class(class) => {
                let own = self.class_attribute(frame, *class, name, None, place);
                let kept = match own.as_ref().map(|own| &own.shape) {
                    Some(Shape::Function(_)) => None,
                    _ => self.kept_by_class(*class, name),
                };
                if let Some(value) = match (own, kept) {
                    (Some(own), Some(kept)) => Some(own.join(kept)),
                    (own, kept) => own.or(kept),
                } {
                    value
                } else if let Some(rows) = self.rows_under(*class, name) {
                    rows
                } else {
                    let bases = self.external_bases(*class);
                    match bases.first() {
                        Some(base) => self.external_attribute(&qualify(base, name), place),
                        None => self.method(object, name),
                    }
                }
            }
            Shape::External(base) => {
                let full = qualify(base, name);
                let is_known = |model: &Model| {
                    !model.entries(&full).is_empty()
                        || model.returns.contains_key(&full)
                        || model.property(&full).is_some()
                };
                if (!object.marks.is_empty() || base.contains("()")) && !is_known(self.model) {
                    return self.method(object, name).with(&object.marks);
                }
                let value = self.external_attribute(&full, place);
                value.with(&object.marks)
            }
            Shape::Union(values) => {
                let mut any: Option<Value> = None;
                for one in values.iter() {
                    let one = self.attribute(frame, one, name, place);
                    any = Some(match any {
                        Some(any) => any.join(one),
                        None => one,
                    });
                }
                any.unwrap_or_default().with(&object.marks)
            }
            Shape::Method(_) | Shape::Unknown => {
                let marks = if !object.marks.is_empty() {
                    object.marks.clone()
                } else if self.model.is_attribute(name) {
                    let full = super::external::qualified(object, 0);
                    let known = full.map(|full| self.source_marks(&qualify(&full, name), place));
                    match known.filter(|marks| !marks.is_empty()) {
                        Some(marks) => marks,
                        None => self.source_marks(&qualify("*", name), place),
                    }
                } else {
                    Marks::default()
                };
                let method = self.method(object, name).with(&marks);
                self.part_of(name, method)
            }
            // The value of a member of an enumeration.
            Shape::Constant(_) | Shape::OneOf(_) if name == "value" => object.clone(),
            _ => self.method(object, name).with(&object.marks),
        }
    }

    /// A method of a value, not called yet.
    fn method(&mut self, object: &Value, name: &str) -> Value {
        let name = self.text(name);
        Value::of(Shape::Method(Rc::new((object.clone(), name))))
    }

    /// A property of a class outside of the project, where the model says its class; what it is a source of is added to
    /// the marks.
    fn property(
        &mut self,
        class: &str,
        name: &str,
        place: Place,
        marks: &mut Marks,
    ) -> Option<Value> {
        if !self.model.is_attribute(name) {
            return None;
        }
        let full = qualify(class, name);
        marks.add(&self.source_marks(&full, place));
        let returned = self.model.property(&full)?;
        Some(self.instance_of(returned).with(marks))
    }

    /// Something outside of the project, under the name the model has for it.
    pub(super) fn external_attribute(&mut self, name: &str, place: Place) -> Value {
        let name = match self.model.canonical(name) {
            Some(name) => Arc::clone(name),
            None if name.len() > 200 => return Value::default(),
            None => self.text(name),
        };
        if let Some(returned) = self.model.property(&name).cloned() {
            let marks = self.source_marks(&name, place);
            return self.instance_of(&returned).with(&marks);
        }
        let marks = self.source_marks(&name, place);
        let shared = self.shared(&name);
        Value::external(name).with(&marks).with(&shared)
    }

    /// Something of a class outside of the project.
    pub(super) fn instance_of(&self, class: &Arc<str>) -> Value {
        match &**class {
            "dict" => Value::object(Object::new(Kind::Dict)),
            _ => Value::object(Object::new(Kind::External(Arc::clone(class)))),
        }
    }

    /// What an annotation says a value is.
    pub(super) fn annotated(&mut self, frame: &mut Frame, annotation: &'a Expr) -> Value {
        let value = match annotation {
            Expr::Name(_) | Expr::Attribute(_) => self.eval(frame, annotation),
            Expr::Subscript(subscript) => match &*subscript.value {
                Expr::Name(name) if name.id == "Optional" || name.id == "Annotated" => {
                    match &*subscript.slice {
                        Expr::Tuple(tuple) => match tuple.elts.first() {
                            Some(first) => return self.annotated(frame, first),
                            None => return Value::default(),
                        },
                        inner => return self.annotated(frame, inner),
                    }
                }
                _ => return Value::default(),
            },
            Expr::BinOp(binary) => return self.annotated(frame, &binary.left),
            Expr::StringLiteral(text) => {
                let name = text.value.to_str();
                if name.len() > 100 || !name.chars().all(|ch| ch.is_alphanumeric() || ch == '_') {
                    return Value::default();
                }
                self.name(frame, name, Self::place(frame, annotation))
            }
            _ => return Value::default(),
        };
        match &value.shape {
            Shape::Class(class) => {
                let mut object = Object::new(Kind::Instance(*class));
                object.exact = false;
                Value::object(object)
            }
            Shape::External(name)
                if !name.starts_with("builtins.") && !name.starts_with("typing.") =>
            {
                self.instance_of(name)
            }
            _ => Value::default(),
        }
    }

    /// Runs an import statement.
    pub(super) fn import(&mut self, frame: &mut Frame, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let root = alias.name.split('.').next().unwrap_or_default();
                    let (name, means) = match &alias.asname {
                        Some(name) => (name.id.clone(), alias.name.as_str()),
                        None => (ruff_python_ast::name::Name::new(root), root),
                    };
                    let value = self.module_value(frame.module, means);
                    self.bind(frame, &name, value);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if &alias.name == "*" {
                        continue;
                    }
                    let value = self.imported_from(frame.module, import, &alias.name);
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.bind(frame, &name.id, value);
                }
            }
            _ => {}
        }
    }

    /// What an import statement binds a name to.
    pub(super) fn imported(&mut self, module: u32, stmt: &'a Stmt, name: &str) -> Value {
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    match &alias.asname {
                        Some(local) if local.as_str() == name => {
                            return self.module_value(module, &alias.name);
                        }
                        None if alias.name.split('.').next() == Some(name) => {
                            return self.module_value(module, name);
                        }
                        _ => {}
                    }
                }
                Value::default()
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    if alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name {
                        return self.imported_from(module, import, &alias.name);
                    }
                }
                Value::default()
            }
            _ => Value::default(),
        }
    }

    /// What an import means within the project.
    pub(super) fn found_by(&mut self, from: u32, level: u32, dotted: &str) -> Option<Found> {
        let key = (from, level, hash(dotted));
        if let Some(known) = self.imports.get(&key) {
            return known.clone();
        }
        let found = match level {
            0 => self.project.absolute(from, dotted),
            level => self.project.relative(from, level, dotted),
        };
        self.imports.insert(key, found.clone());
        found
    }

    fn module_value(&mut self, from: u32, dotted: &str) -> Value {
        match self.found_by(from, 0, dotted) {
            Some(found) => of_found(found),
            None => Value::external(match self.model.canonical(dotted) {
                Some(name) => Arc::clone(name),
                None => Arc::from(dotted),
            }),
        }
    }

    fn imported_from(
        &mut self,
        from: u32,
        import: &'a ruff_python_ast::StmtImportFrom,
        name: &str,
    ) -> Value {
        let dotted = import.module.as_ref().map_or("", |module| module.as_str());
        let found = self.found_by(from, import.level, dotted);
        match found {
            Some(found) => self.member(from, &found, name),
            None if import.level > 0 => Value::default(),
            None => {
                let full = qualify(dotted, name);
                Value::external(match self.model.canonical(&full) {
                    Some(name) => Arc::clone(name),
                    None => Arc::from(full),
                })
            }
        }
    }

    /// A name of a module or folder.
    fn member(&mut self, from: u32, found: &Found, name: &str) -> Value {
        if let Found::Module(module) = found
            && (*module != from || !self.loading.contains(module))
        {
            // A chain of re-exports that bites its tail ends where the stack does.
            if self.depth < super::DEEPEST {
                self.depth += 8;
                let value = self.global(*module, name);
                self.depth -= 8;
                if let Some(value) = value {
                    return value;
                }
            }
        }
        match self.project.below(found, name) {
            Some(found) => of_found(found),
            None => Value::default(),
        }
    }

    /// A name that a star import brings.
    pub(super) fn starred(&mut self, from: u32, stmt: &'a Stmt, name: &str) -> Option<Value> {
        let Stmt::ImportFrom(import) = stmt else {
            return None;
        };
        let dotted = import.module.as_ref().map_or("", |module| module.as_str());
        let found = self.found_by(from, import.level, dotted);
        match found {
            Some(Found::Module(module)) if module != from && self.depth < super::DEEPEST => {
                self.depth += 8;
                let value = self.global(module, name);
                self.depth -= 8;
                value
            }
            Some(_) => None,
            None => {
                let full = qualify(dotted, name);
                let own = self.index.modules.get(from as usize);
                let is_starred =
                    own.is_some_and(|own| own.imports.iter().any(|(_, means)| *means == full));
                let full = self
                    .model
                    .canonical(&full)
                    .cloned()
                    .unwrap_or_else(|| Arc::from(full));
                let known = is_starred
                    || !self.model.entries(&full).is_empty()
                    || self.model.returns.contains_key(&*full);
                known.then(|| Value::external(full))
            }
        }
    }
}

fn of_found(found: Found) -> Value {
    match found {
        Found::Module(module) => Value::of(Shape::Module(module)),
        Found::Folder(folder) => Value::of(Shape::Folder(Arc::from(folder))),
    }
}
