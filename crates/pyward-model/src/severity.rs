//! How bad.

use std::fmt;

/// Severity levels, least first. `Unknown` stands between `Low` and `Medium` in order of attention and is a level of its
/// own at the gate: an advisory without a score is never silently harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// CVSS 0.1 to 3.9.
    Low,
    /// No score and no word.
    Unknown,
    /// CVSS 4.0 to 6.9.
    Medium,
    /// CVSS 7.0 to 8.9.
    High,
    /// CVSS 9.0 to 10.0.
    Critical,
}

impl Severity {
    /// All levels, worst first.
    pub const ALL: [Self; 6] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Unknown,
        Self::Low,
        Self::Info,
    ];

    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Unknown => "unknown",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The level a word names, in any case. `MODERATE` (GitHub's word) is medium, `IMPORTANT` (Red Hat's) is high,
    /// `NONE` is info.
    pub fn from_word(word: &str) -> Option<Self> {
        let words = [
            ("info", Self::Info),
            ("informational", Self::Info),
            ("none", Self::Info),
            ("negligible", Self::Info),
            ("low", Self::Low),
            ("unknown", Self::Unknown),
            ("medium", Self::Medium),
            ("moderate", Self::Medium),
            ("high", Self::High),
            ("important", Self::High),
            ("critical", Self::Critical),
        ];
        let word = word.trim();
        words
            .into_iter()
            .find_map(|(known, level)| known.eq_ignore_ascii_case(word).then_some(level))
    }

    /// The level of a CVSS score (0.0 to 10.0) by the qualitative scale of CVSS v3.1 section 5 and v4.0 section 6; a
    /// score of exactly 0 says "no impact".
    pub fn from_score(score: f64) -> Self {
        match score {
            s if s >= 9.0 => Self::Critical,
            s if s >= 7.0 => Self::High,
            s if s >= 4.0 => Self::Medium,
            s if s > 0.0 => Self::Low,
            _ => Self::Info,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
