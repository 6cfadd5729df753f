//! Which scopes of use a part of the policy speaks of.

use std::collections::BTreeMap;
use std::fmt;

use pyward_model::{PackageName, Scope};

use crate::Action;

/// The scopes a key of `[gate.scopes]` names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeSelector {
    /// `dev`: development, and the groups that stand for it.
    Dev,
    /// `build`: what building the project needs.
    Build,
    /// `extra`: every optional feature that is not named by itself.
    AnyExtra,
    /// `extra:NAME`: one optional feature.
    Extra(Box<str>),
    /// `group`: every dependency group that is not named by itself.
    AnyGroup,
    /// `group:NAME`: one dependency group.
    Group(Box<str>),
    /// `vendored`: copies inside of other packages, such as those in pip.
    Vendored,
    /// `system`: packages of the system's Python.
    System,
    /// `user`: packages a user installed for all they run.
    User,
}

/// Words a scope can be named by alone.
pub(crate) const PLAIN_SCOPES: [&str; 7] = [
    "dev", "build", "extra", "group", "vendored", "system", "user",
];

impl ScopeSelector {
    /// Reads a key; names are normalised as extras and groups are (PEP 503). `None` for what names no scope, and for
    /// the main one under any of its names: what the project runs on has no cap.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = match text.split_once(':') {
            Some((kind, name)) => (kind, Some(name.trim())),
            None => (text, None),
        };
        if name.is_some_and(|name| !PackageName::pypi(name).is_valid()) {
            return None;
        }
        match (kind, name) {
            ("dev", None) => Some(Self::Dev),
            ("build", None) => Some(Self::Build),
            ("extra", None) => Some(Self::AnyExtra),
            ("group", None) => Some(Self::AnyGroup),
            ("vendored", None) => Some(Self::Vendored),
            ("system", None) => Some(Self::System),
            ("user", None) => Some(Self::User),
            ("extra", Some(name)) => Some(Self::Extra(PackageName::pypi(name).as_str().into())),
            ("group", Some(name)) => match Scope::group(name) {
                Scope::Dev => Some(Self::Dev),
                Scope::Group(name) => Some(Self::Group(name)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl fmt::Display for ScopeSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dev => f.write_str("dev"),
            Self::Build => f.write_str("build"),
            Self::AnyExtra => f.write_str("extra"),
            Self::Extra(name) => write!(f, "extra:{name}"),
            Self::AnyGroup => f.write_str("group"),
            Self::Group(name) => write!(f, "group:{name}"),
            Self::Vendored => f.write_str("vendored"),
            Self::System => f.write_str("system"),
            Self::User => f.write_str("user"),
        }
    }
}

/// The most that findings in some scopes may bring about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeCaps {
    /// By scope.
    pub caps: BTreeMap<ScopeSelector, Action>,
}

/// The cap on copies inside of other packages where none is set.
const COPIES: (&ScopeSelector, Action) = (&ScopeSelector::Vendored, Action::Warn);

impl ScopeCaps {
    /// The cap on what is needed for `scopes` only: the strictest of their caps, and which scope it is of. `None` where
    /// any of them has no cap, or none is known: what nobody called a side matter is a main one.
    pub fn on(&self, scopes: &[Scope]) -> Option<(&ScopeSelector, Action)> {
        let mut strictest: Option<(&ScopeSelector, Action)> = None;
        for scope in scopes {
            let found = self.of(scope)?;
            if strictest.is_none_or(|(_, action)| found.1 > action) {
                strictest = Some(found);
            }
        }
        strictest
    }

    fn of(&self, scope: &Scope) -> Option<(&ScopeSelector, Action)> {
        let (named, any) = match scope {
            Scope::Main => return None,
            Scope::Dev => (ScopeSelector::Dev, None),
            Scope::Build => (ScopeSelector::Build, None),
            Scope::Vendored(_) => (ScopeSelector::Vendored, None),
            Scope::System => (ScopeSelector::System, None),
            Scope::User => (ScopeSelector::User, None),
            Scope::Extra(name) => (
                ScopeSelector::Extra(name.clone()),
                Some(ScopeSelector::AnyExtra),
            ),
            Scope::Group(name) => (
                ScopeSelector::Group(name.clone()),
                Some(ScopeSelector::AnyGroup),
            ),
        };
        let cap = self.caps.get_key_value(&named);
        let cap = cap.or_else(|| self.caps.get_key_value(&any?));
        let cap = cap.map(|(selector, action)| (selector, *action));
        // Nobody but its holder can move a copy, and the newest holder may have it still.
        let of_copies = (named == ScopeSelector::Vendored).then_some(COPIES);
        cap.or(of_copies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(entries: &[(&str, Action)]) -> ScopeCaps {
        let parsed = entries
            .iter()
            .map(|(name, action)| (ScopeSelector::parse(name).unwrap(), *action));
        ScopeCaps {
            caps: parsed.collect(),
        }
    }

    #[test]
    fn keys_are_read_back_as_they_are_shown() {
        for key in [
            "dev",
            "build",
            "extra",
            "group",
            "extra:docs",
            "group:test",
            "vendored",
            "system",
            "user",
        ] {
            assert_eq!(ScopeSelector::parse(key).unwrap().to_string(), key);
        }
        assert_eq!(
            ScopeSelector::parse("extra:My_Docs").unwrap().to_string(),
            "extra:my-docs"
        );
        assert_eq!(
            ScopeSelector::parse("group:develop"),
            Some(ScopeSelector::Dev)
        );
        for key in ["main", "group:main", "group:default", "extra:", "test", ""] {
            assert_eq!(ScopeSelector::parse(key), None, "{key}");
        }
    }

    #[test]
    fn the_strictest_scope_wins_and_main_has_no_cap() {
        let caps = caps(&[
            ("dev", Action::Warn),
            ("extra", Action::Warn),
            ("extra:docs", Action::Log),
        ]);
        let on = |scopes: &[Scope]| caps.on(scopes).map(|cap| cap.1);
        let docs = Scope::Extra("docs".into());
        assert_eq!(on(std::slice::from_ref(&docs)), Some(Action::Log));
        assert_eq!(on(&[Scope::Extra("redis".into())]), Some(Action::Warn));
        assert_eq!(on(&[docs.clone(), Scope::Dev]), Some(Action::Warn));
        assert_eq!(on(&[docs.clone(), Scope::Main]), None);
        assert_eq!(on(&[docs, Scope::Build]), None, "build has no cap");
        assert_eq!(on(&[]), None, "unknown scopes are main");
    }

    #[test]
    fn copies_warn_where_nothing_else_is_set() {
        let copy = [Scope::Vendored("pip 25.2".into())];
        let on = |caps: &ScopeCaps| caps.on(&copy).map(|cap| cap.1);
        assert_eq!(on(&caps(&[])), Some(Action::Warn));
        assert_eq!(
            on(&caps(&[("vendored", Action::Block)])),
            Some(Action::Block)
        );
        assert_eq!(caps(&[]).on(&[Scope::System]), None);
    }
}
