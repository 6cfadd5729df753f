//! Queries in SQL: what one function inserts into a table, another selects from it.

use std::sync::Arc;

use super::arguments::Arguments;
use super::kept::of_store;
use super::{Frame, Interpreter};
use crate::constants::Constant;
use crate::taint::flow::{Place, What};
use crate::taint::mark::Marks;
use crate::taint::value::{Kind, Object, Shape, Value};

/// The longest query that is read, in bytes.
const LONGEST: usize = 4_000;
/// The most tables and columns of one.
const MOST_NAMES: usize = 32;
/// Where a cursor has the row that it reads.
pub(super) const ROW: &str = "(row)";

/// What a query does, as far as it is told here.
#[derive(Debug, PartialEq, Eq)]
enum Query {
    /// Writes these columns of a table; none are not known.
    Write(String, Vec<String>),
    /// Reads these columns of these tables; `*` are all, or what is not known.
    Read(Vec<String>, Vec<String>),
}

impl Interpreter<'_> {
    /// What a query that is written in the program gives, where something is known of what it reads; what it writes is
    /// kept.
    pub(super) fn queried(
        &mut self,
        frame: &mut Frame,
        method: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Option<Value> {
        if !matches!(
            method,
            "execute"
                | "executemany"
                | "fetch"
                | "fetchrow"
                | "fetchval"
                | "fetch_all"
                | "fetch_one"
        ) {
            return None;
        }
        let text = query_text(arguments.get(0)?)?;
        match read(&text)? {
            Query::Write(table, columns) => {
                self.write_row(frame, &table, &columns, method, arguments, place);
                None
            }
            Query::Read(tables, columns) => self.read_row(&tables, &columns, method),
        }
    }

    fn write_row(
        &mut self,
        frame: &mut Frame,
        table: &str,
        columns: &[String],
        method: &str,
        arguments: &Arguments,
        place: Place,
    ) {
        let given = match arguments.get(1) {
            Some(given) if method == "executemany" => self.element(frame, given),
            Some(given) if arguments.plain.len() == 2 => given.clone(),
            Some(_) => {
                let mut all = Object::new(Kind::Tuple);
                all.items = arguments.plain.iter().skip(1).cloned().collect();
                Value::object(all)
            }
            None => return,
        };
        if !given.is_marked() {
            return;
        }
        let by_name = |column: &String| match &given.shape {
            Shape::Object(object) if object.kind == Kind::Dict => object.under(column).cloned(),
            _ => None,
        };
        let items = self.known_items(&given);
        let items = items.filter(|items| items.len() >= columns.len() && !columns.is_empty());
        for (number, column) in columns.iter().enumerate() {
            let one = items.as_ref().and_then(|items| items.get(number).cloned());
            let value = one
                .or_else(|| by_name(column))
                .unwrap_or_else(|| given.clone());
            self.keep_in_column(frame, table, column, &value, place);
        }
        self.keep_in_column(frame, table, "*", &given, place);
    }

    fn keep_in_column(
        &mut self,
        frame: &mut Frame,
        table: &str,
        column: &str,
        value: &Value,
        place: Place,
    ) {
        let what = What::Stored(Arc::from(match column {
            "*" => table.to_owned(),
            column => format!("{table}.{column}"),
        }));
        let marks = value.deep().unknown().at(place, &what);
        let key = of_store(&format!("sql:{table}.{column}"));
        self.keep(frame, key, &Value::marked(marks));
    }

    fn read_row(&mut self, tables: &[String], columns: &[String], method: &str) -> Option<Value> {
        let mut row = Object::new(Kind::Tuple);
        let mut all = Marks::default();
        for column in columns {
            let mut marks = Marks::default();
            for table in tables {
                let found = self.found_under(of_store(&format!("sql:{table}.{column}")));
                marks.add(&found.map(|found| found.marks).unwrap_or_default());
            }
            all.add(&marks);
            if column == "*" {
                row.blur(Value::marked(marks));
            } else {
                let value = Value::marked(marks);
                row.fields
                    .insert(Constant::Str(Arc::from(column.as_str())), value.clone());
                row.items.push(value);
            }
        }
        if all.is_empty() {
            return None;
        }
        let first = row.items.first().cloned();
        let row = Value::object(row);
        Some(match method {
            "fetchrow" | "fetch_one" => row,
            "fetchval" => first.unwrap_or_else(|| Value::marked(all)),
            "fetch" | "fetch_all" => listed(row),
            _ => {
                let mut cursor = Object::new(Kind::External(Arc::from("sqlite3.Cursor")));
                cursor.fields.insert(Constant::Str(Arc::from(ROW)), row);
                Value::object(cursor)
            }
        })
    }
}

