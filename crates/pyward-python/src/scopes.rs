//! Names as Python resolves them, within one module.
//!
//! Scopes, shadowing, imports under other names, star imports of well-known modules and plain assignments
//! (`f = subprocess.run`) are followed; what a name stands for at its use is what was bound last before it, and in an
//! enclosing scope what was bound last at all.

mod build;
mod stars;

use foldhash::{HashMap, HashSet};

use crate::Tree;
use crate::views::{Call, Field, Kind, Node};

/// The scopes of a module with what is bound in them.
pub struct Scopes<'a> {
    all: Vec<Scope<'a>>,
    /// For each node the scope it is evaluated in.
    homes: Vec<u32>,
    /// Modules all of whose names were imported somewhere.
    stars: Vec<String>,
    tree: &'a Tree<'a>,
}

pub(crate) struct Scope<'a> {
    parent: Option<usize>,
    is_class: bool,
    names: HashMap<&'a str, Vec<Binding>>,
    /// Names of other scopes (`global`, `nonlocal`).
    foreign: HashSet<&'a str>,
}

struct Binding {
    /// From which node on it holds.
    from: usize,
    what: What,
}

enum What {
    /// Something imported, by its whole name.
    Import(String),
    /// The value of an expression.
    Value(usize),
    /// What a `with` statement made of an expression.
    Entered(usize),
    /// Something else: a parameter, a definition, a part of a value.
    Other,
}

/// The longest chain of attributes and assignments that is followed.
const LONGEST: usize = 32;

impl<'a> Scopes<'a> {
    /// The whole name of what an expression stands for (`subprocess.run`), if that is known: something imported, or a
    /// builtin, or something nobody binds. `__import__("os")`, `importlib.import_module("os")` and
    /// `getattr(os, "system")` are seen through.
    pub fn qualified(&self, node: Node<'a>) -> Option<String> {
        self.follow(node, LONGEST)
    }

    fn follow(&self, node: Node<'a>, fuel: usize) -> Option<String> {
        let fuel = fuel.checked_sub(1)?;
        match node.kind() {
            Kind::Name => {
                let id = node.name_id()?;
                match self.binding(node, id) {
                    Some(What::Import(name)) => Some(name.clone()),
                    Some(What::Value(place)) => self.follow(self.tree.node(*place)?, fuel),
                    Some(What::Entered(_) | What::Other) => None,
                    None => Some(self.starred(id).unwrap_or_else(|| id.to_owned())),
                }
            }
            Kind::Attribute => {
                let mut name = self.follow(node.children().next()?, fuel)?;
                if matches!(name.as_str(), "builtins" | "__builtin__" | "__builtins__") {
                    return node.attribute().map(str::to_owned);
                }
                name.push('.');
                name.push_str(node.attribute()?);
                Some(name)
            }
            Kind::Call => {
                let call = Call::of(node)?;
                let called = self.follow(call.func(), fuel)?;
                let text = |number| call.positional(number).and_then(Node::str_value);
                match called.as_str() {
                    "__import__" | "importlib.import_module" | "importlib.__import__" => {
                        text(0).map(str::to_owned)
                    }
                    "getattr" => {
                        let mut name = self.follow(call.positional(0)?, fuel)?;
                        name.push('.');
                        name.push_str(text(1)?);
                        Some(name)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The expression whose value a name has where it is read, if it was assigned as a whole.
    pub fn value_of(&self, node: Node<'a>) -> Option<Node<'a>> {
        match self.binding(node, node.name_id()?)? {
            What::Value(place) => self.tree.node(*place),
            _ => None,
        }
    }

    /// Whether a name is bound by the module, other than by importing.
    pub fn is_local(&self, node: Node<'a>) -> bool {
        let bound = node.name_id().and_then(|id| self.binding(node, id));
        matches!(bound, Some(What::Value(_) | What::Entered(_) | What::Other))
    }

    /// The expression a `with` statement got, if it gave a name what it has where it is read.
    pub fn entered(&self, node: Node<'a>) -> Option<Node<'a>> {
        match self.binding(node, node.name_id()?)? {
            What::Entered(place) => self.tree.node(*place),
            _ => None,
        }
    }

    /// The expressions whose value a name may have where it is read, the last one first: back to one that is assigned
    /// on every way here, and no further than to what is not known.
    pub fn values_of(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        for binding in self.reached(node).into_iter().flatten().rev().take(LONGEST) {
            let What::Value(place) = binding.what else {
                break;
            };
            let Some(value) = self.tree.node(place) else {
                break;
            };
            found.push(value);
            let block = value.statement().and_then(Node::parent);
            let is_certain = block.is_none_or(|block| {
                node.is_within(block)
                    || matches!(
                        block.kind(),
                        Kind::Module | Kind::FunctionDef | Kind::AsyncFunctionDef | Kind::ClassDef
                    )
            });
            // Inside an `if`, what stands in its other branch is within it too, but was not run.
            let is_other_branch = block.is_some_and(|block| {
                matches!(block.kind(), Kind::If | Kind::Try | Kind::Match)
                    && branch(block, value) != branch(block, node)
            });
            if is_certain && !is_other_branch {
                break;
            }
        }
        found
    }

    fn reached(&self, node: Node<'a>) -> Option<&[Binding]> {
        self.bindings(node, node.name_id()?)
    }

    fn binding(&self, node: Node<'a>, id: &str) -> Option<&What> {
        self.best(self.bindings(node, id)?)
    }

    /// What is bound to a name where it is read: what stands before in its scope, or all of it further out.
    fn bindings(&self, node: Node<'a>, id: &str) -> Option<&[Binding]> {
        let home = self.scope_of(node);
        let mut at = Some(home);
        while let Some(number) = at {
            let scope = self.all.get(number)?;
            at = scope.parent;
            if scope.is_class && number != home {
                continue;
            }
            if let Some(all) = scope.names.get(id).filter(|all| !all.is_empty()) {
                let before = if number == home {
                    all.partition_point(|binding| binding.from <= node.place())
                } else {
                    all.len()
                };
                let reached = all.get(..before).filter(|found| !found.is_empty());
                return Some(reached.unwrap_or(all));
            }
        }
        None
    }

    /// The last of some bindings, but for a mere `None`, which stands for what could not be imported.
    fn best<'s>(&self, bindings: &'s [Binding]) -> Option<&'s What> {
        let is_none = |what: &What| {
            let value = match what {
                What::Value(place) => self.tree.node(*place),
                _ => None,
            };
            value.is_some_and(|node| node.kind() == Kind::None)
        };
        bindings
            .iter()
            .rev()
            .take(LONGEST)
            .map(|binding| &binding.what)
            .find(|what| !is_none(what))
            .or_else(|| bindings.last().map(|binding| &binding.what))
    }

    /// The scope a node is evaluated in.
    fn scope_of(&self, node: Node<'a>) -> usize {
        self.homes
            .get(node.place())
            .map_or(0, |home| *home as usize)
    }

    fn starred(&self, id: &str) -> Option<String> {
        self.stars
            .iter()
            .filter(|module| stars::has(module, id))
            .map(|module| format!("{module}.{id}"))
            .next()
    }
}

/// Which part of a branching statement a node stands in.
fn branch<'a>(block: Node<'a>, node: Node<'a>) -> Option<Field> {
    std::iter::successors(Some(node), |node| node.parent())
        .find(|inner| inner.parent() == Some(block))
        .map(Node::field)
}

#[cfg(test)]
mod tests;
