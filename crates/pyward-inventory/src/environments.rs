//! For which Pythons and platforms a project is audited.

use std::fmt;
use std::str::FromStr;

use pyward_model::{Specifiers, Version};

/// What the user narrows the audit to; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A Python version: `3`, `3.11` or `3.11.4`.
    pub python: Option<Version>,
    /// A platform.
    pub platform: Option<Platform>,
}

/// An operating system, and a processor where one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Platform {
    system: System,
    machine: Option<Machine>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum System {
    Linux,
    MacOs,
    Windows,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Machine {
    X86,
    Arm,
}

/// A text that names no platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a platform", pyward_model::printable(.0))]
pub struct PlatformError(String);

impl PlatformError {
    /// What to do next.
    pub const HINT: &str =
        "use `linux`, `macos` or `windows`, where wanted with `-x86_64` or `-aarch64` after it";
}

impl FromStr for Platform {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let lower = text.trim().to_ascii_lowercase();
        let (system, machine) = match lower.split_once('-') {
            Some((system, machine)) => (system, Some(machine)),
            None => (lower.as_str(), None),
        };
        let error = || PlatformError(text.to_owned());
        Ok(Self {
            system: match system {
                "linux" => System::Linux,
                "macos" | "darwin" => System::MacOs,
                "windows" | "win32" => System::Windows,
                _ => return Err(error()),
            },
            machine: match machine {
                None => None,
                Some("x86_64" | "amd64") => Some(Machine::X86),
                Some("aarch64" | "arm64") => Some(Machine::Arm),
                Some(_) => return Err(error()),
            },
        })
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.system {
            System::Linux => "linux",
            System::MacOs => "macos",
            System::Windows => "windows",
        })?;
        match self.machine {
            Some(Machine::X86) => f.write_str("-x86_64"),
            Some(Machine::Arm) => f.write_str("-aarch64"),
            None => Ok(()),
        }
    }
}

impl Platform {
    pub(crate) fn os_name(self) -> &'static str {
        if self.system == System::Windows {
            "nt"
        } else {
            "posix"
        }
    }

    /// `sys.platform`, which on Linux told the kernel's version too before Python 3.3.
    pub(crate) fn sys_platform(self, python: &Python) -> &'static str {
        match self.system {
            System::Linux if (python.major, python.minor) < (3, 3) => "linux2",
            System::Linux => "linux",
            System::MacOs => "darwin",
            System::Windows => "win32",
        }
    }

    pub(crate) fn platform_system(self) -> &'static str {
        match self.system {
            System::Linux => "Linux",
            System::MacOs => "Darwin",
            System::Windows => "Windows",
        }
    }

    /// `platform.machine()`, which each system spells in its own way.
    pub(crate) fn platform_machine(self) -> Option<&'static str> {
        Some(match (self.machine?, self.system) {
            (Machine::X86, System::Windows) => "AMD64",
            (Machine::X86, _) => "x86_64",
            (Machine::Arm, System::Linux) => "aarch64",
            (Machine::Arm, System::MacOs) => "arm64",
            (Machine::Arm, System::Windows) => "ARM64",
        })
    }
}

/// A minor version of Python; the micro version is known only where it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Python {
    major: u32,
    minor: u32,
    version: Version,
    full: Option<Version>,
    /// The first two micro versions.
    first: [Version; 2],
}

impl Python {
    fn new(major: u32, minor: u32) -> Self {
        let version = |rest: &str| Version::new(&format!("{major}.{minor}{rest}"));
        Self {
            major,
            minor,
            version: version(""),
            full: None,
            first: [version(".0"), version(".1")],
        }
    }

    /// `python_version`: major and minor.
    pub(crate) fn version(&self) -> &Version {
        &self.version
    }

    /// `python_full_version`, if known.
    pub(crate) fn full(&self) -> Option<&Version> {
        self.full.as_ref()
    }

    /// Whether something holds for full versions of this minor version: `None` where it holds for some and not for
    /// others, or where that is too much to find out.
    ///
    /// What `text` says about versions can only change its mind after the first micro version and at those it names, so
    /// they and their neighbours stand for all. Pre-releases of Python are not thought of.
    pub(crate) fn holds_for_micros(
        &self,
        text: &str,
        holds: &dyn Fn(&Version) -> Option<bool>,
    ) -> Option<bool> {
        const ENOUGH: usize = 30;
        let first = holds(&self.first[0])?;
        if holds(&self.first[1])? != first {
            return None;
        }
        let prefix = self.first[0].as_str().strip_suffix('0')?;
        for (count, (at, _)) in text.match_indices(prefix).enumerate() {
            if count == ENOUGH {
                return None;
            }
            let after = text.get(at + prefix.len()..).unwrap_or_default();
            let end = after
                .find(|ch: char| !ch.is_ascii_digit())
                .unwrap_or(after.len());
            let Ok(micro) = after.get(..end).unwrap_or_default().parse::<u32>() else {
                continue;
            };
            for micro in micro.saturating_sub(1)..=micro.saturating_add(1) {
                if holds(&Version::new(&format!("{prefix}{micro}")))? != first {
                    return None;
                }
            }
        }
        Some(first)
    }
}

