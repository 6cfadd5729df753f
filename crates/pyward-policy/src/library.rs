//! Whether code is looked at as a library.

use crate::words::words;

words! {
    /// Whether parameters of public functions count as data from outside.
    Library {
        /// Where the code is a release: it has the metadata of one (`PKG-INFO`, `*.dist-info`).
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

#[expect(
    clippy::derivable_impls,
    reason = "the words are declared with the enum, and none of them is marked there"
)]
impl Default for Library {
    fn default() -> Self {
        Self::Auto
    }
}

impl Library {
    /// What a word stands for.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, library)| *library)
    }

    /// Whether they count in code that is a release, or none.
    #[must_use]
    pub fn counts(self, is_release: bool) -> bool {
        match self {
            Self::Auto => is_release,
            Self::Always => true,
            Self::Never => false,
        }
    }
}
