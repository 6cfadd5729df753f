//! What could not be read, was skipped, is stale or odd: nothing is passed over in silence.

use crate::Location;

/// Something a reader of the report must know that is not a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// How much it matters to the verdict.
    pub weight: Weight,
    /// What kind of thing it is; the stable word in machine formats.
    pub kind: NoticeKind,
    /// Where.
    pub location: Option<Location>,
    /// What happened and why, one sentence without a full stop, without the place.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Part of the job was not done whatever the policy says (a source failed, data too old): exit 3.
    Incomplete,
    /// Something was not covered (unreadable, unpinned, skipped); exit 3 under `--strict`.
    Gap,
    /// Good to know; coverage is whole.
    Info,
}

macro_rules! notice_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)*) => {
        /// The kinds of notice, each with its stable word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NoticeKind { $($(#[doc = $doc])+ $variant,)* }

        impl NoticeKind {
            /// Every kind, in the order they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable word of machine formats.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it stands for, in a sentence: its doc comment.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii_start(),)* }
            }
        }
    };
}

notice_kinds! {
    /// A source of advisories failed; what it would have said is unknown.
    SourceFailed = "source-failed",
    /// Advisory data is older than it should be.
    StaleData = "stale-data",
    /// A file could not be opened or read to its end.
    Unreadable = "unreadable",
    /// A file, or a part of it, is not what its format demands.
    Malformed = "malformed",
    /// A limit on size, depth or count was reached.
    Limit = "limit",
    /// A version of a format that this pyward does not know.
    UnknownFormatVersion = "unknown-format-version",
    /// A requirement that names no single version.
    Unpinned = "unpinned",
    /// A manifest whose dependencies no lock pins.
    Unlocked = "unlocked",
    /// A component no advisory can speak of (local, editable, without a version), or one that is taken at its word.
    Unauditable = "unauditable",
    /// A line or option that pyward cannot act on.
    Unsupported = "unsupported",
    /// A dependency that no chosen Python or platform needs.
    Excluded = "excluded",
    /// A path that was left out (environment, vendored, ignored), or a reference that was not followed.
    Skipped = "skipped",
    /// Two statements that cannot both hold.
    Conflict = "conflict",
    /// A hash is missing where hashes are required.
    HashMissing = "hash-missing",
    /// A version that is not PEP 440.
    InvalidVersion = "invalid-version",
    /// Advisories that do not say when they were published, in an audit as of a day.
    Undated = "undated",
    /// An advisory with a part that cannot be used.
    OddAdvisory = "odd-advisory",
    /// A waiver past its date.
    WaiverExpired = "waiver-expired",
    /// A waiver that matched nothing.
    WaiverUnmatched = "waiver-unmatched",
    /// A waiver that must be looked at again, or lacks what the policy demands of waivers.
    WaiverReview = "waiver-review",
    /// A question of the policy that nothing here answers: the day a release was uploaded, the index it came from.
    PolicyUnanswered = "policy-unanswered",
    /// Nothing to audit was found.
    NothingFound = "nothing-found",
}

impl Notice {
    /// A notice that says coverage is not whole.
    pub fn gap(kind: NoticeKind, location: Option<Location>, message: impl Into<String>) -> Self {
        Self {
            weight: Weight::Gap,
            kind,
            location,
            message: message.into(),
            hint: None,
        }
    }

    /// A notice that is good to know.
    pub fn info(kind: NoticeKind, location: Option<Location>, message: impl Into<String>) -> Self {
        Self {
            weight: Weight::Info,
            kind,
            location,
            message: message.into(),
            hint: None,
        }
    }

    /// A notice that says the job was done only in part, whatever the policy says.
    pub fn incomplete(
        kind: NoticeKind,
        location: Option<Location>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            weight: Weight::Incomplete,
            kind,
            location,
            message: message.into(),
            hint: None,
        }
    }

    /// The same with what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