/// The environments a project is audited for: each of some Pythons on each of some platforms.
///
/// What is not told is unknown: the implementation (`CPython` is not taken for granted), the processor, the kernel, and
/// the micro version of Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environments {
    pythons: Vec<Python>,
    platforms: Vec<Platform>,
    narrowed: bool,
    requires_python_ignored: bool,
}

impl Environments {
    /// Python 2.7 and 3.0 to 3.20 on Linux, macOS and Windows.
    pub fn all() -> Self {
        Self {
            pythons: every_python().collect(),
            platforms: vec![
                Platform {
                    system: System::Linux,
                    machine: None,
                },
                Platform {
                    system: System::MacOs,
                    machine: None,
                },
                Platform {
                    system: System::Windows,
                    machine: None,
                },
            ],
            narrowed: false,
            requires_python_ignored: false,
        }
    }

    /// What is wanted. Without a wanted Python, those `requires_python` allows; where it cannot be read or allows none of
    /// those known, all of them ([`Self::requires_python_ignored`] tells).
    pub fn new(wanted: &Wanted, requires_python: Option<&str>) -> Self {
        let mut environments = Self::all();
        if let Some(platform) = wanted.platform {
            environments.platforms = vec![platform];
            environments.narrowed = true;
        }
        let chosen = wanted
            .python
            .as_ref()
            .map(pythons_named)
            .unwrap_or_default();
        if !chosen.is_empty() {
            environments.pythons = chosen;
            environments.narrowed = true;
        } else if let Some(text) = requires_python {
            let allowed = pythons_allowed(text);
            if allowed.is_empty() {
                environments.requires_python_ignored = true;
            } else {
                environments.narrowed |= allowed.len() < environments.pythons.len();
                environments.pythons = allowed;
            }
        }
        environments
    }

    /// Whether these are fewer, or more closely told, than [`Self::all`].
    pub fn is_narrowed(&self) -> bool {
        self.narrowed
    }

    /// Whether a statement about the supported Pythons was given and could not be used.
    pub fn requires_python_ignored(&self) -> bool {
        self.requires_python_ignored
    }

    pub(crate) fn pythons(&self) -> &[Python] {
        &self.pythons
    }

    pub(crate) fn platforms(&self) -> &[Platform] {
        &self.platforms
    }

    /// Whether nobody asked for a platform, so that the project may be used on others than those told apart here, too.
    pub(crate) fn has_open_platforms(&self) -> bool {
        self.platforms.len() > 1
    }

    /// A bit for each environment, platform by platform within Python by Python.
    pub(crate) fn mask(&self) -> u128 {
        let count = self.pythons.len() * self.platforms.len();
        1_u128
            .checked_shl(count as u32)
            .map_or(u128::MAX, |bit| bit - 1)
    }
}

fn every_python() -> impl Iterator<Item = Python> {
    std::iter::once(Python::new(2, 7)).chain((0..=20).map(|minor| Python::new(3, minor)))
}

/// The Pythons a version stands for; none where it is not one of a Python.
fn pythons_named(version: &Version) -> Vec<Python> {
    let Some((_, release)) = version.release() else {
        return Vec::new();
    };
    let number = |at: usize| {
        let digits = release.get(at)?;
        if digits.is_empty() {
            Some(0)
        } else {
            digits.parse::<u32>().ok()
        }
    };
    match (number(0), number(1)) {
        (Some(major), Some(minor)) => {
            let full = (release.len() > 2).then(|| version.clone());
            vec![Python {
                full,
                ..Python::new(major, minor)
            }]
        }
        (Some(major), None) if release.len() == 1 => every_python()
            .filter(|python| python.major == major)
            .collect(),
        _ => Vec::new(),
    }
}

