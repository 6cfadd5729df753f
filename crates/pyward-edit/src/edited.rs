//! What an edit made of a file: the new text, what changed in it, and what did not, with the reason.

use std::fmt;

use pyward_model::{PackageName, Version, printable, without_credentials};

/// The outcome of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The whole new text.
    pub text: String,
    /// What was changed, by line.
    pub made: Vec<Made>,
    /// Where a package of the request stands, or should, and nothing was changed.
    pub left: Vec<Left>,
}

/// One place that was changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Made {
    /// The first line that changed, counted from 1 in the text before the edit. What is added stands before this line.
    pub line: u32,
    /// The last line that changed, in the text before the edit; one less than `line` where lines were only added.
    pub last_line: u32,
    /// Whose.
    pub name: PackageName,
    /// What stood there, without hashes and comments; empty for something new.
    pub before: String,
    /// What stands there now; empty for something removed.
    pub after: String,
}

/// One place, or one package, that was left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Whose.
    pub name: PackageName,
    /// The line, counted from 1; `None` where the file does not name the package.
    pub line: Option<u32>,
    /// Why.
    pub because: Because,
}

/// Why something was left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The new version stands there already.
    Already,
    /// What is asked for allows the new version.
    Allowed(String),
    /// The file does not name the package.
    NotNamed,
    /// The file says which version by a URL, a repository or a path.
    Place(String),
    /// A clause of the owner excludes the version.
    Excluded(String),
    /// It pins a version above the new one, and not the one the change starts from.
    Higher(Version),
    /// It pins another version than the change starts from, and stands beside others under its own marker.
    OtherMarker,
    /// What stands there cannot be read.
    Unreadable(String),
    /// Hashes or files have to be written and are not known.
    FilesUnknown,
    /// Name, version or marker of the change cannot stand in a file.
    Unwritable,
}

impl Because {
    /// Whether nothing is left to do: the file agrees with the change as it is.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Already | Self::Allowed(_))
    }
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| printable(&without_credentials(text)).into_owned();
        match self {
            Self::Already => f.write_str("it has that version already"),
            Self::Allowed(text) if text.is_empty() => f.write_str("any version is allowed"),
            Self::Allowed(text) => write!(f, "`{}` allows that version", shown(text)),
            Self::NotNamed => f.write_str("the file does not name it"),
            Self::Place(text) => write!(f, "it comes from `{}`", shown(text)),
            Self::Excluded(text) => write!(f, "`{}` excludes that version", shown(text)),
            Self::Higher(version) => write!(
                f,
                "it pins {}, which is above that version",
                shown(version.as_str())
            ),
            Self::OtherMarker => {
                f.write_str("it pins another version for other platforms or Pythons")
            }
            Self::Unreadable(text) => write!(f, "`{}` cannot be read", shown(text)),
            Self::FilesUnknown => {
                f.write_str("the file needs hashes of the new version, and none are known")
            }
            Self::Unwritable => f.write_str("its name or version cannot stand in a file"),
        }
    }
}
