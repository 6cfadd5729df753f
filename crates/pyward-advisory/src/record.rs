//! A record as a source states it, before it becomes lines of a store.

use jiff::Timestamp;
use pyward_model::Advisory;

/// One record: what it says of each of its packages, and its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: Box<str>,
    /// When it was last changed, to the fraction of a second.
    pub modified: Option<Timestamp>,
    /// One advisory a package, sorted by package.
    pub advisories: Vec<Advisory>,
    /// Its words; `None` where they are not to be stored.
    pub prose: Option<Prose>,
}

/// What a record says in words. Foreign text: pass it through [`pyward_model::printable`] before it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// One line.
    pub summary: Option<String>,
    /// Many lines, in Markdown.
    pub details: Option<String>,
    /// Where to read on.
    pub references: Vec<Reference>,
}

/// A link of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `ADVISORY`, `FIX`, `WEB` and the like
    /// ([reference types](https://ossf.github.io/osv-schema/#referencestype-field)).
    pub kind: String,
    /// The address, as stated.
    pub url: String,
}

impl Prose {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none() && self.details.is_none() && self.references.is_empty()
    }
}
