//! What lock files in TOML have in common: opening one, however broken; hashes; markers that say what a package is for.

#[cfg(test)]
pub(crate) mod shown;

use pyward_model::{
    Component, Date, Hash, Location, Notice, NoticeKind, PackageName, Scope, Version,
};

use crate::environments::Environments;
use crate::marker::Marker;
use crate::toml::{self, Kept, Kind, Salvage, Table, TomlError};
use crate::{Files, Input, Reading};

/// How many notices of a kind a file may bring; the rest is counted.
const TOLD: usize = 20;

/// Notices about one file, at most [`TOLD`] of each kind.
#[derive(Default)]
pub(crate) struct Complaints {
    told: Vec<Notice>,
    untold: usize,
}

impl Complaints {
    /// Takes a notice.
    pub(crate) fn tell(&mut self, notice: Notice) {
        let known = self
            .told
            .iter()
            .filter(|told| told.kind == notice.kind)
            .count();
        if known < TOLD {
            self.told.push(notice);
        } else {
            self.untold += 1;
        }
    }

    /// All of them, and how many more there would be.
    pub(crate) fn into_notices(mut self, file: Location) -> Vec<Notice> {
        if self.untold > 0 {
            let message = format!("{} more of such notices are not told", self.untold);
            self.told
                .push(Notice::gap(NoticeKind::Malformed, Some(file), message));
        }
        self.told
    }
}

/// How lock files of a tool are laid out.
pub(crate) struct Layout {
    /// The key of their packages.
    pub(crate) packages: &'static str,
    /// The keys of the lists of files, which are passed over where nobody asks for files.
    pub(crate) files: &'static [&'static str],
    /// What to do about a broken one.
    pub(crate) remedy: &'static str,
}

impl Layout {
    /// Reads a lock file as TOML and hands it on. Where it is broken, what can be read of it is handed on, and what
    /// cannot is told.
    pub(crate) fn read(
        &self,
        input: &Input<'_>,
        tell: impl FnOnce(&Table<'_>, &mut Reading, &mut Complaints),
    ) -> Reading {
        let (text, notice) = input.text();
        let mut complaints = Complaints::default();
        if let Some(notice) = notice {
            complaints.tell(notice);
        }
        let mut reading = Reading::default();
        let passed: &[&str] = match input.files {
            Files::Read => &[],
            Files::PassedOver => self.files,
        };
        match toml::parse_without(&text, passed) {
            Ok(document) => {
                self.check(&document, input, &mut complaints);
                tell(&document, &mut reading, &mut complaints);
            }
            Err(error) => {
                let salvage = toml::salvage(&text);
                let is_lost = salvage.document.array(self.packages).is_empty();
                self.complain(&error, &salvage, input, &mut complaints);
                if !is_lost {
                    tell(&salvage.document, &mut reading, &mut complaints);
                }
            }
        }
        reading.notices = complaints.into_notices(input.file());
        reading
    }

    /// Tells of a lock that is TOML and no lock: it would pass for one without packages.
    fn check(&self, document: &Table<'_>, input: &Input<'_>, complaints: &mut Complaints) {
        let (line, problem) = match document.get(self.packages) {
            None if document.is_empty() => (1, "nothing stands in it".to_owned()),
            None => return,
            Some(value) => match value.as_array() {
                None => {
                    let kind = value.type_name();
                    let key = self.packages;
                    let message = format!("`{key}` is {kind} instead of an array of tables");
                    (value.line, message)
                }
                Some(packages) => match packages.iter().find(|value| value.as_table().is_none()) {
                    None => return,
                    Some(odd) => (
                        odd.line,
                        format!("a package is {} instead of a table", odd.type_name()),
                    ),
                },
            },
        };
        let message = format!("{problem}; the packages it should list are not audited");
        complaints.tell(
            Notice::gap(NoticeKind::Malformed, Some(input.line(line)), message).hint(self.remedy),
        );
    }

    fn complain(
        &self,
        error: &TomlError,
        salvage: &Salvage<'_>,
        input: &Input<'_>,
        complaints: &mut Complaints,
    ) {
        let broken = |line, message: String| {
            Notice::gap(NoticeKind::Malformed, Some(input.line(line)), message).hint(self.remedy)
        };
        let count = salvage.document.array(self.packages).len();
        if count == 0 {
            complaints.tell(broken(error.line, format!("not TOML: {}", error.message)));
            return;
        }
        if salvage.damages.is_empty() {
            complaints.tell(broken(
                error.line,
                format!("not TOML as a whole: {}", error.message),
            ));
        }
        for damage in &salvage.damages {
            let whose = damage
                .name
                .as_deref()
                .map(|name| format!(" of {}", PackageName::pypi(name)));
            let whose = whose.unwrap_or_default();
            let (start, end) = (damage.lines.start(), damage.lines.end());
            let message = match damage.kept {
                Kept::Nothing => format!(
                    "the block{whose} in lines {start} to {end} is left out: {}",
                    damage.message
                ),
                Kept::Start => format!(
                    "of the block{whose} only the start is read: {}",
                    damage.message
                ),
                Kept::BothSides => format!("{}; both sides are read", damage.message),
            };
            complaints.tell(broken(damage.line, message));
        }
        let message =
            format!("read block by block, since it is broken: {count} packages could be read");
        complaints.tell(Notice::info(
            NoticeKind::Malformed,
            Some(input.file()),
            message,
        ));
    }
}

/// The name of a listed package; where there is none, that is told.
pub(crate) fn name<'t>(
    table: &'t Table<'_>,
    line: u32,
    input: &Input<'_>,
    complaints: &mut Complaints,
) -> Option<(&'t str, Location)> {
    let (value, raw) = match table.get("name") {
        Some(value) => (
            Some(value),
            value
                .as_str()
                .map(str::trim)
                .filter(|name| !name.is_empty()),
        ),
        None => (None, None),
    };
    let place = input.line(value.map_or(line, |value| value.line));
    if raw.is_none() {
        let message = match value {
            Some(value) => format!(
                "a package whose name is {} is left out",
                empty_or_type(value)
            ),
            None => "a package without a name is left out".to_owned(),
        };
        complaints.tell(Notice::gap(
            NoticeKind::Malformed,
            Some(place.clone()),
            message,
        ));
    }
    raw.map(|name| (name, place))
}

