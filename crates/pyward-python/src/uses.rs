//! What a module takes from others.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_source_file::LineIndex;
use ruff_text_size::{Ranged as _, TextSize};

use crate::Module;

/// A name of another module that is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The name with its module: `demo.sub.Thing`.
    pub dotted: String,
    /// The line it is used in first, counted from 1.
    pub line: u32,
}

/// Names of other modules that a module imports, or reaches through what it imports (`import demo` and `demo.thing`); each
/// once, sorted. Relative imports are its own package's business. A name that the module also binds otherwise is followed
/// no further than its import.
pub fn uses(module: &Module) -> Vec<Use> {
    let mut gather = Gather {
        index: LineIndex::from_source_text(&module.source().text),
        imported: BTreeMap::new(),
        bound: BTreeSet::new(),
        reached: Vec::new(),
        found: BTreeMap::new(),
    };
    if let Some(tree) = module.ast() {
        gather.visit_body(&tree.body);
    }
    let reached = std::mem::take(&mut gather.reached);
    for (name, rest, at) in reached {
        if gather.bound.contains(&name) {
            continue;
        }
        if let Some(place) = gather.imported.get(&name) {
            gather.note(format!("{place}.{rest}"), at);
        }
    }
    let found = gather.found.into_iter();
    found.map(|(dotted, line)| Use { dotted, line }).collect()
}

struct Gather {
    index: LineIndex,
    /// What a name stands for.
    imported: BTreeMap<String, String>,
    /// Names that are bound by something else than an import.
    bound: BTreeSet<String>,
    /// A name, what is taken of it, and where.
    reached: Vec<(String, String, TextSize)>,
    found: BTreeMap<String, u32>,
}

impl Gather {
    fn note(&mut self, dotted: String, at: TextSize) {
        let line = u32::try_from(self.index.line_index(at).get()).unwrap_or(u32::MAX);
        let known = self.found.entry(dotted).or_insert(line);
        *known = line.min(*known);
    }
}

impl<'a> Visitor<'a> for Gather {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.name.as_str();
                    self.note(name.to_owned(), alias.start());
                    let top = name.split('.').next().unwrap_or(name);
                    let renamed = alias.asname.as_ref();
                    let (bound, place) = renamed.map_or((top, top), |other| (other.as_str(), name));
                    self.imported.insert(bound.to_owned(), place.to_owned());
                }
            }
            Stmt::ImportFrom(import) if import.level == 0 => {
                let Some(module) = import.module.as_deref() else {
                    return;
                };
                for alias in &import.names {
                    let name = alias.name.as_str();
                    if name == "*" {
                        self.note(module.to_owned(), alias.start());
                        continue;
                    }
                    let place = format!("{module}.{name}");
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.imported.insert(bound.to_owned(), place.clone());
                    self.note(place, alias.start());
                }
            }
            Stmt::FunctionDef(function) => {
                self.bound.insert(function.name.to_string());
                let names = function.parameters.iter().map(|it| it.name().to_string());
                self.bound.extend(names);
                walk_stmt(self, statement);
            }
            Stmt::ClassDef(class) => {
                self.bound.insert(class.name.to_string());
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Attribute(_) => {
                let mut parts = Vec::new();
                let mut inner = expression;
                while let Expr::Attribute(attribute) = inner {
                    parts.push(attribute.attr.as_str());
                    inner = &attribute.value;
                }
                if let Expr::Name(name) = inner {
                    parts.reverse();
                    let what = (name.id.to_string(), parts.join("."), expression.start());
                    self.reached.push(what);
                } else {
                    self.visit_expr(inner);
                }
            }
            Expr::Name(name) => {
                if matches!(name.ctx, ExprContext::Store | ExprContext::Del) {
                    self.bound.insert(name.id.to_string());
                }
            }
            _ => walk_expr(self, expression),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn used(text: &str) -> Vec<String> {
        let module = Module::parse(Source::decode("a.py", text.as_bytes()).unwrap());
        let uses = uses(&module).into_iter();
        uses.map(|it| format!("{}:{}", it.dotted, it.line))
            .collect()
    }

    #[test]
    fn names_are_followed_through_imports() {
        let text = "\
import demo
import demo.sub as short
from demo.text import escape as quote, Thing
from . import own
from .near import other
def go(Thing):
    demo.open(quote.deep).later
    short.run()
    Thing.not_followed
    own.thing
    demo.sub.x = 1
";
        assert_eq!(
            used(text),
            [
                "demo:1",
                "demo.open:7",
                "demo.sub:2",
                "demo.sub.run:8",
                "demo.sub.x:11",
                "demo.text.Thing:3",
                "demo.text.escape:3",
                "demo.text.escape.deep:7",
            ]
        );
    }

    #[test]
    fn a_name_that_is_bound_anew_is_followed_no_further() {
        assert_eq!(
            used("import demo\ndemo = other()\ndemo.thing\n"),
            ["demo:1"]
        );
        assert_eq!(used("from demo import *\n"), ["demo:1"]);
    }
}
