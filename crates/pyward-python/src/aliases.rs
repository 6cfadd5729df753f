//! Names as bandit resolves them.
//!
//! One flat map for a file, filled in visiting order: no scopes, later imports override earlier ones, assignments and
//! star imports are not seen, and what was never imported stands for itself.

use foldhash::{HashMap, HashSet};

use crate::views::{Import, Kind, Node};

/// The aliases known so far.
#[derive(Default)]
pub struct Aliases<'a> {
    names: HashMap<&'a str, String>,
    imported: HashSet<String>,
}

impl<'a> Aliases<'a> {
    /// Takes an import that is visited into account.
    pub fn take(&mut self, import: Import<'a>) {
        for name in import.names() {
            let whole = match import.module() {
                Some(module) => format!("{module}.{}", name.name),
                None => name.name.to_owned(),
            };
            match (name.alias, import.module()) {
                (Some(alias), _) => {
                    self.names.insert(alias, whole.clone());
                }
                (None, Some(_)) => {
                    self.names.insert(name.name, whole.clone());
                }
                (None, None) => {}
            }
            self.imported.insert(whole);
        }
    }

    /// Whether something was imported under exactly this name (`a.b` for `from a import b`).
    pub fn is_imported(&self, name: &str) -> bool {
        self.imported.contains(name)
    }

    /// Whether a module, or something in it, was imported.
    pub fn is_imported_below(&self, module: &str) -> bool {
        self.imported.iter().any(|known| {
            known
                .strip_prefix(module)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Whether the name of anything imported contains this text.
    pub fn is_imported_like(&self, part: &str) -> bool {
        self.imported.iter().any(|known| known.contains(part))
    }

    /// Writes the name of what is called or read; nothing but the parts behind it where its root is no name.
    pub fn write(&self, node: Node<'_>, name: &mut String) {
        name.clear();
        let mut root = node;
        let mut depth = 0_usize;
        while root.kind() == Kind::Attribute {
            let Some(inner) = root.children().next() else {
                break;
            };
            root = inner;
            depth += 1;
        }
        if let Some(id) = root.name_id() {
            name.push_str(self.names.get(id).map_or(id, String::as_str));
        }
        // Back up the chain: the parents of the root are its attributes.
        for attribute in root.ancestors().take(depth) {
            name.push('.');
            name.push_str(attribute.attribute().unwrap_or(""));
        }
    }
}
