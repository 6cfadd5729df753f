//! A target in the resolver's words: markers and tags, worked out without any interpreter.

use std::str::FromStr as _;

use uv_configuration::TargetTriple;
use uv_distribution_types::RequiresPython;
use uv_pep440::Version;
use uv_pep508::{MarkerEnvironment, MarkerEnvironmentBuilder};
use uv_platform_tags::{Tags, TagsOptions};
use uv_resolver::{PythonRequirement, ResolverEnvironment};

use crate::{Platform, Target};

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
        let tags = Tags::from_env(
            triple.platform(),
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
}
