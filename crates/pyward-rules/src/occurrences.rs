//! Where names stand in a module, for edits that change what a name means.

use foldhash::HashMap;

use pyward_python::Tree;
use pyward_python::views::{Import, ImportedName, Kind, Node};

/// How many uses of a name are looked at; what is used more often is not edited.
const MOST: usize = 256;

/// The names of a module as they are written, scopes aside.
pub(crate) struct Occurrences<'a> {
    names: HashMap<&'a str, Vec<Node<'a>>>,
    imports: HashMap<&'a str, Vec<(Import<'a>, ImportedName<'a>)>>,
}

impl<'a> Occurrences<'a> {
    /// Gathers them in one walk.
    pub(crate) fn of(tree: &'a Tree<'a>) -> Self {
        let mut found = Self {
            names: HashMap::default(),
            imports: HashMap::default(),
        };
        for node in tree.nodes() {
            if let Some(name) = node.name_id() {
                found.names.entry(name).or_default().push(node);
            } else if let Some(import) = Import::of(node) {
                for name in import.names() {
                    let first = name.name.split('.').next().unwrap_or(name.name);
                    let bound = name.alias.unwrap_or(first);
                    found.imports.entry(bound).or_default().push((import, name));
                }
            }
        }
        found
    }

    /// Every place a name stands in as an expression, read or bound; `None` where there are too many.
    pub(crate) fn uses(&self, name: &str) -> Option<&[Node<'a>]> {
        let uses = self.names.get(name).map_or(&[][..], Vec::as_slice);
        (uses.len() <= MOST).then_some(uses)
    }

    /// The one import that binds a name; `None` where there are several, or none.
    pub(crate) fn import(&self, name: &str) -> Option<(Import<'a>, ImportedName<'a>)> {
        match self.imports.get(name)?.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Whether a name is anything in the module already. `source`: its text; names of functions, parameters and the like
    /// are found in it alone.
    pub(crate) fn is_taken(&self, name: &str, source: &str) -> bool {
        if self.names.contains_key(name) || self.imports.contains_key(name) {
            return true;
        }
        let is_part = |ch: char| ch.is_alphanumeric() || ch == '_';
        let mut found = source.match_indices(name);
        found.any(|(at, _)| {
            let before = source.get(..at).and_then(|text| text.chars().next_back());
            let after = source.get(at + name.len()..);
            let after = after.and_then(|text| text.chars().next());
            before.is_none_or(|ch| !is_part(ch) && ch != '.') && after.is_none_or(|ch| !is_part(ch))
        })
    }
}

/// Whether a name is bound where it stands: assigned, deleted, looped over.
pub(crate) fn is_read(node: Node<'_>) -> bool {
    use pyward_python::views::Field;
    let is_target = matches!(
        node.field(),
        Field::Target | Field::Targets | Field::OptionalVars
    );
    let around = node.parent().map(Node::kind);
    !is_target && !matches!(around, Some(Kind::Global | Kind::Nonlocal | Kind::Delete))
}
