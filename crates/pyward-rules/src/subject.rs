//! What rules about code look at.

use pyward_python::views::{Assign, Call, Class, ExceptHandler, Function, Import, Kind, Node, Str};

use crate::settings::Listed;
use crate::{Cx, Hit};

/// What a rule about code looks at, and what it is to bandit.
pub struct Code {
    /// What it looks at, and the functions that look. Each is called once for each node it asks for, in visiting order.
    pub looks: &'static [Look],
    /// What it is called in bandit. A rule without it runs in pyward's own mode only.
    pub bandit: Option<Bandit>,
    /// Whether pyward's own mode runs it only where the settings name it.
    pub is_on_request: bool,
    /// Rules, by name or alias, that are not reported in pyward's own mode for a node this one is reported
    /// for, or at the place where it is shown.
    pub supersedes: &'static [&'static str],
}

/// A rule's names in bandit.
#[derive(Clone, Copy)]
pub struct Bandit {
    /// `B602`.
    pub id: &'static str,
    /// The name `nosec` comments may use. Rules that look at one node run in the order of these names.
    pub name: &'static str,
    /// The name in reports.
    pub test: &'static str,
}

/// A kind of node, and the function that looks at each.
#[derive(Clone, Copy)]
pub enum Look {
    /// Calls of what has one of some names.
    Call(Names, for<'a> fn(&Cx<'a>, Call<'a>) -> Option<Hit>),
    /// String constants but docstrings.
    Str(for<'a> fn(&Cx<'a>, Str<'a>) -> Option<Hit>),
    /// Functions.
    Function(for<'a> fn(&Cx<'a>, Function<'a>) -> Option<Hit>),
    /// Classes.
    Class(for<'a> fn(&Cx<'a>, Class<'a>) -> Option<Hit>),
    /// Imports.
    Import(for<'a> fn(&Cx<'a>, Import<'a>) -> Option<Hit>),
    /// `except` clauses.
    ExceptHandler(for<'a> fn(&Cx<'a>, ExceptHandler<'a>) -> Option<Hit>),
    /// Assignments of all kinds.
    Assign(for<'a> fn(&Cx<'a>, Assign<'a>) -> Option<Hit>),
    /// Nodes of any kind named.
    Node(
        &'static [Kind],
        for<'a> fn(&Cx<'a>, Node<'a>) -> Option<Hit>,
    ),
    /// The whole module, once, behind all of its nodes.
    Module(for<'a> fn(&Cx<'a>) -> Vec<Hit>),
    /// Calls and imports of a table of names.
    Table(Table),
}

/// The names whose calls a rule asks for. What a call's name is depends on the mode: see [`Cx::name`].
#[derive(Clone, Copy)]
pub enum Names {
    /// These whole names.
    Whole(&'static [&'static str]),
    /// Names whose last part is one of these.
    Last(&'static [&'static str]),
    /// Calls of an attribute with one of these names (`x.y()`), of whatever it is.
    Method(&'static [&'static str]),
    /// Names whose last part is one of these, and attributes with one of these names of what is not known.
    Named(&'static [&'static str]),
    /// The same, but for those that contain one of these texts.
    Containing(&'static [&'static str]),
    /// Whole names that options list.
    Listed(&'static [&'static Listed]),
    /// Calls with a keyword argument of one of these names.
    Keyword(&'static [&'static str]),
    /// Every call. A rule that can ask for less should.
    Any,
}

/// Names that are findings by themselves, in one table as bandit's blacklists are: of all tables that know a node, the
/// one with the lowest bandit id reports it.
#[derive(Clone, Copy)]
pub struct Table {
    /// Whole names whose calls are reported.
    pub(crate) calls: &'static [&'static str],
    /// Those bandit does not know, reported in pyward's own mode.
    pub(crate) own_calls: &'static [&'static str],
    /// Modules, or names in them, whose import is reported, with all that is below them.
    pub(crate) imports: &'static [&'static str],
    /// What is said of a name.
    pub(crate) hit: fn(&str) -> Hit,
    /// What pyward's own mode makes of that: less, or nothing, where the call or import is known to be harmless.
    pub(crate) own: Option<Judge>,
}

/// Looks at a call or an import once more, with what a table says of it.
pub(crate) type Judge = for<'a> fn(&Cx<'a>, Node<'a>, Hit) -> Option<Hit>;

impl Table {
    /// A table of whole names whose calls are reported.
    pub const fn calls(calls: &'static [&'static str], hit: fn(&str) -> Hit) -> Self {
        Self {
            calls,
            own_calls: &[],
            imports: &[],
            hit,
            own: None,
        }
    }

    /// A table of modules, or names in them, whose import is reported, with all that is below them.
    pub const fn imports(imports: &'static [&'static str], hit: fn(&str) -> Hit) -> Self {
        Self {
            imports,
            ..Self::calls(&[], hit)
        }
    }

    /// The same with names whose calls are reported in pyward's own mode only.
    #[must_use]
    pub const fn and_own(mut self, calls: &'static [&'static str]) -> Self {
        self.own_calls = calls;
        self
    }

    /// The same, judged once more in pyward's own mode.
    #[must_use]
    pub const fn judged(mut self, own: Judge) -> Self {
        self.own = Some(own);
        self
    }
}

impl Code {
    /// A rule of pyward's own.
    pub const fn own(looks: &'static [Look]) -> Self {
        Self {
            looks,
            bandit: None,
            is_on_request: false,
            supersedes: &[],
        }
    }

    /// A rule bandit has as a plugin, under this id and name.
    pub const fn bandit(id: &'static str, name: &'static str, looks: &'static [Look]) -> Self {
        Self {
            looks,
            bandit: Some(Bandit {
                id,
                name,
                test: name,
            }),
            is_on_request: false,
            supersedes: &[],
        }
    }

    /// A rule bandit has in its blacklists, under this id and name.
    pub const fn table(id: &'static str, name: &'static str, looks: &'static [Look]) -> Self {
        Self {
            looks,
            bandit: Some(Bandit {
                id,
                name,
                test: "blacklist",
            }),
            is_on_request: false,
            supersedes: &[],
        }
    }

    /// The same, in pyward's own mode only where the settings name the rule: what bandit reports and is rarely worth a
    /// look.
    #[must_use]
    pub const fn on_request(mut self) -> Self {
        self.is_on_request = true;
        self
    }

    /// The same, saying more than some other rules: see [`Code::supersedes`].
    #[must_use]
    pub const fn supersedes(mut self, rules: &'static [&'static str]) -> Self {
        self.supersedes = rules;
        self
    }

    /// The same, called otherwise in bandit's reports.
    #[must_use]
    pub const fn reported_as(mut self, test: &'static str) -> Self {
        if let Some(bandit) = &mut self.bandit {
            bandit.test = test;
        }
        self
    }
}