fn pythons_allowed(requires_python: &str) -> Vec<Python> {
    let Ok(specifiers) = Specifiers::parse(requires_python) else {
        return Vec::new();
    };
    every_python()
        .filter(|python| {
            let allows = |full: &Version| Some(specifiers.contains(full));
            python.holds_for_micros(requires_python, &allows) != Some(false)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pythons(environments: &Environments) -> Vec<String> {
        environments
            .pythons()
            .iter()
            .map(|python| python.version().to_string())
            .collect()
    }

    fn allowed(requires_python: &str) -> Vec<String> {
        pythons(&Environments::new(
            &Wanted::default(),
            Some(requires_python),
        ))
    }

    fn wanted(python: &str) -> Environments {
        Environments::new(
            &Wanted {
                python: Some(Version::new(python)),
                platform: None,
            },
            Some("<3"),
        )
    }

    #[test]
    fn everything_is_sixty_six_environments() {
        let all = Environments::all();
        assert_eq!(all.mask().count_ones(), 66);
        assert!(!all.is_narrowed() && !all.requires_python_ignored());
        assert_eq!(Environments::new(&Wanted::default(), None), all);
    }

    #[test]
    fn requires_python_chooses_minor_versions_of_which_any_micro_version_is_allowed() {
        assert_eq!(allowed(">=3.8,<3.11"), ["3.8", "3.9", "3.10"]);
        assert_eq!(allowed(">=3.8.4,<3.9"), ["3.8"]);
        assert_eq!(allowed(">3.9.5,<3.9.7"), ["3.9"]);
        assert_eq!(allowed("==3.10.*"), ["3.10"]);
        assert_eq!(allowed("~=3.18"), ["3.18", "3.19", "3.20"]);
        assert_eq!(
            allowed(">=2.7,!=3.0.*,!=3.1.*,!=3.2.*,<3.4"),
            ["2.7", "3.3"]
        );
        assert!(Environments::new(&Wanted::default(), Some(">=3.8")).is_narrowed());
        assert!(!Environments::new(&Wanted::default(), Some(">=2.7")).is_narrowed());
    }

    #[test]
    fn a_requires_python_that_says_nothing_usable_leaves_all_and_is_told() {
        for text in ["^3.8", "three", ">=4", "3.8"] {
            let environments = Environments::new(&Wanted::default(), Some(text));
            assert!(environments.requires_python_ignored(), "{text}");
            assert_eq!(environments.pythons().len(), 22, "{text}");
            assert!(!environments.is_narrowed(), "{text}");
        }
    }

    #[test]
    fn the_wanted_python_beats_requires_python() {
        assert_eq!(pythons(&wanted("3.11")), ["3.11"]);
        assert_eq!(wanted("3.11").pythons()[0].full(), None);
        assert_eq!(
            wanted("3.11.4").pythons()[0].full(),
            Some(&Version::new("3.11.4"))
        );
        assert_eq!(pythons(&wanted("3.25")), ["3.25"]);
        assert_eq!(pythons(&wanted("3")).len(), 21);
        assert_eq!(pythons(&wanted("nonsense")), ["2.7"]);
        assert_eq!(pythons(&wanted("3.99999999999")), ["2.7"]);
    }

    #[test]
    fn platforms_are_named_as_people_and_python_name_them() {
        for (text, shown, machine) in [
            ("linux", "linux", None),
            ("Darwin", "macos", None),
            ("macos-arm64", "macos-aarch64", Some("arm64")),
            ("win32-x86_64", "windows-x86_64", Some("AMD64")),
            ("linux-aarch64", "linux-aarch64", Some("aarch64")),
        ] {
            let platform: Platform = text.parse().unwrap();
            assert_eq!(
                (platform.to_string().as_str(), platform.platform_machine()),
                (shown, machine)
            );
            assert_eq!(shown.parse(), Ok(platform));
        }
        for text in ["", "bsd", "linux-", "linux-z80", "linux x86_64"] {
            assert!(text.parse::<Platform>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_holds_for_all_micro_versions_is_found_out_in_few_questions() {
        let python = Python::new(3, 8);
        let asked = std::cell::Cell::new(0);
        let decided = |text: &str, specifiers: &str| {
            let specifiers = Specifiers::parse(specifiers).unwrap();
            asked.set(0);
            python.holds_for_micros(text, &|full| {
                asked.set(asked.get() + 1);
                Some(specifiers.contains(full))
            })
        };
        for (specifiers, expected) in [
            (">=3.8", Some(true)),
            ("<3.8", Some(false)),
            (">3.8", None),
            ("==3.8.5", None),
            ("!=3.8.5", None),
            (">=3.8.0", Some(true)),
            (">=3.9.5", Some(false)),
            ("<3.8.77", None),
        ] {
            assert_eq!(decided(specifiers, specifiers), expected, "{specifiers}");
        }
        assert_eq!(decided(&"3.8.77,".repeat(100_000), ">=3"), None);
        assert!(asked.get() < 200);
    }
}