/// What a method of a cursor gives that reads a row of which something is known.
pub(super) fn fetched(cursor: &Value, method: &str) -> Option<Value> {
    let Shape::Object(object) = &cursor.shape else {
        return None;
    };
    let row = object.under(ROW)?.clone();
    match method {
        "fetchone" | "first" | "one" | "one_or_none" => Some(row),
        "fetchall" | "fetchmany" | "all" => Some(listed(row)),
        "mappings" | "__enter__" => Some(cursor.clone()),
        "scalar" | "scalar_one" | "scalar_one_or_none" => match &row.shape {
            Shape::Object(inner) => inner.items.first().cloned(),
            _ => None,
        },
        "scalars" => match &row.shape {
            Shape::Object(inner) => inner.items.first().cloned().map(listed),
            _ => None,
        },
        _ => None,
    }
}

/// The row of a cursor that is iterated over.
pub(super) fn row_of(cursor: &Value) -> Option<Value> {
    fetched(cursor, "fetchone")
}

fn listed(row: Value) -> Value {
    let mut list = Object::new(Kind::List);
    list.blur(row);
    Value::object(list)
}

/// The text of a query: itself, or what `text("…")` was given.
fn query_text(value: &Value) -> Option<String> {
    let text = match &value.shape {
        Shape::Object(object) => object.under("0")?.as_constant()?.as_str()?,
        _ => value.as_constant()?.as_str()?,
    };
    (text.len() <= LONGEST).then(|| text.to_owned())
}

/// The words and signs of a query, in small letters.
fn words(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut word = String::new();
    for ch in text.chars() {
        match ch {
            '(' | ')' | ',' | '=' => {
                all.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
                all.push(ch.to_string());
            }
            ch if ch.is_whitespace() || ch == ';' => {
                all.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            }
            '"' | '`' | '[' | ']' => {}
            ch => word.extend(ch.to_lowercase()),
        }
    }
    all.extend((!word.is_empty()).then_some(word));
    all
}

fn read(text: &str) -> Option<Query> {
    let all = words(text);
    let after = |word: &str| all.iter().position(|one| one == word).map(|at| at + 1);
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    match all.first()?.as_str() {
        "insert" | "replace" => {
            let at = after("into")?;
            let table = last(all.get(at)?);
            let mut columns = Vec::new();
            if all.get(at + 1).is_some_and(|next| next == "(") {
                let names = all.iter().skip(at + 2).take_while(|one| *one != ")");
                columns.extend(names.filter(|one| *one != ",").take(MOST_NAMES).cloned());
            }
            Some(Query::Write(table, columns))
        }
        "update" => {
            let table = last(all.get(1)?);
            let set = after("set")?;
            let rest = all.iter().skip(set).take_while(|one| *one != "where");
            let rest: Vec<&String> = rest.collect();
            let pairs = rest
                .windows(2)
                .filter(|pair| matches!(pair, [_, sign] if *sign == "="));
            let columns = pairs.filter_map(|pair| pair.first()).map(|name| last(name));
            Some(Query::Write(table, columns.take(MOST_NAMES).collect()))
        }
        "select" => {
            let from = after("from")?;
            let chosen = all.get(1..from - 1)?;
            let mut columns = Vec::new();
            for column in chosen.split(|one| one == ",").take(MOST_NAMES) {
                let is_plain = !column.iter().any(|one| one == "(" || one == ")");
                let name = column.first().filter(|_| is_plain && !column.is_empty());
                columns.push(name.map_or_else(|| "*".to_owned(), |name| last(name)));
            }
            let mut tables = Vec::new();
            for (at, word) in all.iter().enumerate() {
                if matches!(word.as_str(), "from" | "join")
                    && let Some(table) = all.get(at + 1)
                    && table != "("
                    && tables.len() < MOST_NAMES
                {
                    tables.push(last(table));
                }
            }
            (!tables.is_empty()).then_some(Query::Read(tables, columns))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, read};

    #[test]
    fn what_is_written_and_read_is_told_by_table_and_column() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            read("INSERT OR IGNORE INTO main.files (token, \"path\") VALUES (?, ?)"),
            Some(Query::Write("files".into(), names(&["token", "path"])))
        );
        assert_eq!(
            read("update users set name = %s, mail=%s where id = %s"),
            Some(Query::Write("users".into(), names(&["name", "mail"])))
        );
        assert_eq!(
            read("SELECT f.display, path FROM files f JOIN users u ON u.id = f.owner"),
            Some(Query::Read(
                names(&["files", "users"]),
                names(&["display", "path"])
            ))
        );
        assert_eq!(
            read("SELECT count(*) FROM files"),
            Some(Query::Read(names(&["files"]), names(&["*"])))
        );
        assert_eq!(read("DROP TABLE files"), None);
        assert_eq!(read(""), None);
    }
}
