//! What one line asks for: a requirement, a URL or a path.

use pyward_model::{
    Component, Hash, Location, NoticeKind, Origin, PackageName, Scope, Specifiers, Version,
};

use super::{archive, options, shown};
use crate::requirement::Requirement;
use crate::{Marker, origin};

/// A package a line asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) name: PackageName,
    /// The version it pins, or that the name of its file tells.
    pub(super) version: Option<Version>,
    pub(super) specifiers: Box<str>,
    pub(super) extras: Vec<Box<str>>,
    pub(super) marker: Option<Box<str>>,
    pub(super) origin: Origin,
    pub(super) hashes: Vec<Hash>,
    /// What is odd about it, and of what kind that is.
    pub(super) oddity: Option<(NoticeKind, String)>,
}

/// What a line asks for.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Package(Box<Asked>),
    /// Something whose name cannot be known without fetching or building it; and why.
    Unnamed(String),
    /// What is wrong with the line.
    Wrong(String),
}

const SCHEMES: &[&str] = &["http", "https", "ftp", "file"];
const SYSTEMS: &[&str] = &["git", "hg", "svn", "bzr"];

/// The name of an environment variable that pip would put the value of here: `${NAME}`, capitals, digits and `_`.
pub(super) fn variable(text: &str) -> Option<&str> {
    memchr::memchr(b'$', text.as_bytes())?;
    text.match_indices("${").find_map(|(at, _)| {
        let after = text.get(at + 2..)?;
        let end = after
            .find(|ch: char| !(ch.is_ascii_uppercase() || ch.is_ascii_digit() || ch == '_'))?;
        let fits = end > 0 && after.get(end..)?.starts_with('}');
        if fits { after.get(..end) } else { None }
    })
}

/// Reads what stands in a line before its options, or after `-e`. The order of the questions is pip's.
pub(super) fn read(text: &str, editable: bool) -> Target {
    // Before anything is taken apart: a password may hold any of the marks that part a line.
    let text = &*origin::without_credentials(text);
    if is_url(text) {
        let (url, marker) = marked(text, "; ");
        return at_url(url, marker);
    }
    if !is_direct_reference(text) {
        let (path, marker) = marked(text, ";");
        let bare = path.split('[').next().unwrap_or_default().trim_end();
        if editable || is_path(bare) || archive::is_archive(bare) {
            return at_path(path, marker, editable);
        }
    }
    match Requirement::parse(text) {
        Ok(requirement) => Target::Package(Box::new(Asked::from(requirement))),
        Err(error) => Target::Wrong(format!("`{}` is no requirement: {error}", shown(text))),
    }
}

/// Whether it is a URL, of a file or of a repository.
fn is_url(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    let scheme = scheme.to_ascii_lowercase();
    SCHEMES.contains(&&*scheme)
        || SYSTEMS.iter().any(|system| {
            scheme
                .strip_prefix(system)
                .is_some_and(|rest| rest.starts_with('+'))
        })
}

/// Whether it is `name @ …` or `name[extras]@…`.
fn is_direct_reference(text: &str) -> bool {
    text.split_once('@').is_some_and(|(before, _)| {
        let name = before.split('[').next().unwrap_or_default().trim();
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            && !name.starts_with('.')
    })
}

fn is_path(text: &str) -> bool {
    text.starts_with('.') || text.contains(['/', '\\'])
}

/// The text before a separator, and the marker after it.
fn marked<'a>(text: &'a str, separator: &str) -> (&'a str, Option<&'a str>) {
    // Few lines have a marker, and looking for a byte is cheaper than for a text.
    let apart = memchr::memchr(b';', text.as_bytes()).and_then(|_| text.split_once(separator));
    match apart {
        Some((before, marker)) => (
            before.trim(),
            Some(marker.trim()).filter(|marker| !marker.is_empty()),
        ),
        None => (text, None),
    }
}

fn at_url(url: &str, marker: Option<&str>) -> Target {
    let origin = origin::url(url);
    let fragment = Fragment::of(url);
    let from_file = Some(url)
        .filter(|_| !matches!(origin, Origin::Vcs { .. }))
        .and_then(named_by_url);
    let what = if matches!(origin, Origin::Vcs { .. }) {
        "the repository"
    } else {
        "the URL"
    };
    let clean = origin::without_credentials(url);
    located(origin, &fragment, from_file, marker, || {
        format!(
            "{what} `{}` names no package, and what it holds is not fetched",
            shown(&clean)
        )
    })
}

fn at_path(text: &str, marker: Option<&str>, editable: bool) -> Target {
    let fragment = Fragment::of(text);
    let path = text.split('#').next().unwrap_or_default();
    let (path, extras) = match path
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
    {
        Some((path, extras)) => (path.trim_end(), extras),
        None => (path, ""),
    };
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let target = located(
        origin::path(path, editable),
        &fragment,
        archive::named(file),
        marker,
        || {
            let what = if archive::is_archive(file) {
                "the file"
            } else {
                "the folder"
            };
            format!(
                "{what} `{}` is asked for by its path, which names no package",
                shown(path)
            )
        },
    );
    match target {
        Target::Package(mut asked) => {
            let extras = extras
                .split(',')
                .map(str::trim)
                .filter(|extra| !extra.is_empty());
            asked
                .extras
                .extend(extras.map(|extra| Box::from(PackageName::pypi(extra).as_str())));
            Target::Package(asked)
        }
        other => other,
    }
}

