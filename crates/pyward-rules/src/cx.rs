//! What a rule about code may ask.

use std::cell::{Cell, OnceCell, RefCell, RefMut};

use pyward_python::views::Node;
use pyward_python::{Aliases, Module, Scopes, Tree};

use crate::chain::Chains;
use crate::occurrences::Occurrences;
use crate::regex_paths;
use crate::settings::{CodeSettings, Mode};
use crate::value::{self, OwnAttributes};

/// How many statements of a module are looked at to follow assignments, again and again for each use of a name; far more
/// than any honest module needs.
const STATEMENTS: usize = 4_000_000;

/// What a rule may ask about the module it looks at.
pub struct Cx<'a> {
    tree: &'a Tree<'a>,
    settings: &'a CodeSettings,
    pub(crate) aliases: Aliases<'a>,
    scopes: OnceCell<Scopes<'a>>,
    own_attributes: OnceCell<OwnAttributes<'a>>,
    occurrences: OnceCell<Occurrences<'a>>,
    chains: RefCell<Chains>,
    setting: Cell<Option<KnownSetting<'a>>>,
    statements: Cell<usize>,
    patterns: Cell<usize>,
    pub(crate) name: String,
}

/// The place of an assignment, and the name and value of the setting it sets.
pub(crate) type KnownSetting<'a> = (usize, Option<(&'a str, Node<'a>)>);

impl<'a> Cx<'a> {
    pub(crate) fn new(tree: &'a Tree<'a>, settings: &'a CodeSettings) -> Self {
        Self {
            tree,
            settings,
            aliases: Aliases::default(),
            scopes: OnceCell::new(),
            own_attributes: OnceCell::new(),
            occurrences: OnceCell::new(),
            chains: RefCell::default(),
            setting: Cell::new(None),
            statements: Cell::new(STATEMENTS),
            patterns: Cell::new(regex_paths::STEPS),
            name: String::new(),
        }
    }

    /// Whether findings shall be those of bandit, its oddities included.
    pub fn is_compat(&self) -> bool {
        self.settings.mode == Mode::Compat
    }

    /// The settings.
    pub fn settings(&self) -> &CodeSettings {
        self.settings
    }

    /// The module.
    pub fn module(&self) -> &'a Module {
        self.tree.module()
    }

    /// The module's nodes.
    pub fn tree(&self) -> &'a Tree<'a> {
        self.tree
    }

    /// The whole name of what the call that is looked at calls (`subprocess.run`); empty where it is not known.
    ///
    /// In compat mode this is bandit's name: what imports up to here say, whatever shadows it, the rest as written, and
    /// only `.read` for `f().read`. In pyward's own mode it is what Python would call.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last part of [`Cx::name`].
    pub fn last_name(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or("")
    }

    /// The whole name of any expression, by the same rules.
    pub fn qualified(&self, node: Node<'_>) -> Option<String> {
        if self.is_compat() {
            let mut name = String::new();
            self.aliases.write(node, &mut name);
            return (!name.is_empty()).then_some(name);
        }
        self.scopes().qualified(self.tree.node(node.place())?)
    }

    /// The expression whose value a name has where it is read, if one was assigned to it as a whole.
    pub fn value_of(&self, node: Node<'_>) -> Option<Node<'a>> {
        self.scopes().value_of(self.tree.node(node.place())?)
    }

    /// The expressions whose value a name may have where it is read.
    pub fn values_of(&self, node: Node<'_>) -> Vec<Node<'a>> {
        let node = self.tree.node(node.place());
        node.map_or_else(Vec::new, |node| self.scopes().values_of(node))
    }

    /// The expression a `with` statement got, if it gave a name what it has where it is read.
    pub fn entered(&self, node: Node<'_>) -> Option<Node<'a>> {
        self.scopes().entered(self.tree.node(node.place())?)
    }

    /// Whether a module, or something in it, was imported up to here.
    pub fn is_imported_below(&self, module: &str) -> bool {
        self.aliases.is_imported_below(module)
    }

    /// Whether something was imported under exactly this name (`a.b` for `from a import b`) up to here.
    pub fn is_imported(&self, name: &str) -> bool {
        self.aliases.is_imported(name)
    }

    /// Whether the name of anything imported up to here contains this text.
    pub fn is_imported_like(&self, part: &str) -> bool {
        self.aliases.is_imported_like(part)
    }

    /// How many statements may still be looked at to follow assignments.
    pub(crate) fn statements(&self) -> &Cell<usize> {
        &self.statements
    }

    /// How many steps may still be taken to look at patterns.
    pub(crate) fn patterns(&self) -> &Cell<usize> {
        &self.patterns
    }

    /// The setting of the assignment that was asked about last.
    pub(crate) fn setting(&self) -> &Cell<Option<KnownSetting<'a>>> {
        &self.setting
    }

    /// The chains of operators read so far. To be asked by one at a time.
    pub(crate) fn chains(&self) -> RefMut<'_, Chains> {
        self.chains.borrow_mut()
    }

    fn scopes(&self) -> &Scopes<'a> {
        self.scopes.get_or_init(|| Scopes::of(self.tree))
    }

    pub(crate) fn own_attributes(&self) -> &OwnAttributes<'a> {
        self.own_attributes
            .get_or_init(|| value::own_attributes(self.tree))
    }

    /// Where names stand in the module.
    pub(crate) fn occurrences(&self) -> &Occurrences<'a> {
        self.occurrences.get_or_init(|| Occurrences::of(self.tree))
    }

    /// Finds the name of what is called.
    pub(crate) fn take_name(&mut self, func: Node<'a>) {
        if self.is_compat() {
            self.aliases.write(func, &mut self.name);
        } else {
            self.name = self.scopes().qualified(func).unwrap_or_default();
        }
    }
}
