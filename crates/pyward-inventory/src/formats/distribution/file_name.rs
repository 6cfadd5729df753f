//! What the name of a distribution says.

use pyward_model::Version;

/// What an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Wheel,
    Egg,
    Source,
}

/// A name taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileName<'a> {
    pub(super) kind: Kind,
    pub(super) name: &'a str,
    pub(super) version: &'a str,
}

const SOURCES: [&str; 3] = [".tar.gz", ".tgz", ".zip"];

impl<'a> FileName<'a> {
    /// `None` for what is named like no distribution. Of a source distribution, the version must be one.
    pub(super) fn parse(file: &'a str) -> Option<Self> {
        let of = |kind, name, version| Self {
            kind,
            name,
            version,
        };
        if let Some(stem) = file.strip_suffix(".whl") {
            // `name-version(-build)?-python-abi-platform`
            let parts: Vec<&str> = stem.split('-').collect();
            return match parts.as_slice() {
                [name, version, _, _, _] | [name, version, _, _, _, _] if !name.is_empty() => {
                    Some(of(Kind::Wheel, name, version))
                }
                _ => None,
            };
        }
        if let Some(stem) = file.strip_suffix(".egg") {
            let mut parts = stem.split('-');
            let (name, version) = (parts.next()?, parts.next()?);
            return (!name.is_empty()).then(|| of(Kind::Egg, name, version));
        }
        let stem = SOURCES.iter().find_map(|end| file.strip_suffix(end))?;
        stem.match_indices('-').find_map(|(at, _)| {
            let (name, version) = (stem.get(..at)?, stem.get(at + 1..)?);
            let is_version = Version::pep440(version).is_some();
            (is_version && !name.is_empty()).then(|| of(Kind::Source, name, version))
        })
    }
}

impl Kind {
    /// By the ending of a name that says nothing else.
    pub(super) fn of(file: &str) -> Self {
        let end = file
            .rsplit_once('.')
            .map(|(_, end)| end.to_ascii_lowercase());
        match end.as_deref() {
            Some("whl") => Self::Wheel,
            Some("egg") => Self::Egg,
            _ => Self::Source,
        }
    }

    /// What it must hold.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Wheel => "`.dist-info/METADATA`",
            Self::Egg => "`EGG-INFO/PKG-INFO`",
            Self::Source => "`PKG-INFO`",
        }
    }

    /// A member that is of use, under the name it would have where it is installed.
    pub(super) fn member(self, name: &str) -> Option<String> {
        let (folder, file) = name.rsplit_once('/')?;
        match self {
            Self::Wheel => (folder.ends_with(".dist-info")
                && !folder.contains('/')
                && matches!(file, "METADATA" | "direct_url.json"))
            .then(|| name.to_owned()),
            Self::Egg => (folder == "EGG-INFO" && matches!(file, "PKG-INFO" | "requires.txt"))
                .then(|| format!("archive.egg/{name}")),
            Self::Source => match (folder.split_once('/'), file) {
                (None, "PKG-INFO") => Some("archive.egg-info/PKG-INFO".to_owned()),
                // At the top, or one folder below it (`src`).
                (Some((_, inner)), "requires.txt")
                    if inner.ends_with(".egg-info") && inner.matches('/').count() < 2 =>
                {
                    Some("archive.egg-info/requires.txt".to_owned())
                }
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (file, told) in [
            (
                "Flask-3.0.0-py3-none-any.whl",
                Some((Kind::Wheel, "Flask", "3.0.0")),
            ),
            (
                "a_b-1.0+cpu-2-cp312-cp312-linux_x86_64.whl",
                Some((Kind::Wheel, "a_b", "1.0+cpu")),
            ),
            ("a.whl", None),
            ("a-1.0.whl", None),
            (
                "zope.interface-5.0-py3.8-linux-x86_64.egg",
                Some((Kind::Egg, "zope.interface", "5.0")),
            ),
            ("x.egg", None),
            (
                "python-dateutil-2.8.2.tar.gz",
                Some((Kind::Source, "python-dateutil", "2.8.2")),
            ),
            ("a-1.0.zip", Some((Kind::Source, "a", "1.0"))),
            ("data-final.tar.gz", None),
            ("backup.zip", None),
        ] {
            let found = FileName::parse(file).map(|it| (it.kind, it.name, it.version));
            assert_eq!(found, told, "{file}");
        }
    }
}
