//! What is resolved for.

use std::fmt;
use std::str::FromStr;

/// A Python version, such as `3.12` or `3.12.4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    /// `3` of `3.12`.
    pub major: u8,
    /// `12` of `3.12`.
    pub minor: u8,
    /// `4` of `3.12.4`.
    pub micro: Option<u8>,
}

impl PythonVersion {
    /// A version without its last number.
    pub fn new(major: u8, minor: u8) -> Self {
        Self {
            major,
            minor,
            micro: None,
        }
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        self.micro.map_or(Ok(()), |micro| write!(f, ".{micro}"))
    }
}

impl FromStr for PythonVersion {
    type Err = String;

    /// Reads `MAJOR.MINOR` or `MAJOR.MINOR.MICRO`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refusal =
            || format!("`{text}` is no Python version: two or three numbers are, such as 3.12");
        let numbers: Vec<u8> = text
            .split('.')
            .map(|part| part.parse().map_err(|_| refusal()))
            .collect::<Result<_, _>>()?;
        match numbers.as_slice() {
            [major, minor] => Ok(Self::new(*major, *minor)),
            [major, minor, micro] => Ok(Self {
                micro: Some(*micro),
                ..Self::new(*major, *minor)
            }),
            _ => Err(refusal()),
        }
    }
}

/// A system and its processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// Linux with glibc 2.28 or later, on x86-64.
    LinuxX86_64,
    /// Linux with glibc 2.28 or later, on 64-bit ARM.
    LinuxAarch64,
    /// macOS on x86-64.
    MacosX86_64,
    /// macOS on 64-bit ARM.
    MacosAarch64,
    /// Windows on x86-64.
    WindowsX86_64,
}

/// The C library that programs of a Linux are linked with; wheels are for one of them, from a version on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the fields are the numbers of its version")]
pub enum Libc {
    /// The GNU one (`manylinux`).
    Glibc { major: u16, minor: u16 },
    /// That of Alpine and others (`musllinux`).
    Musl { major: u16, minor: u16 },
}

/// The environment that versions are chosen for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The Python version; for a universal target the lowest one.
    pub python: PythonVersion,
    /// The platform; `None` for the one pyward runs on.
    pub platform: Option<Platform>,
    /// The C library, on Linux; `None` for the glibc that the platform stands for.
    pub libc: Option<Libc>,
    /// Every platform, and every Python from `python` on. One package may then have several versions, each under its
    /// marker.
    pub universal: bool,
}

impl Target {
    /// This machine's platform.
    pub fn host(python: PythonVersion) -> Self {
        Self {
            python,
            platform: None,
            libc: None,
            universal: false,
        }
    }

    /// Every platform, and every Python from `python` on.
    pub fn universal(python: PythonVersion) -> Self {
        Self {
            universal: true,
            ..Self::host(python)
        }
    }

    /// The platform, with the machine's own filled in; Linux on x86-64 where pyward has no name for it.
    pub fn platform(&self) -> Platform {
        self.platform.unwrap_or({
            match (std::env::consts::OS, std::env::consts::ARCH) {
                ("macos", "aarch64") => Platform::MacosAarch64,
                ("macos", _) => Platform::MacosX86_64,
                ("windows", _) => Platform::WindowsX86_64,
                (_, "aarch64") => Platform::LinuxAarch64,
                _ => Platform::LinuxX86_64,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_versions_are_read_and_written() {
        for text in ["3.12", "3.12.4", "2.7.18"] {
            assert_eq!(
                text.parse::<PythonVersion>().map(|v| v.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in ["", "3", "3.", "3.12.1.0", "3.12rc1", "3.999", "-3.1"] {
            assert!(text.parse::<PythonVersion>().is_err(), "{text}");
        }
    }
}
