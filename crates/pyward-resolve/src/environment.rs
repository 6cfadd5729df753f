//! A target in the resolver's words: markers and tags, worked out without any interpreter.

use std::str::FromStr as _;

use uv_configuration::TargetTriple;
use uv_distribution_types::RequiresPython;
use uv_pep440::Version;
use uv_pep508::{MarkerEnvironment, MarkerEnvironmentBuilder};
use uv_platform_tags::{Os, Tags, TagsOptions};
use uv_resolver::{PythonRequirement, ResolverEnvironment};

use crate::{Libc, Platform, Target};

/// What the resolver wants to know about the place things are installed in.
pub(crate) struct Environment {
    pub(crate) markers: MarkerEnvironment,
    pub(crate) resolver: ResolverEnvironment,
    /// `None` for a universal target: files for any platform will do.
    pub(crate) tags: Option<Tags>,
    pub(crate) python: PythonRequirement,
    pub(crate) requires_python: RequiresPython,
}

impl Environment {
    /// The environment of a target; an error in words where there is none.
    pub(crate) fn of(target: &Target) -> Result<Self, String> {
        let triple = match target.platform() {
            Platform::LinuxX86_64 => TargetTriple::X8664UnknownLinuxGnu,
            Platform::LinuxAarch64 => TargetTriple::Aarch64UnknownLinuxGnu,
            Platform::MacosX86_64 => TargetTriple::X8664AppleDarwin,
            Platform::MacosAarch64 => TargetTriple::Aarch64AppleDarwin,
            Platform::WindowsX86_64 => TargetTriple::X8664PcWindowsMsvc,
        };
        let (major, minor) = (target.python.major, target.python.minor);
        let short = format!("{major}.{minor}");
        let full = format!("{short}.{}", target.python.micro.unwrap_or(0));
        let base = MarkerEnvironment::try_from(MarkerEnvironmentBuilder {
            implementation_name: "cpython",
            implementation_version: &full,
            os_name: "posix",
            platform_machine: "",
            platform_python_implementation: "CPython",
            platform_release: "",
            platform_system: "",
            platform_version: "",
            python_full_version: &full,
            python_version: &short,
            sys_platform: "",
        })
        .map_err(|error| error.to_string())?;
        let markers = triple.markers(base);
        let platform = match target.libc {
            Some(Libc::Glibc { major, minor }) => uv_platform_tags::Platform::new(
                Os::Manylinux { major, minor },
                triple.platform().arch(),
            ),
            Some(Libc::Musl { major, minor }) => uv_platform_tags::Platform::new(
                Os::Musllinux { major, minor },
                triple.platform().arch(),
            ),
            None => triple.platform(),
        };
        let tags = Tags::from_env(
            platform,
            (major, minor),
            "cpython",
            (major, minor),
            TagsOptions {
                manylinux_compatible: triple.manylinux_compatible(),
                gil_disabled: false,
                debug_enabled: false,
                is_cross: true,
            },
        )
        .map_err(|error| error.to_string())?;
        // The lowest Python asked for: with the micro version only where the target has one.
        let floor =
            Version::from_str(&target.python.to_string()).map_err(|error| error.to_string())?;
        let requires_python = RequiresPython::greater_than_equal_version(&floor);
        let python = PythonRequirement::from_marker_environment(&markers, requires_python.clone());
        let (resolver, tags) = if target.universal {
            (ResolverEnvironment::universal(Vec::new()), None)
        } else {
            let specific = ResolverEnvironment::specific(markers.clone().into());
            (specific, Some(tags))
        };
        Ok(Self {
            markers,
            resolver,
            tags,
            python,
            requires_python,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PythonVersion;

    #[test]
    fn every_platform_has_an_environment() {
        for (platform, system) in [
            (Platform::LinuxX86_64, "linux"),
            (Platform::LinuxAarch64, "linux"),
            (Platform::MacosX86_64, "darwin"),
            (Platform::MacosAarch64, "darwin"),
            (Platform::WindowsX86_64, "win32"),
        ] {
            let target = Target {
                platform: Some(platform),
                ..Target::host(PythonVersion::new(3, 12))
            };
            let environment = Environment::of(&target).unwrap();
            assert_eq!(environment.markers.sys_platform(), system);
            assert_eq!(environment.markers.python_full_version().string, "3.12.0");
            assert!(environment.tags.is_some());
        }
        let universal = Target::universal(PythonVersion::new(3, 10));
        assert!(Environment::of(&universal).unwrap().tags.is_none());
    }

    #[test]
    fn wheels_are_for_the_c_library_there_is() {
        let tags = |libc| {
            let target = Target {
                platform: Some(Platform::LinuxX86_64),
                libc,
                ..Target::host(PythonVersion::new(3, 12))
            };
            Environment::of(&target).unwrap().tags.unwrap()
        };
        let fits = |tags: &Tags, file: &str| {
            let name = format!("alpha-1.0-cp312-cp312-{file}.whl");
            let name = uv_distribution_filename::WheelFilename::from_str(&name).unwrap();
            name.compatibility(tags).is_compatible()
        };
        let (new, old) = ("manylinux_2_34_x86_64", "manylinux_2_17_x86_64");
        let usual = tags(None);
        assert!(fits(&usual, old) && !fits(&usual, new));
        let glibc = tags(Some(Libc::Glibc {
            major: 2,
            minor: 36,
        }));
        assert!(fits(&glibc, old) && fits(&glibc, new));
        let musl = tags(Some(Libc::Musl { major: 1, minor: 2 }));
        assert!(fits(&musl, "musllinux_1_2_x86_64") && !fits(&musl, old));
    }
}
