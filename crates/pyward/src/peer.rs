//! The contract of another tool whose settings can be carried over: which files it keeps them in, and what they say.

use std::collections::BTreeMap;

use pyward_model::{Date, Location, PackageName};

/// Entries that are carried over of one project; nobody keeps more by hand.
const MOST: usize = 2_000;

/// Another tool.
pub(crate) struct Peer {
    /// Its name, that of its file with `-` for `_`.
    pub(crate) name: &'static str,
    /// The files it is told things in, from the top of a project; `*` stands for any name in a folder.
    pub(crate) files: &'static [&'static str],
    /// What a file says; nothing where it does not speak of the tool.
    pub(crate) read: fn(&Found<'_>, &mut Carried),
}

/// A file that may hold settings.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    /// Its path from the top of the project.
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

impl Found<'_> {
    /// A line of it, counted from 1.
    pub(crate) fn line(&self, line: u32) -> Location {
        Location::line(self.path, line)
    }

    /// The line of a byte.
    pub(crate) fn at(&self, offset: usize) -> Location {
        let before = self.text.get(..offset).unwrap_or_default();
        let breaks = before.split('\n').count() - 1;
        self.line(u32::try_from(breaks + 1).unwrap_or(u32::MAX))
    }
}

/// What was carried over of all tools, and what was not.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// In the order of the tools and their files.
    pub(crate) ignores: Vec<Ignored>,
    /// Values as TOML by the path of their key, with where they are from.
    pub(crate) settings: BTreeMap<&'static str, (String, Location)>,
    pub(crate) left: Vec<Left>,
    /// What needs no carrying over.
    pub(crate) kept: Vec<Left>,
}

/// A finding that a tool is told to ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ignored {
    pub(crate) place: Location,
    pub(crate) id: Option<String>,
    pub(crate) package: Option<String>,
    pub(crate) versions: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) expires: Option<Date>,
    /// Only while no version clears it.
    pub(crate) until_fixed: bool,
}

impl Ignored {
    /// An advisory, everywhere and for ever.
    pub(crate) fn id(id: &str, place: Location) -> Self {
        Self {
            place,
            id: Some(id.trim().to_owned()),
            package: None,
            versions: None,
            reason: None,
            expires: None,
            until_fixed: false,
        }
    }

    /// What is meant by it, for comparison.
    fn subject(&self) -> (Option<String>, Option<&str>, Option<&str>) {
        let id = self.id.as_ref().map(|id| id.to_ascii_lowercase());
        (id, self.package.as_deref(), self.versions.as_deref())
    }
}

/// Something that is not written into pyward's file, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Left {
    pub(crate) place: Location,
    /// What is meant, in the words of the tool.
    pub(crate) what: String,
    pub(crate) why: String,
}

impl Carried {
    /// Carries an entry over. One that is there already stays as it is, but that what ends sooner is told; what names no
    /// id is told as left out.
    pub(crate) fn ignore(&mut self, mut ignored: Ignored) {
        let name = ignored.package.as_deref().map(PackageName::pypi);
        ignored.package = name.map(|name| name.to_string());
        let id = ignored.id.as_deref();
        if let Some(id) = id.filter(|id| !is_id(id)) {
            let why = "it is no id that advisories have; a variable cannot be looked into";
            self.left(ignored.place, format!("ignore `{id}`"), why);
            return;
        }
        let mut known = self.ignores.iter();
        if known.any(|known| known.subject() == ignored.subject()) {
            return;
        }
        if self.ignores.len() >= MOST {
            let why = format!("{MOST} entries are carried over at most");
            self.left(ignored.place, "further entries", &why);
            return;
        }
        self.ignores.push(ignored);
    }

    /// Sets a key. Where another file has set it otherwise, the stricter of two actions holds, else the first; what does
    /// not is told.
    pub(crate) fn set(&mut self, key: &'static str, value: &str, place: Location) {
        const STRICT: [&str; 3] = ["\"log\"", "\"warn\"", "\"block\""];
        let rank = |value: &str| STRICT.iter().position(|word| *word == value);
        let new = (value.to_owned(), place);
        let Some(known) = self.settings.get(key).cloned() else {
            self.settings.insert(key, new);
            return;
        };
        if known.0 == new.0 {
            return;
        }
        let is_stricter = rank(&new.0) > rank(&known.0);
        let (kept, other) = if is_stricter {
            (new, known)
        } else {
            (known, new)
        };
        let why = format!("{} says {}", kept.1, kept.0);
        self.left(other.1, format!("{key} = {}", other.0), &why);
        self.settings.insert(key, kept);
    }

    /// Says what could not be carried over.
    pub(crate) fn left(&mut self, place: Location, what: impl Into<String>, why: &str) {
        if self.left.len() < MOST {
            self.left.push(Left {
                place,
                what: what.into(),
                why: why.to_owned(),
            });
        }
    }

    /// Says what holds as it stands.
    pub(crate) fn keeps(&mut self, place: Location, what: impl Into<String>, why: &str) {
        if self.kept.len() < MOST {
            self.kept.push(Left {
                place,
                what: what.into(),
                why: why.to_owned(),
            });
        }
    }

    /// Blocks from a level on and only logs what is below, as a threshold of another tool does.
    pub(crate) fn block_from(&mut self, level: &str, place: &Location) {
        if let Some(from) = LEVELS.iter().position(|(word, _)| *word == level) {
            for (at, (_, key)) in LEVELS.iter().enumerate() {
                let action = if at < from { "\"log\"" } else { "\"block\"" };
                self.set(key, action, place.clone());
            }
        }
    }

    /// Blocks on these levels and only logs the others.
    pub(crate) fn block_on(&mut self, levels: &[String], place: &Location) {
        for (word, key) in LEVELS.iter().chain([&("unknown", "gate.unknown")]) {
            let is_named = levels.iter().any(|level| level.eq_ignore_ascii_case(word));
            let action = if is_named { "\"block\"" } else { "\"log\"" };
            self.set(key, action, place.clone());
        }
    }
}

/// Levels of severity that all tools have, and their keys.
const LEVELS: [(&str, &str); 4] = [
    ("low", "gate.low"),
    ("medium", "gate.medium"),
    ("high", "gate.high"),
    ("critical", "gate.critical"),
];

/// Whether a text may be the id of an advisory or a rule: no variable, no placeholder of a template.
fn is_id(id: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    !id.is_empty() && id.len() <= 200 && id.bytes().all(plain)
}
