//! How bad a defect in code must be to block.

use std::fmt;

use pyward_model::{Confidence, Severity};

use crate::words::words;

words! {
    /// How bad a defect in code must be to block. All but `any` ask for at least medium confidence.
    CodeBar {
        /// Every defect blocks.
        Any = "any",
        /// From low severity on.
        Low = "low",
        /// From medium severity on.
        Medium = "medium",
        /// From high severity on.
        High = "high",
        /// Critical severity alone.
        Critical = "critical",
        /// No defect blocks.
        Never = "never",
    }
}

impl CodeBar {
    /// Whether a finding blocks.
    pub fn blocks(self, severity: Severity, confidence: Confidence) -> bool {
        let least = match self {
            Self::Any => return true,
            Self::Low => Severity::Low,
            Self::Medium => Severity::Medium,
            Self::High => Severity::High,
            Self::Critical => Severity::Critical,
            Self::Never => return false,
        };
        severity >= least && confidence >= Confidence::Medium
    }

    /// The bar that a preset of `--gate` names, where it names a level.
    pub(crate) fn of_preset(name: &str) -> Option<Self> {
        if name == "info" {
            return Some(Self::Any);
        }
        let level = Self::WORDS.iter().find(|(word, _)| *word == name);
        level.map(|(_, bar)| *bar)
    }
}

impl fmt::Display for CodeBar {
    /// What blocks, in words: `high severity or worse`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::Low => "low severity or worse",
            Self::Medium => "medium severity or worse",
            Self::High => "high severity or worse",
            Self::Critical => "critical severity",
            Self::Never => "nothing",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_counts_from_medium_confidence_on() {
        let (high, low) = (Severity::High, Severity::Low);
        assert!(CodeBar::High.blocks(high, Confidence::Medium));
        assert!(!CodeBar::High.blocks(high, Confidence::Low));
        assert!(!CodeBar::High.blocks(low, Confidence::High));
        assert!(CodeBar::Any.blocks(low, Confidence::Low));
        assert!(!CodeBar::Never.blocks(high, Confidence::High));
        assert_eq!(CodeBar::of_preset("medium"), Some(CodeBar::Medium));
        assert_eq!(CodeBar::of_preset("images"), None);
    }
}