/// A package whose place is known; its name comes from the fragment or the name of the file.
fn located(
    origin: Origin,
    fragment: &Fragment,
    from_file: Option<(PackageName, Version)>,
    marker: Option<&str>,
    unnamed: impl FnOnce() -> String,
) -> Target {
    if let Some(error) = marker.and_then(|marker| Marker::parse(marker).err()) {
        return Target::Wrong(format!("the marker cannot be read: {error}"));
    }
    let egg = fragment.egg.as_ref();
    let name = egg
        .map(|egg| egg.name.clone())
        .or_else(|| Some(from_file.as_ref()?.0.clone()));
    let Some(name) = name else {
        return Target::Unnamed(unnamed());
    };
    Target::Package(Box::new(Asked {
        version: from_file
            .filter(|(named, _)| *named == name)
            .map(|(_, version)| version),
        name,
        specifiers: "".into(),
        extras: egg.map(|egg| egg.extras.clone()).unwrap_or_default(),
        marker: marker.map(Into::into),
        origin,
        hashes: fragment.hashes.clone(),
        oddity: None,
    }))
}

/// Name and version of a distribution by its URL. Archives that forges make of repositories are named after tags.
fn named_by_url(url: &str) -> Option<(PackageName, Version)> {
    let path = url.split(['?', '#']).next()?;
    let (folder, file) = path.rsplit_once('/')?;
    let file = origin::percent_decoded(file);
    let of_a_forge = folder.contains("/archive") || folder.contains("codeload.");
    if of_a_forge && !archive::is_wheel(&file) {
        None
    } else {
        archive::named(&file)
    }
}

/// What stands after the `#` of a URL.
#[derive(Default)]
struct Fragment {
    egg: Option<Requirement>,
    hashes: Vec<Hash>,
}

impl Fragment {
    fn of(url: &str) -> Self {
        let mut fragment = Self::default();
        for part in url
            .split_once('#')
            .map_or("", |(_, fragment)| fragment)
            .split('&')
        {
            match part.split_once('=') {
                Some(("egg", egg)) => {
                    fragment.egg = Requirement::parse(&origin::percent_decoded(egg)).ok();
                }
                Some((
                    algorithm @ ("md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512"),
                    digits,
                )) => {
                    fragment.hashes.extend(options::hash_of(algorithm, digits));
                }
                _ => {}
            }
        }
        fragment
    }
}

impl From<Requirement> for Asked {
    fn from(requirement: Requirement) -> Self {
        let Requirement {
            name,
            extras,
            specifiers,
            url,
            marker,
        } = requirement;
        let hashes = url
            .as_deref()
            .map(|url| Fragment::of(url).hashes)
            .unwrap_or_default();
        let (version, oddity) = if let Some(url) = &url {
            let from_file = named_by_url(url).filter(|(named, _)| *named == name);
            (from_file.map(|(_, version)| version), None)
        } else {
            pinned(&specifiers)
        };
        let origin = url.as_deref().map_or(Origin::Index, origin::url);
        Self {
            name,
            version,
            specifiers,
            extras,
            marker,
            origin,
            hashes,
            oddity,
        }
    }
}

/// The one version the specifiers name, and what is odd about them. `==2004d` names a version that is none by PEP 440.
fn pinned(specifiers: &str) -> (Option<Version>, Option<(NoticeKind, String)>) {
    let version = match Specifiers::parse(specifiers) {
        Ok(parsed) => parsed.pin().cloned(),
        Err(error) => match legacy(specifiers) {
            Some(version) => Some(version),
            None => return (None, Some((NoticeKind::Malformed, error.to_string()))),
        },
    };
    let invalid = version.as_ref().filter(|version| !version.is_valid());
    let oddity = invalid.map(|version| {
        let text = shown(version.as_str());
        (
            NoticeKind::InvalidVersion,
            format!("`{text}` is not a PEP 440 version, it is only compared as text"),
        )
    });
    (version, oddity)
}

fn legacy(specifiers: &str) -> Option<Version> {
    let text = specifiers.strip_prefix("==")?.trim();
    let single =
        !text.is_empty() && !text.contains([',', '*', '=']) && !text.contains(char::is_whitespace);
    single.then(|| Version::new(text))
}

/// Whether there is no file whose hash pip could check: a repository or a folder.
pub(super) fn has_no_file(origin: &Origin) -> bool {
    match origin {
        Origin::Vcs { .. } => true,
        Origin::Path { path, editable } => *editable || !archive::is_archive(path),
        _ => false,
    }
}

impl Asked {
    /// The requirement it is, in the words it is asked in.
    pub(super) fn requirement(
        &self,
        location: &Location,
        scope: &Scope,
    ) -> pyward_model::Requirement {
        pyward_model::Requirement {
            home: ".".into(),
            location: location.clone(),
            name: self.name.clone(),
            specifiers: self.specifiers.clone(),
            extras: self.extras.clone(),
            marker: self.marker.clone(),
            origin: self.origin.clone(),
            scope: scope.clone(),
        }
    }