fn empty_or_type(value: &toml::Value<'_>) -> &'static str {
    value.as_str().map_or(value.type_name(), |_| "empty")
}

/// The version of a listed package; one that is no string is told.
pub(crate) fn version(
    table: &Table<'_>,
    input: &Input<'_>,
    complaints: &mut Complaints,
) -> Option<Version> {
    let value = table.get("version")?;
    let text = value
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    if text.is_none() {
        let message = format!(
            "a version is {}, it is taken for none",
            empty_or_type(value)
        );
        complaints.tell(Notice::gap(
            NoticeKind::Malformed,
            Some(input.line(value.line)),
            message,
        ));
    }
    text.map(Version::new)
}

/// Tells of a package from an index that is listed without a version. Of those from elsewhere it is told later, whether
/// they have a version or not.
pub(crate) fn tell_unversioned(component: &Component, complaints: &mut Complaints) {
    if component.version.is_none() && component.origin.is_index() {
        let message = format!(
            "{} is locked without a version: advisories cannot be asked about it",
            component.name
        );
        complaints.tell(Notice::gap(
            NoticeKind::Unauditable,
            component.locations.first().cloned(),
            message,
        ));
    }
}

/// An extra's name as it is compared.
pub(crate) fn normalised(name: &str) -> Box<str> {
    PackageName::pypi(name).as_str().into()
}

/// A hash written as `sha256:…`; `None` for what is none.
pub(crate) fn hash(text: &str) -> Option<Hash> {
    let (algorithm, digits) = text.trim().split_once(':')?;
    hash_of(algorithm, digits)
}

/// A hash by its algorithm and digits; `None` for what is none.
pub(crate) fn hash_of(algorithm: &str, digits: &str) -> Option<Hash> {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let odd_algorithm = algorithm.is_empty() || !algorithm.bytes().all(is_word);
    // Without a way out in the middle, many digits are looked at in one step: locks have thousands of hashes.
    let odd_digits = digits
        .bytes()
        .fold(0, |odd, b| odd | u8::from(!b.is_ascii_hexdigit()));
    if odd_algorithm || digits.is_empty() || odd_digits != 0 {
        return None;
    }
    Some(Hash {
        algorithm: algorithm.to_ascii_lowercase().into(),
        digits: digits.to_ascii_lowercase().into(),
    })
}

/// The `hash = "sha256:…"` of each file in an array of tables.
pub(crate) fn file_hashes<'t>(files: &'t [toml::Value<'_>]) -> impl Iterator<Item = Hash> + 't {
    files
        .iter()
        .filter_map(|file| hash(file.as_table()?.string("hash")?))
}

/// The day the first of some files was uploaded, by their `upload-time`.
pub(crate) fn uploaded<'t>(files: impl Iterator<Item = &'t Table<'t>>) -> Option<Date> {
    let times = files.filter_map(|file| match &file.get("upload-time")?.kind {
        Kind::String(text) | Kind::Datetime(text) => Some(&**text),
        _ => None,
    });
    // Of moments in UTC the first is the smallest text; only that one is understood, for locks have thousands.
    let is_moment = |text: &&str| text.len() >= 10 && text.as_bytes().first() == Some(&b'2');
    times.filter(is_moment).min().and_then(Date::parse)
}

/// What a marker on a listed package says: for which extras and groups of the project it is listed, and whether it is
/// listed without any.
pub(crate) struct Purpose {
    /// Extras it speaks of, normalised.
    pub(crate) extras: Vec<Box<str>>,
    /// Dependency groups it speaks of ([PEP 751](https://peps.python.org/pep-0751/)), normalised.
    pub(crate) groups: Vec<Box<str>>,
    /// Whether it may hold where no extra and no group is asked for.
    pub(crate) by_default: bool,
}

impl Purpose {
    /// Reads it off a marker; one that cannot be read speaks of nothing.
    pub(crate) fn of(marker: &str) -> Self {
        let mut purpose = Self {
            extras: Vec::new(),
            groups: Vec::new(),
            by_default: true,
        };
        if !marker.contains("extra") && !marker.contains("dependency_groups") {
            return purpose;
        }
        // Groups are asked of like extras; spelling them so lets one evaluation answer for both.
        let Ok(both) = Marker::parse(&marker.replace("dependency_groups", "extras")) else {
            return purpose;
        };
        purpose.by_default = both.applies(&Environments::all(), &[]);
        let names = |marker: &Marker| -> Vec<Box<str>> {
            marker.extras().into_iter().map(normalised).collect()
        };
        purpose.extras = Marker::parse(marker)
            .map(|marker| names(&marker))
            .unwrap_or_default();
        // What is told of both more often than of extras is a group too.
        let mut left = purpose.extras.clone();
        for name in names(&both) {
            match left.iter().position(|known| *known == name) {
                Some(at) => drop(left.swap_remove(at)),
                None => purpose.groups.push(name),
            }
        }
        purpose
    }

    /// The scopes of extras and groups.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = Scope> {
        let extras = self.extras.iter().cloned().map(Scope::Extra);
        extras.chain(self.groups.iter().map(|group| Scope::group(group)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_an_algorithm_and_hexadecimal_digits() {
        let known = hash("SHA256:00FFaa").unwrap();
        assert_eq!((&*known.algorithm, &*known.digits), ("sha256", "00ffaa"));
        for text in ["", "sha256", "sha256:", ":00", "sha256:xyz", "sha 256:00"] {
            assert_eq!(hash(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_lock_that_lists_nothing_by_its_structure_is_told() {
        let odd = [
            (
                "uv-lock",
                "uv.lock",
                "version = 1\n[package]\nname = \"a\"\n",
            ),
            ("uv-lock", "uv.lock", "version = 1\npackage = \"a\"\n"),
            ("uv-lock", "uv.lock", ""),
            (
                "poetry-lock",
                "poetry.lock",
                "[package]\nname = \"a\"\n[metadata]\nlock-version = \"2.1\"\n",
            ),
            (
                "poetry-lock",
                "poetry.lock",
                "package = [\"a\"]\n[metadata]\nlock-version = \"2.1\"\n",
            ),
            ("pdm-lock", "pdm.lock", "[package]\nname = \"a\"\n"),
            (
                "pylock",
                "pylock.toml",
                "lock-version = \"1.0\"\n[packages]\nname = \"a\"\n",
            ),
            ("pipfile-lock", "Pipfile.lock", "{}"),
            (
                "pipfile-lock",
                "Pipfile.lock",
                "{\"_meta\": {\"pipfile-spec\": 6}}",
            ),
        ];
        for (name, file, content) in odd {
            let tree = pyward_target::Tree::memory(&[(file, content.as_bytes())]);
            let format = crate::FORMATS
                .iter()
                .find(|format| format.name() == name)
                .unwrap();
            let path = &tree.entry(file).unwrap().path;
            let bytes = content.as_bytes();
            let reading = format.read(&Input::new(&tree, path, bytes));
            assert!(
                reading.notices.iter().any(|notice| {
                    notice.kind == NoticeKind::Malformed
                        && notice.weight == pyward_model::Weight::Gap
                }),
                "{content}: {reading:?}"
            );
        }
    }

    #[test]
    fn markers_say_what_a_package_is_listed_for() {
        for (marker, extras, groups, by_default) in [
            ("sys_platform == 'win32'", vec![], vec![], true),
            ("extra == \"Docs\"", vec!["docs"], vec![], false),
            (
                "python_version < '3.11' and extra == 'a' or extra == 'b'",
                vec!["a", "b"],
                vec![],
                false,
            ),
            ("'x' in extras", vec!["x"], vec![], false),
            ("'dev' in dependency_groups", vec![], vec!["dev"], false),
            (
                "'x' in extras or 'x' in dependency_groups",
                vec!["x"],
                vec!["x"],
                false,
            ),
            ("'x' in extras or os_name == 'nt'", vec!["x"], vec![], true),
            ("no marker with extra", vec![], vec![], true),
        ] {
            let purpose = Purpose::of(marker);
            let shown =
                |names: &[Box<str>]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(shown(&purpose.extras), extras, "{marker}");
            assert_eq!(shown(&purpose.groups), groups, "{marker}");
            assert_eq!(purpose.by_default, by_default, "{marker}");
        }
    }
}
