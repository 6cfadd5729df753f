//! Models of databases: what one function puts into a field, another reads from a row.

use std::sync::Arc;

use ruff_python_ast::Expr;

use super::arguments::Arguments;
use super::kept::of_class;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::{Place, What};
use crate::taint::value::{Kind, Object, Shape, Value};

/// Stands for rows of a table whose class is known.
const ROWS: &str = "orm.Rows";

/// What gives one row.
const ONE: &[&str] = &[
    "get",
    "get_or_none",
    "get_or_404",
    "one_or_404",
    "first_or_404",
    "first",
    "last",
    "one",
    "one_or_none",
    "scalar",
    "scalar_one",
    "scalar_one_or_none",
    "latest",
    "earliest",
    "get_by_id",
    "find_one",
    "get_object_or_404",
    "aget",
    "afirst",
];
/// What makes one, or changes some.
const MADE: &[&str] = &[
    "create",
    "update",
    "insert",
    "get_or_create",
    "update_or_create",
    "acreate",
    "aupdate",
    "values",
];
/// What is asked with a class, or with rows, as its first argument.
const ASKED: &[&str] = &[
    "query",
    "select",
    "get",
    "get_object_or_404",
    "get_list_or_404",
    "scalars",
    "scalar",
    "execute",
    "exec",
];

impl Interpreter<'_> {
    /// Whether a class of the project stands for a table.
    pub(super) fn is_table(&mut self, class: u32) -> bool {
        if let Some(known) = self.tables.get(&class) {
            return *known;
        }
        let bases = self.external_bases(class);
        let by_base = bases.iter().any(|base| {
            matches!(
                &**base,
                "django.db.models.Model"
                    | "peewee.Model"
                    | "tortoise.models.Model"
                    | "tortoise.Model"
                    | "mongoengine.Document"
                    | "flask_sqlalchemy.SQLAlchemy.Model"
                    | "sqlalchemy.orm.DeclarativeBase"
                    | "beanie.Document"
                    | "sqlmodel.SQLModel"
            ) || base.ends_with("declarative_base()")
        });
        let lineage = self.lineage(class);
        let index = self.index;
        let by_name = lineage.iter().filter_map(|class| index.classes.get(*class as usize)).any(|found| {
            let arguments = found.def.arguments.iter().flat_map(|all| &all.args);
            let is_model = |base: &Expr| {
                matches!(base, Expr::Attribute(attribute) if attribute.attr.as_str() == "Model" && attribute.value.is_name_expr())
            };
            let mut arguments = arguments;
            arguments.any(is_model)
                || found.def.body.iter().any(|stmt| match stmt {
                    ruff_python_ast::Stmt::Assign(assign) => matches!(&*assign.targets, [Expr::Name(name)] if name.id == "__tablename__"),
                    _ => false,
                })
        });
        let is_table = by_base || by_name;
        self.tables.insert(class, is_table);
        is_table
    }

    /// The rows that an attribute of a class stands for: `Profile.objects`, `Profile.query`.
    pub(super) fn rows_under(&mut self, class: u32, name: &str) -> Option<Value> {
        if !self.is_table(class) {
            return None;
        }
        let rows = rows(class);
        Some(match name {
            "objects" | "query" | "_default_manager" => rows,
            _ => Value::of(Shape::Method(std::rc::Rc::new((rows, Arc::from(name))))),
        })
    }

    /// Calls a method of rows.
    pub(super) fn call_rows(
        &mut self,
        frame: &mut Frame,
        receiver: &Value,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        let class = class_of_rows(receiver)?;
        self.check(
            frame,
            &format!("*.{name}"),
            Some(receiver),
            arguments,
            place,
            true,
        );
        if MADE.contains(&name) {
            let mut named = arguments.named.clone();
            if let Some(Shape::Object(defaults)) = arguments.named("defaults").map(|it| &it.shape) {
                for (key, value) in defaults.fields.iter() {
                    if let Constant::Str(key) = key {
                        named.push((Arc::clone(key), value.clone()));
                    }
                }
            }
            for (field, value) in &named {
                self.keep_in_field(frame, class, field, value, place);
            }
        }
        Some(match name {
            "get_or_create" | "update_or_create" => {
                let mut pair = Object::new(Kind::Tuple);
                pair.items = vec![row(class), Value::default()];
                Value::object(pair)
            }
            "count" | "exists" | "delete" | "update" => Value::default(),
            name if ONE.contains(&name) || name.ends_with("create") => row(class),
            _ => rows(class),
        })
    }

    /// What is asked with a class: `session.get(Profile, key)`, `select(Profile)`.
    pub(super) fn rows_asked(&mut self, name: &str, arguments: &Arguments) -> Option<Value> {
        let last = name.rsplit('.').next().unwrap_or(name);
        if !ASKED.contains(&last) {
            return None;
        }
        let first = arguments.get(0)?;
        let class = match &first.shape {
            Shape::Class(class) if self.is_table(*class) => *class,
            _ => class_of_rows(first)?,
        };
        Some(if ONE.contains(&last) {
            row(class)
        } else {
            rows(class)
        })
    }

    /// Keeps what is put into a field of a row.
    pub(super) fn keep_in_field(
        &mut self,
        frame: &mut Frame,
        class: u32,
        field: &str,
        value: &Value,
        place: Place,
    ) {
        if !value.is_marked() || !self.is_table(class) {
            return;
        }
        let found = self.index.classes.get(class as usize);
        let name = found.map_or("", |found| found.def.name.as_str());
        let what = What::Stored(Arc::from(format!("{name}.{field}")));
        let marks = value.deep().unknown().at(place, &what);
        self.keep(frame, of_class(class, field), &Value::marked(marks));
    }

    /// A field of a row that another function may have written.
    pub(super) fn field_of(&mut self, class: u32, name: &str) -> Option<Value> {
        if !self.is_table(class) {
            return None;
        }
        self.kept_by_class(class, name)
    }
}

fn rows(class: u32) -> Value {
    let mut object = Object::new(Kind::External(Arc::from(ROWS)));
    object.items.push(Value::of(Shape::Class(class)));
    Value::object(object)
}

/// One row: nothing is known of it but its class.
pub(super) fn row(class: u32) -> Value {
    let mut object = Object::new(Kind::Instance(class));
    object.exact = false;
    Value::object(object)
}

/// The class of rows.
pub(super) fn class_of_rows(value: &Value) -> Option<u32> {
    let Shape::Object(object) = &value.shape else {
        return None;
    };
    match (&object.kind, object.items.first().map(|item| &item.shape)) {
        (Kind::External(name), Some(Shape::Class(class))) if **name == *ROWS => Some(*class),
        _ => None,
    }
}
