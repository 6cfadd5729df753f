//! What a policy has against what is there.

use crate::{ComponentId, Location};

/// Something that a policy does not want.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// Of which component; `None` where the policy itself is meant.
    pub component: Option<ComponentId>,
    /// What it is.
    pub kind: BreachKind,
    /// What is said of the component, without its name and version: `is blocked: unmaintained since 2013`. For a breach
    /// without a component the whole sentence. It may hold foreign text.
    pub what: String,
    /// What else makes it one of its own, besides kind and component.
    pub subject: Option<Box<str>>,
    /// Where the policy says so.
    pub location: Option<Location>,
}

/// What a policy does not want.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreachKind {
    /// A package on the list of blocked ones.
    Blocked,
    /// A package that comes from another index than it shall.
    WrongIndex,
    /// A package that is on no list, where only listed ones may be used.
    Unlisted,
    /// A release that is younger than it shall be.
    Fresh,
    /// A waiver that the change under review brings along.
    AddedWaiver,
}