    /// The component it is, without place and purpose.
    pub(super) fn component(self) -> Component {
        let mut component = Component::pypi(self.name, self.version);
        component.origin = self.origin;
        if component.version.is_none() && component.origin.is_index() {
            component.requirement = Some(self.specifiers);
        }
        component.extras.extend(self.extras);
        component.markers.extend(self.marker);
        component.hashes = self.hashes;
        component
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(text: &str) -> Asked {
        match read(text, false) {
            Target::Package(asked) => *asked,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn variables_are_those_of_pip() {
        assert_eq!(variable("a==${VER_2}"), Some("VER_2"));
        for text in ["a==$VER", "a==${ver}", "a==${}", "a==${VER", "${A-B}"] {
            assert_eq!(variable(text), None, "{text}");
        }
    }

    #[test]
    fn files_tell_name_and_version() {
        for (text, name, version, path) in [
            (
                "./wheels/Foo-1.0-py3-none-any.whl",
                "foo",
                Some("1.0"),
                true,
            ),
            ("foo-1.0.tar.gz", "foo", Some("1.0"), true),
            (
                "C:\\w\\foo-1.0-py3-none-any.whl ; os_name=='nt'",
                "foo",
                Some("1.0"),
                true,
            ),
            (
                "https://e.org/foo-1.0-py3-none-any.whl#sha256=ab",
                "foo",
                Some("1.0"),
                false,
            ),
            (
                "https://e.org/a%2Bb/foo-1.0%2Bcpu-py3-none-any.whl",
                "foo",
                Some("1.0+cpu"),
                false,
            ),
            (
                "foo @ https://e.org/foo-1.0-py3-none-any.whl",
                "foo",
                Some("1.0"),
                false,
            ),
            (
                "foo @ https://e.org/bar-1.0-py3-none-any.whl",
                "foo",
                None,
                false,
            ),
            ("foo[x]@https://e.org/archive/v1.0.zip", "foo", None, false),
            (
                "https://e.org/main.zip#egg=Foo_Bar[x]&subdirectory=y",
                "foo-bar",
                None,
                false,
            ),
        ] {
            let asked = package(text);
            assert_eq!(asked.name.as_str(), name, "{text}");
            assert_eq!(asked.version, version.map(Version::new), "{text}");
            assert_eq!(matches!(asked.origin, Origin::Path { .. }), path, "{text}");
        }
        assert_eq!(
            package("https://e.org/foo-1.0-py3-none-any.whl#sha256=AB")
                .hashes
                .len(),
            1
        );
        assert_eq!(&*package("./x.zip#egg=foo[a]").extras, ["a".into()]);
        assert_eq!(
            &*package("./foo-1.0.zip[B, c]").extras,
            ["b".into(), "c".into()]
        );
    }

    #[test]
    fn what_has_no_name_is_told() {
        for (text, reason) in [
            (
                ".",
                "the folder `.` is asked for by its path, which names no package",
            ),
            (
                "./pkg[dev]",
                "the folder `./pkg` is asked for by its path, which names no package",
            ),
            (
                "./main.zip",
                "the file `./main.zip` is asked for by its path, which names no package",
            ),
            (
                "https://me:pw@e.org/archive/release-2.0.zip",
                "the URL `https://e.org/archive/release-2.0.zip` names no package, and what it holds is not fetched",
            ),
            (
                "git+https://e.org/r.git@v1",
                "the repository `git+https://e.org/r.git@v1` names no package, and what it holds is not fetched",
            ),
        ] {
            assert!(
                matches!(read(text, false), Target::Unnamed(told) if told == reason),
                "{text}"
            );
        }
        assert!(matches!(read("pkg", true), Target::Unnamed(_)));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for text in [
            "foo bar",
            "=1.0",
            "./x ; nonsense",
            "foo=1.0",
            "f\u{1b}[2Joo==1",
        ] {
            assert!(
                matches!(read(text, false), Target::Wrong(told) if !told.contains('\u{1b}')),
                "{text}"
            );
        }
    }

    #[test]
    fn only_one_version_is_a_pin_and_odd_ones_are_told() {
        let read = |text: &str| {
            let asked = package(text);
            (
                asked.version.map(|version| version.to_string()),
                asked.oddity.map(|(kind, _)| kind),
            )
        };
        assert_eq!(read("x==1.0"), (Some("1.0".into()), None));
        assert_eq!(read("x===1.0"), (Some("1.0".into()), None));
        assert_eq!(
            read("x===weird"),
            (Some("weird".into()), Some(NoticeKind::InvalidVersion))
        );
        assert_eq!(
            read("x==2004d"),
            (Some("2004d".into()), Some(NoticeKind::InvalidVersion))
        );
        assert_eq!(read("x>=1"), (None, None));
        assert_eq!(read("x>=nonsense"), (None, Some(NoticeKind::Malformed)));
        assert_eq!(read("x==1.*.2"), (None, Some(NoticeKind::Malformed)));
    }
}
